"""Runs: values in, bundles out, and the status that they end with."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.command_line.commands import Command
from tests.sandboxes import RunningSandbox


def test_bundles_are_lines_of_json_and_nothing_else(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    done = command(*connected, "run", "refiner.list_contacts", "--connection", "Mine", "--set", "limit=2300")
    assert (done.status, done.err) == (0, "")
    assert len({contact["uuid"] for contact in done.lines}) == 2300
    assert len(sandbox.requests()) == 3


def test_what_came_before_a_failure_is_printed_and_the_status_is_3(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    sandbox.fault("server_error", from_request=2, times=None)
    done = command(*connected, "run", "refiner.list_contacts", "--connection", "Mine", "--set", "limit=2300")
    assert done.status == 3
    assert len(done.lines) == 1000
    assert "Refiner has trouble of its own." in done.err
    assert re.search(r"Trying again in \d\.\d s: Refiner says", done.err)


def test_a_retry_is_seen_and_the_run_goes_on(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    sandbox.fault("rate_limited", retry_after="0.1")
    done = command(*connected, "run", "refiner.list_contacts", "--connection", "Mine")
    assert (done.status, len(done.lines)) == (0, 10)
    assert done.err == "Trying again in 0.1 s: Refiner says: “You are doing this too often.”\n"


@pytest.mark.parametrize(("address", "status"), [("", 4), ("http://127.0.0.1:1", 5)])
def test_a_run_ends_with_the_status_of_its_trouble(
    command: Command, options: list[object], sandbox: RunningSandbox, address: str, status: int
) -> None:
    account = ["--address", address or sandbox.address("refiner"), "--set", f"api_key={'0' * 40}"]
    assert command(*options, "connect", "refiner", "--name", "Mine", "--unverified", *account).status == 0
    done = command(*options, "run", "refiner.list_contacts", "--connection", "Mine")
    assert (done.status, done.out) == (status, "")


def test_a_request_that_the_service_declines_ends_with_3(command: Command, connected: list[object]) -> None:
    done = command(
        *connected, "run", "segmetrics.delete_order", "--connection", "Books", "--set", "id=no-such-order"
    )
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith("SegMetrics found nothing.")


def test_a_request_that_would_leave_the_service_ends_with_2(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    done = command(
        *connected,
        "run",
        "refiner.make_api_call",
        "--connection",
        "Mine",
        "--set",
        "url=https://example.com/",
    )
    assert done.status == 2
    assert "This call was not sent" in done.err
    assert sandbox.requests() == []


def test_values_that_cannot_be_sent_are_told_field_by_field(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    done = command(
        *connected, "run", "segmetrics.add_update_order", "--connection", "Books",
        "--set", "email=nobody", "--set", "paid=a lot", "--set", 'items=[{"name": "x", "amount": "y"}]',
    )  # fmt: skip
    assert (done.status, done.out) == (2, "")
    told = {line.partition(": ")[0] for line in done.err.splitlines()}
    assert told == {"email", "id", "paid", "amount", "date_created", "items.0.product_id", "items.0.amount"}
    assert sandbox.requests() == []


def sent(sandbox: RunningSandbox) -> Any:
    """The body of the last request."""
    return json.loads(sandbox.requests()[-1].body)


def test_values_are_set_by_key_or_by_label_and_nothing_else_is_sent(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    done = command(
        *connected, "run", "segmetrics.add_update_contact", "--connection", "Books",
        "--set", "Contact Email Address=ann@example.com", "--set", "first_name=Ann=Lee",
        "--set", "TAGS=3, New Lead", "--set", 'tags=[{"id": 45}]', "--set", "custom_fields=shirt=M\nsize=7",
        "--set", "date_created=2026-03-02T10:15:00+02:00",
    )  # fmt: skip
    assert (done.status, done.err) == (0, "")
    assert sent(sandbox) == {
        "email": "ann@example.com",
        "first_name": "Ann=Lee",
        "tags": ["3", "New Lead", {"id": 45}],
        "custom_fields": {"shirt": "M", "size": "7"},
        "date_created": "2026-03-02 08:15:00",
    }


def test_values_from_a_file_keep_their_shape(
    command: Command, connected: list[object], sandbox: RunningSandbox, tmp_path: Path
) -> None:
    file = tmp_path / "values.json"
    file.write_text(
        json.dumps(
            {
                "Email Address": "ann@example.com",
                "id": 9001,
                "paid": 100,
                "amount": 4900,
                "Created Date": "2026-03-02 08:15:00",
                "items": [{"name": "Zoë's plan", "product_id": 12, "amount": 4900}],
                "is_refunded": False,
            }
        ),
        encoding="utf-8",
    )
    given = [
        "run",
        "segmetrics.add_update_order",
        "--connection",
        "Books",
        "--values",
        file,
        "--set",
        "paid=4900",
    ]
    done = command(*connected, *given)
    assert (done.status, done.err) == (0, "")
    assert sent(sandbox) == {
        "email": "ann@example.com",
        "id": 9001,
        "paid": 4900,
        "amount": 4900,
        "date_created": "2026-03-02 08:15:00",
        "items": [{"name": "Zoë's plan", "product_id": 12, "amount": 4900}],
        "is_refunded": 0,
    }


def test_groups_and_pairs_come_as_objects(
    command: Command, connected: list[object], sandbox: RunningSandbox, tmp_path: Path
) -> None:
    file = tmp_path / "values.json"
    file.write_text(json.dumps({"ad": {"id": 5, "name": "Spring"}, "spend": 4500, "date": "2026-03-02"}))
    done = command(
        *connected, "run", "segmetrics.add_ad_performance", "--connection", "Books", "--values", file
    )
    assert done.status == 0
    assert sent(sandbox) == {"ad": {"id": 5, "name": "Spring"}, "spend": 4500, "date": "2026-03-02"}
    file.write_text(json.dumps({"id": "u-1", "additional_data": {"seats": 5, "trial": False, "plan": None}}))
    done = command(*connected, "run", "refiner.identify_user", "--connection", "Mine", "--values", file)
    assert done.status == 0
    assert sent(sandbox) == {"id": "u-1", "seats": 5, "trial": False, "plan": None}


@pytest.mark.parametrize(
    "content", [None, "", "{", "[1]", '{"limit": 1e999}', "[" * 5000, "\ufeff{", '{"limit": NaN}']
)
def test_a_file_of_values_that_is_of_no_use_is_told(
    command: Command, connected: list[object], tmp_path: Path, content: str | None, sandbox: RunningSandbox
) -> None:
    file = tmp_path / "values.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    done = command(*connected, "run", "refiner.list_contacts", "--connection", "Mine", "--values", file)
    assert (done.status, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert sandbox.requests() == []


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        ("limt=5", "Did you mean 'limit'?"),
        ("limit", "Write it as KEY=VALUE."),
        ("limit=", "Limit is mandatory."),
    ],
)
def test_a_value_that_nobody_asked_for_is_told_with_the_nearest(
    command: Command, connected: list[object], pair: str, told: str
) -> None:
    done = command(*connected, "run", "refiner.list_contacts", "--connection", "Mine", "--set", pair)
    assert (done.status, done.out) == (2, "")
    assert told in done.err
