"""A stand-in of Customerly: its API under `/customerly/v1`, its webhooks through the control call.

What no source tells is our own choice, and the place says so. The main ones: status 404 for what does not
exist, and the text `Lead doesn't exist`; pages of at most 100; no rate limit unless one is set (then a 429
with `Retry-After`); attributes merge, what was not sent stays, tags are added; no tags on the items of a
list; `last_update` in UTC; one delivery for each webhook, never a second try.

Switches: `accept_bare_auth` takes `Authentication: <token>`, too; `refused_as_not_added` gives refused
records back in `not_added`; `tags_replace` lets the tags sent replace those of the contact.
"""

from typing import Any, ClassVar

from aiohttp import web

from core.sandbox.answers import answer
from core.sandbox.customerly.contact_calls import NOT_ADDED, REPLACE_TAGS, ContactCalls
from core.sandbox.customerly.door import door
from core.sandbox.customerly.further_calls import FurtherCalls
from core.sandbox.customerly.hooks import build_hook
from core.sandbox.customerly.knowledge_calls import KnowledgeCalls
from core.sandbox.customerly.listing import Listing
from core.sandbox.customerly.people import People
from core.sandbox.customerly.records import Kind
from core.sandbox.customerly.refusals import SERVER_ERROR, TOO_OFTEN
from core.sandbox.customerly.tag_calls import TagCalls
from core.sandbox.limits import RateLimit
from core.sandbox.options import SandboxOptions
from core.sandbox.seeded import token
from core.sandbox.service import HookRequest, Service, retry_after_header

BARE_AUTH = "accept_bare_auth"
"""A switch: `Authentication: <token>` will do, as two weak sources have it."""


class Customerly(Service):
    """One project and a teammate's token."""

    name: ClassVar[str] = "customerly"
    list_paths: ClassVar[frozenset[str]] = frozenset({"/v1/users/list", "/v1/leads/list"})

    def __init__(self, options: SandboxOptions) -> None:
        self._token = token(options.seed, "customerly token", 48)
        self._app_id = token(options.seed, "customerly project", 8)
        self._listing = Listing()
        self._further = FurtherCalls(lambda: self.people)
        self._knowledge = KnowledgeCalls()
        super().__init__(options)

    def reset(self) -> None:
        """Go back to the data, limits and switches of the start."""
        self.people = People(self.options.seed, self.options.contacts)
        self.limit = RateLimit(None)  # none is published
        self.switches = {BARE_AUTH: False, NOT_ADDED: False, REPLACE_TAGS: False}
        self._next_hook: dict[str, int] = {}
        self._listing.forget()
        self._further.forget()
        self._knowledge.forget()

    def application(self) -> web.Application:
        """Return the routes."""
        application = web.Application(
            middlewares=[
                door(self._token, lambda: self.switches[BARE_AUTH], lambda key: self.limit.refuse(key))
            ]
        )
        application.add_routes(
            [
                *self._contact_calls("users").routes(),
                *self._contact_calls("leads").routes(),
                *TagCalls(lambda: self.people).routes(),
                *self._further.routes(),
                *self._knowledge.routes(),
            ]
        )
        return application

    def values(self) -> dict[str, str]:
        """Return the token that is accepted."""
        return {"api_token": self._token}

    def too_often(self, retry_after: int | str | None) -> web.Response:
        """Return the 429."""
        return answer(TOO_OFTEN, 429, retry_after_header(retry_after))

    def server_error(self) -> web.Response:
        """Return a 500 that has nothing to do with the token."""
        return answer(SERVER_ERROR, 500)

    def state(self) -> dict[str, Any]:
        """Return the size of the lists, and what was written that no call shows."""
        companies = self.people.written_companies()
        return {
            "users": len(self.people.rows("users")),
            "leads": len(self.people.rows("leads")),
            "messages": list(self._further.messages),
            "companies": {
                one.company_id: {"name": one.name, "attributes": one.attributes} for one in companies
            },
        }

    def hook(self, event: str, number: int | None, token: str | None) -> HookRequest:
        """Return a webhook delivery. It is never signed: a token is left aside."""
        if number is None:
            number = self._next_hook.get(event, 0)
            self._next_hook[event] = number + 1
        return build_hook(self.people, self._app_id, event, number)

    def _contact_calls(self, kind: Kind) -> ContactCalls:
        return ContactCalls(
            kind, self._app_id, lambda: self.people, self._listing, lambda name: self.switches[name]
        )
