"""A key shows nowhere but in the request itself, in whatever form a service or a person repeats it."""

import base64
import json
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

import msgspec
import pytest

from core.apps.catalogue import Catalogue
from core.model.app import App, QueryAuth
from core.model.errors import TrunklineError
from core.model.run import RunFailed
from core.rules.redact import HIDDEN
from core.run.account_book import AccountBook
from core.run.module_run import ModuleRuns
from tests.core.client.client_calls import http, odd_host
from tests.core.run.desk import Desk, desk
from tests.sandboxes import RunningSandbox

KEY = 'k3y+with/odd "signs"=& %41'
"""A key that looks different in every form in which it travels."""

PROJECT = http(200, b'{"project_uuid": "p", "project_name": "Sandbox"}')


def forms(key: str) -> set[bytes]:
    """The key in every form that it may be read back from."""
    basic = base64.b64encode(f"{key}:".encode()).decode()
    texts = {key, quote(key, safe=""), quote(key), quote_plus(key), json.dumps(key)[1:-1], basic}
    return {text.encode() for text in texts}


def assert_hidden(shown: Iterable[bytes], key: str = KEY) -> None:
    for text in shown:
        for form in forms(key):
            assert form not in text, text


def files(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def shown_of(d: Desk) -> list[bytes]:
    """Everything that the last run told, in every form that a person or a log may get to see."""
    told = [repr(d.events), str(d.events)]
    for event in d.events:
        if isinstance(event, RunFailed):
            error = event.error
            told += [repr(error), str(error), repr(error.args), "".join(traceback.format_exception(error))]
    exchanges = d.store.spool.exchanges(d.run_id)
    told += [repr(exchanges), msgspec.json.encode(exchanges).decode()]
    return [text.encode() for text in told]


ECHOES = {
    "a refusal": lambda said: http(400, json.dumps({"error": said}).encode()),
    "a refusal of the key": lambda said: http(401, json.dumps({"message": said}).encode()),
    "trouble": lambda said: http(500, said.encode()),
    "a page of HTML": lambda said: http(200, f"<p>{said}</p>".encode()),
    "a header": lambda said: http(400, b"{}", X_Seen=quote(said), Set_Cookie="k=" + quote(said)),
    "a redirect": lambda said: http(302, said.encode(), Location="/?k=" + quote_plus(said)),
}


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("form", ["plain", "percent", "base64"])
async def test_a_service_that_repeats_the_key_gives_nothing_away(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, echo: str, form: str
) -> None:
    said = {"plain": KEY, "percent": quote(KEY), "base64": base64.b64encode(f"{KEY}:".encode()).decode()}
    answers = [PROJECT] + [ECHOES[echo](f"You sent {said[form]}, they say.")] * 5
    left = iter(answers)
    async with odd_host(lambda target: next(left)) as host, desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice(api_key=KEY, address=host.address)
        await d.run(account, "list_contacts", limit=1)
        assert d.failure()
        assert_hidden(shown_of(d))
        assert_hidden([repr(account).encode(), repr(await d.book.credentials(account)).encode()])
        assert_hidden(files(tmp_path).values())
    assert KEY in host.heads[-1], "it was sent, as it must be"
    assert_hidden(files(tmp_path).values())


async def test_a_key_that_a_person_types_into_a_form_is_not_kept(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        key = sandbox.values("refiner")["api_key"]
        await d.run(
            account,
            "make_api_call",
            url=f"/v1/contacts?api_key={key}",
            method="POST",
            headers={"X-Api": key, "X-Basic": base64.b64encode(f"{key}:".encode()).decode()},
            qs={"token": key},
            body={"nested": [{"key": key}]},
        )
        record = await d.record()
        assert_hidden([*shown_of(d), repr(record).encode()], key)
        assert_hidden(files(tmp_path).values(), key)
        (sent,) = sandbox.requests()
    assert sent.target.count(key) == 2
    assert record.values["body"] == {"nested": [{"key": HIDDEN}]}
    assert record.values["method"] == "POST"


async def test_a_key_in_the_address_is_hidden_too(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    """Some services want it there, and libraries like to show addresses."""

    def in_query(id: str) -> App:
        app = catalogue.app(id)
        auth = QueryAuth(name="api_key", value="{api_key}")
        connection = msgspec.structs.replace(app.connection, auth=auth)
        return msgspec.structs.replace(app, connection=connection)

    answers = iter([PROJECT, b"SSH-2.0-x\r\n", http(503, b"{}"), *[b"HTTP/1.1 9000 x\r\n\r\n"] * 3])
    async with odd_host(lambda target: next(answers)) as host, desk(tmp_path, catalogue, sandbox) as d:
        d.book = AccountBook(d.store, in_query, d.learned.update)
        d.runs = ModuleRuns(d.store, d.book)
        account = await d.practice(api_key=KEY, address=host.address)
        module = d.module("refiner", "list_contacts")
        await d.runs.run(in_query("refiner"), module, account, {"limit": 1}, d.events.append)
        assert d.failure()
        assert_hidden(shown_of(d))
        await d.book.close()
    assert ("api_key", KEY) in parse_qsl(urlsplit(host.heads[-1].split(" ")[1]).query)
    assert_hidden(files(tmp_path).values())


@pytest.mark.parametrize("answer", [http(401, KEY.encode()), http(200, KEY.encode()), b"", KEY.encode()])
async def test_a_connection_that_fails_tells_nothing_of_its_key(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, answer: bytes
) -> None:
    async with odd_host(lambda target: answer) as host, desk(tmp_path, catalogue, sandbox) as d:
        new = d.new(api_key=KEY, address=host.address)
        with pytest.raises(TrunklineError) as failed:
            await d.book.add(new)
        assert_hidden([repr(new).encode(), *told(failed.value)])
    assert_hidden(files(tmp_path).values())


def told(error: BaseException) -> list[bytes]:
    """An error in every form in which it may be shown."""
    chain: Any = error
    texts = ["".join(traceback.format_exception(error))]
    while chain:
        texts += [repr(chain), str(chain)]
        chain = chain.__cause__ or chain.__context__
    return [text.encode() for text in texts]


async def test_a_kept_key_lies_in_no_file(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        connection = await d.book.add(d.new(api_key=sandbox.values("refiner")["api_key"]))
        sandbox.fault("rate_limited", retry_after=0)
        await d.run(connection, "list_contacts", limit=5)
        key = sandbox.values("refiner")["api_key"]
        assert d.learned == {key}
        assert_hidden([repr(connection).encode(), *shown_of(d)], key)
        found = files(tmp_path)
    assert {file.name for file in found} >= {"trunkline.db", "bundles.jsonl", "trace.jsonl"}
    assert_hidden([*found.values(), *files(tmp_path).values()], key)


async def test_a_key_that_the_cut_of_a_long_reply_would_divide_is_hidden_whole(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    answers = iter([PROJECT, http(400, b"x" * 63_990 + KEY.encode() + b"y" * 10_000)])
    async with odd_host(lambda target: next(answers)) as host, desk(tmp_path, catalogue, sandbox) as d:
        await d.run(await d.practice(api_key=KEY, address=host.address), "list_contacts", limit=1)
        (exchange,) = d.store.spool.exchanges(d.run_id)
    assert len(exchange.reply_body) == 64_000
    assert KEY[:8] not in exchange.reply_body
    assert exchange.reply_body.endswith(HIDDEN + "yyyy")
