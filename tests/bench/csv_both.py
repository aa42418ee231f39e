"""The same columns of the same bundles written as CSV in turns: by a bare loop, and as a person's export.

Arguments: profile folder, run, rounds. Prints the seconds of each round, and the longest time for which who
asks was kept waiting; the first round is not counted: it pays for imports, and for files not read yet.
"""

import asyncio
import csv
import json
import os
import sys
import time
from contextlib import aclosing
from pathlib import Path

import orjson

from core.integrator import Integrator, open_integrator
from core.model.export import Exported
from core.model.results import Steps
from tests.bench.measure import Gaps

COLUMNS: tuple[Steps, ...] = (
    ("id",),
    ("uuid",),
    ("email",),
    ("name",),
    ("attributes", "plan"),
    ("attributes", "mrr"),
    ("attributes", "seats"),
    ("attributes", "company"),
    ("attributes", "newsletter"),
    ("segments",),
    ("created_at",),
    ("last_seen",),
    ("note",),
    ("link",),
)


def bare_export(bundles: Path, file: Path) -> float:
    """The loop that anyone would write. Gives seconds."""
    began = time.perf_counter()
    with bundles.open("rb") as lines, file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([".".join(map(str, column)) for column in COLUMNS])
        for line in lines:
            bundle = orjson.loads(line)
            attributes = bundle["attributes"]
            writer.writerow(
                (
                    bundle["id"],
                    bundle["uuid"],
                    bundle["email"],
                    bundle["name"],
                    attributes.get("plan"),
                    attributes.get("mrr"),
                    attributes.get("seats"),
                    attributes.get("company"),
                    attributes.get("newsletter"),
                    orjson.dumps(bundle["segments"]).decode(),
                    bundle["created_at"],
                    bundle["last_seen"],
                    bundle["note"],
                    bundle["link"],
                )
            )
    return time.perf_counter() - began


async def our_export(integrator: Integrator, run: str, file: Path, gaps: Gaps) -> float:
    """The export, through the worker. Gives seconds."""
    done = None
    async with gaps.watched():
        began = time.perf_counter()
        async with aclosing(integrator.export(run, file, "csv", columns=COLUMNS, overwrite=True)) as events:
            async for event in events:
                done = event
        assert isinstance(done, Exported), done
        return time.perf_counter() - began


async def main(folder: Path, run: str, rounds: int) -> None:
    """Take turns."""
    floors, ours, gaps = [], [], Gaps()
    bundles = folder / "runs" / run / "bundles.jsonl"
    theirs, mine = folder / "floor.csv", folder / "ours.csv"
    async with open_integrator(folder, own_thread=True) as integrator:
        for _ in range(1 + rounds):
            floors.append(await asyncio.to_thread(bare_export, bundles, theirs))
            await asyncio.to_thread(os.sync)  # neither may pay for what the other wrote
            ours.append(await our_export(integrator, run, mine, gaps))
            await asyncio.to_thread(os.sync)
    # The bare loop writes True where JSON has true.
    assert mine.read_bytes().lower() == theirs.read_bytes().lower(), "both write the same"
    print(json.dumps({"floors": floors[1:], "ours": ours[1:], "gap": gaps.longest}))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
