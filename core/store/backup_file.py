"""A backup: connections with their secrets, and presets, in one encrypted file. Pure: values in, bytes out.

    head    one line of JSON: the version of this format, and a random key locked with the passphrase
    rest    the connections and presets as JSON, sealed with that key; version 1 had no presets

Key and seal are those of `core/store/sealing.py`. The whole head is authenticated with the rest, so that
neither opens when a single bit of the file is not what it was.
"""

import json
import re
from collections.abc import Iterator

import msgspec

from core.model.connection import Connection
from core.model.errors import DataTooNew, DataUnreadable, SecretsUnreadable, VaultError, WrongPassphrase
from core.model.form import Preset
from core.store.sealing import (
    PassphraseLock,
    is_sound,
    lock_key,
    new_key,
    seal,
    unlock_key,
    unseal,
    wiped_after,
)

VERSION = 2
LARGEST = 64 * 2**20
"""Bytes; nobody has so many connections. Presets may hold anything, so what is written is measured, too."""

_LONGEST_HEAD = 4096
_ORDERS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal obeys, what turns text around, and halves of characters."""


class KeptConnection(msgspec.Struct, frozen=True, kw_only=True):
    """A connection and its secrets by field. Shows nothing of them."""

    connection: Connection
    secrets: dict[str, str]

    def __repr__(self) -> str:
        return f"KeptConnection({self.connection.name!r}, hidden)"


class Backup(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds. `made_at` is in seconds since 1970, UTC."""

    made_at: float
    connections: tuple[KeptConnection, ...]
    presets: tuple[Preset, ...] = ()


class _Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    trunkline_backup: int
    key: str
    lock: PassphraseLock


class _AnyHead(msgspec.Struct, frozen=True, kw_only=True):
    trunkline_backup: int


def encrypted(backup: Backup, passphrase: str) -> bytes:
    """The bytes of a file. Takes about 0.4 s and 128 MB, on purpose."""
    with wiped_after(new_key()) as key:
        head = _Head(trunkline_backup=VERSION, key=key.id, lock=lock_key(key, passphrase))
        line = msgspec.json.encode(head)
        # Not msgspec's own JSON, which knows no text that is half a character; an account's key may be any.
        text = json.dumps(msgspec.to_builtins(backup))
        return line + b"\n" + seal(key, _place(line), text)


def decrypted(content: bytes, passphrase: str) -> Backup:
    """What the bytes of a file hold; as slow as `encrypted`.

    WrongPassphrase, DataTooNew; DataUnreadable for what is no backup; SecretsUnreadable for one that was
    changed or cut off.
    """
    line, newline, sealed = content.partition(b"\n")
    if not newline or len(line) > _LONGEST_HEAD:
        raise no_backup()
    head = _read_head(line)
    try:
        with wiped_after(unlock_key(head.lock, head.key, passphrase)) as key:
            text = unseal(key, _place(line), sealed)
    except WrongPassphrase as error:
        raise WrongPassphrase(
            "That passphrase does not open this backup.",
            "It is another one, or the file was changed.",
            "Try again; capital letters and spaces count.",
        ) from error
    except SecretsUnreadable as error:
        raise _changed() from error
    return _read_rest(text)


def no_backup() -> DataUnreadable:
    """The sentence for a file of another kind."""
    return DataUnreadable(
        "This is no backup of Trunkline's.",
        "The file holds something else, or only a part of a backup.",
        "Choose another file.",
    )


def _read_head(line: bytes) -> _Head:
    try:
        version = msgspec.json.decode(line, type=_AnyHead).trunkline_backup
        if version > VERSION:
            raise DataTooNew(
                "This backup was made by a newer Trunkline.",
                f"It has version {version}; this Trunkline knows up to {VERSION}.",
                "Install the newest Trunkline.",
            )
        head = msgspec.json.decode(line, type=_Head)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise no_backup() from error
    if version < 1 or not is_sound(head.lock):
        raise _changed()
    return head


def _read_rest(text: str) -> Backup:
    try:
        backup = msgspec.convert(json.loads(text), Backup)
    except (ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors
        raise no_backup() from error
    if not all(map(str.isprintable, _shown(backup))):
        raise no_backup()
    return msgspec.structs.replace(backup, presets=tuple(map(_without_orders, backup.presets)))


def _without_orders(preset: Preset) -> Preset:
    """A preset, and of its name what no terminal obeys. Unlike those of connections, names of presets may
    hold what does not print, such as the joiner in an emoji: that must not make a backup useless."""
    return msgspec.structs.replace(preset, name=_ORDERS.sub("", preset.name))


def _shown(backup: Backup) -> Iterator[str]:
    """What a person decides by; it must show as it is, also in a terminal: a backup may be another's."""
    for one in (kept.connection for kept in backup.connections):
        yield from (one.name, one.app, one.address)
    for preset in backup.presets:
        yield from (preset.app, preset.module)


def _place(head: bytes) -> str:
    # One character for each byte, so that no two heads are the same place.
    return f"backup {head.decode('latin-1')}"


def _changed() -> VaultError:
    return SecretsUnreadable(
        "This backup was changed since it was made.",
        "It is damaged, cut off, or was tampered with. Nothing of it was used.",
        "Use another copy of it.",
    )
