"""A stand-in for Refiner that accepts a key or not as a test wishes, and repeats the key in what it says."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from core.apps.catalogue import Catalogue
from core.run.account_book import NewConnection
from core.run.account_manager import AccountManager
from tests.core.client.client_calls import OddHost, http, listed, odd_host
from tests.core.run.desk import Desk, desk
from tests.sandboxes import RunningSandbox

KEY = "a-key-that-nobody-may-see"
REFUSED = http(401, json.dumps({"error": f"The key {KEY} has expired."}).encode())
TROUBLE = http(503, b"{}")
TOO_MANY = http(429, b"{}", Retry_After="7200")


class Moods:
    """What the service says: `refusal` to everybody while there is one."""

    def __init__(self) -> None:
        self.refusal = b""
        self.project = "Shop"

    def __call__(self, target: str) -> bytes:
        if self.refusal:
            return self.refusal
        if target.startswith("/v1/contacts"):
            return listed([{"uuid": "1"}], items_count=1, last_page=1)
        return http(200, json.dumps({"project_uuid": "p", "project_name": self.project}).encode())


class Moody:
    """A desk, its manager, and the service with its moods."""

    def __init__(self, d: Desk, service: Moods, host: OddHost) -> None:
        self.desk = d
        self.book = d.book
        self.manager = AccountManager(d.book)
        self.service = service
        self.host = host
        self.told = 0
        d.book.on_change(self._hear)

    def new(self, name: str = "Shop", key: str = KEY) -> NewConnection:
        """What a person fills in for an account of this service."""
        return NewConnection(app="refiner", name=name, values={"api_key": key}, address=self.host.address)

    def _hear(self) -> None:
        asyncio.get_running_loop()  # where those who listen may be told
        self.told += 1


@asynccontextmanager
async def moody(folder: Path, catalogue: Catalogue, sandbox: RunningSandbox) -> AsyncIterator[Moody]:
    """Open one, with a vault."""
    service = Moods()
    async with odd_host(service) as host, desk(folder, catalogue, sandbox, vault=True) as d:
        yield Moody(d, service, host)
