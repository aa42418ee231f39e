"""Inputs that several editors are made of: a line with things at its end, a text that grows, a calm list."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QSizePolicy, QToolButton, QWidget

from gui import theme
from gui.icons import icon

ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

NOT_SET = "Not set"
"""The choice of none. In a filter, "leave out" would read as if it kept something away."""

ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down)


def moves_card(event: QKeyEvent) -> bool:
    """Whether keys move the card around an input: Alt with an arrow up or down, with or without Shift.

    Inputs that have a use for arrows of their own leave these to the card.
    """
    return event.key() in ARROWS and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)


def icon_button(name: str, text: str, parent: QWidget, token: str = "muted") -> QToolButton:
    """A quiet button that shows an icon and says `text` to whoever hovers over it or hears it."""
    button = _IconButton(parent)
    button.setIcon(icon(name, token))
    button.setIconSize(QSize(theme.L, theme.L))
    button.setToolTip(text)
    button.setAccessibleName(text)
    return button


class _IconButton(QToolButton):
    """A button that has no use for Alt with arrows."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As any button."""
        if moves_card(event):
            event.ignore()
        else:
            super().keyPressEvent(event)


class EndedLine(QLineEdit):
    """A line with buttons and a muted remark inside its right end.

    The buttons are real ones: Tab reaches them, which the actions of a line edit do not allow.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._buttons: list[QToolButton] = []
        self._remark: QLabel | None = None
        self._remark_text = ""

    def add_button(self, icon_name: str, text: str) -> QToolButton:
        """Another button at the end, to the right of those that are there."""
        button = icon_button(icon_name, text, self)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        self._buttons.append(button)
        self._arrange()
        return button

    def set_remark(self, text: str) -> None:
        """A muted text between what is typed and the buttons, such as a unit; "" takes it away."""
        if self._remark is None:
            self._remark = QLabel(self)
            self._remark.setTextFormat(Qt.TextFormat.PlainText)
            self._remark.setProperty("role", "muted")
            self._remark.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._remark_text = text
        self._remark.setVisible(bool(text))
        self._arrange()

    def remark(self) -> str:
        """The muted text; "" when there is none."""
        return self._remark_text

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the ends at the end."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        right = self.width() - theme.XS // 2
        for button in reversed(self._buttons):
            if button.isHidden():
                continue
            size = button.sizeHint()
            side = min(size.height(), self.height() - theme.XS)
            right -= side
            button.setGeometry(right, (self.height() - side) // 2, side, side)
        if self._remark is not None and not self._remark.isHidden():
            # A long remark leaves at least half of the line to what is typed.
            room = self.width() // 2
            shown = self.fontMetrics().elidedText(self._remark_text, Qt.TextElideMode.ElideMiddle, room)
            self._remark.setText(shown)
            width = min(self._remark.sizeHint().width(), room)
            right -= width + theme.XS
            self._remark.setGeometry(right, 0, width, self.height())
        self.setTextMargins(0, 0, max(0, self.width() - theme.XS // 2 - right), 0)


class OpeningLine(EndedLine):
    """A line with a button that opens something below it; so do Alt+Down and F4."""

    opened = Signal()

    def __init__(self, parent: QWidget, icon_name: str, text: str) -> None:
        super().__init__(parent)
        self.button = self.add_button(icon_name, text)
        self.button.clicked.connect(self.opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that open a list everywhere."""
        alt_down = event.key() == Qt.Key.Key_Down and _only_alt(event)
        if alt_down or event.key() == Qt.Key.Key_F4:
            self.opened.emit()
        else:
            super().keyPressEvent(event)


def _only_alt(event: QKeyEvent) -> bool:
    """Whether Alt is held, and nothing else; arrow keys count as keys of the keypad on some systems."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return held == Qt.KeyboardModifier.AltModifier


def show_below(popup: QWidget, anchor: QWidget) -> None:
    """Show a pop-up under a widget, or above it where the screen ends."""
    popup.adjustSize()
    layout = popup.layout()
    if layout is not None and layout.hasHeightForWidth():
        # A size hint takes words that wrap for narrower than they will be.
        popup.resize(popup.width(), layout.totalHeightForWidth(popup.width()))
    below = anchor.mapToGlobal(QPoint(0, anchor.height() + 2))
    room = anchor.screen().availableGeometry()
    left = max(room.left(), min(below.x(), room.right() - popup.width()))
    top = below.y()
    if top + popup.height() > room.bottom():
        top = max(room.top(), anchor.mapToGlobal(QPoint(0, -2)).y() - popup.height())
    popup.move(left, top)
    popup.show()


class GrowingText(QPlainTextEdit):
    """Plain text as high as its content, within limits. Tab leaves it; Ctrl+Enter belongs to the form."""

    def __init__(self, parent: QWidget, least: int, most: int) -> None:
        super().__init__(parent)
        self._least = least
        self._most = most
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """As high as the lines that there are."""
        # A plain text measures its height in lines.
        lines = max(self._least, min(self._most, int(self.document().size().height())))
        height = lines * self.fontMetrics().lineSpacing() + 2 * int(self.document().documentMargin())
        return QSize(super().sizeHint().width(), height + 2 * theme.XS + 1)

    def minimumSizeHint(self) -> QSize:
        """As high as it wants to be, and narrow if need be."""
        return QSize(4 * theme.XXL, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Ctrl+Enter to the form."""
        if event.key() in ENTER_KEYS and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)


class CalmCombo(QComboBox):
    """A drop-down list that fits into narrow columns and ignores the wheel unless it has the focus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # A size policy would do the same, and build the whole drop-down list at once to do it.
        self.setMinimumWidth(3 * theme.XXL)
        self.setMaxVisibleItems(12)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Down opens the list, as everywhere; with Shift it moves the card, as Alt+Up does."""
        if moves_card(event) and not (event.key() == Qt.Key.Key_Down and _only_alt(event)):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A person who scrolls the form past the list does not want another value."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
