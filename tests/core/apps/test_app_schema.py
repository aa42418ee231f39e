"""The JSON Schemas that lie beside the apps are those of the model."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.apps.schema import export, schemas

SCHEMAS = Path(__file__).parents[3] / "resources" / "schema"


@pytest.mark.parametrize("name", schemas())
def test_the_schema_that_is_checked_in_is_up_to_date(name: str) -> None:
    written = (SCHEMAS / name).read_text(encoding="utf-8")
    assert written == schemas()[name], "write it anew: core.apps.schema.export(Path('resources/schema'))"


@pytest.mark.parametrize("name", schemas())
def test_no_object_takes_unknown_keys(name: str) -> None:
    objects = [part for part in json.loads(schemas()[name])["$defs"].values() if "properties" in part]
    assert objects
    assert all(part["additionalProperties"] is False for part in objects)


def test_every_kind_of_field_is_offered() -> None:
    fields: dict[str, Any] = json.loads(schemas()["module.schema.json"])["$defs"]["ModuleFile"]["properties"]
    offered = fields["fields"]["items"]["discriminator"]["mapping"]
    assert {"text", "lookup", "list_of_groups", "hook_url"} <= offered.keys()


def test_an_export_writes_both(tmp_path: Path) -> None:
    export(tmp_path / "new" / "schema")
    assert {
        file.name: file.read_text("utf-8") for file in (tmp_path / "new" / "schema").iterdir()
    } == schemas()
