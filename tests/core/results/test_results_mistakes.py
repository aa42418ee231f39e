"""Where a text stops being JSON."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.results import mistakes
from core.results.mistakes import first_mistake
from tests.core.results.bundle_runs import PATIENT, VALUES, written


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        (b"", 0, "The text ends where a value is missing."),
        (b'{"a":NaN}', 5, "NaN is no value in JSON."),
        (b"[1,-Infinity]", 3, "-Infinity is no value in JSON."),
        (b"[01]", 1, "01 is no value in JSON."),
        (b"oops", 0, "oops is no value in JSON."),
        (b"[1,]", 3, "Here a value is missing."),
        (b"[1 2]", 3, "Here a comma or ] is missing."),
        (b'{"a":1 "b":2}', 7, "Here a comma or } is missing."),
        (b'{"a" 1}', 5, "Here a colon is missing."),
        (b"{1:2}", 1, "Here a name in quotation marks or } is missing."),
        (b'{"a":1,}', 7, "Here a name in quotation marks is missing."),
        (b"[1}", 2, "Here a comma or ] is missing."),
        (b"{} {}", 3, "The JSON ends here, and something follows it."),
        (b'["a\nb"]', 3, "A text holds a control character, which JSON writes as an escape."),
        (b'["a\\x41"]', 3, "JSON knows no such escape."),
        (b'["abc', 1, "The text that begins here has no end."),
        (b"[[1,2]", 6, "The text ends where a comma or ] is missing."),
        (b"'a'", 0, "Nothing in JSON begins with this character."),
    ],
)
def test_a_mistake_is_said_with_its_place(text: bytes, position: int, reason: str) -> None:
    found = first_mistake(text)
    assert found is not None
    assert (found.position, found.reason) == (position, reason)
    again = first_mistake(memoryview(text))
    assert again == found


@PATIENT
@given(VALUES, st.randoms(use_true_random=False))
def test_json_of_all_kinds_has_no_mistake(value: Any, dice: Any) -> None:
    text = written(value, dice.randrange).encode()
    if b"NaN" not in text and b"Infinity" not in text:
        assert first_mistake(text) is None
        assert mistakes._first_mistake(text) is None


def test_great_depth_and_half_characters_are_json() -> None:
    assert first_mistake(b"[" * 10_000 + b'"\\ud800"' + b"]" * 10_000) is None
    found = first_mistake(b"[" * 10_000 + b"]" * 9_999)
    assert found is not None
    assert found.position == 19_999
