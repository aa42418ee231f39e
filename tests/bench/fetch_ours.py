"""The same fetch as a person's run: a module, through the integrator, into the spool.

Arguments: profile folder, passphrase, number of contacts. Prints seconds, and the memory that the run took
over the idle start, in bytes.
"""

import asyncio
import json
import sys
import time
from contextlib import aclosing
from pathlib import Path

from core.integrator import Integrator, open_integrator
from core.model.run import BundlesArrived, RunFailed
from tests.bench.measure import forget_peak, memory


async def our_fetch(integrator: Integrator, contacts: int) -> float:
    """Run the list once and check that everything is there, in order. Gives seconds."""
    arrived = 0
    began = time.perf_counter()
    events = integrator.run_module("Bench", "refiner", "list_contacts", {"limit": contacts})
    async with aclosing(events):
        async for event in events:
            match event:
                case BundlesArrived(first=first, count=count):
                    assert first == arrived, "pages must be in order"
                    arrived += count
                case RunFailed(error=error):
                    raise error
    seconds = time.perf_counter() - began
    assert arrived == contacts, arrived
    return seconds


async def main(folder: Path, passphrase: str, contacts: int) -> None:
    """The first run of a session."""
    async with open_integrator(folder, passphrase=passphrase) as integrator:
        await integrator.warm_up()
        idle = memory("VmRSS")
        forget_peak()  # scrypt needs 128 MiB for a moment when the vault is opened: not the run's
        seconds = await our_fetch(integrator, contacts)
        print(json.dumps({"seconds": seconds, "memory": memory("VmHWM") - idle}))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
