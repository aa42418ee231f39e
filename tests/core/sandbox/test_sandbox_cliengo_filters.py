"""What Cliengo's list of contacts is narrowed by. Quirks are numbered as in the facts sheet, section 6."""

from collections import Counter
from datetime import date, timedelta

import pytest

from tests.core.sandbox.test_sandbox_cliengo_door import cliengo

LAST_DAY = date(2025, 5, 31)
"""The day of the newest made-up contacts."""


async def test_since_and_until_filter_the_creation_day() -> None:
    """Quirk 7, and our own choice that `until` is exclusive."""
    async with cliengo() as account:
        rows = await account.all()
        day, following = (LAST_DAY - timedelta(1)).isoformat(), LAST_DAY.isoformat()
        since, until = await account.all(since=day), await account.all(until=day)
        one_day = await account.all(since=day, until=following)
        nothing = await account.total(since=day, until=day)
        turned = await account.total(since=following, until=day)
    assert since == [row for row in rows if row["creationDate"] >= day]
    assert until == [row for row in rows if row["creationDate"] < day]
    assert one_day == [row for row in rows if row["creationDate"].startswith(day)]
    assert min(len(since), len(until), len(one_day)) > 50
    assert (nothing, turned) == (0, 0)


async def test_a_switch_lets_until_take_its_own_day_in() -> None:
    """Our own choice; the sources contradict each other."""
    async with cliengo() as account:
        day = (LAST_DAY - timedelta(1)).isoformat()
        exclusive = await account.total(until=day)
        await account.turn("until_inclusive", True)
        inclusive = await account.total(until=day)
        of_the_day = await account.all(since=day, until=day)
    assert inclusive == exclusive + len(of_the_day)
    assert {row["creationDate"][:10] for row in of_the_day} == {day}


async def test_since_and_until_take_a_full_time_too() -> None:
    async with cliengo() as account:
        rows = await account.all()
        # Two share a moment; these are of their own.
        newer, older = rows[10]["creationDate"], rows[30]["creationDate"]
        found = await account.all(since=older, until=newer)
        elsewhere = await account.total(since="2025-05-31T02:00:00+02:00")
        same = await account.total(since="2025-05-31")
    assert found == rows[11:31]
    assert elsewhere == same > 0


async def test_what_is_created_now_falls_into_its_day() -> None:
    """Quirk 7."""
    async with cliengo(contacts=10) as account:
        fresh = [await account.create(name=f"n{n}") for n in range(3)]
        day = fresh[0]["creationDate"][:10]
        since, until = await account.page(since=day), await account.page(until=day)
        between = await account.page(since=fresh[1]["creationDate"], until=fresh[2]["creationDate"])
    assert [row["id"] for row in since] == [contact["id"] for contact in reversed(fresh)]
    assert len(until) == 10
    assert [row["id"] for row in between] == [fresh[1]["id"]]


@pytest.mark.parametrize("name", ["websiteId", "assignedTo", "status"])
async def test_filters_leave_those_that_have_the_value(name: str) -> None:
    """Our own choice of names."""
    async with cliengo() as account:
        rows = await account.all()
        counts = Counter(row[name] for row in rows if name in row)
        found = {value: await account.all(**{name: value}) for value in counts}
        nobody = await account.total(**{name: "UNASSIGNED"})
    assert len(counts) > 2
    for value, matching in found.items():
        assert matching == [row for row in rows if row.get(name) == value]
    assert nobody == 0


@pytest.mark.parametrize("key", ["name", "lastName", "email", "phone", "message"])
async def test_a_query_is_looked_for_in_names_addresses_and_messages(key: str) -> None:
    """Our own choice."""
    async with cliengo() as account:
        rows = await account.all()
        wanted = next(row for row in rows if key in row)
        words = wanted[key].strip().upper()
        found = await account.all(query=words)
        full = await account.all(query=f"{rows[0]['name']} {rows[0]['lastName']}")
    keys = ("name", "lastName", "email", "phone", "message")
    assert wanted in found
    assert found == [row for row in rows if any(words.casefold() in row.get(k, "").casefold() for k in keys)]
    assert 0 < len(found) < 200
    assert rows[0] in full


async def test_the_update_filter_means_the_day_itself() -> None:
    """Our own choice of the name and its meaning."""
    async with cliengo() as account:
        changed = await account.change((await account.all())[-1], rating=3)
        rows = await account.all()
        days = sorted({row["lastUpdateDate"][:10] for row in rows})
        found = {day: await account.all(lastUpdateDate=day) for day in days}
        site, noon = rows[0]["websiteId"], "2025-05-30T12:00:00.000Z"
        narrowed = {day: await account.all(lastUpdateDate=day, websiteId=site, since=noon) for day in days}
        earlier = {day: await account.all(lastUpdateDate=day, until=noon) for day in days}
        none = await account.total(lastUpdateDate="2020-01-01")
    for day, matching in found.items():
        assert matching == [row for row in rows if row["lastUpdateDate"].startswith(day)]
    assert found[changed["lastUpdateDate"][:10]] == [changed]
    assert changed not in found[days[0]]
    for day, matching in found.items():
        late = [row for row in matching if row["creationDate"] >= noon]
        assert narrowed[day] == [row for row in late if row.get("websiteId") == site]
        assert earlier[day] == [row for row in matching if row not in late]
    assert none == 0


@pytest.mark.parametrize(
    "query",
    [
        {"since": "yesterday"}, {"until": "2025-13-01"}, {"since": "0000-00-00"}, {"since": "2025-W22-1"},
        {"until": "2025-05-01T10"}, {"lastUpdateDate": "1717200000"}, {"limit": "0"}, {"limit": "-1"},
        {"limit": "ten"}, {"limit": "٣"}, {"limit": "1.5"}, {"offset": "-1"}, {"offset": "x"},
    ],
)  # fmt: skip
async def test_a_value_that_cannot_be_read_is_refused(query: dict[str, str]) -> None:
    """Our own choice."""
    async with cliengo() as account:
        reply = await account.call("GET", "/contacts", **query)
    assert (reply.status, reply.json["error"]) == (400, "Bad Request")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", ["since", "until", "lastUpdateDate"])
async def test_the_ends_of_the_calendar_do_no_harm(name: str, day: str) -> None:
    async with cliengo() as account:
        await account.turn("until_inclusive", True)
        total = await account.total(**{name: day})
        empty = await account.total(**{name: ""})
    assert total == (200 if (name, day) in (("since", "0001-01-01"), ("until", "9999-12-31")) else 0)
    assert empty == 200
