"""The table on a run of a real profile, used as a person does: headings, filters, the panel of columns."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QModelIndex, QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from core.integrator import Integrator, open_integrator
from core.store.spool import Spool, SpoolWriter
from gui.bundles.columns_panel import ColumnsPanel
from gui.bundles.filter_popup import FilterPopup
from gui.bundles.table_page import TablePage
from gui.bundles.table_view import BundleTable
from gui.bundles.view import BundleView

RUN = "r1"
MODULE = "bench/list"
LIMIT = 60.0
"""Seconds that a person would wait."""

W = TypeVar("W", bound=QWidget)


def lines_of(bundles: Iterable[Any]) -> list[bytes]:
    """Bundles as a spool holds them; bytes are taken as they are."""
    return [
        one if isinstance(one, bytes) else json.dumps(one, ensure_ascii=False).encode() for one in bundles
    ]


class TableScreen:
    """The viewer, its table tab in front, and the run that it shows."""

    def __init__(self, integrator: Integrator, writer: SpoolWriter, look: QSettings | None) -> None:
        self.integrator = integrator
        self.view = BundleView(integrator, look)
        self.view.resize(1000, 640)
        self._writer = writer
        self.failed: list[object] = []
        """What a job did not handle."""

    @property
    def page(self) -> TablePage:
        return self.find(TablePage)

    @property
    def table(self) -> BundleTable:
        return self.find(BundleTable)

    @property
    def panel(self) -> ColumnsPanel:
        return self.find(ColumnsPanel)

    def find(self, kind: type[W], name: str = "") -> W:
        """The one widget of that kind and name, on the screen or not."""
        tops = [top for top in QApplication.topLevelWidgets() if top is self.view or top.parent()]
        found = [one for top in tops for one in (top, *top.findChildren(kind)) if isinstance(one, kind)]
        found = [one for one in found if not name or one.objectName() == name]
        assert found, f"no {kind.__name__} {name}"
        return found[-1]

    def sees(self, name: str) -> bool:
        """Whether something of that name is in sight."""
        return any(one.objectName() == name and one.isVisible() for one in QApplication.allWidgets())

    def text(self, name: str) -> str:
        """What a label, a button, a line or a text says."""
        widget = self.find(QWidget, name)
        if isinstance(widget, QPlainTextEdit):
            return widget.toPlainText()
        assert isinstance(widget, QLabel | QLineEdit | QAbstractButton), widget
        return widget.text()

    # The table

    def headers(self) -> list[str]:
        model = self.table.model()
        return [
            str(model.headerData(section, Qt.Orientation.Horizontal))
            for section in range(model.columnCount())
        ]

    def numbers(self, most: int = 50) -> list[str]:
        """The numbers of the first rows."""
        model = self.table.model()
        count = min(model.rowCount(), most)
        return [str(model.headerData(row, Qt.Orientation.Vertical)) for row in range(count)]

    def column(self, heading: str, most: int = 50) -> list[str]:
        """What stands below a heading."""
        model, section = self.table.model(), self.headers().index(heading)
        return [str(model.index(row, section).data()) for row in range(min(model.rowCount(), most))]

    def cells(self, row: int) -> list[str]:
        model = self.table.model()
        return [str(model.index(row, column).data()) for column in range(model.columnCount())]

    def index(self, row: int, heading: str) -> QModelIndex:
        return self.table.model().index(row, self.headers().index(heading))

    def click_heading(self, heading: str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Click into the middle of a heading."""
        section = self.headers().index(heading)
        header = self.table.pinned.head if section < self.page.columns.layout.pinned else self.table.head
        x = header.sectionViewportPosition(section) + header.sectionSize(section) // 2
        place = QPoint(x, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, held, place)

    def click_funnel(self, heading: str) -> None:
        """Click the funnel of a heading."""
        section = self.headers().index(heading)
        place = self.table.head.funnel(section).center()
        QTest.mouseClick(self.table.head.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key, to whatever has the focus."""
        QTest.keyClick(QApplication.focusWidget() or self.table, key, held)

    def keys(self, text: str) -> None:
        """Type where the cursor is."""
        QTest.keyClicks(QApplication.focusWidget() or self.table, text)

    def click(self, name: str) -> None:
        """Click the button of that name."""
        QTest.mouseClick(self.find(QAbstractButton, name), Qt.MouseButton.LeftButton)

    # Filters

    def popup(self) -> FilterPopup:
        return self.find(FilterPopup)

    def fill_filter(self, test: str, *values: str) -> None:
        """Choose a test in the popup that is open, and fill its values in."""
        self.popup()
        tests = self.find(QComboBox, "filter-test")
        assert tests.findText(test) >= 0, [tests.itemText(row) for row in range(tests.count())]
        tests.setCurrentText(test)
        for name, value in zip(("filter-value", "filter-to"), values, strict=False):
            self.find(QLineEdit, name).setText(value)
        self.click("filter-apply")

    async def filter(self, heading: str, test: str, *values: str) -> None:
        """Filter a column through its funnel."""
        self.click_funnel(heading)
        self.fill_filter(test, *values)
        await self.settled()

    def chips(self) -> list[str]:
        """The filters that are on, in words."""
        found = [one for one in self.page.strip.chips.findChildren(QAbstractButton) if one.isVisible()]
        chips = [one for one in found if one.objectName().startswith("filter-chip-")]
        return [one.text().replace("&&", "&") for one in sorted(chips, key=QWidget.objectName)]

    # The menu of a column

    def menu(self, heading: str) -> QMenu:
        """The menu of a column, opened by its keys."""
        self.table.setCurrentIndex(self.index(0, heading))
        self.table.setFocus()
        QTest.keyClick(self.table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        (menu,) = [one for one in self.page.findChildren(QMenu, "column-menu") if one.isVisible()]
        return menu

    def choose(self, heading: str, words: str) -> None:
        """Choose from the menu of a column."""
        menu = self.menu(heading)
        (action,) = [one for one in menu.actions() if one.text().replace("&", "") == words]
        menu.close()
        action.trigger()

    # The panel of columns

    def listed(self) -> list[str]:
        """The columns in the panel; a star before those that are shown."""
        model = self.find(QTableView, "columns-list").model()
        return [
            ("*" if model.index(row, 0).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked else "")
            + str(model.index(row, 0).data())
            for row in range(model.rowCount())
        ]

    def go_to_listed(self, label: str) -> None:
        """Make a column of the panel current."""
        view = self.find(QTableView, "columns-list")
        labels = [str(view.model().index(row, 0).data()) for row in range(view.model().rowCount())]
        view.setCurrentIndex(view.model().index(labels.index(label), 0))
        view.setFocus()

    # Waiting

    async def until(self, what: Callable[[], Any]) -> None:
        """Wait until something is so, as a person does: by looking."""
        async with asyncio.timeout(LIMIT):
            while not what():
                assert not self.failed, self.failed
                await asyncio.sleep(0.01)

    async def settled(self) -> None:
        """Wait until all columns, rows and cells that were asked for are there."""
        await asyncio.sleep(0)
        for jobs in self.page.jobs():
            await jobs.idle()
        await asyncio.sleep(0.01)  # a turn of the loop, in which Qt does what is due

    def arrive(self, *bundles: Any) -> None:
        """More bundles come from the service."""
        self._writer.append(lines_of(bundles))
        self.view.grow()


@asynccontextmanager
async def table_of(
    folder: Path, bundles: Iterable[Any], *, look: QSettings | None = None, module: str = MODULE
) -> AsyncIterator[TableScreen]:
    """The table of these bundles, all of them looked at."""
    writer = Spool(folder / "runs").writer(RUN)
    writer.append(lines_of(bundles))
    async with open_integrator(folder, own_thread=True) as integrator:
        screen = TableScreen(integrator, writer, look)
        screen.view.show()
        screen.view.activateWindow()
        screen.view.show_tab("table")
        screen.view.open(integrator.bundles(RUN), RUN, module)
        for jobs in screen.page.jobs():
            jobs.failed.connect(screen.failed.append)
        await screen.settled()
        try:
            yield screen
        finally:
            await screen.view.leave()
            screen.view.close()
            screen.view.deleteLater()
            writer.close()
        assert not screen.failed, screen.failed
