"""Values that follow from a seed and a number alone, so that data of any size needs no memory."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple, TypeVar
from uuid import UUID

T = TypeVar("T")

_WORD = (1 << 64) - 1
_TAIL = (1 << 48) - 1
_TAIL_ZERO = 1 << 40
"""What number 0 has in the tail of a UUID: negative numbers fit too."""


def mix(seed: int, number: int) -> int:
    """Return 64 well-stirred bits for (seed, number): the splitmix64 step."""
    word = (number * 0x9E3779B97F4A7C15 + seed * 0xD1342543DE82EF95 + 0x632BE59BD9B4E019) & _WORD
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & _WORD
    return word ^ (word >> 31)


def pick(choices: Sequence[T], bits: int) -> T:
    """Return the choice that `bits` point at."""
    return choices[bits % len(choices)]


def plain_number(text: str) -> int | None:
    """Return a number of at most twelve digits, as generated ids hold it; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 12 else None


def token(seed: int, kind: str, digits: int) -> str:
    """Return `digits` (at most 64) hexadecimal digits, for a key or an id of that kind."""
    base = _kind_seed(seed, kind)
    return "".join(f"{mix(base, part):016x}" for part in range(4))[:digits]


class Uuids:
    """The UUIDs of one kind of thing; each can be turned back into its number without a table."""

    def __init__(self, seed: int, kind: str) -> None:
        self._seed = _kind_seed(seed, kind)
        self._mask = mix(self._seed, -1) & _TAIL

    def of(self, number: int) -> str:
        """Return the UUID (version 4 by its looks) of thing `number` (from -2**40 to 2**40)."""
        bits = mix(self._seed, number)
        head, second, third = bits & 0xFFFFFFFF, bits >> 32 & 0xFFFF, bits >> 48 & 0xFFF
        tail = (number + _TAIL_ZERO) ^ self._mask
        return f"{head:08x}-{second:04x}-4{third:03x}-{0x8000 | bits >> 50:04x}-{tail:012x}"

    def number(self, uuid: str) -> int | None:
        """Return the number that has `uuid`, or None if none has."""
        try:
            number = (UUID(uuid).int & _TAIL ^ self._mask) - _TAIL_ZERO
        except ValueError:
            return None
        return number if self.of(number) == uuid.lower() else None


class Person(NamedTuple):
    """A made-up person: name in any script, and a handle in plain letters for addresses."""

    name: str
    handle: str
    company: int


def person(bits: int, companies: int) -> Person:
    """Return the person that 64 `bits` describe, working at one of `companies` companies."""
    first, first_handle = pick(_FIRST, bits)
    last, last_handle = pick(_LAST, bits >> 8)
    return Person(f"{first} {last}", f"{first_handle}.{last_handle}", (bits >> 16) % companies)


def company(number: int) -> tuple[str, str]:
    """Return name and domain of a made-up company. The domain can never exist (RFC 2606)."""
    stem, handle = pick(_COMPANY, number)
    return f"{stem} {number}", f"{handle}{number}.example"


def _kind_seed(seed: int, kind: str) -> int:
    # A digest, because `mix` keeps 64 bits: of a longer name only the end would count.
    return mix(seed, int.from_bytes(blake2b(kind.encode(), digest_size=8).digest(), "big"))


_FIRST = (
    ("Ann", "ann"), ("José", "jose"), ("Zoë", "zoe"), ("Łukasz", "lukasz"), ("Анна", "anna"),
    ("美咲", "misaki"), ("Oluwaseun", "oluwaseun"), ("Siân", "sian"), ("أحمد", "ahmed"), ("Bjørn", "bjorn"),
    ("Mary-Jane", "mary.jane"), ("Ιωάννης", "ioannis"), ("Priya", "priya"), ("Çağla", "cagla"),
    ("Nguyễn", "nguyen"), ("Pat", "pat"), ("Dávid", "david"),
)  # fmt: skip
_LAST = (
    ("Larsson", "larsson"), ("O'Neill", "oneill"), ("García", "garcia"), ("Müller", "mueller"),
    ("Иванова", "ivanova"), ("田中", "tanaka"), ("de la Cruz", "delacruz"), ("Nowak", "nowak"),
    ("Ó Briain", "obriain"), ("الحسن", "alhassan"), ("Smith", "smith"), ("Škoda", "skoda"),
    ("Adébáyò", "adebayo"), ("Lee", "lee"), ("Fitzgerald-Jones", "fitzgerald"),
)  # fmt: skip
_COMPANY = (
    ("Acme", "acme"), ("Größe & Söhne", "groesse"), ("Initech", "initech"), ("Nordlys", "nordlys"),
    ("株式会社サンプル", "sample"), ("Umbrella", "umbrella"), ("Café Río", "caferio"), ("Globex", "globex"),
)  # fmt: skip
