"""Who may call: a token in a header, or a signature; everybody else is turned away."""

import base64
import hashlib
import hmac
import json
import re
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.apps.catalogue import Catalogue
from core.model.trigger import HmacSignature, TokenSignature
from core.rules.deliveries import Delivery, TurnedAway
from tests.core.rules.delivery_samples import (
    BEARER,
    IN_FORM,
    IN_HEADER,
    SECRET,
    bundles,
    delivered,
    form_hook,
    hook,
    read,
    turned_away,
)
from tests.core.rules.rules_samples import any_text, unhurried

BODY = '{"a":1}'
TOKEN = {"token": "made-up-token"}

MISSING = "It does not carry the header 'Authorization' that this trigger asks for."
WRONG = "Its header 'Authorization' does not hold what this trigger asks for."


def header(value: str, name: str = "Authorization") -> tuple[tuple[str, str], ...]:
    return (("Host", "127.0.0.1"), (name, value))


def signed(text: str | bytes, algorithm: str = "sha512", secret: str = SECRET) -> bytes:
    octets = text.encode() if isinstance(text, str) else text
    return hmac.new(secret.encode(), octets, algorithm).digest()


# --- a token ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Bearer made-up-token", "Authorization"),
        ("Bearer made-up-token", "authorization"),
        (" Bearer made-up-token\t", "AUTHORIZATION"),
    ],
)
def test_who_carries_the_token_comes_in(value: str, name: str) -> None:
    assert bundles(hook(signature=BEARER), BODY, TOKEN, headers=header(value, name)) == [{"a": 1}]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Bearer",
        "made-up-token",
        "Bearer made-up-toke",
        "Bearer made-up-tokens",
        "Bearer \udce9\ud83d",
        "Bearer ☃",
    ],
)
def test_who_carries_another_token_is_turned_away(value: str) -> None:
    assert turned_away(hook(signature=BEARER), BODY, TOKEN, headers=header(value)) == WRONG


def test_who_carries_none_is_turned_away() -> None:
    assert turned_away(hook(signature=BEARER), BODY, TOKEN) == MISSING
    assert turned_away(hook(signature=BEARER), BODY, TOKEN, headers=header("x", "X-Other")) == MISSING


@pytest.mark.parametrize("values", [{}, {"token": ""}, {"token": "  "}, {"token": None}])
def test_without_a_token_in_the_form_nothing_is_asked(values: dict[str, Any]) -> None:
    for headers in ((), header("Bearer whatever")):
        assert bundles(hook(signature=BEARER), BODY, values, headers=headers) == [{"a": 1}]


def test_a_header_that_comes_twice_may_hold_the_token_once() -> None:
    headers = (*header("Bearer made-up-token"), *header("Bearer other"))
    assert bundles(hook(signature=BEARER), BODY, TOKEN, headers=headers)
    assert turned_away(hook(signature=BEARER), BODY, TOKEN, headers=header("Bearer other") * 2) == WRONG


def test_a_token_of_two_fields_asks_for_both_as_soon_as_one_is_filled() -> None:
    both = hook(signature=TokenSignature(header="Authorization", value="{user}:{password}"))
    assert bundles(both, BODY, {"user": "", "password": ""})
    assert bundles(both, BODY, {"password": "p"}, headers=header(":p"))
    assert turned_away(both, BODY, {"user": "u"}, headers=header("u:p")) == WRONG
    assert turned_away(both, BODY, {"user": "u"}) == MISSING


@pytest.mark.parametrize("token", ["tökén ☃", "a b", "x" * 5000, "1"])
def test_a_token_may_be_any_text(token: str) -> None:
    assert bundles(hook(signature=BEARER), BODY, {"token": token}, headers=header(f"Bearer {token}"))
    assert turned_away(hook(signature=BEARER), BODY, {"token": token}, headers=header(f"Bearer {token}x"))


def test_a_token_that_is_written_in_the_app_is_asked_for_too() -> None:
    fixed = hook(signature=TokenSignature(header="X-From", value="Us"))
    assert turned_away(fixed, BODY)
    assert bundles(fixed, BODY, headers=header("Us", "X-From"))


# --- a signature ------------------------------------------------------------------------------------

EXAMPLE_MESSAGE = (
    '{"Status":"Complete","SurveyID":"SV_5exampleSurvey1","ResponseID":"R_3exampleResp0001",'
    '"CompletedDate":"2026-11-25 10:04:31","BrandID":"examplebrand"}'
)
EXAMPLE_SIGNATURE = (
    "2cebdcd5876428a8273fb6b4e64e48e961afa13fd92b36d77bef4195b847b87da912b7a182aadfc6ff7525d528ec54b8"
    "bd388104e2b338b0749a6ca537627347"
)


def test_a_delivery_that_was_worked_out_by_hand_comes_in(catalogue: Catalogue) -> None:
    watch = catalogue.module("qualtrics", "watch_survey_responses").hook
    assert watch
    form = {
        "Topic": "examplebrand.surveyengine.completedResponse.SV_5exampleSurvey1",
        "MSG": EXAMPLE_MESSAGE,
        "HMAC": EXAMPLE_SIGNATURE,
    }
    values = {"surveyId": "SV_5exampleSurvey1"}
    came = delivered(watch, urlencode(form), values, secret="example-shared-key-0001")
    assert came.event == EXAMPLE_MESSAGE.encode()
    assert [bytes(item) for item in came.bundles] == [came.event]
    assert came.key
    assert turned_away(watch, urlencode(form), values, secret="example-shared-key-0002")
    forged = {**form, "MSG": EXAMPLE_MESSAGE.replace("0001", "0002")}
    assert turned_away(watch, urlencode(forged), values, secret="example-shared-key-0001")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha512"])
@pytest.mark.parametrize("in_header", [True, False])
@pytest.mark.parametrize(
    "encoding", ["hex", "HEX", "base64", "base64 without padding", "base64 in addresses"]
)
def test_a_signature_is_read_however_it_is_written(algorithm: Any, in_header: bool, encoding: str) -> None:
    asked = HmacSignature(
        algorithm=algorithm,
        given_in="header" if in_header else "form",
        name="X-Sign",
        over="MSG",
        encoding="hex" if encoding.lower() == "hex" else "base64",
    )
    digest = signed(BODY, algorithm)
    plain = base64.b64encode(digest).decode()
    text = {
        "hex": digest.hex(),
        "HEX": digest.hex().upper(),
        "base64": plain,
        "base64 without padding": plain.rstrip("="),
        "base64 in addresses": base64.urlsafe_b64encode(digest).decode(),
    }[encoding]
    fields = {"MSG": BODY} if in_header else {"MSG": BODY, "X-Sign": text}
    headers = header(text, "x-sign") if in_header else ()
    taking = form_hook("MSG", asked)
    assert bundles(taking, urlencode(fields), secret=SECRET, headers=headers) == [{"a": 1}]
    wrong = "Its signature 'X-Sign' does not fit what it holds."
    assert turned_away(taking, urlencode(fields), secret=SECRET + "x", headers=headers) == wrong


def test_a_signature_may_be_over_the_whole_body() -> None:
    body = b'\xef\xbb\xbf {"a": 1}\r\n'
    digest = signed(body, "sha256").hex()
    taking = hook(signature=IN_HEADER)
    assert bundles(taking, body, secret=SECRET, headers=header(digest, "X-Signature")) == [{"a": 1}]
    assert turned_away(taking, body.strip(), secret=SECRET, headers=header(digest, "X-Signature"))


@pytest.mark.parametrize(
    "written",
    [
        '{"a": "x y"}',
        '{"a":"caf\u00e9 \u2603 \U0001f600"}',
        '{"a":"1+1=2 & 100%"}',
        '{"a":"\\u00e9\\n"}\n',
        ' {"a" : 1.0}',
    ],
)
def test_it_is_over_the_text_that_was_meant_byte_for_byte(written: str) -> None:
    spelled = quote_plus(written)
    spellings = [
        spelled,
        re.sub("%..", lambda found: found[0].lower(), spelled),
        spelled.replace("+", "%20"),
        "".join(f"%{octet:02X}" for octet in written.encode()),
    ]
    for spelling in spellings:
        body = f"MSG={spelling}&HMAC={signed(written).hex()}"
        assert bundles(form_hook("MSG", IN_FORM), body, secret=SECRET) == [json.loads(written)]


def test_bytes_that_are_no_text_are_signed_as_they_are() -> None:
    message = b'{"a":"caf\xe9"}'
    body = b"MSG=" + message.replace(b"\xe9", b"%E9") + b"&HMAC=" + signed(message).hex().encode()
    assert bundles(form_hook("MSG", IN_FORM), body, secret=SECRET) == [{"a": "caf\ufffd"}]


@unhurried
@given(message=st.dictionaries(st.text(max_size=4), st.text(max_size=6), max_size=3), secret=any_text)
def test_whatever_is_signed_comes_in_and_nothing_else(message: dict[str, str], secret: str) -> None:
    text = json.dumps(message, ensure_ascii=False)
    key = secret.encode("utf-8", "surrogatepass")
    fields = {"MSG": text, "HMAC": hmac.new(key, text.encode(), hashlib.sha512).hexdigest()}
    taking = form_hook("MSG", IN_FORM)
    genuine = read(taking, urlencode(fields), secret=secret)
    assert isinstance(genuine, Delivery if secret else TurnedAway)
    changed = {**fields, "MSG": text + " "}
    assert isinstance(read(taking, urlencode(changed), secret=secret), TurnedAway)


NOT_SIGNED = "It is not signed: a 'HMAC' with one signature of one text is asked for."
DIGEST = signed(BODY).hex()


@pytest.mark.parametrize(
    "body",
    [
        urlencode({"MSG": BODY}),
        urlencode({"HMAC": DIGEST}),
        urlencode({"MSG": BODY, "hmac": DIGEST}),
        urlencode([("MSG", BODY), ("HMAC", DIGEST), ("MSG", '{"a":2}')]),
        urlencode([("MSG", '{"a":2}'), ("HMAC", DIGEST), ("M%53G", BODY), ("MSG", BODY)]),
        urlencode([("MSG", BODY), ("HMAC", DIGEST), ("HMAC", DIGEST)]),
        "",
        BODY,
        urlencode({"MSG": BODY, "HMAC": DIGEST}) + "&" * 1000,
    ],
)
def test_what_is_not_signed_once_is_turned_away(body: str) -> None:
    assert turned_away(form_hook("MSG", IN_FORM), body, secret=SECRET) == NOT_SIGNED


@pytest.mark.parametrize(
    "given_digest",
    [
        "",
        "0",
        DIGEST[:-1],
        DIGEST + "0",
        DIGEST[:-1] + "ü",
        " ".join(DIGEST),
        signed(BODY, "sha256").hex(),
        "\0",
    ],
)
def test_another_signature_is_turned_away(given_digest: str) -> None:
    body = urlencode({"MSG": BODY, "HMAC": given_digest})
    reason = turned_away(form_hook("MSG", IN_FORM), body, secret=SECRET)
    assert reason == "Its signature 'HMAC' does not fit what it holds."


def test_a_header_that_comes_twice_signs_nothing() -> None:
    digest = signed(BODY, "sha256").hex()
    taking = hook(signature=IN_HEADER)
    assert bundles(taking, BODY, secret=SECRET, headers=header(digest, "X-Signature"))
    assert turned_away(taking, BODY, secret=SECRET, headers=header(digest, "X-Signature") * 2)
    assert turned_away(taking, BODY, secret=SECRET)


def test_what_was_added_around_the_signed_text_is_not_believed() -> None:
    fields = {"MSG": BODY, "HMAC": DIGEST, "a": "2", "b": "3"}
    assert bundles(form_hook("MSG", IN_FORM), urlencode(fields), secret=SECRET) == [{"a": 1}]


def test_without_a_secret_nobody_can_sign() -> None:
    empty = urlencode({"MSG": BODY, "HMAC": signed(BODY, secret="").hex()})
    for body in (empty, urlencode({"MSG": BODY, "HMAC": DIGEST}), urlencode({"a": "1"})):
        reason = turned_away(form_hook("MSG", IN_FORM), body)
        assert reason == "This trigger has no secret to check a signature with."


def test_a_hook_that_asks_for_nothing_takes_what_is_signed_all_the_same() -> None:
    body = urlencode({"MSG": BODY, "HMAC": "x"})
    assert bundles(replace(form_hook("MSG", IN_FORM), signature=None), body, secret=SECRET) == [{"a": 1}]


def test_whoever_is_turned_away_is_so_before_anything_else_is_looked_at() -> None:
    assert turned_away(hook(signature=BEARER), "no JSON", TOKEN) == MISSING
    assert turned_away(form_hook("MSG", IN_FORM), "MSG=no+JSON", secret=SECRET) == NOT_SIGNED


def test_no_secret_is_shown() -> None:
    results = [
        read(hook(signature=BEARER), BODY, TOKEN),
        read(hook(signature=BEARER), BODY, TOKEN, headers=header("Bearer wrong-token-4711")),
        read(hook(signature=BEARER), BODY, TOKEN, headers=header("Bearer made-up-token")),
        read(form_hook("MSG", IN_FORM), urlencode({"MSG": BODY, "HMAC": "wrong-token-4711"}), secret=SECRET),
        read(form_hook("MSG", IN_FORM), urlencode({"MSG": '{"b":"wrong-token-4711"}'}), secret=SECRET),
        read(form_hook("MSG", IN_FORM), urlencode({"MSG": BODY, "HMAC": DIGEST}), secret=SECRET),
        read(form_hook(), "token=wrong-token-4711"),
    ]
    shown = repr(results)
    for secret in ("made-up-token", "wrong-token-4711", SECRET, DIGEST):
        assert secret not in shown
