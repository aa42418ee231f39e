"""Rules that look whether something is there, numbers, and help that is special to a service."""

from typing import Any

import pytest

from core.model.app import ErrorRule
from core.model.errors import AuthRejected, Refused
from core.rules.reply import error_in, reason_in
from tests.core.rules.rules_samples import app, reply, shortly

FILLED = ['"x"', '" "', "0", "0.0", "-1", "7", "true", "[0]", "[null]", '{"a": null}']
EMPTY = ["null", '""', "[]", "{}", "false"]


def applies(body: str, **conditions: Any) -> bool:
    """Whether a rule with these conditions catches a good reply."""
    rule = ErrorRule(means="refused", **conditions)
    return isinstance(error_in(app(errors=(rule,)), (), reply(body), 0.0), Refused)


@pytest.mark.parametrize("value", FILLED)
def test_something_is_there(value: str) -> None:
    body = f'{{"data": {{"errors": {value}}}}}'
    assert applies(body, filled_at=("data.errors",))
    assert applies(body, filled_at=("gone", "data.errors"))
    assert not applies(body, absent_at="data.errors")


@pytest.mark.parametrize("value", EMPTY)
def test_nothing_is_there(value: str) -> None:
    body = f'{{"data": {{"errors": {value}}}}}'
    assert not applies(body, filled_at=("data.errors", "gone"))
    assert applies(body, absent_at="data.errors")


@pytest.mark.parametrize("body", ["{}", "", "<p>", "[]", '{"data": []}', '{"data": "errors"}'])
def test_what_is_absent_is_not_there(body: str) -> None:
    assert not applies(body, filled_at=("data.errors",))
    assert applies(body, absent_at="data.errors")


@pytest.mark.parametrize(
    ("conditions", "caught"),
    [
        ({"filled_at": ("error",), "absent_at": "code"}, True),
        ({"filled_at": ("error",), "absent_at": "error"}, False),
        ({"filled_at": ("error",), "status": 200}, True),
        ({"filled_at": ("error",), "status": 404}, False),
        ({"filled_at": ("error",), "text_at": "error.message", "contains": "token"}, True),
        ({"filled_at": ("error",), "text_at": "error.message", "contains": "other"}, False),
        ({"absent_at": "code", "json": False}, False),
    ],
)
def test_all_conditions_must_hold(conditions: dict[str, Any], caught: bool) -> None:
    assert applies('{"error": {"message": "Access token not found."}}', **conditions) is caught


@pytest.mark.parametrize(
    ("wanted", "value", "same"),
    [
        ("0", "0", True),
        ("0", "0.0", True),
        ("0", '"0"', True),
        ("0", '"0.0"', False),
        ("0", "1", False),
        ("0", "false", False),
        ("0", "null", False),
        ("1", "true", False),
        ("true", "true", True),
        ("10", "1e1", True),
        ("1.5", "1.50", True),
        ("12345678901234567890", "12345678901234567890", True),
        ("none", "0", False),
        ("nan", "0", False),
    ],
)
def test_a_number_is_the_same_however_it_is_written(wanted: str, value: str, same: bool) -> None:
    body = f'{{"data": {{"inserted": {value}}}}}'
    assert applies(body, text_at="data.inserted", equals=wanted) is same
    differs = applies(body, text_at="data.inserted", differs_from=wanted)
    assert differs is (not same and value != "null")


@pytest.mark.parametrize(
    ("help", "next_step"),
    [
        ("Ask who made the token.", "Ask who made the token."),
        ("", "Check them in the connection; they may have been revoked or belong to another account."),
    ],
    ids=shortly,
)
def test_an_app_may_say_what_to_do_about_refused_credentials(help: str, next_step: str) -> None:
    found = error_in(app(auth_help=help), (), reply("", 401), 0.0)
    assert isinstance(found, AuthRejected)
    assert found.next_step == next_step
    other = error_in(app(auth_help=help), (), reply("", 403), 0.0)
    assert other is not None
    assert help == "" or help not in other.next_step


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('{"data": {"errors": ["ann@example.com is no address", "x"]}}', "ann@example.com is no address; x"),
        ('{"data": {"errors": [], "not_added": [{"email": "a@b", "why": 5}]}}', "email: a@b; why: 5"),
        ('{"data": {"errors": {"email": ["wrong", "taken"]}}}', "email: wrong; taken"),
        ('{"data": {"errors": []}}', ""),
    ],
    ids=shortly,
)
def test_a_reason_may_be_a_list_or_an_object(body: str, reason: str) -> None:
    named = app(error_text=("error.message", "data.errors", "data.not_added"))
    assert reason_in(named, reply(body)) == reason
