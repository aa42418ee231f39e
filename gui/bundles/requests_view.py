"""The requests behind the bundles: a list, and what was sent and received for the selected one."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.model.amounts import byte_size, lasted
from core.model.http import Exchange, Headers
from gui import theme
from gui.bundles.curl_bar import CurlBar
from gui.bundles.json_text import excerpt, pretty_lines
from gui.bundles.look import TABLE_STYLE, brush, named, plain_tip, row_height
from gui.bundles.raw_view import LONGEST_LINE, MOST_LINES, plain_editor
from gui.bundles.values import Unreadable, decode, one_line

Index = QModelIndex | QPersistentModelIndex

_COLUMNS = ("Method", "URL", "Status", "Time", "Size", "Attempt", "Problem")
_URL, _STATUS, _PROBLEM = 1, 2, 6
_ANSWER = (2, 3, 4)
_WIDTHS = (12, 58, 16, 12, 13, 12)
"""Initial widths of the columns, in widths of an average character; the last one takes the rest."""


class ExchangesModel(QAbstractTableModel):
    """One row a request, in the order in which they were sent."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exchanges: list[Exchange] = []

    def set_exchanges(self, exchanges: Sequence[Exchange]) -> None:
        """Show these; if they only continue the present ones, rows are added."""
        present = len(self._exchanges)
        if list(exchanges[:present]) != self._exchanges:
            self.beginResetModel()
            self._exchanges = list(exchanges)
            self.endResetModel()
        elif len(exchanges) > present:
            self.beginInsertRows(QModelIndex(), present, len(exchanges) - 1)
            self._exchanges += exchanges[present:]
            self.endInsertRows()

    def exchange(self, row: int) -> Exchange:
        """The request of a row."""
        return self._exchanges[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One row a request."""
        return 0 if parent.isValid() else len(self._exchanges)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """What is known of a request at a glance."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """The columns' names; requests counted from 1."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return _COLUMNS[section] if orientation == Qt.Orientation.Horizontal else f"{section + 1:,}"

    def data(self, index: Index, role: int = 0) -> Any:
        """What a cell shows."""
        exchange, column = self._exchanges[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _cell(exchange, column)
        if role == Qt.ItemDataRole.ToolTipRole and column in (_URL, _PROBLEM):
            return plain_tip(exchange.url if column == _URL else exchange.problem)
        if role == Qt.ItemDataRole.ForegroundRole:
            if column in (_STATUS, _PROBLEM):
                return brush("danger") if _went_wrong(exchange) else None
            return None if column == _URL else brush("muted")
        return None


def _went_wrong(exchange: Exchange) -> bool:
    return exchange.status == 0 or exchange.status >= 400 or bool(exchange.problem)


def _status(exchange: Exchange) -> str:
    return str(exchange.status) if exchange.status else "no answer"


def _cell(exchange: Exchange, column: int) -> str:
    return (
        exchange.method,
        one_line(exchange.url),
        _status(exchange),
        lasted(exchange.seconds),
        byte_size(exchange.reply_size) if exchange.status else "",
        str(exchange.attempt),
        one_line(exchange.problem),
    )[column]


class RequestsView(QSplitter):
    """The list above, what was sent and received below, as plain text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setObjectName("requests-panes")
        self._model = ExchangesModel(self)
        self.list = self._make_list()
        self._sent = plain_editor("request-sent", "Sent request")
        self._received = plain_editor("request-received", "Received answer")
        self.curl = CurlBar(self._current)
        details = named(QSplitter(Qt.Orientation.Horizontal), "request-and-reply")
        details.addWidget(_titled("Sent", self._sent, self.curl, self.curl.notice))
        details.addWidget(_titled("Received", self._received, height=self.curl.sizeHint().height()))
        self.addWidget(self.list)
        self.addWidget(details)
        self.setStretchFactor(0, 2)
        self.setStretchFactor(1, 3)
        self.setChildrenCollapsible(False)
        self.list.selectionModel().currentRowChanged.connect(self._show_current)
        self.list.addActions([self.curl.copy, self.curl.copy_with_secrets])
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _make_list(self) -> QTableView:
        table = named(QTableView(), "bundle-requests")
        table.setAccessibleName("Requests")
        table.setModel(self._model)
        table.setStyleSheet(TABLE_STYLE)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setCornerButtonEnabled(False)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header, numbers = table.horizontalHeader(), table.verticalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        numbers.setHighlightSections(False)
        numbers.setDefaultSectionSize(row_height(table))
        numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column, width in enumerate(_WIDTHS):
            table.setColumnWidth(column, width * table.fontMetrics().averageCharWidth())
        return table

    def show_exchanges(self, exchanges: Sequence[Exchange]) -> None:
        """Show these requests. The last one is selected, until a person selects another."""
        row, last = self.list.currentIndex().row(), self._model.rowCount() - 1
        self._model.set_exchanges(exchanges)
        count = self._model.rowCount()
        if count and (row == last or not 0 <= self.list.currentIndex().row() < count):
            self.list.setCurrentIndex(self._model.index(count - 1, 0))
        elif not count:
            self._show_current(QModelIndex())

    def _current(self) -> Exchange | None:
        """The request that is selected."""
        current = self.list.currentIndex()
        return self._model.exchange(current.row()) if current.isValid() else None

    def _show_current(self, current: QModelIndex, _previous: QModelIndex | None = None) -> None:
        self.curl.set_ready(current.isValid())
        if not current.isValid():
            self._sent.clear()
            self._received.clear()
            return
        exchange = self._model.exchange(current.row())
        _show(
            self._sent, f"{exchange.method} {exchange.url}", exchange.request_headers, exchange.request_body
        )
        first = " · ".join(part for part in (_cell(exchange, column) for column in _ANSWER) if part)
        if exchange.problem:
            first += f"\n{exchange.problem}"
        _show(self._received, first, exchange.reply_headers, exchange.reply_body)


def _titled(
    title: str, editor: QPlainTextEdit, tools: QWidget | None = None, *more: QWidget, height: int = 0
) -> QWidget:
    """An editor under its title, which is so high, with tools beside that and more widgets below it."""
    holder = QWidget()
    label = named(QLabel(title), f"{editor.objectName()}-title", "caption")
    label.setBuddy(editor)
    heading = QHBoxLayout()
    heading.addWidget(label)
    heading.addStretch()
    heading.addStrut(height)
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(theme.XS, theme.S, theme.XS, 0)
    layout.setSpacing(theme.XS)
    layout.addLayout(heading)
    if tools:
        heading.addWidget(tools)
    for widget in (*more, editor):
        layout.addWidget(widget)
    return holder


def _show(editor: QPlainTextEdit, first: str, headers: Headers, body: str) -> None:
    """Fill an editor with a first line, headers and a body; JSON is indented."""
    lines = [first, *(f"{name}: {value}" for name, value in headers)]
    if body:
        is_json = not isinstance(decode(body.encode("utf-8", "replace")), Unreadable)
        part = excerpt(pretty_lines(body) if is_json else iter(body.splitlines()), MOST_LINES, LONGEST_LINE)
        lines += ["", part.text]
        if part.cut:
            lines += ["", f"Showing the first {MOST_LINES:,} lines."]
    editor.setPlainText("\n".join(lines))
