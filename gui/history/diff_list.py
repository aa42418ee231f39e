"""The list of differences."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.model.diff import Difference
from gui import theme
from gui.history.diff_model import SHOWN, DiffModel, Index, Shown
from gui.history.diff_words import SIGNS
from gui.history.painting import paint_ground, row_height, strong_font, two_lines, write
from gui.icons import icon

_SIGN = 16


class DiffRows(QStyledItemDelegate):
    """Rows of two lines: what the bundle is called, and what became of it."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground as in any list, then what is in the row."""
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        paint_ground(painter, ground, self._view)
        shown: Shown | None = index.data(SHOWN)
        if shown is None:
            return
        painter.save()
        sign = SIGNS[shown.difference.kind]
        left, middle = option.rect.left() + theme.S, option.rect.center().y()
        icon(sign.picture, sign.tone).paint(painter, QRect(left, middle - _SIGN // 2, _SIGN, _SIGN))
        first, second = two_lines(option.rect.adjusted(theme.S + _SIGN + theme.M, 0, -theme.S, 0))
        write(painter, first, shown.name, strong_font(), "text")
        small = theme.caption_font()
        width = write(painter, second, sign.word, small, sign.tone)
        write(painter, second.adjusted(width, 0, 0, 0), f" · {shown.place}", small, "muted")
        painter.restore()


class DiffList(QTableView):
    """One row a difference; one is chosen."""

    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("differences")
        self.setAccessibleName("Differences")
        self.differences = DiffModel(self)
        self.setModel(self.differences)
        self.setItemDelegate(DiffRows(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(row_height())

    def chosen(self) -> Difference | None:
        """What is chosen."""
        return self.differences.difference(self.row()) if self.row() >= 0 else None

    def row(self) -> int:
        """The chosen row, from 0; -1 for none."""
        return self.currentIndex().row()

    def choose(self, row: int) -> None:
        """Choose a row, if it is there."""
        if 0 <= row < self.differences.rowCount():
            self.setCurrentIndex(self.differences.index(row, 0))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell it."""
        super().currentChanged(current, previous)
        self.chosen_changed.emit()
