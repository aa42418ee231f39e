"""A message in its panel: a title, the reason, the next step, and what can be done about it.

A window has several, and most never say anything: what is in one is made when it first does.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.icons import icon
from gui.panes import stand_in_line
from gui.sentences import as_sentence, why_and_what_next
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
        self._is_slim = slim
        self.hide()

    @cached_property
    def _parts(self) -> "_Parts":
        parts = _Parts(self, slim=self._is_slim)
        parts.button.clicked.connect(self.pressed)
        stand_in_line(self, [parts.button])
        return parts

    def show_error(self, error: "TrunklineError", button: str = "") -> None:
        """Say what went wrong, why, and what to do next."""
        self.say("danger", error.title, why_and_what_next(error), button)

    def say(self, tone: str, title: str, text: str = "", button: str = "") -> None:
        """Say something in a tone: success, danger, warning, practice."""
        theme.set_flag(self, "tone", tone)
        parts = self._parts
        parts.icon.setPixmap(icon(_ICONS[tone], tone).pixmap(_ICON_SIZE, _ICON_SIZE))
        parts.title.setText(title)
        parts.text.setText(text)
        parts.text.setVisible(bool(text))
        parts.button.setText(button)
        parts.button.setVisible(bool(button))
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
        return "" if self.isHidden() else f"{self._parts.title.text()} {self._parts.text.text()}".strip()


class _Parts:
    """What is in a banner."""

    def __init__(self, banner: QFrame, *, slim: bool) -> None:
        name = banner.objectName()
        self.icon = QLabel()
        self.icon.setAlignment(QtCore.Qt.AlignmentFlag.AlignTop)
        self.title, self.text = line(f"{name}-title", "strong"), line(f"{name}-text", "")
        self.button = QPushButton()
        self.button.setObjectName(f"{name}-button")
        row = QHBoxLayout(banner)
        row.setSpacing(theme.S)
        self._in_one_line(row) if slim else self._in_lines(row)

    def _in_one_line(self, row: QHBoxLayout) -> None:
        row.setContentsMargins(theme.M, 2, theme.XS, 2)
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.title.setWordWrap(False)
        self.button.setProperty("role", "quiet")
        for widget in (self.icon, self.title):
            row.addWidget(widget, alignment=QtCore.Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)

    def _in_lines(self, row: QHBoxLayout) -> None:
        row.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        words = QVBoxLayout()
        words.setSpacing(theme.XS)
        words.addWidget(self.title)
        words.addWidget(self.text)
        words.addWidget(self.button, alignment=QtCore.Qt.AlignmentFlag.AlignLeft)
        row.addWidget(self.icon, alignment=QtCore.Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)


def line(name: str, role: str) -> QLabel:
    """A text of a message, which can be selected."""
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setWordWrap(True)
    # What a service says is text, whatever it looks like.
    label.setTextFormat(QtCore.Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(QtCore.Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return label
