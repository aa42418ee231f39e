"""What is copied of lines on the screen: as it came, not as it is shown. Pure functions.

A line may be shown shortened, and with what cannot be seen spelled out. `whole` has the lines that came
otherwise than they are shown: of JSON those that were shortened; of a text that is none all of them, each
with its line end, or without one where a long line is shown in pieces.
"""

from collections.abc import Iterator, Mapping, Sequence

from core.model.laid_out import LaidOut
from gui.bundles.json_text import Line, legible, part_of

MOST_LINES = 2000
LONGEST_LINE = 2000
"""What a text editor lays out without a pause."""

Spot = tuple[int, int]
"""A line and a character in it, from 0."""

Whole = Mapping[int, str]


def shown_and_whole(
    lines: Iterator[Line], text: str, *, is_json: bool, most: int = MOST_LINES
) -> tuple[LaidOut, Whole]:
    """The first lines as they are shown, and those that came otherwise."""
    passed: list[Line] = []
    part = part_of(_noted(lines, passed), most, LONGEST_LINE)
    if is_json:
        texts = (line.text for line in passed[: len(part.lines)])
        return part, {number: one for number, one in enumerate(texts) if len(one) > LONGEST_LINE}
    ends = [*part.starts[1:], part.after.position if part.after is not None else len(text)]
    return part, {
        number: text[start:end] for number, (start, end) in enumerate(zip(part.starts, ends, strict=False))
    }


def _noted(lines: Iterator[Line], passed: list[Line]) -> Iterator[Line]:
    for line in lines:
        passed.append(line)
        yield line


def chosen(lines: Sequence[str], whole: Whole, first: Spot, last: Spot, *, is_json: bool) -> str:
    """What lies between two spots."""
    return "".join(_pieces(lines, whole, first, last, is_json=is_json))


def _pieces(lines: Sequence[str], whole: Whole, first: Spot, last: Spot, *, is_json: bool) -> Iterator[str]:
    for number in range(first[0], last[0] + 1):
        shown, came = lines[number], whole.get(number)
        begin = first[1] if number == first[0] else 0
        end = last[1] if number == last[0] else len(shown)
        if came is None:
            yield shown[begin:end]
        elif is_json:
            yield _unshortened(shown, came, begin, end)
        else:
            yield _as_it_came(came, begin, end)
        if number < last[0]:
            yield _line_end(came) if came is not None and not is_json else "\n"


def _unshortened(shown: str, came: str, begin: int, end: int) -> str:
    is_all = end >= len(shown)
    return shown[begin : len(shown) - 1] + legible(came[LONGEST_LINE:]) if is_all else shown[begin:end]


def _as_it_came(came: str, begin: int, end: int) -> str:
    """The characters that are shown from one place to another, some of them spelled out."""
    taken: list[str] = []
    at = 0
    for character in came.rstrip("\r\n"):
        if begin <= at < end:
            taken.append(character)
        at += len(legible(character))
    return "".join(taken)


def _line_end(came: str) -> str:
    return came[len(came.rstrip("\r\n")) :]
