"""Qualtrics: distributions by e-mail. Quirks are numbered as in the facts sheet, section 6."""

from typing import Any

import pytest

from tests.core.sandbox.sandbox_calls import Bench, Reply, bench
from tests.core.sandbox.test_sandbox_qualtrics_contacts import pages
from tests.core.sandbox.test_sandbox_qualtrics_door import Body, elements, qualtrics, refusal, result
from tests.core.sandbox.test_sandbox_qualtrics_sms import FUTURE, PAST, Ids, look_up

HEADER = {"fromEmail": "survey@example.com", "fromName": "Acme Care", "subject": "A short question"}


def mail(ids: Ids, **changed: Any) -> Body:
    """Return a body that is right; a change to None takes a key away."""
    body = {
        "header": HEADER,
        "message": {"libraryId": ids.library, "messageId": ids.message},
        "recipients": {"mailingListId": ids.list},
        "surveyLink": {"surveyId": ids.survey},
        "sendDate": PAST,
    }
    return {name: value for name, value in (body | changed).items() if value is not None}


def links(ids: Ids, **changed: Any) -> Body:
    """Return a body that makes links only."""
    body = {
        "action": "CreateDistribution",
        "surveyId": ids.survey,
        "linkType": "Individual",
        "description": "Links for the autumn",
        "expirationDate": FUTURE,
        "mailingListId": ids.list,
    }
    return {name: value for name, value in (body | changed).items() if value is not None}


async def send(b: Bench, body: Body) -> Reply:
    """Create a distribution by e-mail."""
    return await qualtrics(b).post("/distributions", body)


async def read(b: Bench, ids: Ids, reply: Reply) -> Body:
    """Read a distribution back."""
    return await result(b, f"/distributions/{reply.json['result']['id']}", surveyId=ids.survey)


async def test_the_reply_is_only_an_id() -> None:
    """Quirk 12."""
    async with bench() as b:
        reply = await send(b, mail(await look_up(b)))
    assert reply.status == 200
    assert set(reply.json["result"]) == {"id"}
    assert reply.json["result"]["id"].startswith("EMD_")


async def test_some_things_are_read_under_another_name_than_they_were_written() -> None:
    """Quirk 12."""
    async with bench() as b:
        ids = await look_up(b)
        link = {"surveyId": ids.survey, "type": "Anonymous", "expirationDate": FUTURE}
        reply = await send(
            b,
            mail(
                ids,
                header={**HEADER, "replyToEmail": "help@example.com"},
                surveyLink=link,
                message={"messageText": "<b>Hello</b>"},
                recipients={"mailingListId": ids.list, "contactId": ids.contact},
                embeddedData={"wave": 3},
            ),
        )
        shown = await read(b, ids, reply)
        listed = (await elements(b, "/distributions", surveyId=ids.survey))[0]
    assert "header" not in shown
    assert shown["headers"] == {**HEADER, "replyToEmail": "help@example.com"}
    assert shown["surveyLink"] == {
        "surveyId": ids.survey,
        "expirationDate": FUTURE,
        "linkType": "Anonymous",
    }
    assert shown["recipients"] == {
        "mailingListId": ids.list,
        "contactId": ids.contact,
        "libraryId": None,
        "sampleId": None,
    }
    assert (shown["requestStatus"], shown["requestType"]) == ("Done", "Invite")
    assert shown["embeddedData"] == {"wave": "3"}
    assert shown["stats"]["sent"] == 1
    assert shown["message"] == {
        "libraryId": None,
        "messageId": None,
        "messageType": "Inline",
        "messageText": "<b>Hello</b>",
    }
    assert set(listed["message"]) == {"libraryId", "messageId", "messageType"}
    assert listed == shown | {"message": listed["message"]}
    assert set(listed) == {
        "id", "parentDistributionId", "ownerId", "organizationId", "requestStatus", "requestType", "sendDate",
        "createdDate", "modifiedDate", "customHeaders", "headers", "recipients", "message", "surveyLink",
        "embeddedData", "stats",
    }  # fmt: skip
    assert set(listed["stats"]) == {
        "sent", "failed", "started", "bounced", "opened", "skipped", "finished", "complaints", "blocked",
    }  # fmt: skip


async def test_a_message_of_a_library_is_told_by_its_type() -> None:
    """Quirk 12."""
    async with bench() as b:
        ids = await look_up(b)
        shown = await read(b, ids, await send(b, mail(ids, sendDate=FUTURE)))
    assert shown["message"] == {
        "libraryId": ids.library,
        "messageId": ids.message,
        "messageType": "Library",
        "messageText": None,
    }
    assert (shown["requestStatus"], shown["stats"]["sent"]) == ("Pending", 0)
    assert shown["surveyLink"]["linkType"] == "Individual"


@pytest.mark.parametrize(
    ("message", "status"),
    [
        (lambda ids: {"messageText": "x"}, 200),
        (lambda ids: {"messageText": "x" * 20_000}, 200),
        (lambda ids: {"libraryId": ids.library, "messageId": ids.message, "messageText": "x"}, 400),
        (lambda ids: {"messageId": ids.message}, 400),
        (lambda ids: {"libraryId": ids.library, "messageText": "x"}, 400),
        (lambda ids: {}, 400),
        (lambda ids: None, 400),
    ],
)
async def test_exactly_one_of_message_and_text_is_needed(message: Any, status: int) -> None:
    """Quirk 12, rule 1."""
    async with bench() as b:
        ids = await look_up(b)
        reply = await send(b, mail(ids, message=message(ids)))
    assert reply.status == status, reply.body


@pytest.mark.parametrize(
    ("recipients", "status"),
    [
        (lambda ids: {"transactionBatchId": ids.batch}, 200),
        (lambda ids: {"mailingListId": ids.list, "contactId": ids.contact}, 200),
        (lambda ids: {"mailingListId": ids.list, "transactionBatchId": ids.batch}, 400),
        (lambda ids: {}, 400),
        (lambda ids: None, 400),
        (lambda ids: {"contactId": ids.contact}, 400),
        (lambda ids: {"transactionBatchId": ids.batch, "contactId": ids.contact}, 400),
        (lambda ids: {"mailingListId": ids.list, "contactId": ids.contact_id}, 400),
        (lambda ids: {"mailingListId": ids.other_list, "contactId": ids.contact}, 400),
    ],
)
async def test_exactly_one_of_list_and_batch_is_needed(recipients: Any, status: int) -> None:
    """Quirk 12, rules 2 and 3; quirk 9."""
    async with bench() as b:
        ids = await look_up(b)
        reply = await send(b, mail(ids, recipients=recipients(ids)))
    assert reply.status == status, reply.body


@pytest.mark.parametrize("name", ["fromEmail", "fromName", "subject"])
async def test_a_header_must_be_whole(name: str) -> None:
    """Quirk 12."""
    async with bench() as b:
        header = {other: value for other, value in HEADER.items() if other != name}
        reply = await send(b, mail(await look_up(b), header=header))
    assert refusal(reply)[0] == 400
    assert f"header.{name}" in reply.json["meta"]["error"]["errorMessage"]


@pytest.mark.parametrize(
    "changed",
    [
        {"header": None},
        {"header": {**HEADER, "fromEmail": "nobody"}},
        {"header": {**HEADER, "replyToEmail": "nobody"}},
        {"sendDate": None},
        {"sendDate": "now"},
        {"surveyLink": None},
        {"surveyLink": {"surveyId": "SV_none"}},
        {"embeddedData": {str(number): "x" for number in range(11)}},
    ],
)
async def test_what_is_missing_or_wrong_is_refused(changed: Body) -> None:
    """Quirk 12."""
    async with bench() as b:
        ids = await look_up(b)
        reply = await send(b, mail(ids, **changed))
        count = len(await elements(b, "/distributions", surveyId=ids.survey))
    assert refusal(reply)[0] == 400
    assert count == 2


async def test_a_link_must_end_at_a_moment_and_be_of_a_known_type() -> None:
    """Quirk 12."""
    async with bench() as b:
        ids = await look_up(b)
        wrong = ({"type": "Personal"}, {"expirationDate": "2026-12-25"}, {"expirationDate": 7})
        replies = [await send(b, mail(ids, surveyLink={"surveyId": ids.survey, **more})) for more in wrong]
    assert [refusal(reply)[0] for reply in replies] == [400, 400, 400]


async def test_with_an_action_the_other_form_makes_links() -> None:
    """Quirk 12."""
    async with bench() as b:
        ids = await look_up(b)
        reply = await send(b, links(ids))
        of_batch = await send(
            b,
            links(
                ids,
                action="CreateTransactionBatchDistribution",
                mailingListId=None,
                transactionBatchId=ids.batch,
            ),
        )
        mixed = await send(b, mail(ids) | {"action": "CreateDistribution"})
        shown = await read(b, ids, reply)
    assert [made.status for made in (reply, of_batch)] == [200, 200]
    assert set(reply.json["result"]) == {"id"}
    assert (shown["requestStatus"], shown["requestType"]) == ("Generated", "GeneratedInvite")
    assert shown["surveyLink"] == {
        "surveyId": ids.survey,
        "expirationDate": FUTURE,
        "linkType": "Individual",
    }
    assert set(shown["headers"].values()) == {None}
    assert shown["stats"]["sent"] == 0
    assert refusal(mixed)[0] == 400, "the fields of a mail are not those of links"


@pytest.mark.parametrize(
    "changed",
    [
        {"action": "Send"},
        {"surveyId": None},
        {"linkType": None},
        {"linkType": "Personal"},
        {"description": None},
        {"mailingListId": None},
        {"mailingListId": "CG_none"},
        {"action": "CreateTransactionBatchDistribution"},
    ],
)
async def test_the_form_for_links_has_needs_of_its_own(changed: Body) -> None:
    """Quirk 12."""
    async with bench() as b:
        reply = await send(b, links(await look_up(b), **changed))
    assert refusal(reply)[0] == 400


async def test_a_survey_must_be_named_to_list_and_to_read() -> None:
    """Quirk 13."""
    async with bench() as b:
        ids = await look_up(b)
        made = (await send(b, mail(ids))).json["result"]["id"]
        missing = [await qualtrics(b).get(path) for path in ("/distributions", f"/distributions/{made}")]
        crossed = await qualtrics(b).get(f"/distributions/{made}", surveyId=ids.other_survey)
        deleted = [await qualtrics(b).delete(f"/distributions/{made}") for _ in range(2)]
    assert [refusal(reply)[0] for reply in missing] == [400, 400]
    assert refusal(crossed)[0] == 404
    assert (deleted[0].status, set(deleted[0].json)) == (200, {"meta"})
    assert refusal(deleted[1])[0] == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 4),
        ({"offset": 1}, 3),
        ({"mailingListId": "list"}, 3),
        ({"distributionRequestType": "GeneratedInvite"}, 1),
        ({"distributionRequestType": "Invite"}, 3),
        ({"distributionRequestType": "ThankYou"}, 0),
        ({"sendStartDate": "2990-01-01T00:00:00Z"}, 1),
        ({"sendEndDate": "2025-08-31T00:00:00Z"}, 2),
    ],
)
async def test_the_list_can_be_filtered(query: dict[str, Any], count: int) -> None:
    async with bench() as b:
        ids = await look_up(b)
        await send(b, mail(ids, sendDate=FUTURE))
        await send(b, links(ids))
        asked = {name: ids.list if value == "list" else value for name, value in query.items()}
        rows = await elements(b, "/distributions", surveyId=ids.survey, **asked)
        paged = await pages(b, "/distributions", surveyId=ids.survey, pageSize=3)
    assert len(rows) == count
    assert [len(page) for page in paged] == [3, 1]


@pytest.mark.parametrize("query", [{"distributionRequestType": "Thankyou"}, {"sendStartDate": "today"}])
async def test_a_filter_that_is_not_understood_is_refused(query: dict[str, str]) -> None:
    async with bench() as b:
        ids = await look_up(b)
        reply = await qualtrics(b).get("/distributions", surveyId=ids.survey, **query)
    assert refusal(reply)[0] == 400
