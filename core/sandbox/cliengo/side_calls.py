"""Calls about what hangs on a contact: history, notes, messages, tags, status.

One source names them; where it shows no reply, it is our own choice: lists come as `results`, a post answers
with what was kept.
"""

from collections.abc import Callable

from aiohttp import web

from core.sandbox.answers import answer
from core.sandbox.cliengo.bodies import read_body, read_status, read_text
from core.sandbox.cliengo.contacts import Contacts


class SideCalls:
    """Handlers; `contacts` gives the contacts as they are now."""

    def __init__(self, contacts: Callable[[], Contacts]) -> None:
        self._contacts = contacts

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [
            web.get("/1.0/contacts/{id}/history", self.show_history),
            web.get("/1.0/contacts/{id}/notes", self.list_notes),
            web.post("/1.0/contacts/{id}/notes", self.add_note),
            web.get("/1.0/contacts/{id}/messages", self.list_messages),
            web.post("/1.0/contacts/{id}/messages", self.add_message),
            web.post("/1.0/contacts/{id}/tags", self.add_tag),
            web.put("/1.0/contacts/{id}/status", self.set_status),
        ]

    async def show_history(self, request: web.Request) -> web.Response:
        """Answer with the log of a contact, oldest first."""
        contacts, number = self._found(request)
        return answer({"results": contacts.get(number).get("logs", [])})

    async def list_notes(self, request: web.Request) -> web.Response:
        """Answer with the notes of a contact, oldest first."""
        contacts, number = self._found(request)
        return answer({"results": contacts.get(number).get("notes", [])})

    async def add_note(self, request: web.Request) -> web.Response:
        """Add a note, which is an update."""
        contacts, number = self._found(request)
        return answer(contacts.add_note(number, await read_text(request, "message")))

    async def list_messages(self, request: web.Request) -> web.Response:
        """Answer with the messages of a contact, oldest first."""
        contacts, number = self._found(request)
        return answer({"results": contacts.messages(number)})

    async def add_message(self, request: web.Request) -> web.Response:
        """Send a message to a contact."""
        contacts, number = self._found(request)
        return answer(contacts.add_message(number, await read_text(request, "message")))

    async def add_tag(self, request: web.Request) -> web.Response:
        """Give a contact a tag; answers with the contact."""
        contacts, number = self._found(request)
        tag = await read_text(request, "tag")
        tags = dict.fromkeys([*contacts.get(number).get("tags", ()), tag])
        contacts.change(number, {"tags": list(tags)})
        return answer(contacts.get(number))

    async def set_status(self, request: web.Request) -> web.Response:
        """Set the status, which is called `externalStatus` here; answers with the contact."""
        contacts, number = self._found(request)
        status = read_status((await read_body(request)).get("externalStatus"), "externalStatus")
        line = ("STATUS", contacts.facets(number).status, status, None)
        contacts.change(number, {"status": status}, line)
        return answer(contacts.get(number))

    def _found(self, request: web.Request) -> tuple[Contacts, int]:
        contacts = self._contacts()
        return contacts, contacts.find(request.match_info["id"])
