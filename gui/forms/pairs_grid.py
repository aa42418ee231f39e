"""The table in which names and values are typed: a click or a key begins, Tab goes on, a paste makes rows."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gui import theme
from gui.forms.inputs import ENTER_KEYS, moves_card
from gui.forms.name_completer import NameCompleter
from gui.forms.pairs import TYPES, PairsModel, pairs_in
from gui.forms.pasted import are_rows

MOST_ROWS = 8
TYPE_COLUMN = 2

Index = QModelIndex | QPersistentModelIndex


class PairsGrid(QTableView):
    """Two or three columns of cells, as high as its rows up to a limit."""

    def __init__(self, model: PairsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.pairs_model = model
        self.names: NameCompleter | None = None
        self.setModel(model)
        self.setItemDelegate(_CellDelegate(self))
        self.setTabKeyNavigation(False)  # Tab leaves the table; while a cell is open it goes to the next
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setWordWrap(False)
        self.setShowGrid(False)  # at the right and below its lines would lie beside those of the frame
        self._arrange_columns()
        self.clicked.connect(self._clicked)
        for changed in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            changed.connect(self.updateGeometry)

    def _arrange_columns(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + theme.M + 2)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(theme.XL)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        if self.pairs_model.typed:
            header.setSectionResizeMode(TYPE_COLUMN, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(
                TYPE_COLUMN, self.fontMetrics().horizontalAdvance("Number") + theme.XXL + theme.S
            )
        header.setSectionResizeMode(self.pairs_model.removing_column, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(self.pairs_model.removing_column, theme.XXL)

    def sizeHint(self) -> QSize:
        """As high as the rows that there are."""
        rows = min(self.pairs_model.rowCount(), MOST_ROWS)
        height = (
            self.horizontalHeader().sizeHint().height() + rows * self.verticalHeader().defaultSectionSize()
        )
        return QSize(super().sizeHint().width(), height + theme.XS)

    def minimumSizeHint(self) -> QSize:
        """As high as it wants to be, and narrow if need be."""
        return QSize(5 * theme.XXL, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens a cell, Delete empties it, Ctrl+Delete takes the row away, a paste makes rows."""
        current = self.currentIndex()
        with_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if moves_card(event):
            event.ignore()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(str(current.data() or ""))
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if with_control:
                self.pairs_model.remove(current.row())
            elif current.isValid() and current.column() < TYPE_COLUMN:
                self.pairs_model.setData(current, "")
        elif event.key() in ENTER_KEYS and not with_control:
            self.open(current)
        elif event.key() in ENTER_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paste(self, text: str) -> None:
        """Put the rows of a text in front of the current one; a single word goes into the cell."""
        current = self.currentIndex()
        if self.takes_rows(text):
            pairs = pairs_in(text, typed=self.pairs_model.typed)
            self.pairs_model.insert(max(0, current.row()), pairs)
        elif current.isValid() and current.column() < TYPE_COLUMN:
            self.pairs_model.setData(current, text.strip())

    def takes_rows(self, text: str) -> bool:
        """Whether a paste here makes rows."""
        return are_rows(text, in_names=self.currentIndex().column() <= 0)

    def open(self, index: QModelIndex) -> None:
        """Edit a cell."""
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(index)
            self.edit(index)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Tab goes from cell to cell; out of the empty row below, and in front of the first, it leaves."""
        moves = {
            QAbstractItemDelegate.EndEditHint.EditNextItem: 1,
            QAbstractItemDelegate.EndEditHint.EditPreviousItem: -1,
        }
        if hint not in moves:
            super().closeEditor(editor, hint)
            return
        here = self.currentIndex()
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        target = self._next_cell(here, moves[hint])
        if target.isValid():
            self.open(target)
        else:
            self.focusNextPrevChild(moves[hint] > 0)

    def _next_cell(self, here: QModelIndex, by: int) -> QModelIndex:
        """The next cell that can be edited; none after an empty last row."""
        columns = self.pairs_model.removing_column
        at = here.row() * columns + here.column() + by
        in_last_row = here.row() == self.pairs_model.rowCount() - 1
        while not (in_last_row and by > 0) and 0 <= at < self.pairs_model.rowCount() * columns:
            index = self.pairs_model.index(at // columns, at % columns)
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                return index
            at += by
        return QModelIndex()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on a cell, so that the keyboard has one to act on."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.pairs_model.index(0, 0))

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == self.pairs_model.removing_column:
            self.pairs_model.remove(index.row())
        else:
            self.open(index)


class _CellDelegate(QStyledItemDelegate):
    """Opens a line, or the choice of a type; what is typed counts at once, not only when the cell closes."""

    def __init__(self, grid: PairsGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The cell, the lines to its neighbours, and in the empty row what it is there for."""
        super().paint(painter, option, index)
        model = self._grid.pairs_model
        is_last_row = index.row() == model.rowCount() - 1
        painter.save()
        if is_last_row and index.column() == 0 and model.is_blank(index.row()):
            painter.setPen(theme.color("muted"))
            room = option.rect.adjusted(theme.S, 0, -theme.XS, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, "Add a name")
        painter.setPen(theme.color("border"))
        if not is_last_row:
            painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
            if index.column() < model.removing_column - 1:
                painter.drawLine(option.rect.topRight(), option.rect.bottomRight())
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line, or a list of the types."""
        if index.column() == TYPE_COLUMN:
            types = QComboBox(parent)
            types.addItems(list(TYPES))
            types.activated.connect(lambda: self._chosen(types))
            # The list can only open once the cell is in its place.
            QTimer.singleShot(0, types, types.showPopup)
            return types
        line = _CellLine(parent, self._grid)
        line.textChanged.connect(lambda: self.commitData.emit(line))
        if index.column() == 0 and self._grid.names is not None:
            self._grid.names.help(line, self._grid.pairs_model.names(but=index.row()))
        return line

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Fill the cell."""
        editor.setGeometry(option.rect)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the cell, and leave the caret alone where it shows that already."""
        text = str(index.data(Qt.ItemDataRole.EditRole))
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
        elif isinstance(editor, QLineEdit) and editor.text() != text:
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Write the cell."""
        text = editor.currentText() if isinstance(editor, QComboBox) else ""
        model.setData(index, editor.text() if isinstance(editor, QLineEdit) else text)

    def _chosen(self, types: QComboBox) -> None:
        self.commitData.emit(types)
        self.closeEditor.emit(types, QAbstractItemDelegate.EndEditHint.NoHint)


class _CellLine(QLineEdit):
    """The line of an open cell; a paste of several rows goes to the table."""

    def __init__(self, parent: QWidget, grid: PairsGrid) -> None:
        super().__init__(parent)
        self._grid = grid

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand a paste of rows to the table."""
        text = QApplication.clipboard().text() if event.matches(QKeySequence.StandardKey.Paste) else ""
        if self._grid.takes_rows(text):
            self._grid.paste(text)
        else:
            super().keyPressEvent(event)
