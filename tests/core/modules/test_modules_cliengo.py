"""Every module of Cliengo, filled in in every way, over HTTP: what the service received and said.

What is expected stands here by hand, as the service documents it, and not by the rules that are tested.
The triggers that ask again and again have a file of their own.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.model.errors import InvalidValues
from tests.core.modules.module_runs import (
    KEY,
    Account,
    Comes,
    Expected,
    Received,
    all_ways,
    check,
    connected,
    filled,
)
from tests.sandboxes import RunningSandbox

CONTACTS = "/1.0/contacts"
CONTACT = dict.fromkeys(("id", "creationDate", "lastUpdateDate", "status", "websiteId", "geoip", "logs"), ...)

CREATED = {
    "name": "Ana",
    "email": "ana@example.com",
    "phone": "+54 11 9999-9999",
    "lastName": "Lopez",
    "streetAddress": "Calle Falsa",
    "streetNumber": "123",
    "floor": "4",
    "apartmentNumber": "B",
    "zipCode": "C1414",
    "city": "Buenos Aires",
    "state": "Buenos Aires",
    "country": "Argentina",
    "nationality": "Argentinian",
    "organizationName": "Example SA",
    "internationalPhoneNumber": "+541199999999",
    "gender": "FEMALE",
    "age": 34,
    "nationalIdentityNumber": "30111222",
    "ip": "203.0.113.7",
    "conversionUrl": "https://shop.example.com/contact",
    "landingUrl": "https://shop.example.com/",
    "message": "Hi, I am Ana.",
    "externalStatus": "qualified",
    "status": "NEW",
    "customFields": {"plan": "team"},
    "referalUrl": "https://partner.example.org/",
    "referrer": "Maria",
    "utmSource": "newsletter",
    "utmMedium": "email",
    "utmCampaign": "spring",
    "gclid": "Cj0KCQ",
    "utmContent": "banner-1",
    "utmTerm": "chatbot",
    "utmAdGroup": "group-7",
    "entryMethod": "API",
}
CHANGED = {
    "name": "Ana Lopez",
    "email": "ana.lopez@example.com",
    "phone": "+54 11 9999-9998",
    "status": "ACTIVE",
    "subStatus": "interested",
    "rating": 4,
    "dueDate": "2026-04-01T12:00:00Z",
    "note": "Called, wants an offer.",
    "scheduleStatusTo": "LONG_TERM",
    "scheduleDate": "2026-05-01T09:00:00Z",
    "sellPrice": 149.5,
    "sellSuscription": "MONTHLY_SUSCRIPTION",
    "cancelReason": "2",
    "extraParams": {"plan": "team"},
    "contactMethod": "WHATSAPP",
}

NEWEST = {"offset": "0", "limit": "25"}


async def one_of_each(account: Account) -> dict[str, Any]:
    """A contact of the account that has everything to filter by, and the contact's own values."""
    contacts = (await account.ask(CONTACTS))["results"]
    contact = next(one for one in contacts if "name" in one and "assignedTo" in one)
    return {**contact, "created": contact["creationDate"][:10], "updated": contact["lastUpdateDate"][:10]}


def examples_of(real: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the forms' examples, and what stands for it in this account."""
    return {
        "64b0c0ffee0000000000b001": real["websiteId"],
        "64b0c0ffee0000000000c001": real["id"],
        "64b0c0ffee0000000000d001": real["assignedTo"],
    }


def narrowed_to(real: Mapping[str, Any]) -> dict[str, str]:
    """A list form that finds the contact."""
    return {
        "query": real["name"],
        "status": real["status"],
        "since": real["created"],
        "until": real["created"],
        "lastUpdateDate": real["updated"],
    }


def expected(real: Mapping[str, Any]) -> dict[tuple[str, str], Expected]:
    contact, assigned = f"{CONTACTS}/{real['id']}", {"assignedTo": real["assignedTo"]}
    created = {"websiteId": real["websiteId"], **CREATED, **assigned}
    changed = {**CHANGED, **assigned}
    key = {"api_key": KEY}
    return {
        ("get_contact", ""): Expected(Received("GET", contact, key), Comes(1, {**CONTACT, "id": real["id"]})),
        ("create_contact", ""): Expected(
            Received("POST", CONTACTS, key, created),
            Comes(1, {**CONTACT, **created, "duplicatedContact": False}),
        ),
        ("update_contact", ""): Expected(
            Received("PATCH", contact, key, changed),
            Comes(1, {**CONTACT, **without_note(changed), "id": real["id"]}),
        ),
        ("delete_contact", ""): Expected(
            Received("DELETE", contact, key), [{"id": real["id"], "status": "deleted"}]
        ),
        ("list_contacts", ""): Expected(
            Received(
                "GET",
                CONTACTS,
                {
                    "query": real["name"],
                    **assigned,
                    "websiteId": real["websiteId"],
                    "status": real["status"],
                    "since": real["created"],
                    "until": day_after(real["created"]),
                    "lastUpdateDate": real["updated"],
                    **key,
                    **NEWEST,
                },
            ),
            Comes(1, {**CONTACT, **assigned, "id": real["id"], "name": real["name"]}),
        ),
        ("make_api_call", ""): Expected(
            Received("GET", CONTACTS, {**key, "limit": "50", "offset": "0"}),
            Comes(1, {"statusCode": 200, "headers": ..., "body": ...}),
        ),
    }


def without_note(changed: Mapping[str, Any]) -> dict[str, Any]:
    """A note goes into the contact's log."""
    return {key: value for key, value in changed.items() if key != "note"}


def day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


WAYS = [way for way in all_ways("cliengo") if not way[0].startswith("watch_")]


@pytest.mark.parametrize(("module", "choice"), WAYS, ids=[module for module, _ in WAYS])
async def test_cliengo_receives_what_it_documents_and_its_answer_becomes_bundles(
    tmp_path: Path, sandbox: RunningSandbox, module: str, choice: str
) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        real = await one_of_each(account)
        values = filled("cliengo", module, choice, examples_of(real))
        if module == "list_contacts":
            values |= narrowed_to(real)
        if module == "make_api_call":
            del values["body"]  # a GET has none
        await check(account, module, values, expected(real)[module, choice])


def test_no_way_to_run_cliengo_is_forgotten() -> None:
    blank = dict.fromkeys(("id", "websiteId", "assignedTo", "name", "status", "updated"), "")
    assert expected({**blank, "created": "2025-01-01"}).keys() == set(WAYS)


async def test_the_key_stands_in_the_query_and_nowhere_else(tmp_path: Path, sandbox: RunningSandbox) -> None:
    key = sandbox.values("cliengo")["api_key"]
    async with connected(tmp_path, sandbox, "cliengo") as account:
        await account.bundles("list_contacts", limit=1)
        call = {"url": "/1.0/contacts?limit=1", "qs": {"offset": "1"}, "method": "GET"}
        await account.bundles("make_api_call", call)
        assert (await account.run("get_contact", contactId="a/b ?&c")).error.title
        exchanges = (await account.run("list_contacts", limit=1)).exchanges
    assert [exchange.url.count("api_key=••••••") for exchange in exchanges] == [1]
    for seen in sandbox.requests():
        assert [pair for pair in seen.query if pair[1] == key] == [("api_key", key)]
        assert key not in f"{seen.path}{seen.body}{seen.headers}"


@pytest.mark.parametrize(
    "own", [{"url": CONTACTS, "qs": {"api_key": "mine"}}, {"url": f"{CONTACTS}?api_key=mine"}]
)
async def test_the_key_of_the_connection_stands_in_place_of_one_that_was_typed(
    tmp_path: Path, sandbox: RunningSandbox, own: dict[str, Any]
) -> None:
    """As with a header of that name: two keys would leave it to the service which one counts."""
    async with connected(tmp_path, sandbox, "cliengo") as account:
        ran = await account.run("make_api_call", own, method="GET")
    assert [one.query for one in ran.succeeded().received()] == [{"api_key": KEY}]


async def test_what_a_contact_was_created_with_is_what_is_read_back(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        website = (await one_of_each(account))["websiteId"]
        form = {"websiteId": website, "name": "Zoë", "phone": "+54 11", "customFields": {"a": "1", "b": ""}}
        (created,) = await account.bundles("create_contact", form)
        (found,) = await account.bundles("get_contact", contactId=created["id"])
        (again,) = await account.bundles("create_contact", form, email="zoe@example.com")
        (repeated,) = await account.bundles("create_contact", form, email="ZOE@example.com")
    assert found == created
    assert (found["name"], found["phone"], found["customFields"]) == ("Zoë", "+54 11", {"a": "1", "b": ""})
    assert [one["duplicatedContact"] for one in (created, again, repeated)] == [False, False, True]


async def test_a_contact_without_address_and_phone_is_created_all_the_same(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        website = (await one_of_each(account))["websiteId"]
        ran = (await account.run("create_contact", websiteId=website, name="Ana")).succeeded()
    assert ran.received() == [
        Received("POST", CONTACTS, {"api_key": KEY}, {"websiteId": website, "name": "Ana"})
    ]


async def test_an_update_sends_what_is_filled_in_and_leaves_the_rest(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        before = await one_of_each(account)
        ran = await account.run("update_contact", contactId=before["id"], assignedTo="UNASSIGNED", note="Hi")
        (after,) = await account.bundles("get_contact", contactId=before["id"])
    assert [one.body for one in ran.succeeded().received()] == [{"assignedTo": "UNASSIGNED", "note": "Hi"}]
    assert "assignedTo" not in after
    assert (after["name"], after["status"]) == (before["name"], before["status"])
    assert after["logs"][-1]["message"] == "Hi"


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "there is nothing to change yet"),
        ({"scheduleStatusTo": "CLIENT"}, "Say when the contact gets the status"),
        ({"rating": 6}, "5"),
        ({"email": "nobody"}, "e-mail"),
    ],
)
async def test_an_update_that_makes_no_sense_is_not_sent(
    tmp_path: Path, sandbox: RunningSandbox, form: dict[str, Any], told: str
) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        sandbox.reset()
        with pytest.raises(InvalidValues, match=told):
            await account.run("update_contact", form, contactId="64b0c0ffee0000000000c001")
    assert sandbox.requests() == []


async def test_who_is_deleted_is_gone(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        contact = (await one_of_each(account))["id"]
        await account.bundles("delete_contact", contactId=contact)
        left = await account.bundles("list_contacts", limit=200)
    assert len(left) == 99
    assert contact not in [one["id"] for one in left]


@pytest.mark.parametrize("by", ["assignedTo", "websiteId", "status"])
async def test_a_list_is_narrowed_by_what_is_chosen(tmp_path: Path, sandbox: RunningSandbox, by: str) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        wanted = (await one_of_each(account))[by]
        everyone = await account.bundles("list_contacts", limit=200)
        found = await account.bundles("list_contacts", {by: wanted}, limit=200)
    assert found == [one for one in everyone if one.get(by) == wanted]
    assert 0 < len(found) < len(everyone) == 100


async def test_a_list_comes_newest_first_and_ends_at_its_limit(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        everyone = (await account.ask(CONTACTS, limit=100))["results"]
        ran = (await account.run("list_contacts", limit=60)).succeeded()
    assert ran.bundles == everyone[:60]
    assert [(one.query["offset"], one.query["limit"]) for one in ran.received()] == [
        ("0", "50"),
        ("50", "50"),
    ]


@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_a_call_of_ones_own_sends_json_and_keeps_ones_query(
    tmp_path: Path, sandbox: RunningSandbox, method: str
) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        contact = (await one_of_each(account))["id"]
        path, body = (f"{CONTACTS}/{contact}/tags", {"tag": "vip"})
        if method == "PATCH":
            path, body = (f"{CONTACTS}/{contact}", {"name": "Zoë"})
        ran = await account.run("make_api_call", url=path, method=method, qs={"x": "a b&c"}, body=body)
    assert ran.succeeded().received() == [Received(method, path, {"x": "a b&c", "api_key": KEY}, body)]
    assert ran.bundles[0]["statusCode"] == 200
    assert ran.bundles[0]["body"]["id"] == contact
