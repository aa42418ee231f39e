"""What two runs may be matched by is proposed: a column that is filled and different in both."""

from pathlib import Path
from typing import Any

import pytest

from core.model.diff import KeysFound
from core.model.results import Steps
from core.results import diff_suggest
from core.results.diff_keys import Fraction, amount, key_of
from core.results.questions import SuggestKeys
from tests.core.results.diff_runs import as_lines, source


def keys(folder: Path, older: list[Any], newer: list[Any]) -> KeysFound:
    """What is proposed for two runs."""
    told: list[Any] = []
    sources = [source(folder / name, as_lines(lines)) for name, lines in (("older", older), ("newer", newer))]
    diff_suggest.work(SuggestKeys(*sources), told.append)
    found = told[-1]
    assert isinstance(found, KeysFound)
    return found


def people(count: int, **more: Any) -> list[dict[str, Any]]:
    return [
        {"row": n, "email": f"p{n}@example.com", "plan": "free", "profile": {"id": f"u{n}"}, **more}
        for n in range(count)
    ]


def test_the_likeliest_name_comes_first(tmp_path: Path) -> None:
    found = keys(tmp_path, people(50), people(60))
    assert found.keys[0] == ("profile", "id")
    assert set(found.columns) == {("row",), ("email",), ("plan",), ("profile", "id")}


@pytest.mark.parametrize(
    ("spoiled", "expected"),
    [({"email": "p1@example.com"}, ("row",)), ({"email": ""}, ("row",)), ({"email": None}, ("row",))],
)
def test_what_is_not_filled_or_not_different_in_all_bundles_is_not_proposed(
    tmp_path: Path, spoiled: dict[str, Any], expected: Steps
) -> None:
    """Also when it shows only far behind the sample."""
    older = [{"row": one["row"], "email": one["email"]} for one in people(3000)]
    newer = [dict(one) for one in older]
    newer[2900] |= spoiled
    found = keys(tmp_path, older, newer)
    assert found.keys == (expected,)


def test_what_is_never_the_same_in_both_comes_last(tmp_path: Path) -> None:
    older = [{"id": f"a{n}", "email": f"p{n}@example.com"} for n in range(20)]
    newer = [{"id": f"b{n}", "email": f"p{n}@example.com"} for n in range(20)]
    assert keys(tmp_path, older, newer).keys == (("email",), ("id",))


def test_nothing_is_proposed_where_nothing_identifies(tmp_path: Path) -> None:
    assert keys(tmp_path, [{"a": 1}, {"a": 1}], [{"a": 1}]).keys == ()
    assert keys(tmp_path / "none", [], []).keys == ()


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, Fraction("1.0"), True),
        (10, Fraction("1e1"), True),
        (Fraction("0.10"), Fraction("0.1"), True),
        (0, Fraction("-0.0"), True),
        (100, 10, False),
        (2**70, 2**70 + 1, False),
        (2**61 - 1, 0, False),
        ("1", 1, False),
        ("True", True, False),
        (Fraction("1e99999999999999999999"), Fraction("1e99999999999999999998"), False),
    ],
)
def test_keys_are_the_same_when_they_say_the_same(one: Any, other: Any, equal: bool) -> None:
    assert (key_of(one) == key_of(other)) is equal


def test_an_amount_has_one_form() -> None:
    assert [amount(digits) for digits in ("1", "1.0", "100", "-0", "0", "0.05", "5e-2", "-1.50")] == [
        "1e0", "1e0", "1e2", "0", "0", "5e-2", "5e-2", "-15e-1",
    ]  # fmt: skip
