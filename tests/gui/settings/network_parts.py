"""The network settings on a screen of their own, with a real core behind them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from core.integrator import Integrator, open_integrator
from gui import theme
from gui.jobs import Jobs
from gui.settings.network_page import NetworkPage

Kind = TypeVar("Kind", bound=QWidget)

VAULT = "correct horse battery"
"""The passphrase of the vault."""


class Parts:
    """What is on the screen below a widget, by name; used by mouse and keyboard."""

    def __init__(self, root: QWidget, jobs: Jobs, integrator: Integrator) -> None:
        self.root = root
        self.jobs = jobs
        self.integrator = integrator

    def see(self, kind: type[Kind], name: str) -> Kind:
        """The visible widget of that name."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        found = [one for one in self.root.findChildren(kind, name) if one.isVisible()]
        assert found, f"nothing called {name} is in sight"
        return found[0]

    def sees(self, name: str) -> bool:
        """Whether it is in sight."""
        return any(one.isVisible() for one in self.root.findChildren(QWidget, name))

    def text(self, name: str) -> str:
        """The text of a label or a line; "" when it is not in sight."""
        if not self.sees(name):
            return ""
        widget = self.see(QWidget, name)
        assert isinstance(widget, QLabel | QLineEdit | QAbstractButton), widget
        return widget.text().replace("\u200b", "")

    def type_into(self, name: str, text: str) -> None:
        """Replace what a line holds."""
        line = self.see(QLineEdit, name)
        line.setFocus()
        line.selectAll()
        QTest.keyClick(line, Qt.Key.Key_Delete)
        QTest.keyClicks(line, text)

    def click(self, name: str) -> None:
        """Press a button."""
        button = self.see(QAbstractButton, name)
        assert button.isEnabled(), f"{name} cannot be pressed now"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def choose(self, name: str, label: str) -> None:
        """Choose an entry of a list by its label."""
        combo = self.see(QComboBox, name)
        index = combo.findText(label)
        assert index >= 0, [combo.itemText(place) for place in range(combo.count())]
        combo.setCurrentIndex(index)

    def steps(self, card: str) -> list[tuple[str, str]]:
        """The steps of a test: the words that a screen reader says, and the next step."""
        box = self.see(QWidget, f"steps-{card}")
        rows = {one.parent(): one for one in box.findChildren(QLabel, "step-next")}
        return [
            (label.accessibleName(), rows[label.parent()].text() if label.parent() in rows else "")
            for label in box.findChildren(QLabel, "step-text")
            if label.isVisible()
        ]

    async def test(self, card: str) -> list[tuple[str, str]]:
        """Press the button of a card and wait for what it tells."""
        self.click(f"test-{card}")
        await self.jobs.idle()
        return self.steps(card)

    async def until(self, holds: Callable[[], Any]) -> None:
        """Wait for what another task or an event brings about; the test's own limit ends it."""
        while not holds():  # noqa: ASYNC110 - what is waited for is Qt's, which has no asyncio event
            await asyncio.sleep(0.005)

    def dialog(self, name: str) -> QWidget | None:
        """A dialog that is open, wherever it hangs."""
        found = [one for one in QApplication.topLevelWidgets() if one.objectName() == name]
        return next((one for one in found if one.isVisible()), None)

    def every_text(self) -> str:
        """All that any widget says or shows, in one text; what a masked line hides is not among it."""
        texts: list[str] = []
        for widget in self.root.findChildren(QWidget):
            texts += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
            if isinstance(widget, QLineEdit):
                texts.append(widget.displayText())
            elif isinstance(widget, QLabel | QAbstractButton):
                texts.append(widget.text())
            elif isinstance(widget, QComboBox):
                texts += [widget.itemText(place) for place in range(widget.count())]
        return "\n".join(texts)


def application() -> QApplication:
    """The one that runs."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


@asynccontextmanager
async def profile(folder: Path) -> AsyncIterator[Integrator]:
    """A core in its own thread, with a vault that is open."""
    async with open_integrator(folder, own_thread=True, passphrase=VAULT) as integrator:
        yield integrator


@asynccontextmanager
async def network_page(integrator: Integrator) -> AsyncIterator[Parts]:
    """The page, filled in and on the screen."""
    theme.apply(application(), "light")
    window = QWidget()
    column = QVBoxLayout(window)
    page = NetworkPage(integrator)
    column.addWidget(page)
    window.resize(900, 900)
    bugs: list[object] = []
    page.jobs.failed.connect(bugs.append)
    window.show()
    window.activateWindow()
    await page.jobs.idle()
    try:
        yield Parts(page, page.jobs, integrator)
    finally:
        window.hide()
        await page.jobs.idle()
        window.deleteLater()
    assert not bugs, bugs
