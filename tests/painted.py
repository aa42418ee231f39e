"""What is painted while the tests run, read at the moment of painting: by Qt itself, or by the program's own
hand. With it goes what a person is told beside the painting: tool tips, and what a screen reader says.
"""

import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QClipboard, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QStatusBar,
    QTabBar,
    QTableView,
    QTextEdit,
    QTreeView,
    QWidget,
)

from tests.told import TOLD, Told

MOST_CELLS = 2000
"""Of one view at a time; no screen shows more."""

LONGEST_TEXT = 50_000
"""Characters of an editor that are read; a screen shows far fewer."""

_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
_PROGRAM = tuple(str(Path(__file__).parents[1] / room) for room in ("core", "gui"))


class Painting(QObject):
    """Looks over the shoulder of every widget that is painted, and at what is copied."""

    def __init__(self, told: Told, application: QApplication) -> None:
        super().__init__(application)
        self._told = told

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Read, and let pass."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            assert isinstance(event, QPaintEvent)
            widget = _painted(watched)
            for part, text in _texts(widget, event.region().boundingRect()):
                if text and text not in self._told.strings:
                    self._told.tell(text, f"painted: {part} of {_name(widget)}")
        return False

    def copied(self) -> None:
        """What lies on the clipboard now."""
        self._told.tell(QApplication.clipboard().text(), "the clipboard")


def watch_painting(application: QApplication, told: Told = TOLD) -> None:
    """Look at all that is painted and copied from now on, if nobody does yet."""
    if application.findChild(Painting) is None:
        painting = Painting(told, application)
        application.installEventFilter(painting)
        application.clipboard().dataChanged.connect(painting.copied)
        _watch_own_painting(told)
        _let_tests_copy(told)


def _watch_own_painting(told: Told) -> None:
    """Some widgets and delegates write with the painter themselves."""
    genuine: Callable[..., Any] = QPainter.drawText

    def noting(*given: Any) -> Any:
        for text in given:
            if isinstance(text, str):
                told.tell(text, "painted: by the program's own hand")
        return genuine(*given)

    QPainter.drawText = noting  # type: ignore[assignment,method-assign]


def _let_tests_copy(told: Told) -> None:
    """What a test itself puts onto the clipboard, as if copied elsewhere, is for the program to find."""
    genuine = QClipboard.setText

    def putting(*given: Any) -> None:
        if sys._getframe(1).f_code.co_filename.startswith(_PROGRAM):
            genuine(*given)
        else:
            with told.excused("the clipboard", "it is where the program finds what a person brings along"):
                genuine(*given)

    QClipboard.setText = putting  # type: ignore[assignment,method-assign]


def _painted(widget: QWidget) -> QWidget:
    """Whose painting it is: a scroll area paints on a widget of its own within it."""
    parent = widget.parentWidget()
    if isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget:
        return parent
    return widget


def _name(widget: QWidget) -> str:
    around: QWidget | None = widget
    while around is not None and not around.objectName():
        around = around.parentWidget()
    within = f" in '{around.objectName()}'" if around is not None else ""
    return f"a {type(widget).__name__}{within}"


def _texts(widget: QWidget, region: QRect) -> Iterator[tuple[str, str]]:
    """Each text of a widget, and which one it is."""
    yield "tool tip", widget.toolTip()
    yield "accessible name", widget.accessibleName()
    yield "accessible description", widget.accessibleDescription()
    if widget.isWindow():
        yield "title", widget.windowTitle()
    kind: Any = type(widget)
    for part, read in _readers(kind):
        for text in read(widget, region):
            yield part, text


Reader = Callable[[Any, QRect], Iterator[str]]


@cache
def _readers(kind: Any) -> tuple[tuple[str, Reader], ...]:
    """How to read a kind of widget."""
    return tuple((part, read) for family, part, read in _FAMILIES if issubclass(kind, family))


def _line(line: QLineEdit, _: QRect) -> Iterator[str]:
    yield line.displayText()
    yield line.placeholderText()


def _editor(editor: QPlainTextEdit | QTextEdit, _: QRect) -> Iterator[str]:
    yield editor.placeholderText()
    if editor.document().characterCount() < LONGEST_TEXT:
        yield editor.toPlainText()
        return
    corner = editor.viewport().rect().bottomRight()
    seen = editor.cursorForPosition(QPoint(0, 0))
    seen.setPosition(editor.cursorForPosition(corner).position(), seen.MoveMode.KeepAnchor)
    yield seen.selectedText()


def _tabs(bar: QTabBar, _: QRect) -> Iterator[str]:
    for place in range(bar.count()):
        yield bar.tabText(place)
        yield bar.tabToolTip(place)


def _entries(menu: QMenu, _: QRect) -> Iterator[str]:
    for action in menu.actions():
        yield action.text()
        yield action.toolTip()


def _headings(header: QHeaderView, _: QRect) -> Iterator[str]:
    first, last = header.visualIndexAt(0), header.visualIndexAt(header.viewport().width())
    if header.orientation() == Qt.Orientation.Vertical:
        last = header.visualIndexAt(header.viewport().height())
    for place in range(max(first, 0), (last if last >= 0 else header.count() - 1) + 1):
        for role in _ROLES:
            text = header.model().headerData(header.logicalIndex(place), header.orientation(), role)
            yield text if isinstance(text, str) else ""


def _cells(view: QAbstractItemView, region: QRect) -> Iterator[str]:
    if view.model() is None or isinstance(view, QHeaderView):
        return
    for count, index in enumerate(_visible(view, region)):
        if count > MOST_CELLS:
            return
        for role in _ROLES:
            text = index.data(role)
            yield text if isinstance(text, str) else ""


def _visible(view: QAbstractItemView, region: QRect) -> Iterator[QModelIndex]:
    if isinstance(view, QTreeView):
        index = view.indexAt(QPoint(max(region.left(), 0), region.top()))
        index = index if index.isValid() else view.indexAt(QPoint(0, region.top()))
        while index.isValid() and view.visualRect(index).top() <= region.bottom():
            yield from (index.siblingAtColumn(column) for column in range(view.header().count()))
            index = view.indexBelow(index)
    elif isinstance(view, QTableView):
        first_row, last_row = view.rowAt(region.top()), view.rowAt(region.bottom())
        first, last = view.columnAt(region.left()), view.columnAt(region.right())
        rows, columns = view.model().rowCount(), view.model().columnCount()
        for row in range(max(first_row, 0), (last_row if last_row >= 0 else rows - 1) + 1):
            for column in range(max(first, 0), (last if last >= 0 else columns - 1) + 1):
                yield view.model().index(row, column)
    elif isinstance(view, QListView):
        for row in range(max(view.indexAt(QPoint(1, region.top() + 1)).row(), 0), view.model().rowCount()):
            index = view.model().index(row, view.modelColumn(), view.rootIndex())
            place = view.visualRect(index)
            if place.top() > region.bottom() and not view.isWrapping():
                return
            if place.intersects(region):
                yield index


def _one(read: Callable[[Any], str]) -> Reader:
    def reader(widget: Any, _: QRect) -> Iterator[str]:
        yield read(widget)

    return reader


_FAMILIES: tuple[tuple[type[QWidget], str, Reader], ...] = (
    (QLabel, "text", _one(QLabel.text)),
    (QAbstractButton, "text", _one(QAbstractButton.text)),
    (QLineEdit, "text", _line),
    (QComboBox, "text", _one(QComboBox.currentText)),
    (QGroupBox, "title", _one(QGroupBox.title)),
    (QProgressBar, "text", _one(QProgressBar.text)),
    (QStatusBar, "message", _one(QStatusBar.currentMessage)),
    (QPlainTextEdit, "text", _editor),
    (QTextEdit, "text", _editor),
    (QTabBar, "tab", _tabs),
    (QMenu, "entry", _entries),
    (QHeaderView, "heading", _headings),
    (QAbstractItemView, "cell", _cells),
)
