"""Conditions on cells: what a person typed, as a test of one cell; or a sentence what is wrong with it."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from core.model.results import Condition, Test
from core.results.cells import MISSING, Items, Members
from core.results.moments import DAY, moment

CellTest = Callable[[Any], bool]


class Digits(str):
    """A number that is not whole, as received."""

    __slots__ = ()


_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_DAY_ONLY = len("2026-11-03")

_HOW_MANY: Mapping[Test, int | None] = {
    "empty": 0,
    "null": 0,
    "missing": 0,
    "filled": 0,
    "between": 2,
    "one_of": None,
}
"""How many values a test takes, where that is not one; None: any number."""


def problem_in(condition: Condition) -> str:
    """What is wrong with a condition, in a sentence; "" when it can be used."""
    wanted = _HOW_MANY.get(condition.test, 1)
    if wanted is not None and len(condition.values) != wanted:
        return ("This takes no value.", "Fill in a value.", "Fill in both values.")[wanted]
    dates = [span(value) is not None for value in condition.values]
    numbers = [number_of(value) is not None for value in condition.values]
    if condition.test in ("before", "after") and not all(dates):
        return "Fill in a date such as 2026-11-03 or 2026-11-03T10:00:00Z."
    if condition.test in ("greater", "less", "between") and not (all(dates) or all(numbers)):
        return "Fill in numbers, or dates such as 2026-11-03."
    return ""


def cell_test(condition: Condition) -> CellTest:
    """The test of one cell, as `cells_reader(column, Digits)` reads them. The condition must be sound."""
    test = _TESTS[condition.test](condition.values)
    if condition.negated:
        return lambda cell: not test(cell)
    return test


def span(typed: str) -> tuple[int, int] | None:
    """A date as its first and its last nanosecond: a day is a day long. None for what is no date."""
    typed = typed.strip()
    begin = moment(typed)
    if begin is None:
        return None
    return begin, begin + (DAY - 1 if len(typed) == _DAY_ONLY else 0)


def number_of(digits: str) -> Decimal | None:
    """A number, exactly; None for what is none."""
    digits = digits.strip()
    if not _NUMBER.fullmatch(digits):
        return None
    try:
        return Decimal(digits)
    except InvalidOperation:  # an exponent of twenty digits
        return None


def _text(cell: Any) -> str | None:
    """How a cell reads; None for what is no text, number, true or false."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell) if isinstance(cell, int) else None


def _number(cell: Any) -> int | Decimal | None:
    """A cell that is a number, exactly."""
    if type(cell) is Digits:
        return number_of(cell)
    return cell if type(cell) is int else None


def _on_text(compare: Callable[[str, str], bool]) -> Callable[[Sequence[str]], CellTest]:
    """A test of how a cell reads, not minding case."""

    def made(values: Sequence[str]) -> CellTest:
        wanted = values[0].casefold()
        return lambda cell: (text := _text(cell)) is not None and compare(text.casefold(), wanted)

    return made


def _is_one_of(values: Sequence[str]) -> CellTest:
    texts = frozenset(values)
    numbers = frozenset(number for value in values if (number := number_of(value)) is not None)

    def test(cell: Any) -> bool:
        if type(cell) is str or type(cell) is bool:
            return _text(cell) in texts
        return (number := _number(cell)) is not None and number in numbers

    return test


def _compared(
    for_numbers: Callable[[Any, Sequence[Any]], bool],
    for_dates: Callable[[int, Sequence[tuple[int, int]]], bool],
) -> Callable[[Sequence[str]], CellTest]:
    """A test of amounts: of moments when dates were typed, else of numbers."""

    def made(values: Sequence[str]) -> CellTest:
        spans = [found for value in values if (found := span(value)) is not None]
        if len(spans) == len(values):
            return lambda cell: (
                type(cell) is str and (date := moment(cell)) is not None and for_dates(date, spans)
            )
        numbers = [number_of(value) for value in values]
        return lambda cell: (number := _number(cell)) is not None and for_numbers(number, numbers)

    return made


def _always(test: CellTest) -> Callable[[Sequence[str]], CellTest]:
    return lambda values: test


def _is_empty(cell: Any) -> bool:
    return cell == "" if type(cell) is str else isinstance(cell, Items | Members) and not cell.count


_MORE = _compared(lambda cell, given: cell > given[0], lambda date, given: date > given[0][1])
_LESS = _compared(lambda cell, given: cell < given[0], lambda date, given: date < given[0][0])
_BETWEEN = _compared(
    lambda cell, given: given[0] <= cell <= given[1],
    lambda date, given: given[0][0] <= date <= given[1][1],
)

_TESTS: Mapping[Test, Callable[[Sequence[str]], CellTest]] = {
    "contains": _on_text(lambda text, wanted: wanted in text),
    "starts_with": _on_text(str.startswith),
    "ends_with": _on_text(str.endswith),
    "is": _is_one_of,
    "one_of": _is_one_of,
    "greater": _MORE,
    "after": _MORE,
    "less": _LESS,
    "before": _LESS,
    "between": _BETWEEN,
    "empty": _always(_is_empty),
    "null": _always(lambda cell: cell is None),
    "missing": _always(lambda cell: cell is MISSING),
    "filled": _always(lambda cell: cell is not MISSING and cell is not None and not _is_empty(cell)),
}
