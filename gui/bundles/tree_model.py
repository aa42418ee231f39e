"""The bundles as a tree, built only where somebody looks.

What has children is a *container*: the run, a bundle, an object, an array; or a group of children beyond the
first thousand. An index carries the number of the container that it lies in (`tree_containers.py`), so that
a value without children costs nothing. A tree view asks for every row that it is told of; the groups keep a
hundred thousand bundles, or an object with as many fields, quick to open and the last one quick to reach.

The containers of a huge bundle are *deep*: not decoded; their children arrive later (`tree_levels.py`).
"""

from collections.abc import Sequence
from functools import reduce
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from core.model.laid_out import PagesFound
from core.model.results import Node
from gui.bundles import tree_containers
from gui.bundles.decoded import Bundles
from gui.bundles.look import CELL_ROLES, brush, cell_data
from gui.bundles.tree_cells import (
    TreeLine,
    bundle_line,
    deep_value,
    group_line,
    item_line,
    node_line,
)
from gui.bundles.tree_containers import ROOT, Containers, group_row, row_count
from gui.bundles.tree_deep import DeepContainer, DeepContainers, is_opened, is_sentence
from gui.bundles.values import Unopened, child, is_container, step_at

NAME, VALUE = 0, 1

ASIDE = int(Qt.ItemDataRole.UserRole)
"""The role of what stands quietly beside a value."""

Index = QModelIndex | QPersistentModelIndex


class BundleTreeModel(QAbstractItemModel):
    """Bundle > fields > items, in two columns: name and value."""

    wanted = Signal(object)
    """The children of a deep container (its number) are to be asked for: see `put`."""

    def __init__(self, bundles: Bundles, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bundles = bundles
        self._total = len(bundles)
        self._containers = Containers()
        self._deep = DeepContainers(bundles, self._containers)
        self._asked_for: set[int] = set()
        self._opened: tuple[int, Any] = (ROOT, None)
        self._line: tuple[tuple[int, int], TreeLine] | None = None

    # Containers

    def number_of(self, index: Index) -> int:
        """The number of the container that an index stands for."""
        return self._containers.number(index.internalId(), index.row()) if index.isValid() else ROOT

    def _index(self, number: int) -> QModelIndex:
        """The row of a container."""
        if number == ROOT:
            return QModelIndex()
        return self.createIndex(self._containers.row[number], NAME, self._containers.owner[number])

    def _value(self, number: int) -> Any:
        """The decoded object or array of a container other than the run."""
        number = self._containers.real(number)
        if self._opened[0] != number:
            first, *rest = self._containers.way(number)
            self._opened = (number, reduce(child, rest, self._bundles.value(first)))
        return self._opened[1]

    def _size(self, number: int) -> int:
        """How many children a real container has, shown in groups or not."""
        if number == ROOT:
            return self._total
        if deep := self._deep.of(number):
            return deep.count
        value = self._value(number)
        return len(value) if is_container(value) else 0

    def _rows(self, number: int) -> int:
        """How many rows a container shows."""
        page = self._containers.page(number)
        if deep := self._deep.of(number):
            return len(deep.pages.get(page, ())) if page else deep.rows()
        size = self._size(self._containers.real(number))
        return min(tree_containers.PAGE, size - self._containers.start[number]) if page else row_count(size)

    # What Qt asks

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """The index of a row that exists; an invalid one for any other."""
        if not NAME <= column <= VALUE:
            return QModelIndex()
        number = self.number_of(parent)
        return self.createIndex(row, column, number) if 0 <= row < self._rows(number) else QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # QObject.parent() is another
        """The container's own row."""
        return self._index(index.internalId() if index.isValid() else ROOT)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Name and value."""
        return 2

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows a container has: this is what opens a bundle."""
        return 0 if parent.column() > NAME else self._rows(self.number_of(parent))

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        """Whether there is something to open, without opening it."""
        if not parent.isValid():
            return self._total > 0
        if parent.column() > NAME:
            return False
        owner, row = parent.internalId(), parent.row()
        if self._containers.is_group(owner, row):
            return self._deep.trouble(owner, row) is None
        if self._containers.real(owner) == ROOT:
            return self._bundle_opens(owner, row)
        value = self._glance(owner, row)
        return is_opened(value) if isinstance(value, Node) else is_container(value) and len(value) > 0

    def _bundle_opens(self, owner: int, row: int) -> bool:
        deep = self._deep.opened(owner, row)
        if deep is not None:
            return deep.node is None or is_opened(deep.node)
        value = self._bundles.likeness(self._containers.position(owner, row))
        if self._bundles.asked and getattr(value, "is_json", False):
            return True  # nested too deeply to be decoded, but not to be looked at
        return isinstance(value, Unopened) or (is_container(value) and len(value) > 0)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether the children of a deep container have not been asked for."""
        if not parent.isValid() or parent.column() > NAME:
            return False
        number = self.number_of(parent)
        return (
            number not in self._asked_for and self._deep.of(number) is not None and self.hasChildren(parent)
        )

    def fetchMore(self, parent: Index) -> None:
        """Have the children of a deep container asked for."""
        if self.canFetchMore(parent):
            self.ask_for(self.number_of(parent))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Name, Value."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return ("Name", "Value")[section]
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        """What a cell shows."""
        if not index.isValid() or (role not in CELL_ROLES and role != ASIDE):
            return None
        place = (index.internalId(), index.row())
        if self._line is None or self._line[0] != place:
            self._line = (place, self._read_line(*place))
        line = self._line[1]
        if index.column() == NAME:
            return None if role == ASIDE else cell_data(line.name, role, lambda: self._whole(index))
        if role == ASIDE:
            return line.aside
        if role == Qt.ItemDataRole.AccessibleTextRole and line.aside:
            return f"{line.value.said}, {line.aside}"
        if role == Qt.ItemDataRole.ForegroundRole and line.is_link:
            return brush("link")
        return cell_data(line.value, role, lambda: self._whole(index))

    # What the rows say

    def _glance(self, owner: int, row: int) -> Any:
        """The value in a row that is no group: decoded, a `Node`, or as `Bundles.glance` gives it."""
        position = self._containers.position(owner, row)
        if self._containers.real(owner) == ROOT:
            return self._bundles.glance(position)
        if deep := self._deep.of(owner):
            return deep.child(position)
        return child(self._value(owner), position)

    def _read_line(self, owner: int, row: int) -> TreeLine:
        position = self._containers.position(owner, row)
        is_bundle = self._containers.real(owner) == ROOT
        if self._containers.is_group(owner, row):
            if trouble := self._deep.trouble(owner, row):
                return node_line(trouble, None)
            first = (row - tree_containers.PAGE + 1) * tree_containers.PAGE
            last = max(first + 1, min(first + tree_containers.PAGE, self._size(owner)))
            return group_line(first + 1, last, "Bundles " if is_bundle else "")
        value = self._glance(owner, row)
        deep = self._deep.opened(owner, row)
        if is_bundle:
            size = self._bundles.size(position) if self._bundles.asked else 0
            return bundle_line(position + 1, value, size, deep)
        if isinstance(value, Node):
            return node_line(value, deep.count if deep and deep.complete else value.count)
        return item_line(step_at(self._value(owner), position), value)

    def _whole(self, index: Index) -> Any:
        """The name or the value of a cell that shows only a part of it."""
        if index.column() == NAME:
            return str(self.steps(index)[-1])
        value = self._glance(index.internalId(), index.row())
        return value.preview if isinstance(value, Node) else value

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
        if self._deep.of(index.internalId()) is not None:
            return self._deep.steps(*self._place(index))
        value, steps = self._bundles.value(way[0]), list[str | int]()
        for position in way[1:]:
            steps.append(step_at(value, position))
            value = child(value, position)
        return steps

    def numbers(self, index: Index) -> tuple[int, ...]:
        """Which child of its container each step of a row's path is, from 1."""
        return tuple(position + 1 for position in self._way(index)[1:])

    def node(self, index: Index) -> Node | None:
        """The value of a row where it lies undecoded; None for all others."""
        owner, row = index.internalId(), index.row()
        if not index.isValid() or self._containers.is_group(owner, row) or self._deep.of(owner) is None:
            return None
        value = self._glance(owner, row)
        return value if isinstance(value, Node) and not is_sentence(value) else None

    def value(self, index: Index) -> Any:
        """The whole value of a row; `Unopened` where it is too large to be at hand."""
        way, owner, row = self._way(index), index.internalId(), index.row()
        if len(way) > 1 and self._deep.of(owner) is not None:
            if self._containers.is_group(owner, row):
                return Unopened(self._bundles.size(way[0]))
            return deep_value(self._glance(owner, row))
        return reduce(child, way[1:], self._bundles.value(way[0]))

    def _place(self, index: Index) -> tuple[int, int]:
        return self._containers.place_of_row(index.internalId(), index.row())

    def _way(self, index: Index) -> list[int]:
        return self._containers.way_to_row(index.internalId(), index.row())

    # Growth

    def grow(self, total: int) -> None:
        """Bundles were added at the end: open rows stay open, new ones follow."""
        while self._total < total:
            room = tree_containers.PAGE - self._total % tree_containers.PAGE
            self._grow_within_page(min(total, self._total + room))

    def _grow_within_page(self, total: int) -> None:
        old, self._line = self._total, None
        if old < tree_containers.PAGE:
            self._insert(QModelIndex(), old, total)
            return
        row = group_row(old)
        if old % tree_containers.PAGE == 0:
            self.beginInsertRows(QModelIndex(), row, row)
            self._total = total
            self.endInsertRows()
            return
        group = self.index(row, NAME)
        self._insert(group, old, total)
        self._tell_changed(group)

    def _insert(self, parent: QModelIndex, old: int, total: int) -> None:
        self.beginInsertRows(parent, old % tree_containers.PAGE, (total - 1) % tree_containers.PAGE)
        self._total = total
        self.endInsertRows()

    def _tell_changed(self, index: QModelIndex) -> None:
        self._line = None
        self.dataChanged.emit(index, index.siblingAtColumn(VALUE))

    # What arrives of deep containers

    def deep(self, number: int) -> DeepContainer:
        """The state of a deep container, or of the one that a group is a part of."""
        deep = self._deep.of(number)
        assert deep is not None, "asked for deep containers only"
        return deep

    def is_deep(self, index: QModelIndex) -> bool:
        """Whether the children of a row, if it has any, arrive later."""
        return self._deep.of(self.number_of(index)) is not None

    def bundle_and_page(self, number: int) -> tuple[int, int]:
        """The bundle that a container lies in, and which page of its container a group is."""
        return self._containers.way(number)[0], self._containers.page(number)

    def ask_for(self, number: int) -> None:
        """Have the children of a deep container, or of a group, asked for, once."""
        if number not in self._asked_for:
            self._asked_for.add(number)
            self.wanted.emit(number)

    def put_whole(self, number: int, node: Node) -> None:
        """It is known what a huge bundle is."""
        self.deep(number).node = node
        self._tell_changed(self._index(number))

    def put(self, number: int, nodes: Sequence[Node]) -> None:
        """Further children of a container or of a group have arrived."""
        held = self.deep(number).pages.setdefault(self._containers.page(number), [])
        if nodes:
            self.beginInsertRows(self._index(number), len(held), len(held) + len(nodes) - 1)
            held += nodes
            self.endInsertRows()

    def put_pages(self, number: int, found: PagesFound) -> None:
        """It is known of further pages where they begin, and of how many children a container has."""
        deep, parent = self.deep(number), self._index(number)
        deep.count, deep.complete = found.count, found.complete
        if found.starts:
            first = deep.rows()
            self.beginInsertRows(parent, first, first + len(found.starts) - 1)
            deep.starts.extend(found.starts)
            self.endInsertRows()
        self._tell_changed(parent)
        if deep.starts:
            self._tell_changed(self.index(deep.rows() - 1, NAME, parent))

    def put_trouble(self, number: int, trouble: Node) -> None:
        """Further pages could not be found: a sentence says why, behind those that were."""
        deep = self.deep(number)
        self.beginInsertRows(self._index(number), deep.rows(), deep.rows())
        deep.trouble = trouble
        self.endInsertRows()

    def put_name(self, index: QModelIndex, name: str) -> None:
        """The whole name of a member whose name is very long."""
        self._deep.put_name(*self._place(index), name)
        self._tell_changed(index)
