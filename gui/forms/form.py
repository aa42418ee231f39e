"""A form: fields in, values out, problems where they belong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QToolButton, QWidget

from core.model.fields import Field
from core.model.module import FieldRule
from gui import theme
from gui.forms.editor import Around
from gui.forms.editors import make_editor
from gui.forms.fieldset import FieldSet
from gui.forms.inputs import ENTER_KEYS
from gui.forms.lookups import Load, Lookups


class Form(FieldSet):
    """Editors for the fields of a module or a connection.

    `values()` gives what may be sent, `check()` says whether it may. Enter in a line, or Ctrl+Enter
    anywhere, tells that the person is done (`submitted`); the form itself never acts on it.
    """

    submitted = Signal()
    """Enter or Ctrl+Enter was pressed."""
    failed = Signal(object)
    """An exception out of the lookup source that is no known error."""

    def __init__(
        self, fields: Sequence[Field], rules: Sequence[FieldRule] = (), parent: QWidget | None = None
    ) -> None:
        lookups = Lookups()
        super().__init__(fields, rules, Around(make_editor=make_editor, lookups=lookups, values=dict), parent)
        self._layout.addStretch(1)  # room to spare is at the end, not between the fields
        lookups.setParent(self)
        lookups.failed.connect(self.failed)
        self._lookups = lookups

    def check(self) -> bool:
        """Show everything that keeps the values from being sent; True when nothing does."""
        problems = self.problems()
        self.show_problems(problems)
        return not problems

    def show_problems(self, by_field: Mapping[str, str]) -> list[str]:
        """Show each sentence under its field and no other, and go to the first.

        A path such as `items.0.amount` leads to the field inside. Returns the sentences whose field is not
        in this form.
        """
        unplaced = self.place_problems(by_field)
        lowest = self.focus_problem()
        if lowest is not None:
            _scroll_to(lowest)
            focused = QApplication.focusWidget()
            if focused is not None and self.isAncestorOf(focused):
                _scroll_to(focused)
        return unplaced

    def set_lookup_source(self, load: Load | None) -> None:
        """Say where the lists of lookup fields come from; None when there is no connection to ask."""
        self._lookups.load = load

    def lookup_labels(self) -> dict[str, dict[str, str]]:
        """The names of entries that were seen in lists: lookup name → value → label."""
        return self._lookups.labels()

    def remember_lookup_labels(self, labels: Mapping[str, Mapping[str, str]]) -> None:
        """Show these names for these values from now on; before `set_values`."""
        for lookup, known in labels.items():
            self._lookups.remember(lookup, known)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, where no input had a use for it."""
        if event.key() not in ENTER_KEYS:
            super().keyPressEvent(event)
            return
        focused = QApplication.focusWidget()
        if isinstance(focused, QPushButton | QToolButton) and not event.modifiers():
            focused.click()
        else:
            self.submitted.emit()
        event.accept()


def _scroll_to(widget: QWidget) -> None:
    """Bring a widget into view in every scroll area around it."""
    # What was just shown or hidden gets its place when the posted layout requests are handled: now.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    area = widget.parentWidget()
    while area is not None:
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(widget, 0, theme.XL)
        area = area.parentWidget()
