"""Everything that can be turned or read while a sandbox runs. `control.py` gives the same over HTTP."""

import ipaddress
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from core.sandbox.faults import Fault, FaultPlan
from core.sandbox.journal import Journal, SeenRequest
from core.sandbox.options import SandboxOptions
from core.sandbox.service import Service

DELIVERY_TIME = 10.0
"""Seconds that a receiver has to answer a webhook."""


class Controls:
    """The services of one sandbox, its faults and its journal."""

    def __init__(self, options: SandboxOptions, services: tuple[type[Service], ...]) -> None:
        self.options = options
        self.services = {kind.name: kind(options) for kind in services}
        self.faults = FaultPlan(options.faults)
        self.journal = Journal()
        self.latency = options.latency
        self.open_connections: Callable[[], int] = lambda: 0

    def service(self, app: str) -> Service:
        """Return a service by name. Raises ValueError if there is none."""
        try:
            return self.services[app]
        except KeyError:
            raise ValueError(f"No such app: {app}. Known: {', '.join(self.services)}.") from None

    def reset(self) -> None:
        """Go back to the start: data, faults, latency, limits, switches, journal."""
        for service in self.services.values():
            service.reset()
        self.faults.restore()
        self.journal.clear()
        self.latency = self.options.latency

    def add_fault(self, fault: Fault) -> None:
        """Set one more fault. Raises ValueError for an unknown app."""
        self.service(fault.app)
        self.faults.add(fault)

    def set_latency(self, seconds: float) -> None:
        """Let every page of a list wait so many seconds from now on."""
        if seconds < 0:
            raise ValueError("The latency cannot be negative.")
        self.latency = seconds

    def set_limit(self, app: str, most: int | None, seconds: float = 60.0) -> None:
        """Let at most `most` (None: any number of) requests a key into `app` in `seconds`; counts anew."""
        self.service(app).limit.set(most, seconds)

    def switch(self, app: str, name: str, on: bool) -> None:
        """Turn a switch of a service on or off. Raises ValueError for an unknown name."""
        switches = self.service(app).switches
        if name not in switches:
            raise ValueError(f"{app} has no switch {name}. Known: {', '.join(switches) or 'none'}.")
        switches[name] = on

    def requests(self, app: str | None = None) -> list[SeenRequest]:
        """Return the requests seen, oldest first; of one app, if named."""
        return [seen for seen in self.journal.requests if app in (None, seen.app)]

    def state(self, app: str) -> dict[str, Any]:
        """Return what a service holds."""
        return self.service(app).state()

    async def deliver(
        self, app: str, event: str, url: str, token: str | None = None, number: int | None = None
    ) -> tuple[int, str]:
        """Send a webhook as `app` would, to a receiver on this computer; return its status and text.

        Delivery `number` is always the same one, so that a repeat can be provoked; without it, the next.
        Raises ValueError for an address that is not on this computer and for an unknown event.
        """
        if not _is_loopback(url):
            raise ValueError("Webhooks are delivered to this computer only: http://127.0.0.1:… or localhost.")
        hook = self.service(app).hook(event, number, token)
        limit = aiohttp.ClientTimeout(total=DELIVERY_TIME)
        async with (
            aiohttp.ClientSession(timeout=limit, trust_env=False) as client,
            client.post(url, data=hook.body, headers=hook.headers, allow_redirects=False) as reply,
        ):
            return reply.status, await reply.text(errors="replace")

    def split(self, request: web.Request) -> tuple[Service, str] | None:
        """Return the service that a request is for and the path after its prefix, or None."""
        _, _, rest = request.path.partition("/")
        name, slash, path = rest.partition("/")
        service = self.services.get(name)
        return None if service is None else (service, slash + path)


def _is_loopback(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.scheme in ("http", "https") and (
            host == "localhost" or ipaddress.ip_address(host).is_loopback
        )
    except ValueError:
        return False
