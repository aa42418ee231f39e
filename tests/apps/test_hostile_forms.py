"""Whatever is put into the form of any module: a sentence, or a request to the connection's own host."""

from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.apps.examples import examples, field_examples
from core.model.errors import InvalidValues, UnsafeAddress
from core.model.http import HttpRequest
from core.model.module import Module
from tests.apps.test_requests import ASKING, CATALOGUE, named, request_of
from tests.core.rules.rules_samples import any_text, anything, unhurried

NASTY = st.sampled_from(
    [
        "https://evil.example/v1/contacts",
        "//evil.example/a",
        "\\\\evil.example\\a",
        "/v1/../../admin",
        "..%2f..%2fadmin",
        "user:pass@evil.example",
        "@evil.example",
        "javascript:alert(1)",
        "a\r\nHost: evil.example",
        "\x00\x01\x02",
        "\uff45\uff56\uff49\uff4c\uff0eexample",
        "\ud800",
        "x" * 100_000,
        "9" * 5000,
        "1e400",
        10**400,
        float("nan"),
        float("-inf"),
        "\u202egnp.exe",
        "<b>bold</b>",
        "{{1.email}}",
        "$email",
        "{api_key}",
    ]
)
several = st.lists(NASTY, max_size=3) | st.dictionaries(any_text, NASTY, max_size=3)
hostile = NASTY | anything | any_text | several


def own_host(module: Module) -> str:
    """The host that the requests of a module go to, by the way its examples are sent."""
    return str(urlsplit(request_of(module, examples(module)).url).netloc)


def outcome(module: Module, values: dict[str, Any]) -> HttpRequest | InvalidValues | UnsafeAddress:
    """What becomes of a form; anything else that is raised is a bug."""
    try:
        return request_of(module, values)
    except (InvalidValues, UnsafeAddress) as refused:
        return refused


def judge(module: Module, values: dict[str, Any], host: str) -> None:
    """Fails unless the values are answered with sentences, or sent where they belong."""
    match outcome(module, values):
        case InvalidValues(by_field=by_field):
            assert by_field
            assert all(sentence.endswith((".", "?")) for sentence in by_field.values())
        case UnsafeAddress(title=title, reason=reason, next_step=next_step):
            assert all((title, reason, next_step))
        case HttpRequest() as request:
            assert stays_at(request, host)


def stays_at(request: HttpRequest, host: str) -> bool:
    """Whether a request goes to the host, as both the standard library and the client read its address."""
    assert urlsplit(request.url).netloc == host
    try:
        read = httpx.URL(request.url)
    except httpx.InvalidURL:
        return True  # too long to be sent: the client says so
    assert read.netloc.decode() == host
    assert not read.userinfo
    assert all("\r" not in text and "\n" not in text for pair in request.headers for text in pair)
    return ".." not in read.path.split("/")


@pytest.mark.parametrize("module", ASKING, ids=named(ASKING))
def test_hostile_values_are_answered_or_sent_to_the_own_host(module: Module) -> None:
    host = own_host(module)
    keys = st.sampled_from([field.key for field in module.fields])

    @settings(unhurried, max_examples=60)
    @given(changed=st.dictionaries(keys, hostile, min_size=1, max_size=4))
    def every_way(changed: dict[str, Any]) -> None:
        judge(module, {**examples(module), **changed}, host)

    every_way()


@pytest.mark.parametrize("module", ASKING, ids=named(ASKING))
def test_a_form_of_hostile_values_alone_is_answered_or_sent_to_the_own_host(module: Module) -> None:
    host = own_host(module)
    every = dict.fromkeys(field_examples(module.fields), hostile)

    @settings(unhurried, max_examples=25)
    @given(values=st.fixed_dictionaries({}, optional=every))
    def every_way(values: dict[str, Any]) -> None:
        judge(module, values, host)

    every_way()


def test_the_judge_can_tell_a_foreign_host() -> None:
    module = CATALOGUE.module("refiner", "list_contacts")
    with pytest.raises(AssertionError):
        judge(module, examples(module), "evil.example")
