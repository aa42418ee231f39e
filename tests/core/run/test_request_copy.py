"""A request of a run as a curl command, with its secrets: only while they are those it was sent with."""

from pathlib import Path
from typing import Any

import pytest

from core.apps.catalogue import Catalogue
from core.model.connection import ConnectionChanges
from core.model.errors import NotKnown, SecretsLocked, TrunklineError
from core.model.http import Exchange
from core.rules.curl import read_curl
from core.rules.curl_text import curl_without_secrets
from core.run.account_manager import AccountManager
from core.run.request_copy import RequestCopies
from tests.core.run.desk import Desk, desk
from tests.core.run.moody_service import KEY, moody
from tests.core.run.test_module_run import in_short_pages
from tests.sandboxes import RunningSandbox


def exchanges(d: Desk) -> tuple[Exchange, ...]:
    return d.store.spool.exchanges(d.run_id)


async def copied(d: Desk, exchange: Exchange) -> str:
    return await RequestCopies(d.store, d.book).curl(d.run_id, exchange, d.catalogue.module)


async def refused(d: Desk, exchange: Exchange) -> str:
    with pytest.raises(TrunklineError) as error:
        await copied(d, exchange)
    assert error.value.title == "The secrets cannot be put back."
    return error.value.reason


async def test_the_request_of_every_page_comes_back_with_its_secrets(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    key = sandbox.values("refiner")["api_key"]
    async with desk(tmp_path, catalogue, sandbox) as d:
        await d.run(await d.practice(), "list_contacts", limit=7)
        (first,) = exchanges(d)
        text = await copied(d, first)
        seen = sandbox.requests("/v1/contacts")[0]
    command = read_curl(text)
    assert command.header("Authorization") == f"Bearer {key}"
    assert dict(command.query) == dict(seen.query)
    assert key not in curl_without_secrets(first)
    assert "Authorization: ***" in curl_without_secrets(first)


@pytest.mark.parametrize(
    ("app", "module", "values"),
    [
        ("cliengo", "list_contacts", {"limit": 60}),
        ("refiner", "track_event", {"id": "u-1", "event": "Signed in"}),
        ("customerly", "list_users", {"limit": 60}),
    ],
)
async def test_what_is_copied_is_what_the_service_was_sent(
    tmp_path: Path,
    catalogue: Catalogue,
    sandbox: RunningSandbox,
    app: str,
    module: str,
    values: dict[str, Any],
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        await d.run(await d.practice(app), module, **values)
        texts = [await copied(d, exchange) for exchange in exchanges(d)]
    asked = sorted(sorted(dict(seen.query).items()) for seen in sandbox.requests())
    assert sorted(sorted(read_curl(text).query) for text in texts) == asked
    assert all(secret in text for text in texts for secret in sandbox.values(app).values())


async def test_other_secrets_are_not_put_where_those_of_then_stood(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        account = await m.book.add(m.new())
        await m.desk.run(account, "list_contacts", limit=1)
        (exchange,) = exchanges(m.desk)
        assert KEY in await copied(m.desk, exchange)
        await m.manager.edit(account.id, ConnectionChanges(secrets={"api_key": "another-key-of-mine"}))
        assert await refused(m.desk, exchange) == "'Shop' was changed since: these were other secrets."
        await AccountManager(m.book).delete(account.id)
        assert await refused(m.desk, exchange) == "The connection that it was sent through is gone."


async def test_what_cannot_be_made_anew_is_not_copied_with_secrets(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    key = sandbox.values("refiner")["api_key"]
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        await d.run(account, "list_contacts", limit=1, search=key)
        assert "held a secret" in await refused(d, exchanges(d)[0])
        await d.run(account, in_short_pages(d.module("refiner", "list_contacts")), limit=7)
        assert "was changed since" in await refused(d, exchanges(d)[0])
        await d.run(account, "list_contacts", limit=1)
        other = Exchange(
            method="GET", url="x", request_headers=(), request_body="", attempt=1, sent_at=0.0, revision=0
        )
        assert "for certain" in await refused(d, other)
        with pytest.raises(NotKnown):
            await RequestCopies(d.store, d.book).curl("none", other, catalogue.module)


async def test_the_vault_is_asked_and_nothing_is_written_down(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    key = sandbox.values("refiner")["api_key"]
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        await d.run(await d.book.add(d.new()), "list_contacts", limit=1)
        (exchange,) = exchanges(d)
        assert key in await copied(d, exchange)
        d.store.vault.lock()
        with pytest.raises(SecretsLocked):
            await copied(d, exchange)
    assert key.encode() not in everything_in(tmp_path)


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
