"""Differences written into a file.

JSON Lines: a difference a line, with the bundle that came or went, or with every path that changed and both
values as received. CSV: a row for each of these. Bundles are counted from 1, as people see them.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from core.model.diff import Difference
from core.model.export import ExportOptions
from core.model.results import Progress, Steps
from core.results.diff_file import KINDS, NONE, WIDTH
from core.results.diff_values import Ignored, changes, trimmed
from core.results.export_cells import CellsReader
from core.results.export_csv import Csv
from core.results.export_file import NewFile, content_of
from core.results.export_forms import Form
from core.results.export_json import JsonLines
from core.results.levels import at
from core.results.lines import Lines, mapped, numbers_in
from core.results.mistakes import first_mistake
from core.results.pace import Pace
from core.results.questions import ExportDifferences
from core.results.told import ExportWritten, Tell
from core.rules.paths import path_text

_AT_ONCE = 200
"""Records that are written together."""

_COLUMNS: tuple[Steps, ...] = (
    ("difference",),
    ("older_bundle",),
    ("newer_bundle",),
    ("key",),
    ("path",),
    ("older",),
    ("newer",),
)
_HEADINGS = ("Difference", "Older bundle", "Newer bundle", "Key", "Path", "Older value", "Newer value")


def work(question: ExportDifferences, tell: Tell) -> None:
    """Write the file. Tells `Progress`, then `ExportWritten`."""
    listed = _listed(question)
    records = _Records(question)
    file = NewFile(content_of(Path(question.folder)), Path(question.file))
    form: Form = JsonLines(file)
    make = records.whole
    if question.form == "csv":
        form, make = Csv(file, CellsReader(_COLUMNS, str), _HEADINGS, ExportOptions(), ","), records.flat
    pace, waiting, rows = Pace(), list[bytes](), 0
    for done, difference in enumerate(listed):
        waiting += make(difference)
        if len(waiting) >= _AT_ONCE:
            form.add(waiting)
            rows += len(waiting)
            waiting = []
        if pace.due():
            tell(Progress(done, question.count))
    form.add(waiting)
    form.close()
    tell(Progress(question.count, question.count))
    tell(ExportWritten(rows=rows + len(waiting), notes=tuple(form.notes())))


def _listed(question: ExportDifferences) -> Iterator[Difference]:
    """The differences that are wanted, in their order."""
    written = numbers_in(mapped(Path(question.differences)), question.every * WIDTH)
    wanted = numbers_in(mapped(Path(question.rows)), question.count) if question.rows else None
    for row in range(question.count):
        place = (row if wanted is None else wanted[row]) * WIDTH
        kind, older, newer = written[place : place + WIDTH]
        yield Difference(KINDS[kind], *(None if one == NONE else one for one in (older, newer)))


class _Records:
    """Differences as JSON texts."""

    def __init__(self, question: ExportDifferences) -> None:
        self._older, self._newer = Lines(question.older), Lines(question.newer)
        self._key = question.key
        self._ignored = Ignored(question.ignoring)

    def whole(self, difference: Difference) -> Iterator[bytes]:
        """One record of a difference."""
        older, newer = self._texts(difference)
        head = self._head(difference, older or newer)
        if older is not None and newer is not None:
            found = changes(older, newer, self._ignored).items()
            listed = [_object({"path": _quoted(path_text(path)), **_both(*both)}) for path, both in found]
            yield _object({**head, "changes": b"[" + b",".join(listed) + b"]"})
        else:
            yield _object({**head, "bundle": _embedded(older or newer or b"")})

    def flat(self, difference: Difference) -> Iterator[bytes]:
        """A record for each value that is different."""
        older, newer = self._texts(difference)
        head = self._head(difference, older or newer)
        if older is None or newer is None:
            yield _object({**head, **_both(older, newer)})
            return
        for path, both in changes(older, newer, self._ignored).items():
            yield _object({**head, "path": _quoted(path_text(path)), **_both(*both)})

    def _texts(self, difference: Difference) -> tuple[bytes | None, bytes | None]:
        return (
            None if difference.older is None else trimmed(self._older.line(difference.older)),
            None if difference.newer is None else trimmed(self._newer.line(difference.newer)),
        )

    def _head(self, difference: Difference, text: bytes | None) -> dict[str, bytes]:
        head = {"difference": _quoted(difference.kind)}
        if difference.older is not None:
            head["older_bundle"] = str(difference.older + 1).encode()
        if difference.newer is not None:
            head["newer_bundle"] = str(difference.newer + 1).encode()
        if self._key is not None and text is not None and (node := at(text, self._key)):
            head["key"] = _embedded(text[node.start : node.end])
        return head


def _both(older: bytes | None, newer: bytes | None) -> dict[str, bytes]:
    """Values as received; one that is not there is no member."""
    return {name: _embedded(text) for name, text in (("older", older), ("newer", newer)) if text is not None}


def _embedded(text: bytes) -> bytes:
    """A value as received; what is no JSON becomes a text."""
    return text if first_mistake(text) is None else _quoted(text.decode("utf-8", "replace"))


def _quoted(text: str) -> bytes:
    return json.dumps(text).encode()


def _object(members: dict[str, bytes]) -> bytes:
    return b"{" + b",".join(b'"%s":%s' % (name.encode(), text) for name, text in members.items()) + b"}"
