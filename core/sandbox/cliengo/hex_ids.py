"""Ids of 24 hexadecimal digits, as Cliengo has them for everything."""

from core.sandbox.seeded import mix, token

DIGITS = 24
_HALF = (1 << 48) - 1
_ZERO = 1 << 40
"""What number 0 has in the tail: negative numbers fit too."""


class HexIds:
    """The ids of one kind of thing; each can be turned back into its number without a table."""

    def __init__(self, seed: int, kind: str) -> None:
        self._seed = int(token(seed, f"cliengo {kind}", 16), 16)
        self._mask = mix(self._seed, -1) & _HALF

    def of(self, number: int) -> str:
        """Return the id of thing `number` (from -2**40 to 2**40)."""
        return f"{mix(self._seed, number) & _HALF:012x}{(number + _ZERO) ^ self._mask:012x}"

    def number(self, text: str) -> int | None:
        """Return the number that has this id, or None if none has."""
        if len(text) != DIGITS:
            return None
        try:
            number = (int(text[DIGITS // 2 :], 16) ^ self._mask) - _ZERO
        except ValueError:
            return None
        # The head proves that it is one of ours; int() also reads signs, blanks and foreign digits.
        return number if self.of(number) == text else None
