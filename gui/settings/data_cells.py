"""How a host that was contacted is painted in its table: two lines a cell, the second one smaller."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from gui import theme

Index = QModelIndex | QPersistentModelIndex

FIRST_LINE, SECOND_LINE = Qt.ItemDataRole.UserRole + 11, Qt.ItemDataRole.UserRole + 12
"""Roles of what is painted."""


class HostCells(QStyledItemDelegate):
    """Looks and measures like any list of the window."""

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines and some air."""
        return QSize(80, sum(map(_height, _fonts(index.column() == 0))) + 2 * (theme.S - 2))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground as in any list, then the lines."""
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        alignment = Qt.AlignmentFlag(ground.displayAlignment)
        ground.text, ground.icon = "", QIcon()
        self._view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, self._view)
        first, second = str(index.data(FIRST_LINE)), str(index.data(SECOND_LINE))
        fonts = _fonts(index.column() == 0)
        heights = [_height(font) for font in fonts]
        room = QRect(option.rect).adjusted(theme.S, 0, -theme.S, 0)
        top = room.center().y() - (sum(heights) if second else heights[0]) // 2
        painter.save()
        lines = zip((first, second), fonts, heights, ("text", "muted"), strict=True)
        for text, font, height, token in lines:
            painter.setFont(font)
            painter.setPen(theme.color(token))
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(QRect(room.left(), top, room.width(), height), alignment, shown)
            top += height
        painter.restore()


def _fonts(is_name: bool) -> tuple[QFont, QFont]:
    first = QFont(QApplication.font())
    if is_name:
        first.setWeight(QFont.Weight.DemiBold)
    return first, theme.caption_font()


def _height(font: QFont) -> int:
    return QFontMetrics(font).height() + 2
