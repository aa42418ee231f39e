"""Any bytes at all from anybody: read, dropped or turned away. Nothing else ever happens."""

import json
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.request import Bundles
from core.model.trigger import HmacSignature, Hook, Payload, PayloadRule
from core.rules.deliveries import Delivery, Dropped, TurnedAway, read_delivery
from tests.core.rules.delivery_samples import BEARER, IN_FORM, IN_HEADER, SECRET, form_hook, hook
from tests.core.rules.rules_samples import any_text, shortly, unhurried

CHOOSY: dict[str, Any] = {
    "counts": (
        PayloadRule(at="a.b", words=("good", "news")),
        PayloadRule(at="a", equals="$wanted"),
        PayloadRule(at="a", filled=True),
    ),
    "drops": (PayloadRule(at="b", filled=True), PayloadRule(at="a", words=("tag",))),
    "dedupe": ("a", "a.b"),
}
HOOKS: list[Hook] = [
    hook(),
    hook(payload=Payload(keep_unreadable=True, bundles=Bundles(at="a.b"))),
    hook(payload=Payload(bundles=Bundles(at="a", or_whole=True, wrap="w", add={"x": "$wanted"})), **CHOOSY),
    hook(signature=BEARER),
    hook(signature=IN_HEADER),
    form_hook(),
    form_hook("MSG", **CHOOSY),
    form_hook("MSG", IN_FORM),
    form_hook("MSG", HmacSignature(algorithm="sha1", given_in="form", name="b", over="a", encoding="base64")),
]
VALUES = {"wanted": 7, "token": "made-up-token"}


def judge(body: bytes, headers: tuple[tuple[str, str], ...] = ()) -> None:
    """Fails unless every hook says what becomes of it, and hands on nothing but JSON."""
    for one in HOOKS:
        result = read_delivery(one, VALUES, SECRET, headers, body)
        assert len(repr(result)) < 200
        if isinstance(result, Delivery):
            assert result.bundles
            for text in (result.event, *map(bytes, result.bundles)):
                assert b"\n" not in text
                assert text.isascii() or text.decode("utf-8")
            assert result.event[:1] in (b"{", b"[")
            assert len(result.key) in (0, 64)
        else:
            assert isinstance(result, Dropped | TurnedAway)
            assert result.reason.endswith(".")


FORMS = [b"MSG=", b"a=1&MSG=", b"b=x&a=", b"HMAC=0&MSG="]
SHARDS = [
    *(b'{"a":', b'"b"', b"}", b"[", b"]", b":", b",", b"1e999", b"NaN", b"null", b"\\ud83d", b"\\u00e9"),
    *(
        b"\xff",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"\x00",
        b"\n",
        b"%",
        b"%41",
        b"%zz",
        b"+",
        b"&",
        b"=",
        b"MSG",
    ),
    *(b'{"a": {"b": "good news"}}', b'{"a": 7, "a": [1, {}]}', b"9" * 5000, b"[" * 1200),
]


@settings(unhurried, max_examples=300)
@given(st.sampled_from([b"", *FORMS]), st.lists(st.sampled_from(SHARDS) | st.binary(max_size=4), max_size=8))
def test_any_bytes_are_read_dropped_or_turned_away(begins: bytes, shards: list[bytes]) -> None:
    judge(begins + b"".join(shards))


@unhurried
@given(
    st.lists(st.tuples(st.sampled_from(["Authorization", "X-Signature"]) | any_text, any_text), max_size=3)
)
def test_any_headers_are_taken_or_turned_away(headers: list[tuple[str, str]]) -> None:
    judge(b'{"a": 1}', tuple(headers))


def deep(depth: int) -> bytes:
    return b'{"a": ' + b"[" * depth + b"]" * depth + b"}"


def objects(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


HOSTILE = [
    deep(10_000),
    objects(10_000),
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"a": 1, "a": 2, "a": ' + b'{"b": "good news", "b": [1]}}',
    b"{" + b'"a": 1,' * 20_000 + b'"a": 2}',
    b'{"a": "\\ud83d", "\\udc00": "\\ud83d\\ud83d\\ude00"}',
    b'{"a": "\xed\xa0\xbd"}',
    b'{"a": NaN}',
    b'{"a": -Infinity}',
    b'{"a": 1e999999999}',
    b'{"a": ' + b"9" * 100_000 + b"}",
    b'{"a": "' + b"x" * 100 + b'\\u0000\\u000a"}',
    '{"a": "\x85\u2028\u2029"}'.encode(),
    '{"a": "ä"}'.encode("utf-16"),
    '{"a": "ä"}'.encode("utf-32"),
    '{"a": "ä"}'.encode("utf-16-le")[:-1],
    '{"a": "ä"}'.encode("cp1252"),
    '{"a": "あ"}'.encode("shift-jis"),
    b"\x1f\x8b\x08\x00",
    b"\x00" * 100,
    b"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--",
]


@pytest.mark.parametrize("body", HOSTILE, ids=shortly)
def test_a_hostile_body_is_read_dropped_or_turned_away(body: bytes) -> None:
    judge(body)
    judge(b"MSG=" + body)
    judge(b"MSG=" + quote_from_bytes(body).encode())


def test_a_body_as_deep_as_can_just_be_read_is_read_dropped_or_turned_away() -> None:
    for depth in range(880, 1010):
        judge(deep(depth))
        judge(objects(depth))


MEGABYTES = 50 * 1024 * 1024


@pytest.mark.parametrize(
    ("given_hook", "begins", "repeated", "ends"),
    [
        (hook(dedupe=("a",)), b'{"a": [', b"1,", b"1]}"),
        (hook(dedupe=("a",)), b'{"a": ', b"9", b"}"),
        (hook(payload=Payload(keep_unreadable=True)), b"", b"\xff", b""),
        (form_hook(), b"a=", b"%41", b""),
        (form_hook(), b"a=", b"%", b""),
        (form_hook("MSG", IN_FORM), b"", b"a=1&", b""),
    ],
    ids=shortly,
)
def test_fifty_megabytes_are_read_dropped_or_turned_away(
    given_hook: Hook, begins: bytes, repeated: bytes, ends: bytes
) -> None:
    body = begins + repeated * (MEGABYTES // len(repeated)) + ends
    result = read_delivery(given_hook, VALUES, SECRET, (), body)
    assert isinstance(result, Delivery | Dropped | TurnedAway)


def test_what_is_handed_on_is_what_the_standard_library_reads() -> None:
    for body in HOSTILE:
        result = read_delivery(hook(), {}, "", (), body)
        if isinstance(result, Delivery):
            json.loads(result.event, parse_int=str)
