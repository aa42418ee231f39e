"""A form: fields in, values out, problems where they belong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QToolButton, QWidget

from core.model.fields import Field
from core.model.module import FieldRule
from core.model.request import AnyCall
from gui import theme
from gui.forms.change import Path
from gui.forms.editor import LEFT_OUT, Around
from gui.forms.editors import make_editor
from gui.forms.fieldset import FieldSet
from gui.forms.from_curl import read_filling
from gui.forms.history import History, UndoKeys
from gui.forms.inputs import ENTER_KEYS
from gui.forms.lookup_cache import LookupCache
from gui.forms.lookups import Connected, Load, Lookups, Searches
from gui.forms.row import FieldRow
from gui.forms.row_menu import RowMenus


class Form(FieldSet):
    """Editors for the fields of a module or a connection.

    `values()` gives what may be sent, `check()` says whether it may. `labels()` gives the names of entries
    that were chosen from the account's lists, by path; kept beside the values and given to `set_labels`
    after `set_values`, they let a form show names again without asking the service. Enter in a line, or
    Ctrl+Enter anywhere, tells that the person is done (`submitted`); the form itself never acts on it.

    What the person changes can be undone (`history`); `set_values` begins anew, `change_to` is a step.
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
        self._menus = RowMenus(self, row_around)
        self._at_first = self._held()
        self.history = History(self, self._show_place)
        self._keys = UndoKeys(self.history, row_around)
        self._listened_to: QWidget | None = None
        self._focused: QWidget | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values, with nothing to go back to."""
        super().set_values(values)
        self.history.begin_anew()

    def change_to(self, values: Mapping[str, Any], labels: Mapping[str, str], words: str) -> None:
        """Show these values as a step that can be undone; `words` say which one, after "Undo". Secrets, which
        no step holds, stay."""
        secrets = {key: row.value() for key, row in self._rows.items() if not row.editor.is_remembered}
        kept = {key: value for key, value in secrets.items() if value is not LEFT_OUT}
        with self.history.one_step(words):
            self.set_values({**kept, **values})
            self.set_labels(labels)

    def start_empty(self) -> None:
        """As it was before anybody filled it in: a step that can be undone."""
        self.change_to(self._at_first, {}, "starting empty")

    def row_changed(self, row: FieldRow) -> None:
        """A value may be another: it can be undone, together with what follows from it."""
        with self.history.after(row):
            super().row_changed(row)

    def check(self) -> bool:
        """Show everything that keeps the values from being sent; True when nothing does.

        Warnings are shown as well, and keep nothing.
        """
        problems = self.problems()
        self._feedback.warn_everywhere()
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

    def set_lookup_source(
        self,
        load: Load | None,
        connected: Connected | None = None,
        cache: LookupCache | None = None,
        searches: Searches | None = None,
    ) -> None:
        """Say where the lists of lookup fields come from; None when there is nothing to ask.

        `connected` gives the id of the connection that is chosen at that moment, "" while none is; lists
        are kept apart by it. `cache` keeps what was loaded for other forms, too; without one, this form
        has its own. `searches` tells which lists the service can search.
        """
        self._lookups.set_source(load, connected, cache, searches)

    def fill_from_curl(self, text: str, any_call: AnyCall, base_urls: Sequence[str]) -> str:
        """Fill the fields of a call of one's own from a curl command; returns what was left out, in words.

        `base_urls` are the addresses of the service, as the connection has them. A command for another
        place leaves its address in the field, with the reason below it. Raises `UnreadableCurl`.
        """
        filling = read_filling(text, any_call, base_urls)
        parts = {any_call.method, any_call.path, any_call.headers, any_call.query, any_call.body}
        others = {key: value for key, value in self.values().items() if key not in parts}
        self.change_to({**others, **filling.values}, self.labels(), "the pasted cURL command")
        if filling.problems:
            self.show_problems(filling.problems)
        return filling.sentence

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        """The focus went from one field to another; while it is nowhere, a list or another window is open."""
        inside = now if now is not None and self.isAncestorOf(now) else None
        self._menus.focus_at(inside)
        self._listen_to(inside)
        if now is None:
            return
        if self._focused is not None and shiboken6.isValid(self._focused):
            present = rows_around(now)
            for row in rows_around(self._focused):
                if row not in present:
                    row.left()
                    self.history.rest()
        self._focused = now if self.isAncestorOf(now) else None

    def _listen_to(self, widget: QWidget | None) -> None:
        """Take the keys of the history from the input that has the focus."""
        if self._listened_to is not None and shiboken6.isValid(self._listened_to):
            self._listened_to.removeEventFilter(self._keys)
        self._listened_to = widget
        if widget is not None:
            widget.installEventFilter(self._keys)

    def _show_place(self, path: Path, caret: int) -> None:
        """Show where something was undone, with the focus there."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        focused = self.go_to(path, caret)
        if focused is not None:
            _scroll_to(focused)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Let the button of the menu follow the mouse from field to field."""
        super().enterEvent(event)
        self._menus.follow_mouse()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The field's menu, on a part of it that has no menu of its own."""
        under = self.childAt(event.pos())
        row = row_around(under)
        if row is not None:
            self._menus.open(row, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, where no input had a use for it."""
        if event.key() not in ENTER_KEYS:
            super().keyPressEvent(event)
            return
        focused = QApplication.focusWidget()
        if isinstance(focused, QPushButton | QToolButton) and not event.modifiers():
            focused.click()
        else:
            for row in rows_around(focused):
                row.left()
            self.submitted.emit()
        event.accept()


def row_around(widget: QWidget | None) -> FieldRow | None:
    """The innermost field of a form that a widget belongs to."""
    return next(iter(rows_around(widget)), None)


def rows_around(widget: QWidget | None) -> list[FieldRow]:
    """The fields of a form that a widget belongs to, from the innermost to the outermost."""
    rows: list[FieldRow] = []
    inner, outer = widget, widget.parentWidget() if widget is not None else None
    while inner is not None and outer is not None:
        if isinstance(outer, FieldSet):
            rows += [row for row in outer.rows().values() if row.owns(inner)]
        inner, outer = outer, outer.parentWidget()
    return rows


def _scroll_to(widget: QWidget) -> None:
    """Bring a widget into view in every scroll area around it."""
    # What was just shown or hidden gets its place when the posted layout requests are handled: now.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    area = widget.parentWidget()
    while area is not None:
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(widget, 0, theme.XL)
        area = area.parentWidget()
