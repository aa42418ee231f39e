"""Qualtrics: the contacts of a directory. Quirks are numbered as in the facts sheet, section 6."""

import time
import tracemalloc
from typing import Any

import pytest

from core.sandbox import SandboxOptions
from tests.core.sandbox.sandbox_calls import Bench, Caller, Reply, bench
from tests.core.sandbox.test_sandbox_qualtrics_door import (
    Body,
    directory,
    elements,
    qualtrics,
    refusal,
    result,
    switch,
)

ANN = {
    "firstName": "Ann",
    "lastName": "Lee",
    "email": "ann@example.com",
    "phone": "+12025550100",
    "extRef": "crm-x",
    "language": "EN",
    "unsubscribed": False,
    "embeddedData": {"Plan": "pro", "Seats": "3"},
}


async def contacts(b: Bench) -> str:
    """Return the path of the contacts of the default directory."""
    return f"{await directory(b)}/contacts"


async def create(b: Bench, body: Body) -> str:
    """Create a contact and return its path."""
    path = await contacts(b)
    reply = await qualtrics(b).post(path, body)
    assert reply.status == 200, reply.body
    return f"{path}/{reply.json['result']['id']}"


async def pages(b: Bench, path: str, **query: str | int) -> list[list[Body]]:
    """Follow `nextPage` as it is, to the end."""
    bare = Caller(b.control.client, "", qualtrics(b).headers)
    found = await result(b, path, **query)
    rows = [found["elements"]]
    while found["nextPage"] is not None:
        found = (await bare.get(found["nextPage"])).json["result"]
        rows.append(found["elements"])
    return rows


async def test_the_next_page_is_an_absolute_address_with_size_and_token() -> None:
    """Quirk 5."""
    async with bench() as b:
        path = await contacts(b)
        first = await result(b, path, pageSize=7, useNewPaginationScheme="true")
        rows = await pages(b, path, pageSize=7)
        whole = await result(b, path)
        base = qualtrics(b).base
    address, _, query = first["nextPage"].partition("?")
    assert address == base + path
    assert [part.partition("=")[0] for part in query.split("&")] == [
        "useNewPaginationScheme",
        "pageSize",
        "skipToken",
    ]
    assert [len(page) for page in rows] == [7] * 8 + [4]
    assert [row for page in rows for row in page] == whole["elements"]
    assert whole["nextPage"] is None


async def test_a_last_page_that_is_full_has_no_next() -> None:
    """Quirk 5."""
    async with bench() as b:
        rows = await pages(b, await contacts(b), pageSize=30)
    assert [len(page) for page in rows] == [30, 30]


async def test_a_token_needs_encoding() -> None:
    """Quirk 5."""
    async with bench() as b:
        path = await contacts(b)
        following = (await result(b, path, pageSize=7))["nextPage"]
        encoded = following.partition("skipToken=")[2]
        decoded = encoded.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=")
        whole = await qualtrics(b).get(f"{path}?pageSize=7&skipToken={encoded}")
        cut_out = await qualtrics(b).get(path, pageSize=7, skipToken=decoded)
        bare = Caller(b.control.client, qualtrics(b).base, qualtrics(b).headers)
        unencoded = await bare.send("GET", f"{path}?pageSize=7&skipToken={decoded.replace('+', ' ')}")
        twice = await qualtrics(b).get(path, pageSize=7, skipToken=encoded)
    assert {"+", "/", "="} <= set(decoded)
    assert whole.json["result"] == cut_out.json["result"]
    assert [refusal(reply)[0] for reply in (unencoded, twice)] == [400, 400]


async def test_a_page_has_100_contacts_and_those_of_a_list_50() -> None:
    """Quirk 5."""
    async with bench(SandboxOptions(contacts=230)) as b:
        one = await directory(b)
        everybody = (await elements(b, f"{one}/mailinglists"))[0]["mailingListId"]
        plain = await pages(b, f"{one}/contacts")
        of_list = await pages(b, f"{one}/mailinglists/{everybody}/contacts")
        larger = [await elements(b, f"{one}/contacts", pageSize=size) for size in (101, 5000)]
        await switch(b, "page_size_over_100_refused", True)
        refused = await qualtrics(b).get(f"{one}/contacts", pageSize=101)
        largest = await elements(b, f"{one}/contacts", pageSize=100)
    assert [len(page) for page in plain] == [100, 100, 30]
    assert [len(page) for page in of_list] == [50, 50, 50, 50, 30]
    assert [len(page) for page in larger] == [100, 100]
    assert refusal(refused)[0] == 400
    assert len(largest) == 100


async def test_rows_that_come_and_go_shift_no_page() -> None:
    async with bench() as b:
        path = await contacts(b)
        before = [row["contactId"] for row in await elements(b, path)]
        following = (await result(b, path, pageSize=10))["nextPage"]
        await create(b, ANN)
        await qualtrics(b).delete(f"{path}/{before[3]}")
        await qualtrics(b).delete(f"{path}/{before[12]}")
        second = await Caller(b.control.client, "", qualtrics(b).headers).get(following)
    assert [row["contactId"] for row in second.json["result"]["elements"]] == before[10:12] + before[13:21]


async def test_create_answers_an_id_and_get_a_contact_id() -> None:
    """Quirk 6."""
    async with bench() as b:
        path = await contacts(b)
        reply = await qualtrics(b).post(path, ANN)
        shown = await result(b, f"{path}/{reply.json['result']['id']}")
        listed = (await elements(b, path))[0]
    assert set(reply.json["result"]) == {"id"}
    assert reply.json["result"]["id"].startswith("CID_")
    assert shown["contactId"] == listed["contactId"] == reply.json["result"]["id"]
    assert set(shown) == {
        "contactId", "creationDate", "lastModified", "firstName", "lastName", "email", "emailDomain", "phone",
        "extRef", "language", "embeddedData", "skipped", "directoryUnsubscribed", "directoryUnsubscribeDate",
        "stats", "segmentMembership", "mailingListMembership",
    }  # fmt: skip
    assert {name: shown[name] for name in ANN if name != "unsubscribed"} == {
        name: value for name, value in ANN.items() if name != "unsubscribed"
    }
    assert shown["emailDomain"] == "example.com"
    assert (shown["directoryUnsubscribed"], shown["directoryUnsubscribeDate"]) == (False, None)
    now = time.time() * 1000
    assert now - 60_000 < shown["creationDate"] == shown["lastModified"] <= now
    assert isinstance(shown["creationDate"], int)


async def test_an_element_of_the_list_holds_embedded_data_and_may_not_know_of_opting_out() -> None:
    """Quirk 6."""
    async with bench(SandboxOptions(contacts=400)) as b:
        rows = [row for page in await pages(b, await contacts(b)) for row in page]
    assert set(rows[0]) == {
        "contactId", "firstName", "lastName", "email", "phone", "extRef", "language", "unsubscribed",
        "embeddedData",
    }  # fmt: skip
    assert {row["unsubscribed"] for row in rows} == {None, True, False}
    assert any(row["embeddedData"] for row in rows)
    assert {None, "null"} < {row["language"] for row in rows}


async def test_who_opts_out_has_the_moment_written_down() -> None:
    """Quirk 6."""
    async with bench() as b:
        path = await create(b, ANN | {"unsubscribed": True})
        out = await result(b, path)
        await qualtrics(b).send("PUT", path, body={"unsubscribed": False})
        back = await result(b, path)
    assert out["directoryUnsubscribed"] is True
    assert out["directoryUnsubscribeDate"] == out["creationDate"]
    assert (back["directoryUnsubscribed"], back["directoryUnsubscribeDate"]) == (False, None)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("x", "x"),
        (3, "3"),
        (2.5, "2.5"),
        (True, "true"),
        (False, "false"),
        ("", ""),
        ("v" * 1024, "v" * 1024),
    ],
)
async def test_embedded_values_become_texts(value: Any, kept: str) -> None:
    """Quirk 6."""
    async with bench() as b:
        shown = await result(b, await create(b, {"embeddedData": {"n" * 200: value}}))
    assert shown["embeddedData"] == {"n" * 200: kept}


@pytest.mark.parametrize(
    "embedded",
    [{"a": {"b": "c"}}, {"a": ["b"]}, {"n" * 201: "x"}, {"": "x"}, {"a": "v" * 1025}, ["a"], "a"],
)
async def test_embedded_data_that_is_nested_or_too_long_is_refused(embedded: Any) -> None:
    """Quirk 6."""
    async with bench() as b:
        path = await contacts(b)
        made = await qualtrics(b).post(path, {"embeddedData": embedded})
        changed = await qualtrics(b).send("PUT", await create(b, ANN), body={"embeddedData": embedded})
        unchanged = (await elements(b, path))[0]
    assert [refusal(reply)[0] for reply in (made, changed)] == [400, 400]
    assert unchanged["embeddedData"] == ANN["embeddedData"]


@pytest.mark.parametrize("language", ["EN", "", "en/US", "null", "Klingon"])
async def test_any_text_is_taken_as_a_language(language: str) -> None:
    """Quirk 6."""
    async with bench() as b:
        shown = await result(b, await create(b, {"language": language}))
    assert shown["language"] == language


async def test_put_changes_only_the_keys_that_are_sent() -> None:
    """Quirk 7."""
    async with bench() as b:
        path = await create(b, ANN)
        await qualtrics(b).send("PUT", path, body={"lastName": "Larsson", "phone": None})
        named = await result(b, path)
        await qualtrics(b).send("PUT", path, body={"embeddedData": {"Seats": 4, "City": "Łódź"}})
        embedded = await result(b, path)
        await qualtrics(b).send("PUT", path, body={"embeddedData": {"Plan": None, "City": ""}})
        cleared = await result(b, path)
    assert (named["firstName"], named["lastName"], named["phone"]) == ("Ann", "Larsson", None)
    assert (named["email"], named["embeddedData"]) == (ANN["email"], ANN["embeddedData"])
    assert embedded["embeddedData"] == {"Plan": "pro", "Seats": "4", "City": "Łódź"}
    assert embedded["lastName"] == "Larsson"
    assert cleared["embeddedData"] == {"Seats": "4", "City": ""}
    assert cleared["lastModified"] >= cleared["creationDate"]


async def test_a_contact_of_the_start_can_be_changed_too() -> None:
    """Quirk 7."""
    async with bench() as b:
        path = await contacts(b)
        before = (await elements(b, path))[5]
        await qualtrics(b).send("PUT", f"{path}/{before['contactId']}", body={"email": "new@example.com"})
        after = (await elements(b, path))[5]
        b.sandbox.reset()
        reset = (await elements(b, path))[5]
    assert after == before | {"email": "new@example.com"}
    assert reset == before


async def test_a_deleted_contact_is_gone_from_all_lists_and_samples() -> None:
    """Quirk 8."""
    async with bench() as b:
        one = await directory(b)
        first = (await elements(b, f"{one}/contacts"))[0]["contactId"]
        lists = (await result(b, f"{one}/contacts/{first}"))["mailingListMembership"]

        async def seen() -> list[Any]:
            samples = await elements(b, f"{one}/samples")
            counted = await elements(b, f"{one}/mailinglists", includeCount="true")
            held = [await elements(b, f"{one}/mailinglists/{name}/contacts") for name in lists]
            total = (await elements(b, "/directories"))[0]["contactCount"]
            return [
                [sample["contactCount"] for sample in samples],
                [group["contactCount"] for group in counted],
                [first in [row["contactId"] for row in rows] for rows in held],
                total,
            ]

        before = await seen()
        removed = await qualtrics(b).delete(f"{one}/contacts/{first}")
        again = [
            await qualtrics(b).get(f"{one}/contacts/{first}"),
            await qualtrics(b).delete(f"{one}/contacts/{first}"),
            await qualtrics(b).send("PUT", f"{one}/contacts/{first}", body={"firstName": "x"}),
        ]
        after = await seen()
    assert removed.status == 200
    assert [refusal(reply)[0] for reply in again] == [404, 404, 404]
    assert before == [[30, 6, 5], [60, 20, 5, 9, 2, 0], [True, True], 60]
    assert after == [[29, 5, 5], [59, 20, 5, 9, 1, 0], [False, False], 59]


async def test_membership_is_told_and_segments_only_if_asked_for() -> None:
    async with bench() as b:
        one = await directory(b)
        path = f"{one}/contacts/{(await elements(b, f'{one}/contacts'))[0]['contactId']}"
        plain = await result(b, path)
        with_segments = await result(b, path, includeSegments="true")
    membership = next(iter(plain["mailingListMembership"].values()))
    assert set(membership) == {"contactLookupId", "name", "unsubscribed", "unsubscribeDate", "ownerId"}
    assert plain["segmentMembership"] == {}
    segment = next(iter(with_segments["segmentMembership"].values()))
    assert set(segment) == {"contactLookupId", "name", "unsubscribed", "unsubscribedDate", "ownerId"}


async def test_contacts_are_refused_in_a_lite_directory() -> None:
    """Quirk 18."""
    async with bench() as b:
        path = await create(b, ANN)
        await switch(b, "lite_directory", True)
        replies: list[Reply] = [
            await qualtrics(b).post(path.rpartition("/")[0], ANN),
            await qualtrics(b).get(path),
            await qualtrics(b).get(path.rpartition("/")[0]),
        ]
        await switch(b, "lite_directory", False)
        again = await qualtrics(b).post(path.rpartition("/")[0], ANN)
    assert [refusal(reply)[0] for reply in replies] == [403, 403, 403]
    assert again.status == 200


async def test_contacts_of_another_directory_are_not_found() -> None:
    async with bench() as b:
        first, second = await directory(b), await directory(b, 1)
        contact = (await elements(b, f"{first}/contacts"))[0]["contactId"]
        crossed = await qualtrics(b).get(f"{second}/contacts/{contact}")
        unknown = await qualtrics(b).get("/directories/POOL_none/contacts")
        rows = [{row["email"] for row in await elements(b, f"{one}/contacts")} for one in (first, second)]
    assert [refusal(reply)[0] for reply in (crossed, unknown)] == [404, 404]
    assert len(rows[1]) == 6
    assert not rows[0] & rows[1]


async def test_the_same_seed_gives_the_same_bytes() -> None:
    bodies = []
    for seed in (7, 7, 8):
        async with bench(SandboxOptions(contacts=300, seed=seed)) as b:
            replies = [await qualtrics(b).get(path) for path in (await contacts(b), "/surveys")]
            address = b.sandbox.address.encode()
            shown = [reply.body.replace(address, b"") for reply in replies]
            bodies.append((b.values["qualtrics"]["api_key"], shown))
    assert bodies[0] == bodies[1]
    assert bodies[0][0] != bodies[2][0]
    assert all(one != other for one, other in zip(bodies[0][1], bodies[2][1], strict=True))


async def test_a_larger_directory_holds_the_same_newest_contacts() -> None:
    rows = []
    for size in (100, 5_000):
        async with bench(SandboxOptions(contacts=size)) as b:
            rows.append(await elements(b, await contacts(b)))
    assert rows[0] == rows[1]


@pytest.mark.parametrize("size", [0, 1, 2])
async def test_small_directories_work(size: int) -> None:
    async with bench(SandboxOptions(contacts=size)) as b:
        one = await directory(b)
        counted = await elements(b, f"{one}/mailinglists", includeCount="true")
        rows = [await elements(b, f"{one}/mailinglists/{each['mailingListId']}/contacts") for each in counted]
        everybody = await elements(b, f"{one}/contacts")
    assert len(everybody) == size
    assert [each["contactCount"] for each in counted] == [len(row) for row in rows]


async def test_a_hundred_thousand_contacts_are_not_held_in_memory() -> None:
    tracemalloc.start()
    try:
        async with bench(SandboxOptions(contacts=100_000)) as b:
            held, _ = tracemalloc.get_traced_memory()
            path = await contacts(b)
            following = (await result(b, path))["nextPage"]
            await qualtrics(b).get(f"{path}/{(await elements(b, path))[50]['contactId']}")
            await Caller(b.control.client, "", qualtrics(b).headers).get(following)
            counted = await elements(b, f"{await directory(b)}/mailinglists", includeCount="true")
            after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert counted[0]["contactCount"] == 100_000
    assert after - held < 4 << 20
    assert peak < 30 << 20
