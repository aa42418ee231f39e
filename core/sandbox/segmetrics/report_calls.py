"""The reporting host: the settings snippet that proves an account, and one contact as it is now."""

from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from core.sandbox.answers import Refusal, answer
from core.sandbox.segmetrics.books import Books, Contact


class ReportCalls:
    """Handlers; `books` gives the integration as it is now."""

    def __init__(self, books: Callable[[], Books]) -> None:
        self._books = books

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [
            web.get("/{account_id}/settings/snippet", self.show_snippet),
            web.get("/{account_id}/contact/{id}", self.show_contact),
        ]

    async def show_snippet(self, request: web.Request) -> web.Response:
        """Answer with the settings of the account, of which only `account` is known."""
        return answer({"account": request.match_info["account_id"]})

    async def show_contact(self, request: web.Request) -> web.Response:
        """Answer with one contact by id or e-mail; `extend` names the lists to add."""
        books, key = self._books(), request.match_info["id"]
        contact = books.find(key, None) or books.find(None, key)
        if contact is None:
            raise Refusal(404, {"message": "Contact not found."})
        shown = _contact(contact)
        for part in request.query.get("extend", "").split(","):
            if part in _EXTENSIONS:
                shown[part] = _EXTENSIONS[part](books, contact)
        return answer({"data": shown})


def _contact(contact: Contact) -> dict[str, Any]:
    return {
        "contact_id": contact.contact_id,
        "first_name": contact.details.get("first_name"),
        "last_name": contact.details.get("last_name"),
        "email": contact.email,
        "status": contact.status,
        "date_created": _with_offset(contact.date_created),
        "last_updated": _with_offset(contact.last_updated),
        "custom_fields": contact.custom_fields,
    }


def _tags(books: Books, contact: Contact) -> list[dict[str, Any]]:
    return [
        {
            "tag_id": tag,
            "name": books.tags.name(tag),
            "contact_id": contact.contact_id,
            "date_created": _with_offset(applied),
        }
        for tag, applied in contact.tags.items()
    ]


def _sold(records: Mapping[str, dict[str, Any]], contact: Contact) -> list[dict[str, Any]]:
    """What was sold under the contact's id, or under its e-mail alone (the link made at the next sync)."""
    return [
        record
        for record in records.values()
        if str(record.get("contact_id")) == str(contact.contact_id)
        or ("contact_id" not in record and record.get("email") == contact.email)
    ]


def _with_offset(moment: str) -> str:
    return moment.replace(" ", "T") + "+00:00"


_EXTENSIONS: dict[str, Callable[[Books, Contact], list[dict[str, Any]]]] = {
    "tags": _tags,
    "orders": lambda books, contact: _sold(books.invoices, contact),
    "subscriptions": lambda books, contact: _sold(books.subscriptions, contact),
}
