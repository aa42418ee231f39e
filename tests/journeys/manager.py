"""The connection manager in a journey: its list by what it shows, its buttons by what they are called."""

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QTreeView

from core.integrator import NewConnection
from core.model.connection import Connection
from core.model.form import FilledForm
from core.sandbox import SandboxThread
from tests.journeys.accounts import account
from tests.journeys.program import Program


async def connected(
    program: Program, sandbox: SandboxThread, name: str, app: str = "refiner", *, key: str = ""
) -> Connection:
    """An account that was connected before; with another key it was kept without asking."""
    address, values = account(sandbox, app)
    new = NewConnection(app=app, name=name, values={"api_key": key} if key else values, address=address)
    return await program.integrator.connect(new, unverified=bool(key))


async def filled_in(program: Program, connection: Connection, *modules: str) -> None:
    """Forms that ran with it."""
    for module in modules:
        await program.integrator.remember_form(connection.app, module, FilledForm(connection=connection.id))


async def open_manager(program: Program, *names: str) -> None:
    """Go to the connections, and wait until these are there and what uses them is known."""
    program.click("rail-connections")
    await program.until(lambda: program.sees("connection-list") and set(names) <= set(rows(program)))
    await program.session.jobs.idle()


async def active(program: Program) -> None:
    """Give the keyboard back to the window: offscreen, nobody does when a dialog or a menu goes."""
    program.window.activateWindow()
    await program.until(program.window.isActiveWindow)


def rows(program: Program) -> list[str]:
    """The names in the list, from top to bottom."""
    model = program.see(QTreeView, "connection-list").model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def state(program: Program, name: str) -> str:
    """The state of a row."""
    return str(_row(program, name).siblingAtColumn(1).data())


def uses(program: Program, name: str) -> str:
    """What is told of the uses of a row."""
    return str(_row(program, name).siblingAtColumn(2).data())


def choose(program: Program, name: str) -> None:
    """Click a row."""
    program.click_cell(program.see(QTreeView, "connection-list"), _row(program, name))
    assert program.text("connection-name") == name


def said(program: Program, notice: str) -> str:
    """What a notice says, title and text."""
    parts = [f"{notice}-{part}" for part in ("title", "text")]
    return " ".join(program.text(part) for part in parts if program.sees(part))


def _row(program: Program, name: str) -> QModelIndex:
    model = program.see(QTreeView, "connection-list").model()
    return model.index(rows(program).index(name), 0)
