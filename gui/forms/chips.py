"""Entries of a list as chips in rows: walked with the arrow keys, taken away with Delete."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from core.rules.template import as_text
from gui import theme
from gui.forms.inputs import ENTER_KEYS, moves_card
from gui.forms.pairs import AnyIndex
from gui.icons import icon

MOST_ROWS = 5
"""Rows of chips that are seen at once; more are scrolled to."""

GAP = 3
CROSS = 12

Role = Qt.ItemDataRole


class Chips(QAbstractListModel):
    """The entries: texts, or the numbers and other values that were given, kept as they were."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._entries: list[Any] = []
        self._wrong: frozenset[int] = frozenset()

    def entries(self) -> list[Any]:
        """All entries."""
        return list(self._entries)

    def set_entries(self, entries: Iterable[Any]) -> None:
        """Show these entries, none of them marked as wrong."""
        self.beginResetModel()
        self._entries = list(entries)
        self._wrong = frozenset()
        self.endResetModel()

    def mark(self, wrong: Iterable[int]) -> None:
        """Mark the entries at these positions as wrong, and no others."""
        self._wrong = frozenset(wrong)
        if self._entries:
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1))

    def is_wrong(self, row: int) -> bool:
        """Whether the entry is marked."""
        return row in self._wrong

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """One row for each entry."""
        return len(self._entries) if parent is None or not parent.isValid() else 0

    def data(self, index: AnyIndex, role: int = Role.DisplayRole) -> Any:
        """The entry as text, for the eye and the ear."""
        if role == Role.DisplayRole:
            return as_text(self._entries[index.row()]).replace("\n", " ")
        if role == Role.ToolTipRole:
            return as_text(self._entries[index.row()])
        if role == Role.AccessibleDescriptionRole and self.is_wrong(index.row()):
            return "not accepted"
        return None


class ChipList(QListView):
    """Shows chips in rows, as high as they need up to a limit.

    The arrow keys walk, Shift selects several, Delete and Backspace take away, Enter and a double click edit.
    """

    removal_wanted = Signal(object)
    """The positions to take away, as a list."""
    edit_wanted = Signal(object)
    """The position of the entry to edit."""
    typing_wanted = Signal(object)
    """A text that was typed here and belongs into the line; "" to just go there."""

    def __init__(self, model: Chips, parent: QWidget) -> None:
        super().__init__(parent)
        self.chips = model
        self.setModel(model)
        self.setItemDelegate(_ChipDelegate(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        # Chips lie on the form itself; the frame around lists would look like a second input.
        self.setStyleSheet("QListView, QListView:focus { border: none; background: transparent; }")
        model.modelReset.connect(self._fit)
        self.doubleClicked.connect(self._edit_index)

    def chip_height(self) -> int:
        """The height of a row of chips, without the gap."""
        return self.fontMetrics().height() + theme.S

    def selected(self) -> list[int]:
        """The positions that are selected, in their order."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def go_to(self, row: int) -> None:
        """Select one chip and put the focus there."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setCurrentIndex(self.chips.index(row))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the rows at this width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the keys do is said above; everything else belongs into the line, or to the form."""
        key, current = event.key(), self.currentIndex()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if moves_card(event):
            event.ignore()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removal_wanted.emit(self.selected())
        elif event.matches(QKeySequence.StandardKey.Copy):
            texts = [str(self.chips.index(row).data()) for row in self.selected()]
            QApplication.clipboard().setText("\n".join(texts))
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()
        elif key in (*ENTER_KEYS, Qt.Key.Key_F2) and plain and current.isValid():
            self._edit_index(current)
        elif key in ENTER_KEYS:
            event.ignore()  # with Ctrl it is the form's
        elif plain and self._leads_out(key):
            self.typing_wanted.emit("")
        elif event.text().isprintable() and event.text().strip() and not _is_command(event):
            self.typing_wanted.emit(event.text())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the cross takes the chip away."""
        at = event.position().toPoint()
        index = self.indexAt(at)
        if index.isValid() and cross_of(chip_in(self.visualRect(index))).contains(at):
            self.removal_wanted.emit([index.row()])
        else:
            super().mousePressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Draw the chip under the mouse anew as it moves: its cross lights up."""
        if event.type() in (QEvent.Type.HoverMove, QEvent.Type.MouseMove, QEvent.Type.Leave):
            self.viewport().update()
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on a chip, so that the keyboard has one to act on."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.chips.rowCount():
            self.setCurrentIndex(self.chips.index(0))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nothing is selected any more."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.clearSelection()

    def _leads_out(self, key: int) -> bool:
        """Whether an arrow leads out of the chips: up from the first row, on from the last one."""
        current = self.currentIndex()
        if key == Qt.Key.Key_Up:
            return self.visualRect(current).top() == self.visualRect(self.chips.index(0)).top()
        return key == Qt.Key.Key_Right and current.row() == self.chips.rowCount() - 1

    def _edit_index(self, index: QModelIndex) -> None:
        self.edit_wanted.emit(index.row())

    def _fit(self) -> None:
        """Take the height that the rows have at this width, up to the limit."""
        self.doItemsLayout()
        row = self.chip_height() + 2 * GAP
        self.setFixedHeight(min(self.contentsSize().height(), MOST_ROWS * row))


def chip_in(cell: QRect) -> QRect:
    """The chip without the gap around it."""
    return cell.adjusted(0, GAP, -2 * GAP, -GAP)


def cross_of(chip: QRect) -> QRect:
    """Where the cross of a chip is."""
    side = chip.height()
    return QRect(chip.right() - side + 1, chip.top(), side, side)


def _is_command(event: QKeyEvent) -> bool:
    held = event.modifiers()
    return bool(held & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier)) and not bool(
        held & Qt.KeyboardModifier.AltModifier  # Ctrl+Alt is how some keyboards write signs
    )


class _ChipDelegate(QStyledItemDelegate):
    """Draws a rounded chip with its text and a cross."""

    def __init__(self, view: ChipList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """As wide as the text, at most as wide as the list."""
        text = option.fontMetrics.horizontalAdvance(str(index.data()))
        height = self._view.chip_height()
        most = self._view.viewport().width() - 2 * GAP
        return QSize(min(most, text + theme.M + height) + 2 * GAP, height + 2 * GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """The chip: quiet, or selected, or wrong."""
        chip = chip_in(option.rect)
        state = option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        is_wrong = self._view.chips.is_wrong(index.row())
        ground = "danger_surface" if is_wrong else "selection" if is_selected else "hover"
        has_focus = self._view.hasFocus() and index == self._view.currentIndex()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = theme.color("accent" if has_focus else "danger" if is_wrong else ground)
        painter.setPen(QPen(edge, 1.5 if has_focus else 1))
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(QRectF(chip).adjusted(0.75, 0.75, -0.75, -0.75), 6, 6)
        painter.setPen(theme.color("danger" if is_wrong else "text"))
        painter.setFont(option.font)
        cross = cross_of(chip)
        room = QRect(chip.left() + theme.S, chip.top(), cross.left() - chip.left() - theme.S, chip.height())
        text = option.fontMetrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        sign = QRect(0, 0, CROSS, CROSS)
        sign.moveCenter(cross.center())
        mouse = self._view.viewport().mapFromGlobal(self._view.cursor().pos())
        icon("x", "text" if cross.contains(mouse) else "muted").paint(painter, sign)
        painter.restore()
