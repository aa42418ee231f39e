"""Something said calmly, with what can be done about it: an icon, a title, a text, and a button for each way.

Where a single button is enough, there is `gui.banner`.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.icons import icon
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
        self._icon = QLabel()
        self._title, self._text = _line(f"{name}-title", "strong"), _line(f"{name}-text", "")
        self._offered: list[QPushButton] = []
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.S)
        words = QVBoxLayout()
        words.setSpacing(theme.XS)
        words.addWidget(self._title)
        words.addWidget(self._text)
        body: QBoxLayout = QHBoxLayout() if slim else QVBoxLayout()
        body.setSpacing(theme.S)
        body.addLayout(words, 1)
        body.addLayout(self._buttons)
        top = Qt.AlignmentFlag.AlignVCenter if slim else Qt.AlignmentFlag.AlignTop
        row = QHBoxLayout(self)
        edge = theme.XS + 2 if slim else theme.M
        row.setContentsMargins(theme.M, edge, theme.M, edge)
        row.setSpacing(theme.S)
        row.addWidget(self._icon, alignment=top)
        row.addLayout(body, 1)
        self.hide()

    def say(self, tone: str, title: str, text: str = "", choices: Sequence[Choice] = ()) -> None:
        """Say something in a tone: success, warning, danger, accent. Each choice is a button."""
        had_focus = self._has_focus()
        theme.set_flag(self, "tone", tone if tone != "accent" else "")
        self._icon.setPixmap(icon(_PICTURES[tone], tone).pixmap(_ICON_SIZE, _ICON_SIZE))
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._offer(choices)
        if self.isHidden() or (title, text) != (self.accessibleName(), self.accessibleDescription()):
            announce(self, f"{title} {text}", urgent=tone == "danger")
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.show()
        if had_focus and choices:
            self.button(choices[0].name).setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Nothing to say any more."""
        had_focus = self._has_focus()
        self.hide()
        if had_focus:
            self.left.emit()

    def text(self) -> str:
        """What is said now, in one text; "" when nothing is."""
        return "" if self.isHidden() else f"{self._title.text()} {self._text.text()}".strip()

    def button(self, name: str) -> QPushButton:
        """The button of a choice."""
        return next(one for one in self._offered if one.objectName() == name)

    def _offer(self, choices: Sequence[Choice]) -> None:
        for old in self._offered:
            old.hide()
            old.setObjectName("")
            old.deleteLater()  # not at once: it may be the very one that was just pressed
        while self._buttons.takeAt(0):
            pass
        self._offered = [_button(choice) for choice in choices]
        for button in self._offered:
            self._buttons.addWidget(button)
            button.show()  # at once, not when the layout comes to it: the focus may go there
        if not self._is_slim:
            self._buttons.addStretch(1)
        self._take_place_in_tab_order()

    def _take_place_in_tab_order(self) -> None:
        """Tab comes to the buttons where the notice stands: what is made last would come last."""
        before: QWidget | None = self.previousInFocusChain()
        while before is not None and (
            before in self._offered or before.focusPolicy() == Qt.FocusPolicy.NoFocus
        ):
            before = None if before is self.window() else before.previousInFocusChain()
        if before is not None:
            for one, next_one in pairwise([before, *self._offered]):
                QWidget.setTabOrder(one, next_one)

    def _has_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)


def _button(choice: Choice) -> QPushButton:
    button = QPushButton(choice.label)
    button.setObjectName(choice.name)
    button.setProperty("role", choice.role)
    button.clicked.connect(lambda: choice.act())
    return button


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
