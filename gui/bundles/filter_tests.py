"""The tests that a column offers, and filters in words."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from core.model.results import Column, Condition, Steps, Test
from gui.bundles.values import one_line, path_text

LONGEST_VALUE = 40
"""Characters of a value that a filter in words shows."""

MOST_VALUES = 8
"""Frequent values that are offered."""


class Offer(NamedTuple):
    """A test as it is offered. `values`: how many it takes; -1 for any number, one a line. `fixed` are values
    that are not asked for. `hint` says what is meant, or what a value looks like."""

    words: str
    test: Test
    negated: bool = False
    values: int = 1
    fixed: tuple[str, ...] = ()
    hint: str = ""

    def gives(self, condition: Condition) -> bool:
        """Whether a condition is of this test."""
        same = (self.test, self.negated) == (condition.test, condition.negated)
        return same and self.fixed in ((), condition.values)


_A_DATE = "A date, such as 2026-11-03"


_TEXT = (
    Offer("contains", "contains"),
    Offer("does not contain", "contains", negated=True),
    Offer("is", "is"),
    Offer("is not", "is", negated=True),
    Offer("is one of", "one_of", values=-1),
    Offer("starts with", "starts_with"),
    Offer("ends with", "ends_with"),
)
_NUMBER = (
    Offer("is", "is"),
    Offer("is not", "is", negated=True),
    Offer("is greater than", "greater", hint="A number"),
    Offer("is less than", "less", hint="A number"),
    Offer("is between", "between", values=2),
    Offer("is one of", "one_of", values=-1),
)
_DATE = (
    Offer("is after", "after", hint=_A_DATE),
    Offer("is before", "before", hint=_A_DATE),
    Offer("is between", "between", values=2),
    Offer("is", "is"),
    Offer("contains", "contains"),
)
_BOOLEAN = (
    Offer("is true", "is", values=0, fixed=("true",)),
    Offer("is false", "is", values=0, fixed=("false",)),
)
_ANY = (
    Offer("has a value", "filled", values=0, hint="Anything but missing, null and empty."),
    Offer("has no value", "filled", negated=True, values=0, hint="Missing, null or empty."),
    Offer("is empty", "empty", values=0, hint="A text, a list or an object with nothing in it."),
    Offer("is null", "null", values=0, hint="The field is there, and its value is null."),
    Offer("is missing", "missing", values=0, hint="The bundle does not have this field."),
    Offer("is not missing", "missing", negated=True, values=0, hint="The bundle has this field."),
)
ALL = tuple(dict.fromkeys((*_TEXT, *_NUMBER, *_DATE, *_ANY)))


def offers(column: Column | None) -> tuple[Offer, ...]:
    """The tests that fit what a column holds, likely ones first; all where nothing is known of it."""
    if column is None:
        return ALL
    kinds = sorted(
        (
            (column.texts + column.odd, _TEXT),
            (column.numbers, _NUMBER),
            (column.dates, _DATE),
            (column.booleans, _BOOLEAN),
        ),
        key=lambda kind: -kind[0],
    )
    fitting = [offer for count, kind in kinds if count for offer in kind]
    return tuple(dict.fromkeys((*fitting, *_ANY)))


def offer_of(condition: Condition) -> Offer:
    """The test of a condition."""
    return next(offer for offer in ALL if offer.gives(condition))


def in_words(condition: Condition) -> str:
    """A filter as a sentence: ``attributes.plan is “pro”``."""
    name = one_line(path_text(condition.column), LONGEST_VALUE) or "Value"
    shown = [f"“{one_line(value, LONGEST_VALUE)}”" for value in condition.values]
    offer = offer_of(condition)
    if offer.values == 2:
        return f"{name} {offer.words} {' and '.join(shown)}"
    if len(shown) > 3:
        return f"{name} {offer.words} {', '.join(shown[:2])} and {len(shown) - 2:,} more"
    return " ".join((name, offer.words, ", ".join(shown))).strip()


def frequent(values: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """The values that come up most, with how often: all where there are few, else those that come again."""
    counts = Counter(value for value in values if 0 < len(value) <= LONGEST_VALUE)
    few = len(counts) <= MOST_VALUES
    return tuple(pair for pair in counts.most_common(MOST_VALUES) if few or pair[1] > 1)


def like(column: Steps, kind: str, text: str | None) -> Condition | None:
    """The filter for cells like one: of the same text, or null, empty, missing as it is; None where there is
    no such filter."""
    if text is not None:
        return Condition(column, "is", (text,)) if text else Condition(column, "empty")
    match kind:
        case "null":
            return Condition(column, "null")
        case "missing":
            return Condition(column, "missing")
    return None
