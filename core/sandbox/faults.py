"""Faults: which requests go wrong, and how.

======================  ===============================================================================
kind                    what the caller sees
======================  ===============================================================================
``rate_limited``        the service's 429, with `Retry-After: <retry_after>` (left out if that is null)
``server_error``        the service's 500
``not_json``            200 with a page of HTML
``hang``                no answer, until the caller goes away
``slow``                the right answer, `delay` seconds late
``broken_json``         the right answer, of which the last part of the body is missing
``cut_connection``      the same, and the connection is cut in the middle of the announced body
======================  ===============================================================================

The service does its work only for the last three: a write whose answer was cut *has* happened, as in life;
of the first four it never hears.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal, TypeAlias, get_args

FaultKind: TypeAlias = Literal[
    "rate_limited", "server_error", "not_json", "hang", "slow", "broken_json", "cut_connection"
]


@dataclass(frozen=True, slots=True)
class Fault:
    """Requests from the `from_request`-th that match, `times` of them (None: for good), go wrong.

    Counted from the moment the fault was set. `path` is what follows the service's prefix; `*` in it
    stands for anything. `method` None means any.
    """

    app: str
    kind: FaultKind
    path: str = "*"
    method: str | None = None
    from_request: int = 1
    times: int | None = 1
    retry_after: int | str | None = 1
    delay: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in get_args(FaultKind):
            raise ValueError(f"No such kind of fault: {self.kind}. Known: {', '.join(get_args(FaultKind))}.")
        if self.from_request < 1 or (self.times is not None and self.times < 1) or self.delay < 0:
            raise ValueError("from_request and times count from 1, delay from 0.")

    def matches(self, app: str, method: str, path: str) -> bool:
        """Whether a request is one of those that this fault counts."""
        return (
            app == self.app
            and self.method in (None, method)
            and (path == self.path or fnmatchcase(path, self.path))
        )

    def strikes(self, count: int) -> bool:
        """Whether the `count`-th matching request goes wrong."""
        return self.from_request <= count and (self.times is None or count < self.from_request + self.times)


class FaultPlan:
    """The faults that are set, and how many requests each has seen."""

    def __init__(self, faults: tuple[Fault, ...] = ()) -> None:
        self._first = faults
        self.restore()

    def add(self, fault: Fault) -> None:
        """Set one more fault."""
        self._seen.append((fault, 0))

    def restore(self) -> None:
        """Go back to the faults of the start."""
        self._seen: list[tuple[Fault, int]] = [(fault, 0) for fault in self._first]

    def clear(self) -> None:
        """Take all faults away."""
        self._seen = []

    def strike(self, app: str, method: str, path: str) -> Fault | None:
        """Count a request with every fault that it matches; return the first that strikes it."""
        struck: Fault | None = None
        for place, (fault, seen) in enumerate(self._seen):
            if fault.matches(app, method, path):
                self._seen[place] = (fault, seen + 1)
                if struck is None and fault.strikes(seen + 1):
                    struck = fault
        return struck
