"""A real keyring in trouble: whatever it does, there is a sentence soon, and nothing is lost."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import keyring.core
import pytest

from core.model.errors import NoKeyring, SecretsLocked, VaultError
from core.store import system_keyring
from core.store.store import Store
from core.store.system_keyring import SERVICE
from tests.core.store.samples import connection, opened, rows
from tests.secret_service import SecretService

pytest.importorskip("jeepney")
from tests.core.store.keyring_prompter import Prompter, prompter_running, service_process

# keyring leaves its connection to the bus open when a call fails.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

SECRETS = {"api_key": "sk-🔑-4711-trouble", "token": "tok-0815-trouble"}
PASSPHRASE = "an orange lantern"
SECRET_SERVICE = "keyring.backends.SecretService.Keyring"
SOON = 0.3
"""Seconds that the keyring may take in these tests; two in the program."""


@pytest.fixture(autouse=True)
def _quick(cheap_passphrase: None) -> None:
    """The passphrase's time is not what is tested."""


async def store_secrets(folder: Path) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection(), SECRETS)


def entries(folder: Path) -> list[str]:
    return [entry for (entry,) in rows(folder, "SELECT entry FROM vault_keys") if entry]


Work = Callable[[Store], Awaitable[object]]

NEEDS_KEY: dict[str, Work] = {
    "open": lambda store: store.connections.secrets("c1"),
    "seal": lambda store: store.connections.add(connection("c2"), SECRETS),
    "move": lambda store: store.vault.move_to_passphrase(PASSPHRASE),
}
needing_the_key = pytest.mark.parametrize("work", NEEDS_KEY.values(), ids=NEEDS_KEY)


@contextmanager
def soon() -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < 2


@contextmanager
def person_asked(service: SecretService, *, answers: bool) -> Iterator[Prompter]:
    """The keyring is locked, and somebody is there to be asked for its password."""
    with ExitStack() as stack:
        prompter = stack.enter_context(prompter_running(service.address, answers=answers))
        service.lock()
        yield prompter


async def works_again(folder: Path) -> None:
    """The key is where it was, and opens what it sealed."""
    async with opened(folder) as store:
        assert await store.connections.secrets("c1") == SECRETS
        assert store.vault.state == "keyring"
        assert [one.id for one in await store.connections.all()] == ["c1"]


@needing_the_key
async def test_a_locked_keyring_is_a_sentence_soon(
    folder: Path, secret_service: SecretService, work: Work
) -> None:
    await store_secrets(folder)
    secret_service.lock()
    async with opened(folder) as store:
        with soon(), pytest.raises(SecretsLocked, match="Unlock the keyring and try again"):
            await work(store)
        assert store.vault.state == "no_keyring"
        assert [one.id for one in await store.connections.all()] == ["c1"]
    assert len(entries(folder)) == 1


@needing_the_key
async def test_a_person_who_says_no_to_the_keyring_is_taken_at_their_word(
    folder: Path, secret_service: SecretService, work: Work
) -> None:
    await store_secrets(folder)
    async with opened(folder) as store:
        with person_asked(secret_service, answers=True) as prompter:
            for _ in range(2):  # a person who has just said no is not asked the same again
                with soon(), pytest.raises(SecretsLocked, match="The system keyring is locked"):
                    await work(store)
            assert prompter.times == 1
    assert len(entries(folder)) == 1


async def test_a_person_who_said_no_may_think_better_of_it(
    folder: Path, secret_service: SecretService, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store_secrets(folder)
    monkeypatch.setattr(system_keyring, "ASKED_AGAIN_AFTER", 0.0)  # some time later
    async with opened(folder) as store:
        with person_asked(secret_service, answers=True) as prompter:
            for _ in range(2):
                with pytest.raises(SecretsLocked):
                    await store.connections.secrets("c1")
            assert prompter.times == 2


@needing_the_key
async def test_a_question_that_nobody_answers_is_given_up(
    folder: Path, secret_service: SecretService, work: Work
) -> None:
    await store_secrets(folder)
    async with opened(folder, keyring_limit=SOON) as store:
        with person_asked(secret_service, answers=False) as prompter:
            with soon(), pytest.raises(NoKeyring, match="It may be waiting for you to unlock it"):
                await work(store)
            assert prompter.asked.is_set()
    assert len(entries(folder)) == 1


@needing_the_key
async def test_a_keyring_that_is_killed_in_the_middle_of_a_call_is_a_sentence_soon(
    folder: Path, secret_service: SecretService, work: Work
) -> None:
    await store_secrets(folder)
    process = service_process(secret_service.address)
    async with opened(folder, keyring_limit=SOON) as store:
        with person_asked(secret_service, answers=False) as prompter, soon():
            failing = asyncio.ensure_future(work(store))
            assert await asyncio.to_thread(prompter.asked.wait, 5)
            os.kill(process, signal.SIGKILL)
            with pytest.raises(NoKeyring, match="The system keyring cannot be used"):
                await failing
        assert store.vault.state == "no_keyring"
        with soon(), pytest.raises(NoKeyring):  # nor is it there the next time
            await store.connections.secrets("c1")
    assert len(entries(folder)) == 1


async def test_a_keyring_that_hangs_keeps_a_passphrase_vault_from_nothing(
    folder: Path, secret_service: SecretService
) -> None:
    await store_secrets(folder)
    async with opened(folder) as store:
        await store.vault.move_to_passphrase(PASSPHRASE)
    secret_service.freeze()
    async with opened(folder) as store:
        with soon():
            assert await store.vault.prepare() == "locked"
            await store.vault.unlock(PASSPHRASE)
            assert await store.connections.secrets("c1") == SECRETS


async def test_a_move_into_a_hanging_keyring_changes_nothing(
    folder: Path, secret_service: SecretService
) -> None:
    async with opened(folder) as store:
        await store.vault.create_with_passphrase(PASSPHRASE)
        await store.connections.add(connection(), SECRETS)
    secret_service.freeze()
    async with opened(folder, keyring_limit=SOON) as store:
        with soon(), pytest.raises(NoKeyring, match="did not answer"):
            await store.vault.move_to_keyring(PASSPHRASE)
        assert await store.vault.prepare() == "locked"
        await store.vault.unlock(PASSPHRASE)
        assert await store.connections.secrets("c1") == SECRETS


async def test_what_comes_through_after_it_was_given_up_is_no_key(
    folder: Path, secret_service: SecretService
) -> None:
    """The keyring asks, nobody answers for too long, and then it writes all the same."""
    async with opened(folder, keyring_limit=SOON) as store:
        await store.vault.create_with_passphrase(PASSPHRASE)
        process = service_process(secret_service.address)
        os.kill(process, signal.SIGSTOP)
        with pytest.raises(NoKeyring):
            await store.vault.move_to_keyring(PASSPHRASE)
        os.kill(process, signal.SIGCONT)
        for thread in [one for one in threading.enumerate() if one.name == "keyring"]:
            await asyncio.to_thread(thread.join, 5)
    with ExitStack() as stack:
        bus = secret_service.library.dbus_init()
        stack.callback(bus.close)
        found = secret_service.library.get_default_collection(bus).search_items({"service": SERVICE})
        assert {entry.get_secret() for entry in found} == {b"Trunkline"}


async def test_a_key_that_a_hanging_keyring_keeps_back_goes_at_the_next_unlock(
    folder: Path, secret_service: SecretService
) -> None:
    """The passphrase has taken its place by then: nobody shall get round it."""
    await store_secrets(folder)
    process = service_process(secret_service.address)
    async with opened(folder, keyring_limit=SOON) as store:
        assert await store.vault.prepare() == "keyring"
        os.kill(process, signal.SIGSTOP)
        await store.vault.move_to_passphrase(PASSPHRASE)
        assert store.vault.state == "passphrase"
        os.kill(process, signal.SIGCONT)
    assert secret_service.count(SERVICE) == 1
    async with opened(folder) as store:
        await store.vault.unlock(PASSPHRASE)
        assert secret_service.count(SERVICE) == 0
        assert await store.connections.secrets("c1") == SECRETS
    async with opened(folder) as store:
        await store.vault.unlock(PASSPHRASE)
        assert await store.connections.secrets("c1") == SECRETS


async def test_an_entry_of_somebody_else_is_never_deleted(
    tmp_path: Path, secret_service: SecretService
) -> None:
    """Whoever can write the database could name it there."""
    await store_secrets(tmp_path / "mine")
    await store_secrets(tmp_path / "other")
    [other] = entries(tmp_path / "other")
    async with opened(tmp_path / "mine") as store:
        await store.vault.move_to_passphrase(PASSPHRASE)
    left = f'{{"backend": "{SECRET_SERVICE}", "entry": "{other}"}}'
    rows(tmp_path / "mine", "UPDATE vault_keys SET lock = json_set(lock, '$.left', json(?))", left)
    async with opened(tmp_path / "mine") as store:
        await store.vault.unlock(PASSPHRASE)
    await works_again(tmp_path / "other")


async def with_former_keys(folder: Path) -> None:
    """A vault under a passphrase, and before it eleven keys in the keyring: ten of them are gone, the last
    one opens the secrets of "c1"."""
    await store_secrets(folder)
    for number in range(10):
        rows(
            folder,
            "INSERT INTO vault_keys (position, id, probe, backend, entry)"
            " SELECT ?, ?, probe, backend, ? FROM vault_keys WHERE position = 1",
            -number,
            f"{number:032x}",
            f"gone {number}",
        )
    async with opened(folder) as store:
        await store.vault.begin_anew(PASSPHRASE)


async def test_former_keys_are_looked_for_also_where_others_are_gone(
    folder: Path, secret_service: SecretService
) -> None:
    await with_former_keys(folder)
    async with opened(folder) as store:
        await store.vault.unlock(PASSPHRASE)
        assert await store.connections.secrets("c1") == SECRETS


async def test_a_hanging_keyring_is_waited_for_once_and_not_for_each_former_key(
    folder: Path, secret_service: SecretService
) -> None:
    await with_former_keys(folder)
    secret_service.freeze()
    async with opened(folder, keyring_limit=SOON) as store:
        with soon():
            await store.vault.unlock(PASSPHRASE)
        assert store.vault.state == "passphrase"


@pytest.mark.parametrize("size", [2_560, 2_561, 100_000])
async def test_a_secret_of_any_size_costs_a_keyring_the_same_few_bytes(
    folder: Path, secret_service: SecretService, size: int
) -> None:
    """2,560 bytes are all that Windows keeps in an entry."""
    large = {"token": "k" * size}
    async with opened(folder) as store:
        await store.connections.add(connection(), large)
    async with opened(folder) as store:
        assert await store.connections.secrets("c1") == large
        await store.vault.move_to_passphrase(PASSPHRASE)
        await store.vault.move_to_keyring(PASSPHRASE)
    [entry] = entries(folder)
    kept = keyring.core.load_keyring(SECRET_SERVICE).get_password(SERVICE, entry)
    assert kept
    assert len(kept) == 44
    async with opened(folder) as store:
        assert await store.connections.secrets("c1") == large


async def test_a_keyring_that_hangs_is_waited_for_once_and_heard_again_once_it_answers(
    folder: Path, secret_service: SecretService
) -> None:
    """What a person asks for takes several calls: together they must not take longer than one."""
    await store_secrets(folder)
    async with opened(folder, keyring_limit=1.0) as store:
        secret_service.freeze()
        with soon():
            for _ in range(3):
                with pytest.raises(NoKeyring, match="did not answer in time"):
                    await store.connections.secrets("c1")
        secret_service.thaw()
        assert await store.connections.secrets("c1") == SECRETS


async def test_a_keyring_that_was_away_is_used_again_once_it_is_back(
    folder: Path, secret_service: SecretService
) -> None:
    await store_secrets(folder)
    process = service_process(secret_service.address)
    async with opened(folder, keyring_limit=SOON) as store:
        os.kill(process, signal.SIGSTOP)
        with pytest.raises(VaultError):
            await store.connections.secrets("c1")
        os.kill(process, signal.SIGCONT)
    await works_again(folder)
