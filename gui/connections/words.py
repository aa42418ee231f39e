"""What is said of a connection: how it fares, since when, where it is used, what it is found by."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from core.model.amounts import counted
from core.model.connection import Connection, Use
from gui.moments import moment

_MOST_NAMED = 4
"""Places that are named in one sentence; of more, the rest is counted."""

FAILING_NEXT_STEP = (
    "Enter the credentials again. If something was put right at the service, just verify it once more."
)


@dataclass(frozen=True)
class State:
    """How a connection fares: a word, the rest of the sentence, and an icon in a colour of the theme."""

    word: str
    more: str
    picture: str
    tone: str
    rank: int
    """For sorting: what needs a look comes first."""

    @property
    def text(self) -> str:
        """All of it."""
        return f"{self.word} {self.more}".strip()


VERIFYING = State("Verifying…", "", "hourglass", "muted", 1)


def state_of(connection: Connection, now: float) -> State:
    """How a connection fares, as told at `now` (seconds since 1970)."""
    if connection.failing_since is not None:
        since = f"since {moment(connection.failing_since, now)}"
        return State("Failing", since, "circle-alert", "danger", 0)
    if connection.practice:
        return State("Practice", "", "graduation-cap", "practice", 4)
    if connection.verified_at is None:
        return State("Never verified", "", "circle-help", "warning", 2)
    return State("Verified", moment(connection.verified_at, now), "circle-check", "success", 3)


def account_line(connection: Connection, app_label: str) -> str:
    """Which app, and which account there."""
    return " · ".join(filter(None, (app_label, connection.account)))


def used_by(uses: Sequence[Use] | None) -> str:
    """By how many things a connection is used: "1 scenario, 2 forms"; "" while that is not known."""
    if uses is None:
        return ""
    counts = sorted(Counter[str](use.kind for use in uses).items(), reverse=True)
    return ", ".join(counted(count, kind) for kind, count in counts) or "Not used"


def in_short(names: Sequence[str]) -> str:
    """Names in one sentence, the first few of them: "a, b and 3 others"."""
    if len(names) > _MOST_NAMED + 1:
        names = (*names[:_MOST_NAMED], f"{len(names) - _MOST_NAMED} others")
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1] if names else "")))


def searched(connection: Connection, app_label: str) -> str:
    """All that a connection can be found by, for `is_found`."""
    state = connection.state.replace("unverified", "never verified")
    kind = "practice" if connection.practice else ""
    return f"{connection.name} {app_label} {connection.account} {state} {kind}".casefold()


def is_found(haystack: str, typed: str) -> bool:
    """Whether each word that was typed stands in it."""
    return all(word in haystack for word in typed.casefold().split())


def in_order(name: str) -> str:
    """What to sort a name by: no capitals, and 2 before 10."""
    return re.sub(r"\d+", lambda number: number[0].zfill(12), name.casefold())


def free_name(name: str, taken: Collection[str]) -> str:
    """A name for a copy that nothing else has."""
    used = {one.casefold() for one in taken}
    names = (f"{name} copy", *(f"{name} copy {number}" for number in range(2, len(used) + 3)))
    return next(one for one in names if one.casefold() not in used)
