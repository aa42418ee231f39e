"""The viewer on the run of a real profile, whose bundles are asked of other processes."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import shiboken6
from bundle_screen import Screen
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton

from core.integrator import Integrator, open_integrator
from core.store.spool import Spool, SpoolWriter
from gui.bundles.view import BundleView
from gui.jobs import Jobs

RUN = "r1"
LIMIT = 60.0
"""Seconds that a person would wait."""


class RunScreen(Screen):
    """As `Screen`, with a run behind it that may still grow."""

    def __init__(self, folder: Path, integrator: Integrator, writer: SpoolWriter) -> None:
        super().__init__(folder, BundleView(integrator))
        self.view.resize(1000, 640)
        self.integrator = integrator
        self._writer = writer
        self.bugs: list[object] = []

    def watch(self) -> None:
        """Notice what goes wrong behind the scenes."""
        for jobs in self.view.findChildren(Jobs):
            jobs.failed.connect(self.bugs.append)

    def arrive(self, *bundles: Any) -> None:
        """More bundles arrive."""
        self._writer.append([_line(one) for one in bundles])
        self.view.grow()

    async def until(self, what: Callable[[], Any]) -> None:
        """Wait until something is so, by looking."""
        async with asyncio.timeout(LIMIT):
            while not what():
                assert not self.bugs, self.bugs
                await asyncio.sleep(0.005)

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        for _ in range(3):  # what ends may have begun something
            for jobs in self.view.findChildren(Jobs):
                await jobs.idle()
        assert not self.bugs, self.bugs

    # Searching

    def search_for(self, text: str) -> None:
        """Press Ctrl+F, and type."""
        self.keys(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        line = self.find(QLineEdit, "search-text")
        if text.isascii():
            QTest.keyClicks(line, text)
        else:  # QTest types letters of ASCII only
            line.insert(text)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def keys(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key, wherever the keyboard is."""
        QTest.keyClick(QApplication.focusWidget() or self.view, key, modifiers)

    def count(self) -> str:
        """How many hits the bar tells."""
        return self.find(QLabel, "search-count").text()

    def turn(self, name: str) -> None:
        """Press a button."""
        self.find(QToolButton, name).click()


def _line(bundle: Any) -> bytes:
    return bundle if isinstance(bundle, bytes) else json.dumps(bundle, ensure_ascii=False).encode()


@asynccontextmanager
async def run_shown(folder: Path, bundles: Iterable[Any]) -> AsyncIterator[RunScreen]:
    """The viewer on a run with these bundles; bytes are taken as they are."""
    writer = Spool(folder / "profile" / "runs").writer(RUN)
    writer.append([_line(one) for one in bundles])
    async with open_integrator(folder / "profile", own_thread=True) as integrator:
        screen = RunScreen(folder, integrator, writer)
        screen.view.show()
        screen.view.open(integrator.bundles(RUN), RUN, "app/module")
        screen.watch()
        screen.view.activateWindow()
        screen.tree.setFocus()
        await screen.until(screen.view.isActiveWindow)
        try:
            yield screen
        finally:
            await screen.view.leave()
            screen.view.hide()
            shiboken6.delete(screen.view)  # asked politely, it would go with the application only
            writer.close()
    assert not screen.bugs, screen.bugs
