"""Any of fixed options."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QSizePolicy, QWidget

from core.model.fields import MultiSelectField
from gui import theme
from gui.forms.editor import LEFT_OUT, Around, Editor

MOST_ROWS = 8


class MultiSelectEditor(Editor):
    """A list with a check box at each option. Arrow keys move, Space and a click check."""

    field: MultiSelectField

    def __init__(self, field: MultiSelectField, around: Around, parent: QWidget) -> None:
        self._list = _CheckList(parent)
        super().__init__(field, around, self._list)
        self._values: list[str] = []
        for value, label in field.options.items():
            self._offer(value, label)
        self._list.toggled.connect(self.tell_changed)

    def value(self) -> Any:
        """The values of the checked options, in the order of the options; none checked means left out."""
        checked = [value for at, value in enumerate(self._values) if self._list.is_checked(at)]
        return checked or LEFT_OUT

    def set_value(self, value: Any) -> None:
        """Check these options. Values that are none of them are added, to be complained about."""
        wanted = [str(one) for one in value] if isinstance(value, list | tuple) else []
        for one in wanted:
            if one not in self._values:
                self._offer(one, f"{one} (not an option)")
        for at, option in enumerate(self._values):
            self._list.set_checked(at, option in wanted)
        self.tell_changed()

    def _offer(self, value: str, label: str) -> None:
        self._values.append(value)
        self._list.add(label)


class _CheckList(QListWidget):
    """A list whose rows are checked by clicking anywhere on them."""

    toggled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setViewportMargins(0, theme.XS, 0, theme.XS)
        self.itemClicked.connect(self._toggle)

    def add(self, label: str) -> None:
        """Another row, unchecked."""
        item = QListWidgetItem(label)
        # Without the flag "user checkable" the box does not act by itself: a click would count twice.
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        item.setCheckState(Qt.CheckState.Unchecked)
        item.setToolTip(label)
        self.addItem(item)

    def is_checked(self, row: int) -> bool:
        """Whether that row is checked."""
        return self.item(row).checkState() == Qt.CheckState.Checked

    def set_checked(self, row: int, checked: bool) -> None:
        """Check or uncheck a row, without a signal."""
        self.item(row).setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)

    def sizeHint(self) -> QSize:
        """As high as its rows, up to a limit; then it scrolls."""
        row = self.sizeHintForRow(0) if self.count() else self.fontMetrics().height() + theme.S
        rows = max(1, min(self.count(), MOST_ROWS))
        return QSize(super().sizeHint().width(), rows * row + 2 * theme.XS + 2)

    def minimumSizeHint(self) -> QSize:
        """As high as it wants to be, and narrow if need be."""
        return QSize(4 * theme.XXL, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space checks; Enter belongs to the form."""
        if event.key() == Qt.Key.Key_Space and self.currentItem() is not None:
            self._toggle(self.currentItem())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Lay the rows out again: rows filled in before the style was known are too low."""
        super().showEvent(event)
        self.scheduleDelayedItemsLayout()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on a row, so that the keyboard has one to act on."""
        super().focusInEvent(event)
        if self.currentRow() < 0:
            self.setCurrentRow(0)

    def _toggle(self, item: QListWidgetItem) -> None:
        row = self.row(item)
        self.set_checked(row, not self.is_checked(row))
        self.toggled.emit()
