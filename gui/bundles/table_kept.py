"""The rows that the table shows, while they are being found: the bundle that is current stays so."""

from PySide6.QtCore import QObject, QTimer, Signal

from core.model.results import Rows
from gui.bundles.table_view import BundleTable

_GROW = 150
"""Milliseconds between two looks at the rows that were found."""


class KeptPlace(QObject):
    """Puts rows into the table. A bundle that is not among them yet is waited for until all are there."""

    changed = Signal()
    """More rows are shown."""

    def __init__(self, table: BundleTable) -> None:
        super().__init__(table)
        self._table = table
        self._wished: int | None = None
        self._soon = QTimer(self, singleShot=True, interval=_GROW)
        self._soon.timeout.connect(self._take_more)

    def show_rows(self, rows: Rows | None) -> None:
        """Show other rows: the current bundle stays so, if it is among them."""
        current = self._table.bundle() if self._wished is None else self._wished
        self._wished = None if self._table.show_rows(rows, current) else current

    def grow(self) -> None:
        """There are more rows: shown a few times a second, or painting would be all that is done."""
        if not self._soon.isActive():
            self._soon.start()

    def settle(self) -> None:
        """All rows are there: the bundle that was current is among them, or another one is from now on."""
        self._soon.stop()
        self._take_more()
        wished, self._wished = self._wished, None
        if not self._table.currentIndex().isValid() and (
            wished is None or not self._table.go_to(wished, in_sight=False)
        ):
            self._table.begin()

    def forget(self) -> None:
        """Wait for no bundle any more: the person is elsewhere."""
        self._wished = None

    def _take_more(self) -> None:
        if self._table.bundles is not None:
            self._table.bundles.grow()
        self.changed.emit()
