"""A line to type and paste entries into, and below it the entries as chips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from core.rules.template import as_text
from gui import theme
from gui.forms.chips import ChipList, Chips
from gui.forms.inputs import ENTER_KEYS, EndedLine

COUNTED_FROM = 8
"""Entries; fewer are counted at a glance."""

Split = Callable[[str], list[Any]]
"""A typed or pasted text → its entries."""


class ChipBox(QWidget):
    """Enter makes entries of what is typed, a paste of many makes many, leaving the line keeps what is there.

    The chips come into being with the first entry.
    """

    changed = Signal()

    def __init__(self, split: Split, is_wrong: Callable[[Any], bool], name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.split = split
        self._is_wrong = is_wrong
        self._name = name
        self._edited_at: int | None = None
        self.line = _EntryLine(self)
        self.line.entered.connect(self._enter)
        self.line.pasted.connect(self._paste)
        self.line.chips_wanted.connect(self._go_to_chip)
        self.line.textChanged.connect(self._typed)
        self.line.left.connect(self._enter)
        self._model = Chips(self)
        self._chips: ChipList | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.XS)
        self._layout.addWidget(self.line)

    def entries(self) -> list[Any]:
        """The chips, and what stands in the line, at its place."""
        entries = self._model.entries()
        at = len(entries) if self._edited_at is None else self._edited_at
        return [*entries[:at], *self.split(self.line.text()), *entries[at:]]

    def set_entries(self, entries: Sequence[Any]) -> None:
        """Show these."""
        self._edited_at = None
        self.line.clear()
        self._show(entries)
        self.changed.emit()

    def state(self) -> tuple[str, list[Any], int | None]:
        """What stands in the line, the chips, and where the line's entry has its place among them."""
        return (self.line.text(), self._model.entries(), self._edited_at)

    def bring_back(self, text: str, entries: Sequence[Any], edited_at: int | None) -> None:
        """Show what `state` gave."""
        self.line.setText(text)
        self._edited_at = edited_at
        self._show(entries)
        self.changed.emit()

    def mark(self, wrong: Sequence[int]) -> None:
        """Mark the entries at these positions, and those that cannot be right."""
        entries = self._model.entries()
        self._model.mark([*wrong, *(at for at, entry in enumerate(entries) if self._is_wrong(entry))])

    def _show(self, entries: Sequence[Any]) -> None:
        if entries and self._chips is None:
            self._chips = self._make_chips()
        self._model.set_entries(entries)
        self.mark(())
        count = len(entries)
        self.line.set_remark(f"{count:,} entries" if count >= COUNTED_FROM else "")
        if self._chips is not None:
            self._chips.setVisible(count > 0)

    def _make_chips(self) -> ChipList:
        chips = ChipList(self._model, self)
        chips.setObjectName(f"entries-{self.line.objectName().removeprefix('field-')}")
        chips.setAccessibleName(f"{self._name}, entries")
        chips.removal_wanted.connect(self._remove)
        chips.edit_wanted.connect(self._edit)
        chips.typing_wanted.connect(self._type)
        self._layout.insertWidget(1, chips)
        QWidget.setTabOrder(self.line, chips)
        return chips

    # --- what the line wants ----------------------------------------------------------------------------

    def _enter(self) -> None:
        """What stands in the line becomes chips."""
        if self.line.text():
            entries = self.entries()
            self._edited_at = None
            if entries != self._model.entries():
                self._show(entries)
            self.line.clear()
            self.changed.emit()
        self._edited_at = None

    def _paste(self, text: str) -> None:
        entries = self._model.entries()
        at = len(entries) if self._edited_at is None else self._edited_at
        self._show([*entries[:at], *self.split(text), *entries[at:]])
        self.changed.emit()

    def _typed(self, text: str) -> None:
        # However it came here, by the menu or by dragging: several lines are several entries.
        if "\n" in text.strip() or "\t" in text.strip():
            self._enter()
        else:
            self.changed.emit()

    # --- what the chips want ----------------------------------------------------------------------------

    def _go_to_chip(self, row: int) -> None:
        if self._chips is not None and self._model.rowCount():
            self._chips.go_to(row % self._model.rowCount())

    def _remove(self, rows: object) -> None:
        assert isinstance(rows, list)
        if not rows or self._chips is None:
            return
        gone = set(rows)
        kept = [entry for at, entry in enumerate(self._model.entries()) if at not in gone]
        self._show(kept)
        if kept:
            self._chips.go_to(min(rows[0], len(kept) - 1))
        else:
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _edit(self, row: object) -> None:
        """Take a chip back into the line; Enter puts it where it was."""
        assert isinstance(row, int)
        self._enter()
        entries = self._model.entries()
        text = as_text(entries.pop(row))
        self._show(entries)
        self._edited_at = row
        is_split = len(self.split(text)) > 1
        self.line.setText('"{}"'.format(text.replace('"', '""')) if is_split else text)
        self._type("")

    def _type(self, text: object) -> None:
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.end(False)
        self.line.insert(str(text))


class _EntryLine(EndedLine):
    """A line whose Enter, Paste and Backspace mean entries where that makes sense."""

    entered = Signal()
    pasted = Signal(object)
    """A text of several entries."""
    chips_wanted = Signal(object)
    """The position to go to; -1 for the last chip."""
    left = Signal()

    def __init__(self, box: ChipBox) -> None:
        super().__init__(box)
        self._box = box

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Entries where entries are meant; all other keys as in any line."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        at_start = self.cursorPosition() == 0 and not self.hasSelectedText()
        if event.key() in ENTER_KEYS and self.text():
            self.entered.emit()
            event.setAccepted(not held)  # with Ctrl it is the form's as well
        elif event.matches(QKeySequence.StandardKey.Paste) and self._pastes_several():
            self.pasted.emit(QApplication.clipboard().text())
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Left) and at_start and not held:
            self.chips_wanted.emit(-1)
        elif event.key() == Qt.Key.Key_Down and not held:
            self.chips_wanted.emit(0)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was typed is kept; not while a menu is open, from which it may be pasted into."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.left.emit()

    def _pastes_several(self) -> bool:
        return not self.text() and len(self._box.split(QApplication.clipboard().text())) > 1
