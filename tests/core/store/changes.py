"""Every change that a person can make to connections and to their vault: as data, as what it must come to,
and as a process that makes one after the other for ever.
"""

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from core.model.app import App, ConnectionDefinition, QueryAuth, Verify
from core.model.connection import ConnectionChanges
from core.model.fields import SecretField, TextField
from core.model.form import FilledForm
from core.model.network import ManualProxy, NetworkOverride
from core.model.request import Request
from core.run.account_book import AccountBook, NewConnection
from core.run.account_manager import AccountManager
from core.store import sealing
from core.store.backup import Backups
from core.store.store import Store

APP = App(
    id="shop",
    folder="",
    label="Shop",
    summary="",
    base_url="https://shop.example",
    connection=ConnectionDefinition(
        fields=(
            TextField(key="turn", label="Turn"),
            SecretField(key="one", label="One"),
            SecretField(key="two", label="Two"),
        ),
        auth=QueryAuth(name="key", value="{one}"),
        verify=Verify(request=Request(method="GET", path="/me")),
    ),
)
"""One that asks for two secrets and something plain: all three are of the same turn."""

NAMES = ("Ada", "Ben", "Cem", "Dag", "Eva", "Fay")
BACKED_UP = {"Ada": 1_000_000, "Ben": 1_000_001, "New": 1_000_002}
"""What the backup holds: names and turns."""
BACKUP_PASSPHRASE = "the passphrase of that backup"
MODULES = ("list", "get", "add")
FEWEST, MOST = 2, 6
"""Connections that a profile shall have."""

Change = tuple[Any, ...]
"""Its kind, and what it is done with."""


class Kept(msgspec.Struct, frozen=True):
    """What there is of a connection, secrets and all that is bound to it included."""

    values: dict[str, Any]
    secrets: dict[str, str]
    uses: frozenset[str] = frozenset()
    proxy_password: str = ""


class Profile(msgspec.Struct, frozen=True):
    """Connections by name, and the passphrase of the vault, "" where the keyring holds the key."""

    connections: dict[str, Kept]
    passphrase: str


def filled(turn: int) -> dict[str, str]:
    """What is filled in for a connection in one turn."""
    return {"turn": str(turn), "one": f"first secret of turn {turn}", "two": f"second secret of {turn}"}


def kept(turn: int) -> Kept:
    """A connection that was just filled in."""
    values = filled(turn)
    return Kept({"turn": values.pop("turn")}, values)


def after(profile: Profile, change: Change) -> Profile:
    """What a change must make of a profile."""
    here, passphrase = dict(profile.connections), profile.passphrase
    match change:
        case ("add", name, turn):
            here[name] = kept(turn)
        case ("edit", name, turn):
            here[name] = refilled(here[name], turn)
        case ("rename", name, new):
            here[new] = here.pop(name)
        case ("duplicate", name, new):
            here[new] = Kept(here[name].values, here[name].secrets)
        case ("use", name, module):
            here[name] = replace(here[name], uses=here[name].uses | {module})
        case ("own way", name, password):
            here[name] = replace(here[name], proxy_password=password)
        case ("replace", name, by):
            here[by] = replace(here[by], uses=here[by].uses | here[name].uses)
            here[name] = replace(here[name], uses=frozenset())
        case ("delete", name):
            del here[name]
        case ("undo", name, _, removed):
            here[name] = msgspec.convert(removed, Kept)
        case ("restore", _):
            here |= {
                name: refilled(here[name], turn) if name in here else kept(turn)
                for name, turn in BACKED_UP.items()
            }
        case ("change passphrase" | "move to passphrase", passphrase):
            pass
        case ("move to keyring",):
            passphrase = ""
    return Profile(here, passphrase)


def refilled(before: Kept, turn: int) -> Kept:
    """The same connection with other values."""
    return replace(kept(turn), uses=before.uses, proxy_password=before.proxy_password)


class Desk:
    """An open profile, and whoever makes changes to it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.manager = AccountManager(AccountBook(store, lambda _: APP, lambda _: None))
        self.backups = Backups(store.connections, store.vault, lambda _: "")

    async def look(self, passphrase: str) -> Profile:
        """All that there is."""
        connections = {}
        for one in await self.store.connections.all():
            _, secrets = await self.store.connections.opened(one.id)
            connections[one.name] = Kept(
                one.values,
                secrets,
                frozenset(use.module for use in await self.store.connections.uses(one.id)),
                (await self.store.network.network(one.id)).proxy_password,
            )
        return Profile(connections, "" if self.store.vault.state == "keyring" else passphrase)

    async def make(self, change: Change, passphrase: str) -> None:
        """Carry out a change; `passphrase` is that of the vault."""
        manager, vault = self.manager, self.store.vault
        match change:
            case ("add", name, turn):
                new = NewConnection(app=APP.id, name=name, values=filled(turn))
                await manager._book.add(new, unverified=True)
            case ("edit", name, turn):
                changes = ConnectionChanges(values=filled(turn))
                await manager.edit(name, changes, unverified=True)
            case ("rename", name, new):
                await manager.rename(name, new)
            case ("duplicate", name, new):
                await manager.duplicate(name, new)
            case ("use", name, module):
                await self.store.forms.remember(APP.id, module, FilledForm(connection=await self._id(name)))
            case ("own way", name, password):
                way = NetworkOverride(proxy=ManualProxy(address="http://proxy.example:1", user="me"))
                await self.store.network.save_override(await self._id(name), way, proxy_password=password)
            case ("replace", name, by):
                await manager.replace(name, by)
            case ("delete", name):
                await manager.delete(name, forget_uses=True)
            case ("undo", _, id, _):
                await manager.undo_delete(id)
            case ("restore", file):
                await self.backups.restore(Path(file), BACKUP_PASSPHRASE, {}, otherwise="replace")
            case ("change passphrase", new):
                await vault.change_passphrase(passphrase, new)
            case ("move to passphrase", new):
                await vault.move_to_passphrase(new)
            case ("move to keyring",):
                await vault.move_to_keyring(passphrase)

    async def _id(self, name: str) -> str:
        return (await self.manager._book.find(name)).id


@asynccontextmanager
async def desk(folder: Path, passphrase: str) -> AsyncIterator[Desk]:
    """A profile, opened with the passphrase if it has one."""
    store = await Store.open(folder)
    try:
        if await store.vault.prepare() == "locked":
            await store.vault.unlock(passphrase)
        yield Desk(store)
    finally:
        await store.close()


class Chooser:
    """What to do next: anything that can be done, and often what is wanted."""

    def __init__(self, desk: Desk, request: dict[str, Any], profile: Profile) -> None:
        self._desk = desk
        self._random = random.Random(request["seed"])
        self._wanted = request["wanted"]
        self._backup = request["backup"]
        self._has_keyring = request["keyring"]
        self._removed: dict[str, tuple[str, Any]] = {}
        self.profile = profile

    async def next(self, turn: int) -> Change:
        """A change that can be made now."""
        possible = {change[0]: change for change in self._possible(turn)}
        wanted = self._wanted in possible and self._random.random() < 0.5
        change = possible[self._wanted] if wanted else self._random.choice(list(possible.values()))
        await self._note(change)
        return change

    async def _note(self, change: Change) -> None:
        match change:
            case ("delete", name):
                found = await self._desk.store.connections.named(name)
                assert found
                self._removed[name] = (found.id, msgspec.to_builtins(self.profile.connections[name]))
            case ("undo", name, *_):
                del self._removed[name]
            case ("restore", _):
                self._removed.clear()  # its own ids are here again

    def _possible(self, turn: int) -> Iterator[Change]:
        here = sorted(self.profile.connections)
        free = [name for name in NAMES if name not in here]
        name, other = self._random.sample(here, 2)
        if free and len(here) < MOST:
            yield "add", self._random.choice(free), turn
            yield "duplicate", name, self._random.choice(free)
        if free:
            yield "rename", name, self._random.choice(free)
        if len(here) > FEWEST:
            yield "delete", name
        for gone in self._removed.keys() - here:
            yield "undo", gone, *self._removed[gone]
        yield "edit", name, turn
        yield "use", name, self._random.choice(MODULES)
        yield "own way", name, f"proxy password of turn {turn}"
        yield "replace", name, other
        yield "restore", self._backup
        yield from self._moves(f"passphrase of turn {turn}")

    def _moves(self, new: str) -> Iterator[Change]:
        if not self.profile.passphrase:
            yield "move to passphrase", new
            return
        yield "change passphrase", new
        if self._has_keyring:
            yield ("move to keyring",)


class Steps:
    """Counts what is asked of the database and sent to the keyring, and ends the process at a step that was
    chosen, just before it."""

    def __init__(self) -> None:
        self.count = 0
        self._last: int | None = None
        genuine = sqlite3.connect

        def connect(*given: Any, **named: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = genuine(*given, **named)
            connection.set_trace_callback(self._step)
            return connection

        sqlite3.connect = connect  # type: ignore[assignment]
        sys.addaudithook(lambda event, _: self._step() if event == "socket.sendmsg" else None)

    def end_after(self, more: int) -> None:
        """So many steps are still to be taken."""
        self._last = self.count + more

    def _step(self, *_: str) -> None:
        if self.count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)
        self.count += 1


async def change_for_ever(request: dict[str, Any]) -> None:
    """Say what is begun, do it, say that it is done and in how many steps; then the next."""
    steps, turn, last = Steps(), request["turn"], request["steps"]
    async with desk(Path(request["folder"]), request["passphrase"]) as at:
        chooser = Chooser(at, request, await at.look(request["passphrase"]))
        while True:
            change = await chooser.next(turn)
            _say("begin", *change)
            if last is not None and change[0] == request["wanted"]:
                steps.end_after(last)
                last = None
            begun = steps.count
            await at.make(change, chooser.profile.passphrase)
            _say("done", steps.count - begun)
            chooser.profile = after(chooser.profile, change)
            turn += 1


def serve() -> None:
    """For each request on standard input, a process that makes changes until somebody kills it.

    All is imported by then: a fork is ready in a moment.
    """
    sealing.SCRYPT_N = CHEAP
    _import_what_is_imported_late()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _change(json.loads(line))
        _say("child", child)
        _say("over", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


CHEAP = 2**4
"""Rounds of scrypt."""


def _change(request: dict[str, Any]) -> None:
    try:
        asyncio.run(change_for_ever(request))
    except BaseException:  # noqa: BLE001 - a fork must not go on as if it were the server
        traceback.print_exc()
    finally:
        os._exit(1)


def _import_what_is_imported_late() -> None:
    import keyring.backends.SecretService
    import keyring.core  # noqa: F401

    sealing.unseal(key := sealing.new_key(), "", sealing.seal(key, "", ""))


def _say(*words: Any) -> None:
    os.write(1, json.dumps(words).encode() + b"\n")


if __name__ == "__main__":
    serve()
