"""A card over the window: it dims what is below, takes the keyboard, and gives it back when it goes."""

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QMainWindow, QVBoxLayout, QWidget

from gui import theme

_DIMMED = 90
"""How dark the veil is, of 255."""

_ABOVE = 12
"""The card stands so far below the top: this part of the window's height."""


class Overlay(QWidget):
    """Covers the window while it is open. `keys` open and close it; no other action of the window happens."""

    closed = Signal()

    def __init__(self, window: QMainWindow, name: str, width: int, keys: tuple[str, ...]) -> None:
        super().__init__(window)
        self.setObjectName(f"{name}-overlay")
        self._width = width
        self._own_keys = [QKeySequence(one) for one in keys]
        self._before: QWidget | None = None
        self.card = QFrame(self)
        self.card.setObjectName(name)
        self.card.setProperty("role", "overlay")
        self.column = QVBoxLayout(self.card)
        self.column.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        self.column.setSpacing(theme.S)
        self.hide()
        window.installEventFilter(self)

    def listen_to(self, widget: QWidget) -> None:
        """While this has the keyboard, keys are the overlay's: they reach no action of the window."""
        widget.installEventFilter(self)

    def appear(self) -> None:
        """Cover the window; the keyboard goes to what the card's focus is passed on to."""
        self._before = QApplication.focusWidget() or self.window().focusWidget()
        self._cover()
        self.show()
        self.raise_()
        self.card.setFocus()

    def disappear(self) -> None:
        """Go, and put the keyboard back where it was."""
        if self.isHidden():
            return
        self.hide()
        before, self._before = self._before, None
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus()
        self.closed.emit()

    def best_height(self, room: int) -> int:
        """How high the card is, where there is room for so many pixels."""
        return room

    def fit(self) -> None:
        """Place the card anew: what is in it has changed."""
        room = self.rect()
        above = max(theme.L, room.height() // _ABOVE)
        width = min(self._width, room.width() - 2 * theme.XL)
        height = self.best_height(room.height() - above - theme.XL)
        self.card.setGeometry(QRect((room.width() - width) // 2, above, width, height))

    def focusNextPrevChild(self, _forward: bool) -> bool:
        """The keyboard does not leave the card."""
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window; keep its shortcuts from what is typed here."""
        if watched is self.parent():
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._cover()
        elif (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and QKeySequence(event.keyCombination()) not in self._own_keys
        ):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nothing here has a use for ends here."""
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the card closes it."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.disappear()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The veil."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0, _DIMMED))
        painter.end()

    def _cover(self) -> None:
        parent = self.parent()
        assert isinstance(parent, QWidget)
        self.setGeometry(parent.rect())
        self.fit()
