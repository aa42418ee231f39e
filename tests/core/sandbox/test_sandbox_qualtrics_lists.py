"""Qualtrics: lists that dropdowns are filled from. Quirks are numbered as in the facts sheet, section 6."""

import pytest

from tests.core.sandbox.sandbox_calls import bench
from tests.core.sandbox.test_sandbox_qualtrics_contacts import pages
from tests.core.sandbox.test_sandbox_qualtrics_door import (
    directory,
    elements,
    qualtrics,
    refusal,
    result,
    survey,
    switch,
)


async def test_a_directory_may_have_no_name() -> None:
    """Quirk 19."""
    async with bench() as b:
        found = await elements(b, "/directories")
        paged = await pages(b, "/directories", pageSize=1)
    assert [one["name"] for one in found] == ["Sandbox Directory", None]
    assert [one["isDefault"] for one in found] == [True, False]
    assert set(found[0]) == {"directoryId", "name", "contactCount", "isDefault", "deduplicationCriteria"}
    assert set(found[0]["deduplicationCriteria"]) == {
        "email",
        "firstName",
        "lastName",
        "externalDataReference",
        "phone",
    }
    assert [row for page in paged for row in page] == found


async def test_the_contacts_of_a_list_are_counted_only_if_asked_for() -> None:
    """Quirk 19."""
    async with bench() as b:
        path = f"{await directory(b)}/mailinglists"
        plain = await elements(b, path)
        counted = await elements(b, path, includeCount="true")
        following = (await result(b, path, includeCount="true", pageSize=2))["nextPage"]
    assert {one["contactCount"] for one in plain} == {0}
    assert [one["contactCount"] for one in counted] == [60, 20, 5, 9, 2, 0]
    assert set(counted[0]) == {
        "mailingListId", "name", "ownerId", "creationDate", "lastModifiedDate", "contactCount",
    }  # fmt: skip
    assert isinstance(counted[0]["creationDate"], int)
    assert "includeCount=true" in following


async def test_a_batch_has_no_name_and_a_sample_has_one() -> None:
    """Quirk 19."""
    async with bench() as b:
        one = await directory(b)
        batches = await elements(b, f"{one}/transactionbatches")
        samples = await elements(b, f"{one}/samples")
        paged = await pages(b, f"{one}/transactionbatches", pageSize=3)
    assert {tuple(sorted(batch)) for batch in batches} == {("batchId", "creationDate")}
    assert [len(page) for page in paged] == [3, 1]
    assert all(sample["sampleId"] and sample["name"] for sample in samples)


async def test_a_contact_has_another_lookup_id_in_each_list() -> None:
    """Quirk 9."""
    async with bench() as b:
        one = await directory(b)
        first = (await elements(b, f"{one}/contacts"))[0]["contactId"]
        lists = [
            (
                group["mailingListId"],
                await elements(b, f"{one}/mailinglists/{group['mailingListId']}/contacts"),
            )
            for group in await elements(b, f"{one}/mailinglists")
        ]
        rows = {
            name: row["contactLookupId"]
            for name, found in lists
            for row in found
            if row["contactId"] == first
        }
        told = (await result(b, f"{one}/contacts/{first}"))["mailingListMembership"]
        all_ids = [row["contactLookupId"] for _, found in lists for row in found]
    assert len(rows) == len(set(rows.values())) == 2
    assert all(lookup.startswith("CGC_") for lookup in rows.values())
    assert {name: membership["contactLookupId"] for name, membership in told.items()} == rows
    assert len(set(all_ids)) == len(all_ids)


async def test_lookup_ids_can_be_left_out_as_in_the_official_schema() -> None:
    async with bench() as b:
        one = await directory(b)
        path = f"{one}/mailinglists/{(await elements(b, f'{one}/mailinglists'))[0]['mailingListId']}/contacts"
        shown = await elements(b, path, includeEmbedded="true")
        await switch(b, "lookup_ids_in_lists", False)
        hidden = await elements(b, path)
    assert set(shown[0]) == {
        "contactId", "firstName", "lastName", "email", "phone", "extRef", "language", "unsubscribed",
        "mailingListUnsubscribed", "contactLookupId", "embeddedData",
    }  # fmt: skip
    assert set(shown[0]) - set(hidden[0]) == {"contactLookupId", "embeddedData"}
    assert {row["mailingListUnsubscribed"] for row in shown} == {True, False}


async def test_one_contact_of_a_list_is_found_by_its_contact_id() -> None:
    async with bench() as b:
        one = await directory(b)
        lists = [group["mailingListId"] for group in await elements(b, f"{one}/mailinglists")]
        row = (await elements(b, f"{one}/mailinglists/{lists[1]}/contacts"))[0]
        shown = await result(b, f"{one}/mailinglists/{lists[1]}/contacts/{row['contactId']}")
        other = await qualtrics(b).get(f"{one}/mailinglists/{lists[5]}/contacts/{row['contactId']}")
        by_lookup = await qualtrics(b).get(f"{one}/mailinglists/{lists[1]}/contacts/{row['contactLookupId']}")
        no_list = await qualtrics(b).get(f"{one}/mailinglists/CG_none/contacts")
    assert {name: shown[name] for name in row} == row
    assert set(shown) - set(row) == {"embeddedData", "privateEmbeddedData"}
    assert refusal(other) == refusal(by_lookup) == (404, "GET_CONTACT_FROM_LIST_NOT_FOUND")
    message = other.json["meta"]["error"]["errorMessage"]
    assert all(part in message for part in (row["contactId"], lists[5], one.removeprefix("/directories/")))
    assert refusal(no_list)[0] == 404


async def test_surveys_page_by_an_offset_inside_the_next_page() -> None:
    """Quirk 5."""
    async with bench() as b:
        first = await result(b, "/surveys")
        rows = await pages(b, "/surveys")
        base = qualtrics(b).base
    assert first["nextPage"] == f"{base}/surveys?offset=100"
    assert [len(page) for page in rows] == [100, 20]
    assert len({row["id"] for page in rows for row in page}) == 120
    assert set(rows[0][0]) == {"id", "name", "ownerId", "lastModified", "creationDate", "isActive"}
    assert {row["isActive"] for row in rows[0]} == {True, False}


async def test_the_languages_of_a_survey_are_told() -> None:
    async with bench() as b:
        found = await result(b, f"/surveys/{await survey(b)}/languages")
        unknown = await qualtrics(b).get("/surveys/SV_none/languages")
    assert found["AvailableLanguages"][0] == "EN"
    assert refusal(unknown)[0] == 404


async def test_libraries_hold_messages_by_category() -> None:
    async with bench() as b:
        libraries = await elements(b, "/libraries")
        path = f"/libraries/{libraries[0]['libraryId']}/messages"
        messages = await elements(b, path)
        invitations = await elements(b, path, category="invite")
        past = await elements(b, path, offset=6)
        one = await result(b, f"{path}/{messages[0]['id']}")
        user = (await result(b, "/whoami"))["userId"]
    assert [library["libraryId"][:3] for library in libraries] == ["UR_", "GR_", "GR_"]
    assert libraries[0] == {"libraryId": user, "libraryName": "My Library"}
    assert all(set(message) == {"id", "description", "category"} for message in messages)
    assert {message["category"] for message in invitations} == {"invite"}
    assert past == messages[6:]
    assert "SurveyLink" in one["messages"]["en"]


@pytest.mark.parametrize("path", ["/libraries/x/messages", "/libraries/x/messages/y"])
async def test_an_unknown_library_is_not_found(path: str) -> None:
    async with bench() as b:
        library = (await elements(b, "/libraries"))[0]["libraryId"]
        replies = [
            await qualtrics(b).get(path),
            await qualtrics(b).get(f"/libraries/{library}/messages/MS_none"),
        ]
    assert [refusal(reply)[0] for reply in replies] == [404, 404]
