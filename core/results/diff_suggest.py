"""What two runs may be matched by: a column that is filled and different in every bundle of both."""

from collections.abc import Callable, Iterable
from functools import partial

from core.model.diff import KeysFound
from core.model.results import Column, Progress, Steps
from core.results.cells import cells_reader
from core.results.columns import Survey
from core.results.diff_keys import Fraction, Keys, key_of, read_keys
from core.results.lines import Lines
from core.results.pace import Pace
from core.results.questions import SuggestKeys
from core.results.told import Tell

SAMPLE = 1_000
"""Bundles of each run from which columns are proposed."""

_MOST_TRIED = 5
"""Columns that are looked at in all bundles."""

_ENDINGS = ("uuid", "guid", "key", "email", "mail", "number", "code", "handle", "username", "slug", "url")
"""Names that columns which identify something often end with, besides "id"."""


def work(question: SuggestKeys, tell: Tell) -> None:
    """Tell by what bundles may be matched."""
    runs = [Lines(source) for source in (question.older, question.newer)]
    samples = [_sample(lines) for lines in runs]
    columns = _columns(samples)
    proposed = [column for column in columns if all(_identifies(column, sample) for sample in samples)]
    proposed.sort(key=_rank)
    keys = _tried(runs, proposed[:_MOST_TRIED], tell)
    tell(KeysFound(keys=tuple(keys), columns=tuple(columns)))


def _sample(lines: Lines) -> list[bytes]:
    found: list[bytes] = []
    for _, texts in lines.batches():
        found += texts
        if len(found) >= SAMPLE:
            break
    return found[:SAMPLE]


def _columns(samples: Iterable[list[bytes]]) -> list[Steps]:
    """Columns with single values in either run."""
    found: dict[Steps, None] = {}
    for sample in samples:
        survey = Survey()
        if sample:
            survey.add(sample)
        found |= {one.path: None for one in survey.found().columns if one.path and _has_values(one)}
    return list(found)


def _has_values(column: Column) -> bool:
    return bool(column.texts or column.numbers or column.dates or column.booleans)


def _identifies(column: Steps, sample: list[bytes]) -> bool:
    """Whether every bundle of the sample has another value there."""
    keys = [key_of(cell) for cell in cells_reader(column, Fraction)(sample)]
    return None not in keys and len(set(keys)) == len(keys)


def _rank(column: Steps) -> tuple[int, int]:
    """The likeliest first: by the name, then what lies less deep."""
    name = str(column[-1]).casefold()
    named = 0 if name == "id" else 1 if name.endswith("id") else 2 if name.endswith(_ENDINGS) else 3
    return named, len(column)


def _tried(runs: list[Lines], proposed: list[Steps], tell: Tell) -> list[Steps]:
    """Those that hold in all bundles; first those by which at least one bundle of both is the same."""
    shared: list[Steps] = []
    other: list[Steps] = []
    pace, total = Pace(), sum(lines.count for lines in runs)
    for number, column in enumerate(proposed):

        def looked_at(done: int, before: int = number * total) -> None:
            if pace.due():
                tell(Progress(before + done, len(proposed) * total))

        found = _kept_apart(runs, column, looked_at)
        if found is not None:
            (shared if found else other).append(column)
        if shared:
            break
    return shared + other


def _kept_apart(runs: list[Lines], column: Steps, looked_at: Callable[[int], None]) -> bool | None:
    """Whether any key is in both runs; None when the column does not tell all bundles of a run apart."""
    keys: list[Keys] = []
    for before, lines in zip((0, runs[0].count), runs, strict=True):
        keys.append(read_keys(lines, column, partial(_further, looked_at, before)))
        if keys[-1].keyless:
            return None
    is_shared = False
    for older, newer in zip(keys[0].buckets(), keys[1].buckets(), strict=True):
        here, there = [key for key, _ in older], [key for key, _ in newer]
        if len(set(here)) < len(here) or len(set(there)) < len(there):
            return None
        is_shared = is_shared or not set(here).isdisjoint(there)
    return is_shared


def _further(looked_at: Callable[[int], None], before: int, done: int) -> None:
    looked_at(before + done)
