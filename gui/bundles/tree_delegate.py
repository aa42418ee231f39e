"""Paints the values of the tree: what a value means stands quietly beside it, and links can be told."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui import theme
from gui.bundles.tree_model import ASIDE

Index = QModelIndex | QPersistentModelIndex


class ValueDelegate(QStyledItemDelegate):
    """For the column of the values."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The value as always, and the words beside it where there is room."""
        super().paint(painter, option, index)
        aside = index.data(ASIDE)
        if not aside:
            return
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        style = shown.widget.style()
        place: QRect = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, shown, shown.widget)
        taken = shown.fontMetrics.horizontalAdvance(shown.text)
        place.setLeft(place.left() + taken + 2 * theme.S)
        if place.width() < 2 * theme.XXL:
            return
        painter.save()
        painter.setPen(theme.color("muted"))
        painter.setFont(shown.font)
        words = shown.fontMetrics.elidedText(aside, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.restore()
