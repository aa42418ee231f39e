"""A profile with one run of a million bundles, more than 500 MB of them: made once a session.

The bundles are contacts such as services give: texts, numbers, dates, an object and a list within, letters
beyond ASCII, escapes, fields that are missing, null or empty.
"""

import asyncio
import atexit
import random
import shutil
import tempfile
from functools import cache
from pathlib import Path

from core.model.run import RunRecord
from core.store.spool import Spool
from core.store.store import Store

BUNDLES = 1_000_000
RUN = "many"
EMPTY = "none"
"""A run that brought nothing."""

RARE = "Ytterbium cradle"
"""Stands in three bundles: near the beginning, in the middle and in the last one."""

_PAGE = 5_000
_SEED = 20_261_103
_FIRST = ("Ada", "Grace", "Linus", "Zoë", "Søren", "Mary", "Edsger", "Barbara", "Niklaus", "Radia")
_LAST = (
    "Lovelace",
    "Hopper",
    "Müller",
    "Ångström",
    "Kay",
    "Dijkstra",
    "Liskov",
    "Wirth",
    "Perlman",
    "Okafor",
)
_PLANS = ('"plan":"free",', '"plan":"pro",', '"plan":"team",', '"plan":"",', '"plan":null,', "")
_NOTES = (
    "Asked for a call next week, wants to see the new reports before the end of the quarter, and prices.",
    'Said:\\n\\"The import is what we came for.\\" Will write again once the second team is on board.',
    "No answer since the trial ended; three mails went out and none was opened so far. Try again in May.",
    "Moved from a competitor; needs invoices in two currencies and a data processing agreement by June.",
)


@cache
def profile() -> Path:
    """The folder of the profile; taken away when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="trunkline-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    fill(folder)
    asyncio.run(write_down(folder))
    return folder


def fill(folder: Path, bundles: int = BUNDLES) -> None:
    """Write the run into a profile's folder."""
    dice = random.Random(_SEED)
    rare = {1234, bundles // 2, bundles - 1}
    writer = Spool(folder / "runs").writer(RUN)
    for first in range(0, bundles, _PAGE):
        numbers = range(first, min(first + _PAGE, bundles))
        writer.append([contact(number, dice.random(), number in rare) for number in numbers])
    writer.close()


async def write_down(folder: Path) -> None:
    """Both runs in the history, as if a person had made them."""
    writer = Spool(folder / "runs").writer(EMPTY)
    writer.close()
    store = await Store.open(folder)
    try:
        for number, (id, bundles) in enumerate(((EMPTY, 0), (RUN, BUNDLES))):
            await store.runs.begin(
                RunRecord(
                    id=id,
                    app="refiner",
                    module="list_contacts",
                    connection="none",
                    started_at=1_700_000_000.0 + number,
                    ended_at=1_700_000_001.0 + number,
                    status="done",
                    pages=1,
                    bundles=bundles,
                )
            )
    finally:
        await store.close()


def contact(number: int, chance: float, rare: bool) -> bytes:
    """One line; what varies follows from one chance (0 to 1), so that a million take seconds."""
    lot = int(chance * 1_000_000)
    first, last = _FIRST[lot % 10], _LAST[lot // 10 % 10]
    day = f"20{lot % 17 + 10}-{lot % 12 + 1:02}-{lot % 28 + 1:02}"
    return (
        f'{{"id":{number + 700_000_001},"uuid":"{lot:08x}-7c1e-4b52-9d0e-{number:012x}",'
        f'"email":"{first}.{last}.{lot}@example.com","name":"{first} {last}",'
        f'"attributes":{{{_PLANS[lot % 6]}"mrr":{lot / 1000},"seats":{lot % 250},'
        f'"company":"{RARE if rare else last} {lot % 5000} GmbH",'
        f'"newsletter":{"true" if lot & 1 else "false"}}},'
        f'"segments":[{{"id":{lot % 40},"name":"Segment {lot % 40}"}},{{"id":7,"name":"Everybody"}}],'
        f'"created_at":"{day}T10:{lot % 60:02}:00Z","last_seen":"{day}","note":"{_NOTES[lot % 4]}",'
        f'"link":"https://example.com/contacts/{number}"}}'
    ).encode()
