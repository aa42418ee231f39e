"""Window and core together: what the person wishes, carried out; what comes back, shown."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.integrator import Integrator
from core.model.app import App
from core.model.connection import Connection
from core.model.errors import TrunklineError
from core.model.history import RunAgain
from core.model.module import Module
from core.model.notices import ConnectionsChanged, Notice
from gui import spoken
from gui.bridge import Bridge
from gui.connections.connecting import Connecting
from gui.connections.connections_screen import ConnectionsScreen
from gui.connections.desk import ConnectionDesk
from gui.connections.directory import Directory
from gui.dialogs import ask
from gui.forms.lookup_cache import LookupCache
from gui.history.again import fill_in
from gui.history.history_desk import HistoryDesk
from gui.history.history_screen import HistoryScreen
from gui.jobs import Jobs
from gui.main_window import MainWindow
from gui.modules.module_page import ModulePage
from gui.own_apps import AppsNotice, OwnApps
from gui.palette.desk import MakePage, PaletteDesk
from gui.palette.palette import Palette
from gui.presence import Presence
from gui.settings.data_page import DataPage
from gui.settings.diagnostics_page import DiagnosticsPage
from gui.settings.history_page import HistoryPage
from gui.settings.network_page import NetworkPage
from gui.settings.secrets_page import SecretsPage
from gui.sql.sql_desk import SqlDesk
from gui.sql.sql_screen import SqlScreen

_PAGES: tuple[MakePage, ...] = (NetworkPage, SecretsPage, HistoryPage, DataPage, DiagnosticsPage)
"""The pages of the settings, in the order in which they are listed."""


class Session(QObject):
    """Lives as long as the window. Made once the core is there; the window was on the screen before."""

    ready = Signal()
    """Apps and connections are on the screen."""

    def __init__(self, window: MainWindow, integrator: Integrator) -> None:
        super().__init__(window)
        self.window = window
        self._integrator = integrator
        self._apps: dict[str, App] = {}
        self._marks: dict[str, Path] = {}
        self._lists = LookupCache()
        self._history: HistoryDesk | None = None
        self._sql: SqlDesk | None = None
        self._palette: PaletteDesk | None = None
        self.jobs = Jobs(self)
        self._directory = Directory(integrator, self.jobs, self)
        self._directory.changed.connect(self._show_connections)
        self._shown: tuple[Connection, ...] = ()
        self._connecting = self._make_connecting()
        self._desk: ConnectionDesk | None = None
        self._presence = Presence(integrator.person_is_here, self)
        self._presence.listen()
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
        self._presence.rest()
        self._own_apps.rest()
        for waits_for_the_person in ("dialog", "app problems", "duplicate"):
            self.jobs.cancel(waits_for_the_person)
        if self._desk is not None:
            await self._desk.leave()
        for page in self.window.modules.pages():
            await page.leave()
        if self._history is not None:
            await self._history.leave()
        if self._sql is not None:
            await self._sql.leave()
        if self._palette is not None:
            await self._palette.leave()
        if "settings" in self.window.__dict__:
            for settings in self.window.settings.pages():
                await settings.leave()
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
        self._connecting.connect_app(app)

    def fill_connections(self, screen: ConnectionsScreen) -> None:
        """The screen of the connections was made: from now on it shows them, and what it wants is done."""
        integrator, window = self._integrator, self.window
        self._desk = ConnectionDesk(integrator, self.jobs, self._directory, screen, window, self)
        self._desk.replaced.connect(self._replaced)

    def show_app_problems(self) -> None:
        """Open the dialog that tells all that is wrong with the person's own apps."""
        self.jobs.start("app problems", ask(self._apps_notice.details(self.window)))

    def fill_history(self, screen: HistoryScreen) -> None:
        """The screen of the history was made: from now on it shows runs, and what it wants is done."""
        self._history = HistoryDesk(self._integrator, screen, self.window.look, self)
        self._history.jobs.failed.connect(self.jobs.failed)
        self._history.again_wanted.connect(self._run_again)
        self._history.modules_wanted.connect(self.window.acts["modules"].trigger)
        screen.details.view.sql_wanted.connect(self.window.show_sql)

    def fill_sql(self, screen: SqlScreen) -> None:
        """The screen of queries was made: from now on they are answered."""
        self._sql = SqlDesk(self._integrator, screen, self.window.look, self)
        self._sql.jobs.failed.connect(self.jobs.failed)

    def fill_palette(self, palette: Palette) -> None:
        """The palette was opened for the first time: from now on it finds what the core knows."""
        self._palette = PaletteDesk(self._integrator, palette, self._directory, self, _PAGES)
        self._palette.jobs.failed.connect(self.jobs.failed)

    def fill_settings(self, page: str) -> None:
        """Give the settings their pages, if they have none yet; show the one of that name."""
        settings = self.window.settings
        if not settings.is_filled():
            integrator = self._integrator
            settings.fill([make(integrator) for make in _PAGES])
            for one in settings.pages():
                one.jobs.failed.connect(self.jobs.failed)
        settings.show_page(page)

    def make_page(self, module: Module) -> ModulePage:
        """The page of a module, to be kept by the modules screen."""
        app = self._apps[module.app]
        mark, look = self._marks[module.app], self.window.look
        page = ModulePage(self._integrator, app, module, mark, self._lists, look)
        page.jobs.failed.connect(self.jobs.failed)
        page.form.failed.connect(self.jobs.failed)
        page.view.sql_wanted.connect(self.window.show_sql)
        return page

    # Ways to a place

    def show_module(self, app: str, module: str) -> None:
        """Show a module, ready to be filled in."""
        modules = self.window.modules
        self.window.show_screen(modules)
        modules.list.search.clear()
        modules.list.choose(app, module)
        if page := modules.page():
            page.begin()

    def show_connection(self, connection: Connection) -> None:
        """Show a connection."""
        window = self.window
        window.show_screen(window.connections)
        window.connections.choose(connection.id)
        window.connections.list.tree.setFocus()

    def show_run(self, run: str) -> None:
        """Show a run in the history."""
        self.window.show_screen(self.window.history)
        assert self._history is not None, "the screen of the history was made just now"
        self._history.show_run(run)

    # Carrying out

    async def _load(self) -> None:
        self._own_apps.watch()
        await self._load_apps()
        await self._directory.load()
        window = self.window
        window.begin(has_connections=bool(self._directory.connections))
        self.bridge.listen(self._integrator)
        if (await self._integrator.settings()).practice and not self.jobs.is_running("practice"):
            self.jobs.start("practice", self._practice(on=True, again=True))
        self.ready.emit()
        spoken.get_ready()

    async def _load_apps(self) -> None:
        apps = await self._integrator.apps()
        modules = [(app, await self._integrator.modules(app.id)) for app in apps]
        self._apps = {app.id: app for app in apps}
        self._marks = {app.id: self._integrator.icon(app.id) for app in apps}
        self._directory.know_apps(self._apps, self._marks)
        self.window.name_apps(app.label for app in apps)
        problems = await self._integrator.app_problems()
        broken = {one.app for one in problems}
        self.window.modules.show_modules(modules, self._marks, self.make_page, broken)
        self._apps_notice.show(problems, self._apps)

    def _own_apps_changed(self) -> None:
        if self.jobs.is_running("load"):
            self._own_apps.look_soon()
        else:
            self.jobs.start("own apps", self._refresh_apps())

    async def _refresh_apps(self) -> None:
        await self._integrator.refresh_apps()
        await self._load_apps()
        await self._directory.load()

    def _show_connections(self) -> None:
        connections = self._directory.connections
        if connections != self._shown:
            self._shown = connections
            self.window.modules.show_connections(connections)
            self.window.show_practice(any(one.practice for one in connections))

    async def _practice(self, *, on: bool, again: bool = False) -> None:
        """Practise, or no longer; `again` is by itself, at a start: the person is led to what they left."""
        window = self.window
        window.welcome.set_busy(on)
        try:
            await (self._integrator.start_practice() if on else self._integrator.stop_practice())
            await self._integrator.change_settings(practice=on)
            await self._directory.load()
            if not self._directory.connections:
                window.show_screen(window.welcome)
            elif on:
                if again:
                    window.begin(has_connections=True)
                else:
                    window.show_screen(window.modules)
                if window.shows("modules") and window.modules.page() is None:
                    window.modules.begin_with_search()
        except TrunklineError as error:
            window.say(error)
        finally:
            window.welcome.set_busy(False)

    def _connected(self, connection: Connection) -> None:
        window = self.window
        window.modules.prefer(connection)
        if window.is_showing(window.welcome):
            window.show_screen(window.modules)
            window.modules.begin_with_search(connection.app)
        elif self._desk is not None:
            window.connections.choose(connection.id)

    def _remove_connection(self, connection: Connection) -> None:
        self.show_connection(connection)  # what comes of it is told there, and the desk is there as well
        assert self._desk is not None
        self._desk.removal.remove(connection)

    def _replaced(self, ids: tuple[str, str]) -> None:
        """Forms that are open run with the other one as well."""
        was, now = ids
        for page in self.window.modules.pages():
            if page.connection.chosen() == was:
                page.connection.choose(now)

    def _run_again(self, again: RunAgain) -> None:
        self.window.show_screen(self.window.modules)
        fill_in(self.window.modules, again)

    def _noticed(self, notice: Notice) -> None:
        match notice:
            case ConnectionsChanged():
                self._directory.load_soon()

    def _make_connecting(self) -> Connecting:
        window = self.window
        made = Connecting(self._integrator, self.jobs, self._directory, window, window.twins, self)
        made.connected.connect(self._connected)
        made.show_wanted.connect(self.show_connection)
        made.removal_wanted.connect(self._remove_connection)
        return made
