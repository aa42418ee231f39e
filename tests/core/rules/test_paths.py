"""Places within bundles, written and read."""

import pytest

from core.rules.paths import path_text, steps_of


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        (("email",), "email"),
        (("attributes", "plan"), "attributes.plan"),
        (("attributes", "Plan name"), "attributes.`Plan name`"),
        (("segments", 1, "name"), "segments[1].name"),
        (("segments", 0, "name"), "segments[].name"),
        ((2, 3), "[2][3]"),
        (("a`b", "c.d", ""), "`a``b`.`c.d`.``"),
        (("größe", "名前"), "größe.名前"),
    ],
)
def test_what_is_written_is_read(steps: tuple[str | int, ...], text: str) -> None:
    assert path_text(steps) == text
    assert steps_of(text) == steps


@pytest.mark.parametrize(
    ("typed", "steps"),
    [
        ("Plan name", ("Plan name",)),
        ("a.b-c.2nd", ("a", "b-c", "2nd")),
        ("a.b c.d", ("a", "b c", "d")),
        ("a.`b.c`", ("a", "b.c")),
        ("`a``b`", ("a`b",)),
    ],
)
def test_names_are_taken_as_they_are_typed(typed: str, steps: tuple[str, ...]) -> None:
    assert steps_of(typed) == steps


@pytest.mark.parametrize("typed", ["", ".", ".a", "a..b", "a.", "a[", "a]b", "`a", "a`b`", "`a`b", "a[x]"])
def test_what_is_no_place_is_none(typed: str) -> None:
    assert steps_of(typed) is None
