"""A connection in use is not removed by mistake; what is removed can be brought back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from core.apps.catalogue import Catalogue
from core.model.connection import Connection
from core.model.errors import DataUnreadable, InUse, NotKnown
from core.model.form import FilledForm
from core.run.account_manager import AccountManager
from tests.core.run.desk import Desk, desk
from tests.core.store.samples import rows
from tests.sandboxes import RunningSandbox, until

both = pytest.mark.parametrize("kept", [True, False], ids=["kept", "practice"])


@asynccontextmanager
async def managed(
    folder: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> AsyncIterator[tuple[Desk, AccountManager]]:
    async with desk(folder, catalogue, sandbox, vault=True) as d:
        yield d, AccountManager(d.book)


async def account(d: Desk, name: str = "Shop", kept: bool = True) -> Connection:
    new = d.new(name=name)
    return await (d.book.add(new, unverified=True) if kept else d.book.add_practice(new))


async def fill(d: Desk, connection: Connection, module: str = "list_contacts") -> FilledForm:
    form = FilledForm(connection=connection.id, values={"limit": 7})
    await d.store.forms.remember("refiner", module, form)
    return form


@both
async def test_a_connection_in_use_is_not_removed_until_its_uses_may_be_forgotten(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, kept: bool
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d, kept=kept)
        await fill(d, connection)
        with pytest.raises(InUse, match=r"^'Shop' is in use\. It is used in: refiner\.list_contacts\. "):
            await manager.delete("Shop")
        assert await d.book.all() == (connection,)
        await manager.delete("Shop", forget_uses=True)
        assert await d.book.all() == ()
        assert await d.store.forms.last("refiner", "list_contacts") is None


@both
async def test_a_removed_connection_is_brought_back_with_its_secrets_and_uses(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, kept: bool
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d, kept=kept)
        form = await fill(d, connection)
        await manager.delete("Shop", forget_uses=True)
        assert await manager.undo_delete(connection.id) == connection
        assert await d.book.all() == (connection,)
        assert (await d.book.credentials(connection)).values == sandbox.values("refiner")
        assert await d.store.forms.last("refiner", "list_contacts") == form
        with pytest.raises(NotKnown, match="It is there already"):
            await manager.undo_delete(connection.id)
        await manager.delete("Shop", forget_uses=True)
        assert await manager.undo_delete(connection.id) == connection, "again and again"


async def test_while_it_is_removed_no_secret_lies_in_the_database(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d)
        await manager.delete("Shop")
        assert rows(tmp_path, "SELECT * FROM secrets") == rows(tmp_path, "SELECT * FROM connections") == []
        d.store.vault.lock()  # bringing it back opens none either
        assert await manager.undo_delete(connection.id) == connection


@both
async def test_one_that_is_brought_back_gives_way_to_whoever_has_its_name_now(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, kept: bool
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d, kept=kept)
        await manager.delete("Shop")
        for name in ("SHOP", "shop 2"):
            await account(d, name)
        back = await manager.undo_delete(connection.id)
        assert back == replace(connection, name="Shop 3") == await d.book.find("Shop 3")


async def test_what_was_removed_by_another_program_cannot_be_brought_back(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d)
        await manager.delete("Shop")
    async with desk(tmp_path, catalogue, sandbox) as d:
        with pytest.raises(NotKnown, match="cannot be brought back"):
            await AccountManager(d.book).undo_delete(connection.id)


async def test_a_practice_connection_is_not_brought_back_once_the_workspace_was_left(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d, kept=False)
        await manager.delete("Shop")
        await d.book.drop_practice()
        with pytest.raises(NotKnown, match="cannot be brought back"):
            await manager.undo_delete(connection.id)
        assert await d.book.all() == ()


async def test_an_undo_that_fails_may_be_tried_again(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise DataUnreadable("The disk is full.")

    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d)
        await manager.delete("Shop")
        with monkeypatch.context() as patch:
            patch.setattr(d.store.connections, "restore", full)
            with pytest.raises(DataUnreadable):
                await manager.undo_delete(connection.id)
        assert await manager.undo_delete(connection.id) == connection


async def test_a_removed_account_is_gone_with_its_secrets_and_sockets(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d)
        await d.run(connection, "list_contacts", limit=1)
        assert sandbox.open_connections == 1
        await manager.delete("Shop")
        await until(lambda: sandbox.open_connections == 0)
        assert await d.store.connections.secrets(connection.id) == {}
        await account(d)  # the name is free again


async def test_a_run_whose_account_is_removed_ends_in_words(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        connection = await account(d)
        sandbox.fault("hang", times=None)
        running = d.start(connection, "list_contacts", limit=1)
        await until(lambda: sandbox.in_flight == 1)
        await manager.delete("Shop")
        await running
        assert d.failure().title == "This connection is gone."
        assert await d.book.all() == ()
    await until(lambda: sandbox.open_connections == 0)


async def test_uses_move_to_another_connection_to_the_same_app(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        old, new = await account(d, "Old"), await account(d, "New")
        await fill(d, old)
        await fill(d, old, "get_contact")
        moved = await manager.replace("Old", "New")
        assert [use.module for use in moved] == ["get_contact", "list_contacts"]
        assert (await manager.uses("Old"), await manager.uses("New")) == ((), moved)
        form = await d.store.forms.last("refiner", "list_contacts")
        assert form == FilledForm(connection=new.id, values={"limit": 7})
        await manager.delete("Old")


async def test_uses_may_move_to_and_from_a_practice_connection(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        real, practice = await account(d, "Real"), await account(d, "Practice", kept=False)
        await fill(d, practice)
        moved = await manager.replace(practice.id, real.id)
        assert moved == await manager.uses("Real") == await manager.replace("Real", "Practice")
        assert moved == await manager.uses("Practice")


async def test_only_a_connection_to_the_same_app_takes_a_place(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with managed(tmp_path, catalogue, sandbox) as (d, manager):
        await fill(d, await account(d))
        await d.book.add(d.new("segmetrics", "Books"), unverified=True)
        with pytest.raises(NotKnown, match=r"'Books' cannot take the place of 'Shop'\. .* another app"):
            await manager.replace("Shop", "Books")
        with pytest.raises(NotKnown, match="its own place"):
            await manager.replace("Shop", "SHOP")
        with pytest.raises(NotKnown, match="There is no connection 'Nobody'"):
            await manager.replace("Shop", "Nobody")
        assert len(await manager.uses("Shop")) == 1
