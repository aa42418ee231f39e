"""The things of a Refiner project. Moments are texts as the service writes them, and so sort by time."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Account:
    """A company that contacts belong to."""

    uuid: str
    remote_id: str | None
    domain: str | None
    display_name: str
    first_seen_at: str
    last_seen_at: str
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Contact:
    """A user. `segments` tells by segment number when it was entered; `account` is a number, too."""

    uuid: str
    remote_id: str | None
    email: str | None
    display_name: str | None
    first_seen_at: str
    last_seen_at: str
    attributes: dict[str, Any]
    segments: dict[int, str]
    account: int


@dataclass(slots=True)
class Response:
    """A contact's answers to a form, both by number. `completed_at` is None for a partial response."""

    uuid: str
    form: int
    contact: int
    received_at: str
    completed_at: str | None
    data: dict[str, Any]
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Form:
    """A survey: a draft until published; archived ones stay. `questions` are slugs with possible answers."""

    uuid: str
    name: str
    questions: dict[str, tuple[Any, ...]]
    created_at: str
    published_at: str | None = None
    archived_at: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A group of contacts; only a manual one can be filled through the API."""

    uuid: str
    name: str
    is_manual: bool
