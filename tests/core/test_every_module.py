"""Every module of every app once, with its example values, over HTTP: what the service received and said.

What is expected stands here by hand, as the services document it, and not by the rules that are tested.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.apps.catalogue import Catalogue
from core.integrator import Integrator, NewConnection, open_integrator
from core.model.errors import TrunklineError
from core.model.module import Module
from core.model.run import RunFailed, RunFinished, RunStarted
from tests.core.conftest import APPS
from tests.sandboxes import RunningSandbox

CATALOGUE = Catalogue([APPS])
MODULES = [module for app in CATALOGUE.apps() for module in CATALOGUE.modules(app.id)]
TO_RUN = [module for module in MODULES if module.hook is None]
CALLED = [module for module in MODULES if module.hook is not None]

NEW_TAGS = [3, "New Lead", {"id": 45, "name": "Spring campaign", "date": "2026-03-02 08:15:00"}]
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

RECEIVED: Mapping[str, tuple[str, str, Any]] = {
    # module: method, path and query below the account, body
    "refiner.identify_user": (
        "POST",
        "/v1/identify-user",
        {
            "id": "u-17",
            "email": "ann@example.com",
            "account": {"id": "acme", "name": "Acme"},
            "name": "Ann",
            "plan": "pro",
            "seats": 5,
            "trial": False,
        },
    ),
    "refiner.track_event": (
        "POST",
        "/v1/track-event",
        {"id": "u-17", "event": "Invited a colleague", "email": "ann@example.com"},
    ),
    "refiner.list_contacts": (
        "GET",
        "/v1/contacts?order_by=last_seen_at&search=.example&page=1&page_length=25",
        None,
    ),
    "refiner.make_api_call": ("GET", "/v1/contacts?page_length=50&search=example.com", None),
    "segmetrics.add_update_contact": ("POST", "/contact", CONTACT),
    "segmetrics.delete_contact": ("DELETE", "/contact/ann@example.com", None),
    "segmetrics.add_tag": ("POST", "/tags/add", {"email": "ann@example.com", "tags": NEW_TAGS}),
    "segmetrics.delete_tag": (
        "POST",
        "/tags/remove",
        {"email": "ann@example.com", "tags": [3, "New Lead", {"id": 45, "name": "Spring campaign"}]},
    ),
    "segmetrics.add_update_order": ("POST", "/invoice", ORDER),
    "segmetrics.delete_order": ("DELETE", "/invoice/9001", None),
    "segmetrics.add_update_subscription": ("POST", "/subscription", SUBSCRIPTION),
    "segmetrics.delete_subscription": ("DELETE", "/subscription/S-1", None),
    "segmetrics.add_ad_performance": ("POST", "/ad/performance", AD),
    "segmetrics.make_api_call": ("POST", "/product?source=import", {"id": 12, "name": "Starter plan"}),
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

CHANGED: Mapping[str, Mapping[str, Any]] = {
    # The examples name a survey, a segment and people whom this project does not have.
    "refiner.list_contacts": {
        "form_uuid": msgspec.UNSET,
        "segment_uuid": msgspec.UNSET,
        "search": ".example",
    },
    # A GET has no body.
    "refiner.make_api_call": {"body": msgspec.UNSET},
}


def name_of(module: Module) -> str:
    return f"{module.app}.{module.id}"


def examples(module: Module) -> dict[str, Any]:
    """The values of a form in which every field holds its example."""
    found = {field.key: field.example for field in module.fields} | dict(CHANGED.get(name_of(module), {}))
    return {key: value for key, value in found.items() if value is not msgspec.UNSET}


@pytest.fixture(autouse=True)
def _quick(cheap_passphrase: None) -> None:
    """Nobody waits here for nothing."""


@asynccontextmanager
async def connected(folder: Path, sandbox: RunningSandbox, app: str) -> AsyncIterator[Integrator]:
    """A profile with an account of the app in the sandbox, called "Account"."""
    async with open_integrator(folder, passphrase="correct horse") as integrator:
        new = NewConnection(app=app, name="Account", values=sandbox.values(app), address=sandbox.address(app))
        await integrator.connect(new)
        yield integrator


async def bundles_of(integrator: Integrator, module: Module) -> list[Any]:
    """What a module brings, run with its examples."""
    run = ""
    async for event in integrator.run_module("Account", module.app, module.id, examples(module)):
        match event:
            case RunStarted(run=run):
                pass
            case RunFailed(error=error):
                raise error
            case RunFinished():
                with closing(integrator.bundles(run)) as source:
                    return [json.loads(source.raw(index)) for index in range(len(source))]
    raise AssertionError("a run ends with an event that says so")


@pytest.mark.parametrize("module", TO_RUN, ids=name_of)
async def test_the_service_receives_what_it_documents_and_its_answer_becomes_bundles(
    tmp_path: Path, sandbox: RunningSandbox, module: Module
) -> None:
    async with connected(tmp_path, sandbox, module.app) as integrator:
        for first in BEFORE.get(module.id, ()):
            await bundles_of(integrator, await integrator.module(module.app, first))
        bundles = await bundles_of(integrator, module)
    seen = sandbox.requests()[-1]
    method, target, body = RECEIVED[name_of(module)]
    assert (seen.method, below_account(sandbox, module.app, seen.target)) == (method, target)
    assert (json.loads(seen.body) if seen.body else None) == body
    assert ("content-type" in seen.headers) is (body is not None)
    assert len(bundles) == (25 if module.kind == "search" else 1)
    assert all(bundles)


def below_account(sandbox: RunningSandbox, app: str, target: str) -> str:
    """The request line after what every call of an account begins with."""
    values = sandbox.values(app)
    common = f"/{app}" + (
        "/api/v1/{account_id}/{integration_id}".format(**values) if "account_id" in values else ""
    )
    assert target.startswith(common)
    return target.removeprefix(common)


@pytest.mark.parametrize("module", CALLED, ids=name_of)
async def test_a_module_that_the_service_calls_says_so_when_it_is_run(
    tmp_path: Path, sandbox: RunningSandbox, module: Module
) -> None:
    async with connected(tmp_path, sandbox, module.app) as integrator:
        with pytest.raises(TrunklineError, match="waits for the service to call"):
            await bundles_of(integrator, module)


def test_no_module_is_forgotten() -> None:
    assert RECEIVED.keys() == {name_of(module) for module in TO_RUN}


@pytest.mark.parametrize(
    "id", ["ann/lee@example.com", "a b?c#d", "100%41", "Zoë", "a+b@example.com", "a//b", "%2fa", "a&b=c;d"]
)
async def test_an_id_reaches_the_service_as_it_was_typed(
    tmp_path: Path, sandbox: RunningSandbox, id: str
) -> None:
    """Whatever it holds, it is one segment of the path: nothing between us and the service may unpack it."""
    async with connected(tmp_path, sandbox, "segmetrics") as integrator:
        contact = {"email": "someone@example.com", "contact_id": id}
        for module, values in (
            ("add_update_contact", contact),
            ("delete_contact", {"contact_id_or_email": id}),
        ):
            events = [e async for e in integrator.run_module("Account", "segmetrics", module, values)]
            assert isinstance(events[-1], RunFinished), events[-1]
    assert id not in sandbox.state("segmetrics")["contacts"]
