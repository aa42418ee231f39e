"""The project as it is before anything was written: every thing follows from the seed and its number.

Contacts are numbered from 0, the newest; so the order by first sight is the order of the numbers, and a
larger project holds the same newest contacts as a small one.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from core.sandbox.moments import stamp
from core.sandbox.refiner.records import Account, Contact, Form, Response, Segment
from core.sandbox.seeded import Uuids, company, mix, person, pick, plain_number

LATEST = int(datetime(2025, 6, 1, tzinfo=UTC).timestamp())
"""When the newest contact was first seen."""
STEP = 600
"""Seconds between two contacts, about."""
DAY = 86_400
ANSWERED_EVERY = 3
"""One contact in so many has answered a survey."""
NO_ACCOUNT = 0
"""The nameless account of those who belong to none: the service always sends one."""

_PLANS = ("free", "pro", "team", "enterprise")
_MANY_CONTACTS_A_COMPANY = 20

_SEGMENTS = (
    ("Paying", False), ("Trial", False), ("Power users", False), ("Newsletter", True), ("Beta testers", True),
    ("Nobody yet", True),
)  # fmt: skip
_MEMBERSHIP: tuple[tuple[int, ...], ...] = (
    (),
    (0,),
    (),
    (3,),
    (),
    (1,),
    (),
    (),
    (0, 2),
    (),
    (),
    (4,),
    (),
    (),
)

_FORMS: tuple[tuple[str, str, dict[str, tuple[Any, ...]]], ...] = (
    ("Exit survey", "published", {"why_leave": ("Price", "Missing feature", "Zu kompliziert", "他社へ")}),
    ("NPS", "published", {"nps": tuple(range(11)), "nps_reason": ("Fast", "Too slow", "¡Genial!", "")}),
    ("Customer satisfaction", "published", {"csat": (1, 2, 3, 4, 5)}),
    ("Onboarding check-in", "draft", {"rating": (1, 2, 3, 4, 5)}),
    ("Pricing research", "draft", {"fair_price": ("9", "19", "49")}),
    ("Churn survey (old)", "archived", {"why_leave": ("Price", "Other")}),
)
_ANSWERED_FORMS = (0, 1, 2, 5)


class Generated:
    """All things of a project of `size` contacts, made up when asked for."""

    def __init__(self, seed: int, size: int) -> None:
        self.size = size
        self.accounts = 1 + size // _MANY_CONTACTS_A_COMPANY
        self.responses = -(-size // ANSWERED_EVERY)
        self._seed = seed
        self.contact_uuids = Uuids(seed, "contact")
        self.account_uuids = Uuids(seed, "account")
        self.response_uuids = Uuids(seed, "response")
        self.form_uuids = Uuids(seed, "form")
        self.segment_uuids = Uuids(seed, "segment")

    def contact(self, number: int) -> Contact:
        """Return contact `number`; a few have no id of their own, no e-mail or no name."""
        bits = mix(self._seed, number)
        who = person(bits, self.accounts)
        lack = bits >> 40 & 63
        first_seen = _first_seen(number, bits)
        name = None if lack in (0, 7, 8) else who.name
        attributes: dict[str, Any] = {
            "name": name,
            "plan": pick(_PLANS, bits >> 30),
            "seats": bits >> 33 & 63,
            "is_admin": bits >> 39 & 7 == 0,
        }
        if number % ANSWERED_EVERY == 0 and _is_completed(number // ANSWERED_EVERY):
            attributes["form_submissions_count"] = "1"
            attributes["last_form_submission_at"] = stamp(first_seen + DAY)
        return Contact(
            uuid=self.contact_uuids.of(number),
            remote_id=None if lack < 5 else f"u-{number}",
            email=None if lack in (0, 5, 6) else f"{who.handle}.{number}@{company(who.company)[1]}",
            display_name=name,
            first_seen_at=stamp(first_seen),
            last_seen_at=stamp(first_seen + (bits >> 20) % (20 * DAY)),
            attributes=attributes,
            segments={place: stamp(first_seen + 2 * DAY) for place in pick(_MEMBERSHIP, bits >> 12)},
            account=who.company,
        )

    def contact_number(self, key: str, value: str) -> int | None:
        """Return the number that a contact with this `uuid`, `remote_id` or `email` would have."""
        if key == "uuid":
            return self.contact_uuids.number(value)
        digits = (
            value.removeprefix("u-") if key == "remote_id" else value.partition("@")[0].rpartition(".")[2]
        )
        number = plain_number(digits)
        return number if number is not None and number < self.size else None

    def account(self, number: int) -> Account:
        """Return account `number`; number 0 is nobody's."""
        return _account(self.account_uuids, number)

    def response(self, number: int) -> Response:
        """Return response `number`: the newest is 0, one in seven is partial."""
        contact = number * ANSWERED_EVERY
        received = stamp(_first_seen(contact, mix(self._seed, contact)) + DAY)
        bits = mix(self._seed ^ 0x5EED, number)
        form = pick(_ANSWERED_FORMS, bits)
        return Response(
            uuid=self.response_uuids.of(number),
            form=form,
            contact=contact,
            received_at=received,
            completed_at=received if _is_completed(number) else None,
            data={slug: pick(choices, bits >> 9) for slug, choices in _FORMS[form][2].items()},
        )

    def forms(self) -> list[Form]:
        """Return the surveys of the start."""
        return [
            Form(
                uuid=self.form_uuids.of(number),
                name=name,
                questions=questions,
                created_at=stamp(LATEST - (400 - number) * DAY),
                published_at=None if state == "draft" else stamp(LATEST - 300 * DAY),
                archived_at=stamp(LATEST - 100 * DAY) if state == "archived" else None,
            )
            for number, (name, state, questions) in enumerate(_FORMS)
        ]

    def segments(self) -> list[Segment]:
        """Return the segments; the last one is empty."""
        return [
            Segment(self.segment_uuids.of(number), name, manual)
            for number, (name, manual) in enumerate(_SEGMENTS)
        ]


def _first_seen(number: int, bits: int) -> int:
    return LATEST - number * STEP - (bits >> 46) % STEP


def _is_completed(response: int) -> bool:
    return response % 7 != 3


@lru_cache(maxsize=8192)
def _account(uuids: Uuids, number: int) -> Account:
    name, domain = company(number)
    nobody = number == NO_ACCOUNT
    return Account(
        uuid=uuids.of(number),
        remote_id=None if nobody or number % 4 == 1 else f"acc-{number}",
        domain=None if nobody or number % 5 == 2 else domain,
        display_name="" if nobody else name,
        first_seen_at=stamp(LATEST - 900 * DAY),
        last_seen_at=stamp(LATEST),
    )
