"""What nobody filled in is not sent: an update would overwrite what SegMetrics knows."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.apps.catalogue import Catalogue
from core.rules.request import build_request
from core.rules.values import wire_values, with_defaults

CATALOGUE = Catalogue([Path(__file__).resolve().parents[2] / "resources" / "apps"])

ACCOUNT = {"api_key": "key", "account_id": "1042", "integration_id": "5077"}
CONTACT = {"email": "ann@example.com", "first_name": "Ann"}
SUBSCRIPTION = {
    "email": "ann@example.com",
    "id": "S-1",
    "amount": 4900,
    "product_id": "12",
    "start_date": "2026-03-02 08:15:00",
    "last_bill_date": "2026-05-02 08:15:00",
    "billing_cycle": "month",
    "frequency": 1,
}


@pytest.mark.parametrize(
    ("name", "values"), [("add_update_contact", CONTACT), ("add_update_subscription", SUBSCRIPTION)]
)
def test_an_update_sends_what_was_filled_in_and_nothing_else(name: str, values: dict[str, Any]) -> None:
    module = CATALOGUE.module("segmetrics", name)
    assert module.request
    wire = wire_values(module.fields, with_defaults(module.fields, values), module.rules)
    request = build_request(CATALOGUE.app("segmetrics"), module.request, wire, ACCOUNT)
    assert json.loads(request.body or b"").keys() == values.keys()
