"""Paints the cells of the tree: what was found is marked, what a value means stands quietly beside it."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from core.model.results import Place
from gui import theme
from gui.bundles.look import found_colour
from gui.bundles.tree_model import ASIDE
from gui.bundles.values import CELL_LENGTH, one_line

Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """For both columns."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._found: tuple[QPersistentModelIndex, int, int] | None = None

    def mark(self, index: QModelIndex, span: tuple[int, int] | None) -> None:
        """Mark these characters of a cell, and no others; None marks nothing."""
        self._found = (QPersistentModelIndex(index), *span) if span is not None else None

    def marked(self) -> str:
        """What is marked, as it is shown."""
        if self._found is None or not self._found[0].isValid():
            return ""
        index, begin, end = self._found
        return str(index.data())[begin:end]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The cell as always; over it what was found, and the words beside it where there is room."""
        super().paint(painter, option, index)
        aside = index.data(ASIDE)
        is_found = self._found is not None and self._found[0] == index
        if not aside and not is_found:
            return
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        place = _text_place(shown)
        painter.save()
        painter.setFont(shown.font)
        painter.setClipRect(place)
        if is_found and self._found is not None:
            _paint_found(painter, shown, place, self._found[1:])
        if aside:
            _paint_aside(painter, shown, place, aside)
        painter.restore()


def _text_place(shown: QStyleOptionViewItem) -> QRect:
    style = shown.widget.style()
    place: QRect = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, shown, shown.widget)
    margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, shown, shown.widget) + 1
    return place.adjusted(margin, 0, -margin, 0)


def _paint_found(painter: QPainter, shown: QStyleOptionViewItem, place: QRect, span: tuple[int, int]) -> None:
    metrics, (begin, end) = shown.fontMetrics, span
    text = shown.text[begin:end]
    found = QRect(place)
    found.setLeft(place.left() + metrics.horizontalAdvance(shown.text[:begin]))
    found.setWidth(metrics.horizontalAdvance(text))
    painter.fillRect(found, found_colour())
    painter.setPen(theme.color("warning"))
    painter.drawText(found, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def _paint_aside(painter: QPainter, shown: QStyleOptionViewItem, place: QRect, aside: str) -> None:
    place.setLeft(place.left() + shown.fontMetrics.horizontalAdvance(shown.text) + 2 * theme.S)
    if place.width() < 2 * theme.XXL:
        return
    painter.setPen(theme.color("muted"))
    words = shown.fontMetrics.elidedText(aside, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


def found_span(shown: str, whole: str, found: Place) -> tuple[int, int] | None:
    """From which to which character of a cell something found goes, if the cell shows it. `whole` is the
    name or value, or its beginning."""
    if found.offset >= CELL_LENGTH or not found.length:
        return None
    in_line = one_line(whole)
    quotes = shown == f'"{in_line}"' and 1
    begin = quotes + len(one_line(whole[: found.offset]))
    return begin, min(begin + len(one_line(whole[found.offset :][: found.length])), quotes + len(in_line))
