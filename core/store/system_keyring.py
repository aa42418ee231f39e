"""The system's own keyring: SecretService or KWallet, the Keychain, the Credential Manager.

Each call runs on a daemon thread with a time limit, because a keyring may ask the person something, or hang.
Back ends are taken by name from a short list: keyring's own choice would be any that is installed and claims
priority, plain-text ones included.
"""

import secrets
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import msgspec

from core.model.errors import NoKeyring, SecretsLocked, VaultError
from core.store.threads import LimitedCalls

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "Trunkline"
"""Under which name our entries lie in the keyring."""

ASKED_AGAIN_AFTER = 1.0
"""Seconds. A keyring asks the person to unlock it; one who has just said no is not asked again for the next
step of the same thing."""

_BY_PLATFORM = {
    "win32": ("keyring.backends.Windows.WinVaultKeyring",),
    "darwin": ("keyring.backends.macOS.Keyring",),
}
_ELSEWHERE = ("keyring.backends.SecretService.Keyring", "keyring.backends.kwallet.DBusKeyring")


def accepted_backends() -> tuple[str, ...]:
    """The back ends that are trusted here, best first."""
    return _BY_PLATFORM.get(sys.platform, _ELSEWHERE)


class KeyringPlace(msgspec.Struct, frozen=True):
    """Where a text lies: which back end, and the name of the entry (its user) there."""

    backend: str
    entry: str


class SystemKeyring:
    """Short texts in entries of their own. All methods give up within `limit` seconds, at once while an
    earlier call still hangs, and raise NoKeyring or SecretsLocked."""

    def __init__(self, limit: float) -> None:
        self._calls = LimitedCalls(limit, "keyring")
        self._refused_at: float | None = None

    async def find(self) -> str:
        """The name of the back end that works here. Does not wake up a locked keyring."""
        return await self._call(_usable_backend)

    async def read(self, place: KeyringPlace) -> str | None:
        """The text that was written there; None when it is gone."""
        return await self._call(_read, place)

    async def write(self, text: str) -> KeyringPlace:
        """Keep a text in a new entry, and read it back. Gives its place."""
        return await self._call(_write, text)

    async def delete(self, place: KeyringPlace) -> None:
        """Forget a text."""
        await self._call(_delete, place)

    async def _call(self, function: Callable[..., T], *args: object) -> T:
        if self._refused_at is not None and time.monotonic() < self._refused_at + ASKED_AGAIN_AFTER:
            raise _locked()
        try:
            return await self._calls.call(_in_words, function, *args)
        except TimeoutError as error:
            raise _no_keyring("It did not answer in time. It may be waiting for you to unlock it.") from error
        except SecretsLocked:
            self._refused_at = time.monotonic()
            raise


def _usable_backend() -> str:
    for name in accepted_backends():
        try:
            _load(name)
        except Exception:  # noqa: BLE001 - a boundary: each back end has its own way to say no
            continue
        return name
    raise _no_keyring("None is running here.")


def _load(name: str) -> "KeyringBackend":
    # Here, in the thread, because it takes 60 ms to load.
    from keyring.core import load_keyring

    if name not in accepted_backends():
        raise _no_keyring("The one that was used before is not accepted here.")
    return load_keyring(name)


def _read(place: KeyringPlace) -> str | None:
    return _load(place.backend).get_password(SERVICE, place.entry)


def _write(text: str) -> KeyringPlace:
    # Never an entry that is there: a call that was given up may still come through, and would replace it.
    place = KeyringPlace(backend=_usable_backend(), entry=secrets.token_hex(16))
    _load(place.backend).set_password(SERVICE, place.entry, text)
    if _read(place) != text:
        raise _no_keyring("It did not keep what was written to it.")
    return place


def _delete(place: KeyringPlace) -> None:
    _load(place.backend).delete_password(SERVICE, place.entry)


def _in_words(function: Callable[..., T], *args: object) -> T:
    from keyring.errors import KeyringLocked

    try:
        return function(*args)
    except VaultError:
        raise
    except KeyringLocked as error:
        raise _locked() from error
    except Exception as error:  # a boundary: each back end has errors of its own
        raise _no_keyring(f"It answered with an error ({type(error).__name__}).") from error


def _locked() -> SecretsLocked:
    return SecretsLocked(
        "The system keyring is locked.",
        "Trunkline keeps the key to your secrets there.",
        "Unlock the keyring and try again.",
    )


def _no_keyring(reason: str) -> NoKeyring:
    return NoKeyring(
        "The system keyring cannot be used.",
        reason,
        "Start or unlock it and try again, or protect your secrets with a passphrase instead.",
    )
