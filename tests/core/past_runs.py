"""Profiles with a past: runs as they would lie there, written down and with their bundles."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.model.connection import Connection
from core.model.http import Exchange
from core.model.run import RunRecord, RunStatus
from core.store.store import Store

HOUR, DAY = 3600.0, 24 * 3600.0


def connection(id: str = "c1", **changes: Any) -> Connection:
    """A connection to Refiner, plain but for the changes."""
    return Connection(
        **{"id": id, "app": "refiner", "name": "My Refiner", "account": "Example Ltd", **changes}
    )


class Past:
    """Writes runs into a profile that nobody has open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def connect(self, *connections: Connection) -> None:
        """Keep connections without secrets."""
        store = await Store.open(self.folder)
        try:
            for one in connections:
                await store.connections.add(one, {})
        finally:
            await store.close()

    async def add(self, *runs: RunRecord, bundles: Sequence[Any] = ()) -> None:
        """Write runs down, each with these bundles (bytes are taken as they are) and a request."""
        store = await Store.open(self.folder)
        lines = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in bundles]
        try:
            for run in runs:
                await store.runs.begin(run)
                writer = store.spool.writer(run.id)
                writer.append(lines)
                writer.trace(_request(run))
                writer.close()
        finally:
            await store.close()


def run(id: str, started_at: float, status: RunStatus = "done", **changes: Any) -> RunRecord:
    """A run of Refiner's List Contacts that ended after two seconds."""
    plain: dict[str, Any] = {"app": "refiner", "module": "list_contacts", "connection": "c1", "pages": 1}
    times = {"started_at": started_at, "ended_at": started_at + 2.0}
    return RunRecord(**{**plain, "id": id, **times, "status": status, **changes})


def _request(run: RunRecord) -> Exchange:
    return Exchange(
        method="GET",
        url="https://api.refiner.io/v1/contacts",
        request_headers=(("Authorization", "••••••"),),
        request_body="",
        attempt=1,
        sent_at=run.started_at,
        status=200,
        reply_size=1000,
        seconds=0.2,
    )
