"""The commands that run modules: begun, gone on with, listed."""

import sys
from collections.abc import AsyncGenerator, Coroutine
from contextlib import AsyncExitStack, aclosing, closing
from typing import Any

import msgspec

from core.integrator import Integrator
from core.model.errors import Incomplete, NotKnown, TrunklineError
from core.model.run import (
    BundlesArrived,
    BundleSource,
    RetryScheduled,
    RunEvent,
    RunFailed,
    RunRecord,
    RunStarted,
)
from core.rules.values import with_defaults
from core.terminal.output import moment, print_json
from core.terminal.profile import Options, values_of, with_integrator
from core.terminal.written import shown

_LONGEST = 500
"""Characters of what went wrong."""


def run(options: Options) -> Coroutine[Any, Any, int]:
    """Run a module: bundles to standard output as they arrive, one a line."""

    async def work(integrator: Integrator) -> None:
        app, dot, id = options.module.partition(".")
        if not dot:
            raise NotKnown(f"'{options.module}' names no module.", "", "Write it as APP.MODULE.")
        module = await integrator.module(app, id)
        given = values_of(module.fields, options)
        if options.preset:
            values = {**await _preset_values(integrator, options), **given}
        else:
            values = with_defaults(module.fields, given)
        await _print_bundles(integrator, integrator.run_module(options.connection, app, id, values))

    return with_integrator(options, work)


async def _preset_values(integrator: Integrator, options: Options) -> dict[str, Any]:
    """The values of the preset that was named; what of it does not fit is said."""
    app, _, id = options.module.partition(".")
    names = await integrator.presets(app, id)
    found = [one.id for one in names if one.name.casefold() == options.preset.strip().casefold()]
    if not found:
        there = ", ".join(one.name for one in names)
        raise NotKnown(f"There is no preset '{options.preset}'.", f"There is: {there}." if there else "", "")
    wanted = options.connection.casefold()
    accounts = await integrator.connections()
    chosen = [one.id for one in accounts if wanted in (one.id, one.name.casefold())]
    form = await integrator.preset_form(app, id, found[0], chosen[0] if chosen else "")
    for sentence in form.remarks:
        print(sentence, file=sys.stderr)
    return form.values


def go_on(options: Options) -> Coroutine[Any, Any, int]:
    """Go on with a run that ended before its end: the bundles that come now, and on demand all of them."""

    async def work(integrator: Integrator) -> None:
        id = options.run or await _latest(integrator)
        await _print_bundles(integrator, integrator.continue_run(id), from_first=options.all)

    return with_integrator(options, work)


def runs(options: Options) -> Coroutine[Any, Any, int]:
    """List the latest runs, newest first; of those that did not come to their end it is said why."""

    async def work(integrator: Integrator) -> None:
        found = await integrator.latest_runs(options.limit)
        if options.json:
            print_json([msgspec.to_builtins(one) for one in found])
            return
        for one in found:
            module = f"{one.app}.{one.module}"
            line = f"{one.id}  {moment(one.started_at)}  {one.status:<12} {one.bundles:>9,}  {module:<38}"
            print(f"{line} {_trouble(one)}".rstrip())

    return with_integrator(options, work)


def _trouble(run: RunRecord) -> str:
    return shown(" ".join(filter(None, run.problem[:2])), _LONGEST) if run.problem else ""


async def _latest(integrator: Integrator) -> str:
    for record in await integrator.latest_runs(1):
        return record.id
    raise NotKnown("There is no run yet.", "", "Run a module first.")


async def _print_bundles(
    integrator: Integrator, events: AsyncGenerator[RunEvent], *, from_first: bool = False
) -> None:
    run = ""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(aclosing(events))
        async for event in events:
            match event:
                case RunStarted(run=run):
                    source = stack.enter_context(closing(integrator.bundles(run)))
                    if from_first:
                        _print_lines(source, 0, len(source))
                case BundlesArrived(first=first, count=count):
                    source.refresh()
                    _print_lines(source, first, count)
                case RetryScheduled(seconds=seconds, reason=reason):
                    print(f"Trying again in {seconds:.1f} s: {reason}", file=sys.stderr)
                case RunFailed(error=error, bundles=bundles):
                    if bundles and not isinstance(error, Incomplete):
                        await _say_how_to_go_on(integrator, run, error)
                    raise error


async def _say_how_to_go_on(integrator: Integrator, run: str, error: TrunklineError) -> None:
    if await integrator.why_not_continued(run) is None:
        error.next_step = f"{error.next_step}\nTo go on from here: trunkline continue {run}".lstrip()


def _print_lines(source: BundleSource, first: int, count: int) -> None:
    sys.stdout.buffer.writelines(source.raw(index) + b"\n" for index in range(first, first + count))
    sys.stdout.buffer.flush()
