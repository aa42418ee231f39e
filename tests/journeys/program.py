"""The whole program in a test: real window, real core in its thread, real sandbox; used as a person would."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QTabWidget,
    QTreeView,
    QTreeWidget,
    QWidget,
)

from core.integrator import Integrator, open_integrator
from gui.collector import Collector
from gui.connections.connect_dialog import ConnectDialog
from gui.main_window import MainWindow
from gui.session import Session

Kind = TypeVar("Kind", bound=QWidget)

LIMIT = 20.0
"""Seconds that a person would wait before giving up."""


class StrayWindows(QObject):
    """Notes windows that nobody meant: a widget shown without a parent flashes up and takes the focus."""

    MEANT = (QMainWindow, QDialog, QMenu)

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look, and let pass."""
        if (
            event.type() == QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.windowType() == (Qt.WindowType.Window)
            and not isinstance(watched, self.MEANT)
        ):
            self.seen.append(f"{type(watched).__name__} {watched.objectName()!r}")
        return False


class Program:
    """What is on the screen, found by what it is called, used by mouse and keyboard."""

    def __init__(self, window: MainWindow, session: Session, integrator: Integrator) -> None:
        self.window = window
        self.session = session
        self.integrator = integrator
        self.bugs: list[BaseException] = []
        session.jobs.failed.connect(self.bugs.append)

    def see(self, kind: type[Kind], name: str) -> Kind:
        """The visible widget of that kind and name."""
        found = [one for one in self._everything(kind) if one.objectName() == name and one.isVisible()]
        assert found, f"nothing called {name} is in sight; there are {self.names(kind)}"
        return found[-1]

    def sees(self, name: str) -> bool:
        """Whether something of that name is in sight."""
        return any(one.objectName() == name and one.isVisible() for one in self._everything(QWidget))

    def names(self, kind: type[QWidget]) -> list[str]:
        """What is in sight."""
        return sorted({one.objectName() for one in self._everything(kind) if one.isVisible()} - {""})

    def text(self, name: str) -> str:
        """The text of a label, a line or a plain text in sight."""
        widget = self.see(QWidget, name)
        if isinstance(widget, QPlainTextEdit):
            return widget.toPlainText()
        assert isinstance(widget, QLabel | QLineEdit | QAbstractButton), widget
        return widget.text()

    def click(self, name: str) -> None:
        """Click the button of that name."""
        button = self.see(QAbstractButton, name)
        assert button.isEnabled(), f"{name} cannot be pressed now"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def type_into(self, name: str, text: str) -> None:
        """Click into a line, replace what it holds."""
        line = self.see(QLineEdit, name)
        QTest.mouseClick(line, Qt.MouseButton.LeftButton)
        line.selectAll()
        QTest.keyClick(line, Qt.Key.Key_Delete)
        QTest.keyClicks(line, text)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key, to whatever has the focus."""
        QTest.keyClick(self.focused() or self.window, key, modifiers)

    def focused(self) -> QWidget | None:
        """Where the cursor is, or will be once the window is active again."""
        return QApplication.focusWidget() or self.window.focusWidget()

    def choose_module(self, label: str, app: str = "") -> None:
        """Find a module by typing its name, and its app's where others have one of that name; click it."""
        self.type_into("module-search", f"{app} {label}")
        tree = self.see(QTreeWidget, "module-tree")
        found = tree.findItems(label, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
        (item,) = [one for one in found if not one.isHidden()]
        tree.scrollToItem(item)
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualItemRect(item).center())

    def choose_app(self, label: str) -> None:
        """Click an app in the dialog that connects one."""
        apps = self.see(QListWidget, "app-choice")
        (item,) = apps.findItems(label, Qt.MatchFlag.MatchStartsWith)
        QTest.mouseClick(apps.viewport(), Qt.MouseButton.LeftButton, pos=apps.visualItemRect(item).center())

    def show_tab(self, label: str) -> None:
        """Click a tab of the bundle viewer."""
        bar = self.see(QTabWidget, "bundle-tabs").tabBar()
        (index,) = [number for number in range(bar.count()) if bar.tabText(number) == label]
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(index).center())

    def click_cell(self, view: QTreeView | QTableView, index: QModelIndex) -> None:
        """Click a cell of a tree or a table."""
        view.scrollTo(index)
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(view.visualRect(index).center())
        )

    def clipboard(self) -> str:
        """What was copied."""
        return QGuiApplication.clipboard().text()

    async def until(self, what: Callable[[], Any], limit: float = LIMIT) -> None:
        """Wait until something is so, as a person does: by looking."""
        async with asyncio.timeout(limit):
            while not what():
                assert not self.bugs, self.bugs
                await asyncio.sleep(0.01)

    async def run_to_end(self) -> None:
        """Press Run, and wait until the button is back and the requests can be looked at."""
        self.click("run")
        await self.ended()

    async def ended(self) -> None:
        """Wait until the run is over, and its requests can be looked at."""
        await self.until(lambda: self.sees("run"))
        page = self.window.modules.page()
        assert page is not None
        await page.jobs.idle()

    def is_loading_requests(self) -> bool:
        """Whether the requests of a run are on their way to the viewer."""
        page = self.window.modules.page()
        return page is not None and page.jobs.is_running("requests")

    async def begin_practice(self) -> None:
        """The first-run choice."""
        self.click("try-now")
        await self.until(lambda: self.sees("module-title"))

    async def connect(self, app: str, address: str, **values: str) -> None:
        """Connect an account through the dialog, up to pressing Save."""
        self.click("add-connection") if self.sees("add-connection") else self.click("connect-first")
        await self.until(lambda: self.sees("app-choice"))
        self.choose_app(app)
        for key, value in values.items():
            self.type_into(f"field-{key}", value)
        self.click("connect-dialog-advanced") if self.sees("connect-dialog-advanced") else self._advanced()
        self.type_into("field-api_address", address)
        self.click("connect-save")

    def _advanced(self) -> None:
        dialog = self.see(ConnectDialog, "connect-dialog")
        (toggle,) = [
            one
            for one in dialog.findChildren(QAbstractButton)
            if one.isVisible() and "advanced" in one.text().lower()
        ]
        QTest.mouseClick(toggle, Qt.MouseButton.LeftButton)

    def choose_in(self, name: str, label: str) -> None:
        """Choose an entry of a choice list by its label."""
        combo = self.see(QComboBox, name)
        combo.setFocus()
        index = combo.findText(label)
        assert index >= 0, [combo.itemText(place) for place in range(combo.count())]
        combo.setCurrentIndex(index)
        combo.activated.emit(index)

    def _everything(self, kind: type[Kind]) -> list[Kind]:
        tops = QApplication.topLevelWidgets()
        return [one for top in tops for one in (top, *top.findChildren(kind)) if isinstance(one, kind)]


@asynccontextmanager
async def program_running(folder: Path) -> AsyncIterator[Program]:
    """The program on a profile of its own; at its end nothing may be left, and no bug may have shown."""
    collector = Collector()
    async with open_integrator(folder, own_thread=True) as integrator:
        look = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        strays, application = StrayWindows(), QApplication.instance()
        assert application is not None
        application.installEventFilter(strays)
        window = MainWindow(look, first_run=True)
        session = Session(window, integrator)
        program = Program(window, session, integrator)
        window.show()
        await session.settled()
        window.attach(session)
        try:
            yield program
        finally:
            window.hide()
            await session.leave()
            window.deleteLater()
    application.removeEventFilter(strays)
    collector.end()
    assert not program.bugs, program.bugs
    assert not strays.seen, strays.seen
