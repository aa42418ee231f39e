"""The vault through the one face of the core: locked, opened on demand, moved, carried elsewhere."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from core.integrator import Integrator, NewConnection, open_integrator
from core.model.errors import (
    InvalidValues,
    NoKeyring,
    NotKnown,
    SecretsLocked,
    VaultError,
    WrongPassphrase,
)
from core.model.notices import ConnectionsChanged
from core.model.run import RunFinished
from core.store import idle
from tests.core.store.conftest import no_keyring, secret_service
from tests.sandboxes import RunningSandbox, nothing_left_running
from tests.secret_service import SecretService

__all__ = ["no_keyring", "secret_service"]

OLD, NEW, OF_THE_BACKUP = "the old orange window", "a new Zoë's window", "an orange lantern in the window"

both = pytest.mark.parametrize("own_thread", [False, True], ids=["here", "own thread"])
# keyring leaves its connection to the bus open when a call fails.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture(autouse=True)
def _quick(short_waits: None, cheap_passphrase: None) -> None:
    """Nobody waits here for nothing."""


@asynccontextmanager
async def opened(
    folder: Path, own_thread: bool = False, passphrase: str | None = OLD
) -> AsyncIterator[Integrator]:
    with nothing_left_running():
        async with open_integrator(folder, own_thread=own_thread, passphrase=passphrase) as integrator:
            yield integrator


def new(sandbox: RunningSandbox, app: str = "refiner", name: str = "Mine") -> NewConnection:
    return NewConnection(app=app, name=name, values=sandbox.values(app), address=sandbox.address(app))


async def runs(integrator: Integrator, connection: str = "Mine") -> bool:
    """Whether a module runs to its end through a connection; raises what keeps it from beginning."""
    events = [
        event async for event in integrator.run_module(connection, "refiner", "list_contacts", {"limit": 2})
    ]
    return isinstance(events[-1], RunFinished)


async def next_of(changes: AsyncGenerator[Any]) -> Any:
    async with asyncio.timeout(10):
        return await anext(changes)


@both
async def test_what_needs_secrets_goes_on_after_they_were_unlocked(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    async with opened(tmp_path, own_thread) as integrator:
        await integrator.connect(new(sandbox))
        await integrator.start_practice(5)
        assert await runs(integrator)
        await integrator.lock_vault()
        assert await integrator.vault_state() == "locked"
        sandbox.reset()
        for _ in range(2):
            with pytest.raises(SecretsLocked, match="Enter your passphrase"):
                await runs(integrator)
        with pytest.raises(SecretsLocked):
            await integrator.lookup("Mine", "segments", {})
        with pytest.raises(SecretsLocked):
            await integrator.connect(new(sandbox, name="Second"))
        with pytest.raises(SecretsLocked):
            await integrator.write_backup(tmp_path / "file", OF_THE_BACKUP)
        assert [one.path for one in sandbox.requests() if "contacts" in one.path] == []
        assert await runs(integrator, "practice-refiner"), "practice needs no vault"
        with pytest.raises(WrongPassphrase):
            await integrator.unlock(NEW)
        await integrator.unlock(OLD)
        assert await runs(integrator)
        assert await integrator.lookup("Mine", "segments", {})
        await integrator.connect(new(sandbox, name="Second"))


@both
async def test_a_run_that_is_under_way_is_not_broken_off_by_a_lock(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    async with opened(tmp_path, own_thread) as integrator:
        await integrator.connect(new(sandbox))
        events = integrator.run_module("Mine", "refiner", "list_contacts", {"limit": 50})
        async with aclosing(events):
            await anext(events)
            await integrator.lock_vault()
            last = [event async for event in events][-1]
        assert isinstance(last, RunFinished)
        with pytest.raises(SecretsLocked):
            await runs(integrator)


@both
async def test_a_passphrase_is_changed_with_the_old_one(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    async with opened(tmp_path, own_thread) as integrator:
        await integrator.connect(new(sandbox))
        with pytest.raises(WrongPassphrase):
            await integrator.change_passphrase("no idea", NEW)
        with pytest.raises(InvalidValues) as invalid:
            await integrator.change_passphrase(OLD, "")
        assert invalid.value.by_field.keys() == {"passphrase"}
        with pytest.raises(VaultError, match="already"):
            await integrator.create_passphrase(NEW)
        await integrator.change_passphrase(OLD, NEW)
        assert await runs(integrator)
    with pytest.raises(WrongPassphrase):
        async with opened(tmp_path, own_thread):
            pass
    async with opened(tmp_path, own_thread, NEW) as integrator:
        assert await runs(integrator)


async def test_the_key_moves_to_the_keyring_and_back(
    tmp_path: Path, sandbox: RunningSandbox, secret_service: SecretService
) -> None:
    async with opened(tmp_path) as integrator:
        await integrator.connect(new(sandbox))
        with pytest.raises(WrongPassphrase):
            await integrator.move_to_keyring(NEW)
        await integrator.move_to_keyring(OLD)
        assert await integrator.vault_state() == "keyring"
    async with opened(tmp_path, passphrase=None) as integrator:
        assert await runs(integrator)
        await integrator.lock_vault()
        assert await runs(integrator), "the keyring is asked again"
        await integrator.move_to_passphrase(NEW)
        assert await integrator.vault_state() == "passphrase"
    async with opened(tmp_path, passphrase=None) as integrator:
        with pytest.raises(SecretsLocked):
            await runs(integrator)
        await integrator.unlock(NEW)
        assert await runs(integrator)


async def test_without_a_keyring_the_passphrase_stays(
    tmp_path: Path, sandbox: RunningSandbox, no_keyring: None
) -> None:
    async with opened(tmp_path) as integrator:
        await integrator.connect(new(sandbox))
        with pytest.raises(NoKeyring):
            await integrator.move_to_keyring(OLD)
        assert await integrator.vault_state() == "passphrase"
        assert await runs(integrator)


async def test_a_forgotten_passphrase_is_no_dead_end(
    tmp_path: Path, sandbox: RunningSandbox, no_keyring: None
) -> None:
    async with opened(tmp_path) as integrator:
        await integrator.connect(new(sandbox))
    async with opened(tmp_path, passphrase=None) as integrator:
        await integrator.begin_vault_anew(NEW)
        with pytest.raises(VaultError, match="enter them again"):
            await runs(integrator)
        await integrator.connect(new(sandbox, name="Again"))
        assert await runs(integrator, "Again")


def test_a_hint_comes_as_one_types() -> None:
    assert Integrator.passphrase_strength("password").level == "weak"
    assert Integrator.passphrase_strength("lantern puzzle orbit mango gravel").hint == ""


# locking itself


class Clock:
    """One that goes only when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def pass_minutes(self, minutes: float) -> None:
        self.now += minutes * 60


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(idle, "time_passed", clock)
    monkeypatch.setattr(idle, "LOOK_EVERY", 0.001)
    return clock


@both
async def test_the_vault_locks_itself_and_tells(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool, clock: Clock
) -> None:
    async with opened(tmp_path, own_thread) as integrator, aclosing(integrator.vault_changes()) as changes:
        await integrator.connect(new(sandbox))
        waiting = asyncio.ensure_future(next_of(changes))
        await asyncio.sleep(0)
        await integrator.change_settings(auto_lock_minutes=5)  # from now on, without a new unlocking
        clock.pass_minutes(4.9)
        integrator.person_is_here()
        clock.pass_minutes(4.9)
        assert await runs(integrator)
        clock.pass_minutes(5)
        assert await waiting == "locked"
        with pytest.raises(SecretsLocked):
            await runs(integrator)
        await integrator.unlock(OLD)
        assert await next_of(changes) == "passphrase"
        assert await runs(integrator)
        await integrator.change_settings(auto_lock_minutes=0)
        clock.pass_minutes(10_000)
        assert await runs(integrator)


async def test_the_minutes_hold_from_the_start_of_the_program(
    tmp_path: Path, sandbox: RunningSandbox, clock: Clock
) -> None:
    async with opened(tmp_path) as integrator:
        await integrator.connect(new(sandbox))
        await integrator.change_settings(auto_lock_minutes=5)
    async with opened(tmp_path) as integrator:
        assert (await integrator.settings()).auto_lock_minutes == 5
        clock.pass_minutes(5)
        with pytest.raises(SecretsLocked):
            await runs(integrator)


async def test_minutes_without_sense_are_refused(tmp_path: Path) -> None:
    async with opened(tmp_path) as integrator:
        with pytest.raises(InvalidValues) as invalid:
            await integrator.change_settings(auto_lock_minutes=-5)
        assert invalid.value.by_field.keys() == {"auto_lock_minutes"}


# to another computer


@both
async def test_connections_are_carried_to_another_computer(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    file = tmp_path / "file"
    async with opened(tmp_path / "one", own_thread) as integrator:
        await integrator.connect(new(sandbox))
        await integrator.connect(new(sandbox, "segmetrics", "Books"))
        written = await integrator.write_backup(file, OF_THE_BACKUP, ["Mine"])
        assert [one.name for one in written] == ["Mine"]
    key = sandbox.values("refiner")["api_key"].encode()
    assert key not in file.read_bytes()
    async with opened(tmp_path / "two", own_thread, NEW) as integrator:
        with pytest.raises(WrongPassphrase):
            await integrator.preview_backup(file, OLD)
        preview = await integrator.preview_backup(file, OF_THE_BACKUP)
        assert [(entry.name, entry.app, entry.clash) for entry in preview.entries] == [
            ("Mine", "refiner", "")
        ]
        assert await integrator.connections() == ()
        async with aclosing(integrator.notices()) as notices:
            waiting = asyncio.ensure_future(next_of(notices))
            await asyncio.sleep(0)
            [restored] = await integrator.restore_backup(file, OF_THE_BACKUP)
            assert await waiting == ConnectionsChanged()
        assert restored.outcome == "added"
        assert await runs(integrator)


async def test_a_replaced_connection_is_asked_with_its_new_secrets_at_once(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    file = tmp_path / "file"
    async with opened(tmp_path / "one") as integrator:
        await integrator.connect(new(sandbox))
        await integrator.write_backup(file, OF_THE_BACKUP)
    async with opened(tmp_path / "two") as integrator:
        wrong = NewConnection(
            app="refiner", name="mine", values={"api_key": "0" * 40}, address=sandbox.address("refiner")
        )
        there = await integrator.connect(wrong, unverified=True)
        assert not await runs(integrator)
        [restored] = await integrator.restore_backup(file, OF_THE_BACKUP, {"Mine": "replace"})
        assert (restored.outcome, restored.id, restored.name) == ("replaced", there.id, "mine")
        assert await runs(integrator)


async def test_practice_stays_out_of_backups_and_in_the_way_of_names(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    file = tmp_path / "file"
    async with opened(tmp_path / "one") as integrator:
        await integrator.connect(new(sandbox, name="Practice Refiner"))
        await integrator.write_backup(file, OF_THE_BACKUP)
    async with opened(tmp_path / "two") as integrator:
        await integrator.start_practice(5)
        with pytest.raises(NotKnown, match="practice workspace"):
            await integrator.write_backup(tmp_path / "other", OF_THE_BACKUP, ["practice-refiner"])
        with pytest.raises(NotKnown, match="no connection to back up"):
            await integrator.write_backup(tmp_path / "other", OF_THE_BACKUP)
        [entry] = (await integrator.preview_backup(file, OF_THE_BACKUP)).entries
        assert (entry.clash, entry.may_replace) == ("Practice Refiner", False)
        with pytest.raises(InvalidValues):
            await integrator.restore_backup(file, OF_THE_BACKUP, otherwise="replace")
        [restored] = await integrator.restore_backup(file, OF_THE_BACKUP, otherwise="rename")
        assert restored.name == "Practice Refiner (2)"


async def test_an_app_that_is_not_here_is_told_before(
    tmp_path: Path, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    async with opened(tmp_path / "one") as integrator:
        await integrator.connect(new(sandbox))
        await integrator.connect(new(sandbox, "segmetrics", "Books"))
        await integrator.write_backup(file, OF_THE_BACKUP)
        others = tuple(app for app in await integrator.apps() if app.id != "refiner")
        monkeypatch.setattr("core.apps.catalogue.Catalogue.apps", lambda self: others)
        preview = await integrator.preview_backup(file, OF_THE_BACKUP)
    assert {entry.name: entry.app_is_here for entry in preview.entries} == {"Mine": False, "Books": True}
