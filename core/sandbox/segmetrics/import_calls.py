"""The Import API. It has no GET: what was written is seen at the reporting host or in the sandbox's state."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from core.sandbox.answers import answer
from core.sandbox.parameters import UnreadableBody, read_json
from core.sandbox.segmetrics.books import Books, moment
from core.sandbox.segmetrics.reading import Reading, refuse
from core.sandbox.segmetrics.sales import read_ad_figures, read_invoice, read_subscription
from core.sandbox.segmetrics.tags import read_tags

BASE = "/api/v1/{account_id}/{integration_id}"
PLAIN_404 = "plain_404_on_invoice"
"""A switch: deleting an unknown invoice answers a page that is not JSON, as one client has seen."""

STATUSES = ("active", "inactive")
DETAILS = (
    "first_name", "last_name", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term",
    "referring_url", "optin_url", "ip_address", "affiliate_id", "geo_lat", "geo_lon",
)  # fmt: skip
"""Optional attributes of a contact."""


class ImportCalls:
    """Handlers; `books` gives the integration as it is now. Every success is 200 with `status`."""

    def __init__(self, books: Callable[[], Books], switched_on: Callable[[str], bool]) -> None:
        self._books = books
        self._switched_on = switched_on

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [
            web.post(f"{BASE}/contact", self.write_contact),
            web.delete(f"{BASE}/contact/{{id}}", self.delete_contact),
            web.post(f"{BASE}/tags/add", self.add_tags),
            web.post(f"{BASE}/tags/remove", self.remove_tags),
            web.post(f"{BASE}/product", self.write_product),
            web.post(f"{BASE}/invoice", self.write_invoice),
            web.delete(f"{BASE}/invoice/{{id}}", self.delete_invoice),
            web.post(f"{BASE}/subscription", self.write_subscription),
            web.delete(f"{BASE}/subscription/{{id}}", self.delete_subscription),
            web.post(f"{BASE}/ad/performance", self.write_ad_figures),
        ]

    async def write_contact(self, request: web.Request) -> web.Response:
        """Create or update a contact: `tags` replace, `custom_fields` merge, a null among them removes."""
        reading = Reading(await _body(request))
        reading.need_one("email", "contact_id")
        contact_id, email = reading.identifier("contact_id"), reading.text("email")
        status, tags = reading.choice("status", STATUSES), read_tags(reading)
        created, updated = reading.moment("date_created"), reading.moment("last_updated")
        details = {name: text for name in DETAILS if (text := reading.text(name)) is not None}
        custom = _custom_fields(reading)
        reading.done()
        books = self._books()
        contact = books.find_or_create(contact_id, email)
        contact.email = email or contact.email
        contact.status = status or contact.status
        contact.date_created = created or contact.date_created
        contact.last_updated = updated or moment()
        contact.details |= details
        merged = contact.custom_fields | custom
        contact.custom_fields = {name: value for name, value in merged.items() if value is not None}
        if reading.raw("tags") is not None:
            books.set_tags(contact, tags)
        return _success(contact={"contact_id": contact.contact_id})

    async def delete_contact(self, request: web.Request) -> web.Response:
        """Delete the contact with an id, or all with an e-mail."""
        return self._deleted(request, "contact", self._books().remove_contacts(request.match_info["id"]))

    async def add_tags(self, request: web.Request) -> web.Response:
        """Add tags to a contact."""
        return await self._change_tags(request, Books.add_tags)

    async def remove_tags(self, request: web.Request) -> web.Response:
        """Take tags off a contact."""
        return await self._change_tags(request, Books.remove_tags)

    async def write_product(self, request: web.Request) -> web.Response:
        """Create or update a product."""
        reading = Reading(await _body(request))
        reading.need("id", "name")
        product_id, name = reading.identifier("id"), reading.text("name")
        reading.done()
        if product_id is not None:
            self._books().note_product(product_id, name)
        return _success()

    async def write_invoice(self, request: web.Request) -> web.Response:
        """Create or update an order. Our own choice: the reply is without `invoice`."""
        books = self._books()
        invoice = read_invoice(await _body(request), books)
        for line in invoice["items"]:
            books.note_product(line["product_id"], line["name"])
        key = str(invoice["id"])
        books.invoices[key] = books.invoices.get(key, {}) | invoice
        return _success()

    async def delete_invoice(self, request: web.Request) -> web.Response:
        """Delete an order."""
        found = self._books().invoices.pop(request.match_info["id"], None) is not None
        if not found and self._switched_on(PLAIN_404):
            return web.Response(text="<h1>404 Not Found</h1>", content_type="text/html", status=404)
        return self._deleted(request, "invoice", found)

    async def write_subscription(self, request: web.Request) -> web.Response:
        """Create or update a subscription; no order comes of it."""
        books = self._books()
        subscription = read_subscription(await _body(request), books)
        books.note_product(subscription["product_id"], subscription.get("name"))
        key = str(subscription["id"])
        books.subscriptions[key] = {"quantity": 1} | books.subscriptions.get(key, {}) | subscription
        return _success(subscription={"id": subscription["id"]})

    async def delete_subscription(self, request: web.Request) -> web.Response:
        """Delete a subscription."""
        found = self._books().subscriptions.pop(request.match_info["id"], None) is not None
        return self._deleted(request, "subscription", found)

    async def write_ad_figures(self, request: web.Request) -> web.Response:
        """Write the figures of one ad on one day, over those of the same ad and day."""
        books = self._books()
        ad, figures = read_ad_figures(await _body(request))
        books.ads[str(ad["id"])] = books.ads.get(str(ad["id"]), {}) | ad
        books.figures[str(ad["id"]), figures["date"]] = figures
        return _success()

    async def _change_tags(self, request: web.Request, change: Callable[..., None]) -> web.Response:
        reading = Reading(await _body(request))
        reading.need_one("email", "contact_id")
        reading.need("tags")
        contact_id, email, tags = reading.identifier("contact_id"), reading.text("email"), read_tags(reading)
        reading.done()
        books = self._books()
        contact = books.find(contact_id, email)
        if contact is None:  # our own choice; no source tells what an unknown contact gives
            raise refuse(404, "contact not found")
        change(books, contact, tags)
        return _success()

    def _deleted(self, request: web.Request, kind: str, found: bool) -> web.Response:
        if not found:  # our own choice
            raise refuse(404, f"{kind} not found")
        deleted = {"id": request.match_info["id"], "status": "success", "object": kind, "deleted": True}
        return answer(deleted)


def _success(**more: Any) -> web.Response:
    return answer({"status": "success", **more})


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = await read_json(request)
    except UnreadableBody as unreadable:
        raise refuse(400, str(unreadable)) from unreadable
    if body is None:
        return {}
    if not isinstance(body, dict):
        raise refuse(400, "The body is not a JSON object")
    return body


def _custom_fields(reading: Reading) -> dict[str, Any]:
    custom = reading.raw("custom_fields")
    # PHP writes an empty mapping as an empty list.
    if custom is None or custom == []:
        return {}
    if not isinstance(custom, dict):
        reading.errors.append("'custom_fields' must be an object")
        return {}
    return custom
