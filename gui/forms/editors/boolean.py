"""Yes or no; when optional also neither."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from core.model.fields import BooleanField
from gui.forms.editor import LEFT_OUT, Around, Editor
from gui.forms.inputs import NOT_SET, CalmCombo, moves_card

CHOICES: tuple[tuple[str, Any], ...] = ((NOT_SET, LEFT_OUT), ("Yes", True), ("No", False))


def boolean_editor(field: BooleanField, around: Around, parent: QWidget) -> Editor:
    """A check box for what must be said, a choice of three for what may be left out."""
    if field.required:
        return CheckBoxEditor(field, around, parent)
    return ThreeWayEditor(field, around, parent)


class CheckBoxEditor(Editor):
    """A check box with its label to the right; unchecked is no."""

    label_beside = True

    def __init__(self, field: BooleanField, around: Around, parent: QWidget) -> None:
        whole = QWidget(parent)
        self._box = _Box(whole)
        super().__init__(field, around, whole, self._box)
        self._layout = QHBoxLayout(whole)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._box, 0, Qt.AlignmentFlag.AlignTop)
        self._box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._box.toggled.connect(self.tell_changed)

    def place_label(self, label: QLabel) -> None:
        """Beside the box; a click on it counts as one on the box."""
        self._layout.addWidget(label, 1, Qt.AlignmentFlag.AlignVCenter)
        label.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass clicks on the label on to the box."""
        if not isinstance(event, QMouseEvent) or event.button() != Qt.MouseButton.LeftButton:
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.MouseButtonRelease and self._box.isEnabled():
            self._box.click()
        return True

    def value(self) -> Any:
        """True or False."""
        return self._box.isChecked()

    def set_value(self, value: Any) -> None:
        """Check the box for what means yes."""
        self._box.setChecked(_as_choice(value) is True)


class _Box(QCheckBox):
    """A check box that has no use for Alt with arrows."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As any check box."""
        if moves_card(event):
            event.ignore()
        else:
            super().keyPressEvent(event)


class ThreeWayEditor(Editor):
    """A list of three: not set, yes, no."""

    def __init__(self, field: BooleanField, around: Around, parent: QWidget) -> None:
        self._list = CalmCombo(parent)
        self._list.addItems([label for label, _ in CHOICES])
        super().__init__(field, around, self._list)
        self._list.currentIndexChanged.connect(self.tell_changed)

    def value(self) -> Any:
        """True, False or left out."""
        return CHOICES[max(0, self._list.currentIndex())][1]

    def set_value(self, value: Any) -> None:
        """Choose what the value means."""
        meant = _as_choice(value)
        self._list.setCurrentIndex(next(at for at, (_, choice) in enumerate(CHOICES) if choice is meant))

    def show_cleared(self, words: str) -> None:
        """Say so in the place of a choice."""
        self._list.setPlaceholderText(words)
        if words:
            self._list.setCurrentIndex(-1)
        elif self._list.currentIndex() < 0:
            self._list.setCurrentIndex(0)


def _as_choice(value: Any) -> Any:
    """Yes, no or left out, for what services and files write for them."""
    word = str(value).strip().lower()
    if word in ("true", "1", "yes", "on"):
        return True
    return False if word in ("false", "0", "no", "off") else LEFT_OUT
