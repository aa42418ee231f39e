"""Cliengo's triggers, run by hand: what is there now is fetched and shown, newest first, at most Limit."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.core.modules.module_runs import KEY, Account, Received, connected
from tests.sandboxes import RunningSandbox

CONTACTS = "/1.0/contacts"

NEW, UPDATED = "watch_new_contacts", "watch_updated_contacts"


async def newest(account: Account) -> list[dict[str, Any]]:
    """All contacts, as the service lists them."""
    return list((await account.ask(CONTACTS, limit=100))["results"])


@pytest.mark.parametrize("start_from", ["now", "all"])
@pytest.mark.parametrize("settle", [0, 60 * 24 * 365 * 10])
async def test_new_contacts_are_shown_newest_first_wherever_a_scenario_would_start(
    tmp_path: Path, sandbox: RunningSandbox, start_from: str, settle: int
) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        everyone = await newest(account)
        ran = await account.run(NEW, limit=25, start_from=start_from, settle_minutes=settle)
    query = {"api_key": KEY, "offset": "0", "limit": "25"}
    assert ran.succeeded().received() == [Received("GET", CONTACTS, query)]
    assert ran.bundles == everyone[:25]


async def test_a_contact_that_came_just_now_is_the_first_to_be_shown(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        website = (await newest(account))[0]["websiteId"]
        (created,) = await account.bundles("create_contact", websiteId=website, name="Ana")
        shown = await account.bundles(NEW, limit=3, start_from="now")
    assert (len(shown), shown[0]["id"]) == (3, created["id"])


async def test_new_contacts_since_a_day_end_with_that_day(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        everyone = await newest(account)
        day = everyone[60]["creationDate"][:10]
        wanted = [one for one in everyone if one["creationDate"][:10] >= day]
        ran = await account.run(NEW, limit=200, start_from="date", start_date=day)
        few = await account.run(NEW, limit=10, start_from="date", start_date=day)
    assert {one.query["since"] for one in ran.succeeded().received()} == {day}
    assert ran.bundles == wanted
    assert 60 < len(wanted) < 100
    assert few.succeeded().bundles == wanted[:10]


async def test_a_day_that_stands_in_a_field_that_is_not_shown_counts_for_nothing(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        ran = await account.run(NEW, limit=5, start_from="now", start_date="2030-01-01")
        updated = await account.run(UPDATED, limit=5, start_from="now", start_date="2030-01-01")
    assert len(ran.succeeded().bundles) == 5
    assert "since" not in ran.received()[0].query
    assert len(updated.succeeded().requests) > 1


async def test_updated_contacts_are_asked_for_by_the_day_newest_first(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        everyone = await newest(account)
        changed = [everyone[40]["id"], everyone[3]["id"]]
        for id in changed:
            await account.bundles("update_contact", contactId=id, name="Changed")
        before = datetime.now(UTC).date()
        ran = (await account.run(UPDATED, limit=25, start_from="now")).succeeded()
    days = [date.fromisoformat(one.query["lastUpdateDate"]) for one in ran.received()]
    assert days[0] in (before + timedelta(days=1), before + timedelta(days=2)), "it is that day somewhere"
    assert days == [days[0] - timedelta(days=number) for number in range(9)], "to a week before today"
    assert {one["id"] for one in ran.bundles} == set(changed)


async def test_updated_contacts_come_latest_change_first(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        everyone = await newest(account)
        for place in (3, 40, 20):
            await account.bundles("update_contact", contactId=everyone[place]["id"], name="Changed")
        shown = await account.bundles(UPDATED, limit=25, start_from="all")
    assert [one["id"] for one in shown] == [everyone[place]["id"] for place in (20, 40, 3)]


async def test_updated_contacts_since_a_day_go_back_to_that_day_or_to_the_limit(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        everyone = await newest(account)
        for one in everyone[:12]:
            await account.bundles("update_contact", contactId=one["id"], name="Changed")
        today = datetime.now(UTC).date()
        back = (today - timedelta(days=20)).isoformat()
        ran = (await account.run(UPDATED, limit=25, start_from="date", start_date=back)).succeeded()
        few = (await account.run(UPDATED, limit=5, start_from="date", start_date=back)).succeeded()
    assert ran.received()[-1].query["lastUpdateDate"] == back
    assert {one["id"] for one in ran.bundles} == {one["id"] for one in everyone[:12]}
    assert len(few.bundles) == 5
    assert few.received()[-1].query["lastUpdateDate"] >= today.isoformat(), "no day is asked for in vain"


async def test_a_contact_that_has_only_its_dates_is_shown_as_it_is(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    """A chat that went no further: name and address may come by a later update."""
    async with connected(tmp_path, sandbox, "cliengo") as account:
        website = (await newest(account))[0]["websiteId"]
        await account.switch("details_later")
        (bare,) = await account.bundles("create_contact", websiteId=website, name="Ana")
        (shown,) = await account.bundles(NEW, limit=1, start_from="now")
        await account.switch("details_later", on=False)
        (updated,) = await account.bundles(UPDATED, limit=1, start_from="now")
    assert shown == bare
    assert bare.keys() == {"id", "creationDate", "lastUpdateDate"}
    assert (updated["id"], updated["name"]) == (bare["id"], "Ana")
