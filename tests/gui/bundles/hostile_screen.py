"""What a person sees of bundles that mean harm, in every view, and how long the window stood still for it."""

import asyncio
import html
import re
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QToolButton, QWidget
from run_screen import RunScreen, run_shown

from gui.bundles.raw_all import AllBundles

FREEZE = 1.0
"""Seconds that the window may stand still; on the way to fifty milliseconds, and sure to be told apart from
a machine that is busy otherwise."""

_LOOK = 0.01
"""Seconds between two looks at the clock."""

_TIP = re.compile(r'<p style="white-space: pre-wrap">(.*)</p>', re.DOTALL)
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class HostileScreen:
    """A run that is shown, used and read in every view."""

    def __init__(self, screen: RunScreen) -> None:
        self.screen = screen
        self.longest_pause = 0.0

    async def watch(self) -> None:
        """Notice how long the loop stands still."""
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_LOOK)
            self.longest_pause = max(self.longest_pause, time.perf_counter() - began - _LOOK)

    async def tree(self, *opened: tuple[int, ...]) -> list[str]:
        """The rows of the tree, after opening some of them."""
        self.screen.view.show_tab("tree")
        for rows in opened:
            self.screen.tree.expand(self.screen.row(*rows))
            await self.painted()
        return self.screen.tree_lines()

    async def detail(self, *rows: int) -> tuple[str, str]:
        """What the detail says of a row of the tree, and the value that it shows."""
        screen = self.screen
        screen.view.show_tab("tree")
        if not screen.view.detail.isVisible():
            screen.turn("show-detail")
        screen.tree.setCurrentIndex(screen.row(*rows))
        await self.painted()
        return screen.label("detail-kind").text(), screen.text("detail-text")

    async def table(self, row: int = 0) -> dict[str, str]:
        """The cells of a row, by heading."""
        self.screen.view.show_tab("table")
        await self.painted()
        await self.painted()  # what was painted may have asked for something
        return dict(zip(self.screen.headers(), self.screen.cells(row), strict=True))

    async def raw(self, bundle: int = 0) -> str:
        """The text of a bundle."""
        self.screen.view.show_tab("raw")
        self.screen.view.select(bundle)
        await self.painted()
        return self.screen.text("bundle-raw")

    async def all_lines(self) -> list[str]:
        """The lines of all bundles."""
        self.screen.view.show_tab("raw")
        button = self.screen.find(QToolButton, "raw-all")
        button.setChecked(True)
        await self.painted()
        lines = self.screen.find(AllBundles, "bundle-raw-all").texts()
        button.setChecked(False)
        return lines

    async def find(self, text: str, tab: str = "tree") -> str:
        """Search from the first bundle on; gives what the bar says."""
        self.screen.view.show_tab(tab)
        self.screen.view.select(0)
        self.screen.search_for(text)
        await self.painted()
        return self.screen.count()

    def current(self) -> tuple[int, tuple[str | int, ...]] | None:
        """The bundle and the path of the current value."""
        spot = self.screen.view._spot()
        return None if spot is None else (spot.bundle, spot.steps)

    def marked_in_raw(self) -> str:
        """What is marked as found."""
        (marked,) = self.screen.find(QPlainTextEdit, "bundle-raw").extraSelections()
        return str(marked.cursor.selectedText())

    async def painted(self) -> None:
        """Wait until nothing is under way, and paint what there is then."""
        screen = self.screen
        for _ in range(2):  # what was gone to is shown in full a moment later
            await screen.settled()
            await screen.until(lambda: not screen.view.detail._soon.isActive())
        await screen.settled()
        screen.view.grab()
        await screen.settled()

    def assert_nothing_is_rendered(self) -> None:
        """Labels show what is in them as it is; so do tool tips, without what cannot be seen."""
        view = self.screen.view
        rich = [
            label.objectName()
            for label in view.findChildren(QLabel)
            if label.textFormat() != Qt.TextFormat.PlainText and "<" in label.text()
        ]
        assert not rich
        tips = [widget.toolTip() for widget in view.findChildren(QWidget)]
        for model in (self.screen.tree.model(), self.screen.table.model()):
            if model is not None:
                tips += _tips(model)
        for tip in filter(None, tips):
            found = _TIP.fullmatch(tip)
            inside = found[1] if found else tip
            assert "<" not in inside
            assert not _HARMFUL.search(html.unescape(inside))


def _tips(model: QAbstractItemModel) -> list[str]:
    """The tool tips of the rows and headings that are there."""
    role = Qt.ItemDataRole.ToolTipRole
    found: list[Any] = []
    waiting = [QModelIndex()]
    while waiting and len(found) < 200:
        parent = waiting.pop()
        for row in range(min(model.rowCount(parent), 20)):
            cells = [model.index(row, column, parent) for column in range(min(model.columnCount(parent), 20))]
            found += [cell.data(role) for cell in cells]
            waiting += cells[:1]
    found += [model.headerData(column, Qt.Orientation.Horizontal, role) for column in range(20)]
    return [str(tip) for tip in found if tip]


@asynccontextmanager
async def hostile(folder: Path, lines: Iterable[Any]) -> AsyncIterator[HostileScreen]:
    """A run with these lines on the screen. It is not to stand still, whatever they are."""
    async with run_shown(folder, lines) as screen:
        shown = HostileScreen(screen)
        watching = asyncio.ensure_future(shown.watch())
        try:
            await shown.painted()
            yield shown
        finally:
            watching.cancel()
            await asyncio.wait([watching])
    assert shown.longest_pause < FREEZE
