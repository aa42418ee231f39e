"""Every module of Qualtrics, filled in in every way, over HTTP: what the service received and said.

What is expected stands here by hand, as the service documents it, and not by the rules that are tested.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from core.model.errors import InvalidValues
from tests.core.modules.module_runs import (
    Account,
    Comes,
    Expected,
    Received,
    all_ways,
    check,
    connected,
    filled,
    way_ids,
)
from tests.sandboxes import RunningSandbox

API = "/API/v3"

EXAMPLES = {
    # what stands in the forms' examples: what it is
    "POOL_1aExample": "directory",
    "CID_3cExample": "contact",
    "CG_2bExample": "list",
    "CGC_9cExample": "list contact",
    "SP_6fExample": "sample",
    "BT_7eExample": "batch",
    "SV_5aExample": "survey",
    "UR_1aExample": "library",
    "MS_4dExample": "message",
    "SMSD_8gExample": "sms",
}

PERSON = {
    "firstName": "Ann",
    "lastName": "Lee",
    "email": "ann@example.com",
    "phone": "+33612345678",
    "extRef": "u-17",
    "embeddedData": {"City": "Lyon", "Seats": 12},
    "language": "FR",
    "unsubscribed": False,
}
IN_LIST = dict.fromkeys(("contactId", "firstName", "lastName", "email", "phone", "extRef", "language"), ...)
ALONE = {
    **IN_LIST,
    **dict.fromkeys(
        ("creationDate", "lastModified", "directoryUnsubscribed", "embeddedData", "mailingListMembership"),
        ...,
    ),
}
SEND = "2026-12-01T10:00:00Z"
SMS_TEXT, EMAIL_TEXT = "Please tell us how we did", "<p>Please tell us how we did.</p>"

BY_TEXT = "messageText in place of messageId"
BY_BATCH = "transactionBatchId in place of mailingListId"


async def things(account: Account) -> dict[str, str]:
    """Ids that the brand really has, by what they are."""

    async def first(path: str, key: str, place: int = 0, **query: str) -> str:
        found = (await account.ask(f"{API}{path}", **query))["result"]["elements"]
        return str(found[place][key])

    directory = await first("/directories", "directoryId")
    below = f"/directories/{directory}"
    mailing_list = await first(f"{below}/mailinglists", "mailingListId")
    survey, library = await first("/surveys", "id"), await first("/libraries", "libraryId")
    return {
        "directory": directory,
        "contact": await first(f"{below}/contacts", "contactId"),
        "list": mailing_list,
        "list contact": await first(f"{below}/mailinglists/{mailing_list}/contacts", "contactLookupId"),
        "sample": await first(f"{below}/samples", "sampleId"),
        "batch": await first(f"{below}/transactionbatches", "batchId"),
        "survey": survey,
        "library": library,
        "message": await first(f"/libraries/{library}/messages", "id"),
        "sms": await first("/distributions/sms", "id", surveyId=survey),
    }


def examples_of(real: Mapping[str, str]) -> dict[str, str]:
    """What stands in the forms' examples, and what stands for it in this brand."""
    return {example: real[what] for example, what in EXAMPLES.items()}


def sms(
    real: Mapping[str, str],
    *,
    method: str = "Invite",
    recipients: dict[str, str],
    message: dict[str, str] | None,
    **more: str,
) -> Expected:
    body: dict[str, Any] = {
        "surveyId": real["survey"],
        "method": method,
        "name": "Autumn check-in",
        "sendDate": SEND,
        "recipients": recipients,
        **more,
    }
    if message:
        body["message"] = message
    names = ("mailingListId", "transactionBatchId", "transactionId", "contactId", "libraryId", "sampleId")
    answer = {
        "id": ...,
        "requestStatus": "Scheduled",
        "requestType": method,
        "surveyId": real["survey"],
        "name": "Autumn check-in",
        "sendDate": SEND,
        "recipients": dict.fromkeys(names) | recipients,
        "message": dict.fromkeys(("libraryId", "messageId", "messageText")) | (message or {}),
        "stats": ...,
    }
    return Expected(Received("POST", f"{API}/distributions/sms", body=body), Comes(1, answer))


def email(real: Mapping[str, str], *, recipients: dict[str, str], message: dict[str, str]) -> Expected:
    body = {
        "header": {
            "fromEmail": "survey@example.com",
            "fromName": "Acme Care",
            "subject": "A short question",
            "replyToEmail": "help@example.com",
        },
        "message": message,
        "recipients": recipients,
        "surveyLink": {"surveyId": real["survey"], "expirationDate": "2027-01-01T10:00:00Z"},
        "sendDate": SEND,
    }
    return Expected(Received("POST", f"{API}/distributions", body=body), Comes(1, {"id": ...}))


def expected(real: Mapping[str, str]) -> dict[tuple[str, str], Expected]:
    ids = {"directoryId": real["directory"], "contactId": real["contact"]}
    contacts = f"{API}/directories/{real['directory']}/contacts"
    contact = f"{contacts}/{real['contact']}"
    from_library = {"libraryId": real["library"], "messageId": real["message"]}
    one_of_list = {"mailingListId": real["list"], "contactId": real["list contact"]}
    batch = {"transactionBatchId": real["batch"]}
    parent = {"parentDistributionId": real["sms"]}
    return {
        ("list_directory_contacts", ""): Expected(
            Received("GET", contacts, {"pageSize": "25"}), Comes(25, IN_LIST)
        ),
        ("create_directory_contact", ""): Expected(
            Received("POST", contacts, body=PERSON), Comes(1, {"id": ...})
        ),
        ("get_directory_contact", ""): Expected(
            Received("GET", contact), Comes(1, {**ALONE, "contactId": real["contact"]})
        ),
        ("update_directory_contact", ""): Expected(
            Received("PUT", contact, body=PERSON), [{"updated": True, **ids}]
        ),
        ("delete_directory_contact", ""): Expected(Received("DELETE", contact), [{"deleted": True, **ids}]),
        ("create_sms_distribution", ""): sms(real, recipients=one_of_list, message=from_library),
        ("create_sms_distribution", BY_TEXT): sms(
            real, recipients=one_of_list, message={"messageText": SMS_TEXT}
        ),
        ("create_sms_distribution", BY_BATCH): sms(real, recipients=batch, message=from_library),
        ("create_sms_distribution", "sampleId in place of contactId"): sms(
            real,
            recipients={"mailingListId": real["list"], "sampleId": real["sample"]},
            message=from_library,
        ),
        ("create_sms_distribution", "method: Interactive"): sms(
            real, method="Interactive", recipients=one_of_list, message=None
        ),
        ("create_sms_distribution", "method: Reminder"): sms(
            real, method="Reminder", recipients={}, message=from_library, **parent
        ),
        ("create_sms_distribution", "method: Thankyou"): sms(
            real, method="Thankyou", recipients={}, message=from_library, **parent
        ),
        ("create_email_distribution", ""): email(real, recipients=one_of_list, message=from_library),
        ("create_email_distribution", BY_TEXT): email(
            real, recipients=one_of_list, message={"messageText": EMAIL_TEXT}
        ),
        ("create_email_distribution", BY_BATCH): email(real, recipients=batch, message=from_library),
        ("make_api_call", ""): Expected(
            Received("GET", f"{API}/surveys", {"offset": "0"}),
            Comes(1, {"status": 200, "headers": ..., "body": ...}),
        ),
    }


@pytest.mark.parametrize(("module", "choice"), all_ways("qualtrics"), ids=way_ids("qualtrics"))
async def test_qualtrics_receives_what_it_documents_and_its_answer_becomes_bundles(
    tmp_path: Path, sandbox: RunningSandbox, module: str, choice: str
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        real = await things(account)
        values = filled("qualtrics", module, choice, examples_of(real))
        if module == "make_api_call":
            del values["body"]  # a GET has none
        await check(account, module, values, expected(real)[module, choice])
        seen = sandbox.requests()[-1]
    assert seen.headers["x-api-token"] == sandbox.values("qualtrics")["api_key"]


def test_no_way_to_run_qualtrics_is_forgotten() -> None:
    assert expected(dict.fromkeys(EXAMPLES.values(), "")).keys() == set(all_ways("qualtrics"))


async def test_who_is_created_is_found_changed_in_parts_and_deleted(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        directory = {"directoryId": (await things(account))["directory"]}
        data = [{"name": "City", "value": "Lyon"}, {"name": "Plan", "value": "pro"}]
        (new,) = await account.bundles(
            "create_directory_contact", directory, email="z@example.com", embeddedData=data
        )
        one = {**directory, "contactId": new["id"]}
        (before,) = await account.bundles("get_directory_contact", one)
        await account.bundles(
            "update_directory_contact", one, embeddedData=[{"name": "City", "value": "Nice"}]
        )
        (after,) = await account.bundles("get_directory_contact", one)
        await account.bundles("delete_directory_contact", one)
        gone = await account.run("get_directory_contact", one)
    assert before["embeddedData"] == {"City": "Lyon", "Plan": "pro"}
    assert after == {
        **before,
        "embeddedData": {"City": "Nice", "Plan": "pro"},
        "lastModified": after["lastModified"],
    }
    assert gone.error.title == "Qualtrics found nothing."


@pytest.mark.parametrize(
    ("module", "form", "told"),
    [
        ("create_sms_distribution", {"mailingListId": "a", "transactionBatchId": "b"}, "Choose either"),
        ("create_sms_distribution", {}, "Choose either"),
        ("create_sms_distribution", {"mailingListId": "a", "contactId": "b", "sampleId": "c"}, "only one"),
        ("create_sms_distribution", {"transactionBatchId": "a", "contactId": "b"}, "that the contact is in"),
        ("create_sms_distribution", {"transactionBatchId": "a", "sampleId": "b"}, "that the sample is for"),
        ("create_sms_distribution", {"mailingListId": "a", "messageText": ""}, "Either choose a message"),
        ("create_sms_distribution", {"mailingListId": "a", "messageId": "b"}, "Either choose a message"),
        ("create_sms_distribution", {"mailingListId": "a", "libraryId": "b"}, "needs its library"),
        ("create_sms_distribution", {"method": "Reminder"}, "Parent Distribution ID is mandatory"),
        ("create_sms_distribution", {"mailingListId": "a", "name": "x" * 101}, "100"),
        ("create_sms_distribution", {"mailingListId": "a", "messageText": "x" * 10_001}, "10,?000"),
        ("create_email_distribution", {"mailingListId": "a", "transactionBatchId": "b"}, "Choose either"),
        ("create_email_distribution", {"transactionBatchId": "a", "contactId": "b"}, "no single contacts"),
        ("create_email_distribution", {"mailingListId": "a", "messageText": ""}, "Either choose a message"),
        ("update_directory_contact", {}, "there is nothing to change yet"),
        (
            "create_directory_contact",
            {"embeddedData": [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}]},
            "Name",
        ),
        ("create_directory_contact", {"embeddedData": [{"name": "a" * 201, "value": "1"}]}, "200"),
        ("create_directory_contact", {"embeddedData": [{"name": "a", "value": "1" * 1025}]}, "1,?024"),
    ],
)  # fmt: skip
async def test_what_qualtrics_would_refuse_is_not_sent(
    tmp_path: Path, sandbox: RunningSandbox, module: str, form: dict[str, Any], told: str
) -> None:
    complete = {
        "create_sms_distribution": {
            "sendDate": SEND, "method": "Invite", "directoryId": "d", "surveyId": "s", "name": "n",
            "messageText": "t",
        },
        "create_email_distribution": {
            "fromEmail": "a@example.com", "fromName": "n", "subject": "s", "sendDate": SEND, "surveyId": "s",
            "messageText": "t", "directoryId": "d",
        },
        "create_directory_contact": {"directoryId": "d"},
        "update_directory_contact": {"directoryId": "d", "contactId": "c"},
    }[module]  # fmt: skip
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        sandbox.reset()
        with pytest.raises(InvalidValues, match=told):
            await account.run(module, complete, **form)
    assert sandbox.requests() == []


@pytest.mark.parametrize("module", ["create_sms_distribution", "create_email_distribution"])
async def test_an_id_of_the_directory_is_no_id_of_the_list(
    tmp_path: Path, sandbox: RunningSandbox, module: str
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        real = await things(account)
        values = filled("qualtrics", module, "", examples_of(real))
        ran = await account.run(module, values, contactId=real["contact"])
    assert ran.error.title == "Qualtrics found something wrong in the request."
    assert len(ran.requests) == 1


@pytest.mark.parametrize(
    ("typed", "sent"),
    [("2026-12-01T11:00:00+01:00", SEND), ("2026-12-01T10:00:00.700Z", SEND), (SEND, SEND)],
)
async def test_a_moment_goes_out_in_utc_with_whole_seconds(
    tmp_path: Path, sandbox: RunningSandbox, typed: str, sent: str
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        real = await things(account)
        values = filled("qualtrics", "create_email_distribution", "", examples_of(real))
        ran = await account.run("create_email_distribution", values, sendDate=typed)
    (body,) = [one.body for one in ran.succeeded().received()]
    assert body["sendDate"] == sent


@pytest.mark.parametrize(("body", "sent"), [(None, "{}"), ("", "{}"), ('{ "a" : 1 }', '{ "a" : 1 }')])
async def test_a_post_of_ones_own_never_goes_out_without_a_body(
    tmp_path: Path, sandbox: RunningSandbox, body: str | None, sent: str
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        directory = (await things(account))["directory"]
        form = {"url": f"/v3/directories/{directory}/contacts", "method": "POST"}
        ran = await account.run("make_api_call", form, **({} if body is None else {"body": body}))
    assert [seen.body for seen in ran.succeeded().requests] == [sent]
    assert ran.bundles[0]["status"] == 200
    assert ran.bundles[0]["body"]["result"]["id"].startswith("CID_")
