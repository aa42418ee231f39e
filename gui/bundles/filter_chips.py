"""The filters that are on, as chips: a click opens one, its cross takes it away."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from core.model.results import Condition
from gui import theme
from gui.bundles.filter_tests import in_words
from gui.bundles.look import named, plain_tip
from gui.flow_layout import FlowLayout
from gui.forms.inputs import icon_button

_LONGEST = 60
"""Characters of a chip."""


class FilterChips(QWidget):
    """One chip a filter, in lines, and a button that takes all of them away."""

    opened = Signal(object, QWidget)
    """A filter (from 0) is to be changed; its chip."""
    removed = Signal(object)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filter-chips")
        self._flow = FlowLayout(self)
        self._chips: list[QWidget] = []
        self._shown: tuple[Condition, ...] = ()

    def show_conditions(self, conditions: Sequence[Condition]) -> None:
        """Show these filters."""
        if self._shown == tuple(conditions):
            return
        self._shown = tuple(conditions)
        had_focus = any(chip.isAncestorOf(self.focusWidget()) for chip in self._chips if self.focusWidget())
        while self._flow.count():
            self._flow.takeAt(0)
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(number, condition) for number, condition in enumerate(conditions)]
        if len(conditions) > 1:
            clear = named(QPushButton("Clear all"), "filter-clear", "quiet")
            clear.clicked.connect(self.cleared)
            self._chips.append(clear)
        for chip in self._chips:
            self._flow.addWidget(chip)
        self.setVisible(bool(conditions))
        self.updateGeometry()
        if had_focus and conditions:
            self._chips[0].setFocus()

    def _chip(self, number: int, condition: Condition) -> QWidget:
        chip = _Chip(number, condition, self)
        chip.opened.connect(lambda: self.opened.emit(number, chip))
        chip.removed.connect(lambda: self.removed.emit(number))
        return chip


class _Chip(QFrame):
    """One filter. Delete takes it away, as its cross does."""

    opened = Signal()
    removed = Signal()

    def __init__(self, number: int, condition: Condition, parent: QWidget) -> None:
        super().__init__(parent)
        words = in_words(condition)
        self.setProperty("role", "chip")
        shown = words if len(words) <= _LONGEST else words[:_LONGEST] + "…"
        text = named(QPushButton(shown.replace("&", "&&")), f"filter-chip-{number}", "chip")
        text.setToolTip(plain_tip(words))
        text.setAccessibleName(f"Filter: {words}")
        text.clicked.connect(self.opened)
        cross = named(icon_button("x", f"Remove the filter: {shown}", self), f"filter-remove-{number}")
        cross.setToolTip("Remove this filter")
        cross.clicked.connect(self.removed)
        self.setFocusProxy(text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.XS, 0, 2, 0)
        layout.setSpacing(0)
        layout.addWidget(text)
        layout.addWidget(cross)
        self.setTabOrder(text, cross)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete or Backspace takes it away."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)
