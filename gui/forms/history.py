"""Undo and redo of a whole form: each step says what it was, and is shown where it happens.

Inputs have an undo of their own, which knows nothing of the field beside them, of a list that was emptied
because its parent changed, or of a card that was removed. Two histories that go back at different speeds
would fight, so there is one: the form's. The keys never reach the inputs' own (`UndoKeys`), boxes of several
lines have theirs switched off, and a line's menu leads here. What remains of a line's own would be a change
like any other. A secret is the exception: it is in no history, and its line keeps to itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QUndoCommand, QUndoStack
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from gui.forms.change import Path, TextEdit, differences, goes_on, in_words, joined, text_edit
from gui.forms.fieldset import FieldSet
from gui.forms.row import FieldRow

MOST_STEPS = 200

Show = Callable[[Path, int], None]
"""Path of a state, position in a text: shows the place, with the focus there."""


class History(QObject):
    """The steps of one form. `stack` tells what can be undone, in words, and when that changes."""

    def __init__(self, form: FieldSet, show: Show) -> None:
        super().__init__(form)
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(MOST_STEPS)
        self._form = form
        self._show = show
        self._known = form.state()
        self._meant = {key: row.meaning() for key, row in form.rows().items()}
        self._newest: _Step | None = None
        self._is_open = False
        self._is_paused = False

    def begin_anew(self) -> None:
        """Nothing can be undone any more: other values are there, which nobody has entered here."""
        if not self._is_paused:
            self._newest = None
            self.stack.clear()
            self._look()

    @contextmanager
    def after(self, row: FieldRow) -> Iterator[None]:
        """The person changed a field; what that brings about inside the block belongs to the same step."""
        follows = self._is_open
        self._note(row, follows=follows)
        self._is_open = True
        try:
            yield
        finally:
            self._is_open = follows

    @contextmanager
    def one_step(self, words: str) -> Iterator[None]:
        """All that happens inside the block is one step, which is called so."""
        before = self._known
        self._is_paused = True
        try:
            yield
        finally:
            self._is_paused = False
        self._look()
        changes = {
            key: (state, self._known[key]) for key, state in before.items() if state != self._known[key]
        }
        if changes:
            self._push(_Step(self._bring_back, words, changes, (next(iter(changes)),), None))

    def rest(self) -> None:
        """What is typed from now on is a step of its own."""
        if self._newest is not None:
            self._newest.is_open = False

    def _note(self, row: FieldRow, *, follows: bool) -> None:
        if self._is_paused or row.key not in self._known:
            return
        before, after = self._known[row.key], row.state()
        means, meant = row.meaning(), self._meant[row.key]
        self._known[row.key], self._meant[row.key] = after, means
        newest = self._newest if self.stack.index() == self.stack.count() else None
        if before == after:
            return
        if newest is not None and row.key in newest.changes and means == meant:
            newest.change(row.key, before, after)  # the same in other words, such as a day written out
            newest.is_open = newest.is_open and follows
        elif newest is not None and follows:
            newest.change(row.key, before, after)
        elif means != meant or row.is_cleared():
            self._add(row, before, after, newest)

    def _add(self, row: FieldRow, before: Any, after: Any, newest: _Step | None) -> None:
        first = differences(before, after)[0]
        is_text = isinstance(first.before, str) and isinstance(first.after, str)
        edit = text_edit(first.before, first.after) if is_text else None
        path = (row.key, *first.path)
        if newest is not None and edit is not None and newest.takes(path, edit):
            newest.change(row.key, before, after)
        else:
            words = in_words(row.field, before, after)
            self._push(_Step(self._bring_back, words, {row.key: (before, after)}, path, edit))

    def _push(self, step: _Step) -> None:
        self._newest = step
        self.stack.push(step)

    def _bring_back(self, states: Mapping[str, Any], path: Path, caret: int) -> None:
        self.rest()
        self._form.bring_back(states)
        self._look()
        self._show(path, caret)

    def _look(self) -> None:
        self._known = self._form.state()
        self._meant = {key: row.meaning() for key, row in self._form.rows().items()}


class _Step(QUndoCommand):
    """Some fields, as they were before and as they are since."""

    def __init__(
        self,
        bring_back: Callable[[Mapping[str, Any], Path, int], None],
        words: str,
        changes: dict[str, tuple[Any, Any]],
        path: Path,
        edit: TextEdit | None,
    ) -> None:
        super().__init__(words.replace("&", "&&"))  # it stands in menus
        self.changes = changes
        self.is_open = edit is not None and edit.is_typed
        self._bring_back = bring_back
        self._path = path
        self._edit = edit
        self._is_done = True

    def takes(self, path: Path, edit: TextEdit) -> bool:
        """Whether what is typed now belongs to this step; then it is taken in."""
        if not self.is_open or self._edit is None or path != self._path or not goes_on(self._edit, edit):
            return False
        self._edit = joined(self._edit, edit)
        return True

    def change(self, key: str, before: Any, after: Any) -> None:
        """A field is another since, too."""
        self.changes[key] = (self.changes.get(key, (before,))[0], after)

    def undo(self) -> None:
        """As before."""
        self._is_done = False
        caret = self._edit.at + len(self._edit.removed) if self._edit else 0
        self._bring_back({key: before for key, (before, _) in self.changes.items()}, self._path, caret)

    def redo(self) -> None:
        """As since. The stack calls this at once, when it is done already."""
        if not self._is_done:
            caret = self._edit.at + len(self._edit.inserted) if self._edit else 0
            self._bring_back({key: after for key, (_, after) in self.changes.items()}, self._path, caret)
        self._is_done = True


class UndoKeys(QObject):
    """Takes the keys and the menu entries of the input that has the focus to the form's history."""

    def __init__(self, history: History, row_of: Callable[[QWidget | None], FieldRow | None]) -> None:
        super().__init__(history)
        self._stack = history.stack
        self._row_of = row_of

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Undo and Redo, before the input sees them."""
        row = self._row_of(watched) if isinstance(watched, QWidget) else None
        if row is not None and not row.editor.is_remembered:
            return False
        if isinstance(event, QContextMenuEvent) and isinstance(watched, QLineEdit):
            return self._open_menu(watched, event)
        if not isinstance(event, QKeyEvent):
            return False
        act = self._meant(event)
        if act is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # it comes as a key, whatever else in the window has this shortcut
        elif event.type() == QEvent.Type.KeyPress:
            act()
        return True

    def _meant(self, event: QKeyEvent) -> Callable[[], None] | None:
        if event.matches(QKeySequence.StandardKey.Undo):
            return self._stack.undo
        pressed = QKeySequence(event.keyCombination())
        is_redo = event.matches(QKeySequence.StandardKey.Redo) or pressed in (
            QKeySequence("Ctrl+Y"),
            QKeySequence("Ctrl+Shift+Z"),
        )
        return self._stack.redo if is_redo else None

    def _open_menu(self, line: QLineEdit, event: QContextMenuEvent) -> bool:
        if event.reason() == QContextMenuEvent.Reason.Keyboard or not line.isEnabled():
            return False
        menu: QMenu = line.createStandardContextMenu()
        for action in menu.actions():
            if action.objectName() in ("edit-undo", "edit-redo"):
                is_undo = action.objectName() == "edit-undo"
                action.triggered.disconnect()
                action.triggered.connect(self._stack.undo if is_undo else self._stack.redo)
                action.setEnabled(self._stack.canUndo() if is_undo else self._stack.canRedo())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())
        return True
