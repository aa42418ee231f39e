"""Ids as Qualtrics writes them: a prefix for the kind of thing, then fifteen letters and digits."""

import string
from hashlib import blake2b

from core.sandbox.seeded import mix

_LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_PAIRS = [first + second for first in _LETTERS for second in _LETTERS]
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)}
_LENGTH = 15
_TAIL_BITS = 48
_TAIL = (1 << _TAIL_BITS) - 1
_ZERO = 1 << 40
"""What number 0 has in the tail: negative numbers fit too."""


def seed_of(seed: int, kind: str) -> int:
    """Return a seed of its own for a kind of thing, however long and alike the names of kinds are."""
    return int.from_bytes(blake2b(f"{seed} {kind}".encode(), digest_size=8).digest(), "big")


class Ids:
    """The ids of one kind of thing; each can be turned back into its number without a table."""

    def __init__(self, seed: int, kind: str, prefix: str) -> None:
        self._prefix = prefix
        self._seed = seed_of(seed, kind)
        self._mask = mix(self._seed, -1) & _TAIL

    def of(self, number: int) -> str:
        """Return the id of thing `number` (from -2**40 to 2**40)."""
        head = mix(self._seed, number) >> 24
        left = head << _TAIL_BITS | (number + _ZERO) ^ self._mask
        parts = []
        for _ in range(_LENGTH // 2):
            left, pair = divmod(left, len(_PAIRS))
            parts.append(_PAIRS[pair])
        return f"{self._prefix}{_LETTERS[left]}{''.join(reversed(parts))}"

    def number(self, identifier: str) -> int | None:
        """Return the number of the thing with that id, or None if it is none of this kind."""
        digits = identifier.removeprefix(self._prefix)
        if len(digits) != _LENGTH or not all(digit in _VALUES for digit in digits):
            return None
        value = 0
        for digit in digits:
            value = value * len(_LETTERS) + _VALUES[digit]
        number = (value & _TAIL ^ self._mask) - _ZERO
        return number if self.of(number) == identifier else None
