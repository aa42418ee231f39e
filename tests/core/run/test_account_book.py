"""Connecting accounts: verified first, kept whole or not at all, and found again."""

import asyncio
import socket
from pathlib import Path

import pytest
from msgspec.structs import replace

from core.apps.catalogue import Catalogue
from core.model.connection import Connection
from core.model.errors import (
    AuthRejected,
    InvalidValues,
    NameTaken,
    NetworkDown,
    NotKnown,
    SecretsLocked,
    TrunklineError,
)
from core.run.account_book import ADDRESS, NAME, NewConnection
from tests.core.client.client_calls import http, odd_host
from tests.core.run.desk import PASSPHRASE, Desk, desk
from tests.sandboxes import RunningSandbox


async def nothing_is_kept(d: Desk) -> bool:
    return await d.store.connections.all() == ()


async def test_a_good_account_is_verified_once_and_kept(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        connection = await d.book.add(d.new(name="  My account "))
        (seen,) = sandbox.requests()
        kept = await d.book.all()
    assert (seen.method, seen.path) == ("GET", "/v1/")
    assert kept == (connection,)
    assert connection == Connection(
        id=connection.id,
        app="refiner",
        name="My account",
        account="Sandbox",
        address=sandbox.address("refiner"),
        verified_at=1_700_000_000.0,
        created_at=1_700_000_000.0,
    )


async def test_plain_values_are_kept_beside_the_secret_ones(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    values = sandbox.values("segmetrics")
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        connection = await d.book.add(d.new("segmetrics"))
        credentials = await d.book.credentials(connection)
    assert connection.values == {key: values[key] for key in ("account_id", "integration_id")}
    assert credentials.values == values
    assert credentials.secrets == (values["api_key"],)
    assert d.learned == {values["api_key"]}


async def test_it_is_there_when_the_folder_is_opened_again(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        connection = await d.book.add(d.new())
    async with desk(tmp_path, catalogue, sandbox) as d:
        found = await d.book.find("My account")
        with pytest.raises(SecretsLocked):
            await d.book.credentials(found)
        await d.store.vault.unlock(PASSPHRASE)
        credentials = await d.book.credentials(found)
    assert found == connection
    assert credentials.values == sandbox.values("refiner")


@pytest.mark.parametrize("key", ["0" * 40, "nonsense", "1"])
async def test_a_wrong_key_is_told_and_nothing_is_kept(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, key: str
) -> None:
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        with pytest.raises(AuthRejected):
            await d.book.add(d.new(api_key=key))
        assert await nothing_is_kept(d)
        await d.book.add(d.new())  # the name is still free


async def test_a_host_that_cannot_be_reached_keeps_nothing(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        with socket.socket() as reserved:
            reserved.bind(("127.0.0.1", 0))
            with pytest.raises(NetworkDown):
                await d.book.add(d.new(address=f"http://127.0.0.1:{reserved.getsockname()[1]}"))
        assert await nothing_is_kept(d)


@pytest.mark.parametrize("answer", [b"{}", b'{"project_uuid": 5}', b"<html>Sign in here</html>", b""])
async def test_an_answer_without_the_mark_of_an_account_proves_nothing(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, answer: bytes
) -> None:
    """Such as the page of a hotel's network that answers in place of everybody."""
    async with (
        odd_host(lambda target: http(200, answer)) as host,
        desk(tmp_path, catalogue, sandbox, vault=True) as d,
    ):
        with pytest.raises(AuthRejected, match="Refiner did not confirm the account"):
            await d.book.add(d.new(address=host.address))
        assert await nothing_is_kept(d)


async def test_a_vault_that_is_shut_keeps_nothing(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        d.store.vault.lock()
        with pytest.raises(SecretsLocked):
            await d.book.add(d.new())
        assert await nothing_is_kept(d)


async def test_what_is_doubtful_may_be_kept_all_the_same(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        connection = await d.book.add(d.new("segmetrics", api_key="not-known-there"), unverified=True)
    assert sandbox.requests() == []
    assert (connection.verified_at, connection.account) == (None, "")


@pytest.mark.parametrize("unverified", [True, False])
async def test_every_mistake_of_the_form_is_named_and_nobody_is_asked(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, unverified: bool
) -> None:
    new = NewConnection(
        app="segmetrics", name=" ", values={"account_id": " ", "region": "eu"}, address="ftp://x"
    )
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        with pytest.raises(InvalidValues) as invalid:
            await d.book.add(new, unverified=unverified)
        assert await nothing_is_kept(d)
    assert invalid.value.by_field.keys() == {
        NAME, ADDRESS, "api_key", "account_id", "integration_id", "region",
    }  # fmt: skip
    assert sandbox.requests() == []


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com",
        "https://user:word@example.com",
        "https://example.com/?a=1",
        "example.com",
        "https://[x",
    ],
)
async def test_an_address_that_would_give_the_key_away_is_refused(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, address: str
) -> None:
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        with pytest.raises(InvalidValues) as invalid:
            await d.book.add(d.new(address=address))
    assert invalid.value.by_field.keys() == {ADDRESS}


async def test_blanks_around_what_was_pasted_do_no_harm(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    key = sandbox.values("refiner")["api_key"]
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        connection = await d.book.add(d.new(api_key=f" {key}\n", address=f"  {sandbox.address('refiner')}/ "))
        credentials = await d.book.credentials(connection)
        await d.run(connection, "list_contacts", limit=1)
    assert credentials.values == {"api_key": key}
    assert connection.address == f"{sandbox.address('refiner')}/"
    assert [seen.path for seen in sandbox.requests()] == ["/v1/", "/v1/contacts"]


@pytest.mark.parametrize("key", ["k\u00e9y", "two\nlines", "zero\u200bwidth"])
async def test_a_key_that_no_header_can_carry_is_told_at_its_field(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, key: str
) -> None:
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        with pytest.raises(InvalidValues) as invalid:
            await d.book.add(d.new(api_key=key))
    (sentence,) = invalid.value.by_field.values()
    assert invalid.value.by_field.keys() == {"api_key"}
    assert sentence.endswith("holds characters that no key has. Copy it once more.")


@pytest.mark.parametrize("name", ["one\nline too many", "\udcff", "\x1b[31m"])
async def test_a_name_that_cannot_be_shown_is_refused(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, name: str
) -> None:
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        with pytest.raises(InvalidValues) as invalid:
            await d.book.add(d.new(name=name))
    assert invalid.value.by_field == {NAME: "This name holds characters that cannot be shown."}


@pytest.mark.parametrize("name", ["My account", "my ACCOUNT", "  My account  ", "practice refiner"])
async def test_twins_are_refused_before_anybody_is_asked(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, name: str
) -> None:
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        await d.book.add(d.new(name="My account"))
        await d.practice()
        with pytest.raises(NameTaken, match="There is already a connection"):
            await d.book.add(d.new(name=name))
        assert len(await d.store.connections.all()) == 1
    assert sandbox.requests() == []


async def test_of_twins_that_are_added_together_one_is_kept(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        outcomes = await asyncio.gather(*(d.book.add(d.new()) for _ in range(3)), return_exceptions=True)
        kept = await d.store.connections.all()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Connection", "NameTaken", "NameTaken"]
    assert len(kept) == 1


async def test_an_account_is_found_by_id_by_name_and_in_any_case(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        first = await d.book.add(d.new(name="Groß"), unverified=True)
        second = await d.book.add(d.new(name=first.id), unverified=True)
        found = [await d.book.find(wanted) for wanted in (first.id, "Groß", "GROSS", second.id)]
        with pytest.raises(NotKnown, match=r"There are: .*'Groß'.* Did you mean 'Groß'") as unknown:
            await d.book.find("Gros")
    assert found == [first, first, first, second], "an id comes before a name"
    assert unknown.value.exit_status == 2


async def test_where_there_is_no_account_that_is_said(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        with pytest.raises(NotKnown, match=r"There is none yet. .* connect the account first"):
            await d.book.find("anything")


async def test_what_was_read_before_a_change_is_not_mixed_with_what_came_after(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    """A key must not go to the address that another one was meant for."""
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        read = await d.book.add(d.new())
        await d.store.connections.change(
            read.id, lambda now: replace(now, revision=1, address="https://example.com"), {"api_key": "new"}
        )
        with pytest.raises(TrunklineError, match=r"'My account' was just changed\. .* Try again\."):
            await d.book.credentials(read)
        now = await d.book.find(read.id)
        assert (await d.book.credentials(now)).values == {"api_key": "new"}


async def test_a_connection_that_is_gone_has_no_credentials(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        kept, practice = await d.book.add(d.new(), unverified=True), await d.practice()
        await d.store.connections.remove(kept, forget_uses=False)
        await d.book.drop_practice()
        for connection in (kept, practice):
            with pytest.raises(NotKnown, match="This connection is gone"):
                await d.book.credentials(connection)


async def test_the_practice_account_lives_in_memory_only(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        practice = await d.practice()
        again = await d.practice()
        assert await nothing_is_kept(d)
        assert [one.id for one in await d.book.all()] == ["practice-refiner"]
        assert (await d.book.credentials(again)).values == sandbox.values("refiner")
        assert (practice.practice, practice.account) == (True, "Sandbox")
        await d.book.drop_practice()
        assert await d.book.all() == ()


async def test_a_practice_account_is_verified_like_any_other(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        with pytest.raises(AuthRejected):
            await d.book.add_practice(d.new(api_key="0" * 40))
        assert await d.book.all() == ()
