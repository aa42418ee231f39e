"""Calls below `/directories`: the directories, their contacts, mailing lists, samples and batches."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from core.sandbox.qualtrics.account import Account
from core.sandbox.qualtrics.contact_body import read_contact
from core.sandbox.qualtrics.contact_views import list_contact, list_element, single_contact
from core.sandbox.qualtrics.directories import Directory, Group
from core.sandbox.qualtrics.door import BASE
from core.sandbox.qualtrics.envelope import Refused, not_allowed, not_found
from core.sandbox.qualtrics.paging import PAGE, PageAsked, cut, elements, read_page
from core.sandbox.qualtrics.reading import read_body
from core.sandbox.qualtrics.switches import LITE_DIRECTORY, LOOKUP_IDS, STRICT_PAGE_SIZE
from core.sandbox.qualtrics.times import now_ms, utc_text

LIST_PAGE = 50
"""The page size of the contacts of a mailing list."""
ONE = f"{BASE}/directories/{{directory}}"


class DirectoryCalls:
    """Handlers; `account` gives the account as it is now."""

    def __init__(self, account: Callable[[], Account]) -> None:
        self._account = account

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [
            web.get(f"{BASE}/directories", self.list_directories),
            web.get(f"{ONE}/contacts", self.list_contacts),
            web.post(f"{ONE}/contacts", self.create_contact),
            web.get(f"{ONE}/contacts/{{contact}}", self.show_contact),
            web.put(f"{ONE}/contacts/{{contact}}", self.change_contact),
            web.delete(f"{ONE}/contacts/{{contact}}", self.remove_contact),
            web.get(f"{ONE}/mailinglists", self.list_mailing_lists),
            web.get(f"{ONE}/mailinglists/{{list}}/contacts", self.list_list_contacts),
            web.get(f"{ONE}/mailinglists/{{list}}/contacts/{{contact}}", self.show_list_contact),
            web.get(f"{ONE}/samples", self.list_samples),
            web.get(f"{ONE}/transactionbatches", self.list_batches),
        ]

    async def list_directories(self, request: web.Request) -> web.Response:
        """Answer with the directories; one of them has no name."""
        account = self._account()
        asked = self._page(request)
        page = cut(range(len(account.directories)), (), asked)
        shown = [_directory(account.directories[place]) for place in page[0]]
        return account.envelopes.success(elements(request, asked, page, shown))

    async def list_contacts(self, request: web.Request) -> web.Response:
        """Answer with a page of contacts."""
        directory = self._full_directory(request)
        asked = self._page(request)
        page = cut(directory.contacts.rows(), directory.contacts.removed, asked)
        shown = [list_element(directory, number) for number in page[0]]
        return self._account().envelopes.success(elements(request, asked, page, shown))

    async def create_contact(self, request: web.Request) -> web.Response:
        """Create a contact. Our own choice: a second one of the same e-mail is another contact."""
        directory = self._full_directory(request)
        written = read_contact(await read_body(request))
        return self._account().envelopes.success({"id": directory.contacts.create(written)})

    async def show_contact(self, request: web.Request) -> web.Response:
        """Answer with one contact."""
        account, (directory, number) = self._account(), self._contact(request)
        with_segments = request.query.get("includeSegments") == "true"
        return account.envelopes.success(single_contact(directory, number, account.user, with_segments))

    async def change_contact(self, request: web.Request) -> web.Response:
        """Change the keys that were sent. Our own choice: to send none is no mistake."""
        directory, number = self._contact(request)
        written = read_contact(await read_body(request))
        contact = directory.contacts.get(number)
        contact.change(written, now_ms())
        directory.contacts.write(number, contact)
        return self._account().envelopes.success()

    async def remove_contact(self, request: web.Request) -> web.Response:
        """Remove a contact from the directory and all that held it."""
        directory, number = self._contact(request)
        directory.contacts.remove(number)
        return self._account().envelopes.success()

    async def list_mailing_lists(self, request: web.Request) -> web.Response:
        """Answer with the mailing lists, whose contacts are counted only if that is asked for."""
        account = self._account()
        directory = self._directory(request)
        counted = request.query.get("includeCount") == "true"
        return self._groups(
            request,
            directory.lists,
            lambda group: {
                "mailingListId": group.id,
                "name": group.name,
                "ownerId": account.user,
                "creationDate": group.created * 1000,
                "lastModifiedDate": group.created * 1000,
                "contactCount": directory.contacts.count(group.rows) if counted else 0,
            },
        )

    async def list_list_contacts(self, request: web.Request) -> web.Response:
        """Answer with a page of the contacts of a mailing list."""
        account = self._account()
        directory, group = self._mailing_list(request)
        asked = self._page(request, LIST_PAGE)
        page = cut(group.rows, directory.contacts.removed, asked)
        shown = [list_contact(directory, group, number) for number in page[0]]
        for number, element in zip(page[0], shown, strict=True):
            if not account.switches[LOOKUP_IDS]:
                del element["contactLookupId"]
            if request.query.get("includeEmbedded") == "true":
                element["embeddedData"] = directory.contacts.get(number).embedded
        return account.envelopes.success(elements(request, asked, page, shown))

    async def show_list_contact(self, request: web.Request) -> web.Response:
        """Answer with one contact of a mailing list."""
        directory, group = self._mailing_list(request)
        identifier = request.match_info["contact"]
        number = directory.member(group, directory.contacts.find(identifier))
        if number is None:
            raise Refused(
                404,
                f"Contact {identifier} was not found in mailing list {group.id} of directory {directory.id}.",
                "GET_CONTACT_FROM_LIST_NOT_FOUND",
            )
        shown = list_contact(directory, group, number)
        shown["embeddedData"] = directory.contacts.get(number).embedded
        shown["privateEmbeddedData"] = {}
        return self._account().envelopes.success(shown)

    async def list_samples(self, request: web.Request) -> web.Response:
        """Answer with the samples. Our own choice of keys; only the id is known from elsewhere."""
        directory = self._directory(request)
        return self._groups(
            request,
            directory.samples,
            lambda group: {
                "sampleId": group.id,
                "name": group.name,
                "creationDate": utc_text(group.created),
                "contactCount": directory.contacts.count(group.rows),
            },
        )

    async def list_batches(self, request: web.Request) -> web.Response:
        """Answer with the transaction batches, which have no name."""
        return self._groups(
            request,
            self._directory(request).batches,
            lambda group: {"batchId": group.id, "creationDate": utc_text(group.created)},
        )

    def _groups(
        self, request: web.Request, groups: tuple[Group, ...], show: Callable[[Group], dict[str, Any]]
    ) -> web.Response:
        asked = self._page(request)
        page = cut(range(len(groups)), (), asked)
        shown = [show(groups[place]) for place in page[0]]
        return self._account().envelopes.success(elements(request, asked, page, shown))

    def _page(self, request: web.Request, default: int = PAGE) -> PageAsked:
        return read_page(request.query, default, self._account().switches[STRICT_PAGE_SIZE])

    def _directory(self, request: web.Request) -> Directory:
        return self._account().directory(request.match_info["directory"])

    def _full_directory(self, request: web.Request) -> Directory:
        if self._account().switches[LITE_DIRECTORY]:
            raise not_allowed("This needs XM Directory; the account has XM Directory Lite.")
        return self._directory(request)

    def _contact(self, request: web.Request) -> tuple[Directory, int]:
        directory = self._full_directory(request)
        number = directory.contacts.find(request.match_info["contact"])
        if number is None:
            raise not_found("The contact")
        return directory, number

    def _mailing_list(self, request: web.Request) -> tuple[Directory, Group]:
        directory = self._directory(request)
        group = directory.mailing_list(request.match_info["list"])
        if group is None:
            raise not_found("The mailing list")
        return directory, group


def _directory(directory: Directory) -> dict[str, Any]:
    return {
        "directoryId": directory.id,
        "name": directory.name,
        "contactCount": directory.contacts.count(directory.contacts.rows()),
        "isDefault": directory.is_default,
        "deduplicationCriteria": {
            "email": True,
            "firstName": False,
            "lastName": False,
            "externalDataReference": False,
            "phone": False,
        },
    }
