"""The whole program in a test: real window, real core in its thread, real sandbox; used as a person would."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, QPoint, QSettings, Qt
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
from gui.forms.choice_popup import ChoicePopup
from gui.main_window import MainWindow
from gui.session import Session

Kind = TypeVar("Kind", bound=QWidget)

LIMIT = 60.0
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

    def see(self, kind: type[Kind], name: str, inside: str = "") -> Kind:
        """The visible widget of that kind and name; `inside` names a part of the window that it is in."""
        # What was just shown gets its place: nobody clicks before it has one.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        around = self.see(QWidget, inside) if inside else None
        every = [one for one in self._everything(kind) if around is None or around.isAncestorOf(one)]
        found = [one for one in every if one.objectName() == name and one.isVisible()]
        assert found, f"nothing called {name} is in sight; there are {self.names(kind)}"
        return found[-1]

    def sees(self, name: str) -> bool:
        """Whether something of that name is in sight."""
        return any(one.objectName() == name and one.isVisible() for one in self._everything(QWidget))

    def names(self, kind: type[QWidget]) -> list[str]:
        """What is in sight."""
        return sorted({one.objectName() for one in self._everything(kind) if one.isVisible()} - {""})

    def text(self, name: str, inside: str = "") -> str:
        """The text of a label, a line or a plain text in sight."""
        widget = self.see(QWidget, name, inside)
        if isinstance(widget, QPlainTextEdit):
            return widget.toPlainText()
        assert isinstance(widget, QLabel | QLineEdit | QAbstractButton), widget
        return widget.text()

    def click(self, name: str, inside: str = "") -> None:
        """Click the button of that name."""
        button = self.see(QAbstractButton, name, inside)
        assert button.isEnabled(), f"{name} cannot be pressed now"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def type_into(self, name: str, text: str, inside: str = "") -> None:
        """Click into a line, replace what it holds."""
        line = self.see(QLineEdit, name, inside)
        QTest.mouseClick(line, Qt.MouseButton.LeftButton)
        line.selectAll()
        QTest.keyClick(line, Qt.Key.Key_Delete)
        QTest.keyClicks(line, text)

    def write_into(self, name: str, text: str) -> None:
        """Click into a box of several lines, replace what it holds."""
        box = self.see(QPlainTextEdit, name)
        QTest.mouseClick(box.viewport(), Qt.MouseButton.LeftButton)
        box.selectAll()
        QTest.keyClick(box, Qt.Key.Key_Delete)
        QTest.keyClicks(box, text)

    def paste(self, text: str) -> None:
        """Copy a text elsewhere, and paste it where the cursor is."""
        QGuiApplication.clipboard().setText(text)
        self.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def paste_into(self, name: str, text: str) -> None:
        """Click into a line and paste."""
        QTest.mouseClick(self.see(QLineEdit, name), Qt.MouseButton.LeftButton)
        self.paste(text)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key, to whatever has the focus."""
        QTest.keyClick(self.focused() or self.window, key, modifiers)

    def keys(self, text: str) -> None:
        """Type where the cursor is."""
        QTest.keyClicks(self.focused() or self.window, text)

    def focused_name(self) -> str:
        """What the widget is called that has the cursor."""
        focused = self.focused()
        return focused.objectName() if focused is not None else ""

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
        (index,) = [number for number in range(bar.count()) if bar.accessibleTabName(number) == label]
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

    async def open_list(self, key: str) -> None:
        """Open the list of a field, and wait until it is there or is said not to be."""
        self.click(f"open-{key}")
        await self.until(lambda: self.sees("lookup-search"))
        await self.until(lambda: self.text("lookup-words") != "Loading…")

    def entries(self) -> list[str]:
        """What the open list offers."""
        shown = self.see(QListWidget, "lookup-entries")
        return [shown.item(row).text() for row in range(shown.count())]

    async def choose(self, label: str) -> None:
        """Click an entry of the open list."""
        await self.until(lambda: label in self.entries())
        shown = self.see(QListWidget, "lookup-entries")
        item = shown.item(self.entries().index(label))
        shown.scrollToItem(item)
        QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=shown.visualItemRect(item).center())
        await self.list_gone()

    async def close_list(self) -> None:
        """Leave the open list by Esc."""
        self.press(Qt.Key.Key_Escape)
        await self.list_gone()

    async def list_gone(self) -> None:
        """Wait until the list is gone, and give the keyboard back to the window: offscreen, nobody does."""
        await self.until(lambda: not self._everything(ChoicePopup))
        self.window.activateWindow()

    async def pick(self, key: str, label: str) -> None:
        """Choose an entry of a field's list by its name."""
        await self.open_list(key)
        await self.choose(label)

    def bundle(self, number: int = 1) -> dict[str, str]:
        """What the tree shows of a bundle: the names of its fields, and their values as they are written."""
        model = self.see(QTreeView, "bundle-tree").model()
        top = model.index(number - 1, 0)
        return {
            str(model.index(row, 0, top).data()): str(model.index(row, 1, top).data())
            for row in range(model.rowCount(top))
        }

    def column(self, heading: str) -> list[str]:
        """What the table shows below a heading, from top to bottom."""
        model = self.see(QTableView, "bundle-table").model()
        headings = [
            model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())
        ]
        at = headings.index(heading)
        return [str(model.index(row, at).data()) for row in range(model.rowCount())]

    async def until(self, what: Callable[[], Any], limit: float = LIMIT) -> None:
        """Wait until something is so, as a person does: by looking."""
        try:
            async with asyncio.timeout(limit):
                while not what():
                    assert not self.bugs, self.bugs
                    await asyncio.sleep(0.01)
        except TimeoutError as error:
            texts = [one.text() for one in self._everything(QLabel) if one.isVisible() and one.text()]
            focused = self.focused_name()
            raise AssertionError(
                f"in sight after {limit:g} s: {texts}; the cursor is in {focused}"
            ) from error

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

    def is_recalling(self) -> bool:
        """Whether the form is still being filled in as it was last."""
        page = self.window.modules.page()
        return page is not None and page.jobs.is_running("recall")

    def is_remembering(self) -> bool:
        """Whether the form that runs is still being kept."""
        page = self.window.modules.page()
        return page is not None and page.jobs.is_running("remember")

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
        self.open_advanced()
        self.type_into("field-api_address", address)
        self.click("connect-save")

    async def connect_from_rail(self, app: str, address: str, **values: str) -> None:
        """Go to the connections, connect an account, and wait until it is kept."""
        self.click("rail-connections")
        await self.connect(app, address, **values)
        await self.until(lambda: not self.sees("connect-dialog"))

    def open_advanced(self) -> None:
        """Show the further settings of the dialog that connects an account."""
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
        every = [one for top in tops for one in (top, *top.findChildren(kind)) if isinstance(one, kind)]
        # Parts of Qt's own have no names; what Python knows of them may go when this function returns.
        return [one for one in every if one.objectName()]


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
