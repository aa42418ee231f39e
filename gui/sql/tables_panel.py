"""The tables that can be asked about, with their columns."""

import time
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.model.amounts import counted
from core.model.sql import SqlColumn, SqlColumns, SqlTable
from gui import theme
from gui.bundles.look import named, plain_tip
from gui.bundles.values import one_line
from gui.icons import icon
from gui.moments import moment
from gui.search_sign import dress_search

_TABLE, _TYPED = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_LONGEST_NAME = 80

_HINT = "Double-click a name to write it into the query. A table ending in _2 is the run before."

_OPEN = "bundles"
_HINT_OPEN = f"{_HINT} “{_OPEN}” is the run that you looked at."
_NO_TABLES = "Each run that brings bundles becomes a table here."


class TablesPanel(QWidget):
    """A tree of two levels, and a search box above it."""

    insert_wanted = Signal(object)
    """A name is to be written into the query, as a query writes it: a str."""
    columns_wanted = Signal(object)
    """A table was opened whose columns are not here: a `SqlTable`."""

    def __init__(self, parent: QWidget | None = None, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self._clock = clock
        self._tables: dict[str, SqlTable] = {}
        self._columns: dict[tuple[str, int], SqlColumns] = {}
        self.search = named(QLineEdit(), "sql-search")
        self.search.setPlaceholderText("Find a table or a column")
        self.search.setAccessibleName("Find a table or a column")
        dress_search(self.search)
        self.tree = named(QTreeWidget(), "sql-tables")
        self.tree.setAccessibleName("Tables and their columns")
        self.tree.setHeaderLabels(["Name", "Kind"])  # unseen, and heard
        head = self.tree.header()
        head.setStretchLastSection(False)
        head.setMinimumSectionSize(theme.XL)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.setHeaderHidden(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # what tells runs apart stands at the end
        self.tree.setUniformRowHeights(True)
        self.tree.setExpandsOnDoubleClick(False)
        self.tree.setIndentation(theme.L)
        self._hint = named(QLabel(), "sql-tables-hint", "caption")
        self._hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.M, 0)
        column.setSpacing(theme.S)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        column.addWidget(self._hint)
        self.search.textChanged.connect(self._narrow)
        self.tree.itemExpanded.connect(self._opened)
        self.tree.itemActivated.connect(self._insert)
        self._hint.setText(_NO_TABLES)

    def show_tables(self, tables: Sequence[SqlTable]) -> None:
        """Show these; what was open stays open, and the columns that are known stay known."""
        if tuple(tables) == tuple(self._tables.values()):
            return
        opened = {item.data(0, _TABLE) for item in self._items() if item.isExpanded()}
        self._tables = {table.name: table for table in tables}
        self.tree.clear()
        for table in tables:
            item = QTreeWidgetItem(self.tree)
            item.setData(0, _TABLE, table.name)
            item.setData(0, _TYPED, table.name)
            item.setText(0, table.name)
            _say_beside(item, f"{table.bundles:,}")
            item.setIcon(0, icon("table", "accent"))
            item.setToolTip(0, plain_tip(self._told_of(table)))
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
            if columns := self.columns_of(table):
                self._fill(item, columns)
            if table.name in opened:
                item.setExpanded(True)
        is_one_open = any(table.name == _OPEN for table in tables)
        self._hint.setText((_HINT_OPEN if is_one_open else _HINT) if tables else _NO_TABLES)
        self._narrow(self.search.text())

    def tables(self) -> tuple[SqlTable, ...]:
        """The tables that are shown."""
        return tuple(self._tables.values())

    def columns_of(self, table: SqlTable) -> SqlColumns | None:
        """The columns of a table, as far as they are known."""
        return self._columns.get((table.run, table.bundles))

    def know_columns(self, table: SqlTable, columns: SqlColumns) -> None:
        """These are the columns of a table."""
        before = self._columns.get((table.run, table.bundles))
        self._columns[table.run, table.bundles] = columns
        if before and (before.columns, before.left_out) == (columns.columns, columns.left_out):
            return
        for item in self._items():
            shown = self._tables[item.data(0, _TABLE)]
            if (shown.run, shown.bundles) == (table.run, table.bundles):
                self._fill(item, columns)
        self._narrow(self.search.text())

    def open_first(self) -> None:
        """Open the first table, unless one is open."""
        items = list(self._items())
        if items and not any(item.isExpanded() for item in items):
            items[0].setExpanded(True)

    def _items(self) -> Iterator[QTreeWidgetItem]:
        return _children(self.tree.invisibleRootItem())

    def _told_of(self, table: SqlTable) -> str:
        lines = [" · ".join(table.labels), moment(table.started_at, self._clock())]
        return "\n".join((table.name, *filter(None, lines), counted(table.bundles, "bundle")))

    def _fill(self, item: QTreeWidgetItem, columns: SqlColumns) -> None:
        item.takeChildren()
        children = [_column_item(column) for column in columns.columns]
        if columns.left_out:
            more = QTreeWidgetItem([f"{counted(columns.left_out, 'more field')} in json"])
            more.setForeground(0, theme.color("muted"))
            children.append(more)
        item.addChildren(children)

    def _opened(self, item: QTreeWidgetItem) -> None:
        table = self._tables.get(item.data(0, _TABLE) or "")
        if table is None:
            return
        columns = self.columns_of(table)
        if columns is None:
            item.takeChildren()
            item.addChild(QTreeWidgetItem(["Looking at the bundles…"]))
        if columns is None or not columns.is_complete:
            self.columns_wanted.emit(table)

    def _insert(self, item: QTreeWidgetItem) -> None:
        if typed := item.data(0, _TYPED):
            self.insert_wanted.emit(typed)

    def _narrow(self, text: str) -> None:
        """Show what has these words in its name; a table with such columns is opened."""
        words = text.casefold().split()
        for item in self._items():
            table = self._tables[item.data(0, _TABLE)]
            named_so = _has(words, f"{table.name} {' '.join(table.labels)}")
            found = False
            for child in _children(item):
                fits = _has(words, child.text(0))
                child.setHidden(not (fits or named_so))
                found = found or fits
            item.setHidden(not (named_so or found))
            if words and found and not named_so:
                item.setExpanded(True)


def _column_item(column: SqlColumn) -> QTreeWidgetItem:
    kinds = ", ".join(column.kinds)
    item = QTreeWidgetItem([one_line(column.name, _LONGEST_NAME)])
    _say_beside(item, ", ".join(column.kinds[:2]))
    item.setData(0, _TYPED, column.typed)
    said = [column.typed, kinds]
    if column.aside:
        said.append("Not part of SELECT *: write its name to see it.")
    item.setToolTip(0, plain_tip("\n".join(said)))
    return item


def _say_beside(item: QTreeWidgetItem, words: str) -> None:
    item.setText(1, words)
    item.setFont(1, theme.caption_font())
    item.setForeground(1, theme.color("muted"))
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def _children(item: QTreeWidgetItem) -> Iterator[QTreeWidgetItem]:
    for place in range(item.childCount()):
        if child := item.child(place):
            yield child


def _has(words: Sequence[str], text: str) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)
