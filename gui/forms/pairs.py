"""Rows of a name and a value, with an empty row below to write the next one into."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.rules.json_text import read_typed
from core.rules.template import as_text
from gui.forms.pasted import rows_in
from gui.icons import icon

PairType = Literal["Text", "Number", "Yes/No", "Null", "JSON"]

TYPES: tuple[PairType, ...] = ("Text", "Number", "Yes/No", "Null", "JSON")

YES, NO = ("yes", "true"), ("no", "false")

AnyIndex = QModelIndex | QPersistentModelIndex

_NUMBER = re.compile(r"[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})([eE][+-]?[0-9]{1,2})?")

Role = Qt.ItemDataRole


@dataclass
class Pair:
    """One row as it is typed."""

    name: str = ""
    text: str = ""
    type: PairType = "Text"

    @property
    def is_blank(self) -> bool:
        """Whether the row says nothing."""
        return not self.name.strip() and not self.text.strip() and self.type != "Null"

    def value(self) -> Any:
        """The typed value; the text itself where it is not of its type."""
        text = self.text.strip()
        match self.type:
            case "Number" if _NUMBER.fullmatch(text):
                return float(text) if re.search(r"[.eE]", text) else int(text)
            case "Yes/No" if text.lower() in YES + NO:
                return text.lower() in YES
            case "Null":
                return None
            case "JSON":
                try:
                    return read_typed(text)
                except ValueError:
                    return self.text
        return self.text

    def problem(self) -> str:
        """What is wrong with the text for its type; "" when nothing is."""
        if self.type in ("Text", "Null") or not isinstance(self.value(), str):
            return ""
        if self.type == "JSON" and self.text.strip().startswith('"'):
            return ""
        wanted = {"Number": "a number", "Yes/No": "yes or no", "JSON": "JSON"}[self.type]
        return f"The value of '{self.name.strip()}' must be {wanted}."


def pair_of(name: str, value: Any) -> Pair:
    """The row that shows a value, with the type that gives that value back."""
    if isinstance(value, bool):
        return Pair(name, "Yes" if value else "No", "Yes/No")
    if value is None:
        return Pair(name, "", "Null")
    if isinstance(value, int | float):
        return Pair(name, json.dumps(value), "Number")
    if isinstance(value, str):
        return Pair(name, value)
    return Pair(name, json.dumps(value, ensure_ascii=False), "JSON")


def pairs_in(text: str, *, typed: bool) -> list[Pair]:
    """The rows of a pasted text. What a JSON object has in it keeps its type where types count."""
    return [pair_of(name, value) if typed else Pair(name, as_text(value)) for name, value in rows_in(text)]


class PairsModel(QAbstractTableModel):
    """The rows as a table: name, value, with `typed` also the type, and a sign that takes the row away."""

    def __init__(self, parent: QObject, *, typed: bool) -> None:
        super().__init__(parent)
        self.typed = typed
        self.headings = ["Name", "Value", *(["Type"] if typed else []), ""]
        self._rows = [Pair()]
        self._wrong: dict[int, str] = {}

    @property
    def removing_column(self) -> int:
        """The column of the sign that takes a row away."""
        return len(self.headings) - 1

    def pairs(self) -> list[Pair]:
        """The rows that say something."""
        return [pair for pair in self._rows if not pair.is_blank]

    def is_blank(self, at: int) -> bool:
        """Whether a row says nothing."""
        return self._rows[at].is_blank

    def set_pairs(self, pairs: Iterable[Pair]) -> None:
        """Show these rows, and an empty one below."""
        self.beginResetModel()
        self._rows = [*pairs, Pair()]
        self._wrong = self._find_wrong()
        self.endResetModel()

    def insert(self, at: int, pairs: list[Pair]) -> None:
        """Put rows in front of row `at`."""
        if pairs:
            self.beginInsertRows(QModelIndex(), at, at + len(pairs) - 1)
            self._rows[at:at] = pairs
            self.endInsertRows()
            self._look_again()

    def remove(self, at: int) -> None:
        """Take a row away; the empty one at the end stays."""
        if 0 <= at < len(self._rows) - 1:
            self.beginRemoveRows(QModelIndex(), at, at)
            del self._rows[at]
            self.endRemoveRows()
            self._look_again()

    def names(self, but: int) -> set[str]:
        """The names in all rows but one."""
        return {pair.name.strip() for at, pair in enumerate(self._rows) if at != but}

    def problems(self) -> list[str]:
        """What is wrong with single rows, each sentence once."""
        return list(dict.fromkeys(self._wrong.values()))

    def _find_wrong(self) -> dict[int, str]:
        wrong: dict[int, str] = {}
        seen: set[str] = set()
        for at, pair in enumerate(self._rows):
            name = pair.name.strip()
            if pair.is_blank:
                continue
            if not name:
                wrong[at] = "Every value needs a name."
            elif name in seen:
                wrong[at] = f"The name '{name}' is there twice."
            elif problem := pair.problem():
                wrong[at] = problem
            seen.add(name)
        return wrong

    def _look_again(self) -> None:
        now = self._find_wrong()
        changed = {at for at in now.keys() | self._wrong.keys() if now.get(at) != self._wrong.get(at)}
        self._wrong = now
        for at in changed:
            if at < len(self._rows):
                self.dataChanged.emit(self.index(at, 0), self.index(at, self.removing_column))

    # --- what the view asks ---------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """All rows, the empty one included."""
        return len(self._rows) if parent is None or not parent.isValid() else 0

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """All columns."""
        return len(self.headings) if parent is None or not parent.isValid() else 0

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """What the columns are called."""
        if orientation == Qt.Orientation.Horizontal and role == Role.DisplayRole:
            return self.headings[section]
        if orientation == Qt.Orientation.Horizontal and role == Role.AccessibleTextRole:
            return self.headings[section] or "Remove"
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """All can be edited but the sign, and the value of what is null."""
        shown = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == self.removing_column:
            return Qt.ItemFlag.ItemIsEnabled
        if index.column() == 1 and self._rows[index.row()].type == "Null":
            return shown
        return shown | Qt.ItemFlag.ItemIsEditable

    def data(self, index: AnyIndex, role: int = Role.DisplayRole) -> Any:
        """A cell: its text, its sign, and what a screen reader says."""
        at, column = index.row(), index.column()
        if role in (Role.DisplayRole, Role.EditRole):
            return self._text(at, column)
        if role == Role.DecorationRole:
            if column == self.removing_column and at < len(self._rows) - 1:
                return icon("x", "muted")
            return icon("circle-alert", "danger") if column == 0 and at in self._wrong else None
        if role == Role.ToolTipRole:
            is_sign = column == self.removing_column and at < len(self._rows) - 1
            return "Remove this row (Ctrl+Delete)" if is_sign else self._wrong.get(at)
        if role == Role.AccessibleTextRole:
            heading = self.headings[column] or "Remove"
            return f"{heading}, row {at + 1}: {self._text(at, column)}"
        return None

    def _text(self, at: int, column: int) -> str:
        pair = self._rows[at]
        if column == self.removing_column:
            return ""
        if column == 1:
            return "null" if pair.type == "Null" else pair.text
        if column == 0:
            return pair.name
        return "" if pair.is_blank else pair.type

    def setData(self, index: AnyIndex, value: Any, role: int = Role.EditRole) -> bool:
        """Write a cell; writing into the empty row makes another one below."""
        at, column = index.row(), index.column()
        if role != Role.EditRole or self._text(at, column) == str(value):
            return False
        pair = self._rows[at]
        if column == 0:
            pair.name = str(value)
        elif column == 1:
            pair.text = str(value)
        else:
            pair.type = next(one for one in TYPES if one == value)
        self.dataChanged.emit(self.index(at, 0), self.index(at, self.removing_column))
        if at == len(self._rows) - 1 and not pair.is_blank:
            self.beginInsertRows(QModelIndex(), at + 1, at + 1)
            self._rows.append(Pair())
            self.endInsertRows()
        self._look_again()
        return True


def as_mapping(pairs: Iterable[Pair]) -> dict[str, Any]:
    """The values by name; a value without a name has the name ""."""
    return {pair.name.strip(): pair.value() for pair in pairs}


def as_pairs(values: Mapping[str, Any]) -> list[Pair]:
    """A row for each value."""
    return [pair_of(str(name), value) for name, value in values.items()]
