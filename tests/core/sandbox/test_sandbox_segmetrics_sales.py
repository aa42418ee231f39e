"""SegMetrics: fields, orders, ads, deletes. Quirks are numbered as in the facts sheet, section 6."""

from typing import Any

import pytest

from tests.core.sandbox.sandbox_calls import bench
from tests.core.sandbox.segmetrics_bodies import FIGURES, INVOICE, SUBSCRIPTION, WRITES, contact, without


@pytest.mark.parametrize(
    ("path", "required"),
    [
        ("/contact", ["email"]),
        ("/tags/add", ["tags"]),
        ("/tags/remove", ["tags"]),
        ("/product", ["id", "name"]),
        ("/invoice", ["id", "paid", "amount", "date_created", "items"]),
        (
            "/subscription",
            ["id", "amount", "product_id", "start_date", "last_bill_date", "billing_cycle", "frequency"],
        ),
        ("/ad/performance", ["ad", "spend", "date"]),
    ],
)
async def test_each_missing_field_is_named(path: str, required: list[str]) -> None:
    """Quirks 3, 4, 9, 10, 11."""
    async with bench() as b:
        every = await b.segmetrics.post(path, without(WRITES[path], *required))
        single = [(name, await b.segmetrics.post(path, without(WRITES[path], name))) for name in required]
        empty = await b.segmetrics.post(path, WRITES[path] | {required[-1]: None})
    assert every.status == 400
    assert every.json == {"status": "error", "errors": [f"missing '{name}' field " for name in required]}
    for name, reply in single:
        assert (reply.status, reply.json["errors"]) == (400, [f"missing '{name}' field "])
    assert empty.status == 400


@pytest.mark.parametrize(
    ("path", "change", "what"),
    [
        ("/contact", {"status": "asleep"}, "'status' must be one of active, inactive"),
        ("/contact", {"date_created": "soon"}, "'date_created' is not a date"),
        ("/contact", {"custom_fields": "a=1"}, "'custom_fields' must be an object"),
        ("/contact", {"tags": "a"}, "'tags' must be a list"),
        ("/contact", {"contact_id": {}}, "'contact_id' must be a number or a text"),
        ("/tags/add", {"tags": [{}]}, "'tags.0' must be an id, a name or an object of both"),
        ("/tags/add", {"tags": [{"id": 1, "date": "x"}]}, "'tags.0.date' is not a date"),
        ("/invoice", {"is_refunded": 2}, "'is_refunded' must be one of"),
        ("/invoice", {"items": {}}, "'items' must be a list"),
        ("/invoice", {"items": [{"name": "x"}]}, "missing 'items.0.product_id' field "),
        ("/subscription", {"billing_cycle": "decade"}, "'billing_cycle' must be one of"),
        ("/subscription", {"frequency": 0}, "'frequency' must be at least 1"),
        ("/ad/performance", {"date": "x"}, "'date' is not a date"),
    ],
)
async def test_values_of_the_wrong_shape_are_refused(path: str, change: dict[str, Any], what: str) -> None:
    async with bench() as b:
        reply = await b.segmetrics.post(path, WRITES[path] | change)
    assert (reply.status, reply.json["status"]) == (400, "error")
    assert any(what in error for error in reply.json["errors"]), reply.json


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/invoice", "amount"),
        ("/invoice", "paid"),
        ("/invoice", "tax"),
        ("/subscription", "amount"),
        ("/ad/performance", "spend"),
    ],
)
@pytest.mark.parametrize("amount", [10.5, "10.50", "1050", True])
async def test_amounts_are_integers_of_cents(path: str, name: str, amount: Any) -> None:
    """Quirk 14."""
    async with bench() as b:
        reply = await b.segmetrics.post(path, WRITES[path] | {name: amount})
        line = {"name": "x", "product_id": 1, "amount": amount}
        in_line = await b.segmetrics.post("/invoice", INVOICE | {"items": [line]})
    assert (reply.status, reply.json["errors"]) == (400, [f"'{name}' must be an integer"])
    assert in_line.json["errors"] == ["'items.0.amount' must be an integer"]


@pytest.mark.parametrize("kind", ["contact", "invoice", "subscription"])
async def test_deletes_answer_with_the_id_as_text(kind: str) -> None:
    """Quirk 8."""
    async with bench() as b:
        number = {"contact": 7, "invoice": 9001, "subscription": 12}[kind]
        if kind != "contact":
            await b.segmetrics.post(f"/{kind}", WRITES[f"/{kind}"] | {"id": number})
        first = await b.segmetrics.delete(f"/{kind}/{number}")
        second = await b.segmetrics.delete(f"/{kind}/{number}")
    assert first.status == 200
    assert first.json == {"id": str(number), "status": "success", "object": kind, "deleted": True}
    assert (second.status, second.json) == (404, {"status": "error", "errors": [f"{kind} not found"]})


async def test_an_unknown_invoice_can_answer_a_page_that_is_not_json() -> None:
    async with bench() as b:
        await b.control.post("/switch", {"app": "segmetrics", "name": "plain_404_on_invoice", "on": True})
        plain = await b.segmetrics.delete("/invoice/1")
        subscription = await b.segmetrics.delete("/subscription/1")
        await b.segmetrics.post("/invoice", INVOICE)
        known = await b.segmetrics.delete("/invoice/9001")
        await b.control.post("/reset")
        back = await b.segmetrics.delete("/invoice/1")
    assert (plain.status, plain.headers["Content-Type"].partition(";")[0]) == (404, "text/html")
    assert plain.body.startswith(b"<")
    assert subscription.json["status"] == "error"
    assert known.status == 200
    assert back.json["status"] == "error"


async def test_an_order_is_kept_and_updated() -> None:
    """Quirk 9."""
    async with bench() as b:
        lines = [INVOICE["items"][0], {"id": "L", "name": "Book", "product_id": 2, "amount": 0}]
        more = {"is_refunded": 0, "tax": 100, "colour": "green"}
        first = await b.segmetrics.post("/invoice", INVOICE | more | {"items": lines})
        created = b.sandbox.state("segmetrics")["invoices"]["9001"]
        await b.segmetrics.post("/invoice", INVOICE | {"id": "9001", "paid": 2500, "is_refunded": "1"})
        state = b.sandbox.state("segmetrics")
        orders = await contact(b, 1)
    assert first.json == {"status": "success"}, "the reply is without the order"
    assert "colour" not in created
    assert [line["id"] for line in created["items"]] == ["9001-1", "L"]
    assert (created["is_refunded"], created["paid"], created["tax"]) == (0, 1000, 100)
    assert len(state["invoices"]) == 1
    updated = state["invoices"]["9001"]
    assert (updated["is_refunded"], updated["paid"], updated["tax"]) == (1, 2500, 100)
    assert [product["name"] for product in state["products"].values()] == ["Course", "Book"]
    assert orders["orders"] == []


async def test_orders_and_subscriptions_want_a_contact_id_that_exists() -> None:
    """Quirk 9."""
    async with bench() as b:
        for path in ("/invoice", "/subscription"):
            body = without(WRITES[path], "email")
            unknown = await b.segmetrics.post(path, body | {"contact_id": 404})
            known = await b.segmetrics.post(path, body | {"contact_id": 5})
            by_email = await b.segmetrics.post(path, WRITES[path] | {"email": "later@example.com"})
            assert (unknown.status, unknown.json["errors"]) == (400, ["'contact_id' does not exist"])
            assert (known.status, by_email.status) == (200, 200)


async def test_an_order_by_email_is_linked_once_the_contact_is_there() -> None:
    """Quirk 9."""
    async with bench() as b:
        await b.segmetrics.post("/invoice", INVOICE)
        await b.segmetrics.post("/contact", {"email": "ann@example.com"})
        orders = (await contact(b, "ann@example.com"))["orders"]
    assert [order["id"] for order in orders] == [9001]


async def test_a_subscription_has_a_quantity_and_makes_no_order() -> None:
    """Quirks 10, 12."""
    async with bench() as b:
        reply = await b.segmetrics.post("/subscription", SUBSCRIPTION | {"name": "Club"})
        first = b.sandbox.state("segmetrics")["subscriptions"]["S-1"]
        await b.segmetrics.post(
            "/subscription", SUBSCRIPTION | {"quantity": 4, "canceled_date": "2019-01-01"}
        )
        await b.segmetrics.post("/subscription", SUBSCRIPTION)
        state = b.sandbox.state("segmetrics")
    assert reply.json == {"status": "success", "subscription": {"id": "S-1"}}
    assert first["quantity"] == 1
    assert state["subscriptions"]["S-1"]["quantity"] == 4
    assert state["subscriptions"]["S-1"]["canceled_date"] == "2019-01-01 00:00:00"
    assert state["invoices"] == {}
    assert state["products"] == {"77": {"id": 77, "name": "Club"}}


@pytest.mark.parametrize(
    ("ad", "status"),
    [
        pytest.param(5, 200, id="number"),
        pytest.param("A-5", 200, id="text"),
        pytest.param({"id": 5, "name": "Banner"}, 200, id="object"),
        pytest.param({"id": 5, "name": "Banner", "adset": {"id": 2}, "adcampaign": 1}, 200, id="full object"),
        pytest.param({"name": "Banner"}, 400, id="object without id"),
        pytest.param([5], 400, id="list"),
        pytest.param([{"id": 5, "name": "Banner"}], 400, id="list of objects"),
    ],
)
async def test_an_ad_is_an_id_or_an_object(ad: Any, status: int) -> None:
    """Quirk 11."""
    async with bench() as b:
        reply = await b.segmetrics.post(
            "/ad/performance", FIGURES | {"ad": ad, "adcampaign": 1, "adset": {"id": 2}}
        )
        ads = b.sandbox.state("segmetrics")["ads"]
    assert reply.status == status
    assert bool(ads) == (status == 200)


async def test_figures_of_the_same_ad_and_day_are_overwritten() -> None:
    """Quirk 11."""
    async with bench() as b:
        await b.segmetrics.post("/ad/performance", FIGURES | {"clicks": 7})
        await b.segmetrics.post(
            "/ad/performance", FIGURES | {"ad": {"id": "5", "name": "Banner"}, "spend": 99}
        )
        await b.segmetrics.post("/ad/performance", FIGURES | {"date": "2018-10-04"})
        state = b.sandbox.state("segmetrics")
    assert [(row["date"], row["spend"]) for row in state["ad_figures"]] == [
        ("2018-10-03", 99),
        ("2018-10-04", 1234),
    ]
    assert "clicks" not in state["ad_figures"][0]
    assert state["ads"]["5"]["name"] == "Banner"
