"""The tree of bundles on the screen."""

from collections import deque

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from core.model.errors import TrunklineError
from core.model.results import Node, Place, Steps
from gui.bundles import tree_containers
from gui.bundles.decoded import Bundles
from gui.bundles.spot import Spot
from gui.bundles.tree_delegate import CellDelegate, found_span
from gui.bundles.tree_levels import TreeLevels
from gui.bundles.tree_model import NAME, VALUE, BundleTreeModel, Index
from gui.bundles.tree_places import child_index, group_index, index_of, positions
from gui.jobs import Jobs

MOST_OPENED = 200
MOST_DEEP_OPENED = 20
"""How many rows "Open all of this bundle" opens: a tree view needs time for each, and each row of a huge
bundle may bring a thousand others."""

MOST_LEVELS = 60
"""How deep the tree is opened to show a place; what is deeper stays in the row above it."""

_NAME_WIDTH = 34
"""Initial width of the names, in widths of an average character."""

_WHOLE_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class BundleTree(QTreeView):
    """Bundles, fields and items. Nothing is decoded that is not painted."""

    moved = Signal()
    """Another row is current."""
    detail_wanted = Signal()
    """The person wants to see the current value in full."""
    failed = Signal(object)
    """An exception that nobody handled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bundles_model: BundleTreeModel | None = None
        self._levels: TreeLevels | None = None
        self.jobs = Jobs(self)
        self.jobs.failed.connect(self.failed)
        self.setObjectName("bundle-tree")
        self.setAccessibleName("Bundles as a tree")
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._cells = CellDelegate(self)
        self.setItemDelegate(self._cells)

    def set_bundles(self, bundles: Bundles | None) -> None:
        """Show other bundles from the first one on; a single one is opened."""
        old, selection = self._bundles_model, self.selectionModel()
        self.jobs.cancel("show")
        model = self._bundles_model = BundleTreeModel(bundles, self) if bundles is not None else None
        self._levels = TreeLevels(model, bundles.asked) if model and bundles and bundles.asked else None
        if self._levels:
            self._levels.jobs.failed.connect(self.failed)
        self.setModel(model)
        if old:
            selection.deleteLater()
            old.deleteLater()
        if model:
            self.setColumnWidth(NAME, self.fontMetrics().averageCharWidth() * _NAME_WIDTH)
            self._begin(model)

    def all_jobs(self) -> list[Jobs]:
        """What may be under way about the bundles that are shown."""
        return [self.jobs, *([self._levels.jobs] if self._levels is not None else [])]

    def grow(self, total: int) -> None:
        """Append rows. What is open, current and in sight stays so."""
        if model := self._bundles_model:
            was_empty = model.rowCount() == 0
            model.grow(total)
            if was_empty:
                self._begin(model)

    def _begin(self, model: BundleTreeModel) -> None:
        first = model.index(0, NAME)
        if first.isValid():
            self.setCurrentIndex(first)
            self.setExpanded(first, model.rowCount() == 1)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell that another place is current."""
        super().currentChanged(current, previous)
        self.moved.emit()
        node = self.node()
        if node is not None and node.name_cut:
            self.jobs.start("name", self._read_name(self.currentIndex().siblingAtColumn(NAME), node))

    async def _read_name(self, index: QModelIndex, node: Node) -> None:
        """Have the whole of a very long name at hand where it may be copied."""
        bundle, levels, model = self.bundle(), self._levels, self._bundles_model
        if bundle is None or levels is None or model is None:
            return
        try:
            name = await levels.name(bundle, node)
        except TrunklineError:
            return  # its beginning has to do
        if model is self._bundles_model:
            model.put_name(index, name)
            if self.currentIndex().siblingAtColumn(NAME) == index:
                self.moved.emit()

    def bundle(self) -> int | None:
        """The current bundle, from 0."""
        index = self.currentIndex()
        return self._bundles_model.bundle(index) if self._bundles_model and index.isValid() else None

    def node(self) -> Node | None:
        """The current value, if it lies undecoded in a huge bundle."""
        return self._bundles_model.node(self.currentIndex()) if self._bundles_model else None

    def spot(self) -> Spot | None:
        """The current row, with its whole value."""
        bundle, model = self.bundle(), self._bundles_model
        if bundle is None or model is None:
            return None
        index = self.currentIndex()
        steps = tuple(model.steps(index))
        if not steps:
            return Spot(bundle)
        return Spot(bundle, steps, model.value(index), model.numbers(index), model.node(index))

    def select_bundle(self, bundle: int) -> None:
        """Make a bundle current, opening the group that it lies in. A row inside it stays current."""
        if self._bundles_model and self.bundle() != bundle:
            self._go_to(index_of(self._bundles_model, bundle))

    def _go_to(self, index: QModelIndex) -> None:
        self.selectionModel().setCurrentIndex(index, _WHOLE_ROW)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    # Places

    def show_found(self, bundle: int, found: Place) -> None:
        """As `show_place`, and mark what was found."""
        self.show_place(bundle, found.steps, found)

    def unmark(self) -> None:
        """Mark nothing any more."""
        self._cells.mark(QModelIndex(), None)
        self.viewport().update()

    def show_place(self, bundle: int, steps: Steps, found: Place | None = None) -> None:
        """Make a value within a bundle current, opening what it lies in; in a huge bundle that takes a
        moment. Where there is no such value, the last one on the way becomes current."""
        self.jobs.cancel("show")
        self.unmark()
        numbers = found.numbers if found is not None else ()
        model = self._bundles_model
        index = index_of(model, bundle) if model else QModelIndex()
        if model is None or not index.isValid():
            return
        if model.is_deep(index):
            self.jobs.start("show", self._show_deep(model, bundle, steps, found))
            return
        way = positions(model.value(index), steps[:MOST_LEVELS], numbers)
        for position in way:
            self.expand(index)
            if group := group_index(model, index, position):
                self.expand(group)
            index = child_index(model, index, position)
        self._arrive(index, found if len(way) == len(steps) else None)

    async def _show_deep(
        self, model: BundleTreeModel, bundle: int, steps: Steps, found: Place | None
    ) -> None:
        index = index_of(model, bundle)
        self._go_to(index)
        for depth in range(min(len(steps), MOST_LEVELS)):
            self.expand(index)
            number = found.numbers[depth] if found is not None and depth < len(found.numbers) else None
            try:
                inner = await self._deep_child(model, index, bundle, steps[: depth + 1], number)
            except TrunklineError:
                break
            if not inner.isValid():
                break
            index = inner
        self._arrive(index, found if len(steps) <= MOST_LEVELS else None)

    def _arrive(self, index: QModelIndex, found: Place | None) -> None:
        """Be there, and mark what was found there."""
        self._go_to(index)
        if found is None or not found.steps or self._bundles_model is None:
            return
        value = self._bundles_model.value(index)
        whole = found.steps[-1] if found.in_name else getattr(self.node(), "preview", value)
        cell = index.siblingAtColumn(NAME if found.in_name else VALUE)
        if isinstance(whole, str):
            self._cells.mark(cell, found_span(str(cell.data()), whole, found))
            self.viewport().update()

    def marked(self) -> str:
        """What is marked, as it is shown."""
        return self._cells.marked()

    async def _deep_child(
        self, model: BundleTreeModel, parent: QModelIndex, bundle: int, steps: Steps, number: int | None
    ) -> QModelIndex:
        """`number` of the child, from 1, where it is known."""
        levels = self._levels
        assert levels is not None, "deep bundles are asked for"
        container, step = model.number_of(parent), steps[-1]
        await levels.arrived(container)
        position = model.deep(container).position(step) if number is None else number - 1
        if position is None:
            position = await levels.position(bundle, steps)
        if position is None:
            return QModelIndex()
        page = position // tree_containers.PAGE
        if page:
            if not await levels.reached(container, page):
                return QModelIndex()
            group = group_index(model, parent, position)
            assert group is not None, "beyond the first page there are groups"
            self.expand(group)
            await levels.arrived(model.number_of(group))
        return child_index(model, parent, position)

    # Opening and closing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter shows the value in full."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.detail_wanted.emit()
        else:
            super().keyPressEvent(event)

    def open_bundle(self) -> None:
        """Open the current bundle and what is in it, level by level, a few hundred rows at most; of a huge
        bundle what has arrived so far."""
        bundle, model = self.bundle(), self._bundles_model
        if bundle is None or model is None:
            return
        waiting, opened = deque([index_of(model, bundle)]), 0
        most = MOST_DEEP_OPENED if model.is_deep(waiting[0]) else MOST_OPENED
        while waiting and opened < most:
            index = waiting.popleft()
            self.setExpanded(index, True)
            opened += 1
            for row in range(min(model.rowCount(index), most)):
                inner = model.index(row, NAME, index)
                if model.hasChildren(inner):
                    waiting.append(inner)

    def close_bundle(self) -> None:
        """Close the current bundle, and make it current."""
        bundle, model = self.bundle(), self._bundles_model
        if bundle is not None and model is not None:
            index = index_of(model, bundle)
            self.setCurrentIndex(index)
            self.collapse(index)
