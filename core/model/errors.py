"""Everything that can go wrong and that a person can understand and act on.

    TrunklineError(title, reason, next_step)
    ├─ InvalidValues(by_field)            the form knows where to show it
    ├─ ServiceError(status)               the service answered, and said no
    │  ├─ AuthRejected, NotAllowed
    │  ├─ NotFound, InvalidRequest, Refused
    │  ├─ RateLimited(retry_after)
    │  ├─ ServiceDown(retry_after)
    │  └─ UnreadableReply
    ├─ NetworkError                       no answer
    │  ├─ NetworkDown, TimedOut
    │  └─ UnknownOutcome                  an unsafe write whose answer was lost: ask, never repeat
    ├─ UnsafeAddress                      credentials would leave the house
    ├─ VaultError
    │  ├─ NoKeyring, SecretsLocked, WrongPassphrase, SecretsUnreadable
    ├─ NotKnown                           no such app, module or connection; with the nearest name
    ├─ NameTaken
    ├─ InUse(places)                      a connection that other things still need
    ├─ AppInvalid(problems)
    └─ DataError
       └─ DataUnreadable, DataTooNew

Anything else is our bug, and goes to the crash reporter.
"""

from collections.abc import Mapping, Sequence

import msgspec


class TrunklineError(Exception):
    """A title, the reason, and what to do next: three short plain texts."""

    exit_status = 1
    """What a command ends with."""

    def __init__(self, title: str, reason: str = "", next_step: str = "") -> None:
        super().__init__(title, reason, next_step)
        self.title = title
        self.reason = reason
        self.next_step = next_step

    def __str__(self) -> str:
        return " ".join(part for part in (self.title, self.reason, self.next_step) if part)


class InvalidValues(TrunklineError):
    """Values that a form must not send: one sentence a field, by path (`items.0.amount`)."""

    exit_status = 2

    def __init__(self, by_field: Mapping[str, str]) -> None:
        count = len(by_field)
        super().__init__(
            "One field needs a look." if count == 1 else f"{count} fields need a look.",
            " ".join(by_field.values()),
        )
        self.by_field = dict(by_field)


class ServiceError(TrunklineError):
    """The service answered, and said no. `status` is the HTTP status of that answer."""

    exit_status = 3

    def __init__(self, title: str, reason: str = "", next_step: str = "", *, status: int = 0) -> None:
        super().__init__(title, reason, next_step)
        self.status = status


class AuthRejected(ServiceError):
    """The service did not accept the credentials."""

    exit_status = 4


class NotAllowed(ServiceError):
    """The credentials are good, but do not allow this."""


class NotFound(ServiceError):
    """There is no such thing at the service."""


class InvalidRequest(ServiceError):
    """The service found a value wrong or missing."""


class Refused(ServiceError):
    """The service declined for a reason of its own."""


class RateLimited(ServiceError):
    """Too many requests. `retry_after` is in seconds, None when the service did not say."""

    def __init__(
        self,
        title: str,
        reason: str = "",
        next_step: str = "",
        *,
        status: int = 429,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(title, reason, next_step, status=status)
        self.retry_after = retry_after


class ServiceDown(ServiceError):
    """The service has trouble of its own (5xx). `retry_after` is in seconds."""

    def __init__(
        self,
        title: str,
        reason: str = "",
        next_step: str = "",
        *,
        status: int = 500,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(title, reason, next_step, status=status)
        self.retry_after = retry_after


class Incomplete(Refused):
    """The service holds more of a list than it gives. What it gives has arrived."""


class UnreadableReply(ServiceError):
    """The answer is not what it should be: not JSON, or without the part where the bundles are."""


class NetworkError(TrunklineError):
    """No answer came."""

    exit_status = 5


class NetworkDown(NetworkError):
    """The host could not be reached, or the connection broke."""


class TimedOut(NetworkError):
    """The host took too long."""


class UnknownOutcome(NetworkError):
    """The answer to a write was lost: it may have happened or not. Never repeated by itself."""


class UnsafeAddress(TrunklineError):
    """An address that would carry the credentials to another host."""

    exit_status = 2


class VaultError(TrunklineError):
    """The secrets cannot be had."""


class NoKeyring(VaultError):
    """No system keyring answered; a passphrase vault is the way on."""


class SecretsLocked(VaultError):
    """The vault is there, and locked."""


class WrongPassphrase(VaultError):
    """The passphrase does not open the vault."""


class SecretsUnreadable(VaultError):
    """The vault's key does not fit the stored secrets, or they were changed."""


class NotKnown(TrunklineError):
    """Nothing of that name here."""

    exit_status = 2


class NameTaken(TrunklineError):
    """Another connection has this name."""

    exit_status = 2


class InUse(TrunklineError):
    """Something still needs the connection. `places` says where it is used, in the words of the person."""

    def __init__(self, name: str, places: Sequence[str]) -> None:
        super().__init__(
            f"'{name}' is in use.",
            f"It is used in: {'; '.join(places)}.",
            "Let another connection take its place first, or remove it together with its uses.",
        )
        self.name = name
        self.places = tuple(places)


class AppProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One mistake in an app's file: where it is, what is wrong, and the nearest right word."""

    file: str
    line: int
    place: str
    sentence: str
    suggestion: str = ""

    def __str__(self) -> str:
        hint = f" {self.suggestion}" if self.suggestion else ""
        place = f" at {self.place}" if self.place else ""
        return f"{self.file}, line {self.line}{place}: {self.sentence}{hint}"


class AppInvalid(TrunklineError):
    """An app's files cannot be used; every mistake found, with its place."""

    def __init__(self, app: str, problems: tuple[AppProblem, ...]) -> None:
        super().__init__(
            f"The app '{app}' cannot be used.",
            " ".join(str(problem) for problem in problems),
            "Correct the file; what is right is used at once.",
        )
        self.app = app
        self.problems = problems


class DataError(TrunklineError):
    """The local data cannot be used as it is."""


class DataUnreadable(DataError):
    """A local file is damaged or cannot be written."""


class DataTooNew(DataError):
    """The data was written by a newer Trunkline."""
