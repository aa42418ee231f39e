"""The answers that the services document, in the order of their sheets: what each is taken for.

Real answers of the services are written here by hand; the stand-ins play only some of them.
"""

import json
from typing import Any, NamedTuple

import pytest

from core.model.errors import (
    AuthRejected,
    InvalidRequest,
    NotAllowed,
    NotFound,
    RateLimited,
    Refused,
    ServiceDown,
    ServiceError,
)
from core.model.http import HttpReply
from core.rules.reply import error_in
from tests.core.modules.module_runs import CATALOGUE


class Answer(NamedTuple):
    """An answer to a module: its status and body (JSON, or text as it is), and what it means."""

    module: str
    status: int
    body: Any
    means: type[ServiceError] | None
    said: str = ""


def customerly(text: str) -> dict[str, Any]:
    return {"error": {"message": text, "code": 0}}


TAKEN: dict[str, Any] = {"inserted": 1, "errors": []}
NO_HEADER = "You must provide a valid header Authorization: Bearer <TOKEN>"

CUSTOMERLY = [
    Answer("list_users", 429, customerly("Slow down"), RateLimited, "Slow down"),
    Answer("list_users", 500, customerly("Access token not found."), AuthRejected, "Access token not found."),
    Answer("list_users", 200, customerly("Access TOKEN not found."), AuthRejected),
    Answer("create_update_user", 401, customerly("Bad token"), AuthRejected),
    Answer("list_users", 500, customerly(NO_HEADER), AuthRejected, "You must provide a valid header"),
    Answer("list_users", 401, customerly("Go away"), AuthRejected, "Go away"),
    Answer("list_users", 403, "", AuthRejected, "gave no reason (status 403)"),
    Answer("get_user", 404, customerly("User doesn't exist"), NotFound, "User doesn't exist"),
    Answer("get_user", 200, customerly("User doesn't exist"), NotFound),
    Answer("get_lead", 500, customerly("Lead doesn't exist"), NotFound),
    Answer("list_users", 500, customerly("Database is busy"), ServiceDown, "Database is busy"),
    Answer("list_users", 503, "<h1>Busy</h1>", ServiceDown, "Busy"),
    Answer("delete_tag", 404, {}, NotFound),
    Answer("create_update_user", 422, customerly("email is wrong"), InvalidRequest, "email is wrong"),
    Answer("add_untag_tag", 200, customerly("Not today"), Refused, "Not today"),
    Answer("create_update_user", 200, {"data": {"inserted": 0, "errors": []}}, Refused),
    Answer("create_update_user", 200, {"data": {"inserted": 0}}, Refused),
    Answer("create_update_lead", 200, {"data": {"inserted": 0, "errors": ["no email"]}}, Refused, "no email"),
    Answer(
        "create_update_lead", 200, {"data": {"inserted": 1, "errors": [{"email": "a@b"}]}}, Refused, "a@b"
    ),
    Answer("create_update_user", 200, {"data": {"not_added": [{"email": "a@b"}]}}, Refused, "a@b"),
    Answer("create_update_user", 200, {"data": {"inserted": 1, "not_added": []}}, None),
    Answer("create_update_user", 200, {"data": TAKEN}, None),
    Answer("create_update_lead", 200, {"data": {}}, None),
    Answer("create_update_lead", 200, {}, None),
    Answer("delete_user", 200, {"data": []}, None),
    Answer("delete_tag", 200, {}, None),
    Answer("list_tags", 200, {"data": ["a token", "doesn't exist", "error"]}, None),
    # What a contact is called is no error.
    Answer("get_user", 200, {"data": {"name": "token", "errors": ["x"], "inserted": 0}}, None),
]

CLIENGO = [
    Answer("list_contacts", 429, "", RateLimited, "gave no reason (status 429)"),
    Answer(
        "list_contacts",
        400,
        "Offset cannot be greater than 1000",
        InvalidRequest,
        "Offset cannot be greater than 1000",
    ),
    Answer("list_contacts", 500, {"error": "Offset cannot be greater than 1000"}, InvalidRequest),
    Answer("list_contacts", 401, {"message": "Invalid token format"}, AuthRejected, "Invalid token format"),
    Answer("list_contacts", 401, "", AuthRejected),
    Answer("list_contacts", 403, {"error": "no"}, AuthRejected, "no"),
    Answer("list_contacts", 400, {"message": "You couldn't be authenticated"}, AuthRejected),
    Answer("list_contacts", 404, "<p>You couldn't be authenticated</p>", AuthRejected),
    Answer("get_contact", 404, {"message": "Contact not found"}, NotFound, "Contact not found"),
    Answer("create_contact", 400, {"errors": ["websiteId is required"]}, InvalidRequest, "websiteId is req"),
    Answer("create_contact", 422, "name: too long", InvalidRequest, "name: too long"),
    Answer("create_contact", 503, "", ServiceDown, "gave no reason (status 503)"),
    Answer("delete_contact", 204, "", None),
    Answer("get_contact", 200, {"id": "a", "name": "You couldn't be authenticated"}, None),
    # The first words of a contact stand under the key that errors have, too.
    Answer("get_contact", 200, {"id": "a", "message": "You couldn't be authenticated"}, None),
    Answer("get_contact", 200, {"id": "a", "message": "Offset cannot be greater than 1000"}, None),
    Answer("list_contacts", 200, {"results": [], "message": "Offset cannot be greater than 9"}, None),
    Answer("list_contacts", 200, [{"id": "a"}], None),
]


def qualtrics(status: str, text: str, code: str | None = None) -> dict[str, Any]:
    error = {"errorMessage": text} | ({"errorCode": code} if code else {})
    return {"meta": {"httpStatus": status, "requestId": "3f0c2f0e", "error": error}}


EXPECTED_IN_HEADERS = "Expected authorization in headers, but none provided."
NO_RECIPIENTS = "The distribution has no recipients and no parent"
NOT_IN_LIST = "Contact CID_1 was not found in mailing list CG_1 of directory POOL_1."

QUALTRICS = [
    Answer(
        "list_directory_contacts",
        400,
        qualtrics("400 - Bad Request", EXPECTED_IN_HEADERS, "ATP_2"),
        AuthRejected,
        EXPECTED_IN_HEADERS,
    ),
    Answer(
        "list_directory_contacts",
        401,
        qualtrics("401 - Unauthorized", "Unrecognized X-API-TOKEN.", "DCD_7"),
        AuthRejected,
        "Unrecognized X-API-TOKEN.",
    ),
    Answer("make_api_call", 401, qualtrics("401 - Unauthorized", "invalid_client", "AUTH_6.0"), AuthRejected),
    Answer("make_api_call", 401, qualtrics("401 - Unauthorized", "Anything else"), AuthRejected),
    Answer(
        "create_sms_distribution",
        403,
        qualtrics("403 - Forbidden", "SMS is not licensed", "X"),
        NotAllowed,
        "SMS is not licensed",
    ),
    Answer(
        "make_api_call",
        404,
        qualtrics("404 - Not Found", "The requested resource does not exist."),
        NotFound,
        "The requested resource does not exist.",
    ),
    Answer(
        "make_api_call",
        404,
        qualtrics("404 - Not Found", NOT_IN_LIST, "GET_CONTACT_FROM_LIST_NOT_FOUND"),
        NotFound,
        NOT_IN_LIST,
    ),
    Answer("get_directory_contact", 404, qualtrics("404 - Not Found", "No such contact", "X"), NotFound),
    Answer(
        "make_api_call", 411, "<html><body>411 Length Required</body></html>", InvalidRequest, "411 Length"
    ),
    Answer("make_api_call", 413, qualtrics("413 - Too Large", "Too large"), InvalidRequest, "Too large"),
    Answer("create_directory_contact", 429, qualtrics("429 - Too Many", "Slow down"), RateLimited),
    Answer(
        "make_api_call",
        400,
        qualtrics("400 - Bad Request", NO_RECIPIENTS, "CP_TD_GER_NP"),
        InvalidRequest,
        NO_RECIPIENTS,
    ),
    Answer(
        "create_directory_contact",
        400,
        qualtrics("400 - Bad Request", "email is not valid", "Q"),
        InvalidRequest,
        "email is not valid",
    ),
    Answer("create_email_distribution", 500, qualtrics("500 - Error", "Oops"), ServiceDown, "Oops"),
    Answer("create_email_distribution", 503, "", ServiceDown),
    Answer("create_email_distribution", 504, "<h1>Gateway Time-out</h1>", ServiceDown, "Gateway Time-out"),
    Answer("update_directory_contact", 200, {"meta": {"httpStatus": "200 - OK", "requestId": "a"}}, None),
    Answer("get_directory_contact", 200, {"result": {}, "meta": {"notice": "Request proxied."}}, None),
]

ANSWERS = [
    (app, answer)
    for app, answers in {"customerly": CUSTOMERLY, "cliengo": CLIENGO, "qualtrics": QUALTRICS}.items()
    for answer in answers
]


@pytest.mark.parametrize(
    ("app", "answer"),
    ANSWERS,
    ids=[
        f"{app} {number}: {one.status} {one.means and one.means.__name__}"
        for number, (app, one) in enumerate(ANSWERS)
    ],
)
def test_a_documented_answer_is_taken_for_what_it_means(app: str, answer: Answer) -> None:
    body = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
    reply = HttpReply(status=answer.status, headers=(), body=body.encode(), seconds=0.0)
    error = error_in(CATALOGUE.app(app), CATALOGUE.module(app, answer.module).errors, reply, now=0.0)
    assert type(error) is (answer.means or type(None)), error
    assert answer.said in str(error)
