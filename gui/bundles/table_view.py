"""The table of bundles on the screen."""

from collections.abc import Mapping, Sequence

import msgspec
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from core.model.results import Rows, Steps
from gui import theme
from gui.bundles.columns_choice import Layout
from gui.bundles.look import TABLE_STYLE, row_height
from gui.bundles.spot import Spot
from gui.bundles.table_header import BundleHeader, Marks, RowNumbers
from gui.bundles.table_model import BundleTableModel, Index
from gui.bundles.table_pinned import PinnedColumns
from gui.bundles.table_widths import MOST_WHEN_ASKED, fitting_widths

_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect


class Area(msgspec.Struct, frozen=True):
    """Selected cells: rows `top` to `bottom` of the columns `left` to `right`, all from 0."""

    top: int
    bottom: int
    left: int
    right: int


class BundleTable(QTableView):
    """A row a bundle, a column a path; cells, rows and columns can be selected, columns stay in sight."""

    moved = Signal()
    """Another cell is current."""
    order_changed = Signal(object)
    """Columns were moved: their paths in the new order."""
    width_changed = Signal(object, int)
    """The person gave a column (its path) a width."""
    menu_wanted = Signal(object, QPoint)
    """The menu of a column is wanted, there on the screen."""
    detail_wanted = Signal()
    """The person wants to see the current cell in full."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bundles: BundleTableModel | None = None
        """The model, while there is something to show."""
        self._pinned_columns = 0
        self._row = self._column = 0
        """Where the person was last: columns and rows may go, and take the current cell with them."""
        self.setObjectName("bundle-table")
        self.setAccessibleName("Bundles as a table")
        self.setStyleSheet(TABLE_STYLE)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTabKeyNavigation(False)
        self.head, self.numbers = BundleHeader(self), RowNumbers(self)
        self.setHorizontalHeader(self.head)
        self.setVerticalHeader(self.numbers)
        self.numbers.setDefaultSectionSize(row_height(self))
        self.pinned = PinnedColumns(self)
        self._narrow = QTimer(self, singleShot=True, interval=0)
        self._narrow.timeout.connect(self._tell_order)
        self._connect()

    def _connect(self) -> None:
        for header in self.headers():
            header.sectionMoved.connect(self._section_moved)
            header.sectionHandleDoubleClicked.connect(self.fit)
            header.menu_wanted.connect(self.menu_wanted)
        self.head.sectionResized.connect(self._resized)
        self.pinned.head.sectionResized.connect(self._pinned_resized)
        self.pinned.customContextMenuRequested.connect(
            lambda place: self.customContextMenuRequested.emit(
                self.viewport().mapFromGlobal(self.pinned.viewport().mapToGlobal(place))
            )
        )

    def headers(self) -> tuple[BundleHeader, BundleHeader]:
        """The headings of the table and of the columns that stay in sight."""
        return (self.head, self.pinned.head)

    # What is shown

    def set_model(self, model: BundleTableModel | None) -> None:
        """Show other bundles from the first one on."""
        old, selections = self.bundles, (self.selectionModel(), self.pinned.selectionModel())
        self.bundles, self._row, self._column = model, 0, 0
        self.setModel(model)
        self.pinned.setModel(model)
        if model is not None:
            self.pinned.setSelectionModel(self.selectionModel())
        if old is not None:
            for selection in selections:
                selection.deleteLater()
            old.deleteLater()

    def lay_out(self, layout: Layout, numeric: frozenset[Steps], widths: Mapping[Steps, int]) -> None:
        """Show these columns. The current cell and what is in sight stay where they are, if they can."""
        model = self.bundles
        if model is None:
            return
        self._pinned_columns = layout.pinned
        if layout.columns == model.columns():
            model.set_numeric(numeric)
        else:
            self._change_columns(model, layout, numeric, widths)
        self.pinned.show_first(layout.pinned)
        self.updateGeometries()

    def _change_columns(
        self,
        model: BundleTableModel,
        layout: Layout,
        numeric: frozenset[Steps],
        widths: Mapping[Steps, int],
    ) -> None:
        before = {path: self.columnWidth(section) for section, path in enumerate(model.columns())}
        current, scrolled = self.currentIndex(), self.horizontalScrollBar().value()
        column = model.columns()[current.column()] if current.isValid() else None
        row, top = min(self._row, model.rowCount() - 1), self.verticalScrollBar().value()
        model.set_columns(layout.columns, numeric)
        self.head.blockSignals(True)  # one look at the geometry, not one for each column
        known = [widths.get(path) or before.get(path) or 0 for path in layout.columns]
        unknown = [section for section, width in enumerate(known) if not width]
        fitting = fitting_widths(model, self.fontMetrics(), unknown, self._first_row())
        for section, width in enumerate(known):
            self.setColumnWidth(section, width or fitting[section])
        self.head.blockSignals(False)
        if row >= 0 and layout.columns:
            section = layout.columns.index(column) if column in layout.columns else 0
            self.selectionModel().setCurrentIndex(model.index(row, section), _SELECT)
        self.verticalScrollBar().setValue(top)
        self.horizontalScrollBar().setValue(scrolled)

    def show_rows(self, rows: Rows | None, bundle: int | None) -> bool:
        """Show other rows, and make the row of a bundle current; gives whether it has one among them."""
        model = self.bundles
        if model is None:
            return False
        self.clearSelection()
        self.setCurrentIndex(QModelIndex())
        model.set_rows(rows)
        self.verticalScrollBar().setValue(0)
        return bundle is not None and self.go_to(bundle, in_sight=False)

    def show_marks(self, marks: Marks) -> None:
        """Mark the headings."""
        for header in self.headers():
            header.show_marks(marks)

    def set_answers(self, answers: bool) -> None:
        """Whether there is somebody to sort and to filter."""
        for header in self.headers():
            header.answers = answers

    # Where the person is

    def bundle(self) -> int | None:
        """The current bundle, from 0."""
        index = self.currentIndex()
        return self.bundles.bundle(index.row()) if self.bundles and index.isValid() else None

    def spot(self) -> Spot | None:
        """The current cell, with its whole value."""
        index = self.currentIndex()
        return self.bundles.spot(index) if self.bundles and index.isValid() else None

    def column(self) -> Steps | None:
        """The path of the current column."""
        section = self.currentIndex().column()
        return self.bundles.columns()[section] if self.bundles and section >= 0 else None

    def areas(self) -> tuple[Area, ...]:
        """The selected cells, however many, as a few areas."""
        selection = self.selectionModel()
        ranges = selection.selection().toList() if selection is not None else []
        return tuple(
            Area(one.top(), one.bottom(), one.left(), one.right()) for one in ranges if one.isValid()
        )

    def go_to(self, bundle: int, column: int | None = None, *, in_sight: bool = True) -> bool:
        """Make a bundle current, in the same column; gives whether it is among the rows."""
        model = self.bundles
        row = model.row_of(bundle) if model is not None else None
        if model is None or row is None:
            return False
        index = model.index(row, self._last_column() if column is None else column)
        if not in_sight:
            self.setAutoScroll(False)
        self.selectionModel().setCurrentIndex(index, _SELECT)
        self.setAutoScroll(True)
        if in_sight:
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        return True

    def begin(self) -> None:
        """Make the first row current, in the same column."""
        if self.bundles is not None:
            self.setCurrentIndex(self.bundles.index(0, self._last_column()))

    def _last_column(self) -> int:
        return max(min(self._column, self.model().columnCount() - 1), 0)

    def select_column(self, section: int) -> None:
        """Select all cells of a column."""
        self._select(0, self.model().rowCount() - 1, section, section)

    def select_row(self, row: int) -> None:
        """Select all cells of a row."""
        self._select(row, row, 0, self.model().columnCount() - 1)

    def _select(self, top: int, bottom: int, left: int, right: int) -> None:
        model = self.model()
        area = QItemSelection(model.index(top, left), model.index(bottom, right))
        self.selectionModel().select(area, _SELECT)

    # Columns

    def fit(self, section: int) -> None:
        """Make a column as wide as what it shows on the screen, within reason."""
        if self.bundles is not None:
            widths = fitting_widths(
                self.bundles, self.fontMetrics(), [section], self._first_row(), MOST_WHEN_ASKED
            )
            self.setColumnWidth(section, widths[section])
            self._tell_width(section)

    def _first_row(self) -> int:
        """The first row in sight."""
        return max(self.rowAt(0), 0)

    def _resized(self, section: int, _old: int, width: int) -> None:
        if section < self._pinned_columns:
            self.pinned.setColumnWidth(section, width)
            self.updateGeometries()
        self._tell_width(section)

    def _pinned_resized(self, section: int, _old: int, width: int) -> None:
        if section < self._pinned_columns and self.columnWidth(section) != width:
            self.setColumnWidth(section, width)

    def _tell_width(self, section: int) -> None:
        if self.bundles is not None:
            self.width_changed.emit(self.bundles.columns()[section], self.columnWidth(section))

    def _section_moved(self, _section: int, _old: int, _new: int) -> None:
        self._narrow.start()  # not in the middle of the header's own work

    def _tell_order(self) -> None:
        """Columns of the model follow those on the screen; the header is as the model is again."""
        if self.bundles is None:
            return
        columns = self.bundles.columns()
        for header in self.headers():
            order = [header.logicalIndex(place) for place in range(len(columns))]
            if order != sorted(order):
                self._put_back(header, order)
                self.order_changed.emit([columns[section] for section in order])

    def _put_back(self, header: QHeaderView, order: Sequence[int]) -> None:
        header.blockSignals(True)
        for section in range(len(order)):
            header.moveSection(header.visualIndex(section), section)
        header.blockSignals(False)

    # What Qt asks

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell that another place is current."""
        super().currentChanged(current, previous)
        if current.isValid():
            self._row, self._column = current.row(), current.column()
        self.numbers.viewport().update()
        self.moved.emit()

    def updateGeometries(self) -> None:
        """The columns that stay in sight follow the table."""
        super().updateGeometries()
        if self._pinned_columns:
            self.pinned.place(self._pinned_columns)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a cell into sight, and from under the columns that stay there."""
        sideways = self.horizontalScrollBar()
        before = sideways.value()
        super().scrollTo(index, hint)
        if index.column() < self._pinned_columns:
            sideways.setValue(before)
        elif self._pinned_columns:
            covered = self.pinned.width() - self.visualRect(index).left()
            if covered > 0:
                sideways.setValue(sideways.value() - covered)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cells, and a frame around the current one: among many selected ones it is not seen otherwise."""
        if self.bundles is None:
            super().paintEvent(event)
            return
        self.bundles.lines.begin_painting()
        super().paintEvent(event)
        self.bundles.lines.end_painting()
        index = self.currentIndex()
        if index.isValid() and self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.drawRect(self.visualRect(index).adjusted(0, 0, -1, -1))
            painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter shows the cell in full; Alt and Down open the menu of its column."""
        index, held = self.currentIndex(), event.modifiers()
        if not index.isValid():
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.detail_wanted.emit()
        elif event.key() == Qt.Key.Key_Down and held & Qt.KeyboardModifier.AltModifier:
            self.open_menu()
        elif event.key() == Qt.Key.Key_Space and held & Qt.KeyboardModifier.ControlModifier:
            self.select_column(index.column())
        elif event.key() == Qt.Key.Key_Space and held & Qt.KeyboardModifier.ShiftModifier:
            self.select_row(index.row())
        else:
            super().keyPressEvent(event)

    def open_menu(self) -> None:
        """Ask for the menu of the current column, below its heading."""
        section = self.currentIndex().column()
        header = self.pinned.head if section < self._pinned_columns else self.head
        place = QPoint(header.sectionViewportPosition(section), header.height())
        self.menu_wanted.emit(section, header.viewport().mapToGlobal(place))
