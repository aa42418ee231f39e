"""The two kinds of file as JSON Schema, so that an editor completes keys and marks mistakes."""

import inspect
import json
from pathlib import Path
from typing import Any

import msgspec

from core.model.app import AppFile
from core.model.module import ModuleFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, str]:
    """File name → text of the schema."""
    return {"app.schema.json": _schema(AppFile), "module.schema.json": _schema(ModuleFile)}


def export(folder: Path) -> None:
    """Write the schemas into a folder (`resources/schema`)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _schema(kind: type[msgspec.Struct]) -> str:
    written = msgspec.json.encode(msgspec.json.schema(kind))
    schema = {"$schema": DIALECT, **json.loads(written, object_hook=_tidy)}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _tidy(part: dict[str, Any]) -> dict[str, Any]:
    """Descriptions come from docstrings, with their indentation."""
    if isinstance(part.get("description"), str):
        part["description"] = inspect.cleandoc(part["description"])
    return part


if __name__ == "__main__":
    export(Path(__file__).resolve().parents[2] / "resources" / "schema")
