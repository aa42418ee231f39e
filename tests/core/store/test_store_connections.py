"""Connections: kept whole, found by name, gone with their secrets."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from core.model.connection import Connection, Use
from core.model.errors import InUse, NameTaken, NotKnown, SecretsUnreadable
from core.model.form import FilledForm
from core.model.network import ManualProxy, NetworkSettings
from core.store.migrate import SCRIPTS
from core.store.store import DATABASE, Store
from tests.core.store.samples import connection, opened, rows
from tests.secret_service import SecretService


async def test_a_connection_comes_back_as_it_was(folder: Path, secret_service: SecretService) -> None:
    whole = connection(
        account="Åsa & Söhne",
        values={"region": "eu", "big": 2**70, "odd": "\ud800", "none": None, "list": [1, 2.5, True]},
        address="http://127.0.0.1:8080",
        practice=True,
        hint="Use the host “fra1” instead.",
        verified_at=1_700_000_000.25,
        created_at=1_600_000_000.5,
        failing_since=1_700_000_001.75,
        why=("Refiner did not accept the credentials.", "It said “no”."),
        revision=3,
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


async def test_connections_of_the_first_version_have_no_hint_and_do_not_fail(
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


async def test_a_connection_is_changed_from_what_it_is_at_that_moment(
    folder: Path, secret_service: SecretService
) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection(account="old"), {"key": "s"})
        seen = await store.connections.get("c1")
        await store.connections.change("c1", lambda now: replace(now, name="Renamed"))
        changed = await store.connections.change("c1", lambda now: replace(now, account="new"))
        assert changed == await store.connections.get("c1") == connection(name="Renamed", account="new")
        assert await store.connections.secrets("c1") == {"key": "s"}
    assert seen != changed


async def test_a_change_that_is_refused_changes_nothing(folder: Path, secret_service: SecretService) -> None:
    def refused(now: Connection) -> Connection:
        raise NameTaken("no")

    async with opened(folder) as store:
        await store.connections.add(connection(), {"key": "before"})
        with pytest.raises(NameTaken):
            await store.connections.change("c1", refused, {"key": "after"})
        assert await store.connections.opened("c1") == (connection(), {"key": "before"})
        with pytest.raises(NotKnown, match="deleted"):
            await store.connections.change("c2", lambda now: now, {"key": "s"})
    assert rows(folder, "SELECT connection FROM secrets") == [("c1",)]


async def test_a_connection_is_opened_with_its_secrets_but_for_those_that_may_stay_shut(
    folder: Path, secret_service: SecretService
) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection("c1"), {"key": "k", "token": "t"})
        await store.connections.add(connection("c2"), {})
        assert await store.connections.opened("c1") == (connection("c1"), {"key": "k", "token": "t"})
        assert await store.connections.opened("c2") == (connection("c2"), {})
        assert await store.connections.secret_fields("c1") == ("key", "token")
        with pytest.raises(NotKnown, match="gone"):
            await store.connections.opened("c3")
    rows(folder, "UPDATE secrets SET sealed = x'00' WHERE field = 'key'")
    async with opened(folder) as store:
        with pytest.raises(SecretsUnreadable):
            await store.connections.opened("c1")
        assert await store.connections.opened("c1", without={"key"}) == (connection("c1"), {"token": "t"})


async def filled(store: Store, connection: str, *modules: str) -> None:
    """Fill in the forms of modules."""
    for module in modules:
        form = FilledForm(connection=connection, values={"by": connection})
        await store.forms.remember("refiner", module, form)


def form_of(module: str) -> Use:
    return Use(kind="form", app="refiner", module=module, label=f"refiner.{module}")


async def test_a_connection_knows_where_it_is_used(folder: Path) -> None:
    async with opened(folder) as store:
        for id in ("c1", "c2"):
            await store.connections.add(connection(id), {})
        await filled(store, "c1", "list", "get")
        await filled(store, "c2", "list")
        assert await store.connections.uses("c1") == (form_of("get"), form_of("list"))
        assert await store.connections.uses("c3") == ()


async def test_a_connection_in_use_is_not_removed(folder: Path, secret_service: SecretService) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection(name="Shop"), {"key": "s"})
        await filled(store, "c1", "list")
        with pytest.raises(InUse, match=r"'Shop' is in use\. It is used in: refiner\.list\."):
            await store.connections.remove(connection(name="Shop"), forget_uses=False)
        assert await store.connections.secrets("c1") == {"key": "s"}
        assert await store.connections.uses("c1") == (form_of("list"),)


async def test_a_removed_connection_takes_its_secrets_and_uses_along(
    folder: Path, secret_service: SecretService
) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection(), {"key": "s"})
        await filled(store, "c1", "list")
        await store.connections.remove(connection(), forget_uses=True)
        assert await store.connections.all() == ()
        assert await store.connections.secrets("c1") == {}
        with pytest.raises(NotKnown, match="deleted"):
            await store.connections.update(connection())
    assert rows(folder, "SELECT * FROM secrets") == rows(folder, "SELECT * FROM forms") == []


async def test_what_was_removed_is_restored_as_it_was(folder: Path, secret_service: SecretService) -> None:
    whole = connection(values={"region": "eu"}, failing_since=3.0, why=("No.", "Expired."), revision=4)
    async with opened(folder) as store:
        await store.connections.add(whole, {"key": "s"})
        await filled(store, "c1", "list")
        removed = await store.connections.remove(connection(), forget_uses=True)
        assert await store.forms.last("refiner", "list") is None
        for _ in range(2):  # what is there already stays as it is
            await store.connections.restore(removed)
        assert await store.connections.opened("c1") == (whole, {"key": "s"})
        form = await store.forms.last("refiner", "list")
    assert form == FilledForm(connection="c1", values={"by": "c1"})


async def test_a_connection_whose_name_was_given_away_is_not_restored_half(
    folder: Path, secret_service: SecretService
) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection(name="Shop"), {"key": "s"})
        await filled(store, "c1", "list")
        removed = await store.connections.remove(connection(), forget_uses=True)
        await store.connections.add(connection("c2", name="Shop"), {})
        with pytest.raises(NameTaken):
            await store.connections.restore(removed)
    assert rows(folder, "SELECT * FROM secrets") == rows(folder, "SELECT * FROM forms") == []


async def test_another_connection_takes_all_uses_and_of_two_forms_the_later_stays(folder: Path) -> None:
    async with opened(folder) as store:
        for id in ("c1", "c2"):
            await store.connections.add(connection(id), {})
        await filled(store, "c1", "only_c1", "c1_before")
        await filled(store, "c2", "c1_before", "c2_before", "only_c2")
        await filled(store, "c1", "c2_before")
        with pytest.raises(NotKnown, match="gone"):
            await store.connections.replace("c1", connection("c3"))
        moved = await store.connections.replace("c1", connection("c2"))
        assert moved == tuple(map(form_of, ("c1_before", "c2_before", "only_c1")))
        assert await store.connections.uses("c1") == ()
    found = dict(rows(folder, "SELECT module, json_extract(field_values, '$.by') FROM forms"))
    assert found == {"only_c1": "c1", "only_c2": "c2", "c1_before": "c2", "c2_before": "c1"}
    assert rows(folder, "SELECT DISTINCT connection FROM forms") == [("c2",)]


def files_with(folder: Path, content: bytes) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and content in file.read_bytes()]


async def test_a_network_password_that_is_gone_is_in_no_file(
    folder: Path, secret_service: SecretService
) -> None:
    settings = NetworkSettings(proxy=ManualProxy(address="http://proxy.example:3128", user="me"))
    async with opened(folder) as store:
        await store.network.save(settings, proxy_password="a password of some length")
    [(blob,)] = rows(folder, "SELECT proxy_password FROM network")
    assert files_with(folder, blob) == [folder / DATABASE]
    async with opened(folder) as store:
        await store.network.save(settings, proxy_password="")
    assert files_with(folder, blob) == []


@pytest.mark.parametrize("way", ["change", "remove"])
async def test_a_sealed_secret_that_is_gone_is_in_no_file(
    folder: Path, secret_service: SecretService, way: str
) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection(), {"key": "a secret of some length"})
    [(blob,)] = rows(folder, "SELECT sealed FROM secrets")
    assert files_with(folder, blob) == [folder / DATABASE]
    async with opened(folder) as store:
        if way == "change":
            await store.connections.change("c1", lambda now: now, {"key": "another"})
        else:
            await store.connections.remove(connection(), forget_uses=True)
    assert files_with(folder, blob) == []
