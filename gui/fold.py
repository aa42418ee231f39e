"""A button that folds a part of the window away. It stays in sight: pressed again, the part is back."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from gui.actions import ACTIONS
from gui.actions.words import native
from gui.icons import icon
from gui.spoken import announce

_ICON = QSize(18, 18)


class Fold(QToolButton):
    """Knows whether its part is folded away; who has the part makes room. Its name says what a press does."""

    changed = Signal(object)
    """A bool: whether it is folded away now."""

    def __init__(
        self, name: str, part: str, action: str, parent: QWidget | None = None, *, is_kept: bool = False
    ) -> None:
        """`part` as in "Fold … away"; `action` has the same keys. `is_kept` from start to start."""
        super().__init__(parent)
        self.setObjectName(name)
        self.is_kept = is_kept
        self._part, self._keys = part, native(ACTIONS[action].shortcut)
        self._is_folded = False
        self.setIconSize(_ICON)
        self._name_it()
        self.clicked.connect(lambda: self.set_folded(not self._is_folded))

    def is_folded(self) -> bool:
        """Whether its part is folded away."""
        return self._is_folded

    def set_folded(self, on: bool) -> None:
        """Fold the part away, or show it again."""
        if on == self._is_folded:
            return
        self._is_folded = on
        self._name_it()
        self.changed.emit(on)
        if self.isVisible():
            announce(self, f"{self._part.capitalize()} is {'folded away' if on else 'shown'}")

    def _name_it(self) -> None:
        words = f"Show {self._part}" if self._is_folded else f"Fold {self._part} away"
        self.setIcon(icon("panel-left-open" if self._is_folded else "panel-left-close"))
        self.setAccessibleName(words)
        self.setToolTip(f"{words} ({self._keys})")
