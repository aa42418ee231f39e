"""How far a run has come: what arrived is kept, and what happens is told."""

from collections.abc import Callable

import msgspec

from core.client import Page
from core.model.http import Exchange, HttpReply
from core.model.position import Milestone
from core.model.run import BundlesArrived, RequestSent, ResponseRead, RetryScheduled, RunEvent
from core.store.spool import SpoolWriter

Emit = Callable[[RunEvent], None]


class Progress:
    """Keeps what arrives and tells what happens: the client's watcher for one run.

    `revision` is that of the connection; `pages` and `bundles` are there from before.
    """

    _writer: SpoolWriter

    def __init__(self, emit: Emit, revision: int, pages: int = 0, bundles: int = 0) -> None:
        self.emit = emit
        self._revision = revision
        self.pages = pages
        self.bundles = bundles
        """How many are kept."""
        self._passed = 0
        """How many came with all pages so far: fewer than are kept, where a page comes once more."""
        self.under_way: set[int] = set()
        """Pages whose request may be with the service, the answer not yet here."""

    def keep_in(self, writer: SpoolWriter) -> None:
        """Keep what arrives there, behind what it has already."""
        self._writer = writer
        last = writer.milestones[-1] if writer.milestones else None
        self.bundles, self.pages = writer.count, last.pages if last else 0
        self._passed = last.bundles if last else 0

    def keep(self, page: Page) -> None:
        """A page's bundles, in order, into the spool: one write into the system's cache. A thread would cost
        more than it saves (measured), and could be left half-way by a stop."""
        there = self.bundles - self._passed  # a crash may have come between a page and its milestone
        items = page.items[there:] if there > 0 else page.items
        self._writer.append(items)
        self.pages += 1
        self._passed += len(page.items)
        first, self.bundles = self.bundles, self._writer.count
        if page.position is not None:
            self._writer.mark(Milestone(self._passed, self.pages, page.position))
        self.emit(BundlesArrived(first, len(items), page.total))

    def sent(self, page: int, attempt: int) -> None:
        """A request is about to go out."""
        self.under_way.add(page)
        self.emit(RequestSent(page, attempt))

    def waits(self, page: int, attempt: int, seconds: float, reason: str) -> None:
        """A request will be repeated: it is known to have done nothing, or it may be done twice."""
        self.under_way.discard(page)
        self.emit(RetryScheduled(page, attempt, seconds, reason))

    def read(self, page: int, reply: HttpReply) -> None:
        """A reply is there."""
        self.under_way.discard(page)
        self.emit(ResponseRead(page, reply.status, reply.seconds, len(reply.body)))

    def traced(self, exchange: Exchange) -> None:
        """An exchange is over."""
        self._writer.trace(msgspec.structs.replace(exchange, revision=self._revision))
