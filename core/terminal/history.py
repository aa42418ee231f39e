"""The runs of the past, found again: by words, by what they are of, by when, by what they brought."""

from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from typing import Any

import msgspec

from core.integrator import Integrator
from core.model.amounts import counted
from core.model.errors import DataUnreadable, InvalidValues, NotKnown
from core.model.history import FoundInOutput, HistoryEntry, HistoryFilter
from core.model.results import SearchFor
from core.rules.paths import path_text
from core.terminal.output import moment, print_json
from core.terminal.profile import Options, with_integrator
from core.terminal.progress import ProgressLine
from core.terminal.written import shown

LATEST = "latest"
"""Names the run that began last."""

_LEAST_OF_AN_ID = 4
_LONGEST = 160
"""Characters of what went wrong, and of a value."""


def history(options: Options) -> Coroutine[Any, Any, int]:
    """List runs, newest first; with --in-bundles those that brought what is looked for, and where it is."""

    async def work(integrator: Integrator) -> None:
        if options.in_bundles and not options.words:
            raise InvalidValues({"--in-bundles": "Say which words to look for."})
        wanted = await _wanted(integrator, options)
        listed: list[dict[str, Any]] = []
        unreadable = 0

        def not_read(runs: int) -> None:
            nonlocal unreadable
            unreadable = runs

        with ProgressLine() as line:
            if options.in_bundles:
                found = _in_bundles(integrator, wanted, line, not_read)
            else:
                found = _all(integrator, wanted)
            async with aclosing(found) as entries:
                async for entry, where in entries:
                    if len(listed) == options.limit:
                        break
                    listed.append({**msgspec.to_builtins(entry), **({"found": where} if where else {})})
                    if not options.json:
                        line.hide()
                        print(_line(entry, where))
        if options.json:
            print_json(listed)
        _refuse_to_be_silent(unreadable)

    return with_integrator(options, work)


def _refuse_to_be_silent(unreadable: int) -> None:
    """What could not be looked through may have had what was looked for."""
    if unreadable:
        raise DataUnreadable(
            f"{counted(unreadable, 'run')} could not be looked through.",
            "What it brought cannot be read now.",
            "`trunkline export` says why, asked about a run.",
        )


async def run_named(integrator: Integrator, text: str) -> HistoryEntry:
    """The run of that id, or whose id begins so; `latest` is the newest one. Raises `NotKnown`."""
    if text == LATEST:
        page = await integrator.history(most=1)
        if page.entries:
            return page.entries[0]
        raise NotKnown("There is no run yet.", "", "Run a module first.")
    try:
        return await integrator.history_entry(text)
    except NotKnown:
        begins = [one async for one, _ in _all(integrator, HistoryFilter()) if one.record.id.startswith(text)]
    if len(begins) == 1 and len(text) >= _LEAST_OF_AN_ID:
        return begins[0]
    reason = f"{len(begins)} runs have an id that begins with '{text}'." if len(begins) > 1 else ""
    raise NotKnown(
        f"'{text}' names no run." if not reason else f"'{text}' does not name one run only.",
        reason,
        "`trunkline history` lists the runs with their ids.",
    )


async def _wanted(integrator: Integrator, options: Options) -> HistoryFilter:
    app, dot, module = (options.module or "").rpartition(".")
    return HistoryFilter(
        text=" ".join(options.words),
        app=app if dot else options.app,
        module=module,
        connection=await _connection(integrator, options.connection),
        statuses=tuple(options.status),
        since=options.since,
        until=options.until,
        pinned=options.pinned,
    )


async def _connection(integrator: Integrator, name: str) -> str:
    """The id of a connection; runs also know those that are gone, by their ids."""
    if not name:
        return ""
    for one in await integrator.connections():
        if name in (one.name, one.id):
            return one.id
    async for entry, _ in _all(integrator, HistoryFilter(connection=name)):
        return entry.record.connection
    raise NotKnown(
        f"There is no connection '{name}'.", "", "`trunkline connections` lists those that there are."
    )


Found = tuple[HistoryEntry, str]
"""A run, and where what was looked for is in its bundles."""


async def _all(integrator: Integrator, wanted: HistoryFilter) -> AsyncGenerator[Found]:
    before: int | None = None
    while True:
        page = await integrator.history(wanted, before)
        for entry in page.entries:
            yield entry, ""
        before = page.older
        if before is None:
            return


async def _in_bundles(
    integrator: Integrator, wanted: HistoryFilter, line: ProgressLine, not_read: Callable[[int], None]
) -> AsyncGenerator[Found]:
    """The runs that have it; `not_read` is told how many could not be looked through so far."""
    looked_for = SearchFor(wanted.text)
    everywhere = msgspec.structs.replace(wanted, text="")
    async with aclosing(integrator.search_outputs(everywhere, looked_for)) as events:
        async for event in events:
            if isinstance(event, FoundInOutput):
                yield event.entry, _where(event)
            else:
                not_read(event.unreadable)
                line.show(f"Looked through the bundles of {event.runs:,} runs…")


def _where(found: FoundInOutput) -> str:
    matches = "1 match" if found.hits == 1 else f"{found.hits:,} matches"
    value = shown(found.preview, _LONGEST)
    place = f"a field called {value}" if found.in_name else f"{path_text(found.steps)}: {value}"
    return f"{matches}, first in bundle {found.first.bundle + 1:,}, {place}"


def _line(entry: HistoryEntry, where: str) -> str:
    record = entry.record
    module = f"{record.app}.{record.module}"
    account = shown(entry.connection_name, 24) or "(removed)"
    pin = "pinned" if entry.pinned else ""
    trouble = " ".join(record.problem[:2]) if record.problem else ""
    rest = " ".join(filter(None, (pin, where or shown(trouble, _LONGEST))))
    when = moment(record.started_at)
    line = f"{record.id}  {when}  {record.status:<11} {record.bundles:>9,}  {module:<34} {account:<16}"
    return f"{line} {rest}".rstrip()
