"""`trunkline self-test`: whether everything that the program needs works on this computer.

It works in a profile of its own in a temporary folder, between stand-ins of the services; nothing leaves this
computer, and nothing stays.
"""

import time
import traceback
from collections.abc import AsyncIterator, Coroutine
from typing import TYPE_CHECKING, Any

from core.integrator import open_integrator
from core.model.errors import TrunklineError
from core.temporary import folder as temporary_folder
from core.terminal.output import say
from core.terminal.profile import Options

if TYPE_CHECKING:
    from core.terminal.self_test_steps import Step, Workbench

WHAT, FIGURE = 34, 46
"""How wide the columns are."""


def self_test(_options: Options) -> Coroutine[Any, Any, int]:
    """Try everything, a line each: what, a figure, and ok or what is wrong. Status 1 if anything is."""
    return _try_everything()


async def _try_everything() -> int:
    from core.terminal.self_test_steps import Workbench

    try:
        with temporary_folder() as folder:
            async with open_integrator(folder / "profile") as integrator:
                bench = Workbench(integrator, folder)
                works = [await _works(bench, what, step) async for what, step in _steps(bench)]
    except TrunklineError as error:
        say(error)
        return 1
    failed = works.count(False)
    print(f"{failed} of {len(works)} do not work." if failed else "Everything works.")
    return 1 if failed else 0


async def _steps(bench: "Workbench") -> AsyncIterator[tuple[str, "Step"]]:
    """What is tried, in order. Which apps there are to run comes out on the way."""
    from core.terminal.self_test_steps import AFTER, BEFORE, start_practice

    for one in BEFORE.items():
        yield one
    for one in (await start_practice(bench)).items():
        yield one
    for one in AFTER.items():
        yield one


async def _works(bench: "Workbench", what: str, step: "Step") -> bool:
    began = time.perf_counter()
    try:
        figure, problem = await step(bench), ""
    except TrunklineError as error:
        figure, problem = "", str(error)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one thing, the others are tried too
        figure, problem = "", traceback.format_exception_only(error)[-1].strip()
    took = f"{1000 * (time.perf_counter() - began):,.0f} ms"
    print(f"{what:<{WHAT}} {', '.join(filter(None, (figure, took))):<{FIGURE}} {problem or 'ok'}", flush=True)
    return not problem
