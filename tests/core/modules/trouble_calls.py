"""Calls of Customerly, Cliengo and Qualtrics that are to go wrong, and what must never be told of them."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
import pytest

from core.model.errors import TrunklineError
from core.model.run import RunFinished
from core.sandbox import FaultKind
from tests.core.modules.module_runs import Account, Ran, connected
from tests.core.run.test_run_secrets import assert_hidden, told
from tests.sandboxes import RunningSandbox

APPS = ("customerly", "cliengo", "qualtrics")
LABELS = {"customerly": "Customerly", "cliengo": "Cliengo", "qualtrics": "Qualtrics"}

Kind = Literal["read", "idempotent", "delete", "unsafe"]


class Call(NamedTuple):
    """One run of a module: its form, and the path that the service sees. `{…}` is what the account has."""

    app: str
    kind: Kind
    module: str
    form: Mapping[str, Any]
    path: str

    def __str__(self) -> str:
        return f"{self.app}.{self.module}"


DIRECTORY = {"directoryId": "{directory}"}
ONE_CONTACT = {**DIRECTORY, "contactId": "{contact}"}
CONTACTS = "/API/v3/directories/{directory}/contacts"

CALLS = [
    Call("customerly", "read", "list_users", {"limit": 5}, "/v1/users/list"),
    Call("customerly", "idempotent", "create_update_user", {"email": "a@example.com"}, "/v1/users"),
    Call(
        "customerly",
        "idempotent",
        "add_untag_tag",
        {"tag": "vip", "tag_for": "user", "get_user_by": "email", "user_email": "{user}"},
        "/v1/tags",
    ),
    Call("customerly", "delete", "delete_tag", {"tag": "vip"}, "/v1/tags"),
    Call(
        "customerly",
        "unsafe",
        "make_api_call",
        {"url": "/v1/users", "method": "POST", "body": '{"users": [{"email": "a@example.com"}]}'},
        "/v1/users",
    ),
    Call("cliengo", "read", "list_contacts", {"limit": 5}, "/1.0/contacts"),
    Call("cliengo", "read", "watch_new_contacts", {"limit": 5, "start_from": "now"}, "/1.0/contacts"),
    Call(
        "cliengo",
        "idempotent",
        "update_contact",
        {"contactId": "{contact}", "name": "Ana"},
        "/1.0/contacts/{contact}",
    ),
    Call("cliengo", "delete", "delete_contact", {"contactId": "{contact}"}, "/1.0/contacts/{contact}"),
    Call("cliengo", "unsafe", "create_contact", {"websiteId": "{website}", "name": "Ana"}, "/1.0/contacts"),
    # A note adds a line to the log each time.
    Call(
        "cliengo",
        "unsafe",
        "update_contact",
        {"contactId": "{contact}", "note": "Called."},
        "/1.0/contacts/{contact}",
    ),
    Call("qualtrics", "read", "list_directory_contacts", {**DIRECTORY, "limit": 5}, CONTACTS),
    Call(
        "qualtrics",
        "idempotent",
        "update_directory_contact",
        {**ONE_CONTACT, "firstName": "Ann"},
        CONTACTS + "/{contact}",
    ),
    Call("qualtrics", "delete", "delete_directory_contact", ONE_CONTACT, CONTACTS + "/{contact}"),
    Call(
        "qualtrics", "unsafe", "create_directory_contact", {**DIRECTORY, "email": "a@example.com"}, CONTACTS
    ),
    Call(
        "qualtrics",
        "unsafe",
        "create_email_distribution",
        {
            "fromEmail": "a@example.com",
            "fromName": "Ann",
            "subject": "A question",
            "sendDate": "2026-12-01T10:00:00Z",
            "surveyId": "{survey}",
            "messageText": "Please tell us.",
            **DIRECTORY,
            "mailingListId": "{list}",
        },
        "/API/v3/distributions",
    ),
]

every_call = pytest.mark.parametrize("call", CALLS, ids=str)
each_app = pytest.mark.parametrize("app", APPS)


async def ids_of(account: Account) -> dict[str, str]:
    """What stands for the `{…}` of forms and paths."""
    match account.app:
        case "customerly":
            users = (await account.ask("/v1/users/list"))["data"]["users"]
            return {"user": users[0]["email"]}
        case "cliengo":
            (contact,) = (await account.ask("/1.0/contacts", limit=1))["results"]
            return {"contact": contact["id"], "website": contact["websiteId"]}
        case _:
            directories = (await account.ask("/API/v3/directories"))["result"]["elements"]
            below = f"/API/v3/directories/{directories[0]['directoryId']}"
            return {
                "directory": directories[0]["directoryId"],
                "contact": await _first(account, f"{below}/contacts", "contactId"),
                "list": await _first(account, f"{below}/mailinglists", "mailingListId"),
                "survey": await _first(account, "/API/v3/surveys", "id"),
            }


async def _first(account: Account, path: str, key: str) -> str:
    return str((await account.ask(path))["result"]["elements"][0][key])


def put_in(text: Any, ids: Mapping[str, str]) -> Any:
    """A value of a form, or a path, with what the account has."""
    if not isinstance(text, str):
        return text
    for name, id in ids.items():
        text = text.replace(f"{{{name}}}", id)
    return text


@asynccontextmanager
async def troubled(
    folder: Path, sandbox: RunningSandbox, call: Call, kind: FaultKind, **more: Any
) -> AsyncIterator["Troubled"]:
    """An account whose requests of a call go wrong."""
    async with connected(folder, sandbox, call.app) as account:
        ids = await ids_of(account)
        sandbox.fault(kind, call.app, path=put_in(call.path, ids), **more)
        form = {key: put_in(value, ids) for key, value in call.form.items()}
        yield Troubled(account, call, form)


class Troubled(NamedTuple):
    """The account and the call, ready to be run."""

    account: Account
    call: Call
    form: Mapping[str, Any]

    async def run(self) -> Ran:
        """Run it. Whatever happens, no secret is in anything that it tells."""
        ran = await self.account.run(self.call.module, self.form)
        assert_tells_no_secret(ran)
        return ran


def assert_tells_no_secret(ran: Ran) -> None:
    """Neither what a run told nor what is kept of it holds a secret, in any form."""
    shown = [*map(repr, ran.events), repr(ran.exchanges), repr(ran.record), str(ran.record.problem)]
    texts = [text.encode() for text in shown] + [msgspec.json.encode(ran.exchanges)]
    if not isinstance(ran.events[-1], RunFinished):
        texts += told(ran.error)
    for secret in ran.secrets:
        assert_hidden(texts, secret)


def assert_files_hold_no_secret(folder: Path, secrets: Iterable[str]) -> None:
    """No file of a profile holds a secret, in any form."""
    files = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    assert files
    for secret in secrets:
        assert_hidden(files, secret)


def sentence(error: TrunklineError) -> tuple[str, str, str]:
    """What a person reads."""
    return error.title, error.reason, error.next_step
