"""A run of one module: its record in the history and the events on its way.

    RunEvent
    ├─ RunStarted(run)
    ├─ RequestSent(page, attempt)
    ├─ RetryScheduled(seconds, reason)
    ├─ ResponseRead(page, status, seconds, size)
    ├─ BundlesArrived(first, count)     positions in the spool, never payloads
    ├─ RunFinished(summary)
    └─ RunFailed(error, summary)

Stopping is no event: the person who stops knows; the record says "stopped".
"""

from typing import Any, Literal, Protocol

import msgspec

from core.model.errors import TrunklineError

RunStatus = Literal["running", "done", "failed", "stopped", "interrupted"]


class RunRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the history. Written before the first request, completed at the end.

    `values` are the form's values (a module has no secret fields). `problem` is the title, the reason and
    the next step of what ended it. Times are seconds since 1970, UTC.

    What follows says whether the run can be gone on with: `account` is the label of the account that it began
    with, None when it was not written down yet; `declared` a digest of the module as it was; `left_out`: its
    values held a secret, which is not kept; `in_doubt`: an unsafe write may have been carried out.
    """

    id: str
    app: str
    module: str
    connection: str
    started_at: float
    ended_at: float | None = None
    status: RunStatus = "running"
    pages: int = 0
    bundles: int = 0
    values: dict[str, Any] = {}
    problem: tuple[str, str, str] | None = None
    account: str | None = None
    declared: str = ""
    left_out: bool = False
    in_doubt: bool = False


class RunStarted(msgspec.Struct, frozen=True):
    """The record is written. A run that is gone on with starts once more, with the same id."""

    run: str


class RequestSent(msgspec.Struct, frozen=True):
    """A request went out: which page (from 1), which attempt (from 1)."""

    page: int
    attempt: int


class RetryScheduled(msgspec.Struct, frozen=True):
    """A request will be repeated after `seconds`, because of `reason`."""

    page: int
    attempt: int
    seconds: float
    reason: str


class ResponseRead(msgspec.Struct, frozen=True):
    """A reply was read to its end. `size` in bytes."""

    page: int
    status: int
    seconds: float
    size: int


class BundlesArrived(msgspec.Struct, frozen=True):
    """Bundles `first` to `first + count - 1` (from 0) lie in the spool. `total`: how many there will be,
    when the service told; None otherwise."""

    first: int
    count: int
    total: int | None = None


class RunFinished(msgspec.Struct, frozen=True):
    """All is read."""

    pages: int
    bundles: int
    seconds: float


class RunFailed(msgspec.Struct, frozen=True):
    """It ended early; what arrived stays."""

    error: TrunklineError
    pages: int
    bundles: int
    seconds: float


RunEvent = RunStarted | RequestSent | RetryScheduled | ResponseRead | BundlesArrived | RunFinished | RunFailed


class BundleSource(Protocol):
    """Bundles of a run, read where they lie. May be asked from any one thread; never blocks on a network.

    A bundle is one line of JSON. The count grows while the run goes on, after `refresh()`.
    """

    def __len__(self) -> int:
        """How many bundles there are, as of the last `refresh()`."""

    def refresh(self) -> int:
        """Look again how many there are; gives that number."""

    def size(self, index: int) -> int:
        """How many bytes the JSON text of one bundle has, without reading it."""

    def raw(self, index: int) -> bytes:
        """The JSON text of one bundle, as received (newlines between values replaced by spaces)."""

    def close(self) -> None:
        """Let go of the file."""
