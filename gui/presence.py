"""Whether somebody is using the program: what locks itself after a while must know."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

PAUSE = 3000
"""Milliseconds between two tellings."""

_SIGNS = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    )
)


class Presence(QObject):
    """Tells of keyboard and mouse, wherever in the program they are used, once in a while.

    Between two tellings it does not listen at all: every event of the program would pass through it.
    """

    def __init__(self, tell: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._tell = tell
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.listen)

    def listen(self) -> None:
        """Tell of the next sign of a person."""
        if (application := QCoreApplication.instance()) is not None:
            application.installEventFilter(self)

    def rest(self) -> None:
        """Tell nothing any more."""
        self._pause.stop()
        self._ignore()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look, and let pass."""
        if event.type() in _SIGNS:
            self._ignore()
            self._pause.start()
            self._tell()
        return False

    def _ignore(self) -> None:
        if (application := QCoreApplication.instance()) is not None:
            application.removeEventFilter(self)
