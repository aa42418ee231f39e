"""A button for an action of the window: its words, its icon, its keys and whether it can be used now."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from gui.icons import icon


class ActionButton(QPushButton):
    """Presses the action, and looks as the action is."""

    def __init__(
        self, action: QAction, name: str, role: str = "", *, text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._action = action
        self._label = text or action.text().replace("&", "")
        self.setObjectName(name)
        self.setProperty("role", role)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def set_picture(self, name: str, token: str) -> None:
        """Another icon than the action's."""
        self.setIcon(icon(name, token))

    def _follow(self) -> None:
        self.setText(f" {self._label}")
        if self.icon().isNull():
            self.setIcon(self._action.icon())
        self.setEnabled(self._action.isEnabled())
        self.setToolTip(self._action.toolTip())
