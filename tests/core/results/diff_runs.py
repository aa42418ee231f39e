"""Two runs in real files, compared; and the same by a plain oracle that decodes everything."""

import json
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from core.model.diff import ChangedAt, Difference, Tally
from core.model.results import Steps
from core.results import diff
from core.results.diff_file import DifferencesFile
from core.results.numbers import RowsFile
from core.results.questions import CompareRuns, Source
from core.results.told import DifferencesWritten, Told

Lines = Sequence[bytes]


class Compared(NamedTuple):
    """What a comparison wrote down and told."""

    differences: list[Difference]
    by_kind: dict[str, list[int]]
    tally: Tally


def source(folder: Path, lines: Lines) -> Source:
    """A run's files with these bundles."""
    folder.mkdir(parents=True, exist_ok=True)
    end, offsets = 0, b""
    for line in lines:
        end += len(line) + 1
        offsets += end.to_bytes(8, "little")
    (folder / "bundles.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    (folder / "bundles.offsets").write_bytes(offsets)
    return Source(folder=str(folder), count=len(lines))


def compare(
    folder: Path, older: Lines, newer: Lines, key: Steps | None = None, ignoring: Sequence[Steps] = ()
) -> Compared:
    """Compare two runs as the worker does."""
    folder.mkdir(parents=True, exist_ok=True)
    outs = [folder / f"{name}.u64" for name in ("all", "removed", "changed", "added")]
    for out in outs:
        out.unlink(missing_ok=True)
    told: list[Told] = []
    question = CompareRuns(
        older=source(folder / "older", older),
        newer=source(folder / "newer", newer),
        key=key,
        ignoring=tuple(ignoring),
        out=str(outs[0]),
        kinds=(str(outs[1]), str(outs[2]), str(outs[3])),
    )
    diff.work(question, told.append)
    tally = [one.tally for one in told if isinstance(one, DifferencesWritten)][-1]
    every = DifferencesFile(outs[0])
    every.tell(tally.differences)
    every.refresh()
    by_kind: dict[str, list[int]] = {}
    for kind, out in zip(("removed", "changed", "added"), outs[1:], strict=True):
        rows = RowsFile(out)
        rows.tell(getattr(tally, kind))
        by_kind[kind] = [rows[row] for row in range(rows.refresh())]
    return Compared([every[number] for number in range(len(every))], by_kind, tally)


def as_lines(bundles: Sequence[Any]) -> list[bytes]:
    """Bundles as a run's files hold them; bytes are taken as they are."""
    return [one if isinstance(one, bytes) else json.dumps(one).encode() for one in bundles]


# The oracle


def differing_paths(older: Any, newer: Any, ignoring: Sequence[Steps] = (), here: Steps = ()) -> set[Steps]:
    """The paths at which two decoded values differ, items by 0."""
    if any(matches(path, here) for path in ignoring):
        return set()
    if isinstance(older, dict) and isinstance(newer, dict):
        children: list[tuple[str | int, Any, Any]] = [
            (name, older.get(name, ...), newer.get(name, ...)) for name in {**older, **newer}
        ]
    elif isinstance(older, list) and isinstance(newer, list):
        longest = max(len(older), len(newer))
        padded = [[*values, *[...] * (longest - len(values))] for values in (older, newer)]
        children = [(number, one, other) for number, (one, other) in enumerate(zip(*padded, strict=True), 1)]
    else:
        return set() if same(older, newer) else {tuple(0 if isinstance(one, int) else one for one in here)}
    return {
        path for step, one, other in children for path in differing_paths(one, other, ignoring, (*here, step))
    }


def matches(ignored: Steps, path: Steps) -> bool:
    """Whether a path is one that is ignored."""
    return len(ignored) == len(path) and all(
        one == other or (one == 0 and isinstance(other, int))
        for one, other in zip(ignored, path, strict=True)
    )


def same(older: Any, newer: Any) -> bool:
    """Whether two single values are equal; true is not 1."""
    return isinstance(older, bool) == isinstance(newer, bool) and bool(older == newer)


def decoded(line: bytes) -> Any:
    """A bundle with its numbers exactly."""
    return json.loads(line, parse_float=Decimal, parse_int=Decimal)


def by_oracle(older: Lines, newer: Lines, key: Steps | None, ignoring: Sequence[Steps]) -> Compared:
    """The same by decoding everything."""
    before, after = [decoded(line) for line in older], [decoded(line) for line in newer]
    waiting: dict[Any, list[int]] = defaultdict(list)
    keys_before = [_key(one, key) for one in before]
    keys_after = [_key(one, key) for one in after]
    for number, one in enumerate(keys_before):
        waiting[one].append(number)
    partners = [waiting[one].pop(0) if waiting[one] else None for one in keys_after]
    found: list[tuple[int, int, Difference]] = []
    paths: dict[Steps, int] = defaultdict(int)
    unchanged = 0
    for number, partner in enumerate(partners):
        if partner is None:
            found.append((number, 1, Difference("added", None, number)))
        elif differ := differing_paths(before[partner], after[number], ignoring):
            found.append((number, 1, Difference("changed", partner, number)))
            for path in differ:
                paths[path] += 1
        else:
            unchanged += 1
    gone = sorted(set(range(len(before))) - set(partners))
    found += [(number, 0, Difference("removed", number, None)) for number in gone]
    found.sort(key=lambda one: one[:2])
    differences = [one for _, _, one in found]
    kinds = ("removed", "changed", "added")
    by_kind = {kind: [n for n, one in enumerate(differences) if one.kind == kind] for kind in kinds}
    is_keyed = key is not None
    tally = Tally(
        **{kind: len(rows) for kind, rows in by_kind.items()},
        unchanged=unchanged,
        repeated=(_repeated(keys_before), _repeated(keys_after)) if is_keyed else (0, 0),
        keyless=(keys_before.count(None), keys_after.count(None)) if is_keyed else (0, 0),
        changed_at=tuple(ChangedAt(path, count) for path, count in paths.items()),
    )
    return Compared(differences, by_kind, tally)


def _key(bundle: Any, path: Steps | None) -> Any:
    """What identifies a bundle; None is nothing."""
    for step in path or ():
        bundle = bundle.get(step) if isinstance(bundle, dict) else None
    is_key = path is not None and isinstance(bundle, str | bool | Decimal) and bundle != ""
    return (type(bundle), bundle) if is_key else None


def _repeated(keys: list[Any]) -> int:
    filled = [key for key in keys if key is not None]
    return len(filled) - len(set(filled))
