"""Two lines in a row of a list, painted as far as they fit."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPainter
from PySide6.QtWidgets import QAbstractItemView, QApplication, QStyle, QStyleOptionViewItem

from gui import theme


def row_height() -> int:
    """The height of a row of two lines."""
    return line_height(strong_font()) + line_height(theme.caption_font()) + 2 * theme.S


def two_lines(room: QRect) -> tuple[QRect, QRect]:
    """Where a first line and a smaller second one stand, together in the middle."""
    high, low = line_height(strong_font()), line_height(theme.caption_font())
    top = room.center().y() - (high + low) // 2
    return (
        QRect(room.left(), top, room.width(), high),
        QRect(room.left(), top + high, room.width(), low),
    )


def paint_ground(painter: QPainter, ground: QStyleOptionViewItem, view: QAbstractItemView) -> None:
    """The ground of a row as in any list, without what is in it."""
    ground.text, ground.icon = "", QIcon()
    ground.state &= ~QStyle.StateFlag.State_HasFocus  # the whole list shows it
    view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, view)


def write(painter: QPainter, room: QRect, text: str, font: QFont, token: str) -> int:
    """Write from the left as far as it fits; gives the width."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.setFont(font)
    painter.setPen(theme.color(token))
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
    return metrics.horizontalAdvance(shown)


def write_right(painter: QPainter, room: QRect, text: str, font: QFont, token: str) -> int:
    """Write to the right end; gives the width."""
    painter.setFont(font)
    painter.setPen(theme.color(token))
    painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
    return QFontMetrics(font).horizontalAdvance(text)


def line_height(font: QFont) -> int:
    """The height of one line."""
    return QFontMetrics(font).height() + 2


def strong_font() -> QFont:
    """For the first line."""
    font = QFont(QApplication.font())
    font.setWeight(QFont.Weight.DemiBold)
    return font
