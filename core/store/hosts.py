"""Where data went: every host that was contacted, counted in memory and written now and then."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from functools import partial

from core.model.errors import DataError
from core.model.network import HostContact
from core.store.database import Database

KEPT_AFTER = 5.0
"""Seconds that a count may wait in memory; what is sent meanwhile costs one addition each."""

MOST_KEPT = 5000
"""Entries of the list: far more than one person's accounts need. Beyond that the oldest go."""

NETWORK_TEST = "network-test"
"""Stands where a connection's id would stand for what a test of network settings contacted."""

_Key = tuple[str, str, str]
"""Connection, host, proxy."""

_KEEP = """
INSERT INTO hosts (connection, host, proxy, first_at, last_at, times) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (connection, host, proxy) DO UPDATE SET
    first_at = min(first_at, excluded.first_at),
    last_at = max(last_at, excluded.last_at),
    times = times + excluded.times
"""

_FORGET_OLDEST = """
DELETE FROM hosts WHERE (connection, host, proxy) IN (
    SELECT connection, host, proxy FROM hosts ORDER BY last_at DESC, times DESC LIMIT -1 OFFSET ?
)
"""


class _Count:
    __slots__ = ("first", "last", "times")

    def __init__(self, first: float, last: float, times: int = 1) -> None:
        self.first = first
        self.last = last
        self.times = times


class Hosts:
    """The hosts that were contacted. Belongs to one loop, like everything that counts here."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._counts: dict[_Key, _Count] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None

    def of(self, connection: str) -> "HostsOfConnection":
        """Who writes down what a connection contacts; "" for an account that is not kept yet."""
        return HostsOfConnection(self, connection)

    def count(self, connection: str, host: str, proxy: str) -> None:
        """A request is about to go out. Touches no disk."""
        now = self._clock()
        count = self._counts.get((connection, host, proxy))
        if count is None:
            self._counts[connection, host, proxy] = _Count(now, now)
        else:
            count.last = now
            count.times += 1
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(KEPT_AFTER, self._begin_writing)

    async def settle(self) -> None:
        """Write what was counted. What cannot be written now waits for the next time."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._writing:
            await asyncio.wait([self._writing])
        await self._write()

    async def all(self) -> tuple[HostContact, ...]:
        """The hosts that were contacted, the last one first: all of them, up to `MOST_KEPT` entries."""
        await self.settle()
        rows = await self._database.select(
            "SELECT connection, host, proxy, first_at, last_at, times FROM hosts"
            " ORDER BY last_at DESC, host, connection, proxy"
        )
        return tuple(
            HostContact(
                connection=connection, host=host, proxy=proxy, first_at=first, last_at=last, times=times
            )
            for connection, host, proxy, first, last, times in rows
        )

    async def forget(self) -> None:
        """Begin anew."""
        self._counts.clear()
        await self._database.execute("DELETE FROM hosts")

    def _begin_writing(self) -> None:
        self._timer = None
        self._writing = asyncio.ensure_future(self._write())
        self._writing.add_done_callback(self._written)

    def _written(self, _: "asyncio.Task[None]") -> None:
        self._writing = None

    async def _write(self) -> None:
        counts, self._counts = self._counts, {}
        if not counts:
            return
        rows = [(*key, count.first, count.last, count.times) for key, count in counts.items()]
        try:
            await self._database.write(partial(_keep, rows))
        except DataError:  # a full disk must stop no request
            self._take_back(counts)

    def _take_back(self, counts: dict[_Key, _Count]) -> None:
        for key, count in counts.items():
            newer = self._counts.get(key)
            if newer:
                count.last = newer.last
                count.times += newer.times
            self._counts[key] = count


class HostsOfConnection:
    """Counts for one connection."""

    def __init__(self, hosts: Hosts, connection: str) -> None:
        self._hosts = hosts
        self._connection = connection

    def seen(self, host: str, proxy: str) -> None:
        """A request is about to go to a host, through a proxy ("" for none)."""
        self._hosts.count(self._connection, host, proxy)

    async def settle(self) -> None:
        """Write what was counted, for all connections."""
        await self._hosts.settle()


def _keep(rows: list[tuple[str, str, str, float, float, int]], connection: sqlite3.Connection) -> None:
    connection.executemany(_KEEP, rows)
    connection.execute(_FORGET_OLDEST, (MOST_KEPT,))
