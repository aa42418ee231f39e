"""The table of an answer: cells that are chosen can be copied."""

import asyncio
import csv
import io
from typing import Any

from PySide6.QtCore import QPoint, QSignalBlocker, Qt
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from core.model.amounts import counted
from gui import theme
from gui.bundles.look import TABLE_STYLE, named, row_height, with_keys
from gui.bundles.values import cell
from gui.icons import icon
from gui.sql.answer_model import AnswerModel

MOST_COPIED = 500_000
"""Cells for the clipboard; more belong into a file."""

_AT_ONCE = 500
"""Rows that are copied before the window gets a turn."""

_NARROWEST, _WIDEST = 70, 360
_BESIDE = 3 * theme.S + 14
"""Beside a text: air, and the arrow of a heading that sorts."""

_MEASURED = 40
"""Rows that widths are chosen by."""


class AnswerTable(QTableView):
    """Rows and columns of an answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sql-answer")
        self.setAccessibleName("Answer")
        self.rows = AnswerModel(self)
        self.setModel(self.rows)
        self.setStyleSheet(TABLE_STYLE)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        head, side = self.horizontalHeader(), self.verticalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSortIndicatorClearable(True)
        self.mark_order()
        self.setSortingEnabled(True)
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(row_height(self))
        side.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.copy = self._action("Copy", "Ctrl+C")
        self.copy_with_names = self._action("Copy with names of columns", "Ctrl+Shift+C")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._pop_up)

    def mark_order(self) -> None:
        """Mark the heading that the rows are sorted by, and no other."""
        with QSignalBlocker(self.horizontalHeader()):
            column, way = self.rows.sorted_by() or (-1, Qt.SortOrder.AscendingOrder)
            self.horizontalHeader().setSortIndicator(column, way)
        self.horizontalHeader().viewport().update()

    def measure(self) -> None:
        """Choose the widths of the columns by the first rows."""
        metrics = QFontMetrics(self.font())
        seen = [self.rows.row(number) for number in range(min(_MEASURED, self.rows.rowCount()))]
        for column in range(self.rows.columnCount()):
            title = str(self.rows.headerData(column, Qt.Orientation.Horizontal))
            texts = (title, *(cell(row[column]).text[:80] for row in seen))
            widest = max(metrics.horizontalAdvance(text) for text in texts)
            self.setColumnWidth(column, min(max(widest + _BESIDE, _NARROWEST), _WIDEST))

    def chosen(self) -> tuple[range, range] | None:
        """The rows and columns of the rectangle around all chosen cells."""
        areas = self.selectionModel().selection().toList()
        if not areas:
            return None
        return (
            range(min(area.top() for area in areas), max(area.bottom() for area in areas) + 1),
            range(min(area.left() for area in areas), max(area.right() for area in areas) + 1),
        )

    async def copied(self, *, names: bool) -> str:
        """Copy what is chosen, separated by tabs; gives a sentence about it."""
        chosen = self.chosen()
        if chosen is None:
            return "Choose cells first."
        rows, columns = chosen
        if len(rows) * len(columns) > MOST_COPIED:
            return f"More than {MOST_COPIED:,} cells are chosen. Export them to a file instead."
        text = io.StringIO()
        writer = csv.writer(text, dialect="excel-tab", lineterminator="\n")
        answer = self.rows.answer()
        if names and answer is not None:
            writer.writerow([answer.columns[column] for column in columns])
        for done, number in enumerate(rows):
            row = self.rows.row(number)
            writer.writerow([_plain(row[column]) for column in columns])
            if done % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)
                if self.rows.answer() is not answer:
                    return "The answer was replaced. Nothing was copied."
        QGuiApplication.clipboard().setText(text.getvalue().removesuffix("\n"))
        return f"Copied {counted(len(rows), 'row')}" if len(rows) > 1 else "Copied"

    def _action(self, words: str, keys: str) -> QAction:
        action = QAction(icon("copy"), words, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setToolTip(with_keys(words, keys))
        self.addAction(action)
        return action

    def _pop_up(self, place: QPoint) -> None:
        if self.chosen() is not None:
            menu = named(QMenu(self), "sql-answer-menu")
            menu.aboutToHide.connect(menu.deleteLater)
            menu.addActions([self.copy, self.copy_with_names])
            menu.popup(self.viewport().mapToGlobal(place))


def _plain(value: Any) -> str:
    """A value as it is pasted: nothing for NULL."""
    return "" if value is None else str(value)
