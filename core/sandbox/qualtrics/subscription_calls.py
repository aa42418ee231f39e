"""Calls on event subscriptions. Attaching needs a Brand Administrator's token; our own choice: all calls do.

Other topics than those of completed responses are taken, but nothing ever happens that they tell of.
Encrypted events are not played: `encrypt` is refused.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from core.sandbox.qualtrics.account import Account
from core.sandbox.qualtrics.door import BASE
from core.sandbox.qualtrics.envelope import bad, not_allowed, not_found
from core.sandbox.qualtrics.paging import by_offset
from core.sandbox.qualtrics.reading import Fields, read_body
from core.sandbox.qualtrics.responses import TOPIC
from core.sandbox.qualtrics.subscriptions import Subscription
from core.sandbox.qualtrics.switches import BRAND_ADMIN, CHECK_BLOCKS
from core.sandbox.service import is_on_this_computer

ALL = f"{BASE}/eventsubscriptions"
CHECK_TIME = 5.0
"""Seconds that an address has to answer the check."""

_OTHER_TOPICS = re.compile(r"\*|(?:surveyengine|threesixty|controlpanel)\.(?:\*|\w+(?:\.[\w*]+)?)")


class SubscriptionCalls:
    """Handlers; `account` gives the account as it is now."""

    def __init__(self, account: Callable[[], Account]) -> None:
        self._account = account

    def routes(self) -> list[web.RouteDef]:
        """Return what is served; attaching takes a slash at the end, too."""
        return [
            web.get(ALL, self.list_subscriptions),
            web.post(ALL, self.attach),
            web.post(f"{ALL}/", self.attach),
            web.get(f"{ALL}/{{subscription}}", self.show),
            web.delete(f"{ALL}/{{subscription}}", self.detach),
        ]

    async def attach(self, request: web.Request) -> web.Response:
        """Subscribe to a topic, once the address has answered a GET."""
        account = self._administrators_account()
        fields = await read_body(request)
        topics, url = _topics(fields, account), _address(fields)
        shared_key = _shared_key(fields)
        if fields.flag("encrypt"):
            raise bad("encrypt is not played by the sandbox.")
        await self._check(account, url)
        made = account.subscriptions.add(topics, url, shared_key)
        return account.envelopes.success({"id": made.id})

    async def list_subscriptions(self, request: web.Request) -> web.Response:
        """Answer with a page of the subscriptions."""
        account = self._administrators_account()
        shown = [one.view() for one in account.subscriptions.all()]
        return account.envelopes.success(by_offset(request, shown))

    async def show(self, request: web.Request) -> web.Response:
        """Answer with one subscription."""
        account = self._administrators_account()
        return account.envelopes.success(self._one(account, request).view())

    async def detach(self, request: web.Request) -> web.Response:
        """End a subscription."""
        account = self._administrators_account()
        account.subscriptions.remove(self._one(account, request).id)
        return account.envelopes.success()

    def _administrators_account(self) -> Account:
        account = self._account()
        if not account.switches[BRAND_ADMIN]:
            raise not_allowed("Event subscriptions need the token of a Brand Administrator.")
        return account

    def _one(self, account: Account, request: web.Request) -> Subscription:
        found = account.subscriptions.find(request.match_info["subscription"])
        if found is None:
            raise not_found("The event subscription")
        return found

    async def _check(self, account: Account, url: str) -> None:
        """Send the GET. Our own choice: its failure refuses the subscription, unless switched off.

        An address that is not on this computer is not called, and taken.
        """
        if not is_on_this_computer(url):
            return
        status = await _answers(url)
        account.subscriptions.checks.append({"url": url, "status": status})
        if status != 200 and account.switches[CHECK_BLOCKS]:
            raise bad("publicationUrl does not answer GET with 200.")


async def _answers(url: str) -> int | None:
    limit = aiohttp.ClientTimeout(total=CHECK_TIME)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit, trust_env=False) as client,
            client.get(url, allow_redirects=False) as reply,
        ):
            return reply.status
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None


def _topics(fields: Fields, account: Account) -> str:
    """Return the topic. Our own choice: an unknown one is refused, and so is one of an unknown survey."""
    topics = fields.need("topics")
    survey = topics.removeprefix(TOPIC)
    if topics.startswith(TOPIC) and survey != "*":
        if account.catalogue.survey_place(survey) is None:
            raise fields.wrong("topics", "names a survey that is not known")
    elif not _OTHER_TOPICS.fullmatch(topics):
        raise fields.wrong("topics", "is not known")
    return topics


def _address(fields: Fields) -> str:
    url = fields.need("publicationUrl")
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise fields.wrong("publicationUrl", "must be an address")
    return url


def _shared_key(fields: Fields) -> str | None:
    """Return the key, which must be one that can be turned into bytes."""
    key = fields.text("sharedKey")
    try:
        (key or "").encode()
    except UnicodeEncodeError as error:
        raise fields.wrong("sharedKey", "is not a valid text") from error
    return key
