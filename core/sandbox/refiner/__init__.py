"""A stand-in of Refiner: its API under `/refiner/v1`, its webhooks through the control call.

What no source tells is our own choice, and the place says so.
"""

from typing import Any, ClassVar

from aiohttp import web

from core.sandbox.answers import answer
from core.sandbox.limits import RateLimit
from core.sandbox.options import SandboxOptions
from core.sandbox.refiner.door import HEX_KEY, door
from core.sandbox.refiner.hooks import build_hook
from core.sandbox.refiner.listing import Listing
from core.sandbox.refiner.people_calls import PeopleCalls
from core.sandbox.refiner.project import Project
from core.sandbox.refiner.refusals import SERVER_ERROR, TOO_OFTEN
from core.sandbox.refiner.survey_calls import SurveyCalls
from core.sandbox.seeded import token
from core.sandbox.service import HookRequest, Service, retry_after_header

REQUESTS_A_MINUTE = 4_000
REQUESTS_A_MINUTE_AND_USER = 100


class Refiner(Service):
    """One project and its key."""

    name: ClassVar[str] = "refiner"
    list_paths: ClassVar[frozenset[str]] = frozenset(
        {"/v1/contacts", "/v1/responses", "/v1/forms", "/v1/segments"}
    )

    def __init__(self, options: SandboxOptions) -> None:
        self._key = token(options.seed, "refiner key", HEX_KEY)
        self._listing = Listing(options.cursors)
        super().__init__(options)

    def reset(self) -> None:
        """Go back to the data and limits of the start."""
        self.project = Project(self.options.seed, self.options.contacts)
        limited = self.options.rate_limit
        self.limit = RateLimit(REQUESTS_A_MINUTE if limited else None)
        self._user_limit = RateLimit(REQUESTS_A_MINUTE_AND_USER if limited else None)
        self.switches = {}
        self._next_hook: dict[str, int] = {}
        self._listing.forget()

    def application(self) -> web.Application:
        """Return the routes."""
        application = web.Application(middlewares=[door(self._key, self._admit)])
        application.add_routes(
            [
                web.get("/v1", self._verify),
                web.get("/v1/", self._verify),
                web.get("/v1/account", self._account),
                *PeopleCalls(lambda: self.project, self._listing).routes(),
                *SurveyCalls(lambda: self.project, self._listing).routes(),
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
        """Return the events tracked, which no call of the service shows."""
        return {"contacts": len(self.project.contacts.rows()), "events": list(self.project.events)}

    def hook(self, event: str, number: int | None, token: str | None) -> HookRequest:
        """Return a webhook delivery."""
        if number is None:
            number = self._next_hook.get(event, 0)
            self._next_hook[event] = number + 1
        return build_hook(self.project, event, number, token)

    def _admit(self, key: str, user: str | None) -> int | None:
        return self.limit.refuse(key) or (None if user is None else self._user_limit.refuse(user))

    async def _verify(self, _: web.Request) -> web.Response:
        return answer(
            {
                "project_uuid": self.project.uuid,
                "project_name": self.project.name,
                "message": "Authentication successful",
            }
        )

    async def _account(self, _: web.Request) -> web.Response:
        # Our own choice of keys: no source shows this reply.
        return answer({"uuid": self.project.uuid, "name": self.project.name, "plan": "growth"})
