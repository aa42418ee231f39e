"""The apps to choose from, each with its mark, its name and what it is for."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from core.model.app import App
from gui import theme
from gui.forms.inputs import ENTER_KEYS
from gui.icons import app_mark

_APP = Qt.ItemDataRole.UserRole
_MARK = 28

Index = QModelIndex | QPersistentModelIndex


class AppList(QListWidget):
    """One click chooses; with the keyboard the arrows walk and Enter chooses."""

    chosen = Signal(object)
    """An `App`."""

    def __init__(self, apps: Sequence[App], marks: Mapping[str, Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("app-choice")
        self.setAccessibleName("Apps")
        self.setItemDelegate(_Rows(self))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for app in apps:
            item = QListWidgetItem(app_mark(marks[app.id]), f"{app.label}\n{app.summary}")
            item.setData(_APP, app)
            self.addItem(item)
        self.itemClicked.connect(self._choose)
        self.setCurrentRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ends here: passed on, it would press a button of what it has just opened."""
        if event.key() in ENTER_KEYS:
            # Assistive software selects without moving what is current.
            selected = [*self.selectedItems(), self.currentItem()]
            if selected[0] is not None:
                self._choose(selected[0])
        else:
            super().keyPressEvent(event)

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_APP))


class _Rows(QStyledItemDelegate):
    """Draws the name half bold, and below it the summary on as many lines as it takes."""

    def __init__(self, view: AppList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as the list, as high as the texts are at that width."""
        width = self._view.viewport().width()
        title, summary = self._texts(QRect(0, 0, width, 0), index)
        return QSize(width, title.height() + summary.height() + 2 * theme.S + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground as in any list, then mark, name and summary."""
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text, ground.icon = "", QIcon()
        self._view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, self._view)
        title, summary = self._texts(option.rect, index)
        name, _, words = str(index.data()).partition("\n")
        painter.save()
        place = QRect(option.rect.left() + theme.M, option.rect.top() + theme.S + 2, _MARK, _MARK)
        index.data(Qt.ItemDataRole.DecorationRole).paint(painter, place)
        painter.setPen(theme.color("text"))
        painter.setFont(_name_font())
        painter.drawText(title, Qt.AlignmentFlag.AlignLeft, name)
        painter.setPen(theme.color("muted"))
        painter.setFont(QApplication.font())
        painter.drawText(summary, Qt.TextFlag.TextWordWrap, words)
        painter.restore()

    def _texts(self, row: QRect, index: Index) -> tuple[QRect, QRect]:
        """Where name and summary stand."""
        left = row.left() + theme.M + _MARK + theme.M
        width = row.right() - theme.M - left
        title = QRect(left, row.top() + theme.S, width, QFontMetrics(_name_font()).height() + 2)
        words = str(index.data()).partition("\n")[2]
        room = QRect(left, title.bottom() + 1, width, 4 * self._view.fontMetrics().height())
        metrics = QFontMetrics(QApplication.font())
        return title, metrics.boundingRect(room, Qt.TextFlag.TextWordWrap.value, words)


def _name_font() -> QFont:
    font = QFont(QApplication.font())
    font.setWeight(QFont.Weight.DemiBold)
    return font
