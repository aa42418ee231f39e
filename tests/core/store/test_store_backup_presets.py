"""Presets of forms in backups: they come along, and take the place of none that is here unless asked to."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.model.errors import DataUnreadable
from core.model.form import LONGEST_PRESET_NAME, FilledForm, Preset
from core.run.remembered import preset_name
from core.store import sealing
from core.store.backup import Restored
from core.store.backup_file import Backup, KeptConnection, decrypted, encrypted
from core.store.backup_presets import BackupPreset, RestoredPreset
from core.store.clashes import Clash
from core.store.store import Store
from tests.core.store.backups import MADE_AT, PASSPHRASE, SECRETS, VAULT, backups, fill, mine
from tests.core.store.samples import opened

pytestmark = pytest.mark.usefixtures("no_keyring", "_quick")

VALUES = {"limit": 5, "who": ["Zoë \ud83d"], "none": None}


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four rounds of scrypt."""
    monkeypatch.setattr(sealing, "SCRYPT_N", 2**2)


def form(connection: str = "c1", **values: Any) -> FilledForm:
    """A filled form with something in every part of it."""
    return FilledForm(
        connection=connection, values=VALUES | values, labels={"who": "Zoë"}, kinds={"limit": "integer"}
    )


def kept(name: str, connection: str = "c1", module: str = "list_contacts", **values: Any) -> Preset:
    """A preset as a backup holds it."""
    return Preset(
        id=f"of {name}", app="refiner", module=module, name=name, form=form(connection, **values),
        account="Zoë Ltd", saved_at=3.0,
    )  # fmt: skip


def written(folder: Path, *presets: Preset) -> Path:
    """A backup of a connection with these."""
    one = KeptConnection(connection=mine(), secrets=SECRETS)
    file = folder / "file"
    file.write_bytes(
        encrypted(Backup(made_at=MADE_AT, connections=(one,), presets=tuple(presets)), PASSPHRASE)
    )
    return file


async def here(store: Store) -> dict[tuple[str, str], Preset]:
    """The presets of a profile, by module and name."""
    return {(one.module, one.name): one for one in await store.presets.all()}


def of_presets(restored: tuple[Restored, ...]) -> list[tuple[str, str, str]]:
    """What became of presets."""
    return [(one.original, one.outcome, one.name) for one in restored if isinstance(one, RestoredPreset)]


async def test_presets_come_along_and_are_bound_to_the_connection_as_it_is_called_there(
    tmp_path: Path,
) -> None:
    await fill(tmp_path / "source", mine())
    async with opened(tmp_path / "source") as store:
        await store.vault.unlock(VAULT)
        saved = await store.presets.save("refiner", "list_contacts", "Mine", form(), "Zoë Ltd")
        await backups(store).write(tmp_path / "file", PASSPHRASE)
    async with opened(tmp_path / "elsewhere") as store:
        await store.vault.create_with_passphrase(VAULT)
        await store.connections.add(mine(name="Another"), SECRETS)  # its id is taken
        preview = await backups(store).preview(tmp_path / "file", PASSPHRASE)
        assert preview.presets == (BackupPreset(name="Mine", app="refiner", module="list_contacts"),)
        connection, preset = await backups(store).restore(tmp_path / "file", PASSPHRASE, {})
        assert (preset.original, preset.outcome, preset.name) == ("Mine", "added", "Mine")
        (found,) = await store.presets.all()
        bound = msgspec.structs.replace(saved.form, connection=connection.id)
        assert found == msgspec.structs.replace(saved, id=preset.id, form=bound)
        assert connection.id not in ("", "c1")


async def test_a_backup_of_some_connections_holds_no_presets_of_others(tmp_path: Path) -> None:
    await fill(tmp_path / "source", mine(), mine("c2", name="Second"))
    async with opened(tmp_path / "source") as store:
        await store.vault.unlock(VAULT)
        for name, connection in (("a", "c1"), ("b", "c2"), ("c", "")):
            await store.presets.save("refiner", "list_contacts", name, form(connection))
        for ids, expected in ((["c2"], ["b"]), (["c2", "c1"], ["a", "b", "c"]), (None, ["a", "b", "c"])):
            await backups(store).write(tmp_path / "file", PASSPHRASE, ids, overwrite=True)
            content = (tmp_path / "file").read_bytes()
            assert [one.name for one in decrypted(content, PASSPHRASE).presets] == expected


@pytest.mark.parametrize(
    ("choice", "outcomes", "limits"),
    [
        ("skip", [("MINE", "skipped", "Mine")], {"Mine": 1}),
        ("rename", [("MINE", "renamed", "MINE (2)")], {"Mine": 1, "MINE (2)": 5}),
        ("replace", [("MINE", "replaced", "Mine")], {"Mine": 5}),
    ],
)
async def test_a_preset_whose_name_is_taken_overwrites_nothing_unless_it_is_said(
    tmp_path: Path, choice: Clash, outcomes: list[tuple[str, str, str]], limits: dict[str, int]
) -> None:
    file = written(tmp_path, kept("MINE"))
    async with opened(tmp_path / "elsewhere") as store:
        await store.vault.create_with_passphrase(VAULT)
        old = await store.presets.save("refiner", "list_contacts", "Mine", form(limit=1))
        await store.presets.save("refiner", "get_contact", "MINE", form(limit=2))  # of another module
        preview = await backups(store).preview(file, PASSPHRASE)
        assert [(one.name, one.clash) for one in preview.presets] == [("MINE", "Mine")]
        restored = await backups(store).restore(file, PASSPHRASE, {}, otherwise=choice)
        assert of_presets(restored) == outcomes
        found = await here(store)
        assert {
            name: one.form.values["limit"]
            for (module, name), one in found.items()
            if module == "list_contacts"
        } == limits
        assert found["list_contacts", "Mine"].id == old.id
        assert found["get_contact", "MINE"].form.values["limit"] == 2


async def test_a_backup_that_was_restored_before_brings_nothing_twice(tmp_path: Path) -> None:
    file = written(tmp_path, kept("A"), kept("a"), kept("B" * LONGEST_PRESET_NAME))
    async with opened(tmp_path / "elsewhere") as store:
        await store.vault.create_with_passphrase(VAULT)
        await backups(store).restore(file, PASSPHRASE, {})
        before = await here(store)
        assert [name for _, name in before] == ["A", "B" * LONGEST_PRESET_NAME]
        restored = await backups(store).restore(file, PASSPHRASE, {})
        assert {one.outcome for one in restored} == {"skipped"}
        assert await here(store) == before
        await backups(store).restore(file, PASSPHRASE, {}, otherwise="rename")
        assert all(len(name) <= LONGEST_PRESET_NAME for _, name in await here(store))


async def test_when_a_connection_cannot_come_no_preset_does(tmp_path: Path) -> None:
    file = written(tmp_path, kept("Mine"))
    async with opened(tmp_path / "elsewhere") as store:  # whose vault cannot keep secrets yet
        with pytest.raises(Exception, match="keyring"):
            await backups(store).restore(file, PASSPHRASE, {})
        assert await here(store) == {}


async def test_a_backup_of_version_1_is_read_and_has_no_presets(tmp_path: Path) -> None:
    file, key = tmp_path / "file", sealing.new_key()
    lock = sealing.lock_key(key, PASSPHRASE)
    head = msgspec.json.encode({"trunkline_backup": 1, "key": key.id, "lock": lock})
    one = KeptConnection(connection=mine(), secrets=SECRETS)
    text = json.dumps({"made_at": MADE_AT, "connections": [msgspec.to_builtins(one)]})
    file.write_bytes(head + b"\n" + sealing.seal(key, f"backup {head.decode()}", text))
    async with opened(tmp_path / "elsewhere") as store:
        await store.vault.create_with_passphrase(VAULT)
        (connection,) = await backups(store).restore(file, PASSPHRASE, {})
        assert connection.outcome == "added"


@pytest.mark.parametrize("name", ["👨\u200d👩\u200d👧", "क्\u200dष", "new \U0001fae9", "\uf8ff", "a\x1bb"])
async def test_every_name_that_a_preset_may_have_comes_back(tmp_path: Path, name: str) -> None:
    await fill(tmp_path / "source", mine())
    async with opened(tmp_path / "source") as store:
        await store.vault.unlock(VAULT)
        await store.presets.save("refiner", "list_contacts", preset_name(name), form())
        await backups(store).write(tmp_path / "file", PASSPHRASE)
    async with opened(tmp_path / "elsewhere") as store:
        await store.vault.create_with_passphrase(VAULT)
        await backups(store).restore(tmp_path / "file", PASSPHRASE, {})
        assert [found for _, found in await here(store)] == [name.replace("\x1b", "")]


@pytest.mark.parametrize("odd", ["a\x1b[2J", "a\x9b2J", "a\u202e[2J", "a\ud83d\n[2J"])
def test_a_name_gives_no_orders_to_a_terminal(odd: str) -> None:
    content = encrypted(Backup(made_at=0.0, connections=(), presets=(kept(odd),)), PASSPHRASE)
    (found,) = decrypted(content, PASSPHRASE).presets
    assert found.name in ("a[2J", "a2J")


@pytest.mark.parametrize("change", [{"module": "a\nb"}, {"app": "\u202e"}])
def test_a_preset_that_does_not_show_as_it_is_is_refused(change: dict[str, str]) -> None:
    odd = msgspec.structs.replace(kept("Mine"), **change)
    content = encrypted(Backup(made_at=0.0, connections=(), presets=(odd,)), PASSPHRASE)
    with pytest.raises(DataUnreadable):
        decrypted(content, PASSPHRASE)
