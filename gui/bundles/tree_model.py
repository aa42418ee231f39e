"""The bundles as a tree, built only where somebody looks.

What has children is a *container*: the run, a bundle, an object, an array. A container gets a number when
its children are first asked for; an index carries the number of the container that it lies in, so that a
value without children costs nothing.

A container shows its first thousand children; those that follow lie in groups ("1,001 to 2,000"), containers
themselves. A tree view asks for every row that it is told of, so this is what keeps a hundred thousand
bundles, or an object with as many fields, quick to open and the last one quick to reach.
"""

from array import array
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.bundles.decoded import Bundles
from gui.bundles.look import CELL_ROLES, cell_data
from gui.bundles.values import Cell, Unopened, cell, child, is_container, one_line, step_at, summary

PAGE = 1000
"""Children that a container shows by itself, and that a group holds."""

NAME, VALUE = 0, 1
_ROOT = 0

Index = QModelIndex | QPersistentModelIndex


class BundleTreeModel(QAbstractItemModel):
    """Bundle > fields > items, in two columns: name and value."""

    def __init__(self, bundles: Bundles, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bundles = bundles
        self._total = len(bundles)
        self._owner, self._row = array("q", [_ROOT]), array("q", [0])
        # Where a group begins among its owner's children; 0 for every other container.
        self._start = array("q", [0])
        self._numbers: dict[tuple[int, int], int] = {}
        self._opened: tuple[int, Any] = (_ROOT, None)
        self._line: tuple[tuple[int, int], tuple[Cell, Cell]] | None = None

    # Containers

    def _container(self, index: Index) -> int:
        """The number of the container that an index stands for."""
        if not index.isValid():
            return _ROOT
        place = (index.internalId(), index.row())
        number = self._numbers.get(place)
        if number is None:
            owner, row = place
            number = self._numbers[place] = len(self._owner)
            self._owner.append(owner)
            self._row.append(row)
            self._start.append(0 if self._start[owner] or row < PAGE else (row - PAGE + 1) * PAGE)
        return number

    def _is_group(self, owner: int, row: int) -> bool:
        return row >= PAGE and not self._start[owner]

    def _real(self, number: int) -> int:
        """The container itself, or the one that a group is a part of."""
        return self._owner[number] if self._start[number] else number

    def _positions(self, number: int) -> list[int]:
        """The way from the run down to a container: bundle, then positions, all from 0."""
        way: list[int] = []
        number = self._real(number)
        while number != _ROOT:
            owner = self._owner[number]
            way.append(self._start[owner] + self._row[number])
            number = self._real(owner)
        way.reverse()
        return way

    def _value(self, number: int) -> Any:
        """The object or array of a container other than the run."""
        number = self._real(number)
        if self._opened[0] != number:
            first, *rest = self._positions(number)
            value = self._bundles.value(first)
            for position in rest:
                value = child(value, position)
            self._opened = (number, value)
        return self._opened[1]

    def _size(self, number: int) -> int:
        """How many children there are, shown in groups or not."""
        real = self._real(number)
        if real == _ROOT:
            size = self._total
        else:
            value = self._value(real)
            size = len(value) if is_container(value) else 0
        return min(PAGE, size - self._start[number]) if number != real else size

    def _rows(self, number: int) -> int:
        """How many rows a container shows: its children, or a page of them and the groups of the others."""
        size = self._size(number)
        return size if size <= PAGE else PAGE + -(-(size - PAGE) // PAGE)

    # What Qt asks

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """The index of a row that exists; an invalid one for any other."""
        if not NAME <= column <= VALUE:
            return QModelIndex()
        number = self._container(parent)
        return self.createIndex(row, column, number) if 0 <= row < self._rows(number) else QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # QObject.parent() is another
        """The container's own row."""
        number = index.internalId() if index.isValid() else _ROOT
        if number == _ROOT:
            return QModelIndex()
        return self.createIndex(self._row[number], NAME, self._owner[number])

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Name and value."""
        return 2

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows a container has: this is what opens a bundle."""
        if parent.column() > NAME:
            return 0
        return self._rows(self._container(parent))

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        """Whether there is something to open, without opening it."""
        if not parent.isValid():
            return self._total > 0
        if parent.column() > NAME:
            return False
        owner, row = parent.internalId(), parent.row()
        if self._is_group(owner, row):
            return True
        if self._real(owner) == _ROOT:
            value = self._bundles.likeness(self._start[owner] + row)
        else:
            value = self._glance(owner, row)
        return isinstance(value, Unopened) or (is_container(value) and len(value) > 0)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Name, Value."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return ("Name", "Value")[section]
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        """What a cell shows."""
        if role not in CELL_ROLES or not index.isValid():
            return None
        owner, row = index.internalId(), index.row()
        if self._line is None or self._line[0] != (owner, row):
            self._line = ((owner, row), self._cells(owner, row))
        shown = self._line[1][index.column()]
        return cell_data(shown, role, lambda: self._whole(index))

    # What the rows say

    def _glance(self, owner: int, row: int) -> Any:
        """The value in a row that is no group."""
        position = self._start[owner] + row
        if self._real(owner) == _ROOT:
            return self._bundles.glance(position)
        return child(self._value(owner), position)

    def _cells(self, owner: int, row: int) -> tuple[Cell, Cell]:
        is_bundle = self._real(owner) == _ROOT
        if self._is_group(owner, row):
            first = (row - PAGE + 1) * PAGE
            last = min(first + PAGE, self._size(owner))
            name = f"{'Bundles ' if is_bundle else ''}{first + 1:,} to {last:,}"
            return Cell(name, name, muted=True), Cell("", "")
        value = self._glance(owner, row)
        if is_bundle:
            name = f"Bundle {self._start[owner] + row + 1:,}"
            return Cell(name, name), summary(value)
        step = step_at(self._value(owner), self._start[owner] + row)
        if isinstance(step, int):
            return Cell(f"[{step:,}]", f"item {step}", muted=True), cell(value)
        name = one_line(step) or '""'
        return Cell(name, name, whole=name == step), cell(value)

    def _whole(self, index: Index) -> Any:
        """The name or the value of a cell that shows only a part of it."""
        if index.column() == NAME:
            return str(self.steps(index)[-1])
        return self._glance(index.internalId(), index.row())

    # What the view asks

    def bundle(self, index: Index) -> int | None:
        """The bundle that a row lies in, from 0; None for a group of bundles."""
        way = self._way(index)
        return way[0] if way else None

    def steps(self, index: Index) -> list[str | int]:
        """The path of a row within its bundle."""
        way = self._way(index)
        if len(way) < 2:
            return []
        value, steps = self._bundles.value(way[0]), list[str | int]()
        for position in way[1:]:
            steps.append(step_at(value, position))
            value = child(value, position)
        return steps

    def value(self, index: Index) -> Any:
        """The whole value of a row."""
        way = self._way(index)
        value = self._bundles.value(way[0])
        for position in way[1:]:
            value = child(value, position)
        return value

    def _way(self, index: Index) -> list[int]:
        owner, row = index.internalId(), index.row()
        if self._is_group(owner, row):
            return self._positions(owner)
        return [*self._positions(owner), self._start[owner] + row]

    def index_of(self, bundle: int) -> QModelIndex:
        """The row of a bundle (from 0), in its group if it lies in one."""
        if not 0 <= bundle < self._total:
            return QModelIndex()
        if bundle < PAGE:
            return self.index(bundle, NAME)
        group = self.index(PAGE + bundle // PAGE - 1, NAME)
        return self.index(bundle % PAGE, NAME, group)

    # Growth

    def grow(self, total: int) -> None:
        """Bundles were added at the end: open rows stay open, new ones follow."""
        while self._total < total:
            room = PAGE - self._total % PAGE
            self._grow_within_page(min(total, self._total + room))

    def _grow_within_page(self, total: int) -> None:
        old, self._line = self._total, None
        if old < PAGE:
            self._insert(QModelIndex(), old, total)
            return
        row = PAGE + old // PAGE - 1
        if old % PAGE == 0:
            self.beginInsertRows(QModelIndex(), row, row)
            self._total = total
            self.endInsertRows()
            return
        group = self.index(row, NAME)
        self._insert(group, old, total)
        self.dataChanged.emit(group, group.siblingAtColumn(VALUE))

    def _insert(self, parent: QModelIndex, old: int, total: int) -> None:
        self.beginInsertRows(parent, old % PAGE, (total - 1) % PAGE)
        self._total = total
        self.endInsertRows()
