"""The same list fetched in turns by Trunkline and by a bare client, in one process that is warmed up.

Arguments: profile folder, passphrase, contacts, address, API key, rounds. Prints the seconds of each
round. The first round of both is not counted: it pays for imports, for the session's first socket, and for
memory that a virtual machine sees for the first time, which costs ten times the write and is nobody's
program.
"""

import asyncio
import json
import shutil
import sys
from pathlib import Path

from core.integrator import open_integrator
from tests.bench.fetch_floor import bare_fetch
from tests.bench.fetch_ours import our_fetch


async def main(folder: Path, passphrase: str, contacts: int, address: str, key: str, rounds: int) -> None:
    """Take turns; the bundles of a round are taken away before the next."""
    floors, ours = [], []
    async with open_integrator(folder, passphrase=passphrase) as integrator:
        await integrator.warm_up()
        for _ in range(1 + rounds):
            floors.append(await bare_fetch(address, key, contacts // 1000))
            ours.append(await our_fetch(integrator, contacts))
            for run in (folder / "runs").iterdir():
                shutil.rmtree(run)
    print(json.dumps({"floors": floors[1:], "ours": ours[1:]}))


if __name__ == "__main__":
    _, a_folder, a_passphrase, some_contacts, an_address, a_key, some_rounds = sys.argv
    asyncio.run(main(Path(a_folder), a_passphrase, int(some_contacts), an_address, a_key, int(some_rounds)))
