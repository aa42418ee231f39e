"""What a stand-in of one service is to the rest of the sandbox.

A further service: a folder beside this file with a subclass of `Service`, and one line in `services.py`.
"""

import ipaddress
from abc import ABC, abstractmethod
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlsplit

from aiohttp import web

from core.sandbox.limits import RateLimit
from core.sandbox.options import SandboxOptions


@dataclass(frozen=True, slots=True)
class HookRequest:
    """A webhook delivery, ready to be sent as a POST."""

    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook delivery to one who subscribed through the service: the subscription and its address."""

    subscription: str
    url: str
    hook: HookRequest


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a delivery is repeated that was not answered with 200, and the seconds before each."""

    most: int = 0
    seconds: float = 0.0


class Service(ABC):
    """One service: its data, its door, and what a test may turn at run time."""

    name: ClassVar[str]
    """Its path prefix without the slash, and its key in the description."""
    list_paths: ClassVar[Container[str]] = frozenset()
    """Paths whose GET answers a page of a list: the latency applies to them."""

    limit: RateLimit
    """How many requests it lets in."""
    switches: dict[str, bool]
    """Behaviour that can be turned on and off, by name."""
    settings: dict[str, float]
    """Numbers from 0 that can be set, by name."""

    def __init__(self, options: SandboxOptions) -> None:
        self.options = options
        self.settings = {}
        self.reset()

    @abstractmethod
    def reset(self) -> None:
        """Go back to the data, limits and switches of the start."""

    @abstractmethod
    def application(self) -> web.Application:
        """Return the routes, with a door that turns every refusal into the service's own answer."""

    @abstractmethod
    def values(self) -> dict[str, str]:
        """Return connection values that the service accepts."""

    @abstractmethod
    def too_often(self, retry_after: int | str | None) -> web.Response:
        """Return the 429."""

    @abstractmethod
    def server_error(self) -> web.Response:
        """Return the 500."""

    @abstractmethod
    def state(self) -> dict[str, Any]:
        """Return what the service holds, as far as the service itself has no call to show it."""

    def hook(self, event: str, number: int | None, token: str | None) -> HookRequest:
        """Return delivery `number` of `event` (None: the next one). Raises ValueError if there is none."""
        raise ValueError(f"{self.name} sends no webhooks.")

    def deliveries(self, event: str, number: int | None) -> Sequence[Delivery]:
        """Return delivery `number` of `event` for each subscription. Raises ValueError as `hook` does."""
        raise ValueError(f"{self.name} keeps no subscriptions: say where to deliver to (url).")

    def delivered(self, subscription: str, statuses: Sequence[int | None]) -> None:  # noqa: B027  optional
        """Hear what a receiver answered, try by try; None: nothing."""

    def retries(self) -> Retries:
        """Return how deliveries are repeated."""
        return Retries()


def is_on_this_computer(url: str) -> bool:
    """Whether an address is one that the sandbox may call: of this computer, over HTTP."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
        return parts.scheme in ("http", "https") and (
            host == "localhost" or ipaddress.ip_address(host).is_loopback
        )
    except ValueError:
        return False


def retry_after_header(retry_after: int | str | None) -> dict[str, str]:
    """Return the headers that carry `retry_after` (seconds, or a text as it is), none if it is None."""
    return {} if retry_after is None else {"Retry-After": str(retry_after)}
