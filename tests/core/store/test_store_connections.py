"""Connections: kept whole, found by name, gone with their secrets."""

import random
from pathlib import Path
from typing import Any

import pytest

from core.model.errors import NameTaken, NotKnown
from core.store.migrate import SCRIPTS
from tests.core.store.samples import another_process, connection, opened, rows
from tests.secret_service import SecretService

KILLS = 20


async def test_a_connection_comes_back_as_it_was(folder: Path, secret_service: SecretService) -> None:
    whole = connection(
        account="Åsa & Söhne",
        values={"region": "eu", "big": 2**70, "odd": "\ud800", "none": None, "list": [1, 2.5, True]},
        address="http://127.0.0.1:8080",
        practice=True,
        hint="Use the host “fra1” instead.",
        verified_at=1_700_000_000.25,
        created_at=1_600_000_000.5,
    )
    async with opened(folder) as store:
        await store.connections.add(whole, {"api_key": "s"})
    async with opened(folder) as store:
        assert await store.connections.get("c1") == whole
        assert await store.connections.get("c2") is None


def at_first_version(folder: Path) -> None:
    """A database as the first version made it."""
    folder.mkdir(mode=0o700)
    for statement in (SCRIPTS / "0001_first.sql").read_text().split(";\n"):
        rows(folder, statement)
    rows(folder, "PRAGMA user_version = 1")


async def test_connections_of_the_first_version_have_no_hint(
    folder: Path, secret_service: SecretService
) -> None:
    at_first_version(folder)
    old = ("c1", "refiner", "Shop", "Sandbox", '{"region": "eu"}', "", 0, 1.5, 1.0)
    rows(folder, f"INSERT INTO connections VALUES ({', '.join('?' * len(old))})", *old)
    async with opened(folder) as store:
        (kept,) = await store.connections.all()
        assert kept == connection(
            name="Shop", account="Sandbox", values={"region": "eu"}, verified_at=1.5, created_at=1.0
        )
        await store.connections.update(connection(hint="A remark."), {"key": "s"})
        assert await store.connections.get("c1") == connection(hint="A remark.")


async def test_connections_are_listed_by_app_and_name(folder: Path) -> None:
    places = [("c1", "refiner", "b"), ("c2", "cliengo", "z"), ("c3", "refiner", "A"), ("c4", "refiner", "c")]
    async with opened(folder) as store:
        for id, app, name in places:
            await store.connections.add(connection(id, app=app, name=name), {})
        assert [one.id for one in await store.connections.all()] == ["c2", "c3", "c1", "c4"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Shop", "c1"),
        ("shop", "c2"),  # the exact name wins
        ("SHOP", "c1"),  # else the first that differs in capitals only
        ("STRASSE", "c3"),
        ("Sho", None),
    ],
)
async def test_a_connection_is_found_by_its_name(folder: Path, name: str, found: str | None) -> None:
    async with opened(folder) as store:
        for id, its_name in [("c1", "Shop"), ("c2", "shop"), ("c3", "Straße")]:
            await store.connections.add(connection(id, name=its_name), {})
        one = await store.connections.named(name)
    assert (one and one.id) == found


async def test_a_name_is_given_once(folder: Path, secret_service: SecretService) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection("c1", name="Shop"), {})
        await store.connections.add(connection("c2", name="Other"), {"key": "before"})
        with pytest.raises(NameTaken, match="'Shop'"):
            await store.connections.add(connection("c3", name="Shop", app="cliengo"), {"key": "s"})
        with pytest.raises(NameTaken):
            await store.connections.update(connection("c2", name="Shop"), {"key": "after"})
        await store.connections.update(connection("c1", name="Shop", account="its own name is no clash"))
        assert [one.name for one in await store.connections.all()] == ["Other", "Shop"]
        assert await store.connections.secrets("c2") == {"key": "before"}
    assert rows(folder, "SELECT connection FROM secrets") == [("c2",)]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, {"key": "old", "other": "old"}),
        ({"key": "new"}, {"key": "new"}),  # replaced as a whole
        ({}, {}),
    ],
)
async def test_secrets_stay_until_others_are_given(
    folder: Path, secret_service: SecretService, given: Any, kept: dict[str, str]
) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection(), {"key": "old", "other": "old"})
        await store.connections.update(connection(account="changed"), given)
        assert await store.connections.secrets("c1") == kept
        assert await store.connections.get("c1") == connection(account="changed")


async def test_a_deleted_connection_takes_its_secrets_along(
    folder: Path, secret_service: SecretService
) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection(), {"key": "s"})
        await store.connections.delete("c1")
        assert await store.connections.all() == ()
        assert await store.connections.secrets("c1") == {}
        with pytest.raises(NotKnown, match="deleted"):
            await store.connections.update(connection())
    assert rows(folder, "SELECT * FROM secrets") == []


WRITING_FOR_EVER = """if True:
    import asyncio, itertools, pathlib, sys
    from core.model.connection import Connection
    from core.store.store import Store

    async def main(folder, start):
        store = await Store.open(folder)
        for turn in itertools.count(start):
            values = {"turn": turn, "padding": "x" * 5000}
            changed = Connection(id="c1", app="refiner", name="c1", values=values)
            await store.connections.update(changed, {"one": f"secret {turn}", "two": f"secret {turn}"})
            print(turn, flush=True)

    asyncio.run(main(pathlib.Path(sys.argv[1]), int(sys.argv[2])))
"""


async def test_a_killed_process_leaves_the_old_or_the_new_and_never_half(
    folder: Path, secret_service: SecretService
) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection(values={"turn": 0}), {"one": "secret 0", "two": "secret 0"})
        turn = 0
        for _ in range(KILLS):
            with another_process(WRITING_FOR_EVER, folder, turn + 1) as process:
                assert process.stdout
                for _ in range(random.randrange(1, 20)):
                    said = int(process.stdout.readline())
                process.kill()
            left = await store.connections.get("c1")
            assert left
            turn = left.values["turn"]
            assert turn >= said
            assert await store.connections.secrets("c1") == dict.fromkeys(("one", "two"), f"secret {turn}")
