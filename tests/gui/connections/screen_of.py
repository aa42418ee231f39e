"""The connections screen by itself, with connections that no core knows of."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from core.model.connection import Connection, Use
from gui.actions import Actions
from gui.connections.connection_model import Entry
from gui.connections.connections_screen import ConnectionsScreen, Wish
from gui.icons import icon
from gui.menus import fill_menus

NOW = 1_790_000_000.0


@dataclass
class OnScreen:
    """A window with the screen, and what was wished there."""

    window: QMainWindow
    acts: Actions
    screen: ConnectionsScreen
    wishes: list[Wish]

    def rows(self) -> list[str]:
        """The names in the list, from top to bottom."""
        return [entry.connection.name for entry in self.screen.list.shown()]

    def chosen(self) -> str:
        """The name of the chosen one; "" when none is."""
        entry = self.screen.chosen()
        return entry.connection.name if entry else ""

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key, to whatever has the focus."""
        QTest.keyClick(self.focused(), key, held)

    def focused(self) -> QWidget:
        """Where the cursor is."""
        return QApplication.focusWidget() or self.window.focusWidget() or self.window


def on_screen(*entries: Entry) -> OnScreen:
    """Show these in a window of their own."""
    window = QMainWindow()
    acts = Actions(window)
    fill_menus(window.menuBar(), acts, "light")
    screen = ConnectionsScreen(acts, lambda: NOW)
    window.setCentralWidget(screen)
    window.resize(1000, 600)
    wishes: list[Wish] = []
    screen.wanted.connect(wishes.append)
    screen.show_entries(entries)
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    screen.list.tree.setFocus()
    return OnScreen(window, acts, screen, wishes)


def entry(
    name: str, *, uses: int | None = 0, is_busy: bool = False, has_others: bool = False, **more: object
) -> Entry:
    """A connection to the shop, verified a minute ago unless something else is said."""
    facts = {"app": "shop", "account": "Ann", "verified_at": NOW - 60, **more}
    connection = Connection(id=f"id of {name}", name=name, **facts)  # type: ignore[arg-type]
    places = None if uses is None else tuple(use(number) for number in range(uses))
    return Entry(connection, "Shop", icon("plug"), uses=places, is_busy=is_busy, has_others=has_others)


def use(number: int) -> Use:
    """A form of the shop."""
    return Use(kind="form", app="shop", module=f"m{number}", label=f"the form “{number}” of Shop")
