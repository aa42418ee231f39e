"""Refiner's list of contacts. Quirks are numbered as in the facts sheet, section 6."""

import pytest

from core.sandbox import SandboxOptions
from tests.core.sandbox.sandbox_calls import STAMP, all_contacts, bench, uuid_of

DEFAULT = SandboxOptions(contacts=120)


async def test_contacts_come_in_an_envelope() -> None:
    """Quirk 8."""
    async with bench(DEFAULT) as b:
        reply = await b.refiner.get("/v1/contacts")
    pagination = reply.json["pagination"]
    assert set(reply.json) == {"items", "pagination"}
    assert pagination.pop("next_page_cursor")
    assert pagination == {"items_count": 120, "current_page": 1, "last_page": 3, "page_length": 50}
    assert len(reply.items) == 50
    assert list(reply.items[0]) == [
        "uuid", "remote_id", "email", "display_name", "first_seen_at", "last_seen_at", "attributes",
        "segments", "account",
    ]  # fmt: skip


async def test_contacts_are_paged_by_number() -> None:
    """Quirk 8."""
    async with bench(DEFAULT) as b:
        pages = [await b.refiner.get("/v1/contacts", page=n, page_length=50) for n in (1, 2, 3, 4)]
        whole = await all_contacts(b)
    assert [len(page.items) for page in pages] == [50, 50, 20, 0]
    assert [item for page in pages for item in page.items] == whole
    assert [page.json["pagination"]["current_page"] for page in pages] == [1, 2, 3, 4]
    assert pages[2].json["pagination"]["next_page_cursor"] is None


async def test_contacts_are_paged_by_cursor() -> None:
    """Quirk 8, and our own choice that `page` is ignored beside a cursor."""
    async with bench(DEFAULT) as b:
        page = await b.refiner.get("/v1/contacts", page=1, page_length=50)
        rows, cursors = page.items, []
        while cursor := page.json["pagination"]["next_page_cursor"]:
            cursors.append(cursor)
            page = await b.refiner.get("/v1/contacts", page=1, page_length=50, page_cursor=cursor)
            rows += page.items
        whole = await all_contacts(b)
        wrong = await b.refiner.get("/v1/contacts", page_cursor="b3Bh")
    assert rows == whole
    assert len(cursors) == 2
    assert page.json["pagination"]["current_page"] == 3
    assert wrong.status == 400


async def test_a_cursor_is_not_shifted_by_contacts_that_arrive_or_leave() -> None:
    """Quirk 8."""
    async with bench(DEFAULT) as b:
        whole = await all_contacts(b)
        page = await b.refiner.get("/v1/contacts", page_length=50)
        cursor = page.json["pagination"]["next_page_cursor"]
        for n in range(3):
            await b.refiner.post("/v1/identify-user", {"id": f"new-{n}"})
        await b.refiner.delete("/v1/contact", uuid=whole[10]["uuid"])
        following = await b.refiner.get("/v1/contacts", page_length=50, page_cursor=cursor)
        await b.refiner.delete("/v1/contact", uuid=whole[49]["uuid"])
        by_place = await b.refiner.get("/v1/contacts", page_length=50, page_cursor=cursor)
    assert following.items == whole[50:100]
    assert len(by_place.items) == 50


async def test_without_cursors_pages_are_numbered_only() -> None:
    async with bench(SandboxOptions(contacts=120, cursors=False)) as b:
        for path in ("/v1/contacts", "/v1/responses"):
            pagination = (await b.refiner.get(path, page_length=5)).json["pagination"]
            assert pagination["next_page_cursor"] is None
            assert pagination["last_page"] > 1


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"page_length": "1"}, 200),
        ({"page_length": "1000"}, 200),
        ({"page_length": "0"}, 400),
        ({"page_length": "1001"}, 400),
        ({"page_length": "many"}, 400),
        ({"page": "0"}, 400),
        ({"page": "-1"}, 400),
        ({"order_by": "shoe_size"}, 400),
        ({"form_uuid": "unknown"}, 400),
        ({"segment_uuid": "unknown"}, 400),
    ],
)
async def test_what_a_list_call_may_ask_for(query: dict[str, str], status: int) -> None:
    """Quirk 8."""
    async with bench() as b:
        reply = await b.refiner.get("/v1/contacts", **query)
    assert reply.status == status
    assert ("error" in reply.json) == (status == 400)


async def test_filters_narrow_the_list_and_its_count() -> None:
    """Quirk 8."""
    async with bench(DEFAULT) as b:
        everybody = await all_contacts(b)
        paying = await uuid_of(b, "segments", "Paying")
        nobody = await b.refiner.get("/v1/contacts", segment_uuid=await uuid_of(b, "segments", "Nobody yet"))
        in_segment = await b.refiner.get("/v1/contacts", segment_uuid=paying, page_length=5)
        form = await uuid_of(b, "forms", "NPS")
        answered = {
            item["contact"]["uuid"]
            for item in (await b.refiner.get("/v1/responses", include="all", form_uuid=form)).items
        }
        linked = await b.refiner.get("/v1/contacts", form_uuid=form)
        dated = await b.refiner.get("/v1/contacts", date_range_start="2999-01-01")
    members = [item for item in everybody if paying in [s["uuid"] for s in item["segments"]]]
    assert 5 < len(members) < len(everybody)
    assert in_segment.items == members[:5]
    assert in_segment.json["pagination"]["items_count"] == len(members)
    assert (nobody.items, nobody.json["pagination"]["last_page"]) == ([], 1)
    assert {item["uuid"] for item in linked.items} == answered != set()
    assert linked.json["pagination"]["items_count"] == len(answered)
    assert dated.json["pagination"]["items_count"] == 120, "there is no date filter"


@pytest.mark.parametrize("key", ["email", "remote_id", "display_name"])
async def test_search_looks_at_email_id_and_name(key: str) -> None:
    """Quirk 8."""
    async with bench(DEFAULT) as b:
        everybody = await all_contacts(b)
        wanted = next(item for item in everybody if item[key])
        found = await all_contacts(b, search=wanted[key].upper())
    words = wanted[key].casefold()
    texts = ("email", "remote_id", "display_name")
    assert found == [c for c in everybody if any(words in (c[text] or "").casefold() for text in texts)]
    assert wanted in found


@pytest.mark.parametrize(
    ("order", "descending"),
    [
        ("first_seen_at", True),
        ("last_seen_at", True),
        ("last_form_submission_at", True),
        ("display_name", False),
        ("email", False),
    ],
)
async def test_contacts_are_ordered(order: str, descending: bool) -> None:
    """Quirk 9, and our own choice of directions: those without a value come last."""
    async with bench(DEFAULT) as b:
        rows = await all_contacts(b, order_by=order)
    values = [row["attributes"].get(order) if order.startswith("last_form") else row[order] for row in rows]
    present = [value.casefold() for value in values if value is not None]
    assert present == sorted(present, reverse=descending)
    assert values[len(present) :] == [None] * (120 - len(present))
    assert len({row["uuid"] for row in rows}) == 120


async def test_the_default_order_is_first_seen_newest_first() -> None:
    """Quirk 9."""
    async with bench(DEFAULT) as b:
        await b.refiner.post("/v1/identify-user", {"id": "newest"})
        rows = await all_contacts(b)
        asked = await all_contacts(b, order_by="first_seen_at")
        by_last_seen = await all_contacts(b, order_by="last_seen_at")
    assert rows == asked != by_last_seen
    assert rows[0]["remote_id"] == "newest"
    assert [row["first_seen_at"] for row in rows] == sorted((r["first_seen_at"] for r in rows), reverse=True)


async def test_writes_show_at_once_in_lists() -> None:
    async with bench(DEFAULT) as b:
        before = await all_contacts(b, search="u-100")
        await b.refiner.post("/v1/identify-user", {"id": "u-100", "plan": "changed"})
        after = await all_contacts(b, search="u-100")
    assert before[0]["attributes"]["plan"] != "changed" == after[0]["attributes"]["plan"]


async def test_contacts_may_lack_id_email_or_name() -> None:
    """Quirk 15."""
    async with bench(SandboxOptions(contacts=1000)) as b:
        rows = await all_contacts(b)
    for key in ("remote_id", "email", "display_name"):
        assert 0 < sum(row[key] is None for row in rows) < 150
    assert any(row["account"]["remote_id"] is None and row["account"]["domain"] is None for row in rows)
    assert all(STAMP.fullmatch(row["first_seen_at"]) and STAMP.fullmatch(row["last_seen_at"]) for row in rows)
    assert any(not (row["display_name"] or "").isascii() for row in rows)
