"""Every module of SegMetrics with its example values, over HTTP: what the service received and said.

What is expected stands here by hand, as the service documents it, and not by the rules that are tested.
"""

from pathlib import Path
from typing import Any

import pytest

from core.model.run import RunFinished
from tests.core.modules.module_runs import (
    Comes,
    Expected,
    Received,
    all_ways,
    check,
    connected,
    filled,
    way_ids,
)
from tests.sandboxes import RunningSandbox

NEW_TAGS = [3, "New Lead", {"id": 45, "name": "Spring campaign", "date": "2026-03-02 08:15:00"}]
TAGS = [3, "New Lead", {"id": 45, "name": "Spring campaign"}]
CONTACT = {
    "email": "ann@example.com",
    "contact_id": 249,
    "first_name": "Ann",
    "last_name": "Lee",
    "status": "active",
    "date_created": "2026-03-02 08:15:00",
    "last_updated": "2026-04-28 09:28:42",
    "tags": NEW_TAGS,
    "custom_fields": {"shirt_size": "Medium", "loyalty": 7, "old_note": None},
    "utm_source": "newsletter",
    "utm_medium": "email",
    "utm_campaign": "spring",
    "utm_content": "header-link",
    "utm_term": "revenue analytics",
    "referring_url": "example.com/blog",
    "optin_url": "example.com/join",
    "ip_address": "203.0.113.8",
    "affiliate_id": "123",
    "geo_lat": "45.523064",
    "geo_lon": "-122.676483",
}
ORDER = {
    "email": "ann@example.com",
    "contact_id": 249,
    "id": 9001,
    "paid": 4900,
    "amount": 4900,
    "date_created": "2026-03-02 08:15:00",
    "items": [{"name": "Starter plan", "product_id": 12, "amount": 4900, "total_paid": 4900}],
    "is_refunded": 0,
    "discount": 500,
    "tax": 782,
    "shipping": 0,
}
SUBSCRIPTION = {
    "email": "ann@example.com",
    "contact_id": 249,
    "id": "S-1",
    "amount": 4900,
    "product_id": 12,
    "name": "Starter plan",
    "start_date": "2026-03-02 08:15:00",
    "last_bill_date": "2026-05-02 08:15:00",
    "billing_cycle": "month",
    "frequency": 1,
    "quantity": 1,
    "trial_end_date": "2026-03-16 08:15:00",
    "end_date": "2027-03-02 08:15:00",
    "canceled_date": "2026-06-10 12:00:00",
}
AD = {
    "ad": {"id": 5489788855, "name": "Spring video", "adcampaign": 123456789, "adset": 5678910},
    "adcampaign": {"id": 123456789, "name": "Spring"},
    "adset": 5678910,
    "spend": 4500,
    "date": "2026-03-02",
    "impressions": 15487,
    "clicks": 784,
}


def writes(path: str, body: dict[str, Any]) -> Received:
    return Received("POST", path, body=body)


def deleted(what: str, id: str) -> list[dict[str, Any]]:
    return [{"id": id, "status": "success", "object": what, "deleted": True}]


SUCCESS: list[dict[str, Any]] = [{"status": "success"}]

EXPECTED = {
    # module, way: what the service receives below the account's path, what comes back
    ("add_update_contact", ""): Expected(
        writes("/contact", CONTACT), [{"status": "success", "contact": {"contact_id": 249}}]
    ),
    ("delete_contact", ""): Expected(
        Received("DELETE", "/contact/ann@example.com"), deleted("contact", "ann@example.com")
    ),
    ("add_tag", ""): Expected(writes("/tags/add", {"email": "ann@example.com", "tags": NEW_TAGS}), SUCCESS),
    ("add_tag", "update_by: contact_id"): Expected(
        writes("/tags/add", {"contact_id": 249, "tags": NEW_TAGS}), SUCCESS
    ),
    ("delete_tag", ""): Expected(writes("/tags/remove", {"email": "ann@example.com", "tags": TAGS}), SUCCESS),
    ("delete_tag", "update_by: contact_id"): Expected(
        writes("/tags/remove", {"contact_id": 249, "tags": TAGS}), SUCCESS
    ),
    ("add_update_order", ""): Expected(writes("/invoice", ORDER), SUCCESS),
    ("delete_order", ""): Expected(Received("DELETE", "/invoice/9001"), deleted("invoice", "9001")),
    ("add_update_subscription", ""): Expected(
        writes("/subscription", SUBSCRIPTION), [{"status": "success", "subscription": {"id": "S-1"}}]
    ),
    ("delete_subscription", ""): Expected(
        Received("DELETE", "/subscription/S-1"), deleted("subscription", "S-1")
    ),
    ("add_ad_performance", ""): Expected(writes("/ad/performance", AD), SUCCESS),
    ("make_api_call", ""): Expected(
        Received("POST", "/product", {"source": "import"}, {"id": 12, "name": "Starter plan"}),
        Comes(1, {"statusCode": 200, "headers": ..., "body": {"status": "success"}}),
    ),
}

BEFORE = {
    # module: what has to be there first, because of its examples
    "add_tag": ("add_update_contact",),
    "delete_contact": ("add_update_contact",),
    "delete_tag": ("add_update_contact", "add_tag"),
    "add_update_order": ("add_update_contact",),
    "delete_order": ("add_update_contact", "add_update_order"),
    "add_update_subscription": ("add_update_contact",),
    "delete_subscription": ("add_update_contact", "add_update_subscription"),
}


@pytest.mark.parametrize(("module", "choice"), all_ways("segmetrics"), ids=way_ids("segmetrics"))
async def test_segmetrics_receives_what_it_documents_and_its_answer_becomes_bundles(
    tmp_path: Path, sandbox: RunningSandbox, module: str, choice: str
) -> None:
    expected = EXPECTED[module, choice]
    received = expected.received
    account_path = "/api/v1/{account_id}/{integration_id}".format(**sandbox.values("segmetrics"))
    whole = expected._replace(received=received._replace(path=account_path + received.path))
    async with connected(tmp_path, sandbox, "segmetrics") as account:
        for first in BEFORE.get(module, ()):
            await account.bundles(first, filled("segmetrics", first, "", {}))
        await check(account, module, filled("segmetrics", module, choice, {}), whole)
        seen = sandbox.requests()[-1]
    assert seen.headers["authorization"] == sandbox.values("segmetrics")["api_key"]


def test_no_way_to_run_segmetrics_is_forgotten() -> None:
    assert EXPECTED.keys() == set(all_ways("segmetrics"))


@pytest.mark.parametrize(
    "id", ["ann/lee@example.com", "a b?c#d", "100%41", "Zoë", "a+b@example.com", "a//b", "%2fa", "a&b=c;d"]
)
async def test_an_id_reaches_the_service_as_it_was_typed(
    tmp_path: Path, sandbox: RunningSandbox, id: str
) -> None:
    """Whatever it holds, it is one segment of the path: nothing between us and the service may unpack it."""
    async with connected(tmp_path, sandbox, "segmetrics") as account:
        contact = {"email": "someone@example.com", "contact_id": id}
        for module, values in (
            ("add_update_contact", contact),
            ("delete_contact", {"contact_id_or_email": id}),
        ):
            assert isinstance((await account.run(module, values)).events[-1], RunFinished)
    assert id not in sandbox.state("segmetrics")["contacts"]
