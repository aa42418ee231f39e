"""What a reply means: an error in the person's words, or bundles."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.app import ErrorRule
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
from core.rules.reply import beginning_of, error_in, reason_in
from tests.core.rules.rules_samples import app, json_values, nested, reply, shortly, unhurried

NOW = 1_700_000_000.0
DEMO = app(error_text=("error", "message"))


def error(
    body: bytes | str, status: int, *rules: ErrorRule, own: tuple[ErrorRule, ...] = ()
) -> ServiceError | None:
    return error_in(app(error_text=("error", "message"), errors=rules), own, reply(body, status), NOW)


# --- the meaning of a status ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, None),
        (204, None),
        (300, Refused),
        (304, Refused),
        (400, InvalidRequest),
        (401, AuthRejected),
        (402, Refused),
        (403, NotAllowed),
        (404, NotFound),
        (405, InvalidRequest),
        (408, ServiceDown),
        (409, Refused),
        (410, NotFound),
        (422, InvalidRequest),
        (423, Refused),
        (425, ServiceDown),
        (429, RateLimited),
        (451, Refused),
        (500, ServiceDown),
        (503, ServiceDown),
        (599, ServiceDown),
    ],
)
def test_without_a_rule_the_status_decides(status: int, kind: type[ServiceError] | None) -> None:
    found = error("", status)
    assert (type(found) if found else None) is kind
    assert found is None or found.status == status


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (
            301,
            (
                "Demo declined the request.",
                "It answered with a redirect (status 301), which is not followed.",
                "Check the address: credentials are never carried to another place.",
            ),
        ),
        (
            400,
            (
                "Demo found something wrong in the request.",
                "Demo says: “Why.”",
                "Correct the form and run it again.",
            ),
        ),
        (
            401,
            (
                "Demo did not accept the credentials.",
                "Demo says: “Why.”",
                "Check them in the connection; they may have been revoked or belong to another account.",
            ),
        ),
        (
            402,
            (
                "Demo declined the request.",
                "Demo says: “Why.”",
                "Read the reason; the service decides this by itself.",
            ),
        ),
        (
            403,
            (
                "Demo does not allow this.",
                "Demo says: “Why.”",
                "The account or its plan may lack this right; ask whoever manages it.",
            ),
        ),
        (404, ("Demo found nothing.", "Demo says: “Why.”", "Check the ids you entered.")),
        (
            429,
            (
                "Demo takes no more requests for now.",
                "Demo says: “Why.”",
                "Wait a little, then run it again.",
            ),
        ),
        (500, ("Demo has trouble of its own.", "Demo says: “Why.”", "Run it again in a few minutes.")),
    ],
)
def test_every_error_has_a_title_a_reason_and_a_next_step(status: int, told: tuple[str, str, str]) -> None:
    found = error('{"error": "Why."}', status)
    assert found is not None
    assert (found.title, found.reason, found.next_step) == told


@pytest.mark.parametrize("status", [300, 301, 308, 399])
def test_a_redirect_is_never_followed_and_said_to_be_one(status: int) -> None:
    found = error('{"message": "ok"}', status)
    assert found is not None
    assert found.reason == f"It answered with a redirect (status {status}), which is not followed."


# --- rules ----------------------------------------------------------------------------------------


def rule(means: Any, **conditions: Any) -> ErrorRule:
    return ErrorRule(means=means, **conditions)


@pytest.mark.parametrize(
    ("rule_", "body", "status", "applies"),
    [
        (rule("auth", status=418), "", 418, True),
        (rule("auth", status=418), "", 417, False),
        (rule("auth", status="4xx"), "", 499, True),
        (rule("auth", status="4xx"), "", 500, False),
        (rule("auth", status=(400, "5xx")), "", 503, True),
        (rule("auth", status=(400, "5xx")), "", 404, False),
        (rule("auth", contains="API key"), '{"message": "no api KEY"}', 404, True),
        (rule("auth", contains="API key"), '{"message": "no"}', 404, False),
        (rule("auth", contains="API key"), "plain: API key", 404, True),
        (rule("auth", contains="x" * 400), '{"error": "' + "x" * 500 + '"}', 404, True),
        (rule("auth", text_at="status", equals="error"), '{"status": "error"}', 200, True),
        (rule("auth", text_at="status", equals="error"), '{"status": "Error"}', 200, False),
        (rule("auth", text_at="ok", equals="false"), '{"ok": false}', 200, True),
        (rule("auth", text_at="code", equals="7"), '{"code": 7}', 200, True),
        (rule("auth", text_at="status", differs_from="success"), '{"status": "failed"}', 200, True),
        (rule("auth", text_at="status", differs_from="success"), '{"status": " success "}', 200, False),
        (rule("auth", text_at="status", differs_from="success"), '{"id": 1}', 200, False),
        (rule("auth", text_at="status", differs_from="success"), '{"status": null}', 200, False),
        (rule("auth", text_at="status", differs_from="success"), "<html>", 200, False),
        (rule("auth", text_at="a.b", contains="x", differs_from="xx"), '{"a": {"b": "xy"}}', 200, True),
        (rule("auth", text_at="a.b", contains="x", differs_from="xx"), '{"a": {"b": "xx"}}', 200, False),
        (rule("auth", json=False), "<html>", 200, True),
        (rule("auth", json=False), "", 200, True),
        (rule("auth", json=False), "{}", 200, False),
        (rule("auth", json=True), "{}", 200, True),
        (rule("auth", json=True, status=404), "{}", 200, False),
    ],
    ids=shortly,
)
def test_a_rule_applies_when_all_its_conditions_hold(
    rule_: ErrorRule, body: str, status: int, applies: bool
) -> None:
    assert isinstance(error(body, status, rule_), AuthRejected) is applies


def test_rules_are_tried_in_order_a_modules_own_first() -> None:
    first, second = rule("not_found", status="4xx"), rule("auth", status=400)
    assert isinstance(error("", 400, first, second), NotFound)
    assert isinstance(error("", 400, first, own=(second,)), AuthRejected)


def test_a_rule_may_turn_a_refusal_into_success() -> None:
    assert error('{"error": "already there"}', 409, rule("success", contains="already")) is None


# --- the reason -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('{"error": " trimmed \\n"}', "trimmed"),
        ('{"message": "second"}', "second"),
        ('{"error": "", "message": "second"}', "second"),
        ('{"error": true, "message": "second"}', "second"),
        ('{"error": null, "message": "second"}', "second"),
        ('{"error": {}, "message": "second"}', "second"),
        ('{"error": ["one", null, " two ", ["three"]]}', "one; two; three"),
        (
            '{"error": {"email": ["is wrong", "is taken"], "id": "", "n": 5}}',
            "email: is wrong; is taken; n: 5",
        ),
        ('{"error": 404}', "404"),
        ('{"error": "first", "error": "last"}', "last"),
        ('{"error": "half a \\ud83d"}', "half a \ud83d"),
        ('\ufeff{"error": "with a mark"}', "with a mark"),
        (json.dumps({"error": nested(700, "deep"), "message": "second"}), "second"),
        ('{"error": ' + '{"a": ' * 700 + '"deep"' + "}" * 700 + ', "message": "second"}', "second"),
        ('{"code": 5}', '{"code": 5}'),
        ('["a", 1]', '["a", 1]'),
        ("17", "17"),
        ("", ""),
        (" {} ", ""),
        ("[]", ""),
        ("null", ""),
        ('""', ""),
        ("  plain\n text ", "plain text"),
        (b"caf\xe9 is closed", "caf\ufffd is closed"),
        (b'{"error": "caf\xe9"}', '{"error": "caf\ufffd"}'),
        ("<html><title>Bad Gateway</title><style>p {}</style><p>nginx &amp; co", "Bad Gateway nginx & co"),
        ("<!-- a > b --><h1>Down</h1><script>if (a < b) x()", "Down"),
        ("\ufeff <?xml version='1.0'?><Error><Code>NoKey</Code></Error>", "NoKey"),
        ("<unclosed", ""),
        ("a\x00b\x1b[31mred\u202e", "a b [31mred"),
        ("if a < b and c > d &amp; e", "if a < b and c > d &amp; e"),
    ],
    ids=shortly,
)
def test_the_reason_is_what_the_service_says_in_whatever_shape(body: bytes | str, reason: str) -> None:
    assert reason_in(DEMO, reply(body, 400)) == reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('{"message": "ok"}', "ok"),
        ('{"items": []}', ""),
        ("plain", "plain"),
        ('{"message": "' + "x" * 70_000 + '"}', ""),
    ],
    ids=shortly,
)
def test_a_good_reply_gives_a_reason_only_where_it_names_one(body: str, reason: str) -> None:
    assert reason_in(DEMO, reply(body, 200)) == reason


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "Demo gave no reason (status 400)."),
        ("\x00\x01", "Demo gave no reason (status 400)."),
        ('{"error": "\\u0007"}', "Demo gave no reason (status 400)."),
        ('{"error": "two\\nlines\\u001b[2J and a \\ud83d"}', "Demo says: “two lines [2J and a”"),
        (json.dumps({"error": "word " * 200_000}), f"Demo says: “{('word ' * 60)[:299].rstrip()}…”"),
        (json.dumps({"error": "x" * 1_000_000}), f"Demo says: “{'x' * 300}…”"),
        (json.dumps({"error": "," + "x" * 400}), f"Demo says: “,{'x' * 299}…”"),
        (json.dumps({"error": "x" * 298 + " ," + "y" * 50}), f"Demo says: “{'x' * 298}…”"),
        (json.dumps({"error": "x" * 301 + " y"}), f"Demo says: “{'x' * 300}…”"),
        (json.dumps({"error": "x" * 300}), f"Demo says: “{'x' * 300}”"),
        ("<p>" + "word " * 200_000, f"Demo says: “{('word ' * 60)[:299].rstrip()}…”"),
    ],
    ids=shortly,
)
def test_what_is_shown_of_a_reason_is_short_and_harmless(body: str, said: str) -> None:
    found = error(body, 400)
    assert found is not None
    assert found.reason == said


@unhurried
@given(before=st.integers(200, 320), separator=st.sampled_from([" ", '"', ":", ",", "&", ">"]))
def test_a_key_that_a_service_repeats_is_never_cut_in_two(before: int, separator: str) -> None:
    key = "sk_live_0123456789abcdef"
    text = beginning_of(f"{'x' * before}{separator}{key} and more".encode() + b" word" * 100)
    assert key in text or "sk_" not in text


@unhurried
@given(
    body=st.binary(max_size=200) | json_values.map(lambda value: json.dumps({"error": value}).encode()),
    status=st.integers(200, 599),
)
def test_every_reply_is_success_or_a_whole_sentence(body: bytes, status: int) -> None:
    found = error(body, status)
    assert (found is None) is (status < 300)
    if found:
        assert found.reason.endswith((".", "”"))
        assert found.reason.isprintable()
        assert len(found.reason) < 400
