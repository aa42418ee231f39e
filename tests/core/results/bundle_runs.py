"""Runs to ask questions about: JSON written in every way there is, in files as the spool has them."""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st

from core.results.numbers import HitsFile, RowsFile
from core.results.questions import Question, Source
from core.results.told import HitsWritten, Told, Written
from core.store.spool import Spool

RUN = "r1"

PATIENT = settings(deadline=None)
"""Files and processes take as long as a busy machine lets them."""

Job = Callable[[Any, Callable[[Told], None]], None]


class Raw(str):
    """A value that is written into JSON as it stands: 1.10, 1e400, NaN."""


class Pairs(list[tuple[str, Any]]):
    """An object whose names may come twice."""


@contextmanager
def run_of(lines: Sequence[bytes], rows: Sequence[int] | None = None) -> Iterator[Source]:
    """A run with these bundles; a question about all of them, or about some rows."""
    with tempfile.TemporaryDirectory() as folder:
        spool = Spool(Path(folder))
        writer = spool.writer(RUN)
        writer.append([msgspec.Raw(line) for line in lines])
        writer.close()
        source = Source(folder=str(spool.place(RUN)), count=len(lines))
        if rows is not None:
            file = Path(folder) / "rows.u64"
            file.write_bytes(b"".join(row.to_bytes(8, "little") for row in rows))
            source = msgspec.structs.replace(source, rows=str(file), row_count=len(rows))
        yield source


def told_by(work: Job, question: Question) -> list[Told]:
    """What a job tells, right here in this process."""
    told: list[Told] = []
    work(question, told.append)
    return told


def rows_of(work: Job, make: Callable[[str], Question], source: Source) -> list[int]:
    """The rows that a job writes."""
    out = RowsFile(Path(source.folder) / "out.u64")
    told = told_by(work, make(str(out.path)))
    out.tell(max((one.count for one in told if isinstance(one, Written)), default=0))
    out.refresh()
    found = [out[row] for row in range(len(out))]
    out.close()
    return found


def hits_of(
    work: Job, make: Callable[[str], Question], source: Source
) -> tuple[list[tuple[int, int, int]], HitsWritten]:
    """The matches that a job writes, and what it says last."""
    out = HitsFile(Path(source.folder) / "out.u64")
    last = [one for one in told_by(work, make(str(out.path))) if isinstance(one, HitsWritten)][-1]
    out.tell(last.kept)
    out.refresh()
    found = [(hit.bundle, hit.start, hit.end) for hit in (out[number] for number in range(len(out)))]
    out.close()
    return found, last


# JSON of all kinds

CASES = "aAbBsS\u00df\u00e9\u00c9kK\u212a\u017f\ufb01iI\u0131\u0130"
LETTERS = st.sampled_from([*CASES, *'/\\"\n\t\x00,:{}[] 0123u\u0644', "\U0001f600", "\ud800", "\udc00"])
"""Letters with several cases, what JSON writes as escapes, what stands between its values, halves."""

TEXTS = st.text(LETTERS, max_size=8)
NUMBERS = st.sampled_from(
    f"0 -0 1 1.0 1.10 1e2 100 1E400 -1e400 0.1 0.10000000000000000001 -5 2.5 12345678901234567.25 {2**70} "
    f"{2**70 + 1} {2**70}.0 NaN -Infinity".split()
).map(Raw)
SCALARS = st.none() | st.booleans() | TEXTS | NUMBERS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(TEXTS, inner), max_size=3).map(Pairs),
    max_leaves=8,
)


def written(value: Any, choose: Callable[[int], int]) -> str:
    """A value as JSON; `choose(n)` decides from 0 to n - 1 how each character and each gap is written."""
    space = ("", " ", "\t", "  ")[choose(4)]
    if isinstance(value, Raw):
        return value
    if isinstance(value, str):
        return '"' + "".join(_letter(one, choose) for one in value) + '"'
    if isinstance(value, Pairs):
        members = (f"{written(name, choose)}{space}:{space}{written(one, choose)}" for name, one in value)
        return "{" + space + f"{space},".join(members) + "}"
    if isinstance(value, list):
        return "[" + space + f",{space}".join(written(one, choose) for one in value) + space + "]"
    return json.dumps(value)


def _letter(letter: str, choose: Callable[[int], int]) -> str:
    short = json.dumps(letter)[1:-1]
    if choose(4) == 0 or "\ud800" <= letter <= "\udfff":
        units = letter.encode("utf-16-be", "surrogatepass").hex()
        escapes = [f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)]
        return "".join(one if choose(2) else one[:2] + one[2:].upper() for one in escapes)
    if letter == "/":
        return ("/", r"\/")[choose(2)]
    return letter if letter.isprintable() and letter not in '"\\' else short


def read(text: bytes) -> Any:
    """JSON by the standard library: objects as Pairs, numbers as Raw."""
    return json.loads(
        text, object_pairs_hook=Pairs, parse_int=Raw, parse_float=Raw, parse_constant=Raw, strict=False
    )


@st.composite
def lines(draw: st.DrawFn, values: st.SearchStrategy[Any] = VALUES, most: int = 8) -> list[bytes]:
    """Some bundles, written in all ways."""
    chosen = draw(st.lists(values, max_size=most))
    dice = draw(st.randoms(use_true_random=False))
    return [written(value, dice.randrange).encode() for value in chosen]


NAMES = st.sampled_from(["a", "b", "é", 'q"', "", "\ud800"])
MEMBERS = st.recursive(
    SCALARS | st.sampled_from(["2026-11-03", "2026-11-03T10:00:00Z", "2026-11-03T11:30:00+02:00"]),
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(NAMES, inner), max_size=4).map(Pairs),
    max_leaves=6,
)
BUNDLES = st.lists(st.tuples(NAMES, MEMBERS), max_size=4).map(Pairs) | MEMBERS
"""Bundles whose names come again, so that columns have cells."""

COLUMNS = st.sampled_from(
    [("a",), ("a", "b"), ("b", "a", "a"), ("é",), ('q"',), ("a", 2), ("",), ("\ud800",), ()]
)

MISSING = object()


def cell(value: Any, column: Sequence[str | int]) -> Any:
    """The value in a column; of names that come twice, the last one counts."""
    for step in column:
        if isinstance(step, int):
            if not isinstance(value, list) or isinstance(value, Pairs) or len(value) < step:
                return MISSING
            value = value[step - 1]
        else:
            if not isinstance(value, Pairs) or step not in dict(value):
                return MISSING
            value = dict(value)[step]
    return value
