"""Connections are renamed, changed and copied: whole, and only once the service has accepted what is new."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from core.apps.catalogue import Catalogue
from core.model.connection import Connection, ConnectionChanges, ConnectionValues
from core.model.errors import (
    AuthRejected,
    InvalidValues,
    NameTaken,
    NotKnown,
    SecretsLocked,
    SecretsUnreadable,
    TrunklineError,
)
from core.run.account_book import ADDRESS, NAME
from core.run.account_manager import AccountManager
from tests.core.run.desk import Desk, desk
from tests.core.run.moody_service import KEY, REFUSED, moody
from tests.core.store.samples import rows
from tests.sandboxes import RunningSandbox

both = pytest.mark.parametrize("kept", [True, False], ids=["kept", "practice"])


@asynccontextmanager
async def managed(
    folder: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> AsyncIterator[tuple[Desk, AccountManager]]:
    async with desk(folder, catalogue, sandbox, vault=True) as d:
        yield d, AccountManager(d.book)


async def account(d: Desk, app: str = "segmetrics", kept: bool = True, **changed: Any) -> Connection:
    """An account in the sandbox, called "Books"."""
    new = d.new(app, "Books", **changed)
    connection = await (d.book.add(new) if kept else d.book.add_practice(new))
    d.sandbox.reset()
    return connection


async def together(*steps: Coroutine[Any, Any, Any]) -> list[Any]:
    """What steps give or raise that are begun at the same time."""
    return await asyncio.gather(*steps, return_exceptions=True)


@both
async def test_a_renamed_connection_keeps_all_else(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, kept: bool
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d, kept=kept)
        renamed = await manager.rename("Books", "  Ledger ")
        assert await manager.rename("Ledger", "LEDGER") == replace(renamed, name="LEDGER")
        found = await d.book.find("LEDGER")
        assert (await d.book.credentials(found)).values == sandbox.values("segmetrics")
    assert renamed == replace(connection, name="Ledger")
    assert sandbox.requests() == []


async def test_a_name_that_is_taken_or_none_is_refused(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d)
        await d.practice()
        for way in (manager.rename, manager.duplicate):
            with pytest.raises(NameTaken):
                await way("Books", "practice REFINER")
            for name in (" ", "two\nlines"):
                with pytest.raises(InvalidValues) as invalid:
                    await way("Books", name)
                assert invalid.value.by_field.keys() == {NAME}
        assert await d.store.connections.all() == (connection,)


async def test_plain_values_are_shown_and_of_secrets_only_that_they_are_set(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    values = sandbox.values("segmetrics")
    plain = {key: values[key] for key in ("account_id", "integration_id")}
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        await account(d)
        await d.practice("segmetrics")
        d.store.vault.lock()
        shown = [await manager.values(name) for name in ("Books", "Practice segmetrics")]
    for name, one in zip(("Books", "Practice segmetrics"), shown, strict=True):
        assert one == ConnectionValues(
            name=name, values=plain, address=sandbox.address("segmetrics"), secrets_set=("api_key",)
        )
        assert values["api_key"] not in repr(one)


@both
async def test_secrets_that_were_not_typed_anew_stay(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, kept: bool
) -> None:
    values = sandbox.values("segmetrics")
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d, kept=kept)
        plain = {"account_id": values["account_id"], "integration_id": " 99 "}
        for blank in ({}, {"api_key": " "}):
            edited = await manager.edit("Books", ConnectionChanges(values=plain, secrets=blank))
        assert await d.book.find("Books") == edited
        assert (await d.book.credentials(edited)).values == values | {"integration_id": "99"}
    changed = {"account_id": values["account_id"], "integration_id": "99"}
    assert edited == replace(connection, values=changed, revision=2)
    assert len(sandbox.requests()) == 2, "the service was asked each time"


@both
async def test_credentials_are_entered_again_and_clear_a_failure(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, kept: bool
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d, kept=kept)
        await d.book.shelf(connection.id).change(
            connection.id,
            lambda now: replace(now, account="old", failing_since=1.0, why=("a", "b")),
            {"api_key": "an-expired-key"},
        )
        key = sandbox.values("segmetrics")["api_key"]
        edited = await manager.edit("Books", ConnectionChanges(secrets={"api_key": f" {key}\n"}))
        assert (await d.book.credentials(edited)).values == sandbox.values("segmetrics")
    assert edited == replace(connection, revision=1)
    assert key in d.learned


@pytest.mark.parametrize("within", ["secrets", "values"])
async def test_a_secret_counts_wherever_among_the_changes_it_stands(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, within: str
) -> None:
    """A form gives all its values in one mapping."""
    values = sandbox.values("segmetrics")
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d)
        await d.store.connections.change(connection.id, lambda now: now, {"api_key": "an-expired-key"})
        blank = ConnectionChanges(values=values | {"api_key": ""}, secrets={"api_key": values["api_key"]})
        changes = ConnectionChanges(values=values) if within == "values" else blank
        edited = await manager.edit("Books", changes)
        assert edited.values.keys() == {"account_id", "integration_id"}
        assert (await d.book.credentials(edited)).values == values
        assert values["api_key"] not in repr(ConnectionChanges(secrets=values))


@both
async def test_what_the_service_refuses_changes_nothing(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, kept: bool
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d, kept=kept)
        changes = ConnectionChanges(
            name="Other", values={"account_id": "1", "integration_id": "2"}, secrets={"api_key": "wrong-key"}
        )
        with pytest.raises(AuthRejected):
            await manager.edit("Books", changes)
        assert await d.book.all() == (connection,)
        assert (await d.book.credentials(connection)).values == sandbox.values("segmetrics")


async def test_changes_may_be_kept_without_asking(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        await account(d)
        changes = ConnectionChanges(name="Ledger", address="", secrets={"api_key": "not-known-there"})
        edited = await manager.edit("Books", changes, unverified=True)
        assert await d.book.find("Ledger") == edited
        assert (await d.book.credentials(edited)).secrets == ("not-known-there",)
    assert (edited.state, edited.account, edited.address) == ("unverified", "", "")
    assert sandbox.requests() == []


@pytest.mark.parametrize("unverified", [True, False])
async def test_every_mistake_among_the_changes_is_named_and_nobody_is_asked(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, unverified: bool
) -> None:
    changes = ConnectionChanges(
        name=" ", values={"account_id": " ", "region": "eu"}, secrets={"api_key": None}, address="ftp://x"
    )
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d)
        with pytest.raises(InvalidValues) as invalid:
            await manager.edit("Books", changes, unverified=unverified)
        assert await d.book.all() == (connection,)
    keys = {NAME, ADDRESS, "account_id", "integration_id", "api_key", "region"}
    assert invalid.value.by_field.keys() == keys
    assert sandbox.requests() == []


async def test_a_name_among_the_changes_must_be_free(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        await account(d)
        await d.book.add(d.new(name="Other"), unverified=True)
        with pytest.raises(NameTaken):
            await manager.edit("Books", ConnectionChanges(name="OTHER"))
        assert (await manager.edit("Books", ConnectionChanges(name="BOOKS"))).name == "BOOKS"


async def test_secrets_that_cannot_be_read_need_not_be_when_they_are_typed_anew(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        await account(d)
        rows(tmp_path, "UPDATE secrets SET sealed = x'00'")
        with pytest.raises(SecretsUnreadable):
            await manager.edit("Books", ConnectionChanges())
        key = sandbox.values("segmetrics")["api_key"]
        edited = await manager.edit("Books", ConnectionChanges(secrets={"api_key": key}))
        assert (await d.book.credentials(edited)).values == sandbox.values("segmetrics")


async def test_while_the_vault_is_shut_nothing_is_changed(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d)
        d.store.vault.lock()
        for changes in (ConnectionChanges(), ConnectionChanges(secrets={"api_key": "k"})):
            with pytest.raises(SecretsLocked):
                await manager.edit("Books", changes, unverified=True)
        with pytest.raises(SecretsLocked):
            await manager.duplicate("Books", "Copy")
        assert await d.book.all() == (connection,)


async def test_of_two_who_change_a_connection_at_once_one_is_told(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d)
        plain = dict(connection.values)

        async def edit(number: str) -> Connection:
            return await manager.edit("Books", ConnectionChanges(values=plain | {"integration_id": number}))

        first, second = await together(edit("1"), edit("2"))
        kept, told = (first, second) if isinstance(first, Connection) else (second, first)
        assert isinstance(told, TrunklineError)
        assert told.title == "'Books' was just changed."
        assert await d.book.find("Books") == kept


async def test_a_rename_during_an_edit_is_not_lost(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d)
        edited, renamed = await together(
            manager.edit("Books", ConnectionChanges()), manager.rename("Books", "Ledger")
        )
        assert await d.book.find(connection.id) == replace(edited, name="Ledger")
        assert renamed.name == "Ledger"


async def test_a_connection_that_goes_during_an_edit_stays_gone(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        await account(d)
        edited, _ = await together(manager.edit("Books", ConnectionChanges()), manager.delete("Books"))
        assert isinstance(edited, NotKnown)
        assert await d.book.all() == ()
    assert rows(tmp_path, "SELECT * FROM secrets") == []


@both
async def test_a_copy_is_another_connection_to_the_same_account(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, kept: bool
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d, kept=kept)
        copy = await manager.duplicate("Books", " Copy ")
        assert copy == replace(connection, id=copy.id, name="Copy")
        assert copy.id != connection.id
        await manager.delete("Books")
        assert await d.book.all() == (copy,)
        assert (await d.book.credentials(copy)).values == sandbox.values("segmetrics")
    assert len(rows(tmp_path, "SELECT * FROM connections")) == (1 if kept else 0)


async def test_a_second_connection_to_an_account_is_noticed(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:

        async def add(name: str, project: str, key: str, *, unverified: bool = False) -> Connection:
            m.service.project = project
            return await m.book.add(m.new(name, key), unverified=unverified)

        one = await add("One", "Shop", KEY)
        same_label = await add("Same label", "Shop", "another-key-for-it")
        same_key = await add("Same key", "Renamed shop", KEY)
        other = await add("Other", "Other shop", "a-key-for-the-other")
        nameless = [await add(name, "", f"key-of-{name}", unverified=True) for name in ("x-1", "x-2")]
        await m.book.add(m.desk.new("segmetrics", "Books"))
        await m.book.add_practice(m.new("Practice", KEY))
        assert await m.manager.twins("One") == (same_key, same_label)
        assert await m.manager.twins("Same key") == (one,)
        assert await m.manager.twins("Other") == ()
        assert await m.manager.twins(nameless[0].id) == ()
        assert await m.manager.twins("Practice") == ()
        assert await m.manager.twins("Books") == ()
        m.desk.store.vault.lock()
        assert await m.manager.twins("One") == (same_label,)
    assert other.account == "Other shop"


async def test_a_refusal_is_not_marked_on_what_is_there_when_changes_are_refused(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        connection = await m.book.add(m.new())
        m.told = 0
        m.service.refusal = REFUSED
        with pytest.raises(AuthRejected):
            await m.manager.edit("Shop", ConnectionChanges(secrets={"api_key": "wrong-key"}))
        assert await m.book.find("Shop") == connection
        assert m.told == 0
        m.service.refusal = b""
        await m.manager.edit("Shop", ConnectionChanges(secrets={"api_key": "right-key"}))
        await m.manager.rename("Shop", "Other")
        await m.manager.duplicate("Other", "Copy")
    assert m.told == 3
