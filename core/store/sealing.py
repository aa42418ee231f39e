"""Secrets as sealed blobs, and a key locked with a passphrase. Pure: bytes in, bytes out.

A blob is: version (1 byte), id of the key (16), nonce (12), AES-256-GCM of the text. Version, key and place
are authenticated with it, so a blob that was changed, or moved to another place, does not open.
"""

import contextlib
import hashlib
import secrets
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from core.model.errors import SecretsUnreadable, VaultError, WrongPassphrase

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
KEY_LENGTH = 32
KEY_ID_LENGTH = 16
NONCE_LENGTH = 12
SALT_LENGTH = 16
TAG_LENGTH = 16
_HEAD_LENGTH = len(VERSION) + KEY_ID_LENGTH + NONCE_LENGTH

SCRYPT_N = 2**17
SCRYPT_R = 8
SCRYPT_P = 1
_MOST_SCRYPT_N = 2**20


class DataKey(msgspec.Struct, frozen=True, kw_only=True):
    """What secrets are sealed with, and the name (hex) under which it is kept. Shows nothing of itself.

    `held` can be written over, which `bytes` cannot.
    """

    id: str
    held: bytearray

    @property
    def secret(self) -> bytes:
        """The key itself, in a copy that nobody wipes."""
        return bytes(self.held)

    def copy(self) -> "DataKey":
        """The same key, to be wiped by whoever asked for it."""
        return DataKey(id=self.id, held=bytearray(self.held))

    def wipe(self) -> None:
        """Write zeros over the key. It opens nothing afterwards."""
        self.held[:] = bytes(len(self.held))

    def __repr__(self) -> str:
        return f"DataKey({self.id}, hidden)"


class PassphraseLock(msgspec.Struct, frozen=True, kw_only=True):
    """A data key, sealed with a key that scrypt makes of a passphrase. May be stored."""

    n: int
    r: int
    p: int
    salt: bytes
    nonce: bytes
    locked: bytes


def new_key() -> DataKey:
    """A random key with a random name."""
    return DataKey(id=secrets.token_hex(KEY_ID_LENGTH), held=bytearray(secrets.token_bytes(KEY_LENGTH)))


@contextlib.contextmanager
def wiped_after(key: DataKey) -> Iterator[DataKey]:
    """A key that is worked with inside, and wiped at the end."""
    try:
        yield key
    finally:
        key.wipe()


def seal(key: DataKey, place: str, text: str) -> bytes:
    """Encrypt a text for one place, such as "connection/field"."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    named = VERSION + bytes.fromhex(key.id)
    return named + nonce + _cipher(key.held).encrypt(nonce, _utf8(text), named + _utf8(place))


def key_id_of(blob: bytes) -> str:
    """The name of the key that opens this blob. SecretsUnreadable when it is no blob of ours."""
    if len(blob) <= _HEAD_LENGTH or not blob.startswith(VERSION):
        raise unreadable()
    return blob[len(VERSION) :][:KEY_ID_LENGTH].hex()


def unseal(key: DataKey, place: str, blob: bytes) -> str:
    """The text of a blob. SecretsUnreadable when key, place or blob are not what they were."""
    from cryptography.exceptions import InvalidTag

    if key_id_of(blob) != key.id:
        raise unreadable()
    named, nonce = blob[: len(VERSION) + KEY_ID_LENGTH], blob[_HEAD_LENGTH - NONCE_LENGTH : _HEAD_LENGTH]
    try:
        text = _cipher(key.held).decrypt(nonce, blob[_HEAD_LENGTH:], named + _utf8(place))
    except InvalidTag as error:
        raise unreadable() from error
    return text.decode("utf-8", "surrogatepass")


def lock_key(key: DataKey, passphrase: str) -> PassphraseLock:
    """Seal a key with a passphrase. Takes about 0.4 s and 128 MiB, on purpose."""
    lock = PassphraseLock(
        n=SCRYPT_N,
        r=SCRYPT_R,
        p=SCRYPT_P,
        salt=secrets.token_bytes(SALT_LENGTH),
        nonce=secrets.token_bytes(NONCE_LENGTH),
        locked=b"",
    )
    cipher = _cipher(_stretched(passphrase, lock))
    locked = cipher.encrypt(lock.nonce, key.held, _bound(lock, key.id))
    return msgspec.structs.replace(lock, locked=locked)


def unlock_key(lock: PassphraseLock, key_id: str, passphrase: str) -> DataKey:
    """The key of a lock; as slow as locking. WrongPassphrase, or SecretsUnreadable for a lock that
    `is_sound` refuses."""
    from cryptography.exceptions import InvalidTag

    if not is_sound(lock):
        raise unreadable()
    try:
        secret = _cipher(_stretched(passphrase, lock)).decrypt(lock.nonce, lock.locked, _bound(lock, key_id))
    except InvalidTag as error:
        raise WrongPassphrase(
            "That is not the passphrase.", "", "Try again; capital letters and spaces count."
        ) from error
    return DataKey(id=key_id, held=bytearray(secret))


def is_sound(lock: PassphraseLock) -> bool:
    """False for parameters that we never wrote: weaker ones would let others guess the passphrase, absurd
    ones would take all memory."""
    return (
        SCRYPT_N <= lock.n <= _MOST_SCRYPT_N
        and lock.n.bit_count() == 1
        and (lock.r, lock.p) == (SCRYPT_R, SCRYPT_P)
        and (len(lock.salt), len(lock.nonce)) == (SALT_LENGTH, NONCE_LENGTH)
        and len(lock.locked) == KEY_LENGTH + TAG_LENGTH
    )


def unreadable() -> SecretsUnreadable:
    """The sentence for a blob that does not open."""
    return SecretsUnreadable(
        "The stored secrets cannot be read.",
        "They were sealed with a key that is not here, or were changed.",
        "Open the connection and enter them again.",
    )


def _stretched(passphrase: str, lock: PassphraseLock) -> bytes:
    needed = 128 * lock.n * lock.r
    try:
        # NFC: keyboards of different systems write the same letter in different ways.
        return hashlib.scrypt(
            _utf8(unicodedata.normalize("NFC", passphrase)),
            salt=lock.salt,
            n=lock.n,
            r=lock.r,
            p=lock.p,
            maxmem=needed + 2**20,  # scrypt needs a little more than its table
            dklen=KEY_LENGTH,
        )
    except (MemoryError, ValueError) as error:  # of sound parameters OpenSSL refuses none for another reason
        raise VaultError(
            "There is too little free memory to check a passphrase.",
            f"It takes {needed >> 20} MB, so that nobody can guess quickly.",
            "Close other programs and try again.",
        ) from error


def _bound(lock: PassphraseLock, key_id: str) -> bytes:
    return f"passphrase 1 {lock.n} {lock.r} {lock.p} {lock.salt.hex()} {key_id}".encode()


def _cipher(secret: bytes | bytearray) -> "AESGCM":
    # Here, because it takes 30 ms to load and most commands need no secret.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(secret)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
