"""The history: which runs are asked for, what is told of each, and what may be cleared away."""

from typing import Any, Literal

import msgspec

from core.model.results import Hit, Steps
from core.model.run import RunRecord, RunStatus

MOST_DAYS, MOST_MEGABYTES = 3650, 10_000_000
"""Limits of what can be set."""


class HistoryFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which runs. What is left as it is here asks for all.

    `text`: every word of it, in whatever capitals, in what the run was filled in with, in what went wrong, or
    in the names of app, module and connection. Times are seconds since 1970, UTC; `until` does not belong
    to the time asked for.
    """

    text: str = ""
    app: str = ""
    module: str = ""
    connection: str = ""
    statuses: tuple[RunStatus, ...] = ()
    since: float | None = None
    until: float | None = None
    pinned: bool = False


EVERYTHING = HistoryFilter()
"""Every run."""


class HistoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A run of the history, by the names that people know.

    `place` grows with every run that begins. A run that is under way has the bundles that are there now. A
    name of what is gone is what the run knows: an id, or "".
    """

    record: RunRecord
    place: int
    pinned: bool = False
    app_label: str = ""
    module_label: str = ""
    connection_name: str = ""


class HistoryPage(msgspec.Struct, frozen=True):
    """Some entries, newest first, and where the older ones begin; None when there are none."""

    entries: tuple[HistoryEntry, ...]
    older: int | None


class Retention(msgspec.Struct, frozen=True, kw_only=True):
    """How long runs are kept, and how much room they may take; 0 is without limit."""

    days: int = 180
    megabytes: int = 5000


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """A run that retention would clear away: because of its age, or of the room that all of them take."""

    entry: HistoryEntry
    why: Literal["age", "room"]
    size: int
    """Bytes of its files."""


class RetentionPlan(msgspec.Struct, frozen=True):
    """What would be cleared away now, oldest first, and the bytes of all runs as they are."""

    removals: tuple[Removal, ...]
    size: int

    @property
    def freed(self) -> int:
        """Bytes."""
        return sum(one.size for one in self.removals)


class RunAgain(msgspec.Struct, frozen=True, kw_only=True):
    """What a form is to be filled in with, so that it runs as a run of the past did.

    `connection` is its id, "" when it is gone. `labels`: names of chosen entries, as far as they are known.
    `left_out`: labels of fields whose values were secret; `unknown`: values that the module has no field for
    any more, by their keys.
    """

    app: str
    module: str
    connection: str
    values: dict[str, Any]
    labels: dict[str, str] = {}
    left_out: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class FoundInOutput(msgspec.Struct, frozen=True, kw_only=True):
    """A run that brought what was looked for: how many times, in how many bundles, and the first place.

    `steps` lead to the value, or to the name (`in_name`), that `preview` is the beginning of.
    """

    entry: HistoryEntry
    hits: int
    in_bundles: int
    first: Hit
    steps: Steps = ()
    in_name: bool = False
    preview: str = ""


class OutputsSearched(msgspec.Struct, frozen=True, kw_only=True):
    """So many runs were looked through, the last of them that of `back_to` (seconds since 1970).

    `unreadable` could not be. `is_complete`: no run is left; otherwise, at the end, there are more than are
    looked through at once.
    """

    runs: int
    back_to: float | None = None
    unreadable: int = 0
    is_complete: bool = False


OutputEvent = FoundInOutput | OutputsSearched
