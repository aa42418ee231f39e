"""What the tests share: bundles in a real file, and the viewer as a person sees it."""

import json
import mmap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QTabWidget,
    QTreeView,
    QWidget,
)

from gui.bundles.view import BundleView

W = TypeVar("W", bound=QWidget)


class FileSource:
    """Lines of JSON in a memory-mapped file, read where they lie. `visible` bundles have arrived."""

    def __init__(self, path: Path, lines: Iterable[bytes], visible: int | None = None) -> None:
        self._offsets = [0]
        with path.open("wb") as file:
            for line in lines:
                file.write(line + b"\n")
                self._offsets.append(file.tell())
        with path.open("rb") as file:
            self._map = (
                mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if len(self._offsets) > 1 else None
            )
        self.visible = len(self._offsets) - 1 if visible is None else visible
        self._seen = self.visible
        self.closed = 0

    def __len__(self) -> int:
        return self._seen

    def refresh(self) -> int:
        self._seen = self.visible
        return self._seen

    def size(self, index: int) -> int:
        return self._offsets[index + 1] - 1 - self._offsets[index]

    def raw(self, index: int) -> bytes:
        assert self._map is not None
        return self._map[self._offsets[index] : self._offsets[index + 1] - 1]

    def close(self) -> None:
        self.closed += 1


def as_lines(bundles: Iterable[Any]) -> Iterator[bytes]:
    """Bundles as a spool holds them; bytes are taken as they are."""
    for bundle in bundles:
        yield bundle if isinstance(bundle, bytes) else json.dumps(bundle, ensure_ascii=False).encode()


class Screen:
    """The viewer, read and used as a person does."""

    def __init__(self, folder: Path, view: BundleView | None = None) -> None:
        self.view = view if view is not None else BundleView()
        self.view.resize(900, 640)
        self._folder = folder
        self._files = 0

    def source(self, bundles: Iterable[Any], visible: int | None = None) -> FileSource:
        """A source of these bundles."""
        self._files += 1
        return FileSource(self._folder / f"{self._files}.jsonl", as_lines(bundles), visible)

    def open(self, *bundles: Any) -> FileSource:
        """Show these bundles."""
        source = self.source(bundles)
        self.view.open(source)
        return source

    @property
    def tree(self) -> QTreeView:
        return self.find(QTreeView, "bundle-tree")

    @property
    def table(self) -> QTableView:
        return self.find(QTableView, "bundle-table")

    @property
    def requests(self) -> QTableView:
        return self.find(QTableView, "bundle-requests")

    @property
    def tabs(self) -> QTabWidget:
        return self.find(QTabWidget, "bundle-tabs")

    def label(self, name: str) -> QLabel:
        return self.find(QLabel, name)

    def button(self, name: str) -> QPushButton:
        return self.find(QPushButton, name)

    def text(self, name: str) -> str:
        """What a text field shows."""
        return self.find(QPlainTextEdit, name).toPlainText()

    def find(self, kind: type[W], name: str) -> W:
        """The one widget of that name."""
        found = self.view.findChild(kind, name)
        assert found is not None, f"no {name}"
        return found

    # The tree

    def row(self, *rows: int) -> QModelIndex:
        """The row at the end of a way through the tree, all rows from 0."""
        index = QModelIndex()
        for row in rows:
            index = self.tree.model().index(row, 0, index)
        assert index.isValid()
        return index

    def tree_lines(self, most: int = 60) -> list[str]:
        """The rows that are open, one "name = value" a row, with a dot a level."""
        lines: list[str] = []
        index = self.tree.model().index(0, 0)
        while index.isValid() and len(lines) < most:
            depth, above = 0, index.parent()
            while above.isValid():
                depth, above = depth + 1, above.parent()
            lines.append(f"{'.' * depth}{index.data()} = {index.siblingAtColumn(1).data()}")
            index = self.tree.indexBelow(index)
        return lines

    # The table

    def headers(self) -> list[str]:
        model = self.table.model()
        return [
            str(model.headerData(section, Qt.Orientation.Horizontal))
            for section in range(model.columnCount())
        ]

    def cells(self, row: int) -> list[str]:
        model = self.table.model()
        return [str(model.index(row, column).data()) for column in range(model.columnCount())]

    # The clipboard

    def copied(self, button: str) -> str:
        """What lies on the clipboard after that button was pressed."""
        QGuiApplication.clipboard().clear()
        self.button(button).click()
        return QGuiApplication.clipboard().text()


def painted(screen: Screen) -> None:
    """Let what is due be painted."""
    QApplication.processEvents()
    screen.view.grab()
