"""The four tabs of the viewer, with words beside their pictures where there is room."""

from collections.abc import Iterable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QTabWidget, QWidget

from gui.bundles.look import with_keys
from gui.bundles.view_corner import ViewCorner
from gui.bundles.view_header import SLIM, TINY
from gui.icons import icon

TREE, TABLE, RAW, REQUEST = range(4)
TABS = (
    ("tree", "Tree", "list-tree"),
    ("table", "Table", "table"),
    ("raw", "Raw", "braces"),
    ("request", "Request", "send"),
)
"""Name, words and picture of each."""


class BundleTabs(QTabWidget):
    """The tabs, and what stands beside them."""

    def __init__(self, pages: Iterable[QWidget], corner: ViewCorner) -> None:
        super().__init__()
        self._corner = corner
        self.setObjectName("bundle-tabs")
        self.setAccessibleName("Views of the bundles")
        self.setDocumentMode(True)
        for number, (page, (_, label, picture)) in enumerate(zip(pages, TABS, strict=True)):
            self.addTab(page, icon(picture, "muted"), label)
            self.setTabToolTip(number, with_keys(label, f"Ctrl+{number + 1}"))
            self.tabBar().setAccessibleTabName(number, label)
        self.setCornerWidget(corner)
        before: QWidget = self.tabBar()  # Tab comes to the corner before the page below it
        for button in corner.findChildren(QAbstractButton):
            self.setTabOrder(before, button)
            before = button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words where there is room, else pictures only; their tooltips still say what they are."""
        super().resizeEvent(event)
        characters = self.width() // self.fontMetrics().averageCharWidth()
        self._corner.set_slim(characters < SLIM)
        for number, (_, label, _) in enumerate(TABS):
            self.setTabText(number, "" if characters < TINY else label)
