"""The table tab: the table, what is above it, and the panel in which its columns are chosen."""

import msgspec
from PySide6.QtCore import QPoint, QRect, QSettings, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.model.results import Condition, Rows, SortKey, Steps
from core.model.run import BundleSource
from gui.bundles.columns_panel import WIDTH, ColumnsPanel
from gui.bundles.decoded import Asked
from gui.bundles.filter_asking import FilterAsking, often_in, put
from gui.bundles.filter_tests import like
from gui.bundles.table_columns import TableColumns
from gui.bundles.table_header import Marks, Sorted
from gui.bundles.table_kept import KeptPlace
from gui.bundles.table_large import LargeCells
from gui.bundles.table_menu import ColumnDoings, ColumnState, column_menu
from gui.bundles.table_model import BundleTableModel
from gui.bundles.table_notice import TableNotice
from gui.bundles.table_rows import AS_RECEIVED, Arrangement, TableRows, with_key
from gui.bundles.table_strip import TableStrip
from gui.bundles.table_view import BundleTable
from gui.icons import icon
from gui.jobs import Jobs


class TablePage(QWidget):
    """The bundles of one run as a table that can be sorted and filtered.

    Nothing is read before `open`; columns and rows of all bundles are worked out in another process.
    """

    moved = Signal()
    """Another cell is current."""
    columns_changed = Signal()
    """Other columns are shown, or found."""
    failed = Signal(object)
    """An exception that nobody handled."""

    def __init__(self, look: QSettings | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("table-page")
        self.table = BundleTable()
        self.strip = TableStrip()
        self.columns = TableColumns(look, self)
        self._filters = FilterAsking(self)
        self._source: BundleSource | None = None
        self._rows: TableRows | None = None
        self._kept = KeptPlace(self.table)
        self._absent: int | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addWidget(self.table, 1)
        self._notice = TableNotice(self.table)
        self.panel = ColumnsPanel(self)
        self.cell_actions = [
            self._action("filter-like", "Show only bundles with this value", negated=False),
            self._action("filter-unlike", "Leave out bundles with this value", negated=True),
        ]
        """What can be done with the current cell."""
        self._connect()

    def _action(self, name: str, words: str, *, negated: bool) -> QAction:
        action = QAction(icon("filter"), words, self)
        action.setObjectName(name)
        action.triggered.connect(lambda: self._filter_like_current(negated))
        return action

    def _connect(self) -> None:
        table, strip = self.table, self.strip
        table.moved.connect(self._table_moved)
        self._kept.changed.connect(self._say)
        table.menu_wanted.connect(self._open_menu)
        table.width_changed.connect(self.columns.set_width)
        table.order_changed.connect(self.columns.reorder)
        for header in table.headers():
            header.sort_wanted.connect(self._sort_by_section)
            header.filter_wanted.connect(lambda section: self.open_filter(self._path(section)))
        strip.stop_pressed.connect(self._stop)
        strip.refresh_pressed.connect(self.refresh)
        strip.chips.opened.connect(self._open_chip)
        strip.chips.removed.connect(self._remove_condition)
        for cleared in (strip.chips.cleared, self._notice.clear_pressed):
            cleared.connect(lambda: self._arrange(Arrangement((), self.arrangement().keys)))
        self._notice.last_pressed.connect(
            lambda: self._remove_condition(len(self.arrangement().conditions) - 1)
        )
        self._notice.choose_pressed.connect(self.toggle_panel)
        self.columns.changed.connect(self._lay_out)
        self.panel.chosen.connect(self.columns.choose)
        self.panel.closed.connect(self.table.setFocus)

    # What the viewer uses

    def open(self, source: BundleSource, asked: Asked | None, module: str) -> None:
        """Show these bundles, as they are counted now; columns are those that were chosen for the module."""
        self.clear()
        self._source = source
        model = BundleTableModel(source, looks_up=asked is not None, parent=self)
        self.table.set_model(model)
        self.table.set_answers(asked is not None)
        if asked is not None:
            LargeCells(model, asked)
            self._rows = self._make_rows(asked)
        self.columns.open(model.lines, asked, module)
        for jobs in self.jobs():
            jobs.failed.connect(self.failed)
        self.table.numbers.make_room(len(source))
        self.table.begin()

    def grow(self) -> None:
        """More bundles may have arrived."""
        model = self.table.bundles
        if model is None or self._source is None:
            return
        was_empty = model.rowCount() == 0
        if model.rows() is None:
            model.grow()
        if was_empty and model.rowCount():
            self.columns.sample(model.lines)
            self.table.begin()
        self.columns.look_at_all(len(self._source))
        self.table.numbers.make_room(len(self._source))
        self._say()

    def clear(self) -> None:
        """Let go of the bundles, and of what is being worked out about them."""
        self._filters.close()
        self.table.set_model(None)
        self.columns.clear()
        if self._rows is not None:
            self._rows.close()
            self._rows.deleteLater()
        self._rows = self._source = self._absent = None
        self._kept.forget()
        self._show_arrangement()

    def jobs(self) -> list[Jobs]:
        """What may be under way about the bundles that are shown."""
        large = self.table.bundles.findChildren(LargeCells) if self.table.bundles is not None else []
        rows = [self._rows.jobs] if self._rows is not None else []
        return [*(one.jobs for one in large), *rows, *self.columns.jobs()]

    def go_to(self, bundle: int) -> bool:
        """Make a bundle current; gives whether it is among the rows, and says it where it is not."""
        is_there = self.table.bundle() == bundle or self.table.go_to(bundle)
        self._absent = None if is_there else bundle
        self._say()
        return is_there

    def rows(self) -> Rows | None:
        """Which bundles are shown, in which order; None for all of them as they came."""
        return self.table.bundles.rows() if self.table.bundles is not None else None

    def arrangement(self) -> Arrangement:
        """The filters and the order that the person asked for."""
        return self._rows.wanted if self._rows is not None else AS_RECEIVED

    def toggle_panel(self) -> None:
        """Open or close the panel of the columns."""
        if self.panel.isVisible():
            self.panel.leave()
        else:
            self.panel.appear()
            self._place_panel()

    # Columns

    def _path(self, section: int) -> Steps:
        return self.columns.layout.columns[section]

    def _lay_out(self) -> None:
        columns = self.columns
        self.table.lay_out(columns.layout, columns.numeric(), dict(columns.choice.widths))
        self.panel.show_columns(columns.found, columns.left_out, columns.choice)
        self._show_arrangement()
        self.columns_changed.emit()

    # Rows

    def _make_rows(self, asked: Asked) -> TableRows:
        rows = TableRows(asked.integrator, asked.run, self)
        rows.replaced.connect(self._show_rows)
        rows.grown.connect(self._kept.grow)
        rows.settled.connect(self._settle)
        rows.changed.connect(self._show_arrangement)
        rows.refused.connect(self._filters.refuse)
        return rows

    def filter_by(self, condition: Condition) -> None:
        """Add a filter to those that are on."""
        wanted = self.arrangement()
        if condition not in wanted.conditions:
            self._arrange(Arrangement((*wanted.conditions, condition), wanted.keys))

    def _filter_like_current(self, negated: bool) -> None:
        index, model = self.table.currentIndex(), self.table.bundles
        if index.isValid() and model is not None:
            path = self._path(index.column())
            condition = like(path, *model.plain_value(model.bundle(index.row()), path))
            if condition is not None:
                self.filter_by(msgspec.structs.replace(condition, negated=negated))

    def sort_by(self, keys: tuple[SortKey, ...]) -> None:
        """Sort by these columns; by none: as the bundles came."""
        self._arrange(Arrangement(self.arrangement().conditions, keys))

    def refresh(self) -> None:
        """Sort and filter all bundles that are there now."""
        if self._rows is not None and self._source is not None:
            self._rows.ask_again(len(self._source))

    def _stop(self) -> None:
        if self._rows is not None:
            self._rows.stop()

    def _arrange(self, wanted: Arrangement) -> None:
        if self._rows is not None and self._source is not None:
            self._rows.ask(wanted, len(self._source))

    def _sort_by_section(self, section: int, further: bool) -> None:
        self.sort_by(with_key(self.arrangement().keys, self._path(section), further))

    def _remove_condition(self, number: int) -> None:
        wanted = self.arrangement()
        self._arrange(Arrangement(put(wanted.conditions, number, None), wanted.keys))

    def _show_rows(self) -> None:
        if self._rows is not None:
            self._kept.show_rows(self._rows.rows)
            self._filters.accept()
            self._say()

    def _settle(self) -> None:
        self._kept.settle()
        self._filters.accept()

    def _table_moved(self) -> None:
        if self.table.currentIndex().isValid():
            self._kept.forget()
            self._absent = None
            self._say()
        self.moved.emit()

    # Saying how things are

    def _show_arrangement(self) -> None:
        wanted, layout = self.arrangement(), self.columns.layout
        self.strip.show_conditions(wanted.conditions)
        self.table.show_marks(
            Marks(
                {key.column: Sorted(place, key.descending) for place, key in enumerate(wanted.keys, 1)},
                frozenset(condition.column for condition in wanted.conditions),
                frozenset(layout.columns[: layout.pinned]),
            )
        )
        self._say()

    def _say(self) -> None:
        total = len(self._source) if self._source is not None else 0
        self.strip.show_rows(self._rows, total, self._absent)
        self._notice.say(self._rows, total, len(self.columns.layout.columns))

    # Menus and filters

    def _open_menu(self, section: int, place: QPoint) -> None:
        path, wanted = self._path(section), self.arrangement()
        key = next((key for key in wanted.keys if key.column == path), None)
        state = ColumnState(
            answers=self._rows is not None,
            ascending=key is not None and not key.descending,
            descending=key is not None and key.descending,
            filtered=any(condition.column == path for condition in wanted.conditions),
            pinned=section < self.columns.layout.pinned,
            has_others=len(self.columns.layout.columns) > 1,
        )
        doings = ColumnDoings(
            sort=lambda descending: self.sort_by(() if descending is None else (SortKey(path, descending),)),
            filter=lambda: self.open_filter(path),
            hide=lambda: self.columns.hide(path),
            pin=lambda: self.columns.pin(path),
            fit=lambda: self.table.fit(section),
            select=lambda: self.table.select_column(section),
            choose=self.toggle_panel,
        )
        column_menu(self, state, doings).popup(place)

    def open_filter(self, path: Steps) -> None:
        """Ask for a filter of a column, or change the one that is on."""
        conditions = self.arrangement().conditions
        number = next((at for at, one in enumerate(conditions) if one.column == path), None)
        self._ask_for_filter(path, number, self._heading_on_screen(path))

    def _open_chip(self, number: int, chip: QWidget) -> None:
        place = QRect(chip.mapToGlobal(QPoint(0, 0)), chip.size())
        self._ask_for_filter(self.arrangement().conditions[number].column, number, place)

    def _ask_for_filter(self, path: Steps, number: int | None, place: QRect) -> None:
        model = self.table.bundles
        if self._rows is not None and self._source is not None and model is not None:
            column = (path, self.columns.of(path))
            often = often_in(model, path)
            self._filters.ask(self._rows, len(self._source), column, number, often, place)

    def _heading_on_screen(self, path: Steps) -> QRect:
        layout = self.columns.layout
        section = layout.columns.index(path) if path in layout.columns else 0
        header = self.table.headers()[section < layout.pinned]
        place = header.viewport().mapToGlobal(QPoint(header.sectionViewportPosition(section), 0))
        return QRect(place, header.viewport().size())

    # What Qt asks

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panel stays at the right edge."""
        super().resizeEvent(event)
        self._place_panel()

    def _place_panel(self) -> None:
        if self.panel.isVisible():
            width = min(WIDTH, self.width())
            self.panel.setGeometry(self.width() - width, 0, width, self.height())
