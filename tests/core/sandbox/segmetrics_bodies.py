"""Bodies that SegMetrics accepts, and a look at what became of them."""

from typing import Any
from urllib.parse import quote

from tests.core.sandbox.sandbox_calls import Bench

INVOICE: dict[str, Any] = {
    "email": "ann@example.com",
    "id": 9001,
    "paid": 1000,
    "amount": 2500,
    "date_created": "2018-10-02 16:15:00",
    "items": [{"name": "Course", "product_id": "P-1", "amount": 2500, "total_paid": 1000}],
}
SUBSCRIPTION: dict[str, Any] = {
    "email": "ann@example.com",
    "id": "S-1",
    "amount": 4900,
    "product_id": 77,
    "start_date": "2018-10-02 16:15:00",
    "last_bill_date": "2018-11-02 16:15:00",
    "billing_cycle": "month",
    "frequency": 3,
}
FIGURES: dict[str, Any] = {"ad": 5, "spend": 1234, "date": "2018-10-03"}
WRITES: dict[str, dict[str, Any]] = {
    "/contact": {"email": "ann@example.com"},
    "/tags/add": {"contact_id": 1, "tags": ["New Lead"]},
    "/tags/remove": {"contact_id": 1, "tags": ["New Lead"]},
    "/product": {"id": 1, "name": "Course"},
    "/invoice": INVOICE,
    "/subscription": SUBSCRIPTION,
    "/ad/performance": FIGURES,
}


def without(body: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a body that lacks some keys."""
    return {name: value for name, value in body.items() if name not in names}


async def contact(b: Bench, id_or_email: str | int) -> dict[str, Any]:
    """Return a contact as the reporting host shows it, with all lists."""
    reply = await b.reports.get(
        f"/contact/{quote(str(id_or_email), safe='')}", extend="tags,orders,subscriptions"
    )
    assert reply.status == 200, reply.body
    shown: dict[str, Any] = reply.json["data"]
    return shown
