"""Where the next page of a list begins: kept beside what has arrived, so that a run can go on from there.

    Position
    ├─ AtPage       numbered pages
    ├─ AtCursor     a cursor that the page before told
    ├─ AtUrl        an address that the page before told
    ├─ AtOffset     entries before it, in a list or in a part of one
    ├─ AtDay        a list that is taken day by day
    ├─ AtPart       a list that is taken apart by days
    └─ AtEnd        nothing more is to be asked for

Each is written as a short JSON array, and holds no secret.
"""

from datetime import date

import msgspec


class Days(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a list: its first and its last day; None is no end on that side.

    `more`: days that are added to the last one when it is asked for.
    """

    first: date | None = None
    last: date | None = None
    more: int = 0

    def __str__(self) -> str:
        if self.first == self.last or self.last is None:
            return f"{self.first}{'' if self.last else ' and later'}"
        return f"{self.last} and earlier" if self.first is None else f"{self.first} to {self.last}"


class Place(msgspec.Struct, frozen=True, array_like=True):
    """What all positions are. A `page` is a place in the list, from 1: the page that is asked for next."""


class AtPage(Place, frozen=True, tag="page"):
    """A numbered page."""

    page: int


class AtCursor(Place, frozen=True, tag="cursor"):
    """The page that a cursor leads to."""

    page: int
    cursor: str


class AtUrl(Place, frozen=True, tag="url"):
    """The page at an address of the connection's own host: path and query, without the credential."""

    page: int
    url: str


class AtOffset(Place, frozen=True, tag="offset"):
    """A page of a list, or of a part of one, whose pages are `step` entries long.

    `rows`: how many entries there are, as far as the service told; `received`: how many came so far, `last`
    of them with the latest page. `is_over`: that was the last one.
    """

    page: int
    step: int
    rows: int | None
    received: int
    last: int
    is_over: bool


class Walked(msgspec.Struct, frozen=True, array_like=True):
    """How far a list in parts has been gone through: pages and entries that were handed over.

    `missing` names days that could not be had to their end, the first ones; `more_missing` counts the
    others. `most`: the most entries that such a day gave.
    """

    pages: int
    received: int
    most: int = 0
    missing: tuple[str, ...] = ()
    more_missing: int = 0


class AtDay(Place, frozen=True, tag="day"):
    """A place within a day; None is the list as it is, asked for without a day."""

    walked: Walked
    day: date | None
    part: AtOffset


class Divided(msgspec.Struct, frozen=True, array_like=True):
    """How a whole is divided: days added to its last one; the day before which there is nothing, and its
    entries, once they are known."""

    more: int
    oldest: date | None = None
    rows: int | None = None


class Sifted(msgspec.Struct, frozen=True, array_like=True):
    """Entries that were kept and dropped so far, and the ids of those that came with the latest page."""

    kept: int
    dropped: int
    came: tuple[str | int, ...] = ()


class AtPart(Place, frozen=True, tag="part"):
    """A place within a part by days, and those parts that follow: `waiting`, the next one last."""

    walked: Walked
    days: Days
    part: AtOffset
    waiting: tuple[Days, ...]
    divided: Divided
    sifted: Sifted


class AtEnd(Place, frozen=True, tag="end"):
    """The end of the list, or of what was wanted of it."""


Position = AtPage | AtCursor | AtUrl | AtOffset | AtDay | AtPart | AtEnd


class Milestone(msgspec.Struct, frozen=True, array_like=True):
    """A page that was kept: how many bundles and pages there were then, and where the next page begins."""

    bundles: int
    pages: int
    position: Position
