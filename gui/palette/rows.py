"""How a row of the palette is painted: icon, name with the found letters marked, what it is, its keys."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPainter, QPen, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui import theme
from gui.palette.entries import Found
from gui.palette.model import ROW

_ICON = 18
_FAINT = 0.55
"""How visible is what cannot be done now."""

_LEAST_NAME = 0.45
"""The part of a row that a long name may take before what stands beside it gives way."""

Index = QModelIndex | QPersistentModelIndex


class PaletteRows(QStyledItemDelegate):
    """Paints headings and entries."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Headings are lower than entries."""
        line = option.fontMetrics.height()
        is_entry = isinstance(index.data(ROW), Found)
        return QSize(0, max(_ICON, line) + 2 * theme.S - 2 if is_entry else line + theme.M)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One row."""
        row, rect, state = index.data(ROW), option.rect, option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = rect.adjusted(theme.S, 0, -theme.S, 0)
        if isinstance(row, Found):
            if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
                is_chosen = bool(state & QStyle.StateFlag.State_Selected)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("selection" if is_chosen else "hover"))
                painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 6, 6)
            painter.setOpacity(_FAINT if row.entry.why_not else 1.0)
            _paint_entry(painter, inside, row, option.font)
        else:
            painter.setFont(theme.caption_font())
            painter.setPen(theme.color("muted"))
            bottom = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
            painter.drawText(inside.adjusted(0, 0, 0, -theme.XS // 2), bottom, str(row))
        painter.restore()


def _paint_entry(painter: QPainter, rect: QRect, row: Found, font: QFont) -> None:
    entry = row.entry
    if entry.icon is not None:
        mode = QIcon.Mode.Normal
        square = QRect(rect.left(), rect.center().y() - _ICON // 2 + 1, _ICON, _ICON)
        entry.icon.paint(painter, square, mode=mode)
    rest = rect.adjusted(_ICON + theme.M, 0, 0, 0)
    if entry.keys:
        rest.setRight(_paint_keys(painter, rest, entry.keys) - theme.M)
    beside = entry.why_not or entry.about
    small = QFontMetrics(theme.caption_font())
    wanted = min(small.horizontalAdvance(beside) + theme.M, int(rest.width() * (1 - _LEAST_NAME)))
    used = _paint_name(painter, rest.adjusted(0, 0, -wanted if beside else 0, 0), row, font)
    if beside:
        place = rest.adjusted(used + theme.M, 0, 0, 0)
        painter.setOpacity(1.0)  # why it cannot be done is to be read
        painter.setFont(theme.caption_font())
        painter.setPen(theme.color("muted"))
        words = small.elidedText(beside, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)


def _paint_name(painter: QPainter, rect: QRect, row: Found, font: QFont) -> int:
    """The name, its found letters half bold; gives its width."""
    metrics = QFontMetrics(_strong(font))
    shown = metrics.elidedText(row.entry.label, Qt.TextElideMode.ElideRight, rect.width())
    layout = QTextLayout(shown, font)
    layout.setFormats([_marked(at, font) for at in sorted(row.places) if at < len(shown)])
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(rect.width())
    layout.endLayout()
    painter.setPen(theme.color("text"))
    layout.draw(painter, QPointF(rect.left(), rect.center().y() - line.height() / 2 + 1))
    return int(line.naturalTextWidth())


def _marked(at: int, font: QFont) -> QTextLayout.FormatRange:
    look = QTextCharFormat()
    look.setFontWeight(QFont.Weight.Bold)
    look.setForeground(theme.color("link"))
    marked = QTextLayout.FormatRange()
    marked.start, marked.length, marked.format = at, 1, look
    return marked


def _strong(font: QFont) -> QFont:
    strong = QFont(font)
    strong.setWeight(QFont.Weight.Bold)
    return strong


def _paint_keys(painter: QPainter, rect: QRect, keys: str) -> int:
    """The keys at the right end, in a frame; gives where they begin."""
    font = theme.caption_font()
    metrics = QFontMetrics(font)
    width, height = metrics.horizontalAdvance(keys) + 2 * theme.S, metrics.height() + theme.XS
    frame = QRect(rect.right() - width, rect.center().y() - height // 2 + 1, width, height)
    painter.setFont(font)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("border"), 1))
    painter.drawRoundedRect(frame, 4, 4)
    painter.setPen(theme.color("muted"))
    painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, keys)
    return frame.left()
