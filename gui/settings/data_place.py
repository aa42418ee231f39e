"""Where the data lie on this computer, and how much room they take."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.integrator import DataFolder, size_text
from gui import theme
from gui.forms.words import breakable
from gui.icons import icon

_PARTS = (
    ("database", "Database", "Connections, sealed secrets, history, filled forms, settings"),
    ("runs", "Runs", "Bundles, and requests with their replies"),
    ("logs", "Logs", "What went wrong in the program, without secrets"),
    ("cache", "Cache", "Apps as they were read; made again when it is gone"),
    ("others", "Others", "Your own apps, the look of the window"),
)
_NOT_OPENED = "The folder could not be opened here. Its path above can be copied."


class DataPlace(QWidget):
    """The data folder with its sizes, and a button that opens it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder: Path | None = None
        self._path = _label("data-path", "")
        self._path.setWordWrap(True)
        self._path.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.open = QPushButton(" Open folder")
        self.open.setObjectName("open-data-folder")
        self.open.setIcon(icon("folder-open"))
        self.open.setEnabled(False)
        self.open.clicked.connect(self._open)
        self._remark = _label("data-folder-remark", "remark")
        self._remark.hide()
        self._sizes = {key: _size_label(f"size-{key}") for key in (*(part[0] for part in _PARTS), "all")}
        row = QHBoxLayout()
        row.setSpacing(theme.M)
        row.addWidget(self._path, 1)
        row.addWidget(self.open, alignment=Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        column.addLayout(row)
        column.addWidget(self._remark)
        column.addLayout(self._table())

    def show_folder(self, folder: DataFolder) -> None:
        """Show where it is, and its sizes."""
        self._folder = folder.path
        self._path.setText(breakable(str(folder.path)))
        self._path.setAccessibleName(f"Data folder {folder.path}")
        self.open.setEnabled(True)
        for key, label in self._sizes.items():
            label.setText(size_text(getattr(folder, key)))

    def _table(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.L)
        grid.setVerticalSpacing(theme.S)
        grid.setColumnStretch(2, 1)
        for row, (key, name, held) in enumerate((*_PARTS, ("all", "Together", ""))):
            role = "strong" if key == "all" else ""
            explained = _label(f"about-{key}", "muted")
            explained.setText(held)
            explained.setWordWrap(True)
            title = _label(f"name-{key}", role)
            title.setText(name)
            title.setBuddy(self._sizes[key])
            theme.set_flag(self._sizes[key], "role", role)
            self._sizes[key].setAccessibleDescription(name)
            for column, label in enumerate((title, self._sizes[key], explained)):
                grid.addWidget(label, row, column, alignment=Qt.AlignmentFlag.AlignTop)
        return grid

    def _open(self) -> None:
        opened = QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
        self._remark.setText("" if opened else _NOT_OPENED)
        self._remark.setVisible(not opened)


def _label(name: str, role: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _size_label(name: str) -> QLabel:
    label = _label(name, "")
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    return label
