"""Refiner's forms, segments and responses. Quirks are numbered as in the facts sheet, section 6."""

from collections import Counter
from typing import Any

import pytest

from core.sandbox import SandboxOptions
from tests.core.sandbox.sandbox_calls import STAMP, Reply, all_contacts, bench, uuid_of

DEFAULT = SandboxOptions(contacts=120)


@pytest.mark.parametrize(
    ("which", "names"),
    [
        (None, ["Customer satisfaction", "Exit survey", "NPS", "Onboarding check-in", "Pricing research"]),
        ("all", ["Customer satisfaction", "Exit survey", "NPS", "Onboarding check-in", "Pricing research"]),
        ("published", ["Customer satisfaction", "Exit survey", "NPS"]),
        ("drafts", ["Onboarding check-in", "Pricing research"]),
        ("archived", ["Churn survey (old)"]),
        (
            "all_with_archived",
            ["Churn survey (old)", "Customer satisfaction", "Exit survey", "NPS", "Onboarding check-in",
             "Pricing research"],
        ),
    ],
)  # fmt: skip
async def test_forms_are_listed_by_their_state(which: str | None, names: list[str]) -> None:
    """Quirk 10."""
    async with bench() as b:
        reply = await b.refiner.get("/v1/forms", **({"list": which} if which else {}))
        paged = await b.refiner.get("/v1/forms", page=2, page_length=1, **({"list": which} if which else {}))
        wrong = await b.refiner.get("/v1/forms", list="some")
    assert [item["name"] for item in reply.items] == names
    assert set(reply.items[0]) == {"uuid", "name"}
    assert "next_page_cursor" not in reply.json["pagination"]
    assert [item["name"] for item in paged.items] == names[1:2]
    assert paged.json["pagination"]["last_page"] == len(names)
    assert wrong.status == 400


async def test_forms_tell_more_when_asked() -> None:
    """Quirk 10."""
    async with bench() as b:
        reply = await b.refiner.get("/v1/forms", include_info=1, include_config=1)
        counted = await b.refiner.get("/v1/responses", include="all")
    info = {item["name"]: item for item in reply.items}["NPS"]
    counts = Counter(item["form"]["name"] for item in counted.items)
    assert info["responses_count"] == counts["NPS"] > 0
    assert [question["slug"] for question in info["config"]["questions"]] == ["nps", "nps_reason"]
    assert {"channels", "published_at", "archived_at", "created_at", "updated_at", "first_form_view_at",
            "last_form_view_at", "views_count", "folder", "page_url"} < set(info)  # fmt: skip


async def test_forms_are_published_copied_and_archived() -> None:
    async with bench() as b:
        draft = await uuid_of(b, "forms", "Pricing research")
        await b.refiner.post("/v1/forms/publish", {"uuid": draft})
        copy = (await b.refiner.post("/v1/forms/duplicate", {"uuid": draft})).json["uuid"]
        published = [item["uuid"] for item in (await b.refiner.get("/v1/forms", list="published")).items]
        drafts = [item["uuid"] for item in (await b.refiner.get("/v1/forms", list="drafts")).items]
        await b.refiner.delete("/v1/forms", uuid=draft)
        archived = [item["uuid"] for item in (await b.refiner.get("/v1/forms", list="archived")).items]
        events = [item["event"] for item in (await b.refiner.get("/v1/forms/history", uuid=draft)).items]
        wrong = [await b.refiner.post("/v1/forms/publish", body) for body in ({}, {"uuid": "x"})]
    assert draft in published
    assert copy in drafts
    assert draft in archived
    assert events == ["created", "published", "archived"]
    assert [reply.status for reply in wrong] == [400, 400]


async def test_segments_say_whether_they_are_manual() -> None:
    """Quirk 10."""
    async with bench() as b:
        reply = await b.refiner.get("/v1/segments", page_length=1000)
    assert {item["name"]: item["is_manual"] for item in reply.items}["Newsletter"] is True
    assert {item["name"]: item["is_manual"] for item in reply.items}["Paying"] is False
    assert all(set(item) == {"uuid", "name", "is_manual"} for item in reply.items)


@pytest.mark.parametrize(
    ("query", "completed", "partial"),
    [({}, True, False), ({"include": "completed"}, True, False), ({"include": "partials"}, False, True),
     ({"include": "all"}, True, True)],
)  # fmt: skip
async def test_responses_are_completed_ones_by_default(
    query: dict[str, str], completed: bool, partial: bool
) -> None:
    """Quirk 11."""
    async with bench(DEFAULT) as b:
        items = (await b.refiner.get("/v1/responses", page_length=1000, **query)).items
    assert any(item["completed_at"] is not None for item in items) is completed
    assert any(item["completed_at"] is None for item in items) is partial


async def test_a_date_range_includes_its_start_and_excludes_its_end() -> None:
    """Quirk 11."""
    async with bench(DEFAULT) as b:
        every = (await b.refiner.get("/v1/responses", page_length=1000)).items
        newer, older = every[4]["completed_at"], every[9]["completed_at"]
        ranged = await b.refiner.get("/v1/responses", date_range_start=older, date_range_end=newer)
        old_form = await b.refiner.get("/v1/responses", date_range_start=older[:19].replace("T", " "))
        wrong = await b.refiner.get("/v1/responses", date_range_start="yesterday")
    assert ranged.items == every[5:10]
    assert old_form.json["pagination"]["items_count"] == 10
    assert wrong.status == 400


async def test_arrays_are_sent_with_brackets() -> None:
    """Quirk 11."""
    async with bench(DEFAULT) as b:
        names = ("NPS", "Exit survey")
        forms = [await uuid_of(b, "forms", name) for name in names]
        both = await b.refiner.send("GET", "/v1/responses", [("form_uuids[]", form) for form in forms])
        one = await b.refiner.get("/v1/responses", form_uuid=forms[0])
        plain = await b.refiner.get("/v1/responses", form_uuids=forms[0])
        segment = await uuid_of(b, "segments", "Paying")
        inside = await b.refiner.send("GET", "/v1/responses", [("segment_uuids[]", segment)])
        members = {item["uuid"] for item in await all_contacts(b, segment_uuid=segment)}
    assert {item["form"]["name"] for item in both.items} == set(names)
    assert {item["form"]["name"] for item in one.items} == {"NPS"}
    assert plain.status == 400
    assert {item["contact"]["uuid"] for item in inside.items} <= members


async def test_a_response_looks_as_documented() -> None:
    """Quirks 11, 15."""
    async with bench() as b:
        item = (await b.refiner.get("/v1/responses", page_length=1)).items[0]
        rich = (await b.refiner.get("/v1/responses", page_length=1, with_attributes=1)).items[0]
    assert set(item) == {
        "uuid", "first_shown_at", "last_shown_at", "show_counter", "first_data_reception_at",
        "last_data_reception_at", "completed_at", "received_at", "dismissed_at", "form", "data", "contact",
    }  # fmt: skip
    assert set(item["contact"]) == {"uuid", "remote_id", "email", "display_name", "account"}
    assert set(item["contact"]["account"]) == {"uuid", "remote_id", "display_name", "domain"}
    assert STAMP.fullmatch(item["completed_at"])
    assert item["data"]
    assert "plan" in rich["contact"]["attributes"]


async def test_responses_are_added_tagged_and_searched() -> None:
    async with bench() as b:
        form = await uuid_of(b, "forms", "Exit survey")
        body = {"form_uuid": form, "id": "fresh", "email": "fresh@example.com", "why_leave": "Price"}
        added = [await b.refiner.post("/v1/responses", body) for _ in range(2)]
        repeated = await b.refiner.post("/v1/responses", {**body, "prevent_duplicates": True})
        dated = await b.refiner.post("/v1/responses", {**body, "date": "2024-01-05 10:00:00"})
        found = (await b.refiner.get("/v1/responses", search="FRESH@")).items
        uuid = added[0].json["uuid"]
        tagged = await b.refiner.post("/v1/responses/tags", {"uuid": uuid, "tags": ["vip"]})
        by_tag = await b.refiner.get("/v1/responses", tag_uuid=tagged.json["tags"][0]["uuid"])
        person = (await b.refiner.get("/v1/contact", id="fresh")).json
        wrong: list[Reply] = [
            await b.refiner.post("/v1/responses", {"id": "x"}),
            await b.refiner.post("/v1/responses", {**body, "date": "soon"}),
            await b.refiner.post("/v1/responses/tags", {"uuid": uuid, "tags": "vip"}),
        ]
        lost = await b.refiner.post("/v1/responses/tags", {"uuid": "nope", "tags": []})
    uuids = [reply.json["uuid"] for reply in (*added, dated)]
    assert len(set(uuids)) == 3
    assert repeated.json["uuid"] in uuids
    assert [item["uuid"] for item in found][-1] == dated.json["uuid"], "newest first"
    assert found[0]["data"] == {"why_leave": "Price"}
    assert [item["uuid"] for item in by_tag.items] == [uuid]
    assert person["attributes"]["form_submissions_count"] == "3"
    assert ([reply.status for reply in wrong], lost.status) == ([400, 400, 400], 404)


@pytest.mark.parametrize("kind", ["nps", "csat", "ratings", "distribution", "count"])
async def test_reports_follow_from_the_responses(kind: str) -> None:
    async with bench(DEFAULT) as b:
        report = (await b.refiner.get("/v1/reporting", type=kind)).json
        answers = [item["data"] for item in (await b.refiner.get("/v1/responses", page_length=1000)).items]
        wrong = await b.refiner.get("/v1/reporting", type="mood")
    scores = [data["nps"] for data in answers if "nps" in data]
    csat = [data["csat"] for data in answers if "csat" in data]
    expected: dict[str, Any] = {
        "nps": round(100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores)),
        "csat": round(100 * sum(s >= 4 for s in csat) / len(csat)),
        "ratings": None,
        "count": len(answers),
    }
    if kind == "distribution":
        assert sum(report["value"]["nps"].values()) == len(scores)
    else:
        assert report["value"] == expected[kind]
    assert wrong.status == 400
