"""Qualtrics: distributions by SMS. Quirks are numbered as in the facts sheet, section 6."""

from dataclasses import dataclass
from typing import Any

import pytest

from core.sandbox import SandboxOptions
from tests.core.sandbox.sandbox_calls import Bench, Reply, bench
from tests.core.sandbox.test_sandbox_qualtrics_contacts import pages
from tests.core.sandbox.test_sandbox_qualtrics_door import (
    Body,
    directory,
    elements,
    qualtrics,
    refusal,
    result,
    survey,
    switch,
)

PAST, FUTURE = "2025-09-05T10:00:00Z", "2999-01-05T10:00:00Z"


@dataclass(frozen=True)
class Ids:
    """The ids that a distribution is made of; a contact is known by its lookup id in the first list."""

    survey: str
    other_survey: str
    list: str
    other_list: str
    contact: str
    contact_id: str
    contact_elsewhere: str
    sample: str
    foreign_sample: str
    batch: str
    library: str
    message: str
    parent: str

    def invite(self, **changed: Any) -> Body:
        """Return a body that is right; a change to None takes a key away."""
        body = {
            "surveyId": self.survey,
            "method": "Invite",
            "name": "Autumn check-in",
            "sendDate": PAST,
            "recipients": {"mailingListId": self.list},
            "message": {"messageText": "Please tell us how we did"},
        }
        return {name: value for name, value in (body | changed).items() if value is not None}

    def follow_up(self, **changed: Any) -> Body:
        """Return the body of a reminder that is right."""
        more = {"method": "Reminder", "parentDistributionId": self.parent, "recipients": {}}
        return self.invite(**(more | changed))


async def look_up(b: Bench) -> Ids:
    """Find the ids as a form would."""
    one, other = await directory(b), await directory(b, 1)
    lists = [group["mailingListId"] for group in await elements(b, f"{one}/mailinglists")]
    first, second = [
        (await elements(b, f"{one}/mailinglists/{lists[place]}/contacts"))[0] for place in (0, 4)
    ]
    library = (await elements(b, "/libraries"))[0]["libraryId"]
    messages = await elements(b, f"/libraries/{library}/messages", category="smsInvite")
    surveys = await elements(b, "/surveys")
    return Ids(
        survey=surveys[0]["id"],
        other_survey=surveys[1]["id"],
        list=lists[0],
        other_list=lists[4],
        contact=first["contactLookupId"],
        contact_id=first["contactId"],
        contact_elsewhere=second["contactLookupId"],
        sample=(await elements(b, f"{one}/samples"))[1]["sampleId"],
        foreign_sample=(await elements(b, f"{other}/samples"))[0]["sampleId"],
        batch=(await elements(b, f"{one}/transactionbatches"))[0]["batchId"],
        library=library,
        message=messages[0]["id"],
        parent=(await elements(b, "/distributions/sms", surveyId=surveys[0]["id"]))[0]["id"],
    )


async def send(b: Bench, body: Body) -> Reply:
    """Create a distribution by SMS."""
    return await qualtrics(b).post("/distributions/sms", body)


async def stats(b: Bench, reply: Reply) -> tuple[int, int]:
    """Return how many got an SMS, and how many did not, as read back."""
    made = reply.json["result"]
    shown = await result(b, f"/distributions/sms/{made['id']}", surveyId=made["surveyId"])
    return shown["stats"]["sent"], shown["stats"]["failed"]


async def test_the_reply_is_the_whole_object_with_nulls_kept() -> None:
    """Quirk 10."""
    async with bench() as b:
        ids = await look_up(b)
        reply = await send(b, ids.invite(recipients={"mailingListId": ids.list, "contactId": ids.contact}))
        user = await result(b, "/whoami")
    made = reply.json["result"]
    assert reply.status == 200
    assert made.pop("id").startswith("SMSD_")
    assert made == {
        "ownerId": user["userId"],
        "organizationId": user["brandId"],
        "requestStatus": "Scheduled",
        "requestType": "Invite",
        "surveyId": ids.survey,
        "name": "Autumn check-in",
        "sendDate": PAST,
        "recipients": {
            "mailingListId": ids.list,
            "transactionBatchId": None,
            "transactionId": None,
            "contactId": ids.contact,
            "libraryId": None,
            "sampleId": None,
        },
        "message": {"libraryId": None, "messageId": None, "messageText": "Please tell us how we did"},
        "stats": {"sent": 0, "failed": 0, "started": 0, "finished": 0, "credits": 0, "segments": 0},
    }


@pytest.mark.parametrize(
    ("recipients", "status"),
    [
        (lambda ids: {"mailingListId": ids.list}, 200),
        (lambda ids: {"mailingListId": ids.list, "transactionBatchId": None}, 200),
        (lambda ids: {"transactionBatchId": ids.batch}, 200),
        (lambda ids: {"mailingListId": ids.list, "transactionBatchId": ids.batch}, 400),
        (lambda ids: {}, 400),
        (lambda ids: None, 400),
        (lambda ids: {"mailingListId": "CG_none"}, 400),
        (lambda ids: {"transactionBatchId": "BT_none"}, 400),
    ],
)
@pytest.mark.parametrize("method", ["Invite", "Interactive"])
async def test_exactly_one_of_list_and_batch_is_needed(method: str, recipients: Any, status: int) -> None:
    """Quirk 10, rule 1."""
    async with bench() as b:
        ids = await look_up(b)
        message = None if method == "Interactive" else {"messageText": "x"}
        reply = await send(b, ids.invite(method=method, recipients=recipients(ids), message=message))
    assert reply.status == status, reply.body


@pytest.mark.parametrize(
    ("selectors", "status"),
    [
        (lambda ids: {"contactId": ids.contact}, 200),
        (lambda ids: {"sampleId": ids.sample}, 200),
        (lambda ids: {"sampleId": ids.sample, "contactId": None}, 200),
        (lambda ids: {"contactId": ids.contact, "sampleId": ids.sample}, 400),
        (lambda ids: {"contactId": ids.contact, "transactionId": "CTR_x"}, 400),
        (lambda ids: {"sampleId": ids.foreign_sample}, 400),
        (lambda ids: {"transactionId": "CTR_x"}, 400),
    ],
)
async def test_at_most_one_part_of_a_list_is_named(selectors: Any, status: int) -> None:
    """Quirk 10, rule 2."""
    async with bench() as b:
        ids = await look_up(b)
        reply = await send(b, ids.invite(recipients={"mailingListId": ids.list, **selectors(ids)}))
    assert reply.status == status, reply.body


@pytest.mark.parametrize("selector", ["contactId", "sampleId"])
async def test_a_part_needs_a_list_and_is_refused_with_a_batch(selector: str) -> None:
    """Quirk 10, rule 2."""
    async with bench() as b:
        ids = await look_up(b)
        part = {selector: ids.contact if selector == "contactId" else ids.sample}
        alone = await send(b, ids.invite(recipients=part))
        with_batch = await send(b, ids.invite(recipients={"transactionBatchId": ids.batch, **part}))
    assert [refusal(reply)[0] for reply in (alone, with_batch)] == [400, 400]


async def test_a_contact_is_named_by_its_lookup_id_in_that_list_only() -> None:
    """Quirk 9."""
    async with bench() as b:
        ids = await look_up(b)
        replies = [
            await send(b, ids.invite(recipients={"mailingListId": of_list, "contactId": contact}))
            for of_list, contact in (
                (ids.list, ids.contact),
                (ids.other_list, ids.contact_elsewhere),
                (ids.list, ids.contact_id),
                (ids.list, ids.contact_elsewhere),
                (ids.other_list, ids.contact),
            )
        ]
    assert [reply.status for reply in replies] == [200, 200, 400, 400, 400]


async def test_a_contact_that_was_deleted_cannot_be_written_to() -> None:
    """Quirk 8."""
    async with bench() as b:
        ids = await look_up(b)
        await qualtrics(b).delete(f"{await directory(b)}/contacts/{ids.contact_id}")
        one = await send(b, ids.invite(recipients={"mailingListId": ids.list, "contactId": ids.contact}))
        rest = await stats(b, await send(b, ids.invite()))
        sample = await stats(
            b, await send(b, ids.invite(recipients={"mailingListId": ids.list, "sampleId": ids.sample}))
        )
    assert refusal(one)[0] == 400
    assert rest == (59, 0)
    assert sum(sample) == 5


@pytest.mark.parametrize("method", ["Reminder", "Thankyou"])
@pytest.mark.parametrize("recipients", [{}, None, {"mailingListId": None}])
async def test_a_follow_up_has_a_parent_and_no_recipients(method: str, recipients: Body | None) -> None:
    """Quirk 10, rule 3."""
    async with bench() as b:
        ids = await look_up(b)
        reply = await send(b, ids.follow_up(method=method, recipients=recipients))
        sent = await stats(b, reply)
    assert (reply.status, reply.json["result"]["requestType"]) == (200, method)
    assert set(reply.json["result"]["recipients"].values()) == {None}
    assert sent == (20, 0), "it goes to those of the parent"


async def test_a_follow_up_without_its_parent_is_refused() -> None:
    """Quirk 10, rule 3."""
    async with bench() as b:
        ids = await look_up(b)
        replies = [
            await send(b, ids.follow_up(parentDistributionId=None)),
            await send(b, ids.follow_up(parentDistributionId="SMSD_none")),
            await send(b, ids.follow_up(surveyId=ids.other_survey)),
            await send(b, ids.follow_up(recipients={"mailingListId": ids.list})),
            await send(b, ids.invite(parentDistributionId=ids.parent)),
        ]
    assert [refusal(reply)[0] for reply in replies] == [400] * 5


@pytest.mark.parametrize(
    ("message", "status"),
    [
        (lambda ids: {"messageText": "x"}, 200),
        (lambda ids: {"libraryId": ids.library, "messageId": ids.message}, 200),
        (lambda ids: {"libraryId": ids.library, "messageId": ids.message, "messageText": "x"}, 400),
        (lambda ids: {}, 400),
        (lambda ids: None, 400),
        (lambda ids: {"messageId": ids.message}, 400),
        (lambda ids: {"libraryId": ids.library}, 400),
        (lambda ids: {"libraryId": ids.library, "messageText": "x"}, 400),
        (lambda ids: {"libraryId": ids.library, "messageId": "MS_none"}, 400),
    ],
)
@pytest.mark.parametrize("method", ["Invite", "Reminder"])
async def test_exactly_one_of_message_and_text_is_needed(method: str, message: Any, status: int) -> None:
    """Quirk 10, rules 4 and 5."""
    async with bench() as b:
        ids = await look_up(b)
        make = ids.invite if method == "Invite" else ids.follow_up
        reply = await send(b, make(message=message(ids)))
    assert reply.status == status, reply.body


async def test_an_interactive_sms_has_no_message() -> None:
    """Quirk 10, rule 4."""
    async with bench() as b:
        ids = await look_up(b)
        bare = await send(b, ids.invite(method="Interactive", message=None))
        with_text = await send(b, ids.invite(method="Interactive"))
    assert bare.json["result"]["message"] == {"libraryId": None, "messageId": None, "messageText": None}
    assert refusal(with_text)[0] == 400


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"name": "n" * 100, "message": {"messageText": "t" * 10_000}}, 200),
        ({"name": "n" * 101}, 400),
        ({"message": {"messageText": "t" * 10_001}}, 400),
        ({"name": None}, 400),
        ({"name": ""}, 400),
        ({"surveyId": None}, 400),
        ({"surveyId": "SV_none"}, 400),
        ({"sendDate": None}, 400),
        ({"sendDate": "2026-11-25"}, 400),
        ({"sendDate": "2026-11-25T10:00:00+01:00"}, 400),
        ({"sendDate": "2026-11-25T10:00:00.123Z"}, 400),
        ({"sendDate": "2026-02-30T10:00:00Z"}, 400),
        ({"method": None}, 400),
        ({"method": "invite"}, 400),
    ],
)
async def test_name_text_and_date_have_their_limits(changed: Body, status: int) -> None:
    """Quirk 10."""
    async with bench() as b:
        reply = await send(b, (await look_up(b)).invite(**changed))
    assert reply.status == status, reply.body


async def test_the_spelling_of_e_mail_is_refused_here() -> None:
    """Quirk 10."""
    async with bench() as b:
        ids = await look_up(b)
        statuses = [
            (await send(b, ids.follow_up(method=method))).status for method in ("Thankyou", "ThankYou")
        ]
    assert statuses == [200, 400]


async def test_the_same_text_goes_to_the_same_contact_once_a_day() -> None:
    """Quirk 11."""
    async with bench() as b:
        ids = await look_up(b)
        one = {"mailingListId": ids.list, "contactId": ids.contact}
        first = await stats(b, await send(b, ids.invite(recipients=one)))
        again = await stats(b, await send(b, ids.invite(recipients=one)))
        whole = await stats(b, await send(b, ids.invite()))
        other_text = await stats(b, await send(b, ids.invite(message={"messageText": "And now?"})))
        other_day = await stats(b, await send(b, ids.invite(sendDate=PAST.replace("05T", "06T"))))
    assert (first, again, whole, other_text, other_day) == ((1, 0), (0, 1), (59, 1), (60, 0), (60, 0))


async def test_nothing_is_sent_before_its_time() -> None:
    """Quirk 11."""
    async with bench() as b:
        ids = await look_up(b)
        later = await send(b, ids.invite(sendDate=FUTURE))
        made = later.json["result"]
        shown = await result(b, f"/distributions/sms/{made['id']}", surveyId=ids.survey)
        deleted = await qualtrics(b).delete(f"/distributions/sms/{made['id']}", surveyId=ids.survey)
        gone = await qualtrics(b).delete(f"/distributions/sms/{made['id']}", surveyId=ids.survey)
    assert shown == made
    assert (deleted.status, set(deleted.json)) == (200, {"meta"})
    assert refusal(gone)[0] == 404


async def test_a_survey_must_be_named_to_list_and_to_read() -> None:
    """Quirk 13."""
    async with bench() as b:
        ids = await look_up(b)
        missing = [
            await qualtrics(b).get(path)
            for path in ("/distributions/sms", f"/distributions/sms/{ids.parent}")
        ]
        crossed = await qualtrics(b).get(f"/distributions/sms/{ids.parent}", surveyId=ids.other_survey)
        made = (await send(b, ids.invite())).json["result"]["id"]
        rows = await pages(b, "/distributions/sms", surveyId=ids.survey, pageSize=2)
        others = await elements(b, "/distributions/sms", surveyId=ids.other_survey)
    assert [refusal(reply)[0] for reply in missing] == [400, 400]
    assert refusal(crossed)[0] == 404
    assert [len(page) for page in rows] == [2, 1]
    assert (rows[0][0]["id"], rows[0][1]["id"]) == (made, ids.parent)
    assert others == []


async def test_sms_without_credits_is_refused() -> None:
    """Quirk 18."""
    async with bench() as b:
        ids = await look_up(b)
        await switch(b, "sms_credits", False)
        refused = await send(b, ids.invite())
        count = len(await elements(b, "/distributions/sms", surveyId=await survey(b)))
    assert refusal(refused)[0] == 403
    assert count == 2


async def test_a_long_text_costs_more_credits() -> None:
    async with bench(SandboxOptions(contacts=10)) as b:
        ids = await look_up(b)
        made = (await send(b, ids.invite(message={"messageText": "x" * 161}))).json["result"]["id"]
        shown = await result(b, f"/distributions/sms/{made}", surveyId=ids.survey)
    assert (shown["stats"]["segments"], shown["stats"]["credits"]) == (2, 20)
