"""How a connection is painted in a list: its mark, two lines about it, its state with a sign."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from gui import theme
from gui.connections.connection_model import ENTRY, LOOK, NAME, STATE, Entry
from gui.connections.words import State, account_line
from gui.icons import icon

Index = QModelIndex | QPersistentModelIndex

_MARK, _SIGN = 24, 16


class ConnectionRows(QStyledItemDelegate):
    """Rows of two lines. Looks and measures like any list of the window."""

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines and some air."""
        return QSize(120, _line_height(_name_font()) + _line_height(theme.caption_font()) + 2 * theme.S)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground as in any list, then what is in the cell."""
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text, ground.icon = "", QIcon()
        ground.state &= ~QStyle.StateFlag.State_HasFocus  # the whole list shows it
        self._view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, self._view)
        painter.save()
        if index.column() == NAME:
            self._paint_name(painter, option.rect, index)
        elif index.column() == STATE:
            self._paint_state(painter, option.rect, index)
        else:
            _write(painter, _inside(option.rect), str(index.data()), QApplication.font(), "muted")
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line for the name."""
        line = QLineEdit(parent)
        line.setObjectName("rename-connection")
        line.setAccessibleName("Name of the connection")
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """What it is called now; a row that changes meanwhile does not disturb who types."""
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """What was typed."""
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Where the name stands."""
        first, _ = self._lines(option.rect)
        editor.setGeometry(first.adjusted(-theme.XS - 1, -3, theme.XS, 2))

    def _paint_name(self, painter: QPainter, row: QRect, index: Index) -> None:
        entry: Entry = index.data(ENTRY)
        first, second = self._lines(row)
        mark = QRect(row.left() + theme.S, row.center().y() - _MARK // 2, _MARK, _MARK)
        entry.mark.paint(painter, mark)
        _write(painter, first, entry.connection.name, _name_font(), "text")
        line = account_line(entry.connection, entry.app_label)
        _write(painter, second, line, theme.caption_font(), "muted")

    def _paint_state(self, painter: QPainter, row: QRect, index: Index) -> None:
        state: State = index.data(LOOK)
        inside = _inside(row)
        sign = QRect(inside.left(), 0, _SIGN, _SIGN)
        text = inside.adjusted(_SIGN + theme.S - 2, 0, 0, 0)
        first, second = _two_lines(text) if state.more else (text, QRect())
        sign.moveTop(first.center().y() - _SIGN // 2 + 1)
        icon(state.picture, state.tone).paint(painter, sign)
        _write(painter, first, state.word, QApplication.font(), state.tone)
        if state.more:
            _write(painter, second, state.more, theme.caption_font(), "muted")

    @staticmethod
    def _lines(row: QRect) -> tuple[QRect, QRect]:
        return _two_lines(row.adjusted(theme.S + _MARK + theme.M, 0, -theme.S, 0))


def _inside(cell: QRect) -> QRect:
    return cell.adjusted(theme.S, 0, -theme.S, 0)


def _two_lines(room: QRect) -> tuple[QRect, QRect]:
    """Where a first line and a smaller second one stand, together in the middle."""
    high, low = _line_height(_name_font()), _line_height(theme.caption_font())
    top = room.center().y() - (high + low) // 2
    return (
        QRect(room.left(), top, room.width(), high),
        QRect(room.left(), top + high, room.width(), low),
    )


def _write(painter: QPainter, room: QRect, text: str, font: QFont, token: str) -> None:
    painter.setFont(font)
    painter.setPen(theme.color(token))
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _line_height(font: QFont) -> int:
    return QFontMetrics(font).height() + 2


def _name_font() -> QFont:
    font = QFont(QApplication.font())
    font.setWeight(QFont.Weight.DemiBold)
    return font
