"""Something said calmly, with what can be done about it: an icon, a title, a text, and a button for each way.

Where a single button is enough, there is `gui.banner`.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.banner import line
from gui.icons import icon
from gui.panes import stand_in_line
from gui.spoken import announce

_ICON_SIZE = 18
_PICTURES = {
    "success": "circle-check",
    "warning": "triangle-alert",
    "danger": "circle-alert",
    "accent": "info",
}
"""Tones, and the icon of each: never colour alone."""


class Choice(NamedTuple):
    """A button: its label, what it does, what it is called in code, and its role in the style sheet."""

    label: str
    act: Callable[[], object]
    name: str
    role: str = ""


class Notice(QFrame):
    """Hidden until it has something to say. `slim` keeps it in one line where there is room."""

    left = Signal()
    """It went while it had the focus, which somebody else should take."""

    def __init__(self, name: str, parent: QWidget | None = None, *, slim: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "banner")
        self._is_slim = slim
        self._offered: list[QPushButton] = []
        self.hide()

    @cached_property
    def _parts(self) -> "_Parts":
        return _Parts(self, slim=self._is_slim)

    def say(self, tone: str, title: str, text: str = "", choices: Sequence[Choice] = ()) -> None:
        """Say something in a tone: success, warning, danger, accent. Each choice is a button."""
        had_focus = self._has_focus()
        theme.set_flag(self, "tone", tone if tone != "accent" else "")
        parts = self._parts
        parts.icon.setPixmap(icon(_PICTURES[tone], tone).pixmap(_ICON_SIZE, _ICON_SIZE))
        parts.title.setText(title)
        parts.text.setText(text)
        parts.text.setVisible(bool(text))
        self._offer(choices)
        if self.isHidden() or (title, text) != (self.accessibleName(), self.accessibleDescription()):
            announce(self, f"{title} {text}", urgent=tone == "danger")
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.show()
        if had_focus and choices:
            self.button(choices[0].name).setFocus(QtCore.Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Nothing to say any more."""
        had_focus = self._has_focus()
        self.hide()
        if had_focus:
            self.left.emit()

    def text(self) -> str:
        """What is said now, in one text; "" when nothing is."""
        return "" if self.isHidden() else f"{self._parts.title.text()} {self._parts.text.text()}".strip()

    def button(self, name: str) -> QPushButton:
        """The button of a choice."""
        return next(one for one in self._offered if one.objectName() == name)

    def _offer(self, choices: Sequence[Choice]) -> None:
        for old in self._offered:
            old.hide()
            old.setObjectName("")
            old.deleteLater()  # not at once: it may be the very one that was just pressed
        buttons = self._parts.buttons
        while buttons.takeAt(0):
            pass
        self._offered = [_button(choice) for choice in choices]
        for button in self._offered:
            buttons.addWidget(button)
            button.show()  # at once, not when the layout comes to it: the focus may go there
        if not self._is_slim:
            buttons.addStretch(1)
        stand_in_line(self, self._offered)

    def _has_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)


class _Parts:
    """What is in a notice."""

    def __init__(self, notice: QFrame, *, slim: bool) -> None:
        name = notice.objectName()
        self.icon = QLabel()
        self.title, self.text = line(f"{name}-title", "strong"), line(f"{name}-text", "")
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.S)
        words = QVBoxLayout()
        words.setSpacing(theme.XS)
        words.addWidget(self.title)
        words.addWidget(self.text)
        body: QBoxLayout = QHBoxLayout() if slim else QVBoxLayout()
        body.setSpacing(theme.S)
        body.addLayout(words, 1)
        body.addLayout(self.buttons)
        alignments = QtCore.Qt.AlignmentFlag
        row = QHBoxLayout(notice)
        edge = theme.XS + 2 if slim else theme.M
        row.setContentsMargins(theme.M, edge, theme.M, edge)
        row.setSpacing(theme.S)
        row.addWidget(self.icon, alignment=alignments.AlignVCenter if slim else alignments.AlignTop)
        row.addLayout(body, 1)


def _button(choice: Choice) -> QPushButton:
    button = QPushButton(choice.label)
    button.setObjectName(choice.name)
    button.setProperty("role", choice.role)
    button.clicked.connect(lambda: choice.act())
    return button
