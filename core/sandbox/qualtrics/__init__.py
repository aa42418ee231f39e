"""A stand-in of Qualtrics: XM Directory, distributions, surveys and event subscriptions, `/qualtrics/API/v3`.

A brand has two directories (the second without a name), mailing lists, samples, batches and segments that
hold their contacts, surveys with responses, and libraries of messages. `nextPage` names the host that was
called: this one. `switches.py` tells what can be turned and set meanwhile.

Events happen through the control call `POST /_control/hooks/deliver`: the event is `completed_response` or a
topic such as `surveyengine.completedResponse.SV_…`. With `url` it goes there, signed if `token` (the shared
key) is given; without `url` it goes to all whose subscription wants it.

Our own choice, as no source tells: codes and words of errors for bad input and missing rights; what a 429
says; the order of contacts; that any text is taken as e-mail or phone of a contact, and that a second contact
of the same e-mail is another one; null takes an embedded value away and an empty text stays; moments must
be in UTC with whole seconds; keys of samples, library messages and `stats`; the prefixes `BT_`, `SP_`,
`SEG_`; `CompletedDate` is UTC; deliveries are repeated every 0.2 seconds (a setting); the GET that checks an
address blocks the subscription (a switch); more than 100 as page size becomes 100 (a switch).
"""

from collections.abc import Container, Sequence
from typing import Any, ClassVar

from aiohttp import web

from core.sandbox.limits import RateLimit
from core.sandbox.options import SandboxOptions
from core.sandbox.qualtrics.account import DATA_CENTER, Account
from core.sandbox.qualtrics.account_calls import AccountCalls
from core.sandbox.qualtrics.directory_calls import DirectoryCalls
from core.sandbox.qualtrics.distribution_calls import DistributionCalls
from core.sandbox.qualtrics.door import FamilyLimits, door, too_often
from core.sandbox.qualtrics.envelope import Refused
from core.sandbox.qualtrics.events import build_hook
from core.sandbox.qualtrics.paging import ListPaths
from core.sandbox.qualtrics.subscription_calls import SubscriptionCalls
from core.sandbox.qualtrics.switches import HOOK_RETRIES, HOOK_RETRY_SECONDS, RETRY_AFTER
from core.sandbox.seeded import token
from core.sandbox.service import Delivery, HookRequest, Retries, Service

REQUESTS_A_MINUTE = 3_000
"""Of a brand."""


class Qualtrics(Service):
    """One brand, and the token of one user."""

    name: ClassVar[str] = "qualtrics"
    list_paths: ClassVar[Container[str]] = ListPaths()

    def __init__(self, options: SandboxOptions) -> None:
        self._key = token(options.seed, "key of qualtrics", 40)
        super().__init__(options)

    def reset(self) -> None:
        """Go back to the data, limits, switches and settings of the start."""
        self.account = Account(self.options.seed, self.options.contacts)
        self.switches = self.account.switches
        self.settings = self.account.settings
        self.limit = RateLimit(REQUESTS_A_MINUTE if self.options.rate_limit else None)
        self._families = FamilyLimits(self.options.rate_limit)

    def application(self) -> web.Application:
        """Return the routes."""
        kinds = (AccountCalls, DirectoryCalls, DistributionCalls, SubscriptionCalls)
        application = web.Application(
            middlewares=[
                door(
                    self._key,
                    lambda: self.account.envelopes,
                    self._admit,
                    lambda: self.switches[RETRY_AFTER],
                )
            ]
        )
        for kind in kinds:
            application.add_routes(kind(lambda: self.account).routes())
        return application

    def values(self) -> dict[str, str]:
        """Return connection values that are accepted."""
        return {"data_center_id": DATA_CENTER, "api_key": self._key}

    def too_often(self, retry_after: int | str | None) -> web.Response:
        """Return the 429."""
        return self.account.envelopes.problem(too_often(retry_after))

    def server_error(self) -> web.Response:
        """Return the 500."""
        return self.account.envelopes.problem(Refused(500, "An internal server error has occurred."))

    def state(self) -> dict[str, Any]:
        """Return how addresses answered when they were registered, which no call of the service shows."""
        return {"publication_checks": list(self.account.subscriptions.checks)}

    def hook(self, event: str, number: int | None, token: str | None) -> HookRequest:
        """Return an event; `token` is the shared key."""
        return build_hook(self.account.responses.complete(event, number), token)

    def deliveries(self, event: str, number: int | None) -> Sequence[Delivery]:
        """Return an event for all whose subscription wants it."""
        completed = self.account.responses.complete(event, number)
        return [
            Delivery(one.id, one.url, build_hook(completed, one.shared_key))
            for one in self.account.subscriptions.wanting(completed.topic)
        ]

    def delivered(self, subscription: str, statuses: Sequence[int | None]) -> None:
        """Count a delivery that was taken."""
        self.account.subscriptions.delivered(subscription, statuses)

    def retries(self) -> Retries:
        """Return how deliveries are repeated."""
        return Retries(int(self.settings[HOOK_RETRIES]), self.settings[HOOK_RETRY_SECONDS])

    def _admit(self, method: str, path: str) -> int | None:
        refused = self.limit.refuse(self._key)
        return self._families.refuse(self._key, method, path) if refused is None else refused
