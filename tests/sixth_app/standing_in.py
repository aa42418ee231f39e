"""A stand-in of a service at a port of this computer, in a thread of its own; it notes what it was sent."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, NamedTuple

from aiohttp import web
from multidict import CIMultiDictProxy


class Seen(NamedTuple):
    """A request as it arrived."""

    method: str
    target: str
    headers: CIMultiDictProxy[str]
    body: Any
    """Decoded JSON; None without a body."""


class StandIn:
    """A service: `routes` are its answers, `address` is where it listens, `seen` what came, oldest first."""

    def __init__(self, routes: list[web.RouteDef]) -> None:
        self.address = ""
        self.seen: list[Seen] = []
        self._held = ""
        self._go_on = threading.Event()
        self.application = web.Application(middlewares=[self._note])
        self.application.add_routes(routes)

    def sent(self, method: str = "", path: str = "") -> list[Seen]:
        """What came for a method and below a path."""
        return [one for one in self.seen if method in ("", one.method) and one.target.startswith(path)]

    @contextmanager
    def holding(self, path: str) -> Iterator[None]:
        """Meanwhile nothing below a path is answered."""
        self._go_on.clear()
        self._held = path
        try:
            yield
        finally:
            self._held = ""
            self._go_on.set()

    @web.middleware
    async def _note(self, request: web.Request, handler: Any) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else None
        self.seen.append(Seen(request.method, request.path_qs, request.headers, body))
        if self._held and request.path.startswith(self._held):
            await asyncio.to_thread(self._go_on.wait)
        answer: web.StreamResponse = await handler(request)
        return answer


@contextmanager
def standing_in(service: StandIn) -> Iterator[StandIn]:
    """Serve it meanwhile."""
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def serve() -> None:
        runner = web.AppRunner(service.application, shutdown_timeout=0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        assert site._server is not None
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        service.address = f"http://127.0.0.1:{port}"
        stopping = asyncio.Event()
        started.set_result((asyncio.get_running_loop(), stopping))
        await stopping.wait()
        await runner.cleanup()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="stand-in")
    thread.start()
    loop, stopping = started.result()
    try:
        yield service
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join()
