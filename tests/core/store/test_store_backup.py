"""Backups: connections in one encrypted file, and out of it again, all or nothing."""

import re
from pathlib import Path
from typing import Any

import pytest

from core.model.connection import Connection
from core.model.errors import (
    DataUnreadable,
    InvalidValues,
    NameTaken,
    SecretsLocked,
    SecretsUnreadable,
)
from core.store import sealing
from core.store.backup import BackupEntry, Outcome
from core.store.backup_file import Backup, KeptConnection, encrypted
from core.store.database import Database
from core.store.store import Store
from tests.core.store.backups import (
    MADE_AT,
    PASSPHRASE,
    SECRETS,
    VAULT,
    backed_up,
    backups,
    fill,
    left_in,
    mine,
)
from tests.core.store.samples import connection, opened, room_on_disk, rows

pytestmark = pytest.mark.usefixtures("no_keyring", "_quick")


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four rounds of scrypt: every single bit is tried."""
    monkeypatch.setattr(sealing, "SCRYPT_N", 2**2)


async def all_of(store: Store) -> dict[str, tuple[Connection, dict[str, str]]]:
    """Everything that a profile keeps, by name."""
    return {one.name: (one, await store.connections.secrets(one.id)) for one in await store.connections.all()}


async def test_what_was_backed_up_comes_back_elsewhere_as_it_was(tmp_path: Path) -> None:
    first, second = mine(), mine("c2", name="Second", app="segmetrics", values={}, verified_at=None)
    file = await backed_up(tmp_path, first, second)
    async with opened(tmp_path / "elsewhere") as store:
        await store.vault.create_with_passphrase("of another vault")
        restored = await backups(store).restore(file, PASSPHRASE, {})
        assert [(one.name, one.outcome, one.id) for one in restored] == [
            ("Zoë's account", "added", "c1"),
            ("Second", "added", "c2"),
        ]
    async with opened(tmp_path / "elsewhere") as store:
        await store.vault.unlock("of another vault")
        assert await all_of(store) == {"Zoë's account": (first, SECRETS), "Second": (second, SECRETS)}


@pytest.mark.parametrize(
    "secrets",
    [
        {},
        {"token": ""},
        {"token": "half a character \ud83d"},
        {"token": "\0\n\r\u2028"},
        {"token": "k" * 300_000},
    ],
    ids=["none", "empty", "surrogate", "control", "large"],
)
async def test_secrets_of_every_kind_survive(tmp_path: Path, secrets: dict[str, str]) -> None:
    file = await backed_up(tmp_path, mine(), secrets=secrets)
    async with opened(tmp_path / "elsewhere") as store:
        await store.vault.create_with_passphrase(VAULT)
        await backups(store).restore(file, PASSPHRASE, {})
        assert await store.connections.secrets("c1") == secrets


async def test_only_the_chosen_ones_are_in_it(tmp_path: Path) -> None:
    await fill(tmp_path / "p", mine("c1", name="One"), mine("c2", name="Two"), mine("c3", name="Three"))
    async with opened(tmp_path / "p") as store:
        await store.vault.unlock(VAULT)
        written = await backups(store).write(tmp_path / "file", PASSPHRASE, ["c3", "c1", "c3"])
        preview = await backups(store).preview(tmp_path / "file", PASSPHRASE)
    assert [one.name for one in written] == ["Three", "One"]
    assert [entry.name for entry in preview.entries] == ["Three", "One"]
    assert preview.made_at == MADE_AT


async def test_many_connections_fit(tmp_path: Path) -> None:
    many = [mine(f"c{number}", name=f"Number {number}") for number in range(300)]
    file = await backed_up(tmp_path, *many)
    async with opened(tmp_path / "elsewhere") as store:
        await store.vault.create_with_passphrase(VAULT)
        assert len(await backups(store).restore(file, PASSPHRASE, {})) == 300
        assert len(await store.connections.all()) == 300


CLASHES = [
    BackupEntry(name="Free", app="refiner", account="F", address=""),
    BackupEntry(name="Same", app="refiner", account="S", clash="SAME", renamed="Same (3)", may_replace=True),
    BackupEntry(name="Other app", app="refiner", clash="Other app", renamed="Other app (2)"),
    BackupEntry(name="Practice", app="refiner", clash="Practice", renamed="Practice (2)"),
]


async def with_clashes(tmp_path: Path) -> Path:
    """A backup of four, three of which have names that are taken in the profile "here"."""
    names = {"Free": "F", "Same": "S", "Other app": "", "Practice": ""}
    file = await backed_up(
        tmp_path,
        *[
            connection(f"c{number}", name=name, account=account)
            for number, (name, account) in enumerate(names.items())
        ],
    )
    await fill(
        tmp_path / "here",
        connection("h1", name="SAME", account="here", values={"old": 1}, created_at=3.0),
        connection("h2", name="Other app", app="segmetrics"),
        connection("h3", name="same (2)"),
        secrets={"api_key": "what was here before"},
    )
    return file


async def test_a_preview_says_what_clashes_and_changes_nothing(tmp_path: Path) -> None:
    file = await with_clashes(tmp_path)
    before = rows(tmp_path / "here", "SELECT * FROM connections")
    async with opened(tmp_path / "here") as store:  # locked: names are no secret
        preview = await backups(store).preview(file, PASSPHRASE, ["Practice"])
    by_name = {entry.name: entry for entry in preview.entries}
    assert [by_name[entry.name] for entry in CLASHES] == CLASHES
    assert rows(tmp_path / "here", "SELECT * FROM connections") == before
    assert not [text for text in SECRETS.values() if text in repr(preview)]


async def test_each_clash_is_settled_as_was_chosen(tmp_path: Path) -> None:
    file = await with_clashes(tmp_path)
    async with opened(tmp_path / "here") as store:
        await store.vault.unlock(VAULT)
        restored = await backups(store).restore(
            file, PASSPHRASE, {"Same": "replace", "Other app": "rename"}, reserved=["Practice"]
        )
        outcomes: dict[str, tuple[str, Outcome]] = {one.original: (one.name, one.outcome) for one in restored}
        assert outcomes == {
            "Free": ("Free", "added"),
            "Same": ("SAME", "replaced"),
            "Other app": ("Other app (2)", "renamed"),
            "Practice": ("Practice", "skipped"),
        }
        found = await all_of(store)
        assert found.keys() == {"Free", "SAME", "same (2)", "Other app", "Other app (2)"}
        same, secrets = found["SAME"]
        assert (same.id, same.account, same.values, same.created_at) == ("h1", "S", {}, 3.0)
        assert secrets == SECRETS, "the former ones are gone"
        assert same.revision == 1, "who has a way to the account gets a new one"
        assert found["Other app"][1] == {"api_key": "what was here before"}
        assert found["Other app (2)"][0].app == "refiner"


@pytest.mark.parametrize(
    ("otherwise", "names"),
    [
        ("skip", {"Free", "SAME", "Other app", "same (2)"}),
        ("rename", {"Free", "SAME", "Same (3)", "Other app", "Other app (2)", "same (2)", "Practice (2)"}),
    ],
)
async def test_one_choice_may_hold_for_all(tmp_path: Path, otherwise: Any, names: set[str]) -> None:
    file = await with_clashes(tmp_path)
    async with opened(tmp_path / "here") as store:
        await store.vault.unlock(VAULT)
        await backups(store).restore(file, PASSPHRASE, {}, otherwise=otherwise, reserved=["Practice"])
        assert (await all_of(store)).keys() == names


async def test_what_cannot_be_replaced_is_said_and_nothing_comes_in(tmp_path: Path) -> None:
    file = await with_clashes(tmp_path)
    async with opened(tmp_path / "here") as store:
        await store.vault.unlock(VAULT)
        with pytest.raises(InvalidValues) as invalid:
            await backups(store).restore(file, PASSPHRASE, {}, otherwise="replace", reserved=["Practice"])
        assert invalid.value.by_field.keys() == {"Other app", "Practice"}
        assert "Free" not in await all_of(store)


async def test_restored_beside_itself_it_gets_a_name_and_an_id_of_its_own(tmp_path: Path) -> None:
    file = await backed_up(tmp_path, mine())
    async with opened(tmp_path / "source") as store:
        await store.vault.unlock(VAULT)
        for number in (2, 3):
            [restored] = await backups(store).restore(file, PASSPHRASE, {}, otherwise="rename")
            assert (restored.name, restored.outcome) == (f"Zoë's account ({number})", "renamed")
        found = await all_of(store)
        assert len({one.id for one, _ in found.values()}) == 3
        assert [secrets for _, secrets in found.values()] == [SECRETS] * 3


async def test_one_that_was_renamed_here_meanwhile_comes_in_under_an_id_of_its_own(tmp_path: Path) -> None:
    file = await backed_up(tmp_path, mine())
    async with opened(tmp_path / "source") as store:
        await store.vault.unlock(VAULT)
        await store.connections.update(mine(name="Other"), {"token": "changed"})
        [restored] = await backups(store).restore(file, PASSPHRASE, {})
        assert restored.outcome == "added"
        assert restored.id != "c1"
        assert await store.connections.secrets("c1") == {"token": "changed"}


async def test_a_name_that_is_given_away_at_the_last_moment_stops_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = await backed_up(tmp_path, mine("c1", name="First"), mine("c2", name="Second"))
    genuine = Database.write
    async with opened(tmp_path / "here") as store, opened(tmp_path / "here") as other:
        await store.vault.create_with_passphrase(VAULT)

        async def write(self: Database, work: Any) -> Any:
            monkeypatch.setattr(Database, "write", genuine)
            await other.connections.add(connection("late", name="Second"), {})
            return await genuine(self, work)

        monkeypatch.setattr(Database, "write", write)
        with pytest.raises(NameTaken):
            await backups(store).restore(file, PASSPHRASE, {})
        assert [one.id for one in await store.connections.all()] == ["late"]
    assert rows(tmp_path / "here", "SELECT * FROM secrets") == []


async def test_a_disk_without_room_takes_in_nothing(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    file = await backed_up(
        tmp_path, mine("c1", name="First"), mine("c2", name="Second"), secrets={"t": "x" * 400_000}
    )
    async with opened(tmp_path / "here") as store:
        await store.vault.create_with_passphrase(VAULT)
        with room_on_disk(500_000), pytest.raises(DataUnreadable):
            await backups(store).restore(file, PASSPHRASE, {})
        assert await store.connections.all() == ()
        assert len(await backups(store).restore(file, PASSPHRASE, {})) == 2


async def test_a_shut_vault_lets_nothing_in_or_out_until_it_is_opened(tmp_path: Path) -> None:
    file = await backed_up(tmp_path, mine())
    await fill(tmp_path / "here", mine("c9", name="Ninth"))
    async with opened(tmp_path / "here") as store:
        with pytest.raises(SecretsLocked):
            await backups(store).write(tmp_path / "other", PASSPHRASE)
        with pytest.raises(SecretsLocked):
            await backups(store).restore(file, PASSPHRASE, {})
        assert [one.id for one in await store.connections.all()] == ["c9"]
        assert not (tmp_path / "other").exists()
        await store.vault.unlock(VAULT)
        await backups(store).restore(file, PASSPHRASE, {})
        assert len(await backups(store).write(tmp_path / "other", PASSPHRASE)) == 2


async def test_a_secret_that_cannot_be_read_is_never_backed_up_as_none(tmp_path: Path) -> None:
    await fill(tmp_path / "p", mine("c1", name="Sound"), mine("c2", name="Ill"))
    rows(tmp_path / "p", "UPDATE secrets SET sealed = x'00' WHERE connection = 'c2'")
    async with opened(tmp_path / "p") as store:
        await store.vault.unlock(VAULT)
        with pytest.raises(SecretsUnreadable):
            await backups(store).write(tmp_path / "file", PASSPHRASE)
        assert left_in(tmp_path) == ["p"]
        await backups(store).write(tmp_path / "file", PASSPHRASE, ["c1"])


@pytest.mark.parametrize("field", ["name", "app", "address"])
async def test_what_would_play_with_a_terminal_is_refused(tmp_path: Path, field: str) -> None:
    """A person decides by these whether to let a connection in."""
    wild = KeptConnection(connection=mine(**{field: "\x1b[2Jhttps://fine"}), secrets={})
    (tmp_path / "file").write_bytes(encrypted(Backup(made_at=0, connections=(wild,)), PASSPHRASE))
    async with opened(tmp_path / "p") as store:
        with pytest.raises(DataUnreadable):
            await backups(store).preview(tmp_path / "file", PASSPHRASE)


async def test_an_address_that_is_not_safe_keeps_all_of_it_out(tmp_path: Path) -> None:
    """A person is asked for such an address in no other way."""
    file = await backed_up(tmp_path, mine("c1"), mine("c2", name="Wild", address="http://somewhere.example"))
    async with opened(tmp_path / "p") as store:
        await store.vault.create_with_passphrase(VAULT)
        for work in (
            backups(store).preview(file, PASSPHRASE),
            backups(store).restore(file, PASSPHRASE, {"Wild": "skip"}),
        ):
            with pytest.raises(DataUnreadable, match=r"'Wild'.* cannot be used"):
                await work
        assert await store.connections.all() == ()


async def test_an_odd_label_of_a_service_is_kept_and_shown_without_what_is_odd(tmp_path: Path) -> None:
    file = await backed_up(tmp_path, mine(account="Zoë\u200b\x1b Ltd"))
    async with opened(tmp_path / "p") as store:
        await store.vault.create_with_passphrase(VAULT)
        [entry] = (await backups(store).preview(file, PASSPHRASE)).entries
        await backups(store).restore(file, PASSPHRASE, {})
        [restored] = await store.connections.all()
    assert entry.account == "Zoë Ltd"
    assert restored.account == "Zoë\u200b\x1b Ltd"


async def test_the_same_id_or_name_twice_breaks_nothing(tmp_path: Path) -> None:
    twice = tuple(KeptConnection(connection=mine(name=name), secrets=SECRETS) for name in ("One", "Two"))
    (tmp_path / "file").write_bytes(encrypted(Backup(made_at=0, connections=twice), PASSPHRASE))
    async with opened(tmp_path / "p") as store:
        await store.vault.create_with_passphrase(VAULT)
        restored = await backups(store).restore(tmp_path / "file", PASSPHRASE, {})
        assert len({one.id for one in restored}) == 2
    (tmp_path / "file").write_bytes(
        encrypted(Backup(made_at=0, connections=(twice[0], twice[0])), PASSPHRASE)
    )
    async with opened(tmp_path / "q") as store:
        await store.vault.create_with_passphrase(VAULT)
        with pytest.raises(NameTaken):
            await backups(store).restore(tmp_path / "file", PASSPHRASE, {})
        assert await store.connections.all() == ()


@pytest.mark.parametrize("odd", ["network/all", "all", "practice-refiner", "", "a b", "x" * 65, "ünï"])
async def test_an_id_that_is_none_of_ours_is_not_taken_over(tmp_path: Path, odd: str) -> None:
    """A secret is sealed for a place that begins with it."""
    file = await backed_up(tmp_path, mine(odd, name="Odd"))
    async with opened(tmp_path / "here") as store:
        await store.vault.create_with_passphrase(VAULT)
        (restored,) = await backups(store).restore(file, PASSPHRASE, {})
        assert re.fullmatch("[0-9a-f]{32}", restored.id)
        assert await store.connections.secrets(restored.id) == SECRETS
