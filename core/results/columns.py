"""Which columns there are: every field of every bundle, and what is in it.

Bundles are decoded a batch at a time and counted column by column, those with the same names together: that
is several times faster than one value after another.
"""

import contextlib
import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Any

import msgspec

from core.model.results import Column, ColumnsFound, Progress, Steps
from core.results.cells import ODD, Odd
from core.results.escapes import learn
from core.results.levels import LONGEST_NAME
from core.results.lines import Lines
from core.results.moments import is_date
from core.results.pace import Pace
from core.results.questions import FindColumns
from core.results.scan import Broken
from core.results.shallow import shallow
from core.results.told import Tell

MOST_COLUMNS = 2_000
"""Columns that are told; further ones are counted."""

MOST_COUNTED = 1_000_000
"""Further columns that are told apart; beyond, no more are counted."""

DEEPEST = 8
"""Steps of the longest path; what lies deeper belongs to the column above it."""

SAMPLE = 200
"""Bundles for the first answer."""

_LARGE = 1_000_000
"""Bytes of a bundle from which only the levels that count are decoded."""

_TOLD_EVERY = 0.25
"""Seconds between two answers: each has all columns."""

_decode = msgspec.json.Decoder().decode
_lenient = json.JSONDecoder(parse_int=float, parse_constant=lambda name: ODD, strict=False)


def work(question: FindColumns, tell: Tell) -> None:
    """Tell the columns of the first bundles at once, then of all."""
    lines = Lines(question.source)
    survey = Survey()
    progress, answers = Pace(), Pace(_TOLD_EVERY)
    answers.due()
    for _, texts in lines.batches():
        for part in _parts(texts, SAMPLE if not survey.bundles else len(texts)):
            if survey.bundles == SAMPLE or answers.due():
                tell(survey.found())
            survey.add(part)
        if progress.due():
            tell(Progress(survey.bundles, lines.total))
    tell(Progress(survey.bundles, lines.total))
    tell(survey.found())
    if question.source.notes:
        learn(question.source.notes, lines.path, lines.size)


def _parts(texts: list[bytes], first: int) -> Iterator[list[bytes]]:
    yield texts[:first]
    if rest := texts[first:]:
        yield rest


class _Counts:
    """What was found in one column, and the columns in it."""

    __slots__ = (
        "arrays",
        "booleans",
        "dates",
        "empty",
        "members",
        "nulls",
        "numbers",
        "objects",
        "odd",
        "texts",
    )

    def __init__(self) -> None:
        self.texts = self.dates = self.empty = self.numbers = self.booleans = 0
        self.nulls = self.objects = self.arrays = self.odd = 0
        self.members: dict[str, _Counts] = {}

    def filled(self) -> int:
        """How many cells there are in it."""
        known = self.texts + self.dates + self.empty + self.numbers + self.booleans
        return known + self.nulls + self.objects + self.arrays + self.odd


class Survey:
    """Counts columns, as many bundles as it is given."""

    def __init__(self) -> None:
        self.bundles = self.unreadable = 0
        self._root = _Counts()
        self._columns = 0
        self._left_out: set[int] = set()

    def add(self, texts: list[bytes]) -> None:
        """Look at some bundles."""
        self.bundles += len(texts)
        values = _values(texts)
        self.unreadable += len(texts) - len(values)
        if values:
            self._count(values, self._root, ())

    def found(self) -> ColumnsFound:
        """What was found so far."""
        columns = tuple(self._told(self._root, ()))
        return ColumnsFound(
            columns=columns,
            bundles=self.bundles,
            left_out=len(self._left_out),
            unreadable=self.unreadable,
        )

    def _told(self, counts: _Counts, path: Steps) -> Iterator[Column]:
        if path or counts.filled() > counts.objects:
            yield Column(
                path=path,
                texts=counts.texts,
                dates=counts.dates,
                empty=counts.empty,
                numbers=counts.numbers,
                booleans=counts.booleans,
                nulls=counts.nulls,
                objects=counts.objects,
                arrays=counts.arrays,
                odd=counts.odd,
                missing=self.bundles - counts.filled(),
            )
        for name, member in counts.members.items():
            yield from self._told(member, (*path, name))

    def _count(self, values: list[Any], counts: _Counts, path: Steps) -> None:
        """Count cells of one column, all that there are in a batch."""
        kinds: dict[type, list[Any]] = {}
        if len(set(map(type, values))) == 1:
            kinds[type(values[0])] = values
        else:
            for value in values:
                kinds.setdefault(type(value), []).append(value)
        counts.numbers += len(kinds.get(int, ())) + len(kinds.get(float, ()))
        counts.booleans += len(kinds.get(bool, ()))
        counts.nulls += len(kinds.get(type(None), ()))
        counts.arrays += len(kinds.get(list, ()))
        counts.odd += len(kinds.get(Odd, ()))
        if texts := kinds.get(str):
            empty = texts.count("")
            dates = sum(map(is_date, texts))
            counts.empty += empty
            counts.dates += dates
            counts.texts += len(texts) - empty - dates
        if objects := kinds.get(dict):
            counts.objects += len(objects)
            if len(path) < DEEPEST:
                self._open(objects, counts, path)

    def _open(self, objects: list[dict[str, Any]], counts: _Counts, path: Steps) -> None:
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for one in objects:
            alike.setdefault(tuple(one), []).append(one)
        for names, those in alike.items():
            for name, cells in zip(names, zip(*map(dict.values, those), strict=True), strict=True):
                member = counts.members.get(name) or self._new(counts, path, name)
                if member:
                    self._count(list(cells), member, (*path, name))

    def _new(self, parent: _Counts, path: Steps, name: str) -> _Counts | None:
        """A column that was not seen before; None when there is no room for it."""
        if self._columns < MOST_COLUMNS and len(name) <= LONGEST_NAME:
            self._columns += 1
            parent.members[name] = counts = _Counts()
            return counts
        if len(self._left_out) < MOST_COUNTED:
            self._left_out.add(hash((*path, name)))
        return None


def _values(texts: list[bytes]) -> list[Any]:
    """Bundles decoded, those left out that are no JSON."""
    try:
        if max(map(len, texts)) <= _LARGE:
            return list(map(_decode, texts))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    return [value for text in texts for value in _value(text)]


def _value(text: bytes) -> Iterator[Any]:
    """One bundle that may be large or odd, or nothing."""
    if len(text) <= _LARGE:
        try:
            yield _lenient.decode(text.removeprefix(BOM_UTF8).decode("utf-8", "replace"))
            return
        except RecursionError:
            pass
        except ValueError:
            return
    with contextlib.suppress(Broken):
        yield shallow(text, DEEPEST)
