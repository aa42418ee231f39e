"""A stand-in of Cliengo: its REST API 1.0 under `/cliengo/1.0`. It sends no webhooks.

What no source tells is our own choice, and the place says so. Those that concern everything:

* An error is `{"error": …, "message": …}`: 401 for a bad key, 400 for a mistake in the request (the ceiling
  of `offset` is one), 404 for an unknown id.
* Days are days of UTC. A key of a contact that has no value is left out.
* No request is refused for coming too often, until the control call sets a limit.
* A status that was scheduled is kept; the stand-in never brings it about.

What a test may turn: `until_inclusive`, `clock_stands_still`, `details_later` (each told below).
"""

from typing import Any, ClassVar

from aiohttp import web

from core.sandbox.answers import answer
from core.sandbox.cliengo.clock import Clock
from core.sandbox.cliengo.company import Company
from core.sandbox.cliengo.company_calls import CompanyCalls
from core.sandbox.cliengo.contact_calls import ContactCalls
from core.sandbox.cliengo.contacts import Contacts
from core.sandbox.cliengo.door import door
from core.sandbox.cliengo.generated import NOTHING_AFTER, Generated
from core.sandbox.cliengo.list_calls import ListCalls
from core.sandbox.cliengo.refusals import SERVER_ERROR, TOO_OFTEN
from core.sandbox.cliengo.side_calls import SideCalls
from core.sandbox.limits import RateLimit
from core.sandbox.options import SandboxOptions
from core.sandbox.seeded import Uuids
from core.sandbox.service import Service, retry_after_header

UNTIL_INCLUSIVE = "until_inclusive"
"""`until` takes its own day in; the sources contradict each other, off is our own choice."""
CLOCK_STANDS_STILL = "clock_stands_still"
"""Whatever is written carries the moment of the write before: contacts share one creation date."""
DETAILS_LATER = "details_later"
"""A contact created has an id and dates only; the rest comes, as an update, once this is off again."""


class Cliengo(Service):
    """One account and its key."""

    name: ClassVar[str] = "cliengo"
    list_paths: ClassVar[frozenset[str]] = frozenset(
        {"/1.0/contacts", "/1.0/sites", "/1.0/websites", "/1.0/users"}
    )

    def __init__(self, options: SandboxOptions) -> None:
        self._key = Uuids(options.seed, "cliengo key").of(0)
        self._company = Company(options.seed)
        super().__init__(options)

    def reset(self) -> None:
        """Go back to the data, limits and switches of the start."""
        self.switches = {UNTIL_INCLUSIVE: False, CLOCK_STANDS_STILL: False, DETAILS_LATER: False}
        self.limit = RateLimit(None)  # none is documented
        generated = Generated(self.options.seed, self.options.contacts, self._company)
        clock = Clock(NOTHING_AFTER, lambda: self.switches[CLOCK_STANDS_STILL])
        self._contacts = Contacts(generated, clock, lambda: self.switches[DETAILS_LATER])

    def application(self) -> web.Application:
        """Return the routes."""
        application = web.Application(middlewares=[door(self._key, lambda key: self.limit.refuse(key))])
        application.add_routes(
            [
                *ListCalls(self._contacts_now, lambda: self.switches[UNTIL_INCLUSIVE]).routes(),
                *ContactCalls(self._contacts_now, self._company).routes(),
                *SideCalls(self._contacts_now).routes(),
                *CompanyCalls(self._contacts_now, self._company).routes(),
            ]
        )
        return application

    def values(self) -> dict[str, str]:
        """Return the key that is accepted."""
        return {"api_key": self._key}

    def too_often(self, retry_after: int | str | None) -> web.Response:
        """Return the 429."""
        return answer(TOO_OFTEN, 429, retry_after_header(retry_after))

    def server_error(self) -> web.Response:
        """Return the 500."""
        return answer(SERVER_ERROR, 500)

    def state(self) -> dict[str, Any]:
        """Return how many contacts there are, and the ids of those whose details are still to come."""
        contacts = self._contacts_now()
        return {"contacts": contacts.count(), "awaiting_details": contacts.awaiting_details()}

    def _contacts_now(self) -> Contacts:
        """Return the contacts as they are now: what a switch held back is there once it is off."""
        if not self.switches[DETAILS_LATER]:
            self._contacts.let_details_arrive()
        return self._contacts
