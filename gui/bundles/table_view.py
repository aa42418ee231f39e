"""The table of bundles on the screen."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gui import theme
from gui.bundles.decoded import Bundles
from gui.bundles.look import TABLE_STYLE, row_height
from gui.bundles.spot import Spot
from gui.bundles.table_model import BundleTableModel, Index

_NARROWEST, _WIDEST = 8, 36
"""Initial width of a column, in widths of an average character."""

_ROWS_MEASURED = 30
_PADDING = 3 * theme.S


class BundleTable(QTableView):
    """A row a bundle, a column a field. Columns can be moved and resized."""

    moved = Signal()
    """Another cell is current."""

    crowded = Signal()
    """There are more fields than columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bundles_model: BundleTableModel | None = None
        self.setObjectName("bundle-table")
        self.setAccessibleName("Bundles as a table")
        self.setStyleSheet(TABLE_STYLE)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTabKeyNavigation(False)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        numbers = self.verticalHeader()
        numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        numbers.setDefaultSectionSize(row_height(self))
        numbers.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        numbers.setHighlightSections(False)

    def set_bundles(self, bundles: Bundles | None) -> None:
        """Show other bundles from the first one on."""
        old, selection = self._bundles_model, self.selectionModel()
        model = self._bundles_model = BundleTableModel(bundles, self) if bundles is not None else None
        self.setModel(model)
        if old:
            selection.deleteLater()
            old.deleteLater()
        if model:
            model.columnsInserted.connect(self._fit)
            model.crowded.connect(self.crowded)
            self._fit(QModelIndex(), 0, model.columnCount() - 1)
            self._begin(model)

    def grow(self, total: int) -> None:
        """Append rows, and columns if the new rows bring any."""
        if model := self._bundles_model:
            model.grow(total)
            if not self.currentIndex().isValid():
                self._begin(model)

    def is_crowded(self) -> bool:
        """Whether there are more fields than columns."""
        return self._bundles_model is not None and self._bundles_model.is_crowded

    def _begin(self, model: BundleTableModel) -> None:
        self.setCurrentIndex(model.index(0, 0))

    def _fit(self, _parent: QModelIndex, first: int, last: int) -> None:
        """Give new columns the width of what their first rows say, within bounds."""
        model, metrics = self._bundles_model, self.fontMetrics()
        if model is None:
            return
        character = metrics.averageCharWidth()
        for section in range(first, last + 1):
            texts = [str(model.headerData(section, Qt.Orientation.Horizontal))]
            texts += [
                str(model.index(row, section).data()) for row in range(min(model.rowCount(), _ROWS_MEASURED))
            ]
            width = max(metrics.horizontalAdvance(text[: 2 * _WIDEST]) for text in texts)
            width = min(max(width, _NARROWEST * character), _WIDEST * character)
            self.setColumnWidth(section, width + _PADDING)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell that another place is current."""
        super().currentChanged(current, previous)
        self.moved.emit()

    def bundle(self) -> int | None:
        """The current bundle, from 0."""
        index = self.currentIndex()
        return index.row() if index.isValid() else None

    def spot(self) -> Spot | None:
        """The current cell, with its whole value."""
        index, model = self.currentIndex(), self._bundles_model
        if model is None or not index.isValid():
            return None
        return Spot(index.row(), model.steps(index), model.value(index))

    def select_bundle(self, bundle: int) -> None:
        """Make a bundle current, in the same column."""
        if self._bundles_model and self.bundle() != bundle:
            index = self._bundles_model.index(bundle, max(self.currentIndex().column(), 0))
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
