"""Killed at any moment, in the middle of any change: every connection is the old one or the new one, whole,
and its secrets open.
"""

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from core.model.errors import WrongPassphrase
from core.store import sealing
from core.store.backup import Backups
from tests.core.store.changes import (
    BACKED_UP,
    BACKUP_PASSPHRASE,
    CHEAP,
    NAMES,
    Change,
    Profile,
    after,
    desk,
    filled,
)
from tests.core.store.samples import ROOT, rows
from tests.secret_service import SecretService

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="nothing can be killed so there"),
    # keyring leaves its connection to the bus open when a call fails.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]

KILLS = 50
"""In each of the tests below."""

OPENING = "opening"
WANTED = (
    OPENING, "add", "edit", "rename", "duplicate", "use", "own way", "replace", "delete", "undo", "restore",
    "change passphrase",
)  # fmt: skip
MOVES = ("move to passphrase", "move to keyring")

PASSPHRASE = "the passphrase at the beginning"
LIMIT = 20.0
"""Seconds after which a process that says nothing is given up."""


class Victims:
    """Processes that change a profile, one after the other; each is killed at some moment.

    By turns that is any moment by the clock, or by steps: just before the process asks the database or the
    keyring for something. The first hits what nobody thought of, the second what takes no time.
    """

    def __init__(self, server: subprocess.Popen[bytes], seed: int) -> None:
        self._server = server
        self._chance = random.Random(seed)
        self._rest = b""
        self._seconds: dict[str, float] = {}
        self._steps: dict[str, int] = {}
        self._profile, self._change = Profile({}, ""), Change()
        self.cut: Counter[str] = Counter()
        """How often a change of each kind was cut off; "" is none."""

    def kill_one(self, request: dict[str, Any], before: Profile) -> tuple[Profile, Profile]:
        """Let one make changes until it has begun the wanted one, and have it killed while it is about it.
        Gives the two profiles one of which must be there: without and with what it had begun last."""
        wanted = request["wanted"]
        by_steps = wanted != OPENING and self._chance.random() < 0.5
        steps = self._chance.randrange(self._steps.get(wanted, 10) + 1) if by_steps else None
        assert self._server.stdin
        self._server.stdin.write(json.dumps({**request, "steps": steps}).encode() + b"\n")
        self._server.stdin.flush()
        self._profile, self._change = before, ()
        child = self._next(LIMIT)[1]
        if not by_steps:
            self._wait_until_begun(wanted)
            self._wait_a_moment(wanted)
            os.kill(child, signal.SIGKILL)
        while self._next(LIMIT)[0] != "over":
            pass
        self.cut[self._change[0] if self._change else ""] += 1
        return self._profile, after(self._profile, self._change) if self._change else self._profile

    def _wait_until_begun(self, wanted: str) -> None:
        while wanted != OPENING and self._change[:1] != (wanted,):
            self._next(LIMIT)

    def _wait_a_moment(self, wanted: str) -> None:
        """Any moment within the time that such a change takes, and a little beyond."""
        begun = time.monotonic()
        until = begun + self._chance.uniform(0, 1.2 * self._seconds.get(wanted, 0.01))
        while (left := until - time.monotonic()) > 0:
            changing = self._change[:1]
            try:
                said = self._next(left)
            except TimeoutError:
                return
            if said[0] == "done" and changing == (wanted,):
                took = time.monotonic() - begun
                self._seconds[wanted] = (took + self._seconds.get(wanted, took)) / 2

    def _next(self, limit: float) -> list[Any]:
        """What is said next, taken to heart. TimeoutError."""
        said: list[Any] = json.loads(self._line(limit))
        if said[0] == "begin":
            self._change = tuple(said[1:])
        elif said[0] == "done":
            self._steps[self._change[0]] = said[1]
            self._profile, self._change = after(self._profile, self._change), ()
        elif said[0] == "over":
            assert said[1] == -signal.SIGKILL, "it broke off by itself"
        return said

    def _line(self, limit: float) -> bytes:
        assert self._server.stdout
        until = time.monotonic() + limit
        while b"\n" not in self._rest:
            left = max(0.0, until - time.monotonic())
            if not select.select([self._server.stdout], [], [], left)[0]:
                raise TimeoutError
            said = os.read(self._server.stdout.fileno(), 65536)
            assert said, "the server has ended"
            self._rest += said
        line, _, self._rest = self._rest.partition(b"\n")
        return line


@contextmanager
def victims(seed: int) -> Iterator[Victims]:
    command = [sys.executable, "-m", "tests.core.store.changes"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        try:
            yield Victims(server, seed)
        finally:
            server.kill()  # a process of its that still lives ends when nobody listens any more


async def made(folder: Path, *, in_keyring: bool) -> Profile:
    """A profile with three connections, and beside it a backup."""
    async with desk(folder.parent / "other", "") as other:
        await other.store.vault.create_with_passphrase(PASSPHRASE)
        for name, turn in BACKED_UP.items():
            await other.make(("add", name, turn), PASSPHRASE)
        backups = Backups(other.store.connections, other.store.vault, lambda _: "")
        await backups.write(folder.parent / "backup", BACKUP_PASSPHRASE)
    async with desk(folder, "") as at:
        if not in_keyring:
            await at.store.vault.create_with_passphrase(PASSPHRASE)
        for turn, name in enumerate(NAMES[:3]):
            await at.make(("add", name, turn), PASSPHRASE)
        return await at.look(PASSPHRASE)


async def found(folder: Path, candidates: tuple[Profile, Profile]) -> Profile:
    """What is there after a kill: it must be one of two."""
    profile = await opened_with_either(folder, [one.passphrase for one in candidates])
    assert profile in candidates
    for kept in profile.connections.values():
        assert {**kept.values, **kept.secrets} == filled(int(kept.values["turn"])), "of one turn"
    for table in ("secrets", "forms", "network"):
        lost = f"SELECT * FROM {table} WHERE connection NOT IN (SELECT id FROM connections)"
        assert rows(folder, lost) == [], table
    return profile


async def opened_with_either(folder: Path, passphrases: list[str]) -> Profile:
    for passphrase in passphrases:
        try:
            async with desk(folder, passphrase) as at:
                return await at.look(passphrase)
        except WrongPassphrase:
            continue
    raise AssertionError("neither the old nor the new passphrase opens it")


async def kill_again_and_again(folder: Path, seed: int, *, in_keyring: bool) -> Counter[str]:
    """Gives how often a change of each kind was cut off."""
    profile = await made(folder, in_keyring=in_keyring)
    wanted = WANTED + MOVES if in_keyring else WANTED
    with victims(seed) as all_of_them:
        for number in range(KILLS):
            request = {
                "folder": str(folder),
                "backup": str(folder.parent / "backup"),
                "keyring": in_keyring,
                "passphrase": profile.passphrase,
                "seed": seed * KILLS + number,
                "turn": number * 1000,
                "wanted": wanted[number % len(wanted)],
            }
            profile = await found(folder, all_of_them.kill_one(request, profile))
        return all_of_them.cut


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The passphrase's time is not what is tested."""
    monkeypatch.setattr(sealing, "SCRYPT_N", CHEAP)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_kill_at_any_moment_leaves_old_or_new_under_a_passphrase(
    folder: Path, no_keyring: None, seed: int
) -> None:
    cut = await kill_again_and_again(folder, seed, in_keyring=False)
    assert cut.total() - cut[""] > KILLS / 3, f"hardly ever in the middle of something: {cut}"


async def test_a_kill_at_any_moment_leaves_old_or_new_while_the_key_moves(
    folder: Path, secret_service: SecretService
) -> None:
    cut = await kill_again_and_again(folder, 4, in_keyring=True)
    assert cut.total() - cut[""] > KILLS / 3, f"hardly ever in the middle of something: {cut}"
