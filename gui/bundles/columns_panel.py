"""The panel in which columns are chosen, put in order and pinned.

It lies over the table, which follows at once.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.model.amounts import counted
from core.model.results import Column, Steps
from core.rules.paths import steps_of
from gui import theme
from gui.bundles.columns_choice import (
    Choice,
    in_full_order,
    laid_out,
    with_order,
    with_others,
    with_pinned,
    with_shown,
)
from gui.bundles.columns_model import HOLDS, NAME, PIN, ColumnsModel
from gui.bundles.look import named, row_height, with_keys
from gui.bundles.values import one_line
from gui.forms.inputs import icon_button
from gui.search_sign import dress_search

WIDTH = 380
_HOLDS_WIDTH = 140
_PIN_WIDTH = 30
_LONGEST_TYPED = 40
_LIST_KEYS = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)

_STYLE = "QTableView::item { padding: 0 2px; }"


class ColumnsPanel(QFrame):
    """Shows all columns; each change is told as a new choice."""

    chosen = Signal(object)
    """The choice that holds now."""
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("columns-panel")
        self.setProperty("role", "popup")
        self.setAutoFillBackground(True)
        self._found: Sequence[Column] = ()
        self._choice = Choice()
        self._left_out = 0
        self.columns = ColumnsModel(self)
        self.list = self._make_list()
        self._search = self._make_search()
        self._count = named(QLabel(), "columns-count", "caption")
        self._count.setWordWrap(True)
        self._more = named(QLabel(), "columns-more", "caption")
        self._more.setWordWrap(True)
        self._add = named(QPushButton(), "columns-add", "quiet")
        self._add.clicked.connect(self._add_typed)
        self._tools = [
            self._tool("columns-up", "chevron-up", "Move up", "Alt+Up", lambda: self._move(-1)),
            self._tool("columns-down", "chevron-down", "Move down", "Alt+Down", lambda: self._move(1)),
            self._tool("columns-pin", "pin", "Pin or unpin", "Alt+P", self._pin_current),
        ]
        self._movers = self._tools[:2]
        self._lay_out()
        self._connect()
        self.hide()

    def _make_list(self) -> QTableView:
        view = named(QTableView(), "columns-list")
        view.setAccessibleName("Columns")
        view.setModel(self.columns)
        view.setStyleSheet(_STYLE)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # both ends of a path tell it from others
        view.setTabKeyNavigation(False)
        view.horizontalHeader().hide()
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(row_height(self))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        view.setDragDropOverwriteMode(False)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = view.horizontalHeader()
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(HOLDS, QHeaderView.ResizeMode.Interactive)
        head.setSectionResizeMode(PIN, QHeaderView.ResizeMode.Fixed)
        view.setColumnWidth(HOLDS, _HOLDS_WIDTH)
        view.setColumnWidth(PIN, _PIN_WIDTH)
        view.installEventFilter(self)
        return view

    def _make_search(self) -> QLineEdit:
        line = named(QLineEdit(), "columns-search")
        line.setAccessibleName("Find a column")
        line.setPlaceholderText("Find a column; Enter shows or hides it")
        dress_search(line)
        line.installEventFilter(self)
        return line

    def _tool(self, name: str, picture: str, words: str, keys: str, slot: object) -> QToolButton:
        button = named(icon_button(picture, words, self), name)
        button.setToolTip(with_keys(words, keys))
        button.clicked.connect(slot)
        return button

    def _lay_out(self) -> None:
        close = named(icon_button("x", "Close", self), "columns-close")
        close.clicked.connect(self.leave)
        top = QHBoxLayout()
        top.addWidget(named(QLabel("Columns"), "columns-title", "strong"))
        top.addWidget(self._count, 1)
        for button in (*self._tools, close):
            top.addWidget(button)
        bottom = QHBoxLayout()
        for name, words, others in (
            ("columns-all", "Show all", "all"),
            ("columns-none", "Hide all", "none"),
            ("columns-found", "Reset", "found"),
        ):
            choose = named(QPushButton(words), name, "quiet")
            if others == "found":
                choose.setToolTip("Show the columns that hold values, in the order in which they were found")
            choose.clicked.connect(
                lambda _checked=False, others=others: self._tell(with_others(self._choice, others))
            )
            bottom.addWidget(choose)
        bottom.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        layout.setSpacing(theme.S)
        layout.addLayout(top)
        layout.addWidget(self._search)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._add)
        layout.addWidget(self._more)
        layout.addLayout(bottom)

    def _connect(self) -> None:
        self._search.textChanged.connect(self._search_for)
        self.columns.ticked.connect(lambda path, shown: self._tell(with_shown(self._choice, [path], shown)))
        self.columns.reordered.connect(lambda order: self._tell(with_order(self._choice, order)))
        self.list.clicked.connect(self._clicked)

    # What is shown

    def show_columns(self, found: Sequence[Column], left_out: int, choice: Choice) -> None:
        """Show the columns as they are now; `left_out` more were found that cannot be listed."""
        self._found, self._choice, self._left_out = found, choice, left_out
        if not self.isVisible():
            return
        layout = laid_out(found, choice)
        current = self._current()
        self.columns.show_columns(
            in_full_order(found, choice),
            {column.path: column for column in found},
            frozenset(layout.columns),
            frozenset(layout.columns[: layout.pinned]),
        )
        self._count.setText(f"{len(layout.columns):,} of {len(found) + left_out:,}")
        self._count.setToolTip(f"{self._count.text()} columns are shown")
        self._count.setAccessibleName(self._count.toolTip())
        self._go_to(current)
        self._say_more()

    def appear(self) -> None:
        """Open, with the cursor in the search."""
        self.show()
        self.raise_()
        self.show_columns(self._found, self._left_out, self._choice)
        self._search.setFocus(Qt.FocusReason.PopupFocusReason)
        self._search.selectAll()
        if not self.list.currentIndex().isValid() and self.columns.rowCount():
            self.list.selectRow(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names come first where there is little room."""
        super().resizeEvent(event)
        self.list.setColumnWidth(HOLDS, min(_HOLDS_WIDTH, self.width() * 3 // 8))

    def leave(self) -> None:
        """Close."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that move act on the list while one types; Enter ticks; with Alt they change the order."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            acts = _WITH_ALT if event.modifiers() & Qt.KeyboardModifier.AltModifier else _PLAIN
            if act := acts.get(event.key()):
                act(self)
                return True
            if acts is _PLAIN and watched is self._search and event.key() in _LIST_KEYS:
                self.list.event(event)
                return True
        return super().eventFilter(watched, event)

    # What the person does

    def _tell(self, choice: Choice) -> None:
        self._choice = choice
        self.chosen.emit(choice)

    def _current(self) -> Steps | None:
        index = self.list.currentIndex()
        return self.columns.path(index.row()) if index.isValid() else None

    def _go_to(self, path: Steps | None) -> None:
        row = self.columns.row_of(path) if path is not None else -1
        if row >= 0 and row != self.list.currentIndex().row():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.list.selectionModel().setCurrentIndex(self.columns.index(row, NAME), flags)

    def _search_for(self, text: str) -> None:
        self.columns.search(text.strip())
        for tool in self._movers:
            tool.setEnabled(not text.strip())  # the neighbours in the table are not those in the list
        if self.columns.rowCount():
            self.list.selectRow(0)
        self._say_more()

    def _say_more(self) -> None:
        """Where something that is not listed is searched for, offer to show it."""
        typed = self._typed()
        is_new = typed is not None and self.columns.rowCount() == 0
        self._add.setVisible(is_new)
        self._add.setText(
            f"Show “{one_line(self._search.text().strip(), _LONGEST_TYPED)}”".replace("&", "&&")
        )
        self._more.setText(
            f"{counted(self._left_out, 'further column')} cannot be listed. Type the path of one to show it."
        )
        self._more.setVisible(self._left_out > 0)

    def _typed(self) -> Steps | None:
        """The column that is written in the search, if it is one: items of lists have none."""
        steps = steps_of(self._search.text().strip())
        return steps if steps and all(isinstance(step, str) for step in steps) else None

    def _add_typed(self) -> None:
        typed = self._typed()
        if typed is not None:
            self._search.clear()
            self._tell(with_shown(self._choice, [typed], True))
            self._go_to(typed)

    def _tick_current(self) -> None:
        if self.columns.rowCount() == 0:
            self._add_typed()
        elif (path := self._current()) is not None:
            self._tell(with_shown(self._choice, [path], not self.columns.is_shown(path)))

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == PIN:
            self._pin_path(self.columns.path(index.row()))

    def _pin_current(self) -> None:
        if (path := self._current()) is not None:
            self._pin_path(path)

    def _pin_path(self, path: Steps) -> None:
        pinned = not self.columns.is_pinned(path)
        choice = with_shown(self._choice, [path], True) if pinned else self._choice
        self._tell(with_pinned(choice, path, pinned))

    def _move(self, by: int) -> None:
        row = self.list.currentIndex().row()
        self.columns.move(row, row + 2 if by > 0 else row - 1)


_PLAIN: dict[int, Callable[[ColumnsPanel], None]] = {
    Qt.Key.Key_Return: ColumnsPanel._tick_current,
    Qt.Key.Key_Enter: ColumnsPanel._tick_current,
}
_WITH_ALT: dict[int, Callable[[ColumnsPanel], None]] = {
    Qt.Key.Key_Up: lambda panel: panel._move(-1),
    Qt.Key.Key_Down: lambda panel: panel._move(1),
    Qt.Key.Key_P: ColumnsPanel._pin_current,
}
