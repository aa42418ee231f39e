"""The screens of the window: each is built when it is first shown, and filled once the core is there.

Nothing of the core is imported here: the window is on the screen before it. What the person wishes meanwhile
is carried out as soon as the session is attached.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from gui.actions import Actions

if TYPE_CHECKING:
    from gui.connections.connections_screen import ConnectionsScreen
    from gui.history.history_screen import HistoryScreen
    from gui.modules.module_page import ModulePage
    from gui.modules.modules_screen import ModulesScreen
    from gui.session import Session
    from gui.settings.settings_screen import SettingsScreen
    from gui.sql.sql_screen import SqlScreen
    from gui.welcome.welcome import Welcome


class Screens(QMainWindow):
    """What can be shown, and the wishes that lead to the session."""

    practice_wanted = Signal()
    sight_changed = Signal()
    """Another screen is shown, another module, or a run began or ended."""

    def __init__(self, look: QSettings) -> None:
        super().__init__()
        self.look = look
        """How the window looks, kept from start to start."""
        self.acts = Actions(self)
        self.stack = QStackedWidget()
        self._session: Session | None = None
        self._early: list[tuple[str, tuple[Any, ...]]] = []
        self._app_labels: tuple[str, ...] = ()

    @cached_property
    def welcome(self) -> "Welcome":
        """The first screen of all."""
        from gui.welcome.welcome import Welcome

        welcome = Welcome()
        welcome.practice_wanted.connect(self.practice_wanted)
        welcome.connect_wanted.connect(lambda: self.wish("connect_app"))
        welcome.show_apps(self._app_labels)
        self.stack.addWidget(welcome)
        return welcome

    @cached_property
    def modules(self) -> "ModulesScreen":
        """Find a module, fill it in, run it."""
        from gui.modules.modules_screen import ModulesScreen

        modules = ModulesScreen()
        modules.connect_wanted.connect(lambda app: self.wish("connect_app", app))
        modules.connections_wanted.connect(lambda: self.show_screen(self.connections))
        modules.page_changed.connect(self.sight_changed)
        self.stack.addWidget(modules)
        return modules

    @cached_property
    def connections(self) -> "ConnectionsScreen":
        """The accounts."""
        from gui.connections.connections_screen import ConnectionsScreen

        connections = ConnectionsScreen(self.acts)
        connections.practice_wanted.connect(self.practice_wanted)
        self.stack.addWidget(connections)
        self.wish("fill_connections", connections)
        return connections

    @cached_property
    def history(self) -> "HistoryScreen":
        """What ran."""
        from gui.history.history_screen import HistoryScreen

        history = HistoryScreen()
        self.stack.addWidget(history)
        self.wish("fill_history", history)
        return history

    @cached_property
    def sql(self) -> "SqlScreen":
        """Queries over the bundles of any runs."""
        from gui.sql.sql_screen import SqlScreen

        sql = SqlScreen()
        self.stack.addWidget(sql)
        self.wish("fill_sql", sql)
        return sql

    @cached_property
    def settings(self) -> "SettingsScreen":
        """What holds for the whole program."""
        from gui.settings.settings_screen import SettingsScreen

        settings = SettingsScreen()
        self.stack.addWidget(settings)
        return settings

    def show_settings(self, page: str = "") -> None:
        """Show the settings, at the page of that name."""
        self.show_screen(self.settings)
        self.wish("fill_settings", page)

    def show_sql(self, run: str = "") -> None:
        """Show where queries are asked. The run, or that of the viewer in sight, is the table `bundles`."""
        self.sql.open_run = run or self._run_in_sight() or self.sql.open_run
        self.show_screen(self.sql)

    def show_screen(self, screen: QWidget) -> None:
        """Show the welcome, the modules, the connections, the history, the queries or the settings."""
        self.stack.setCurrentWidget(screen)
        self.sight_changed.emit()

    def is_showing(self, screen: QWidget) -> bool:
        """Whether that screen is in sight."""
        return self.stack.currentWidget() is screen

    def shows(self, name: str) -> bool:
        """Whether the screen of that name is in sight; it is not built just to compare."""
        screen = self.__dict__.get(name)
        return screen is not None and self.stack.currentWidget() is screen

    def page(self) -> "ModulePage | None":
        """The page of the module in sight."""
        return self.modules.page() if self.shows("modules") else None

    def name_apps(self, labels: Iterable[str]) -> None:
        """These are the apps that can be used."""
        self._app_labels = tuple(labels)
        if "welcome" in self.__dict__:
            self.welcome.show_apps(self._app_labels)

    # Wishes

    def attach(self, session: "Session") -> None:
        """The core is there: carry out what was wished so far."""
        self._session = session
        early, self._early = self._early, []
        for wish, about in early:
            self.wish(wish, *about)
        self.sight_changed.emit()

    def wish(self, name: str, *about: Any) -> None:
        """Have the session do something, by the name of its method; later, if it is not there yet."""
        if self._session is None:
            self._early.append((name, about))
        else:
            getattr(self._session, name)(*about)

    def _run_in_sight(self) -> str:
        if self.shows("history") and self._session is not None:
            return self.history.details.view.run()
        page = self.page()
        return page.view.run() if page else ""
