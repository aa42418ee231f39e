"""A message in its panel: a title, the reason, the next step, and what can be done about it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.icons import icon
from gui.spoken import announce

if TYPE_CHECKING:
    from core.model.errors import TrunklineError

_ICONS = {
    "success": "circle-check",
    "danger": "circle-alert",
    "warning": "triangle-alert",
    "practice": "graduation-cap",
}
_ICON_SIZE = 18


class Banner(QFrame):
    """Hidden until it has something to say. At most one button; `pressed` tells that it was used."""

    pressed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None, *, slim: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "banner")
        self.setProperty("slim", slim)
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._title, self._text = _line(f"{name}-title", "strong"), _line(f"{name}-text", "")
        self._button = QPushButton()
        self._button.setObjectName(f"{name}-button")
        self._button.clicked.connect(self.pressed)
        row = QHBoxLayout(self)
        row.setSpacing(theme.S)
        self._in_one_line(row) if slim else self._in_lines(row)
        self.hide()

    def _in_one_line(self, row: QHBoxLayout) -> None:
        row.setContentsMargins(theme.M, 2, theme.XS, 2)
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._title.setWordWrap(False)
        theme.set_flag(self._button, "role", "quiet")
        for widget in (self._icon, self._title):
            row.addWidget(widget, alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)

    def _in_lines(self, row: QHBoxLayout) -> None:
        row.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        words = QVBoxLayout()
        words.setSpacing(theme.XS)
        words.addWidget(self._title)
        words.addWidget(self._text)
        words.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignLeft)
        row.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def show_error(self, error: "TrunklineError", button: str = "") -> None:
        """Say what went wrong, why, and what to do next."""
        said = " ".join(as_sentence(part) for part in (error.reason, error.next_step) if part)
        self.say("danger", error.title, said, button)

    def say(self, tone: str, title: str, text: str = "", button: str = "") -> None:
        """Say something in a tone: success, danger, warning, practice."""
        theme.set_flag(self, "tone", tone)
        self._icon.setPixmap(icon(_ICONS[tone], tone).pixmap(_ICON_SIZE, _ICON_SIZE))
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._button.setText(button)
        self._button.setVisible(bool(button))
        if self.isHidden() or (title, text) != (self.accessibleName(), self.accessibleDescription()):
            announce(self, f"{as_sentence(title)} {text}", urgent=tone == "danger")
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.show()

    def clear(self) -> None:
        """Nothing to say any more."""
        self.hide()

    def text(self) -> str:
        """What is said now, in one text; "" when nothing is."""
        return "" if self.isHidden() else f"{self._title.text()} {self._text.text()}".strip()


def as_sentence(text: str) -> str:
    """A text that ends as a sentence does: what a service says often does not."""
    return text if text.rstrip("”)")[-1:] in (".", "!", "?", "…") else f"{text}."


def _line(name: str, role: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setWordWrap(True)
    # What a service says is text, whatever it looks like.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return label
