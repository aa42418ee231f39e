"""The window: a rail on the left, one screen beside it. It composes, and decides nothing.

It is on the screen before the core is there, so it imports nothing of the core, and builds a screen when
it is first shown: what the person wishes meanwhile is carried out as soon as the session is attached.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.actions import Actions
from gui.banner import Banner
from gui.icons import icon
from gui.menus import fill_menus
from gui.notice import Notice

if TYPE_CHECKING:
    from core.model.errors import TrunklineError
    from gui.connections.connections_screen import ConnectionsScreen
    from gui.history.history_screen import HistoryScreen
    from gui.modules.module_page import ModulePage
    from gui.modules.modules_screen import ModulesScreen
    from gui.session import Session
    from gui.settings.settings_screen import SettingsScreen
    from gui.sql.sql_screen import SqlScreen
    from gui.welcome.welcome import Welcome

_SIZE = QSize(1280, 800)
_LEAST_SIZE = QSize(900, 560)
_RAIL_WIDTH = 116
_RAIL_ICON = QSize(22, 22)
_GEOMETRY, _SCHEME = "geometry", "scheme"


class MainWindow(QMainWindow):
    """Everything a person sees. Closing it only asks to leave: the program tidies up first."""

    close_requested = Signal()

    def __init__(self, look: QSettings, *, first_run: bool) -> None:
        super().__init__()
        self.setObjectName("trunkline")
        self.setWindowTitle("Trunkline")
        self.setMinimumSize(_LEAST_SIZE)
        self.look = look
        """How the window looks, kept from start to start."""
        self._session: Session | None = None
        self._early: list[tuple[str, tuple[Any, ...]]] = []
        self._app_labels: tuple[str, ...] = ()
        self.acts = Actions(self)
        self.practice = Banner("practice", slim=True)
        self.problem = Banner("window-problem")
        self.own_apps = Banner("own-apps")
        self.twins = Notice("twins")
        self._stack = QStackedWidget()
        self._rail = {
            "modules": self._rail_button("modules", "Modules", "blocks"),
            "connections": self._rail_button("connections", "Connections", "plug"),
            "history": self._rail_button("history", "History", "history"),
            "sql": self._rail_button("sql", "SQL", "database"),
            "settings": self._rail_button("settings", "Settings", "settings"),
        }
        self._lay_out()
        fill_menus(self.menuBar(), self.acts, scheme_of(self.look))
        self._connect()
        self.show_practice(False)
        self.show_screen(self.welcome if first_run else self.modules)
        if first_run:
            self.welcome.practice.button.setFocus()
        self._restore_size()

    # The screens

    @cached_property
    def welcome(self) -> "Welcome":
        """The first screen of all."""
        from gui.welcome.welcome import Welcome

        welcome = Welcome()
        welcome.practice_wanted.connect(self._start_practice)
        welcome.connect_wanted.connect(lambda: self.wish("connect_app"))
        welcome.show_apps(self._app_labels)
        self._stack.addWidget(welcome)
        return welcome

    @cached_property
    def modules(self) -> "ModulesScreen":
        """Find a module, fill it in, run it."""
        from gui.modules.modules_screen import ModulesScreen

        modules = ModulesScreen()
        modules.connect_wanted.connect(lambda app: self.wish("connect_app", app))
        modules.connections_wanted.connect(lambda: self.show_screen(self.connections))
        modules.page_changed.connect(self._update_actions)
        self._stack.addWidget(modules)
        return modules

    @cached_property
    def connections(self) -> "ConnectionsScreen":
        """The accounts."""
        from gui.connections.connections_screen import ConnectionsScreen

        connections = ConnectionsScreen(self.acts)
        connections.practice_wanted.connect(self._start_practice)
        self._stack.addWidget(connections)
        self.wish("fill_connections", connections)
        return connections

    @cached_property
    def history(self) -> "HistoryScreen":
        """What ran."""
        from gui.history.history_screen import HistoryScreen

        history = HistoryScreen()
        self._stack.addWidget(history)
        self.wish("fill_history", history)
        return history

    @cached_property
    def sql(self) -> "SqlScreen":
        """Queries over the bundles of any runs."""
        from gui.sql.sql_screen import SqlScreen

        sql = SqlScreen()
        self._stack.addWidget(sql)
        self.wish("fill_sql", sql)
        return sql

    @cached_property
    def settings(self) -> "SettingsScreen":
        """What holds for the whole program."""
        from gui.settings.settings_screen import SettingsScreen

        settings = SettingsScreen()
        self._stack.addWidget(settings)
        return settings

    def show_settings(self, page: str = "") -> None:
        """Show the settings, at the page of that name."""
        self.show_screen(self.settings)
        self.wish("fill_settings", page)

    def show_sql(self, run: str = "") -> None:
        """Show where queries are asked. The run, or that of the viewer in sight, is the table `bundles`."""
        self.sql.open_run = run or self._run_in_sight() or self.sql.open_run
        self.show_screen(self.sql)

    def attach(self, session: "Session") -> None:
        """The core is there: carry out what was wished so far."""
        self._session = session
        early, self._early = self._early, []
        for wish, about in early:
            self.wish(wish, *about)

    def show_screen(self, screen: QWidget) -> None:
        """Show the welcome, the modules, the connections, the history, the queries or the settings."""
        self._stack.setCurrentWidget(screen)
        for name, button in self._rail.items():
            button.setChecked(self._shows(name))
        self._update_actions()

    def is_showing(self, screen: QWidget) -> bool:
        """Whether that screen is in sight."""
        return self._stack.currentWidget() is screen

    def _shows(self, name: str) -> bool:
        return self._stack.currentWidget() is self.__dict__.get(name)  # not building it just to compare

    def show_practice(self, on: bool) -> None:
        """Mark that everything here is practice, or that it is not."""
        if on:
            text = "Made-up data on this computer; nothing leaves it."
            self.practice.say("practice", "Practice workspace", text, "Leave practice")
        else:
            self.practice.clear()
        self.acts["practice"].setEnabled(not on)
        self.acts["leave_practice"].setEnabled(on)

    def name_apps(self, labels: Iterable[str]) -> None:
        """These are the apps that can be used."""
        self._app_labels = tuple(labels)
        if "welcome" in self.__dict__:
            self.welcome.show_apps(self._app_labels)

    def say(self, error: "TrunklineError") -> None:
        """Say what went wrong, where the person looks."""
        (self.welcome.problem if self._shows("welcome") else self.problem).show_error(error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as Space does: in a window, Qt leaves that out."""
        focused = QApplication.focusWidget()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and plain
            and isinstance(focused, QAbstractButton)
        ):
            focused.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask to leave; never wait here."""
        event.ignore()
        self.look.setValue(_GEOMETRY, self.saveGeometry())
        self.close_requested.emit()

    # What the person does

    def wish(self, name: str, *about: Any) -> None:
        """Have the session do something, by the name of its method; later, if it is not there yet."""
        if self._session is None:
            self._early.append((name, about))
        else:
            getattr(self._session, name)(*about)

    def _start_practice(self) -> None:
        self.welcome.set_busy(True)
        self.wish("start_practice")

    def _run(self) -> None:
        if page := self._page():
            page.run()

    def _continue(self) -> None:
        if page := self._page():
            page.go_on()

    def _stop(self) -> None:
        if page := self._page():
            page.stop()

    def _page(self) -> "ModulePage | None":
        return self.modules.page() if self._shows("modules") else None

    def _run_in_sight(self) -> str:
        if self._shows("history") and self._session is not None:
            return self.history.details.view.run()
        page = self._page()
        return page.view.run() if page else ""

    def _find(self) -> None:
        if self._shows("connections"):
            self.connections.list.focus_search()
            return
        if self._shows("history"):
            self.history.focus_search()
            return
        self.show_screen(self.modules)
        self.modules.list.focus_search()

    def _next_pane(self) -> None:
        """Move the focus round the parts of the window that are in sight."""
        panes: list[QWidget] = [self._rail["modules"]]
        if self._shows("modules"):
            panes += [self.modules.list.tree, *self.modules.panes()]
        elif self._shows("connections"):
            panes += self.connections.panes()
        elif self._shows("history"):
            panes += self.history.panes()
        elif self._shows("sql"):
            panes += self.sql.panes()
        elif self._shows("settings"):
            panes.append(self.settings.topics)
        focused = QApplication.focusWidget()
        inside = [place for place, pane in enumerate(panes) if focused and _holds(pane, focused)]
        panes[(inside[-1] + 1 if inside else 0) % len(panes)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _choose_scheme(self, scheme: theme.Scheme) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, scheme)
        self.look.setValue(_SCHEME, scheme)

    # Building

    def _lay_out(self) -> None:
        rail = QFrame()
        rail.setObjectName("rail")
        rail.setFixedWidth(_RAIL_WIDTH)
        column = QVBoxLayout(rail)
        column.setContentsMargins(theme.S, theme.M, theme.S, theme.M)
        column.setSpacing(theme.XS)
        for name, button in self._rail.items():
            if name == "settings":
                column.addStretch(1)
            column.addWidget(button)
        banners = QVBoxLayout()
        banners.setContentsMargins(theme.M, 0, theme.M, 0)
        banners.setSpacing(theme.S)
        banners.addWidget(self.practice)
        banners.addWidget(self.problem)
        banners.addWidget(self.own_apps)
        banners.addWidget(self.twins)
        body = QVBoxLayout()
        body.setSpacing(0)
        body.addLayout(banners)
        body.addWidget(self._stack, 1)
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(rail)
        row.addLayout(body, 1)
        self.setCentralWidget(content)

    def _rail_button(self, action: str, text: str, picture: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"rail-{action}")
        button.setProperty("role", "rail")
        button.setText(text)
        button.setIcon(icon(picture))
        button.setIconSize(_RAIL_ICON)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setToolTip(self.acts[action].toolTip())
        button.setCheckable(True)
        button.setFixedWidth(_RAIL_WIDTH - 2 * theme.S)
        button.clicked.connect(self.acts[action].trigger)
        return button

    def _connect(self) -> None:
        acts = self.acts
        acts["connect"].triggered.connect(lambda: self.wish("connect_app"))
        acts["practice"].triggered.connect(self._start_practice)
        acts["leave_practice"].triggered.connect(lambda: self.wish("leave_practice"))
        acts["quit"].triggered.connect(self.close)
        acts["modules"].triggered.connect(lambda: self.show_screen(self.modules))
        acts["connections"].triggered.connect(lambda: self.show_screen(self.connections))
        acts["history"].triggered.connect(lambda: self.show_screen(self.history))
        acts["sql"].triggered.connect(lambda: self.show_sql())
        acts["settings"].triggered.connect(lambda: self.show_settings())
        acts["find"].triggered.connect(self._find)
        acts["next_pane"].triggered.connect(self._next_pane)
        acts["run"].triggered.connect(self._run)
        acts["continue"].triggered.connect(self._continue)
        acts["stop"].triggered.connect(self._stop)
        acts["system"].triggered.connect(lambda: self._choose_scheme("system"))
        acts["light"].triggered.connect(lambda: self._choose_scheme("light"))
        acts["dark"].triggered.connect(lambda: self._choose_scheme("dark"))
        self.practice.pressed.connect(lambda: self.wish("leave_practice"))
        self.own_apps.pressed.connect(lambda: self.wish("show_app_problems"))

    def _update_actions(self) -> None:
        page = self._page()
        running = page is not None and page.is_running()
        self.acts["run"].setEnabled(page is not None and not running and page.module.hook is None)
        self.acts["continue"].setEnabled(page is not None and page.runs.may_go_on())
        self.acts["stop"].setEnabled(running)

    def _restore_size(self) -> None:
        kept = self.look.value(_GEOMETRY)
        if not (isinstance(kept, QByteArray) and self.restoreGeometry(kept)):
            self.resize(_SIZE)


def scheme_of(look: QSettings) -> theme.Scheme:
    """The colours that the person chose."""
    chosen = look.value(_SCHEME, "system")
    return "light" if chosen == "light" else "dark" if chosen == "dark" else "system"


def _holds(pane: QWidget, widget: QWidget) -> bool:
    return pane is widget or pane.isAncestorOf(widget)
