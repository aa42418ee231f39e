"""The menu bar: where each action of the window stands."""

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QMenuBar

from gui.actions import Actions

_CONNECTION = (
    ("verify_connection", "verify_all"),
    ("rename_connection", "edit_connection", "reenter_connection", "connection_network"),
    ("duplicate_connection", "replace_connection"),
    ("remove_connection", "undo_remove"),
)


def fill_menus(bar: QMenuBar, acts: Actions, scheme: str) -> None:
    """Fill the bar; `scheme` is the name of the colours that are chosen."""
    program = bar.addMenu("&Trunkline")
    program.addActions([acts[name] for name in ("connect", "practice", "leave_practice")])
    program.addSeparator()
    _add_appearance(program, acts, scheme)
    program.addSeparator()
    program.addAction(acts["quit"])
    go = bar.addMenu("&Go")
    go.addActions(
        [acts[name] for name in ("modules", "connections", "history", "sql", "settings", "find", "next_pane")]
    )
    connection = bar.addMenu("&Connection")
    for group in _CONNECTION:
        connection.addActions([acts[name] for name in group])
        connection.addSeparator()
    for names in _CONNECTION:
        for name in names:
            acts[name].setEnabled(False)  # until the connections are in sight
    run = bar.addMenu("&Run")
    run.addActions([acts[name] for name in ("run", "continue", "stop")])


def _add_appearance(program: QMenu, acts: Actions, scheme: str) -> None:
    appearance = program.addMenu("&Appearance")
    schemes = QActionGroup(acts)
    for name in ("system", "light", "dark"):
        acts[name].setCheckable(True)
        acts[name].setChecked(name == scheme)
        schemes.addAction(acts[name])
        appearance.addAction(acts[name])
