"""What entries and accounts are called."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.labels import account_label, entry_label
from tests.core.rules.rules_samples import any_text, json_values, unhurried

ANN = {
    "name": "Ann",
    "email": "ann@example.com",
    "at": {"place": {"city": "Rome"}},
    "blank": " ",
    "seats": 12,
    "rate": 1.5,
    "yes": True,
    "nothing": None,
    "list": ["x"],
    "odd": "{email} \\1 $name",
}


@pytest.mark.parametrize(
    ("labels", "label"),
    [
        (("name",), "Ann"),
        (("gone", "name"), "Ann"),
        (("blank", "nothing", "yes", "list", "at", "name"), "Ann"),
        (("at.place.city",), "Rome"),
        (("seats",), "12"),
        (("rate",), "1.5"),
        (("{name} <{email}>",), "Ann <ann@example.com>"),
        (("{name} <{gone}>", "email"), "ann@example.com"),
        (("{name} <{blank}>", "{seats} {at.place.city}"), "12 Rome"),
        (("{name} <{gone}>",), ""),
        (("{odd}/{name}",), "{email} \\1 $name/Ann"),
        (("{name}{name}",), "AnnAnn"),
        ((), ""),
        (("",), ""),
    ],
)
def test_the_first_label_that_is_whole_is_taken(labels: tuple[str, ...], label: str) -> None:
    assert entry_label(json.dumps(ANN).encode(), labels) == label


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("{name} ({email})", "Ann (ann@example.com)"),
        ("{gone} ({email})", "ann@example.com"),
        ("{name} ({blank})", "Ann"),
        ("{gone} ({nothing})", ""),
        ("no places", ""),
        ("name", "Ann"),
        ("gone", ""),
        ("", ""),
    ],
)
def test_of_an_account_what_is_there_is_better_than_nothing(written: str, label: str) -> None:
    assert account_label(json.dumps(ANN).encode(), written) == label


@pytest.mark.parametrize("body", [b"", b"<p>", b"[1]", b'"name"', b"7", b'{"name": "cut'])
def test_what_is_no_object_has_no_label(body: bytes) -> None:
    assert entry_label(body, ("name", "{name}")) == account_label(body, "{name} ({email})") == ""


@unhurried
@given(entry=json_values, label=any_text | st.sampled_from(["{a} {b.c}", "{", "}", "{}", "{{a}}", "{a}}"]))
def test_any_label_of_any_entry_is_a_text(entry: Any, label: str) -> None:
    body = json.dumps(entry).encode()
    assert isinstance(entry_label(body, (label,)), str)
    assert isinstance(account_label(body, label), str)
