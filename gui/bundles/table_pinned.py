"""Columns that stay in sight: a second view of the same model, over the left edge of the table."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

from gui.bundles.table_header import BundleHeader

if TYPE_CHECKING:
    from gui.bundles.table_model import Index
    from gui.bundles.table_view import BundleTable

_STYLE = """
QTableView, QTableView:focus { border: none; border-right: 1px solid palette(mid); border-radius: 0; }
QTableView::item { padding: 0 5px; }
"""


class PinnedColumns(QTableView):
    """Shows the first columns of a table. Selection and focus are the table's; it scrolls with it."""

    def __init__(self, table: "BundleTable") -> None:
        super().__init__(table)
        self._table = table
        self.setObjectName("bundle-table-pinned")
        self.setStyleSheet(_STYLE)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(table)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.head = BundleHeader(self)
        self.setHorizontalHeader(self.head)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)
        self.hide()

    def show_first(self, columns: int) -> None:
        """Show so many columns, as wide as they are in the table."""
        for section in range(columns):
            self.setColumnWidth(section, self._table.columnWidth(section))
        self.setVisible(columns > 0)

    def place(self, columns: int) -> None:
        """Lie over those columns of the table."""
        table, head = self._table, self._table.horizontalHeader()
        width = sum(table.columnWidth(section) for section in range(columns))
        corner = table.viewport().geometry()
        room = min(width + 1, corner.width() * 2 // 3)
        self.setGeometry(QRect(corner.left(), head.geometry().top(), room, head.height() + corner.height()))
        self.head.setFixedHeight(head.height())
        self.verticalScrollBar().setValue(table.verticalScrollBar().value())

    def scrollTo(
        self,
        index: "Index",
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Never by itself: it follows the table."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cells, of lines that there is time for."""
        lines = self._table.bundles.lines if self._table.bundles is not None else None
        if lines is not None:
            lines.begin_painting()
        super().paintEvent(event)
        if lines is not None:
            lines.end_painting()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the table."""
        self._table.wheelEvent(event)
