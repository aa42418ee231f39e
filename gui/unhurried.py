"""Something that is asked for often, and done at most every so often."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Unhurried(QObject):
    """Does it at once, then once more after a pause for all that was asked meanwhile.

    A table that grows paints all that is in sight of it anew: done each time that something arrives, it would
    leave a window no time for anything else.
    """

    def __init__(self, act: Callable[[], None], milliseconds: int, parent: QObject) -> None:
        super().__init__(parent)
        self._act = act
        self._is_asked = False
        self._pause = QTimer(self, singleShot=True, interval=milliseconds)
        self._pause.timeout.connect(self._is_over)

    def ask(self) -> None:
        """Do it now, or at the end of the pause."""
        if self._pause.isActive():
            self._is_asked = True
        else:
            self.now()

    def now(self) -> None:
        """Do it now, whatever was asked before."""
        self._is_asked = False
        self._pause.start()
        self._act()

    def rest(self) -> None:
        """Forget what was asked."""
        self._is_asked = False
        self._pause.stop()

    def _is_over(self) -> None:
        if self._is_asked:
            self.now()
