"""Names that the account knows, offered while a name is typed into a table."""

from __future__ import annotations

from collections.abc import Collection

import shiboken6
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from gui.forms.list_loader import ListLoader

MOST_SEEN = 9
"""Names that are seen at once."""

_NAME = Qt.ItemDataRole.UserRole


class NameCompleter(QObject):
    """Loads the names when the first name is typed, and offers those that are not there yet."""

    def __init__(self, loader: ListLoader, parent: QObject) -> None:
        super().__init__(parent)
        self.loader = loader
        self._line: QLineEdit | None = None
        self._used: Collection[str] = ()
        loader.changed.connect(self._offer)

    def help(self, line: QLineEdit, used: Collection[str]) -> None:
        """Offer names in this line; `used` are those that other rows have."""
        self._line = line
        self._used = used
        self.loader.look_up("")

    def _offer(self) -> None:
        line = self._line
        names = [entry for entry in self.loader.entries() if entry[0] not in self._used]
        if not names or line is None or not shiboken6.isValid(line):
            return
        completer = _ByEitherName(line)
        completer.setModel(_model(names, completer))
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(MOST_SEEN)
        popup, table = QListView(), line.parentWidget()
        completer.setPopup(popup)
        if table is not None:
            popup.setMinimumWidth(table.width())  # names are longer than a cell is wide
        line.setCompleter(completer)
        if line.hasFocus() and line.isVisible():
            completer.setCompletionPrefix(line.text())
            completer.complete()


class _ByEitherName(QCompleter):
    """Shows labels and writes names."""

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """What is written for a row that was chosen."""
        return str(index.data(_NAME))


def _model(names: list[tuple[str, str]], parent: QObject) -> QStandardItemModel:
    model = QStandardItemModel(parent)
    for name, label in names:
        item = QStandardItem(name if label == name else f"{name}  ({label})")
        item.setData(name, _NAME)
        model.appendRow(item)
    return model
