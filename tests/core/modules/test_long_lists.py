"""Long lists, to their end: Customerly's pages by number, Cliengo's by days, Qualtrics' by address."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.core.modules.module_runs import KEY, Account, Ran, Received, connected
from tests.sandboxes import RunningSandbox, running_sandbox

until_either_way = pytest.mark.parametrize(
    "inclusive", [False, True], ids=["until is before its day", "until has its day in it"]
)
"""The sources contradict each other."""

EVERYTHING = 1_000_000
"""A limit that nobody reaches."""


@pytest.fixture(scope="module")
def running_3000() -> Iterator[RunningSandbox]:
    with running_sandbox(contacts=3000) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox_3000(running_3000: RunningSandbox) -> RunningSandbox:
    """One with 3,000 contacts, back at its start."""
    running_3000.reset()
    return running_3000


@pytest.fixture(scope="module")
def running_5001() -> Iterator[RunningSandbox]:
    with running_sandbox(contacts=6668) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox_5001(running_5001: RunningSandbox) -> RunningSandbox:
    """One whose Customerly has 5,001 users and 1,667 leads, back at its start."""
    running_5001.reset()
    return running_5001


# --- Customerly: numbered pages from 0, of which a short one is the last ----------------------------

USERS = "/v1/users/list"


def pages_asked_for(ran: Ran) -> list[int]:
    """The numbers of the pages; they are all as long as can be."""
    assert {(one.path, one.query["per_page"]) for one in ran.received()} == {(USERS, "50")}
    return [int(one.query["page"]) for one in ran.received()]


async def test_customerly_gives_5001_users_page_by_page(tmp_path: Path, sandbox_5001: RunningSandbox) -> None:
    async with connected(tmp_path, sandbox_5001, "customerly") as account:
        newest = (await account.ask(USERS, per_page=100))["data"]["users"]
        last = (await account.ask(USERS, page=100, per_page=50))["data"]["users"]
        ran = (await account.run("list_users")).succeeded()
    assert pages_asked_for(ran) == list(range(101))
    assert (ran.bundles[:100], ran.bundles[5000:]) == (newest, last)
    assert len({one["crmhero_user_id"] for one in ran.bundles}) == len(ran.bundles) == 5001


async def test_customerly_is_asked_for_no_page_beyond_the_limit(
    tmp_path: Path, sandbox_5001: RunningSandbox
) -> None:
    form = {"limit": 5000, "sort": "email", "sort_direction": "desc"}
    async with connected(tmp_path, sandbox_5001, "customerly") as account:
        ran = (await account.run("list_users", form)).succeeded()
        few = (await account.run("list_users", limit=120)).succeeded()
    emails = [one["email"].casefold() for one in ran.bundles]
    assert pages_asked_for(ran) == list(range(100))
    assert emails == sorted(emails, reverse=True)
    assert len(set(emails)) == 5000
    assert pages_asked_for(few) == [0, 1, 2]
    assert len(few.bundles) == 120


async def test_customerlys_users_can_be_chosen_from_up_to_5000(
    tmp_path: Path, sandbox_5001: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox_5001, "customerly") as account:
        choices = await account.choices("users")
    assert len(choices) == 5000
    assert all("@" in email and email in label for email, label in choices)


async def test_customerly_ends_with_an_empty_page_where_the_last_was_full(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    users = [{"email": f"new{number}@example.com"} for number in range(25)]
    call = {"url": "/v1/users", "method": "POST", "body": json.dumps({"users": users})}
    async with connected(tmp_path, sandbox, "customerly") as account:
        await account.bundles("make_api_call", call)
        ran = (await account.run("list_users")).succeeded()
    assert pages_asked_for(ran) == [0, 1, 2]
    assert len(ran.bundles) == 100


# --- Cliengo: an offset of 1000 at the most, and beyond it by days ----------------------------------

CONTACTS = "/1.0/contacts"


async def all_contacts(account: Account) -> list[dict[str, Any]]:
    """All contacts, newest first: asked for day by day, by a client that is not ours."""
    total = (await account.ask(CONTACTS, limit=1))["paging"]["total"]
    newest = (await account.ask(CONTACTS, limit=1))["results"][0]["creationDate"]
    day = date.fromisoformat(newest[:10])
    found: list[dict[str, Any]] = []
    while len(found) < total:
        since, until = day.isoformat(), (day + timedelta(days=1)).isoformat()
        found += (await account.ask(CONTACTS, since=since, until=until, limit=100))["results"]
        day -= timedelta(days=1)
    return found


def created(contact: dict[str, Any]) -> str:
    """The day on which a contact was created."""
    return str(contact["creationDate"][:10])


def assert_within_reach(ran: Ran) -> None:
    """Nothing was asked for that Cliengo refuses."""
    for one in ran.received():
        assert (one.path, one.query["api_key"]) == (CONTACTS, KEY)
        assert int(one.query["offset"]) <= 1000
        assert int(one.query["limit"]) <= 50


async def test_cliengo_gives_3000_contacts_once_each_newest_first(
    tmp_path: Path, sandbox_3000: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox_3000, "cliengo") as account:
        everyone = await all_contacts(account)
        ran = (await account.run("list_contacts", limit=EVERYTHING)).succeeded()
    assert len({one["id"] for one in everyone}) == len(everyone) == 3000
    assert ran.bundles == everyone
    assert_within_reach(ran)
    assert len(ran.requests) < 100, "60 pages, and what it takes to find out how to get at them"


@pytest.mark.parametrize("limit", [1, 1000, 1050, 1051, 2500])
async def test_cliengo_ends_at_the_limit(tmp_path: Path, sandbox_3000: RunningSandbox, limit: int) -> None:
    async with connected(tmp_path, sandbox_3000, "cliengo") as account:
        everyone = await all_contacts(account)
        ran = (await account.run("list_contacts", limit=limit)).succeeded()
    assert ran.bundles == everyone[:limit]
    assert_within_reach(ran)


@pytest.mark.parametrize(
    "inclusive", [False, True], ids=["until is before its day", "until has its day in it"]
)
@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2025-04-25", "2025-05-28"),
        ("2025-05-10", None),
        (None, "2025-05-15"),
        ("2025-05-15", "2025-05-15"),
        ("2025-05-30", "2025-06-30"),
        ("2025-05-31", "2025-05-01"),
        ("2024-01-01", "2030-01-01"),
    ],
)
async def test_cliengo_gives_the_days_that_were_asked_for_both_ends_included(
    tmp_path: Path, sandbox_3000: RunningSandbox, since: str | None, until: str | None, inclusive: bool
) -> None:
    form = {"limit": EVERYTHING} | ({"since": since} if since else {}) | ({"until": until} if until else {})
    async with connected(tmp_path, sandbox_3000, "cliengo") as account:
        everyone = await all_contacts(account)
        await account.switch("until_inclusive", inclusive)
        ran = (await account.run("list_contacts", form)).succeeded()
    wanted = [one for one in everyone if (since or "0") <= created(one) <= (until or "9")]
    assert ran.bundles == wanted
    assert_within_reach(ran)


async def test_cliengo_gives_all_of_what_it_was_narrowed_to(
    tmp_path: Path, sandbox_3000: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox_3000, "cliengo") as account:
        everyone = await all_contacts(account)
        ran = (await account.run("list_contacts", limit=EVERYTHING, status="NEW")).succeeded()
    assert ran.bundles == [one for one in everyone if one.get("status") == "NEW"]
    assert len(ran.bundles) > 1050
    assert {one.query["status"] for one in ran.received()} == {"NEW"}


@until_either_way
async def test_cliengos_new_contacts_go_back_beyond_the_offset(
    tmp_path: Path, sandbox_3000: RunningSandbox, inclusive: bool
) -> None:
    async with connected(tmp_path, sandbox_3000, "cliengo") as account:
        everyone = await all_contacts(account)
        await account.switch("until_inclusive", inclusive)
        ran = (await account.run("watch_new_contacts", limit=2000, start_from="all")).succeeded()
        form = {"limit": EVERYTHING, "start_from": "date", "start_date": "2025-05-08"}
        since = (await account.run("watch_new_contacts", form)).succeeded()
    assert ran.bundles == everyone[:2000]
    assert since.bundles == [one for one in everyone if created(one) >= "2025-05-08"]
    assert len(since.bundles) > 1050
    for one in (ran, since):
        assert_within_reach(one)


async def test_cliengos_contacts_can_be_chosen_from_however_many_there_are(
    tmp_path: Path, sandbox_3000: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox_3000, "cliengo") as account:
        everyone = await all_contacts(account)
        choices = await account.choices("contacts")
    assert [id for id, _ in choices][:1000] == [one["id"] for one in everyone[:1000]]


# --- Qualtrics: each page says where the next one is ------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "length", "pages"), [(EVERYTHING, 100, 30), (250, 100, 3), (100, 100, 1), (60, 60, 1)]
)
async def test_qualtrics_gives_its_contacts_over_the_addresses_that_it_names(
    tmp_path: Path, sandbox_3000: RunningSandbox, limit: int, length: int, pages: int
) -> None:
    async with connected(tmp_path, sandbox_3000, "qualtrics") as account:
        directories = (await account.ask("/API/v3/directories"))["result"]["elements"]
        directory = directories[0]["directoryId"]
        path = f"/API/v3/directories/{directory}/contacts"
        first = (await account.ask(path))["result"]["elements"]
        form = {"directoryId": directory, "limit": limit}
        ran = (await account.run("list_directory_contacts", form)).succeeded()
    asked = ran.received()
    wanted = min(limit, 3000)
    assert ran.bundles[:100] == first[:wanted]
    assert len({one["contactId"] for one in ran.bundles}) == len(ran.bundles) == wanted
    assert asked[0] == Received("GET", path, {"pageSize": str(length)})
    assert len(asked) == pages
    assert {(one.path, one.query["pageSize"]) for one in asked} == {(path, str(length))}
    tokens = [one.query["skipToken"] for one in asked[1:]]
    assert all("+" in token and token.endswith("/=") for token in tokens), "they came as they were given"
    assert len(set(tokens)) == pages - 1
    assert {seen.headers["x-api-token"] for seen in ran.requests} == set(account.secrets)
