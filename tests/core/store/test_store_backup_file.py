"""The file of a backup: it appears whole, and opens only as it was written."""

import asyncio
import json
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.model.errors import (
    DataTooNew,
    DataUnreadable,
    InvalidValues,
    NotKnown,
    SecretsUnreadable,
    TrunklineError,
    WrongPassphrase,
)
from core.store import backup, sealing
from core.store.backup_file import Backup, KeptConnection, decrypted, encrypted
from tests.core.store.backups import (
    PASSPHRASE,
    SECRETS,
    VAULT,
    backed_up,
    backups,
    fill,
    left_in,
    mine,
)
from tests.core.store.samples import opened, room_on_disk

pytestmark = pytest.mark.usefixtures("no_keyring", "_quick")


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four rounds of scrypt: every single bit is tried."""
    monkeypatch.setattr(sealing, "SCRYPT_N", 2**2)


async def test_the_file_shows_nothing_but_how_it_is_locked(tmp_path: Path) -> None:
    file = await backed_up(tmp_path, mine())
    content = file.read_bytes()
    for hidden in (*SECRETS.values(), PASSPHRASE, VAULT, "Zoë", "refiner", "example.org", "5"):
        if len(hidden) > 1:
            assert hidden.encode() not in content
    head = json.loads(content.partition(b"\n")[0])
    assert head.keys() == {"trunkline_backup", "key", "lock"}
    assert (head["trunkline_backup"], head["lock"]["r"], head["lock"]["p"]) == (2, 8, 1)
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_new_backup_is_locked_as_hard_as_the_vault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    content = encrypted(Backup(made_at=0, connections=()), PASSPHRASE)
    assert json.loads(content.partition(b"\n")[0])["lock"]["n"] == 2**17
    assert decrypted(content, PASSPHRASE) == Backup(made_at=0, connections=())


async def test_two_backups_of_the_same_have_nothing_in_common(tmp_path: Path) -> None:
    one = encrypted(Backup(made_at=0, connections=()), PASSPHRASE)
    two = encrypted(Backup(made_at=0, connections=()), PASSPHRASE)
    assert one.partition(b"\n")[2][:45] != two.partition(b"\n")[2][:45]
    heads = [json.loads(content.partition(b"\n")[0]) for content in (one, two)]
    assert heads[0]["key"] != heads[1]["key"]
    assert not set(map(str, heads[0]["lock"].values())) & set(map(str, heads[1]["lock"].values())) - {
        "1", "4", "8",
    }  # fmt: skip


def bits_flipped(content: bytes) -> Iterator[bytes]:
    for place in range(len(content)):
        for bit in (0, 3, 5, 7):
            changed = bytearray(content)
            changed[place] ^= 1 << bit
            yield bytes(changed)


def small_backup() -> bytes:
    return encrypted(
        Backup(made_at=1.0, connections=(KeptConnection(connection=mine(), secrets=SECRETS),)), PASSPHRASE
    )


def test_no_bit_of_a_backup_can_be_changed() -> None:
    content = small_backup()
    assert decrypted(content, PASSPHRASE).connections[0].secrets == SECRETS
    said = set()
    for changed in bits_flipped(content):
        with pytest.raises(TrunklineError) as problem:
            decrypted(changed, PASSPHRASE)
        said.add(problem.value.title)
        assert problem.value.next_step
        assert not [hidden for hidden in (*SECRETS.values(), PASSPHRASE) if hidden in str(problem.value)]
    assert said == {
        "This is no backup of Trunkline's.",
        "This backup was changed since it was made.",
        "This backup was made by a newer Trunkline.",
        "That passphrase does not open this backup.",
    }


def test_a_backup_that_was_cut_off_or_added_to_is_refused() -> None:
    content = small_backup()
    for length in range(len(content)):
        with pytest.raises((DataUnreadable, SecretsUnreadable)):
            decrypted(content[:length], PASSPHRASE)
    for more in (b"\0", b"\n", content):
        with pytest.raises(SecretsUnreadable, match="cut off, or was tampered with"):
            decrypted(content + more, PASSPHRASE)


def with_head(content: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    line, _, rest = content.partition(b"\n")
    head = json.loads(line)
    change(head)
    return json.dumps(head, separators=(",", ":")).encode() + b"\n" + rest


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda head: head["lock"].update(n=2), SecretsUnreadable),  # quickly guessed
        (lambda head: head["lock"].update(n=8), WrongPassphrase),  # sound, but not what it was locked with
        (lambda head: head["lock"].update(n=2**40), SecretsUnreadable),  # more memory than there is
        (lambda head: head["lock"].update(p=2**30), SecretsUnreadable),  # takes for ever
        (lambda head: head["lock"].update(r=1), SecretsUnreadable),
        (lambda head: head["lock"].update(salt=""), SecretsUnreadable),
        (lambda head: head["lock"].pop("n"), DataUnreadable),
        (lambda head: head.update(trunkline_backup=3), DataTooNew),
        (lambda head: head.update(trunkline_backup=0), SecretsUnreadable),
        (lambda head: head.update(trunkline_backup="1"), DataUnreadable),
        (lambda head: head.update(key="00" * 16), WrongPassphrase),
        (lambda head: head.update(key="no hex"), WrongPassphrase),
        (lambda head: head.update(more=1), DataUnreadable),
    ],
)
def test_a_head_that_was_changed_is_refused(
    change: Callable[[dict[str, Any]], object], problem: type[TrunklineError]
) -> None:
    content = small_backup()
    assert with_head(content, lambda head: None) == content
    with pytest.raises(problem) as refused:
        decrypted(with_head(content, change), PASSPHRASE)
    assert refused.value.title
    assert refused.value.next_step


def test_not_even_a_blank_can_be_put_into_the_head() -> None:
    """All of it is authenticated, what has no meaning included."""
    with pytest.raises(SecretsUnreadable):
        decrypted(small_backup().replace(b'{"key', b'{ "key', 1).replace(b"{", b"{ ", 1), PASSPHRASE)


@pytest.mark.parametrize("wrong", ["", PASSPHRASE.upper(), PASSPHRASE + " ", VAULT])
def test_a_wrong_passphrase_opens_nothing(wrong: str) -> None:
    with pytest.raises(WrongPassphrase, match="does not open this backup"):
        decrypted(small_backup(), wrong)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"{}\n", b"[]\n[]", b"null\n", b"PK\x03\x04\n", b"{" * 10_000, b"a" * 5_000 + b"\n"],
)
def test_a_file_of_another_kind_is_no_backup(content: bytes) -> None:
    with pytest.raises(DataUnreadable, match="no backup of Trunkline's"):
        decrypted(content, PASSPHRASE)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"made_at": 1, "connections": [{}]}', "[" * 100_000, "not JSON"]
)
def test_what_is_sealed_is_checked_too(text: str) -> None:
    """Whoever knows the passphrase may have written anything."""
    line = small_backup().partition(b"\n")[0]
    head = json.loads(line)
    lock = msgspec.convert(head["lock"], sealing.PassphraseLock)  # JSON has bytes in base64
    key = sealing.unlock_key(lock, head["key"], PASSPHRASE)
    with pytest.raises(DataUnreadable, match="no backup"):
        decrypted(line + b"\n" + sealing.seal(key, f"backup {line.decode()}", text), PASSPHRASE)


async def test_nothing_is_there_before_it_is_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(tmp_path / "p", mine())
    seen: list[list[str]] = []
    genuine = os.fsync

    def fsync(descriptor: int) -> None:
        seen.append(left_in(tmp_path))
        genuine(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    async with opened(tmp_path / "p") as store:
        await store.vault.unlock(VAULT)
        await backups(store).write(tmp_path / "file", PASSPHRASE)
    assert "file" not in seen[0], "not before its content is on the disk"
    assert left_in(tmp_path) == ["file", "p"]


@pytest.mark.parametrize("fails_at", ["write", "rename"])
async def test_a_backup_that_fails_leaves_nothing_behind_and_the_former_one_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: str
) -> None:
    file = await backed_up(tmp_path, mine())
    before = file.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    async with opened(tmp_path / "source") as store:
        await store.vault.unlock(VAULT)
        with monkeypatch.context() as broken:
            broken.setattr(*((os, "fsync", fail) if fails_at == "write" else (Path, "replace", fail)))
            with pytest.raises(DataUnreadable, match="Input/output error"):
                await backups(store).write(file, PASSPHRASE, overwrite=True)
    assert file.read_bytes() == before
    assert left_in(tmp_path) == ["file", "source"]


async def test_a_full_disk_leaves_no_half_backup(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    await fill(tmp_path / "p", mine(), secrets={"token": "k" * 300_000})
    async with opened(tmp_path / "p") as store:
        await store.vault.unlock(VAULT)
        with room_on_disk(100_000), pytest.raises(DataUnreadable, match="could not be written"):
            await backups(store).write(tmp_path / "file", PASSPHRASE)
    assert left_in(tmp_path) == ["p"]


async def test_a_file_that_is_there_is_replaced_only_when_that_was_said(tmp_path: Path) -> None:
    file = await backed_up(tmp_path, mine())
    before = file.read_bytes()
    async with opened(tmp_path / "source") as store:
        await store.vault.unlock(VAULT)
        with pytest.raises(DataUnreadable, match="something of that name already"):
            await backups(store).write(file, PASSPHRASE)
        assert file.read_bytes() == before
        await backups(store).write(file, PASSPHRASE, overwrite=True)
        assert file.read_bytes() != before
        assert len((await backups(store).preview(file, PASSPHRASE)).entries) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="has no such pipes")
async def test_places_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    await fill(tmp_path / "p", mine())
    async with opened(tmp_path / "p") as store:
        await store.vault.unlock(VAULT)
        for place in (tmp_path / "no" / "such" / "folder", tmp_path / ("n" * 300)):
            with pytest.raises(DataUnreadable, match="could not be written"):
                await backups(store).write(place, PASSPHRASE)
        os.mkfifo(tmp_path / "pipe")
        for place in (tmp_path / "p", tmp_path / "pipe"):
            with pytest.raises(DataUnreadable, match="was not touched") as caught:
                await backups(store).write(place, PASSPHRASE, overwrite=True)
            assert caught.value.next_step == "Choose another name for the backup."
        assert (tmp_path / "pipe").is_fifo()
        with pytest.raises(DataUnreadable, match="No such file"):
            await backups(store).preview(tmp_path / "nowhere", PASSPHRASE)
        with pytest.raises(DataUnreadable):
            await backups(store).preview(tmp_path, PASSPHRASE)
    assert left_in(tmp_path) == ["p", "pipe"]


@pytest.mark.skipif(sys.platform == "win32", reason="links are for administrators")
async def test_a_link_that_leads_where_nobody_can_look_is_replaced(tmp_path: Path) -> None:
    await fill(tmp_path / "p", mine())
    (tmp_path / "link").symlink_to("n" * 300)
    async with opened(tmp_path / "p") as store:
        await store.vault.unlock(VAULT)
        await backups(store).write(tmp_path / "link", PASSPHRASE, overwrite=True)
        assert len((await backups(store).preview(tmp_path / "link", PASSPHRASE)).entries) == 1
    assert not (tmp_path / "link").is_symlink()


async def test_a_huge_file_is_refused_without_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "LARGEST", 1000)
    (tmp_path / "file").write_bytes(small_backup() + bytes(1000))
    async with opened(tmp_path / "p") as store:
        with pytest.raises(DataUnreadable, match="no backup"):
            await backups(store).preview(tmp_path / "file", PASSPHRASE)


async def test_a_backup_that_could_not_be_read_again_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(tmp_path / "p", mine())
    async with opened(tmp_path / "p") as store:
        await store.vault.unlock(VAULT)
        await backups(store).write(tmp_path / "file", PASSPHRASE)
        before = (tmp_path / "file").read_bytes()
        monkeypatch.setattr(backup, "LARGEST", len(before) - 100)
        with pytest.raises(DataUnreadable, match="too large to be read again"):
            await backups(store).write(tmp_path / "file", PASSPHRASE, overwrite=True)
    assert (tmp_path / "file").read_bytes() == before


async def test_nothing_to_back_up_and_no_passphrase_are_told(tmp_path: Path) -> None:
    async with opened(tmp_path / "p") as store:
        with pytest.raises(NotKnown, match="no connection to back up"):
            await backups(store).write(tmp_path / "file", PASSPHRASE)
        await store.connections.add(mine(), {})
        with pytest.raises(NotKnown, match="gone"):
            await backups(store).write(tmp_path / "file", PASSPHRASE, ["c1", "unknown"])
        with pytest.raises(NotKnown, match="no connection to back up"):
            await backups(store).write(tmp_path / "file", PASSPHRASE, [])
        with pytest.raises(InvalidValues, match="Enter a passphrase"):
            await backups(store).write(tmp_path / "file", "")
    assert left_in(tmp_path) == ["p"]


async def test_the_loop_goes_on_while_a_passphrase_is_worked_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = await backed_up(tmp_path, mine())
    reached = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(content: bytes, passphrase: str) -> Backup:
        asyncio.run_coroutine_threadsafe(_set(reached), loop).result(5)
        return decrypted(content, passphrase)

    monkeypatch.setattr(backup, "decrypted", slow)
    async with opened(tmp_path / "p") as store:
        assert (await backups(store).preview(file, PASSPHRASE)).entries
    assert reached.is_set()


async def _set(event: asyncio.Event) -> None:
    event.set()


def test_nothing_shows_a_secret_by_itself() -> None:
    kept = KeptConnection(connection=mine(), secrets=SECRETS)
    assert "4711" not in repr(kept) + repr(Backup(made_at=time.time(), connections=(kept,)))
