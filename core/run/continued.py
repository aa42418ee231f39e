"""Whether a run that ended before its end can be gone on with."""

import hashlib
from collections.abc import Sequence

import msgspec

from core.model.app import App
from core.model.connection import Connection
from core.model.errors import (
    AuthRejected,
    InvalidRequest,
    InvalidValues,
    NetworkDown,
    NotAllowed,
    NotFound,
    NotKnown,
    RateLimited,
    Refused,
    TimedOut,
    TrunklineError,
    UnsafeAddress,
)
from core.model.module import Module
from core.model.position import AtEnd, Milestone
from core.model.run import RunRecord

_NOTHING_DONE = (
    AuthRejected,
    InvalidRequest,
    InvalidValues,
    NetworkDown,
    NotAllowed,
    NotFound,
    NotKnown,
    RateLimited,
    Refused,
    TimedOut,
    UnsafeAddress,
)
"""After these an unsafe write was not carried out: the service said no, or was never asked. A write whose
answer was lost fails otherwise, with `UnknownOutcome`."""

_RUN_ANEW = "Run the module anew."


def is_known_undone(error: TrunklineError) -> bool:
    """Whether a request that failed so has done nothing."""
    return isinstance(error, _NOTHING_DONE)


def digest(app: App, module: Module) -> str:
    """A short text that another declaration of the module, or of where it leads, does not have."""
    declared = msgspec.json.encode((module, app.base_url, app.other_bases), order="deterministic")
    return hashlib.sha256(declared).hexdigest()[:32]


def refuse_as_it_ended(record: RunRecord, passed: Sequence[Milestone]) -> None:
    """Raise `TrunklineError` for a run that cannot be gone on with for how it began or ended."""
    if record.status == "done":
        raise _cannot("It is done: all that it asked for is here.", _RUN_ANEW)
    if record.status == "running":
        raise under_way()
    if record.account is None:
        raise _cannot("It was begun by an older Trunkline, which did not note what it needs.", _RUN_ANEW)
    if record.left_out:
        raise _cannot(
            "Its form held a secret, and the history keeps no secrets.",
            "Fill in the form once more and run it.",
        )
    is_all_there = bool(passed) and isinstance(passed[-1].position, AtEnd)
    if record.in_doubt and not is_all_there:
        raise _cannot(
            "It is not known whether its last request was carried out; sent again, it might be done twice.",
            "Look at the service. If it was not done, run the module anew.",
        )


def refuse_changed(record: RunRecord, app: App, module: Module, connection: Connection) -> None:
    """Raise `TrunklineError` where what the run needs is no more as it was when it began."""
    if digest(app, module) != record.declared:
        raise _cannot(f"“{module.label}” was changed since it began.", _RUN_ANEW)
    if record.account and connection.account != record.account:
        now = f"leads to “{connection.account}” now" if connection.account else "was not verified since"
        raise _cannot(
            f"It began with the account “{record.account}”; '{connection.name}' {now}. Bundles of"
            " two accounts must not be mixed.",
            "Verify the connection, or run the module anew.",
        )


def connection_of(record: RunRecord, connections: Sequence[Connection]) -> Connection:
    """The connection that a run went through, as it is now. Raises `TrunklineError` when it is gone."""
    for connection in connections:
        if connection.id == record.connection:
            return connection
    raise _cannot("The connection that it went through is gone.", "Run the module with another connection.")


def under_way() -> TrunklineError:
    """The error for a run that somebody is at work on."""
    return _cannot("It is under way: here, in another window or in a terminal.", "Wait until it has ended.")


def _cannot(reason: str, next_step: str) -> TrunklineError:
    return TrunklineError("This run cannot be continued.", reason, next_step)
