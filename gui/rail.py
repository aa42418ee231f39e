"""The rail on the left of the window: a button for each screen."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QVBoxLayout

from gui import theme
from gui.actions import ACTIONS, Actions
from gui.icons import icon

_WIDTH = 116
_ICON = QSize(22, 22)
_SCREENS = ("modules", "connections", "history", "sql", "settings")


class Rail(QFrame):
    """Shows which screen is in sight, and leads to the others."""

    def __init__(self, acts: Actions) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setMinimumWidth(_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.buttons = {name: self._button(name, acts) for name in _SCREENS}
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.S, theme.M, theme.S, theme.M)
        column.setSpacing(theme.XS)
        for name, button in self.buttons.items():
            if name == "settings":
                column.addStretch(1)
            column.addWidget(button)

    def mark(self, shows: Callable[[str], bool]) -> None:
        """Mark the screen that is in sight."""
        for name, button in self.buttons.items():
            button.setChecked(shows(name))

    def _button(self, name: str, acts: Actions) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"rail-{name}")
        button.setProperty("role", "rail")
        button.setText(ACTIONS[name].label)
        button.setIcon(icon(ACTIONS[name].icon))
        button.setIconSize(_ICON)
        button.setProperty("toolButtonStyle", "ToolButtonTextUnderIcon")
        button.setToolTip(acts[name].toolTip())
        button.setCheckable(True)
        button.setMinimumWidth(_WIDTH - 2 * theme.S)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(acts[name].trigger)
        return button
