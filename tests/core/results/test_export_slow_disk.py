"""Exports to a disk that takes its time: the core goes on meanwhile, and stopping leaves no rest."""

import asyncio
import contextlib
import shutil
import tempfile
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from core.integrator import Integrator, open_integrator
from core.model.export import Exported
from core.store.spool import Spool

WRITTEN = b'{"id": 1}\n'

PATIENCE = 5.0
"""Seconds after which a disk that nobody lets go of is taken for one that holds everything up."""

CALLS: dict[str, tuple[object, str]] = {
    "making the folder": (tempfile, "mkdtemp"),
    "putting the file in its place": (Path, "replace"),
    "removing the folder": (shutil, "rmtree"),
}
each = pytest.mark.parametrize("call", CALLS)


class SlowDisk:
    """One call into the file system that takes until it is let go of."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, place: object, name: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._at_it = asyncio.Event()
        self._gate = threading.Event()
        self.held_everything_up = self.has_ended = False
        monkeypatch.setattr(place, name, self._slow(getattr(place, name)))

    def _slow(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            self._loop.call_soon_threadsafe(self._at_it.set)
            if not self._gate.wait(PATIENCE):
                self.held_everything_up = True
            try:
                return real(*args, **more)
            finally:
                self.has_ended = True

        return call

    async def at_it(self) -> None:
        """Wait until the call has begun."""
        await self._at_it.wait()

    def let_go(self) -> None:
        """From now on it is as quick as any."""
        self._gate.set()


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """An empty folder to export to."""
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


@contextlib.asynccontextmanager
async def profile(folder: Path) -> AsyncIterator[Integrator]:
    """A profile with one run of a bundle."""
    writer = Spool(folder / "profile" / "runs").writer("r1")
    writer.append([WRITTEN.rstrip()])
    writer.close()
    async with open_integrator(folder / "profile") as integrator:
        await integrator.whole("r1", 0)  # a worker is there, and the folder for answers
        yield integrator


async def export(integrator: Integrator, file: Path) -> object:
    """The last word of an export."""
    return [event async for event in integrator.export("r1", file, "jsonl")][-1]


def left_in(folder: Path) -> dict[str, bytes]:
    """What is in a folder, also what is hidden."""
    return {one.name: one.read_bytes() for one in folder.iterdir()}


@each
async def test_the_core_goes_on_while_a_disk_takes_its_time(
    tmp_path: Path, there: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    async with profile(tmp_path) as integrator:
        disk = SlowDisk(monkeypatch, *CALLS[call])
        exporting = asyncio.create_task(export(integrator, there / "a.jsonl"))
        await disk.at_it()
        disk.let_go()
        assert await exporting == Exported(file=there / "a.jsonl", rows=1)
        assert not disk.held_everything_up
    assert left_in(there) == {"a.jsonl": WRITTEN}


@each
async def test_stopping_waits_for_the_disk_and_leaves_a_whole_file_or_none(
    tmp_path: Path, there: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    async with profile(tmp_path) as integrator:
        disk = SlowDisk(monkeypatch, *CALLS[call])
        exporting = asyncio.create_task(export(integrator, there / "a.jsonl"))
        await disk.at_it()
        exporting.cancel()
        asyncio.get_running_loop().call_later(0.05, disk.let_go)
        with pytest.raises(asyncio.CancelledError):
            await exporting
        assert disk.has_ended
        assert not disk.held_everything_up
    assert left_in(there) == ({} if call == "making the folder" else {"a.jsonl": WRITTEN})
