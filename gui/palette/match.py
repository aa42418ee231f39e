"""How well what is typed fits a name: words, their beginnings, initials, and small slips of the fingers.

Accents and capitals make no difference. Pure; the numbers only say which of two fits better.
"""

import unicodedata
from functools import lru_cache
from typing import NamedTuple

_WHOLE, _BEGINNING, _INSIDE, _INITIALS, _SLIP = 100.0, 80.0, 50.0, 60.0, 30.0
_AROUND_BEGINNING, _AROUND_INSIDE = 40.0, 15.0
_SLIPS_FROM, _TWO_SLIPS_FROM = 4, 8
"""Letters that a word has at least, for one slip to be overlooked, and for two."""


class Match(NamedTuple):
    """How well it fits (more is better), and which letters of the name it found."""

    score: float
    places: frozenset[int] = frozenset()


class _Folded(NamedTuple):
    """A text without accents and capitals; for each letter where it stood; where words begin."""

    text: str
    places: tuple[int, ...]
    starts: tuple[int, ...]


def match(query: str, name: str, around: str = "") -> Match | None:
    """Whether each typed word is in the name, or in what is told around it; None when one is not."""
    label, further = _folded(name), _folded(around)
    words = _folded(query).text.split()
    score, places = 0.0, set[int]()
    for word in words:
        in_name = _in_name(word, label)
        beside = _in_text(word, further)
        if in_name is not None and in_name[0] >= beside:
            score += in_name[0]
            places.update(label.places[at] for at in in_name[1])
        elif beside:
            score += beside
        else:
            return None
    in_short = len(words) / (len(words) + len(label.starts))  # of two that fit, the shorter name
    return Match(score / max(1, len(words)) + 10 * in_short, frozenset(places))


@lru_cache(maxsize=8192)
def _folded(text: str) -> _Folded:
    letters, places = [], []
    for place, letter in enumerate(text):
        for plain in unicodedata.normalize("NFKD", letter).casefold():
            if not unicodedata.combining(plain):
                letters.append(plain)
                places.append(place)
    starts = tuple(
        at
        for at, letter in enumerate(letters)
        if letter.isalnum()
        and (at == 0 or not letters[at - 1].isalnum() or _is_hump(text, places[at - 1], places[at]))
    )
    return _Folded("".join(letters), tuple(places), starts)


def _is_hump(text: str, before: int, at: int) -> bool:
    return text[before].islower() and text[at].isupper()


def _in_name(word: str, name: _Folded) -> tuple[float, list[int]] | None:
    """Where a word is in a name, in the best way that there is."""
    begins = [start for start in name.starts if name.text.startswith(word, start)]
    if begins:
        end = begins[0] + len(word)
        is_whole = end == len(name.text) or not name.text[end].isalnum()
        score = (_WHOLE if is_whole else _BEGINNING) - name.starts.index(begins[0])
        return score, list(range(begins[0], end))
    if len(word) > 1 and (hit := _initials(word, name, 0)) is not None:
        return _INITIALS - (hit[-1] - hit[0]) / len(name.text), hit
    at = name.text.find(word)
    if at >= 0:
        return _INSIDE, list(range(at, at + len(word)))
    return _with_slips(word, name)


def _in_text(word: str, text: _Folded) -> float:
    if any(text.text.startswith(word, start) for start in text.starts):
        return _AROUND_BEGINNING
    return _AROUND_INSIDE if len(word) > 2 and word in text.text else 0.0


def _initials(word: str, name: _Folded, since: int) -> list[int] | None:
    """Letters that begin words of the name, or follow on such a one: "lc", "licon" for "List Contacts"."""
    if not word:
        return []
    for number in range(since, len(name.starts)):
        start, most = name.starts[number], 0
        while most < len(word) and name.text[start + most : start + most + 1] == word[most]:
            most += 1
        for taken in range(most, 0, -1):
            rest = _initials(word[taken:], name, number + 1)
            if rest is not None:
                return [*range(start, start + taken), *rest]
    return None


def _with_slips(word: str, name: _Folded) -> tuple[float, list[int]] | None:
    """A word of the name that begins almost so: a letter wrong, missing, too many, or two that swapped."""
    if len(word) < _SLIPS_FROM:
        return None
    allowed = 2 if len(word) >= _TWO_SLIPS_FROM else 1
    best: tuple[float, list[int]] | None = None
    for start in name.starts:
        if name.text[start] not in word[:2]:
            continue
        slips, length = _distance(word, name.text[start : start + len(word) + allowed])
        if slips <= allowed and (best is None or _SLIP - 5 * slips > best[0]):
            best = _SLIP - 5 * slips, list(range(start, start + length))
    return best


def _distance(word: str, text: str) -> tuple[int, int]:
    """Slips between a word and the beginning of a text that is nearest to it, and its length."""
    before: list[int] = []
    row = list(range(len(text) + 1))
    for number, letter in enumerate(word, 1):
        earlier, before = before, row
        row = [number]
        for at, other in enumerate(text, 1):
            least = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != other))
            swapped = number > 1 and at > 1 and letter == text[at - 2] and word[number - 2] == other
            row.append(min(least, earlier[at - 2] + 1) if swapped else least)
    return min((slips, length) for length, slips in enumerate(row))
