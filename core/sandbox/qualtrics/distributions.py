"""Distributions by SMS and by e-mail, as they are kept and as the calls show them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from core.sandbox.moments import now
from core.sandbox.qualtrics.directories import Audience
from core.sandbox.qualtrics.identifiers import Ids
from core.sandbox.qualtrics.times import utc_text

SMS_LENGTH = 160
"""Characters of one segment of an SMS."""


@dataclass(frozen=True)
class Recipients:
    """Who gets a distribution: the ids as they were sent, and the contacts meant; nobody for None."""

    ids: dict[str, str | None]
    audience: Audience | None


@dataclass(frozen=True)
class Message:
    """What is sent: a message of a library or a text; neither for an interactive SMS and for links."""

    library: str | None = None
    id: str | None = None
    text: str | None = None
    library_text: str | None = None

    @property
    def words(self) -> str:
        """The text that is sent."""
        return self.text or self.library_text or ""


@dataclass(frozen=True)
class SmsDistribution:
    """A distribution by SMS. `sent` and `dropped` count contacts, once it is due."""

    number: int
    id: str
    survey: str
    name: str
    method: str
    send_date: str
    due: datetime
    recipients: Recipients
    message: Message
    sent: int
    dropped: int

    def view(self, owner: str, organization: str, is_new: bool = False) -> dict[str, Any]:
        """Return the whole object. Our own choice: once due it is `Done`, dropped ones count as failed."""
        is_due = self.due <= now() and not is_new
        segments = max(1, -(-len(self.message.words) // SMS_LENGTH)) if is_due else 0
        return {
            "id": self.id,
            "ownerId": owner,
            "organizationId": organization,
            "requestStatus": "Done" if is_due else "Scheduled",
            "requestType": self.method,
            "surveyId": self.survey,
            "name": self.name,
            "sendDate": self.send_date,
            "recipients": {
                name: self.recipients.ids.get(name)
                for name in (
                    "mailingListId",
                    "transactionBatchId",
                    "transactionId",
                    "contactId",
                    "libraryId",
                    "sampleId",
                )
            },
            "message": {
                "libraryId": self.message.library,
                "messageId": self.message.id,
                "messageText": self.message.text,
            },
            "stats": {
                "sent": self.sent if is_due else 0,
                "failed": self.dropped if is_due else 0,
                "started": 0,
                "finished": 0,
                "credits": self.sent * segments if is_due else 0,
                "segments": segments,
            },
        }


@dataclass(frozen=True)
class EmailDistribution:
    """A distribution by e-mail, or one that only makes links (then `request_type` says so)."""

    number: int
    id: str
    survey: str
    request_type: str
    send_date: str
    due: datetime
    recipients: Recipients
    message: Message
    headers: dict[str, str | None]
    link_type: str
    expiration: str | None
    embedded: dict[str, Any] = field(default_factory=dict)
    created: str = field(default_factory=lambda: utc_text(now().timestamp()))

    @property
    def is_links(self) -> bool:
        """Whether nothing is sent."""
        return self.request_type == LINKS

    def view(self, owner: str, organization: str, alone: bool = False) -> dict[str, Any]:
        """Return it as an element of the list; only `alone` it tells the text of its message."""
        is_due = self.due <= now()
        message = {
            "libraryId": self.message.library,
            "messageId": self.message.id,
            "messageType": None if self.is_links else "Inline" if self.message.id is None else "Library",
        }
        if alone:
            message["messageText"] = self.message.text
        return {
            "id": self.id,
            "parentDistributionId": None,
            "ownerId": owner,
            "organizationId": organization,
            "requestStatus": "Generated" if self.is_links else "Done" if is_due else "Pending",
            "requestType": self.request_type,
            "sendDate": self.send_date,
            "createdDate": self.created,
            "modifiedDate": self.created,
            "customHeaders": {},
            "headers": self.headers,
            "recipients": {
                name: self.recipients.ids.get(name)
                for name in ("mailingListId", "contactId", "libraryId", "sampleId")
            },
            "message": message,
            "surveyLink": {
                "surveyId": self.survey,
                "expirationDate": self.expiration,
                "linkType": self.link_type,
            },
            "embeddedData": self.embedded or None,
            "stats": dict.fromkeys(_EMAIL_STATS, 0) | {"sent": self._sent() if is_due else 0},
        }

    def _sent(self) -> int:
        audience = self.recipients.audience
        if audience is None or self.is_links:
            return 0
        return audience.directory.contacts.count(audience.rows)


LINKS = "GeneratedInvite"
_EMAIL_STATS = (
    "sent", "failed", "started", "bounced", "opened", "skipped", "finished", "complaints", "blocked",
)  # fmt: skip


class Kept(Protocol):
    """What a shelf can hold."""

    @property
    def number(self) -> int:
        """Its number: -1, -2, ..."""

    @property
    def id(self) -> str:
        """Its id."""


T = TypeVar("T", bound=Kept)


class Shelf(Generic[T]):
    """Distributions by number; each new one has a smaller number, so ascending is newest first."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._made = 0
        self._things: dict[int, T] = {}

    def add(self, make: Callable[[int, str], T]) -> T:
        """Keep what `make` returns for a number and an id."""
        self._made += 1
        made = self._things[-self._made] = make(-self._made, self._ids.of(-self._made))
        return made

    def all(self) -> dict[int, T]:
        """Return all by number, newest first."""
        return dict(sorted(self._things.items()))

    def find(self, identifier: str) -> T | None:
        """Return the one with that id."""
        number = self._ids.number(identifier)
        return None if number is None else self._things.get(number)

    def remove(self, thing: T) -> None:
        """Take one away."""
        self._things.pop(thing.number, None)


class SmsLedger:
    """Who got which text on which day: the same text does not go to the same contact twice on a day."""

    def __init__(self) -> None:
        self._got: dict[tuple[str, str, str], dict[int, set[int]]] = {}

    def enter(self, number: int, day: str, text: str, audience: Audience | None) -> tuple[int, int]:
        """Enter distribution `number`; return how many contacts get it and how many have it already."""
        if audience is None:
            return 0, 0
        before = self._got.setdefault((day, text, audience.directory.id), {})
        wanted = set(audience.numbers())
        new = wanted.difference(*before.values())
        before[number] = new
        return len(new), len(wanted) - len(new)

    def forget(self, number: int) -> None:
        """Take back a distribution that was deleted before it was sent."""
        for got in self._got.values():
            got.pop(number, None)
