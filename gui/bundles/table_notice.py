"""In the middle of a table with nothing in it: why that is so, and the ways back."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QFrame,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

from gui import theme
from gui.bundles.look import named
from gui.bundles.table_rows import TableRows


class TableNotice(QFrame):
    """Lies over the cells of a table; hidden while those have something to show."""

    last_pressed = Signal()
    """The filter that came last is not wanted any more."""
    clear_pressed = Signal()
    choose_pressed = Signal()
    """The person wants to choose columns."""

    def __init__(self, table: QAbstractScrollArea) -> None:
        super().__init__(table)
        self.setObjectName("table-notice")
        self._table = table
        self._words = named(QLabel(), "table-notice-words", "strong")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setWordWrap(True)
        self._last = named(QPushButton("Remove the last filter"), "table-notice-last")
        self._clear = named(QPushButton(), "table-notice-clear")
        self._choose = named(QPushButton("Choose columns…"), "table-notice-columns")
        for button, signal in (
            (self._last, self.last_pressed),
            (self._clear, self.clear_pressed),
            (self._choose, self.choose_pressed),
        ):
            button.clicked.connect(signal)
        self._lay_out()
        table.viewport().installEventFilter(self)
        self.hide()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        layout.setSpacing(theme.S)
        layout.addStretch(1)
        layout.addWidget(self._words)
        for button in (self._last, self._clear, self._choose):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def say(self, rows: TableRows | None, total: int, columns: int) -> None:
        """Say why there is nothing to see, if that is so: `total` bundles are there, so many `columns` are
        shown."""
        if total and not columns:
            self._offer("All columns are hidden.", choose=True)
        elif rows is not None and rows.fit_none:
            filters = len(rows.shown.conditions)
            self._clear.setText("Remove the filter" if filters == 1 else "Clear all")
            words = "No bundle fits this filter." if filters == 1 else "No bundle fits all filters."
            self._offer(words, last=filters > 1, clear=True)
        elif not self.isHidden():
            focused = QApplication.focusWidget()
            self.hide()
            if focused is not None and self.isAncestorOf(focused):
                self._table.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay over the cells."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        return super().eventFilter(watched, event)

    def _offer(self, words: str, *, last: bool = False, clear: bool = False, choose: bool = False) -> None:
        self._words.setText(words)
        self._last.setVisible(last)
        self._clear.setVisible(clear)
        self._choose.setVisible(choose)
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        self.setGeometry(self._table.viewport().geometry())
