"""Connections, and presets of forms, into a backup; and from a backup into a profile."""

import asyncio
import contextlib
import os
import re
import secrets
import sqlite3
import time
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import msgspec

from core.model.connection import Connection
from core.model.errors import DataUnreadable, InvalidValues, NotKnown
from core.model.form import Preset
from core.private_files import private_file
from core.store.backup_file import LARGEST, Backup, KeptConnection, decrypted, encrypted, no_backup
from core.store.backup_presets import BackupPreset, PresetsHere, RestoredPreset
from core.store.clashes import Clash, Outcome, numbered
from core.store.connections import Connections
from core.store.database import Database, Work
from core.store.presets import Presets
from core.store.vault import Vault

T = TypeVar("T")


class BackupEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A connection in a backup, as a person may look at it before it is restored.

    `address` replaces the service's own host. `clash` is the name of the connection here that is in its way,
    empty when none is; then `renamed` is the name that it would get, and `may_replace` says whether it could
    take the place of the other one: not if that belongs to another app, or to the practice workspace. An app
    that is not here can be put here later (`app_is_here`).
    """

    name: str
    app: str
    account: str = ""
    address: str = ""
    clash: str = ""
    renamed: str = ""
    may_replace: bool = False
    app_is_here: bool = True


class BackupPreview(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds, without secrets. `made_at` is in seconds since 1970, UTC."""

    made_at: float
    entries: tuple[BackupEntry, ...]
    presets: tuple[BackupPreset, ...] = ()


class RestoredConnection(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a connection in a backup: its name there and here, and its id here ("" when skipped)."""

    original: str
    name: str
    app: str
    outcome: Outcome
    id: str = ""


Restored = RestoredConnection | RestoredPreset
_OUR_ID = re.compile(r"(?!practice-|all$)[0-9A-Za-z_-]{1,64}")
"""An id is a part of the place that a secret is sealed for, and a backup may be another's."""


class _Step(NamedTuple):
    entry: BackupEntry
    kept: KeptConnection
    replaced: Connection | None


class Backups:
    """Writes and reads backups of a profile's connections, and of its presets.

    `address_problem` says why an address must not stand in for a service's host, "" when it may.
    """

    def __init__(
        self,
        connections: Connections,
        vault: Vault,
        address_problem: Callable[[str], str],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._connections = connections
        self._presets = Presets(vault.database)
        self._vault = vault
        self._address_problem = address_problem
        self._clock = clock

    async def write(
        self, file: Path, passphrase: str, ids: Collection[str] | None = None, *, overwrite: bool = False
    ) -> tuple[Connection, ...]:
        """Write the connections with these ids, or all, into a file. Gives which. With them go the presets
        that were saved with one of them; with all connections, all presets. The file appears when it is
        complete, and not at all when anything is wrong.

        InvalidValues for an empty passphrase; NotKnown; DataUnreadable when the file is there already or
        cannot be written; NoKeyring, SecretsLocked, SecretsUnreadable.
        """
        if not passphrase:
            raise InvalidValues({"passphrase": "Enter a passphrase for the backup."})
        await asyncio.to_thread(_refuse_taken, file, overwrite)
        kept = tuple([await self._opened(id) for id in await self._chosen(ids)])
        presets = await self._presets_with({one.connection.id for one in kept})
        made = Backup(made_at=self._clock(), connections=kept, presets=presets)
        content = await asyncio.to_thread(encrypted, made, passphrase)
        if len(content) > LARGEST:
            raise _too_large(file)
        await asyncio.to_thread(_write_whole, file, content, overwrite)
        return tuple(one.connection for one in kept)

    async def preview(self, file: Path, passphrase: str, reserved: Collection[str] = ()) -> BackupPreview:
        """What a backup holds, and which names clash. Changes nothing, and needs no vault.

        `reserved` are names that are taken by what is not kept here. WrongPassphrase, DataTooNew,
        DataUnreadable, SecretsUnreadable.
        """
        backup = await self._read(file, passphrase)
        steps = _plan(backup, await self._connections.all(), reserved)
        presets = PresetsHere(await self._presets.all()).look_at(backup.presets)
        entries = tuple(step.entry for step in steps)
        return BackupPreview(made_at=backup.made_at, entries=entries, presets=tuple(presets))

    async def restore(
        self,
        file: Path,
        passphrase: str,
        choices: Mapping[str, Clash],
        *,
        otherwise: Clash = "skip",
        reserved: Collection[str] = (),
    ) -> tuple[Restored, ...]:
        """Bring in what a backup holds: all of it, or nothing when anything is wrong.

        `choices` say by name what becomes of connections that clash, `otherwise` of the others that do, and
        of presets of whose name there is one here for the same module. Raises as
        `preview`; InvalidValues by name for what cannot be replaced; NameTaken when a name was given away
        meanwhile; NoKeyring, SecretsLocked.
        """
        backup = await self._read(file, passphrase)
        here = await self._connections.all()
        steps = _plan(backup, here, reserved)
        chosen = [choices.get(step.entry.name, otherwise) if step.entry.clash else None for step in steps]
        _refuse_other_apps(
            [step.entry for step, choice in zip(steps, chosen, strict=True) if choice == "replace"]
        )
        together = _Together(self._vault.database)
        into = Connections(together, self._vault, ())
        ids = {connection.id for connection in here}
        restored = [
            await _restored(step, choice, ids, into) for step, choice in zip(steps, chosen, strict=True)
        ]
        moved = {step.kept.connection.id: one.id for step, one in zip(steps, restored, strict=True) if one.id}
        presets, shelf = PresetsHere(await self._presets.all()), Presets(together)
        brought = [await presets.bring_in(kept, otherwise, moved, shelf) for kept in backup.presets]
        await together.carry_out()
        return (*restored, *brought)

    async def _read(self, file: Path, passphrase: str) -> Backup:
        backup = await asyncio.to_thread(_read, file, passphrase)
        for one in (kept.connection for kept in backup.connections):
            if one.address and (problem := self._address_problem(one.address)):
                raise DataUnreadable(
                    "This backup is not safe to restore.",
                    f"The address of '{one.name}', {one.address}, cannot be used: {problem}",
                    "Ask whoever made it.",
                )
        return backup

    async def _chosen(self, ids: Collection[str] | None) -> list[str]:
        everything = [connection.id for connection in await self._connections.all()]
        chosen = everything if ids is None else list(dict.fromkeys(ids))
        if not chosen:
            raise NotKnown(
                "There is no connection to back up.",
                "Practice connections are not kept.",
                "Connect an account first.",
            )
        return chosen

    async def _presets_with(self, connections: Collection[str]) -> tuple[Preset, ...]:
        are_all = {one.id for one in await self._connections.all()} <= set(connections)
        presets = await self._presets.all()
        return tuple(one for one in presets if are_all or one.form.connection in connections)

    async def _opened(self, id: str) -> KeptConnection:
        connection, opened = await self._connections.opened(id)
        return KeptConnection(connection=connection, secrets=opened)


class _Together(Database):
    """A database whose writes are asked for now and done later: all of them in one transaction, or none."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._asked: list[Work[Any]] = []

    async def select(self, query: str, *values: Any) -> list[Any]:
        """The rows as they are before any of it."""
        return await self._database.select(query, *values)

    async def write(self, work: Work[T]) -> T:
        """Note it. Nobody here looks at what it gives: there is nothing to give yet."""
        self._asked.append(work)
        return cast(T, None)

    async def carry_out(self) -> None:
        """Do what was asked for."""

        def work(rows: sqlite3.Connection) -> None:
            for asked in self._asked:
                asked(rows)

        await self._database.write(work)


def _plan(backup: Backup, here: Sequence[Connection], reserved: Collection[str]) -> list[_Step]:
    """For each connection in a backup, what is in its way here."""
    by_name = {connection.name.casefold(): connection for connection in here}
    in_the_way = {name.casefold(): name for name in reserved}
    in_the_way |= {folded: connection.name for folded, connection in by_name.items()}
    taken = {*in_the_way, *(kept.connection.name.casefold() for kept in backup.connections)}
    steps = []
    for kept in backup.connections:
        one = kept.connection
        clash = in_the_way.get(one.name.casefold(), "")
        other = by_name.get(one.name.casefold())
        renamed = numbered(one.name, taken) if clash else ""
        taken.add(renamed.casefold())
        entry = BackupEntry(
            name=one.name,
            app=one.app,
            account="".join(filter(str.isprintable, one.account)),
            address=one.address,
            clash=clash,
            renamed=renamed,
            may_replace=other is not None and other.app == one.app,
        )
        steps.append(_Step(entry, kept, other))
    return steps


def _refuse_other_apps(entries: Sequence[BackupEntry]) -> None:
    wrong = {
        entry.name: f"'{entry.clash}' belongs to another app or to the practice workspace: skip or rename."
        for entry in entries
        if not entry.may_replace
    }
    if wrong:
        raise InvalidValues(wrong)


async def _restored(
    step: _Step, choice: Clash | None, ids: set[str], into: Connections
) -> RestoredConnection:
    original, entry = step.kept.connection, step.entry
    if choice == "skip":
        return RestoredConnection(original=entry.name, name=entry.clash, app=entry.app, outcome="skipped")
    if choice == "replace" and step.replaced:
        id, name = step.replaced.id, step.replaced.name
        await into.change(id, lambda now: _in_place_of(now, original), step.kept.secrets)
        return RestoredConnection(original=entry.name, name=name, app=entry.app, outcome="replaced", id=id)
    id = original.id if original.id not in ids and _OUR_ID.fullmatch(original.id) else uuid.uuid4().hex
    ids.add(id)
    name = entry.renamed or entry.name
    await into.add(msgspec.structs.replace(original, id=id, name=name, practice=False), step.kept.secrets)
    outcome: Outcome = "renamed" if entry.clash else "added"
    return RestoredConnection(original=entry.name, name=name, app=entry.app, outcome=outcome, id=id)


def _in_place_of(now: Connection, original: Connection) -> Connection:
    return msgspec.structs.replace(
        original,
        id=now.id,
        name=now.name,
        practice=False,
        created_at=now.created_at,
        revision=now.revision + 1,
    )


def _read(file: Path, passphrase: str) -> Backup:
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise DataUnreadable(
            "The backup cannot be read.",
            f"{file}: {error.strerror or type(error).__name__}.",
            "Check its path.",
        ) from error
    if len(content) > LARGEST:
        raise no_backup()
    return decrypted(content, passphrase)


def _refuse_taken(file: Path, overwrite: bool) -> None:
    """A file may be overwritten, a link, too; a folder and a device never are."""
    # Path's own questions raise where nobody may look.
    is_ordinary = os.path.isfile(file) or not os.path.exists(file)  # noqa: PTH110, PTH113
    if os.path.lexists(file) and not (overwrite and is_ordinary):
        or_else = "." if overwrite else ", or say that it may be overwritten."
        raise DataUnreadable(
            "There is something of that name already.",
            f"{file} was not touched.",
            f"Choose another name for the backup{or_else}",
        )


def _write_whole(file: Path, content: bytes, overwrite: bool) -> None:
    """Write beside the file, and give it its name when it is on the disk."""
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        try:
            with open(part, "xb", opener=private_file) as opened:
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
            _refuse_taken(file, overwrite)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
        _sync_folder(file.parent)
    except OSError as error:
        raise _not_written(file, error) from error


def _sync_folder(folder: Path) -> None:
    """Have the name on the disk, too, where the system knows how."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some file systems cannot; the file itself is safe
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _too_large(file: Path) -> DataUnreadable:
    return DataUnreadable(
        "The backup would be too large to be read again.",
        f"It may take {LARGEST // 2**20} MiB; {file} was not written. The presets must hold very much.",
        "Back up some connections at a time, or delete presets first.",
    )


def _not_written(file: Path, error: OSError) -> DataUnreadable:
    return DataUnreadable(
        "The backup could not be written.",
        f"{file}: {error.strerror or type(error).__name__}.",
        "Choose another folder, or make room in this one.",
    )
