"""A stand-in of SegMetrics: its Import API and the little of its reporting host that proves an account.

In life these are two hosts; here both live under `/segmetrics`. What no source tells is our own choice, and
the place says so. The kind of integration (payments or ads) restricts nothing.
"""

from typing import Any, ClassVar

from aiohttp import web

from core.sandbox.answers import answer
from core.sandbox.limits import RateLimit
from core.sandbox.options import SandboxOptions
from core.sandbox.seeded import token
from core.sandbox.segmetrics.books import Books
from core.sandbox.segmetrics.door import Access, door, server_error_body, too_often_body
from core.sandbox.segmetrics.import_calls import PLAIN_404, ImportCalls
from core.sandbox.segmetrics.report_calls import ReportCalls
from core.sandbox.service import Service, retry_after_header


class SegMetrics(Service):
    """One account with one custom integration."""

    name: ClassVar[str] = "segmetrics"

    def __init__(self, options: SandboxOptions) -> None:
        seed = options.seed
        self._access = Access(
            api_key=token(seed, "segmetrics key", 22),
            account_id=token(seed, "segmetrics account", 8),
            integration_id=token(seed, "segmetrics integration", 10),
        )
        super().__init__(options)

    def reset(self) -> None:
        """Go back to the data, limits and switches of the start."""
        self.books = Books(self.options.seed)
        self.limit = RateLimit(None)  # none is published
        self.switches = {PLAIN_404: False}

    def application(self) -> web.Application:
        """Return the routes."""
        application = web.Application(
            middlewares=[door(f"/{self.name}", self._access, lambda key: self.limit.refuse(key))]
        )
        application.add_routes(
            [
                *ImportCalls(lambda: self.books, lambda name: self.switches[name]).routes(),
                *ReportCalls(lambda: self.books).routes(),
            ]
        )
        return application

    def values(self) -> dict[str, str]:
        """Return connection values that are accepted."""
        return {
            "api_key": self._access.api_key,
            "account_id": self._access.account_id,
            "integration_id": self._access.integration_id,
        }

    def too_often(self, retry_after: int | str | None) -> web.Response:
        """Return the 429."""
        return answer(too_often_body(True), 429, retry_after_header(retry_after))

    def server_error(self) -> web.Response:
        """Return the 500."""
        return answer(server_error_body(), 500)

    def state(self) -> dict[str, Any]:
        """Return what was written; the Import API shows nothing of it."""
        books = self.books
        return {
            "contacts": [contact.contact_id for contact in books.contacts.values()],
            "invoices": books.invoices,
            "subscriptions": books.subscriptions,
            "products": books.products,
            "ads": books.ads,
            "ad_figures": list(books.figures.values()),
        }
