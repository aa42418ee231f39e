"""The tree of bundles on the screen."""

from collections import deque

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from gui.bundles.decoded import Bundles
from gui.bundles.spot import Spot
from gui.bundles.tree_model import NAME, BundleTreeModel, Index

MOST_OPENED = 200
"""How many rows "Open all of this bundle" opens: a tree view needs time for each."""

_NAME_WIDTH = 34
"""Initial width of the names, in widths of an average character."""


class BundleTree(QTreeView):
    """Bundles, fields and items. Nothing is decoded that is not painted."""

    moved = Signal()
    """Another row is current."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bundles_model: BundleTreeModel | None = None
        self.setObjectName("bundle-tree")
        self.setAccessibleName("Bundles as a tree")
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def set_bundles(self, bundles: Bundles | None) -> None:
        """Show other bundles from the first one on; a single one is opened."""
        old, selection = self._bundles_model, self.selectionModel()
        self._bundles_model = BundleTreeModel(bundles, self) if bundles is not None else None
        self.setModel(self._bundles_model)
        if old:
            selection.deleteLater()
            old.deleteLater()
        if self._bundles_model:
            self.setColumnWidth(NAME, self.fontMetrics().averageCharWidth() * _NAME_WIDTH)
            self._begin(self._bundles_model)

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

    def bundle(self) -> int | None:
        """The current bundle, from 0."""
        index = self.currentIndex()
        return self._bundles_model.bundle(index) if self._bundles_model and index.isValid() else None

    def spot(self) -> Spot | None:
        """The current row, with its whole value."""
        bundle, model = self.bundle(), self._bundles_model
        if bundle is None or model is None:
            return None
        index = self.currentIndex()
        steps = tuple(model.steps(index))
        return Spot(bundle, steps, model.value(index)) if steps else Spot(bundle)

    def select_bundle(self, bundle: int) -> None:
        """Make a bundle current, opening the group that it lies in. A row inside it stays current."""
        if self._bundles_model and self.bundle() != bundle:
            index = self._bundles_model.index_of(bundle)
            whole_row = (
                QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            )
            self.selectionModel().setCurrentIndex(index, whole_row)
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def open_bundle(self) -> None:
        """Open the current bundle and what is in it, level by level, a few hundred rows at most."""
        bundle, model = self.bundle(), self._bundles_model
        if bundle is None or model is None:
            return
        waiting, opened = deque([model.index_of(bundle)]), 0
        while waiting and opened < MOST_OPENED:
            index = waiting.popleft()
            self.setExpanded(index, True)
            opened += 1
            for row in range(min(model.rowCount(index), MOST_OPENED)):
                inner = model.index(row, NAME, index)
                if model.hasChildren(inner):
                    waiting.append(inner)

    def close_bundle(self) -> None:
        """Close the current bundle, and make it current."""
        bundle, model = self.bundle(), self._bundles_model
        if bundle is not None and model is not None:
            index = model.index_of(bundle)
            self.setCurrentIndex(index)
            self.collapse(index)
