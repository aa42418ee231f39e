"""Every choice list of Customerly, Cliengo and Qualtrics: names shown, ids given, all pages followed."""

from pathlib import Path
from typing import Any

import pytest

from core.model.errors import InvalidValues, TrunklineError
from tests.core.modules.module_runs import CATALOGUE, KEY, Account, Received, connected, received
from tests.core.modules.test_modules_qualtrics import API, things
from tests.sandboxes import RunningSandbox

Choices = list[tuple[str, str]]


async def looked_up(account: Account, name: str, **values: Any) -> tuple[Choices, list[Received]]:
    """The entries of a list, and what was asked for."""
    before = len(account.sandbox.requests())
    choices = await account.choices(name, **values)
    return choices, [received(seen, account.secrets) for seen in account.sandbox.requests()[before:]]


# --- Customerly -------------------------------------------------------------------------------------

BY_NAME = {"sort": "name", "sort_direction": "asc"}


async def all_of(account: Account, kind: str) -> list[dict[str, Any]]:
    """All users or leads by name, as the service lists them."""
    return list((await account.ask(f"/v1/{kind}/list", **BY_NAME, per_page=100))["data"][kind])


def name_and_email(one: dict[str, Any]) -> str:
    return f"{one['name']} <{one['email']}>" if one["name"] else one["email"]


async def test_customerlys_tags_are_their_names(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with connected(tmp_path, sandbox, "customerly") as account:
        choices, asked = await looked_up(account, "tags")
    names = ["onboarding", "remarketing", "vip", "newsletter", "Größe XL", "beta / früh"]
    assert choices == [(name, name) for name in names]
    assert asked == [Received("GET", "/v1/tags")]


@pytest.mark.parametrize(("name", "key"), [("users", "email"), ("users_by_id", "user_id")])
async def test_customerlys_users_are_shown_by_name_over_all_pages(
    tmp_path: Path, sandbox: RunningSandbox, name: str, key: str
) -> None:
    async with connected(tmp_path, sandbox, "customerly") as account:
        await account.bundles("create_update_user", email="zz@example.com", name="Zzz")
        users = await all_of(account, "users")
        choices, asked = await looked_up(account, name)
    assert len(users) == 76
    assert choices == [(one[key], name_and_email(one)) for one in users if one[key]]
    assert ("zz@example.com" in dict(choices)) is (key == "email"), "who has no id is no choice by id"
    pages = [Received("GET", "/v1/users/list", {**BY_NAME, "page": page, "per_page": "50"}) for page in "01"]
    assert asked == pages


async def test_customerlys_leads_without_an_address_are_no_choice(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "customerly") as account:
        leads = await all_of(account, "leads")
        choices, asked = await looked_up(account, "leads")
    assert choices == [(one["email"], name_and_email(one)) for one in leads if one["email"]]
    assert 0 < len(choices) < len(leads) == 25
    assert asked == [Received("GET", "/v1/leads/list", {**BY_NAME, "page": "0", "per_page": "50"})]


@pytest.mark.parametrize(("name", "kind"), [("user_attributes", "users"), ("lead_attributes", "leads")])
async def test_customerlys_attributes_are_gathered_from_one_page_of_contacts(
    tmp_path: Path, sandbox: RunningSandbox, name: str, kind: str
) -> None:
    async with connected(tmp_path, sandbox, "customerly") as account:
        form = {"email": "new@example.com", "attributes": {"Äge": "5", "company": "x"}}
        await account.bundles(f"create_update_{kind[:-1]}", form)
        choices, asked = await looked_up(account, name)
    keys = ["company", "is_admin", "plan", "seats", "trial_ends_at", "Äge"]
    assert choices == [(key, key) for key in keys]
    assert asked == [Received("GET", f"/v1/{kind}/list", {"page": "0", "per_page": "50"})]


# --- Cliengo ----------------------------------------------------------------------------------------


async def test_cliengos_websites_are_shown_by_title_or_address_without_deleted_ones(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        sites = (await account.ask("/1.0/sites"))["results"]
        choices, asked = await looked_up(account, "websites")
    ids = {site["url"]: site["id"] for site in sites}
    assert choices == [
        (ids["https://tienda-rio.example"], "Tienda Río"),
        (ids["https://nordlys.example"], "Nordlys"),
        (ids["https://landing.tienda-rio.example"], "https://landing.tienda-rio.example"),
    ]
    assert len(sites) == 4
    assert asked == [Received("GET", "/1.0/sites", {"api_key": KEY})]


async def test_cliengos_users_are_shown_by_name_without_deleted_ones(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        users = (await account.ask("/1.0/users"))["results"]
        choices, asked = await looked_up(account, "users")
    assert choices == [(one["id"], name_and_email(one)) for one in users if not one["deleted"]]
    assert (len(choices), len(users)) == (4, 5)
    assert asked == [Received("GET", "/1.0/users", {"api_key": KEY})]


async def test_cliengos_contacts_are_shown_by_what_they_have(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        contacts = (await account.ask("/1.0/contacts", limit=100))["results"]
        choices, asked = await looked_up(account, "contacts")
    assert choices == [(one["id"], shown(one)) for one in contacts]
    assert any(label == id for id, label in choices), "some have nothing but their id"
    page = {"api_key": KEY, "limit": "50"}
    assert asked == [Received("GET", "/1.0/contacts", {**page, "offset": offset}) for offset in ("0", "50")]


def shown(contact: dict[str, Any]) -> str:
    if "name" in contact and "email" in contact:
        return name_and_email(contact)
    return str(contact.get("name") or contact.get("email") or contact.get("phone") or contact["id"])


# --- Qualtrics --------------------------------------------------------------------------------------


async def elements(account: Account, path: str, **query: str | int) -> list[dict[str, Any]]:
    return list((await account.ask(f"{API}{path}", **query))["result"]["elements"])


async def test_qualtrics_directories_show_their_id_where_they_have_no_name(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        first, second = await elements(account, "/directories")
        choices, asked = await looked_up(account, "directories")
    assert choices == [
        (first["directoryId"], "Sandbox Directory"),
        (second["directoryId"], second["directoryId"]),
    ]
    assert asked == [Received("GET", f"{API}/directories", {"pageSize": "100"})]


async def test_qualtrics_contacts_of_a_list_are_given_by_the_id_that_they_have_there(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        directory = {"directoryId": (await things(account))["directory"]}
        below = f"/directories/{directory['directoryId']}"
        lists = await elements(account, f"{below}/mailinglists")
        ids = []
        for one in lists[:2]:
            form = {**directory, "mailingListId": one["mailingListId"]}
            choices, asked = await looked_up(account, "list_contacts", **form)
            path = f"{below}/mailinglists/{one['mailingListId']}/contacts"
            there = await elements(account, path, pageSize=100)
            assert choices == [(each["contactLookupId"], called(each, "contactLookupId")) for each in there]
            assert asked == [Received("GET", f"{API}{path}", {"pageSize": "100"})]
            ids.append({id for id, _ in choices})
        contacts, _ = await looked_up(account, "directory_contacts", **directory)
    assert all(id.startswith("CGC_") for id in ids[0] | ids[1])
    assert not ids[0] & ids[1], "somebody in two lists has two ids"
    assert len(ids[0]) == len(contacts) == 100
    assert all(id.startswith("CID_") for id, _ in contacts)


def called(contact: dict[str, Any], id: str) -> str:
    """What a contact is called by: name and address, or what there is of them."""
    names = [contact["firstName"], contact["lastName"]]
    if all(names) and contact["email"]:
        return f"{names[0]} {names[1]} <{contact['email']}>"
    if contact["email"]:
        return str(contact["email"])
    return " ".join(names) if all(names) else contact["extRef"] or contact[id]


@pytest.mark.parametrize(
    ("name", "path", "value", "label"),
    [
        ("mailing_lists", "/directories/{directory}/mailinglists", "mailingListId", "name"),
        ("samples", "/directories/{directory}/samples", "sampleId", "name"),
        ("transaction_batches", "/directories/{directory}/transactionbatches", "batchId", "creationDate"),
        ("libraries", "/libraries", "libraryId", "libraryName"),
        ("library_messages", "/libraries/{library}/messages", "id", "description"),
    ],
)
async def test_what_qualtrics_holds_is_shown_by_name_and_given_by_id(
    tmp_path: Path, sandbox: RunningSandbox, name: str, path: str, value: str, label: str
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        real = await things(account)
        there = await elements(account, path.format(**real))
        form = {"directoryId": real["directory"], "libraryId": real["library"]}
        choices, asked = await looked_up(account, name, **form)
    assert choices == [(one[value], one[label]) for one in there]
    assert len(choices) > 2
    assert [one.path for one in asked] == [API + path.format(**real)]


async def test_qualtrics_surveys_come_from_all_pages(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        first = await elements(account, "/surveys")
        second = await elements(account, "/surveys", offset=100)
        choices, asked = await looked_up(account, "surveys")
    assert choices == [(one["id"], one["name"]) for one in (*first, *second)]
    assert (len(first), len(second)) == (100, 20)
    assert asked == [Received("GET", f"{API}/surveys", query) for query in ({}, {"offset": "100"})]


async def test_qualtrics_parents_are_the_distributions_of_the_survey(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        surveys = await elements(account, "/surveys")
        survey, another = surveys[0]["id"], surveys[1]["id"]
        there = await elements(account, "/distributions/sms", surveyId=survey)
        choices, asked = await looked_up(account, "sms_distributions", surveyId=survey)
        nothing, _ = await looked_up(account, "sms_distributions", surveyId=another)
    assert choices == [(one["id"], one["name"]) for one in there]
    assert (len(choices), nothing) == (2, [])
    query = {"surveyId": survey, "pageSize": "100"}
    assert asked == [Received("GET", f"{API}/distributions/sms", query)]


@pytest.mark.parametrize("name", ["mailing_lists", "list_contacts", "directory_contacts", "library_messages"])
async def test_a_list_that_hangs_on_another_choice_is_not_asked_for_without_it(
    tmp_path: Path, sandbox: RunningSandbox, name: str
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        sandbox.reset()
        with pytest.raises(InvalidValues):
            await account.choices(name)
    assert sandbox.requests() == []


async def test_a_list_of_an_account_that_may_not_have_it_says_why(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        directory = (await things(account))["directory"]
        await account.switch("lite_directory")
        with pytest.raises(TrunklineError, match="the account has XM Directory Lite"):
            await account.choices("directory_contacts", directoryId=directory)


def test_no_choice_list_is_forgotten() -> None:
    tested = {
        "customerly": {"tags", "users", "users_by_id", "leads", "user_attributes", "lead_attributes"},
        "cliengo": {"websites", "users", "contacts"},
        "qualtrics": {
            "directories", "directory_contacts", "mailing_lists", "list_contacts", "transaction_batches",
            "samples", "surveys", "libraries", "library_messages", "sms_distributions",
        },
    }  # fmt: skip
    assert {app: set(CATALOGUE.app(app).lookups) for app in tested} == tested
