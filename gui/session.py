"""Window and core together: what the person wishes, carried out; what comes back, shown."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog

from core.integrator import Integrator
from core.model.app import App
from core.model.connection import Connection
from core.model.errors import TrunklineError
from core.model.history import RunAgain
from core.model.module import Module
from core.model.notices import ConnectionsChanged, Notice
from gui.bridge import Bridge
from gui.connections.connect_dialog import ConnectDialog
from gui.dialogs import ask, confirm
from gui.forms.lookup_cache import LookupCache
from gui.history.again import fill_in
from gui.history.history_desk import HistoryDesk
from gui.history.history_screen import HistoryScreen
from gui.jobs import Jobs
from gui.main_window import MainWindow
from gui.modules.module_page import ModulePage
from gui.own_apps import AppsNotice, OwnApps
from gui.settings.data_page import DataPage
from gui.settings.history_page import HistoryPage
from gui.settings.network_page import NetworkPage
from gui.settings.secrets_page import SecretsPage
from gui.sql.sql_desk import SqlDesk
from gui.sql.sql_screen import SqlScreen


class Session(QObject):
    """Lives as long as the window. Made once the core is there; the window was on the screen before."""

    ready = Signal()
    """Apps and connections are on the screen."""

    def __init__(self, window: MainWindow, integrator: Integrator) -> None:
        super().__init__(window)
        self._window = window
        self._integrator = integrator
        self._apps: dict[str, App] = {}
        self._marks: dict[str, Path] = {}
        self._connections: tuple[Connection, ...] = ()
        self._lists = LookupCache()
        self._history: HistoryDesk | None = None
        self._sql: SqlDesk | None = None
        self.jobs = Jobs(self)
        self.bridge = Bridge(self)
        self.bridge.noticed.connect(self._noticed)
        self._own_apps = OwnApps(integrator.own_apps, self)
        self._own_apps.changed.connect(self._own_apps_changed)
        self._apps_notice = AppsNotice(window.own_apps, integrator.own_apps, self)
        self.jobs.start("load", self._load())

    async def settled(self) -> None:
        """Wait until nothing of the window's own is under way."""
        await self.jobs.idle()

    async def leave(self) -> None:
        """Stop what runs, and let go of the files that are shown."""
        self.bridge.jobs.cancel("listen")
        self._own_apps.rest()
        for page in self._window.modules.pages():
            await page.leave()
        if self._history is not None:
            await self._history.leave()
        if self._sql is not None:
            await self._sql.leave()
        if "settings" in self._window.__dict__:
            for settings in self._window.settings.pages():
                await settings.jobs.idle()
        await self.bridge.jobs.idle()
        await self.jobs.idle()

    # Wishes

    def start_practice(self) -> None:
        """Start the practice workspace and go to its modules."""
        self.jobs.start("practice", self._practice(on=True))

    def leave_practice(self) -> None:
        """Stop the practice workspace."""
        self.jobs.start("practice", self._practice(on=False))

    def connect_app(self, app: str = "") -> None:
        """Open the dialog that connects an account, of that app if one is named."""
        if not self.jobs.is_running("connect"):
            self.jobs.start("connect", self._connect_app(app))

    def remove(self, connection: Connection) -> None:
        """Remove a connection, after asking."""
        self.jobs.start("remove", self._remove(connection))

    def show_app_problems(self) -> None:
        """Open the dialog that tells all that is wrong with the person's own apps."""
        self.jobs.start("app problems", ask(self._apps_notice.details(self._window)))

    def fill_history(self, screen: HistoryScreen) -> None:
        """The screen of the history was made: from now on it shows runs, and what it wants is done."""
        self._history = HistoryDesk(self._integrator, screen, self._window.look, self)
        self._history.jobs.failed.connect(self.jobs.failed)
        self._history.again_wanted.connect(self._run_again)
        screen.details.view.sql_wanted.connect(self._window.show_sql)

    def fill_sql(self, screen: SqlScreen) -> None:
        """The screen of queries was made: from now on they are answered."""
        self._sql = SqlDesk(self._integrator, screen, self._window.look, self)
        self._sql.jobs.failed.connect(self.jobs.failed)

    def fill_settings(self, page: str) -> None:
        """Give the settings their pages, if they have none yet; show the one of that name."""
        settings = self._window.settings
        if not settings.is_filled():
            integrator = self._integrator
            settings.fill(
                [
                    NetworkPage(integrator),
                    SecretsPage(integrator),
                    HistoryPage(integrator),
                    DataPage(integrator),
                ]
            )
            for one in settings.pages():
                one.jobs.failed.connect(self.jobs.failed)
        settings.show_page(page)

    def make_page(self, module: Module) -> ModulePage:
        """The page of a module, to be kept by the modules screen."""
        app = self._apps[module.app]
        mark, look = self._marks[module.app], self._window.look
        page = ModulePage(self._integrator, app, module, mark, self._lists, look)
        page.jobs.failed.connect(self.jobs.failed)
        page.form.failed.connect(self.jobs.failed)
        page.view.sql_wanted.connect(self._window.show_sql)
        return page

    # Carrying out

    async def _load(self) -> None:
        self._own_apps.watch()
        await self._load_apps()
        await self._load_connections()
        window = self._window
        window.show_screen(window.modules if self._connections else window.welcome)
        self.bridge.listen(self._integrator)
        if (await self._integrator.settings()).practice and not self.jobs.is_running("practice"):
            self.start_practice()
        self.ready.emit()

    async def _load_apps(self) -> None:
        apps = await self._integrator.apps()
        modules = [(app, await self._integrator.modules(app.id)) for app in apps]
        self._apps = {app.id: app for app in apps}
        self._marks = {app.id: self._integrator.icon(app.id) for app in apps}
        self._window.name_apps(app.label for app in apps)
        problems = await self._integrator.app_problems()
        broken = {one.app for one in problems}
        self._window.modules.show_modules(modules, self._marks, self.make_page, broken)
        self._apps_notice.show(problems, self._apps)

    def _own_apps_changed(self) -> None:
        if self.jobs.is_running("load"):
            self._own_apps.look_soon()
        else:
            self.jobs.start("own apps", self._refresh_apps())

    async def _refresh_apps(self) -> None:
        await self._integrator.refresh_apps()
        await self._load_apps()
        await self._load_connections()

    async def _load_connections(self) -> None:
        self._connections = await self._integrator.connections()
        window = self._window
        window.modules.show_connections(self._connections)
        window.connections.show_connections(self._connections, self._apps, self._marks)
        window.show_practice(any(one.practice for one in self._connections))

    async def _practice(self, *, on: bool) -> None:
        window = self._window
        window.welcome.set_busy(on)
        try:
            await (self._integrator.start_practice() if on else self._integrator.stop_practice())
            await self._integrator.change_settings(practice=on)
            await self._load_connections()
            if not self._connections:
                window.show_screen(window.welcome)
            elif on:
                window.show_screen(window.modules)
                if window.modules.page() is None:
                    window.modules.begin_with_search()
        except TrunklineError as error:
            window.say(error)
        finally:
            window.welcome.set_busy(False)

    async def _connect_app(self, app: str) -> None:
        window = self._window
        names = [connection.name for connection in self._connections]
        dialog = ConnectDialog(self._integrator, tuple(self._apps.values()), names, app, window)
        dialog.jobs.failed.connect(self.jobs.failed)
        if await ask(dialog) != QDialog.DialogCode.Accepted or dialog.connection is None:
            return
        await self._load_connections()
        window.modules.prefer(dialog.connection)
        if window.is_showing(window.welcome):
            window.show_screen(window.modules)
            window.modules.begin_with_search(dialog.connection.app)

    async def _remove(self, connection: Connection) -> None:
        text = "Its secrets are deleted from this computer. The account at the service stays as it is."
        if await confirm(self._window, f"Remove “{connection.name}”?", text, "Remove", danger=True):
            try:
                await self._integrator.delete_connection(connection.id)
            except TrunklineError as error:
                self._window.say(error)

    def _run_again(self, again: RunAgain) -> None:
        self._window.show_screen(self._window.modules)
        fill_in(self._window.modules, again)

    def _noticed(self, notice: Notice) -> None:
        match notice:
            case ConnectionsChanged():
                self.jobs.start("connections", self._load_connections())
