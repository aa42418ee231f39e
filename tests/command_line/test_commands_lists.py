"""Lists of apps and modules, and commands that name something unknown or are written wrongly."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.command_line.commands import Command


def test_apps_are_listed(command: Command, options: list[object]) -> None:
    done = command(*options, "apps", "--json")
    assert (done.status, done.err) == (0, "")
    apps = {app["id"]: app for app in done.json}
    assert {"refiner", "segmetrics"} <= apps.keys()
    assert apps["refiner"]["label"] == "Refiner"
    assert apps["refiner"]["own"] is False
    (key,) = apps["refiner"]["connection"]["fields"]
    assert (key["key"], key["label"], key["kind"], key["required"]) == ("api_key", "API Key", "secret", True)
    plain = command(*options, "apps")
    assert ["refiner", "Refiner"] in [line.split()[:2] for line in plain.out.splitlines()]


def test_modules_are_listed_with_their_fields(command: Command, options: list[object]) -> None:
    done = command(*options, "modules", "--json")
    modules = {(module["app"], module["id"]): module for module in done.json}
    assert len(modules) >= 16
    for module in modules.values():
        assert {"id", "app", "label", "kind", "effect", "summary", "fields"} <= module.keys()
        assert module["kind"] in ("trigger-instant", "trigger-polling", "action", "search", "api-call")
        for field in fields_in(module["fields"]):
            assert {"key", "label", "kind", "required"} <= field.keys()
            assert isinstance(field["required"], bool)
    listing = modules["refiner", "list_contacts"]
    assert (listing["label"], listing["kind"], listing["effect"]) == ("List Contacts", "search", "read")
    limit = next(field for field in listing["fields"] if field["key"] == "limit")
    assert (limit["kind"], limit["required"], limit["default"]) == ("integer", True, 10)
    order = modules["segmetrics", "add_update_order"]
    items = next(field for field in order["fields"] if field["key"] == "items")
    assert [field["key"] for field in items["fields"]][:2] == ["name", "product_id"]


def fields_in(fields: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Fields with those nested in them."""
    for field in fields:
        yield field
        yield from fields_in(field.get("fields", []) + field.get("details", []))


def test_the_modules_of_one_app(command: Command, options: list[object]) -> None:
    done = command(*options, "modules", "refiner", "--json")
    assert {module["app"] for module in done.json} == {"refiner"}
    plain = command(*options, "modules", "refiner")
    assert any(
        line.split() == ["refiner.list_contacts", "search", "List", "Contacts"]
        for line in plain.out.splitlines()
    )


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (["modules", "refinr"], "refiner"),
        (["connect", "segmetric", "--name", "x"], "segmetrics"),
        (["run", "refiner.list_contact", "--connection", "Mine"], "list_contacts"),
        (["run", "refinr.list_contacts", "--connection", "Mine"], "refiner"),
        (["run", "list_contacts", "--connection", "Mine"], "APP.MODULE"),
        (["run", "refiner.list_contacts", "--connection", "Mime"], "'Mine'"),
        (["run", "refiner.list_contacts", "--connection", "Books"], "no connection to Refiner"),
    ],
)
def test_what_is_not_known_is_answered_with_the_nearest_name(
    command: Command, connected: list[object], arguments: list[str], nearest: str
) -> None:
    done = command(*connected, *arguments)
    assert (done.status, done.out) == (2, "")
    assert nearest in done.err
    assert "Traceback" not in done.err


def test_an_own_app_that_is_wrong_is_named_and_the_others_are_listed(
    command: Command, options: list[object], tmp_path: Path
) -> None:
    folder = tmp_path / "profile" / "apps" / "mine"
    folder.mkdir(parents=True)
    (folder / "app.yaml").write_text("label: Mine\ncolour: blue\n")
    done = command(*options, "apps", "--json")
    assert done.status == 0
    assert "mine" not in {app["id"] for app in done.json}
    assert "colour" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["no-such-command"],
        ["run", "refiner.list_contacts"],
        ["connect", "refiner"],
        ["sandbox", "--port", "70000"],
        ["sandbox", "--port", "-1"],
        ["sandbox", "--latency", "nan"],
        ["sandbox", "--latency", "-1"],
        ["sandbox", "--contacts", "many"],
    ],
)
def test_a_command_that_is_written_wrongly_is_explained(command: Command, arguments: list[str]) -> None:
    done = command(*arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("usage: trunkline")
