"""Two runs compared: what was added, removed and changed, in words or for programs."""

import re
import sys
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

import msgspec

from core.integrator import Integrator
from core.model.diff import DifferencesFound, DiffForm, KeysFound, Tally
from core.model.errors import NotKnown
from core.model.export import Exported
from core.model.history import HistoryEntry
from core.model.results import Progress, Steps
from core.rules.paths import path_text
from core.temporary import folder as temporary_folder
from core.terminal.history import run_named
from core.terminal.output import moment, print_json
from core.terminal.profile import Options, with_integrator
from core.terminal.progress import ProgressLine
from core.terminal.results import paths_of
from core.terminal.written import STANDARD_OUTPUT, shown, write

_LONGEST = 80
"""Characters of a value."""

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


_NOTHING = msgspec.Raw(b"")


class _Change(msgspec.Struct):
    path: str
    older: msgspec.Raw = _NOTHING
    newer: msgspec.Raw = _NOTHING


class _Record(msgspec.Struct):
    """A line of what `export_differences` writes."""

    difference: str
    older_bundle: int | None = None
    newer_bundle: int | None = None
    key: msgspec.Raw = _NOTHING
    bundle: msgspec.Raw = _NOTHING
    changes: list[_Change] = []


_DECODER = msgspec.json.Decoder(_Record)
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|(?P<half>u[dD][89a-fA-F]..)|.)",
)


class _Compared(msgspec.Struct):
    """Two runs, by their age, and how they are compared."""

    older: HistoryEntry
    newer: HistoryEntry
    key: Steps | None
    ignoring: tuple[Steps, ...]

    @property
    def runs(self) -> tuple[str, str]:
        return self.older.record.id, self.newer.record.id


def diff(options: Options) -> Coroutine[Any, Any, int]:
    """Say what is different between two runs; without a second one, since the run before of that module."""

    async def work(integrator: Integrator) -> None:
        older, newer = await _two(integrator, options.run, options.other)
        if options.keys:
            await _list_keys(integrator, older, newer)
            return
        ignoring = paths_of("ignore", options.ignore)
        compared = _Compared(older, newer, await _key(integrator, older, newer, options), ignoring)
        _say_which(compared)
        await _compare(integrator, compared, options)

    return with_integrator(options, work)


async def _two(integrator: Integrator, run: str, other: str) -> tuple[HistoryEntry, HistoryEntry]:
    one = await run_named(integrator, run)
    second = await run_named(integrator, other) if other else await integrator.run_before(one.record.id)
    if second is None:
        raise NotKnown(
            "There is nothing to compare it with.",
            "No earlier run of this module brought bundles.",
            "Name another run: trunkline diff RUN OTHER.",
        )
    return (one, second) if one.place < second.place else (second, one)


async def _found_keys(integrator: Integrator, older: HistoryEntry, newer: HistoryEntry) -> KeysFound:
    words = "Looking for what tells bundles apart…"
    found = KeysFound(keys=(), columns=())
    with ProgressLine() as line:
        async with aclosing(integrator.matching_keys(older.record.id, newer.record.id)) as events:
            async for event in events:
                if isinstance(event, KeysFound):
                    found = event
                elif isinstance(event, Progress):
                    line.show_progress(words, event)
    return found


async def _list_keys(integrator: Integrator, older: HistoryEntry, newer: HistoryEntry) -> None:
    """What bundles may be matched by, the best first; what tells all of them apart is marked."""
    found = await _found_keys(integrator, older, newer)
    for key in (*found.keys, *(one for one in found.columns if one not in found.keys)):
        print(f"{'*' if key in found.keys else ' '} {path_text(key)}")
    if found.keys:
        print("* is filled, and different in every bundle of both runs", file=sys.stderr)


async def _key(
    integrator: Integrator, older: HistoryEntry, newer: HistoryEntry, options: Options
) -> Steps | None:
    if options.by_position:
        return None
    if options.key:
        return paths_of("key", [options.key])[0]
    found = await _found_keys(integrator, older, newer)
    return found.keys[0] if found.keys else None


def _say_which(compared: _Compared) -> None:
    for name, entry in (("Older:", compared.older), ("Newer:", compared.newer)):
        record = entry.record
        module = f"{record.app}.{record.module}"
        when = moment(record.started_at)
        print(f"{name} {record.id}  {when}  {record.bundles:,} bundles  {module}", file=sys.stderr)
    key = f"their {path_text(compared.key)}" if compared.key else "their position in the list"
    print(f"Bundles are matched by {key}.", file=sys.stderr)


async def _compare(integrator: Integrator, compared: _Compared, options: Options) -> None:
    found: DifferencesFound | None = None
    try:
        with ProgressLine() as line:
            stream = integrator.diff(*compared.runs, compared.key, compared.ignoring)
            async with aclosing(stream) as events:
                async for event in events:
                    if isinstance(event, DifferencesFound):
                        found = event
                    elif isinstance(event, Progress):
                        line.show_progress("Comparing…", event)
        tally = found.tally if found else Tally()
        _refuse_useless_key(compared, tally)
        if options.json:
            older, newer = compared.runs
            print_json({"older": older, "newer": newer, **_builtin(tally)})
        elif found is not None and not options.summary:
            await _give(integrator, compared, found, options)
        if not options.json:
            print(_in_words(tally), file=sys.stdout if options.summary else sys.stderr)
    finally:
        if found is not None:
            found.differences.close()
            for rows in found.kinds.values():
                rows.close()


def _refuse_useless_key(compared: _Compared, tally: Tally) -> None:
    bundles = sum(entry.record.bundles for entry in (compared.older, compared.newer))
    if compared.key and bundles and sum(tally.keyless) >= bundles:
        raise NotKnown(
            f"No bundle has “{path_text(compared.key)}”.",
            "",
            "`trunkline diff … --keys` lists what bundles may be matched by.",
        )


async def _give(
    integrator: Integrator, compared: _Compared, found: DifferencesFound, options: Options
) -> None:
    older, newer = compared.runs
    wanted = options.form or ("csv" if options.file.suffix.lower() == ".csv" else "jsonl")
    form: DiffForm = "csv" if wanted == "csv" else "jsonl"

    def begin(file: Path) -> Any:
        return integrator.export_differences(
            older,
            newer,
            found.differences,
            file,
            form,
            key=compared.key,
            ignoring=compared.ignoring,
            overwrite=options.overwrite,
        )

    if options.form or options.file != STANDARD_OUTPUT:
        await write(options.file, "record", begin, overwrite=options.overwrite)
        return
    with temporary_folder() as folder:
        file = folder / "differences"
        with ProgressLine() as line:
            async with aclosing(begin(file)) as events:
                async for event in events:
                    if not isinstance(event, Exported):
                        line.show_progress("Reading the differences…", event)
        _print_differences(file)


def _print_differences(file: Path) -> None:
    with file.open("rb") as lines:
        for line in lines:
            for said in _said(_read(line)):
                print(said)


def _read(line: bytes) -> _Record:
    try:
        return _DECODER.decode(line)
    except msgspec.DecodeError:  # half a character
        return _DECODER.decode(_ESCAPE.sub(_whole, line))


def _whole(escape: re.Match[bytes]) -> bytes:
    """An escape; one of half a character as the text that stands for it."""
    return b"\\" + escape[0] if escape["half"] else escape[0]


def _said(record: _Record) -> Iterator[str]:
    name = next((_value(raw) for raw in (record.key, record.bundle) if bytes(raw)), "")
    place = f"{name}  ({_place(record)})" if name else _place(record)
    yield f"{_SIGNS[record.difference]} {place}"
    for change in record.changes:
        path = shown(change.path, _LONGEST) or "the whole bundle"
        yield f"    {path}: {_value(change.older)} -> {_value(change.newer)}"


def _place(record: _Record) -> str:
    if record.older_bundle is None:
        return f"bundle {record.newer_bundle:,} of the newer run"
    if record.newer_bundle is None:
        return f"bundle {record.older_bundle:,} of the older run"
    moved = "" if record.older_bundle == record.newer_bundle else f", now {record.newer_bundle:,}"
    return f"bundle {record.older_bundle:,}{moved}"


def _value(raw: msgspec.Raw) -> str:
    """As received: what is missing is said to be."""
    text = bytes(raw)[: 4 * _LONGEST].decode("utf-8", "replace")
    return shown(text, _LONGEST) if text else "(missing)"


def _in_words(tally: Tally) -> str:
    counts = (f"{getattr(tally, kind):,} {kind}" for kind in ("changed", "added", "removed", "unchanged"))
    return f"{', '.join(counts)}."


def _builtin(tally: Tally) -> dict[str, Any]:
    told: Sequence[Any] = [{"path": path_text(at.path), "bundles": at.bundles} for at in tally.changed_at]
    plain = {key: value for key, value in msgspec.to_builtins(tally).items() if key != "type"}
    return {**plain, "changed_at": told}
