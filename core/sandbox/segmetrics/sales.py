"""Reading orders, subscriptions and ad figures: required fields, cents, defaults."""

from collections.abc import Mapping
from typing import Any

from core.sandbox.segmetrics.books import Books
from core.sandbox.segmetrics.reading import Reading

CYCLES = ("year", "month", "week", "day")


def read_invoice(body: Mapping[str, Any], books: Books) -> dict[str, Any]:
    """Return the order to keep. Unsent keys are left out, so that an update leaves them alone."""
    reading = Reading(body)
    reading.need("id", "paid", "amount", "date_created", "items")
    invoice = _kept(
        id=reading.identifier("id"),
        **_buyer(reading, books),
        **{name: reading.whole(name) for name in ("paid", "amount", "discount", "tax", "shipping")},
        date_created=reading.moment("date_created"),
        is_refunded=_bit(reading.choice("is_refunded", (0, 1, "0", "1"))),
    )
    invoice["items"] = _lines(reading, invoice.get("id"))
    reading.done()
    return invoice


def read_subscription(body: Mapping[str, Any], books: Books) -> dict[str, Any]:
    """Return the subscription to keep. Unsent keys are left out, so that an update leaves them alone."""
    reading = Reading(body)
    reading.need("id", "amount", "product_id", "start_date", "last_bill_date", "billing_cycle", "frequency")
    subscription = _kept(
        id=reading.identifier("id"),
        **_buyer(reading, books),
        amount=reading.whole("amount"),
        product_id=reading.identifier("product_id"),
        name=reading.text("name"),
        billing_cycle=reading.choice("billing_cycle", CYCLES),
        frequency=reading.whole("frequency", least=1),
        quantity=reading.whole("quantity"),
        **{
            name: reading.moment(name)
            for name in ("start_date", "last_bill_date", "trial_end_date", "end_date", "canceled_date")
        },
    )
    reading.done()
    return subscription


def read_ad_figures(body: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the ad as named and its figures of one day."""
    reading = Reading(body)
    reading.need("ad", "spend", "date")
    ad = _named(reading, "ad")
    figures = _kept(
        ad=ad.get("id"),
        adcampaign=_named(reading, "adcampaign").get("id"),
        adset=_named(reading, "adset").get("id"),
        date=reading.day("date"),
        **{name: reading.whole(name) for name in ("spend", "impressions", "clicks")},
    )
    reading.done()
    return ad, figures


def _buyer(reading: Reading, books: Books) -> dict[str, Any]:
    """A contact named by id must exist; one named by e-mail is linked later, so any will do."""
    reading.need_one("email", "contact_id")
    contact_id = reading.identifier("contact_id")
    if contact_id is not None and books.find(contact_id, None) is None:
        reading.errors.append("'contact_id' does not exist")
    return {"email": reading.text("email"), "contact_id": contact_id}


def _lines(reading: Reading, invoice_id: int | str | None) -> list[dict[str, Any]]:
    lines = reading.raw("items")
    if not reading.has("items"):
        return []
    if not isinstance(lines, list):
        reading.errors.append("'items' must be a list")
        return []
    return [_line(reading, line, invoice_id, number) for number, line in enumerate(lines, start=1)]


def _line(reading: Reading, line: Any, invoice_id: int | str | None, number: int) -> dict[str, Any]:
    inside = Reading(line if isinstance(line, dict) else {}, inside=f"items.{number - 1}.")
    inside.need("name", "product_id", "amount")
    read = _kept(
        id=inside.identifier("id") or f"{invoice_id}-{number}",  # the dash is our own choice
        name=inside.text("name"),
        product_id=inside.identifier("product_id"),
        amount=inside.whole("amount"),
        total_paid=inside.whole("total_paid"),
        subscription_id=inside.identifier("subscription_id"),
    )
    reading.errors += inside.errors
    return read


def _named(reading: Reading, name: str) -> dict[str, Any]:
    """Read an ad, set or campaign: a bare id, or an object with an id. Our own choice: a list is refused."""
    value = reading.raw(name)
    if not isinstance(value, dict):
        return _kept(id=reading.identifier(name))
    inside = Reading(value, inside=f"{name}.")
    inside.need("id")
    parts = _kept(
        id=inside.identifier("id"),
        name=inside.text("name"),
        **{part: _named(inside, part).get("id") for part in ("adcampaign", "adset") if part != name},
    )
    reading.errors += inside.errors
    return parts


def _bit(value: Any) -> int | None:
    return None if value is None else int(value in (1, "1"))


def _kept(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
