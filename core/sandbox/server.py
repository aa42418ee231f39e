"""A sandbox that listens on this computer."""

import asyncio
import contextlib
import os
import socket
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from core.sandbox.control import control_application
from core.sandbox.controls import Controls
from core.sandbox.gate import gate
from core.sandbox.options import SandboxOptions
from core.sandbox.services import SERVICES

HOST = "127.0.0.1"
LARGEST_BODY = 16 << 20
"""Bytes of a request body that are taken."""
STOP_TIME = 0.01
"""Seconds that a request under way is given at the stop. Not 0, which aiohttp reads as "no limit"."""


async def start_sandbox(options: SandboxOptions | None = None) -> "Sandbox":
    """Start a sandbox in the running loop. Raises OSError if the port cannot be had."""
    options = options or SandboxOptions()
    listening = _listen(options.port)
    with contextlib.ExitStack() as on_failure:
        on_failure.callback(listening.close)
        sandbox = Sandbox(options, listening.getsockname()[1])
        await sandbox.listen(listening)
        on_failure.pop_all()
    return sandbox


class Sandbox(Controls):
    """A running sandbox; also its own controls. Used with `async with`, it stops at the end."""

    def __init__(self, options: SandboxOptions, port: int) -> None:
        super().__init__(options, SERVICES)
        self.address = f"http://{HOST}:{port}"
        application = web.Application(middlewares=[gate(self)], client_max_size=LARGEST_BODY)
        application.add_subapp("/_control", control_application(self, self.description))
        for service in self.services.values():
            application.add_subapp(f"/{service.name}", service.application())
        # handler_cancellation: a caller who goes away is noticed; so it shows that Stop closes its socket.
        self._listening: socket.socket | None = None
        self._runner = web.AppRunner(
            application, access_log=None, handler_cancellation=True, shutdown_timeout=STOP_TIME
        )

    async def listen(self, listening: socket.socket) -> None:
        """Begin to answer on `listening`."""
        self._listening = listening
        await self._runner.setup()
        await web.SockSite(self._runner, listening).start()
        server = self._runner.server
        self.open_connections = lambda: len(server.connections) if server else 0

    def description(self) -> dict[str, Any]:
        """Return, for each app, its address and connection values that it accepts."""
        return {
            "apps": {
                name: {"address": f"{self.address}/{name}", "values": service.values()}
                for name, service in self.services.items()
            }
        }

    async def close(self) -> None:
        """Stop at once: the port is free afterwards, and requests under way are cut off."""
        # A connection that is being accepted while the server closes would be left open (Python 3.11):
        # first take no more, then let those that came be seen.
        listening, self._listening = self._listening, None
        if listening and listening.fileno() >= 0:
            with contextlib.suppress(NotImplementedError):  # Windows' loop
                asyncio.get_running_loop().remove_reader(listening)
            for _ in range(3):
                await asyncio.sleep(0)
        await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # Lets a port be had again right after a stop. On Windows the same option would share a port in use.
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        # At once: two sockets that only bind may share a port, and the second would fail half set up.
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening
