"""Choices of columns, samples, and filters in words: pure values."""

import pytest

from core.model.results import Column, Condition, SortKey
from gui.bundles.columns_choice import (
    AS_FOUND,
    LONGEST_KEPT,
    MOST_AT_FIRST,
    MOST_SHOWN,
    Choice,
    from_text,
    in_full_order,
    laid_out,
    to_text,
    with_order,
    with_others,
    with_pinned,
    with_shown,
    with_width,
)
from gui.bundles.columns_found import is_numeric, sampled, unlike_objects, worth_showing
from gui.bundles.columns_words import holds
from gui.bundles.filter_asking import put
from gui.bundles.filter_tests import ALL, frequent, in_words, like, offer_of, offers
from gui.bundles.table_lines import Line
from gui.bundles.table_rows import with_key
from gui.bundles.values import path_text

A, B, C, D = ("a",), ("b",), ("c",), ("d", "e")


def texts(*paths: tuple[str, ...]) -> list[Column]:
    """Columns with a text in each bundle."""
    return [Column(path=path, texts=1) for path in paths]


def columns(found: list[Column], choice: Choice) -> tuple[tuple[str | int, ...], ...]:
    return laid_out(found, choice).columns


def test_what_was_decided_holds_and_the_rest_follows_what_is_found() -> None:
    choice = with_shown(AS_FOUND, [B], False)
    assert columns(texts(A, B, C), choice) == (A, C)
    assert columns(texts(A, B, C, D), choice) == (A, C, D)
    assert columns(texts(A, B, C), with_shown(choice, [B], True)) == (A, B, C)


def test_a_column_that_is_new_stands_behind_what_it_was_found_behind() -> None:
    choice = with_order(AS_FOUND, [C, A])
    assert columns(texts(A, C), choice) == (C, A)
    assert columns(texts(A, B, C), choice) == (C, A, B)
    assert columns(texts(D, A, C), choice) == (D, C, A)


def test_pinned_columns_come_first_in_the_order_of_pinning() -> None:
    choice = with_pinned(with_pinned(AS_FOUND, C, True), A, True)
    assert laid_out(texts(A, B, C), choice).columns == (C, A, B)
    assert laid_out(texts(A, B, C), choice).pinned == 2
    assert in_full_order(texts(A, B, C), choice) == [C, A, B]
    moved = with_order(choice, [A, C, B])
    assert moved.pinned == (A, C)
    assert columns(texts(A, B, C), with_shown(moved, [A], False)) == (C, B)
    assert columns(texts(A, B, C), with_pinned(moved, C, False)) == (A, C, B)


def test_none_all_and_as_found_begin_anew_but_keep_widths() -> None:
    choice = with_width(with_shown(AS_FOUND, [A], False), A, 120)
    none = with_others(choice, "none")
    assert columns(texts(A, B), none) == ()
    assert columns(texts(A, B), with_shown(none, [B], True)) == (B,)
    assert columns(texts(A, B), with_others(none, "found")) == (A, B)
    assert with_others(none, "found").widths == ((A, 120),)


def test_there_is_an_end_to_what_is_shown() -> None:
    many = texts(*((f"f{number}",) for number in range(MOST_SHOWN + 50)))
    assert len(columns(many, AS_FOUND)) == MOST_AT_FIRST
    assert len(columns(many, Choice(others="all"))) == MOST_SHOWN


def test_a_choice_survives_its_way_through_a_file() -> None:
    choice = with_width(with_pinned(with_order(with_shown(AS_FOUND, [D], False), [B, A]), B, True), A, 99)
    assert from_text(to_text(choice)) == choice
    assert to_text(AS_FOUND) == ""
    assert from_text("") == AS_FOUND


def test_names_beyond_reason_are_not_kept() -> None:
    choice = with_shown(AS_FOUND, [("k" * (LONGEST_KEPT + 1),), ("half \ud83d",), A], False)
    assert from_text(to_text(choice)) == with_shown(AS_FOUND, [A], False)


@pytest.mark.parametrize("text", ["{", "3", '{"shown": 3}', '{"others": "x"}', "[" * 100_000])
def test_a_spoilt_choice_is_as_found(text: str) -> None:
    assert from_text(text) == AS_FOUND


def test_a_sample_counts_what_is_in_each_column() -> None:
    lines = [
        Line(b'{"n": 1, "o": {"t": "x", "d": "2026-11-03"}, "l": [1], "e": "", "b": true}'),
        Line(b'{"n": 2, "o": {"t": null}, "o2": {}}'),
        Line(b"broken"),
        None,
    ]
    found = {path_text(column.path): column for column in sampled(lines)}
    assert list(found) == ["", "n", "o", "o.t", "o.d", "l", "e", "b", "o2"]
    assert found["n"].numbers == 2
    assert (found["o.t"].texts, found["o.t"].nulls, found["o.t"].missing) == (1, 1, 1)
    assert (found["o.d"].dates, found["e"].empty, found["b"].booleans) == (1, 1, 1)
    assert found[""].odd == 1
    assert is_numeric(found["n"])
    assert not is_numeric(found["o.t"])


def test_objects_are_shown_by_their_members_unless_they_are_something_else_too() -> None:
    inner = Column(path=("o", "x"), texts=1)
    assert worth_showing([Column(path=("o",), objects=2, nulls=1), inner]) == [("o", "x")]
    assert worth_showing([Column(path=("o",), objects=2, arrays=1), inner]) == [("o",), ("o", "x")]
    assert worth_showing([Column(path=("o",), objects=2)]) == [("o",)]
    assert unlike_objects(texts(A), 2)[0] == Column(path=(), odd=2)
    assert len(unlike_objects([Column(path=(), texts=1)], 2)) == 1


def test_contents_in_words_add_up() -> None:
    assert holds(Column(path=A, texts=999, nulls=1)) == "text · <1 % null"
    assert holds(Column(path=A, texts=2, missing=8)) == "text · 80 % missing"
    assert holds(Column(path=A, dates=1, nulls=1, missing=8)) == "date · 80 % missing …"
    assert holds(Column(path=A, nulls=1, missing=1)) == "null 50 % · missing 50 %"
    assert holds(Column(path=A, numbers=5)) == "number"
    assert holds(Column(path=A, texts=6, numbers=4)) == "text 60 % · number 40 %"
    assert holds(Column(path=A, texts=5, numbers=3, missing=2)) == "text 50 % · number 30 % …"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition(("attributes", "plan"), "is", ("pro",)), "attributes.plan is “pro”"),
        (Condition(A, "contains", ("x",), negated=True), "a does not contain “x”"),
        (Condition(A, "between", ("1", "2")), "a is between “1” and “2”"),
        (Condition(A, "one_of", ("1", "2")), "a is one of “1”, “2”"),
        (Condition(A, "one_of", tuple("12345")), "a is one of “1”, “2” and 3 more"),
        (Condition(A, "missing"), "a is missing"),
        (Condition((), "filled", negated=True), "Value has no value"),
        (Condition(A, "is", ("x" * 900,)), "a is “" + "x" * 40 + "…”"),
    ],
)
def test_filters_read_as_sentences(condition: Condition, words: str) -> None:
    assert in_words(condition) == words


def test_every_offer_is_found_again_by_its_condition() -> None:
    for offer in ALL:
        condition = Condition(A, offer.test, ("1",) * max(offer.values, 0), offer.negated)
        assert offer_of(condition).words == offer.words


def test_likely_tests_come_first() -> None:
    assert offers(Column(path=A, texts=1, numbers=9))[0].words == "is"
    assert offers(Column(path=A, texts=9, numbers=1))[0].words == "contains"
    assert offers(Column(path=A, dates=9))[0].words == "is after"
    assert offers(Column(path=A, nulls=9))[0].words == "has a value"
    assert offers(None) == ALL
    words = [offer.words for offer in offers(Column(path=A, texts=3, dates=2, numbers=1))]
    assert len(words) == len(set(words))


def test_frequent_values_are_offered_where_there_are_some() -> None:
    assert frequent(["a", "b", "a", ""]) == (("a", 2), ("b", 1))
    assert frequent(map(str, range(100))) == ()
    assert frequent([*map(str, range(100)), "7", "x" * 900]) == (("7", 2),)


def test_cells_that_are_alike_are_found_by_a_filter() -> None:
    assert like(A, "text", "x") == Condition(A, "is", ("x",))
    assert like(A, "text", "") == Condition(A, "empty")
    assert like(A, "null", None) == Condition(A, "null")
    assert like(A, "missing", None) == Condition(A, "missing")
    assert like(A, "object", None) is None


def test_conditions_are_put_changed_and_taken_away() -> None:
    one, two = Condition(A, "null"), Condition(B, "null")
    assert put((one,), None, two) == (one, two)
    assert put((one, two), 0, two) == (two, two)
    assert put((one, two), 0, None) == (two,)


def test_clicks_on_headings_turn_the_order() -> None:
    up, down = SortKey(A), SortKey(A, True)
    assert with_key((), A, False) == (up,)
    assert with_key((up,), A, False) == (down,)
    assert with_key((down,), A, False) == ()
    assert with_key((up,), B, False) == (SortKey(B),)
    assert with_key((up,), B, True) == (up, SortKey(B))
    assert with_key((up, SortKey(B)), A, True) == (down, SortKey(B))
    assert with_key((down, SortKey(B)), A, True) == (SortKey(B),)
    assert with_key((up, SortKey(B)), A, False) == (down,)
