"""A profile with one run of one bundle of 200 MB: made once a session; and the floor of reading it.

As a program, with the profile's folder: prints the seconds that `orjson.loads` of the bundle takes.
"""

import atexit
import json
import shutil
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

import orjson

from core.store.spool import Spool
from core.store.spool_reader import BUNDLES
from tests.bench.many_bundles import contact

RUN = "single"
CONTACTS = 390_000
"""Contacts in the list that makes up the bundle."""

RARE_AT = CONTACTS // 2


@cache
def profile() -> Path:
    """The folder of the profile; taken away when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="trunkline-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    contacts = b",".join(
        contact(number, number % 9973 / 9973, number == RARE_AT) for number in range(CONTACTS)
    )
    writer = Spool(folder / "runs").writer(RUN)
    writer.append([b'{"page":1,"items":[' + contacts + b'],"next":null,"total":%d}' % CONTACTS])
    writer.close()
    return folder


if __name__ == "__main__":
    text = (Path(sys.argv[1]) / "runs" / RUN / BUNDLES).read_bytes()
    took = []
    for _ in range(3):
        began = time.perf_counter()
        orjson.loads(text)
        took.append(time.perf_counter() - began)
    print(json.dumps({"took": took, "bytes": len(text)}))
