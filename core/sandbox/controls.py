"""Everything that can be turned or read while a sandbox runs. `control.py` gives the same over HTTP."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import aiohttp
from aiohttp import web

from core.sandbox.faults import Fault, FaultPlan
from core.sandbox.journal import Journal, SeenRequest
from core.sandbox.options import SandboxOptions
from core.sandbox.service import HookRequest, Retries, Service, is_on_this_computer

DELIVERY_TIME = 10.0
"""Seconds that a receiver has to answer a webhook."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a delivery: the statuses it was answered with, try by try; None stands for no answer.

    There are none if the receiver is not on this computer: then nothing was sent.
    """

    subscription: str
    url: str
    statuses: tuple[int | None, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


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

    def set_number(self, app: str, name: str, value: float) -> None:
        """Set a number of a service. Raises ValueError for an unknown name and for less than 0."""
        settings = self.service(app).settings
        if name not in settings:
            raise ValueError(f"{app} has no setting {name}. Known: {', '.join(settings) or 'none'}.")
        if not (math.isfinite(value) and value >= 0):
            raise ValueError("A setting is a number from 0.")
        settings[name] = value

    def requests(self, app: str | None = None) -> list[SeenRequest]:
        """Return the requests seen, oldest first; of one app, if named."""
        return [seen for seen in self.journal.requests if app in (None, seen.app)]

    def state(self, app: str) -> dict[str, Any]:
        """Return what a service holds."""
        return self.service(app).state()

    async def deliver(
        self, app: str, event: str, url: str, token: str | None = None, number: int | None = None
    ) -> tuple[int, str]:
        """Send a webhook as `app` would, to a receiver on this computer; return its last status and text.

        Delivery `number` is always the same one, so that a repeat can be provoked; without it, the next.
        Raises ValueError for an address that is not on this computer and for an unknown event.
        """
        if not is_on_this_computer(url):
            raise ValueError("Webhooks are delivered to this computer only: http://127.0.0.1:… or localhost.")
        service = self.service(app)
        tries = _Tries(url, service.hook(event, number, token))
        await tries.send(service.retries())
        if tries.problem is not None:
            raise tries.problem
        return tries.statuses[-1] or 0, tries.text

    async def publish(self, app: str, event: str, number: int | None = None) -> list[Delivered]:
        """Send a webhook to all who subscribed to it through `app` itself, each signed with their own key.

        Only receivers on this computer get it. Raises ValueError for an unknown event, and if the service
        keeps no subscriptions.
        """
        service = self.service(app)
        deliveries = service.deliveries(event, number)
        tries = [_Tries(delivery.url, delivery.hook) for delivery in deliveries]
        await asyncio.gather(
            *(each.send(service.retries()) for each in tries if is_on_this_computer(each.url))
        )
        done = [
            Delivered(delivery.subscription, each.url, tuple(each.statuses))
            for delivery, each in zip(deliveries, tries, strict=True)
        ]
        for one in done:
            service.delivered(one.subscription, one.statuses)
        return done

    def split(self, request: web.Request) -> tuple[Service, str] | None:
        """Return the service that a request is for and the path after its prefix, or None."""
        _, _, rest = request.path.partition("/")
        name, slash, path = rest.partition("/")
        service = self.services.get(name)
        return None if service is None else (service, slash + path)


class _Tries:
    """One delivery, sent until it is answered with 200 or the tries are used up."""

    def __init__(self, url: str, hook: HookRequest) -> None:
        self.url = url
        self._hook = hook
        self.statuses: list[int | None] = []
        self.text = ""
        self.problem: aiohttp.ClientError | TimeoutError | ValueError | None = None

    async def send(self, retries: Retries) -> None:
        """Send it; afterwards `statuses` holds each answer, `text` and `problem` tell of the last try."""
        limit = aiohttp.ClientTimeout(total=DELIVERY_TIME)
        async with aiohttp.ClientSession(timeout=limit, trust_env=False) as client:
            await self._try(client)
            for _ in range(retries.most):
                if self.statuses[-1] == 200:
                    return
                await asyncio.sleep(retries.seconds)
                await self._try(client)

    async def _try(self, client: aiohttp.ClientSession) -> None:
        try:
            async with client.post(
                self.url, data=self._hook.body, headers=self._hook.headers, allow_redirects=False
            ) as reply:
                self.text, self.problem = await reply.text(errors="replace"), None
                self.statuses.append(reply.status)
        except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
            self.text, self.problem = "", problem
            self.statuses.append(None)
