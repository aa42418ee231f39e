"""Accounts of the sandbox in a journey, and what the services got to see."""

import json
from typing import Any

from PySide6.QtWidgets import QComboBox

from core.integrator import NewConnection
from core.sandbox import SandboxThread
from core.sandbox.journal import SeenRequest
from tests.journeys.program import Program


def account(sandbox: SandboxThread, app: str) -> tuple[str, dict[str, str]]:
    """Address and accepted credentials of an app in the sandbox."""
    described = sandbox.call(lambda one: one.description())["apps"][app]
    return described["address"], described["values"]


def requests(sandbox: SandboxThread, path: str, method: str = "") -> list[SeenRequest]:
    """What the sandbox got there, oldest first."""
    seen = sandbox.call(lambda one: one.requests())
    return [one for one in seen if path in one.path and method in ("", one.method)]


def received(sandbox: SandboxThread, path: str) -> int:
    """How many requests the sandbox got there."""
    return len(requests(sandbox, path))


def sent(sandbox: SandboxThread, path: str, method: str = "POST") -> Any:
    """The body of the one request that was sent there."""
    (only,) = requests(sandbox, path, method)
    return json.loads(only.body)


async def open_module(program: Program, sandbox: SandboxThread, app: str, label: str, module: str) -> None:
    """An account of the app, connected before, and a module of it opened."""
    address, values = account(sandbox, app)
    new = NewConnection(app=app, name=f"My {label}", values=values, address=address)
    await program.integrator.connect(new)
    program.click("rail-modules")
    program.choose_module(module, label)
    await program.until(lambda: program.see(QComboBox, "connection").currentText().startswith("My "))
    await program.until(lambda: not program.is_recalling())
