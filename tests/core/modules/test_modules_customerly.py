"""Every module of Customerly, filled in in every way, over HTTP: what the service received and said.

What is expected stands here by hand, as the service documents it, and not by the rules that are tested.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.core.modules.module_runs import (
    Account,
    Comes,
    Expected,
    Received,
    all_ways,
    check,
    connected,
    filled,
    way_ids,
)
from tests.sandboxes import RunningSandbox

CONTACT = dict.fromkeys(("crmhero_user_id", "app_id", "user_id", "email", "name", "attributes"), ...)
IN_FULL = dict.fromkeys(("user_tags", "user_segments", "user_events", "user_notes", "companies"), ...)
WRITTEN: dict[str, Any] = {
    "tags": ["purchased", "newsletter"],
    "attributes": {"company": "Example Ltd", "seats": 12},
}
TAKEN: list[dict[str, Any]] = [{"inserted": 1, "errors": []}]
NEWEST_CHANGE_FIRST = {"sort": "last_update", "sort_direction": "desc", "page": "0", "per_page": "25"}


async def people(account: Account) -> dict[str, str]:
    """A user and a lead of the project: `user` and `lead` are addresses, `id` is the user's own id."""
    users = (await account.ask("/v1/users/list"))["data"]["users"]
    leads = (await account.ask("/v1/leads/list"))["data"]["leads"]
    user = next(one for one in users if one["email"] and one["user_id"])
    lead = next(one for one in leads if "+" in (one["email"] or ""))
    return {"user": user["email"], "id": user["user_id"], "lead": lead["email"]}


def examples_of(real: Mapping[str, str]) -> dict[str, str]:
    """What stands in the forms' examples, and what stands for it in this project."""
    return {
        "ann+news@example.com": real["user"],
        "cust-204": real["id"],
        "ben@example.com": real["lead"],
    }


def tagged(reference: dict[str, Any], named: dict[str, Any]) -> Expected:
    body = {"tag": "vip", "untag": False, **reference}
    return Expected(Received("POST", "/v1/tags", body=body), [{"tag": "vip", "untag": False, **named}])


def expected(real: Mapping[str, str]) -> dict[tuple[str, str], Expected]:
    user, id, lead = real["user"], real["id"], real["lead"]
    by_id = "get_user_by: user_id"
    return {
        ("list_users", ""): Expected(
            Received("GET", "/v1/users/list", NEWEST_CHANGE_FIRST), Comes(25, {**CONTACT, "is_user": 1})
        ),
        ("get_user", ""): Expected(
            Received("GET", "/v1/users", {"email": user}), Comes(1, {**CONTACT, **IN_FULL, "email": user})
        ),
        ("get_user", by_id): Expected(
            Received("GET", "/v1/users", {"user_id": id}), Comes(1, {**CONTACT, **IN_FULL, "user_id": id})
        ),
        ("create_update_user", ""): Expected(
            Received(
                "POST",
                "/v1/users",
                body={"users": [{"email": user, "user_id": id, "name": "Ann Lee", **WRITTEN}]},
            ),
            TAKEN,
        ),
        ("delete_user", ""): Expected(
            Received("DELETE", "/v1/users", {"email": user}), [{"deleted": True, "email": user}]
        ),
        ("delete_user", by_id): Expected(
            Received("DELETE", "/v1/users", {"user_id": id}), [{"deleted": True, "user_id": id}]
        ),
        ("list_leads", ""): Expected(
            Received("GET", "/v1/leads/list", NEWEST_CHANGE_FIRST), Comes(25, {**CONTACT, "is_user": 0})
        ),
        ("get_lead", ""): Expected(
            Received("GET", "/v1/leads", {"email": lead}), Comes(1, {**CONTACT, **IN_FULL, "email": lead})
        ),
        ("create_update_lead", ""): Expected(
            Received(
                "POST",
                "/v1/leads",
                body={"leads": [{"email": lead, "user_id": "lead-17", "name": "Ben Okoro", **WRITTEN}]},
            ),
            TAKEN,
        ),
        ("delete_lead", ""): Expected(
            Received("DELETE", "/v1/leads", {"email": lead}), [{"deleted": True, "email": lead}]
        ),
        ("list_tags", ""): Expected(
            Received("GET", "/v1/tags"),
            [
                {"name": name}
                for name in ("onboarding", "remarketing", "vip", "newsletter", "Größe XL", "beta / früh")
            ],
        ),
        ("add_untag_tag", ""): tagged({"users": [{"email": user}]}, {"user_email": user}),
        ("add_untag_tag", by_id): tagged({"users": [{"user_id": id}]}, {"user_id": id}),
        ("add_untag_tag", "tag_for: lead"): tagged({"leads": [{"email": lead}]}, {"lead_email": lead}),
        ("delete_tag", ""): Expected(
            Received("DELETE", "/v1/tags", body={"tag": "vip"}), [{"deleted": True, "tag": "vip"}]
        ),
        ("make_api_call", ""): Expected(
            Received("GET", "/v1/accounts/", {"page": "0", "per_page": "50"}),
            Comes(1, {"status": 200, "headers": ..., "body": ...}),
        ),
    }


@pytest.mark.parametrize(("module", "choice"), all_ways("customerly"), ids=way_ids("customerly"))
async def test_customerly_receives_what_it_documents_and_its_answer_becomes_bundles(
    tmp_path: Path, sandbox: RunningSandbox, module: str, choice: str
) -> None:
    async with connected(tmp_path, sandbox, "customerly") as account:
        real = await people(account)
        values = filled("customerly", module, choice, examples_of(real))
        if module == "make_api_call":
            del values["body"]  # a GET has none
        await check(account, module, values, expected(real)[module, choice])
        seen = sandbox.requests()[-1]
    assert seen.headers["authorization"] == f"Bearer {sandbox.values('customerly')['api_token']}"


def test_no_way_to_run_customerly_is_forgotten() -> None:
    assert expected({"user": "", "id": "", "lead": ""}).keys() == set(all_ways("customerly"))


async def test_an_address_stands_percent_encoded_in_the_query(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "customerly") as account:
        ran = await account.run("get_user", get_user_by="email", email="a+b c@example.com")
    target = ran.requests[0].target
    assert "+b" not in target, "a plus that is not encoded would be read as a blank"
    assert parse_qs(urlsplit(target).query) == {"email": ["a+b c@example.com"]}


async def test_a_new_user_is_there_afterwards_with_what_was_filled_in_and_nothing_else(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "customerly") as account:
        ran = await account.run("create_update_user", email="new+one@example.com", tags=["fresh"])
        (user,) = await account.bundles("get_user", get_user_by="email", email="new+one@example.com")
        tags = await account.bundles("list_tags", limit=50)
    assert ran.received() == [
        Received("POST", "/v1/users", body={"users": [{"email": "new+one@example.com", "tags": ["fresh"]}]})
    ]
    assert (user["user_tags"], user["name"], user["user_id"]) == (["fresh"], None, None)
    assert {"name": "fresh"} in tags


async def test_a_known_user_keeps_what_was_not_filled_in(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with connected(tmp_path, sandbox, "customerly") as account:
        email = (await people(account))["user"]
        (before,) = await account.bundles("get_user", get_user_by="email", email=email)
        await account.bundles("create_update_user", email=email, attributes={"seats": 3, "new": True})
        (after,) = await account.bundles("get_user", get_user_by="email", email=email)
    assert after["attributes"] == {**before["attributes"], "seats": 3, "new": True}
    assert (after["name"], after["user_tags"]) == (before["name"], before["user_tags"])


@pytest.mark.parametrize(
    ("kind", "form"), [("user", {"get_user_by": "email"}), ("lead", {})], ids=["a user", "a lead"]
)
async def test_who_is_deleted_is_gone(
    tmp_path: Path, sandbox: RunningSandbox, kind: str, form: dict[str, str]
) -> None:
    async with connected(tmp_path, sandbox, "customerly") as account:
        email = (await people(account))[kind]
        await account.bundles(f"delete_{kind}", form, email=email)
        left = await account.bundles(f"list_{kind}s", limit=100)
    assert left
    assert email not in [one["email"] for one in left]


async def test_a_tag_is_put_on_taken_off_and_deleted(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with connected(tmp_path, sandbox, "customerly") as account:
        lead = (await people(account))["lead"]
        tagging = {"tag": "Größe / +1", "tag_for": "lead", "lead_email": lead}

        async def tags_of_lead() -> list[str]:
            (bundle,) = await account.bundles("get_lead", email=lead)
            return list(bundle["user_tags"])

        before = await tags_of_lead()
        await account.bundles("add_untag_tag", tagging)
        with_tag = await tags_of_lead()
        ran = await account.run("add_untag_tag", tagging, untag=True)
        without = await tags_of_lead()
        await account.bundles("delete_tag", tag="Größe / +1")
        tags = await account.bundles("list_tags")
    assert (with_tag, without) == ([*before, "Größe / +1"], before)
    assert ran.bundles == [{"tag": "Größe / +1", "untag": True, "lead_email": lead}]
    assert {"name": "Größe / +1"} not in tags


async def test_a_limit_holds_where_there_are_no_pages(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with connected(tmp_path, sandbox, "customerly") as account:
        assert await account.bundles("list_tags", limit=2) == [
            {"name": "onboarding"},
            {"name": "remarketing"},
        ]


@pytest.mark.parametrize("url", ["/users/list", "users/list", "/v1/users/list", "/v1/users/list?page=0"])
async def test_a_call_of_ones_own_gets_its_version(tmp_path: Path, sandbox: RunningSandbox, url: str) -> None:
    async with connected(tmp_path, sandbox, "customerly") as account:
        ran = (await account.run("make_api_call", url=url, method="GET", query={"per_page": "2"})).succeeded()
    assert [seen.path for seen in ran.requests] == ["/v1/users/list"]
    assert len(ran.bundles[0]["body"]["data"]["users"]) == 2


async def test_the_body_of_a_call_of_ones_own_goes_out_as_it_was_typed(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    typed = '{"tag" : "x",\n "users": [ {"user_id": "cust-0"} ]}'
    async with connected(tmp_path, sandbox, "customerly") as account:
        ran = await account.run("make_api_call", url="/v1/tags", method="POST", body=typed)
    assert [seen.body for seen in ran.succeeded().requests] == [typed]
    assert ran.bundles[0]["status"] == 200
    assert ran.bundles[0]["body"] == {"data": []}
