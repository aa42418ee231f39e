"""No secret is left in what people or files get to see, in whatever form it travels."""

import base64
import contextlib
import html
import json
import re
import time
from collections.abc import Callable
from html.entities import codepoint2name
from urllib.parse import quote, quote_plus, urlencode

import httpx
import pytest
import yarl
from hypothesis import assume, given
from hypothesis import strategies as st

from core.model.http import HttpRequest
from core.rules.redact import HIDDEN, SHORTEST, Redactor
from tests.core.rules.rules_samples import any_text, unhurried


def twice(text: str) -> str:
    return quote(quote(text, safe=""), safe="")


def lower_percent(text: str) -> str:
    return re.sub("%..", lambda found: found[0].lower(), quote(text, safe=""))


def basic(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()


NAMES = {chr(point): name for point, name in codepoint2name.items()} | {"'": "apos"}

FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in an address": quote,
    "as one segment": lambda text: quote(text, safe=""),
    "in small letters": lower_percent,
    "in a form": quote_plus,
    "in a query": lambda text: urlencode({"key": text}),
    "encoded twice": twice,
    "encoded three times": lambda text: quote(twice(text)),
    "by the client": lambda text: str(httpx.URL("https://x.io/?k=" + quote(text, safe=""))),
    "by the transport": lambda text: str(yarl.URL("https://x.io/?k=" + quote(text, safe=""))),
    "in JSON": json.dumps,
    "in JSON as text": lambda text: json.dumps(text, ensure_ascii=False),
    "in JSON of PHP": lambda text: json.dumps(text).replace("/", "\\/"),
    "in JSON within JSON": lambda text: json.dumps(json.dumps(text)),
    "in JSON with large letters": lambda text: re.sub(
        r"u[0-9a-f]{4}", lambda f: "u" + f[0][1:].upper(), json.dumps(text)
    ),
    "in HTML": html.escape,
    "in HTML by name": lambda text: "".join(f"&{NAMES[c]};" if c in NAMES else c for c in text),
    "in JSON of a page": lambda text: json.dumps(html.escape(text)),
    "as old services write it": lambda text: "".join(
        f"%{ord(c):02X}" if "\x80" < c < "\xff" else c for c in text
    ),
    "in HTML by number": lambda text: "".join(f"&#{ord(c)};" if not c.isalnum() else c for c in text),
}
IN_BASE64: dict[str, Callable[[str], str]] = {
    "alone": basic,
    "before a colon": lambda text: basic(f"{text}:x"),
    "after one letter": lambda text: basic(f"u:{text}"),
    "after two letters": lambda text: basic(f"me:{text}"),
    "after three letters": lambda text: basic(f"ann:{text}"),
    "safe for addresses": lambda text: basic(f"ann:{text}").replace("+", "-").replace("/", "_"),
    "in an address": lambda text: quote(basic(f"ann:{text}"), safe=""),
    "in JSON of PHP": lambda text: basic(f"ann:{text}").replace("/", "\\/"),
}

HOSTILE = [
    "sk_live_51H",
    "abcd",
    "a+b/c=d&e",
    'with "quotes" and \\ \\\\ backslashes',
    "(.*)[a-z]+$^|?{2,3}",
    "%41%2F%",
    "100% tänzelnd 😀 <b>",
    "line\nbreak\ttab",
    "\\" * 30 + "x",
    "••••••",
    "\ud83d half",
    "key'with'apostrophes",
]

secrets = (
    st.sampled_from(HOSTILE)
    | st.text(min_size=SHORTEST, max_size=20)
    | any_text.filter(lambda text: len(text) >= SHORTEST)
)


@pytest.mark.parametrize("secret", HOSTILE, ids=ascii)
@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_hidden_in_every_form(form: str, secret: str) -> None:
    try:
        travelling = FORMS[form](secret)
    except (UnicodeEncodeError, httpx.InvalidURL):
        return  # half a character travels in JSON alone
    hidden = Redactor([secret]).text(f"before {travelling} after")
    assert hidden.startswith("before ")
    assert hidden.endswith(" after")
    assert HIDDEN in hidden
    if secret != HIDDEN:
        assert secret not in hidden
        assert travelling not in hidden


@pytest.mark.parametrize("secret", HOSTILE, ids=ascii)
@pytest.mark.parametrize("form", IN_BASE64)
def test_a_secret_is_hidden_in_base64(form: str, secret: str) -> None:
    """But for the letters at its edges, which it shares with what stands beside it."""
    travelling = IN_BASE64[form](secret)
    hidden = Redactor([secret]).text(f"Basic {travelling} after")
    assert re.fullmatch(rf"Basic [\w+/=%\\-]*{HIDDEN}[\w+/=%\\-]{{0,9}} after", hidden)


@unhurried
@given(
    secret=secrets, before=st.text(max_size=5), after=st.text(max_size=5), form=st.sampled_from(sorted(FORMS))
)
def test_no_form_of_any_secret_survives(secret: str, before: str, after: str, form: str) -> None:
    assume(not set(secret) <= set(HIDDEN))
    try:
        travelling = FORMS[form](secret)
    except (UnicodeEncodeError, httpx.InvalidURL):
        return
    assert secret not in (hidden := Redactor([secret]).text(before + travelling + after))
    assert HIDDEN in hidden


@unhurried
@given(text=any_text, others=st.lists(secrets, max_size=3))
def test_a_text_without_a_secret_stays_as_it_is(text: str, others: list[str]) -> None:
    assume(HIDDEN not in Redactor(others).text(text))
    assert Redactor(others).text(text) == text
    assert Redactor([]).text(text) == text


@pytest.mark.parametrize(
    ("secrets_", "text", "hidden"),
    [
        (["abcd", "abcdefgh"], "abcdefgh", HIDDEN),
        (["abcd1234", "1234wxyz"], "<abcd1234wxyz>", f"<{HIDDEN}>"),
        (["abcdX", "bcdXYZ"], "abcdXYZ", HIDDEN),
        (["abab"], "ababab", HIDDEN),
        (["abcd"], "abcdabcd", HIDDEN * 2),
        (["abcd", "abcd"], "x abcd", f"x {HIDDEN}"),
        (["abcd", "efgh"], "abcd-efgh", f"{HIDDEN}-{HIDDEN}"),
        (["abc", "", "xy"], "abc xy", "abc xy"),
        (["abcd"], "ABCD", "ABCD"),
        (["aaaa"], "aaaaa-", f"{HIDDEN}-"),
        (["ab-cd"], "ab+cd ab\\/cd abcd", "ab+cd ab\\/cd abcd"),
        (["0123456789abcdef"], "0123456789ABCDEF 0123456789AbCdEf", f"{HIDDEN} 0123456789AbCdEf"),
        (["0123ABCD-89ab-cdef"], "0123abcd-89ab-cdef", HIDDEN),
        (["0123456789abcdeg"], "0123456789ABCDEG", "0123456789ABCDEG"),
        (["key-1234", "key-12345678"], "key-12345678 key-1234 key-123", f"{HIDDEN} {HIDDEN} key-123"),
    ],
)
def test_secrets_may_overlap_and_short_ones_are_none(secrets_: list[str], text: str, hidden: str) -> None:
    assert Redactor(secrets_).text(text) == hidden


@unhurried
@given(
    known=st.lists(secrets, min_size=1, max_size=3),
    parts=st.lists(any_text | st.integers(0, 2), max_size=5),
    form=st.sampled_from(sorted(FORMS | IN_BASE64)),
)
def test_what_is_sought_in_haste_is_what_is_there(
    known: list[str], parts: list[str | int], form: str
) -> None:
    """Most patterns are passed over unseen, because a piece that belongs to them is nowhere in the text."""
    with contextlib.suppress(UnicodeEncodeError, httpx.InvalidURL):
        written = {**FORMS, **IN_BASE64}[form]
        text = "".join(written(known[one % len(known)]) if isinstance(one, int) else one for one in parts)
        hasty, thorough = Redactor(known), Redactor(known)
        thorough._forms = [form._replace(always_there="") for form in thorough._forms]
        assert hasty.text(text) == thorough.text(text)


def test_a_large_reply_is_looked_through_in_less_time_than_it_takes_to_read() -> None:
    known = ["0123456789abcdef" * 2, "sk_live_51H/8x+2-zz", 'with ödd "signs" and blanks']
    row = {"id": "5f2c", "email": "zoë@example.com", "url": "https://x.io/a%20b?c=d", "with": "\u00f6\\/"}
    body = json.dumps([{**row, "number": number} for number in range(10_000)])
    redactor = Redactor(known)

    def best_of(work: Callable[[str], object]) -> float:
        taken = []
        for _ in range(5):
            started = time.perf_counter()
            work(body)
            taken.append(time.perf_counter() - started)
        return min(taken)

    assert redactor.text(body) == body
    assert best_of(redactor.text) < best_of(json.loads)


def test_a_long_text_full_of_beginnings_takes_no_time() -> None:
    redactor = Redactor(["\\" * 40 + "x", "%25" * 20 + "x", "a" * 40 + "b", '"' * 30 + "y"])
    text = "\\" * 20_000 + "%25" * 20_000 + "a" * 20_000 + '"' * 20_000
    assert redactor.text(text) == text


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", "Bearer other", HIDDEN),
        ("Set-Cookie", "session=1", HIDDEN),
        ("X-Api-Key", "k", HIDDEN),
        ("x_apikey", "k", HIDDEN),
        ("X-Auth-Token", "k", HIDDEN),
        ("X-Hub-Signature-256", "sha256=1", HIDDEN),
        ("X-Request-Id", "made-up-key", HIDDEN),
        ("X-Request-Id", "7", "7"),
        ("Content-Type", "application/json", "application/json"),
    ],
)
def test_headers_that_speak_of_credentials_lose_their_value(name: str, value: str, shown: str) -> None:
    assert Redactor(["made-up-key"]).headers(((name, value),)) == ((name, shown),)


def test_a_request_is_shown_without_its_secrets() -> None:
    request = HttpRequest(
        method="POST",
        url="https://x.io/?key=made-up%2Fkey",
        headers=(("Authorization", "Bearer made-up/key"), ("X-made-up/key", "1")),
        body=b'{"k": "made-up\\/key", "b": "\xff"}',
    )
    shown = Redactor(["made-up/key"]).request(request, attempt=2, sent_at=5.0)
    assert (shown.method, shown.url) == ("POST", f"https://x.io/?key={HIDDEN}")
    assert shown.request_headers == (("Authorization", HIDDEN), (f"X-{HIDDEN}", "1"))
    assert shown.request_body == f'{{"k": "{HIDDEN}", "b": "\ufffd"}}'
    assert (shown.attempt, shown.sent_at) == (2, 5.0)


def test_a_request_without_a_body_is_shown_as_such() -> None:
    shown = Redactor(()).request(HttpRequest(method="GET", url="https://x.io"), attempt=1, sent_at=0.0)
    assert shown.request_body == ""


def test_a_redactor_shows_nothing_of_itself() -> None:
    assert "made-up-key" not in repr(Redactor(["made-up-key"]))
