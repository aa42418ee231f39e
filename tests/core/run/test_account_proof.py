"""What proves an account, what it is called, and what the service remarks."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.model.app import App, Verify
from core.model.errors import AuthRejected
from core.model.request import Request
from core.rules.redact import HIDDEN
from tests.core.rules.rules_samples import KEY, app, connection
from tests.core.run.own_host import json_answer, own_desk


def proving(**declared: Any) -> App:
    verify = Verify(request=Request(method="GET", path="/me"), **declared)
    return app(connection=msgspec.structs.replace(connection(), verify=verify))


@pytest.mark.parametrize(
    ("kind", "reply", "proves"),
    [
        ("list", '{"data": []}', True),
        ("list", '{"data": ["a"]}', True),
        ("list", '{"data": "a"}', False),
        ("list", '{"data": {}}', False),
        ("list", '{"data": null}', False),
        ("list", "[]", False),
        ("list", "<p>Log in", False),
        ("text", '{"data": "a"}', True),
        ("text", '{"data": []}', False),
    ],
)
async def test_an_account_is_proven_by_what_should_stand_there(
    tmp_path: Path, kind: Any, reply: str, proves: bool
) -> None:
    async with own_desk(tmp_path, proving(proof="data", proof_is=kind), json_answer(me=reply)) as d:
        if proves:
            assert (await d.practice()).verified_at is not None
        else:
            with pytest.raises(AuthRejected, match="Demo did not confirm the account"):
                await d.practice()
            assert await d.book.all() == ()


@pytest.mark.parametrize(
    ("label", "reply", "account"),
    [
        ("{name} ({email})", '{"name": "Shop", "email": "a@example.com"}', "Shop (a@example.com)"),
        ("{name} ({email})", '{"name": "Shop"}', "Shop"),
        ("{name} ({email})", '{"name": " ", "email": "a@example.com"}', "a@example.com"),
        ("{name} ({email})", "{}", ""),
        ("{result.a} {result.b.c}", '{"result": {"a": 7, "b": {"c": "x"}}}', "7 x"),
        ("name", '{"name": "Shop"}', "Shop"),
        ("name", '{"name": 12}', "12"),
        ("name", '{"name": true}', ""),
        ("name", '{"name": "half a \\ud83d,\\n odd\\u0007 name"}', "half a , odd name"),
        ("name", f'{{"name": "key {KEY}"}}', f"key {HIDDEN}"),
        ("", '{"name": "Shop"}', ""),
    ],
)
async def test_an_account_is_called_by_what_the_service_tells_of_it(
    tmp_path: Path, label: str, reply: str, account: str
) -> None:
    async with own_desk(tmp_path, proving(label=label), json_answer(me=reply)) as d:
        assert (await d.practice()).account == account


NOTICE = "Request proxied. For faster response times, use this host instead: fra1.example.com"


@pytest.mark.parametrize(
    ("at", "reply", "hint"),
    [
        ("meta.notice", f'{{"meta": {{"notice": "{NOTICE}"}}}}', NOTICE),
        ("meta.notice", '{"meta": {}}', ""),
        ("meta.notice", '{"meta": {"notice": null}}', ""),
        ("meta.notice", '{"meta": {"notice": {"text": "x"}}}', ""),
        ("meta.notice", f'{{"meta": {{"notice": "You sent {KEY}."}}}}', f"You sent {HIDDEN}."),
        ("", f'{{"meta": {{"notice": "{NOTICE}"}}}}', ""),
    ],
)
async def test_a_remark_of_the_service_is_kept_with_the_account(
    tmp_path: Path, at: str, reply: str, hint: str
) -> None:
    async with own_desk(tmp_path, proving(hint_at=at), json_answer(me=reply), vault=True) as d:
        added = await d.book.add(d.new(account="7"))
        practice = await d.practice()
        (kept,) = await d.store.connections.all()
        unverified = await d.book.add(
            msgspec.structs.replace(d.new(account="7"), name="Other"), unverified=True
        )
    assert (added.hint, kept.hint, practice.hint, unverified.hint) == (hint, hint, hint, "")
