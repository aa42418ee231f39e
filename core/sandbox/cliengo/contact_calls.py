"""Calls about one contact: create, show, change, delete."""

from collections.abc import Callable

from aiohttp import web

from core.sandbox.answers import answer
from core.sandbox.cliengo.bodies import changes, new_contact, read_body
from core.sandbox.cliengo.company import Company
from core.sandbox.cliengo.contacts import Contacts

DELETED = "deleted"
"""Our own choice: what stands under `status` once a contact is deleted."""


class ContactCalls:
    """Handlers; `contacts` gives the contacts as they are now."""

    def __init__(self, contacts: Callable[[], Contacts], company: Company) -> None:
        self._contacts = contacts
        self._company = company

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [
            web.post("/1.0/contacts", self.create_contact),
            web.get("/1.0/contacts/{id}", self.show_contact),
            web.patch("/1.0/contacts/{id}", self.change_contact),
            web.delete("/1.0/contacts/{id}", self.delete_contact),
        ]

    async def create_contact(self, request: web.Request) -> web.Response:
        """Create a contact, also if the e-mail is known. Our own choice: 200."""
        details = new_contact(await read_body(request), self._company)
        contacts = self._contacts()
        return answer(contacts.get(contacts.create(details)))

    async def show_contact(self, request: web.Request) -> web.Response:
        """Answer with the bare contact."""
        contacts = self._contacts()
        return answer(contacts.get(contacts.find(request.match_info["id"])))

    async def change_contact(self, request: web.Request) -> web.Response:
        """Change the keys that were sent; a note becomes a line of the log.

        Our own choice: a body without any name that is understood changes nothing, not even the date.
        """
        contacts = self._contacts()
        number = contacts.find(request.match_info["id"])
        sent = changes(await read_body(request), self._company)
        if sent:
            lines: list[tuple[str, object, object, object]] = []
            if (note := sent.pop("note", None)) is not None:
                lines.append(("NOTE", None, None, note))
            before = contacts.facets(number).status
            if (status := sent.get("status")) not in (None, before):
                lines.append(("STATUS", before, status, None))
            contacts.change(number, sent, *lines)
        return answer(contacts.get(number))

    async def delete_contact(self, request: web.Request) -> web.Response:
        """Delete a contact for good."""
        contacts = self._contacts()
        contact_id = request.match_info["id"]
        contacts.remove(contacts.find(contact_id))
        return answer({"id": contact_id, "status": DELETED})
