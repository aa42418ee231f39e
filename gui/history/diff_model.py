"""Differences as rows: as many as there are; only what is painted is read."""

from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.model.diff import Difference, DifferenceKind, DifferencesFound
from core.model.results import Steps
from gui.bundles.decoded import Bundles
from gui.bundles.values import MISSING, Members, cell, path_text, summary
from gui.history.diff_words import SIGNS

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

SHOWN = Role.UserRole
"""The `Shown` of a row."""


class Shown(NamedTuple):
    """What is painted of a difference: what it is called, and where its bundles are."""

    difference: Difference
    name: str
    place: str


class DiffModel(QAbstractTableModel):
    """The differences of one kind, or all."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: DifferencesFound | None = None
        self._kind: DifferenceKind | None = None
        self._key: Steps | None = None
        self._older: Bundles | None = None
        self._newer: Bundles | None = None
        self._count = 0

    def set_bundles(self, older: Bundles | None, newer: Bundles | None) -> None:
        """Where the bundles of both runs are read."""
        self._older, self._newer = older, newer

    def begin(self, key: Steps | None) -> None:
        """Show none, until some are found; they are called by what stands at the key."""
        self.beginResetModel()
        self._found, self._count, self._key = None, 0, key
        self.endResetModel()

    def grow(self, found: DifferencesFound) -> None:
        """More were found."""
        self._found = found
        found.differences.refresh()
        for rows in found.kinds.values():
            rows.refresh()
        count = self._length()
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()

    def show_kind(self, kind: DifferenceKind | None) -> None:
        """Show those of one kind, or all."""
        self.beginResetModel()
        self._kind = kind
        self._count = self._length()
        self.endResetModel()

    def kind(self) -> DifferenceKind | None:
        """Which kind is shown; None for all."""
        return self._kind

    def difference(self, row: int) -> Difference | None:
        """What is in a row."""
        if self._found is None or not 0 <= row < self._count:
            return None
        number = row if self._kind is None else self._found.kinds[self._kind][row]
        return self._found.differences[number]

    def _length(self) -> int:
        if self._found is None:
            return 0
        return len(self._found.differences if self._kind is None else self._found.kinds[self._kind])

    # What Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """How many are shown."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """One, painted by the delegate."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """What is shown and said of a difference."""
        if role not in (SHOWN, Role.DisplayRole, Role.AccessibleTextRole):
            return None
        difference = self.difference(index.row())
        if difference is None:
            return None
        shown = Shown(difference, self._name(difference), _place(difference))
        if role == SHOWN:
            return shown
        return f"{SIGNS[difference.kind].word}: {shown.name}, {shown.place}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """What a screen reader says with each; nobody sees it."""
        is_heading = orientation == Qt.Orientation.Horizontal and role == Role.AccessibleTextRole
        return "Difference" if is_heading else None

    def _name(self, difference: Difference) -> str:
        in_newer = difference.newer is not None
        bundles = self._newer if in_newer else self._older
        number = difference.newer if in_newer else difference.older
        if bundles is None or number is None:
            return ""
        bundle = bundles.glance(number)
        if self._key is not None:
            value = _value_at(bundle, self._key)
            if value is not MISSING and value != "" and not isinstance(value, list):
                shown = cell(value)
                # A number alone says nothing.
                return f"{path_text(self._key)} {shown.text}" if shown.number else shown.text
        return summary(bundle).text


def _value_at(bundle: Any, path: Steps) -> Any:
    """The value at a path of decoded bundles; the last one of a name counts."""
    for step in path:
        if type(bundle) is not Members:
            return MISSING
        bundle = next((value for name, value in reversed(bundle) if name == step), MISSING)
    return bundle


def _place(difference: Difference) -> str:
    """Which bundles: they are counted from 1, as everywhere on the screen."""
    older, newer = difference.older, difference.newer
    if older is None:
        return f"bundle {(newer or 0) + 1:,} of the newer run"
    if newer is None:
        return f"bundle {older + 1:,} of the older run"
    if older == newer:
        return f"bundle {older + 1:,}"
    return f"bundle {older + 1:,}, now {newer + 1:,}"
