"""Calls on distributions, by SMS and by e-mail."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from aiohttp import web

from core.sandbox.moments import now
from core.sandbox.qualtrics.account import BRAND, Account
from core.sandbox.qualtrics.distribution_bodies import read_email, read_sms
from core.sandbox.qualtrics.distributions import EmailDistribution, Shelf, SmsDistribution
from core.sandbox.qualtrics.door import BASE
from core.sandbox.qualtrics.envelope import bad, not_allowed, not_found
from core.sandbox.qualtrics.paging import PAGE, cut, elements, read_page
from core.sandbox.qualtrics.reading import Fields, read_body
from core.sandbox.qualtrics.switches import SMS_CREDITS, STRICT_PAGE_SIZE
from core.sandbox.seeded import plain_number

SMS = f"{BASE}/distributions/sms"
EMAIL = f"{BASE}/distributions"
REQUEST_TYPES = ("Invite", "ThankYou", "Reminder", "Email", "Portal", "PortalInvite", "GeneratedInvite")

T = TypeVar("T", SmsDistribution, EmailDistribution)


class DistributionCalls:
    """Handlers; `account` gives the account as it is now."""

    def __init__(self, account: Callable[[], Account]) -> None:
        self._account = account

    def routes(self) -> list[web.RouteDef]:
        """Return what is served; those of SMS stand before what would take `sms` for an id."""
        return [
            web.get(SMS, self.list_sms),
            web.post(SMS, self.create_sms),
            web.get(f"{SMS}/{{distribution}}", self.show_sms),
            web.delete(f"{SMS}/{{distribution}}", self.remove_sms),
            web.get(EMAIL, self.list_emails),
            web.post(EMAIL, self.create_email),
            web.get(f"{EMAIL}/{{distribution}}", self.show_email),
            web.delete(f"{EMAIL}/{{distribution}}", self.remove_email),
        ]

    async def create_sms(self, request: web.Request) -> web.Response:
        """Create a distribution by SMS; the reply is the whole object."""
        account = self._account()
        if not account.switches[SMS_CREDITS]:
            raise not_allowed("SMS distributions need a licence and credits.")
        made = account.sms.add(read_sms(await read_body(request), account))
        return account.envelopes.success(made.view(account.user, BRAND, is_new=True))

    async def list_sms(self, request: web.Request) -> web.Response:
        """Answer with a page of a survey's distributions by SMS."""
        account = self._account()
        survey = _needed_survey(request.query)
        found = {number: sms for number, sms in account.sms.all().items() if sms.survey == survey}
        asked = read_page(request.query, PAGE, account.switches[STRICT_PAGE_SIZE])
        page = cut(list(found), (), asked)
        shown = [found[number].view(account.user, BRAND) for number in page[0]]
        return account.envelopes.success(elements(request, asked, page, shown))

    async def show_sms(self, request: web.Request) -> web.Response:
        """Answer with one distribution by SMS."""
        account = self._account()
        found = _of_survey(account.sms, request)
        return account.envelopes.success(found.view(account.user, BRAND))

    async def remove_sms(self, request: web.Request) -> web.Response:
        """Delete one. Was it not sent yet, its text may go to its contacts by another one."""
        account = self._account()
        found = _of_survey(account.sms, request)
        account.sms.remove(found)
        if found.due > now():
            account.ledger.forget(found.number)
        return account.envelopes.success()

    async def create_email(self, request: web.Request) -> web.Response:
        """Create a distribution by e-mail, or links; the reply is only an id."""
        account = self._account()
        made = account.emails.add(read_email(await read_body(request), account))
        return account.envelopes.success({"id": made.id})

    async def list_emails(self, request: web.Request) -> web.Response:
        """Answer with a page of a survey's distributions by e-mail."""
        account = self._account()
        survey, wanted = _needed_survey(request.query), _filter(request.query)
        all_of_them = account.emails.all().items()
        found = {number: email for number, email in all_of_them if email.survey == survey and wanted(email)}
        asked = read_page(request.query, PAGE, account.switches[STRICT_PAGE_SIZE])
        skipped = plain_number(request.query.get("offset", "0")) or 0
        page = cut(list(found)[skipped:], (), asked)
        shown = [found[number].view(account.user, BRAND) for number in page[0]]
        return account.envelopes.success(elements(request, asked, page, shown))

    async def show_email(self, request: web.Request) -> web.Response:
        """Answer with one distribution by e-mail, and the text of its message."""
        account = self._account()
        found = _of_survey(account.emails, request)
        return account.envelopes.success(found.view(account.user, BRAND, alone=True))

    async def remove_email(self, request: web.Request) -> web.Response:
        """Delete one."""
        account = self._account()
        found = account.emails.find(request.match_info["distribution"])
        if found is None:
            raise not_found("The distribution")
        account.emails.remove(found)
        return account.envelopes.success()


def _needed_survey(query: Mapping[str, str]) -> str:
    survey = query.get("surveyId")
    if not survey:
        raise bad("The query parameter surveyId is required.")
    return survey


def _filter(query: Mapping[str, str]) -> Callable[[EmailDistribution], bool]:
    """Return what the filters of the query let through."""
    fields = Fields(query)
    mailing_list = fields.text("mailingListId")
    has_type = fields.has("distributionRequestType")
    request_type = fields.choice("distributionRequestType", REQUEST_TYPES) if has_type else None
    start, end = fields.moment("sendStartDate"), fields.moment("sendEndDate")
    return lambda email: (
        (mailing_list is None or email.recipients.ids.get("mailingListId") == mailing_list)
        and (request_type is None or email.request_type == request_type)
        and (start is None or email.due >= start[1])
        and (end is None or email.due <= end[1])
    )


def _of_survey(shelf: Shelf[T], request: web.Request) -> T:
    survey = _needed_survey(request.query)
    found = shelf.find(request.match_info["distribution"])
    if found is None or found.survey != survey:
        raise not_found("The distribution")
    return found
