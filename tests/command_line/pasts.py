"""Profiles with a past, for commands: written in an instant, without a service."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.core.past_runs import Past, connection, run

START = 1_793_000_000.0
"""When the first run began: 2026-10-26."""

OLD = [
    {"id": 1, "email": "ann@example.com", "plan": "free", "seen": 1},
    {"id": 2, "email": "bob@example.com", "plan": "free", "seen": 2},
    {"id": 3, "email": "cyd@example.com", "plan": None, "seen": 3},
]
NEW = [
    {"id": 2, "email": "bob@example.com", "plan": "gold", "seen": 12},
    {"id": 3, "email": "cyd@example.com", "plan": None, "seen": 13},
    {"id": 4, "email": "=1+1", "plan": "free", "seen": 14},
]

FAILED = ("The service said no.", "It has a \x1b[31mbad day", "Wait.")


def profile_with_past(folder: Path) -> Path:
    """Two runs that brought bundles, `aaaa1` and `aaaa2`, and one that failed, `bbbb1`."""
    past = Past(folder)

    async def write() -> None:
        await past.connect(connection())
        await past.add(run("aaaa1", START, bundles=3, values={"limit": 3}), bundles=OLD)
        await past.add(run("aaaa2", START + 86_400, bundles=3, values={"limit": 30}), bundles=NEW)
        await past.add(run("bbbb1", START + 2 * 86_400, "failed", module="identify_user", problem=FAILED))

    asyncio.run(write())
    return folder


def add_run(folder: Path, id: str, bundles: Sequence[Any], **changes: Any) -> None:
    """One more run with these bundles."""
    record = run(id, START + 9 * 86_400, bundles=len(bundles), **changes)
    asyncio.run(Past(folder).add(record, bundles=bundles))
