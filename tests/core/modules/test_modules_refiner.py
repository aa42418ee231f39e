"""Every module of Refiner with its example values, over HTTP: what the service received and said.

What is expected stands here by hand, as the service documents it, and not by the rules that are tested.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

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

OTHERWISE: Mapping[str, Mapping[str, Any]] = {
    # The examples name a survey and a segment that this project does not have, and a GET has no body.
    "list_contacts": {"form_uuid": msgspec.UNSET, "segment_uuid": msgspec.UNSET, "search": ".example"},
    "make_api_call": {"body": msgspec.UNSET},
}

EXPECTED = {
    ("identify_user", ""): Expected(
        Received(
            "POST",
            "/v1/identify-user",
            body={
                "id": "u-17",
                "email": "ann@example.com",
                "account": {"id": "acme", "name": "Acme"},
                "name": "Ann",
                "plan": "pro",
                "seats": 5,
                "trial": False,
            },
        ),
        Comes(1, {"contact_uuid": ...}),
    ),
    ("track_event", ""): Expected(
        Received(
            "POST",
            "/v1/track-event",
            body={"id": "u-17", "event": "Invited a colleague", "email": "ann@example.com"},
        ),
        [{"message": "ok"}],
    ),
    ("list_contacts", ""): Expected(
        Received(
            "GET",
            "/v1/contacts",
            {"order_by": "last_seen_at", "search": ".example", "page": "1", "page_length": "25"},
        ),
        Comes(25, {"uuid": ..., "remote_id": ..., "email": ...}),
    ),
    ("make_api_call", ""): Expected(
        Received("GET", "/v1/contacts", {"page_length": "50", "search": "example.com"}),
        Comes(1, {"statusCode": 200, "headers": ..., "body": ...}),
    ),
}


@pytest.mark.parametrize(("module", "choice"), all_ways("refiner"), ids=way_ids("refiner"))
async def test_refiner_receives_what_it_documents_and_its_answer_becomes_bundles(
    tmp_path: Path, sandbox: RunningSandbox, module: str, choice: str
) -> None:
    values = {**filled("refiner", module, choice, {}), **OTHERWISE.get(module, {})}
    async with connected(tmp_path, sandbox, "refiner") as account:
        await check(
            account,
            module,
            {key: value for key, value in values.items() if value is not msgspec.UNSET},
            EXPECTED[module, choice],
        )
        seen = sandbox.requests()[-1]
    assert seen.headers["authorization"] == f"Bearer {sandbox.values('refiner')['api_key']}"


def test_no_way_to_run_refiner_is_forgotten() -> None:
    assert EXPECTED.keys() == set(all_ways("refiner"))
