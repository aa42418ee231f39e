"""Which connections go into a backup."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from core.model.connection import Connection
from gui import theme

_ID = Qt.ItemDataRole.UserRole
_COLUMNS = ("Name", "App", "Account")
_NAME, _APP, _ACCOUNT = range(3)
_ROW = QSize(0, 28)


class BackupChoice(QWidget):
    """A list to tick, all of it at first; a box above it ticks all or none."""

    changed = Signal()

    def __init__(self, connections: Sequence[Connection], app_labels: Mapping[str, str]) -> None:
        super().__init__()
        self.all = QCheckBox("All connections")
        self.all.setObjectName("export-all")
        self.all.clicked.connect(self._tick_all)
        self.list = _list()
        for connection in connections:
            label = app_labels.get(connection.app, connection.app)
            item = QTreeWidgetItem([connection.name, label, connection.account])
            item.setData(_NAME, _ID, connection.id)
            item.setCheckState(_NAME, Qt.CheckState.Checked)
            item.setSizeHint(_NAME, _ROW)
            for place in (_NAME, _ACCOUNT):
                item.setToolTip(place, item.text(place))
            self.list.addTopLevelItem(item)
        self.list.itemChanged.connect(self._ticked)
        self.list.setCurrentIndex(self.list.model().index(0, 0))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addWidget(self.all, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.list, 1)
        self._ticked()

    def chosen(self) -> tuple[str, ...]:
        """The ids of those that are ticked."""
        return tuple(item.data(_NAME, _ID) for item in self._items() if _is_ticked(item))

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount()))
        return [item for item in found if item is not None]

    def _ticked(self) -> None:
        ticked, every = len(self.chosen()), self.list.topLevelItemCount()
        some = Qt.CheckState.PartiallyChecked if ticked else Qt.CheckState.Unchecked
        self.all.setCheckState(Qt.CheckState.Checked if ticked == every else some)
        self.changed.emit()

    def _tick_all(self) -> None:
        wanted = Qt.CheckState.Unchecked if self._is_all() else Qt.CheckState.Checked
        with QSignalBlocker(self.list):
            for item in self._items():
                item.setCheckState(_NAME, wanted)
        self._ticked()

    def _is_all(self) -> bool:
        return len(self.chosen()) == self.list.topLevelItemCount()


def _is_ticked(item: QTreeWidgetItem) -> bool:
    return item.checkState(_NAME) == Qt.CheckState.Checked


def _list() -> QTreeWidget:
    found = QTreeWidget()
    found.setObjectName("export-list")
    found.setAccessibleName("Connections to export")
    found.setHeaderLabels(list(_COLUMNS))
    found.setRootIsDecorated(False)
    found.setUniformRowHeights(True)
    header = found.header()
    header.setStretchLastSection(True)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    found.setColumnWidth(_NAME, 210)
    found.setColumnWidth(_APP, 120)
    found.setMinimumHeight(4 * theme.XXL)
    return found
