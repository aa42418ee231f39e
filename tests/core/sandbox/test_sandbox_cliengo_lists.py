"""Cliengo's list of contacts. Quirks are numbered as in the facts sheet, section 6."""

import tracemalloc
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from core.sandbox.cliengo.generated import Generated
from tests.core.sandbox.test_sandbox_cliengo_door import HEX_ID, STAMP, Account, cliengo

LAST_DAY = date(2025, 5, 31)
"""The day of the newest made-up contacts."""


def created(rows: list[dict[str, Any]]) -> list[str]:
    """Return the creation dates, which sort as texts."""
    return [row["creationDate"] for row in rows]


def noted(monkeypatch: pytest.MonkeyPatch, method: str) -> list[int]:
    """Return a list to which every number is added that a method of `Generated` is called for."""
    looked_at: list[int] = []
    real = getattr(Generated, method)

    def look(self: Generated, number: int) -> Any:
        looked_at.append(number)
        return real(self, number)

    monkeypatch.setattr(Generated, method, look)
    return looked_at


async def by_halving(account: Account, first: date, last: date) -> list[dict[str, Any]]:
    """Return what was created from `first` to before `last`, in windows that the ceiling lets through."""
    window = {"since": first.isoformat(), "until": last.isoformat()}
    if await account.total(**window) <= 1000:
        return await account.all(**window)
    middle = first + (last - first) // 2
    return [*await by_halving(account, middle, last), *await by_halving(account, first, middle)]


async def test_contacts_come_in_an_envelope() -> None:
    """Quirk 3."""
    async with cliengo() as account:
        shown = await account.get("/contacts")
    assert list(shown) == ["results", "paging"]
    assert shown["paging"] == {"page": 1, "total": 200}
    assert len(shown["results"]) == 50, "our own choice of a default"


async def test_a_contact_has_all_keys_that_are_known() -> None:
    """Quirk 3."""
    async with cliengo() as account:
        contact = next(row for row in await account.page() if {"email", "phone", "assignedTo"} <= set(row))
        users, sites = await account.get("/users"), await account.get("/sites")
    assert set(contact) == {
        "id", "creationDate", "lastUpdateDate", "name", "lastName", "email", "phone", "message", "accountId",
        "accountName", "websiteId", "websiteName", "status", "subStatus", "rating", "age", "entryMethod",
        "medium", "mediumTranslate", "duplicatedContact", "geoip", "conversionUrl", "landingUrl",
        "referalUrl", "utmCampaign", "utmContent", "utmMedium", "utmTerm", "leadFields", "logs", "notes",
        "calls", "assignedTo",
    }  # fmt: skip
    assert STAMP.fullmatch(contact["creationDate"])
    assert STAMP.fullmatch(contact["lastUpdateDate"])
    assert contact["geoip"]["city"]
    assert contact["assignedTo"] in [user["id"] for user in users["results"]]
    assert contact["websiteId"] in [site["id"] for site in sites["results"]]


@pytest.mark.parametrize("name", ["sort", "order", "orderBy", "sortBy"])
@pytest.mark.parametrize("value", ["creationDate", "asc", "-creationDate", "lastUpdateDate"])
async def test_the_newest_creation_comes_first_whatever_is_asked(name: str, value: str) -> None:
    """Quirks 3, 4."""
    async with cliengo() as account:
        late = await account.create(name="Late")
        rows, asked = await account.all(), await account.all(**{name: value})
    assert asked == rows
    assert rows[0]["id"] == late["id"]
    assert created(rows) == sorted(created(rows), reverse=True)
    assert [row["lastUpdateDate"] for row in rows] != sorted(row["lastUpdateDate"] for row in rows)[::-1]


async def test_limit_and_offset_cut_the_list() -> None:
    """Quirk 4."""
    async with cliengo(contacts=130) as account:
        rows = await account.all()
        pages = [await account.page(limit=50, offset=offset) for offset in (0, 50, 100, 150)]
        short = await account.page(limit=3, offset=7)
        long = await account.page(limit=1000)
    assert len({row["id"] for row in rows}) == 130
    assert [len(page) for page in pages] == [50, 50, 30, 0]
    assert [row for page in pages for row in page] == rows
    assert short == rows[7:10]
    assert long == rows[:100], "our own choice of a longest page"


@pytest.mark.parametrize(
    "name",
    [
        "page", "date_from", "createdAtFrom", "created_at_min", "from", "startDate", "start_date", "q",
        "search", "lastUpdate", "lastUpdated", "lastUpdatedDate", "anything",
    ],
)  # fmt: skip
async def test_a_name_that_is_not_understood_does_nothing(name: str) -> None:
    """Quirk 4."""
    async with cliengo() as account:
        assert await account.get("/contacts", **{name: "2"}) == await account.get("/contacts")


async def test_an_offset_above_a_thousand_is_refused() -> None:
    """Quirk 5."""
    async with cliengo(contacts=1200) as account:
        last = await account.page(limit=50, offset=1000)
        refused = [
            await account.call("GET", "/contacts", offset=offset) for offset in (1001, 10**30, "9" * 5_000)
        ]
        reachable = await account.all()
    assert len(last) == 50
    assert {reply.status for reply in refused} == {400}
    assert all(b"Offset cannot be greater than 1000" in reply.body for reply in refused)
    assert len(reachable) == 1100, "of 1200"


async def test_one_item_is_enough_to_learn_the_total_which_follows_the_filters() -> None:
    """Quirk 6."""
    async with cliengo() as account:
        everybody = await account.get("/contacts", limit=1)
        clients = await account.get("/contacts", limit=1, status="CLIENT", offset=5)
        rows = await account.all()
    assert (len(everybody["results"]), everybody["paging"]["total"]) == (1, 200)
    wanted = [row for row in rows if row.get("status") == "CLIENT"]
    assert clients["results"] == wanted[5:6]
    assert clients["paging"]["total"] == len(wanted) > 6


async def test_two_contacts_share_both_dates_also_where_a_page_ends() -> None:
    """Quirk 15."""
    async with cliengo() as account:
        rows = await account.all()
        last, first = (await account.page(limit=50))[-1], (await account.page(limit=50, offset=50))[0]
    twins = {moment: number for moment, number in Counter(created(rows)).items() if number > 1}
    assert set(twins.values()) == {2}
    assert len(twins) == 7
    assert last["id"] != first["id"]
    assert [last[key] for key in ("creationDate", "lastUpdateDate")] == [
        first[key] for key in ("creationDate", "lastUpdateDate")
    ]


async def test_some_contacts_have_an_id_and_dates_only_until_an_update_names_them() -> None:
    """Quirk 14."""
    async with cliengo() as account:
        bare = [row for row in await account.all() if "name" not in row]
        await account.change(bare[0], name="Ana", email="ana@example.com")
        named = await account.get(f"/contacts/{bare[0]['id']}")
    assert len(bare) == 5
    assert all(list(row) == ["id", "creationDate", "lastUpdateDate"] for row in bare)
    assert all(row["creationDate"] == row["lastUpdateDate"] for row in bare)
    assert (named["name"], named["email"]) == ("Ana", "ana@example.com")
    assert named["creationDate"] == bare[0]["creationDate"]
    assert named["lastUpdateDate"] > bare[0]["lastUpdateDate"]


async def test_contacts_may_lack_an_email_a_phone_or_a_last_name() -> None:
    async with cliengo(contacts=1000) as account:
        rows = [row for row in await account.all() if "name" in row]
    for key in ("email", "phone", "lastName"):
        assert 0 < sum(key not in row for row in rows) < 250
    assert all(HEX_ID.fullmatch(row["id"]) for row in rows)
    assert any(not row["name"].isascii() for row in rows)


async def test_halving_the_dates_reaches_every_contact() -> None:
    """What the ceiling of quirk 5 makes necessary."""
    async with cliengo(contacts=3000) as account:
        rows = await by_halving(account, date(2025, 1, 1), date(2025, 6, 2))
    assert len({row["id"] for row in rows}) == len(rows) == 3000
    assert created(rows) == sorted(created(rows), reverse=True)


async def test_a_hundred_thousand_contacts_spread_over_years_with_few_on_a_day() -> None:
    async with cliengo(contacts=100_000) as account:
        years = [
            await account.total(since=f"{year}-01-01", until=f"{year + 1}-01-01")
            for year in range(2021, 2026)
        ]
        days = [
            await account.total(since=day.isoformat(), until=(day + timedelta(1)).isoformat())
            for day in (LAST_DAY - timedelta(n) for n in range(0, 1388, 29))
        ]
        oldest = await account.all(until="2021-08-15")
    assert sum(years) == 100_000
    assert min(years) > 5_000
    assert 50 < min(days) <= max(days) < 300
    assert 0 < len(oldest) < 1_000


async def test_a_hundred_thousand_contacts_are_neither_held_nor_gone_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at = noted(monkeypatch, "_dates")
    tracemalloc.start()
    try:
        async with cliengo(contacts=100_000) as account:
            page = await account.page(since="2023-03-03", until="2024-03-03", limit=1, offset=1000)
            dates = len(looked_at)
            await account.total(lastUpdateDate="2023-03-03")
            _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert page[0]["creationDate"].startswith("2024-02-")
    assert dates < 50
    assert len(looked_at) < 5_000
    assert peak < 20 << 20


async def test_filters_are_not_applied_again_for_the_next_page(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = noted(monkeypatch, "words")
    async with cliengo(contacts=1000) as account:
        first = await account.page(query="larsson", limit=5)
        after_first = len(looked_at)
        following = await account.page(query="larsson", limit=5, offset=5)
        after_following = len(looked_at)
        new = await account.create(name="Larsson")
        again = await account.page(query="larsson", limit=5)
    assert after_first >= 1000
    assert after_following - after_first == len(following) == 5
    assert again == [new, *first[:4]]


async def test_the_same_seed_gives_the_same_contacts_and_more_of_them_add_older_ones() -> None:
    pages = []
    for seed, size in ((1, 100), (1, 100), (1, 5_000), (2, 100)):
        async with cliengo(contacts=size, seed=seed) as account:
            pages.append((await account.page(limit=100), account.key))
    assert pages[0] == pages[1] == pages[2]
    assert pages[0][1] != pages[3][1]
    assert {row["id"] for row in pages[0][0]}.isdisjoint(row["id"] for row in pages[3][0])


@pytest.mark.parametrize("size", [0, 1, 2])
async def test_a_small_account_works(size: int) -> None:
    async with cliengo(contacts=size) as account:
        assert (await account.get("/contacts"))["paging"]["total"] == size
        assert await account.total(lastUpdateDate="2025-06-01", query="x", since="2025-01-01") <= size
        await account.create()
        assert await account.total() == size + 1


async def test_a_reset_brings_back_the_contacts_and_switches_of_the_start() -> None:
    async with cliengo() as account:
        before = await account.all(status="NEW")
        await account.turn("until_inclusive", True)
        await account.turn("details_later", True)
        await account.create(name="Late")
        await account.all(status="NEW")
        await account.call("DELETE", f"/contacts/{before[0]['id']}")
        account.bench.sandbox.reset()
        await account.create(name="First after it")
        of_one_write = await account.page(status="NEW")
        account.bench.sandbox.reset()
        one_write_on = await account.create(name="Later")
        listed = await account.page(status="NEW")
        account.bench.sandbox.reset()
        after = await account.all(status="NEW")
        switches = (await account.bench.control.get("/switches")).json["cliengo"]
    assert after == before
    assert listed == [one_write_on, *before[:49]], "nothing of before the reset is shown"
    assert len(of_one_write) == 50
    assert switches == {"until_inclusive": False, "clock_stands_still": False, "details_later": False}
