"""Bundles written into a file, or for the clipboard: how, and what came of it."""

from typing import TYPE_CHECKING, Literal

import msgspec

from core.model.results import Progress

if TYPE_CHECKING:  # the worker, which starts often, needs no paths to begin with
    from pathlib import Path

ExportForm = Literal["json", "jsonl", "csv", "tsv", "xlsx", "markdown"]
"""JSON and JSON Lines hold bundles as received; the others are tables: a row a bundle, a column a path."""

TABLES: frozenset[ExportForm] = frozenset({"csv", "tsv", "xlsx", "markdown"})
"""The forms that have columns and options."""


class ExportOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How tables are written; each form takes of it what it knows.

    `separator` is CSV's: a comma, a semicolon or a tab. In CSV and TSV `byte_order_mark` lets Excel see that
    a file is UTF-8, and `excel_safe` puts an apostrophe before a text that Excel would take for a formula.
    `missing`, `null` and `empty` (a text without a character) are what stands in such cells.
    """

    separator: Literal[",", ";", "\t"] = ","
    byte_order_mark: bool = True
    header: bool = True
    excel_safe: bool = True
    missing: str = ""
    null: str = ""
    empty: str = ""


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """The file is there, complete. `notes` tell in sentences what could not be written as it is."""

    file: "Path"
    rows: int
    notes: tuple[str, ...] = ()


class Copied(msgspec.Struct, frozen=True, kw_only=True):
    """A text for the clipboard, in UTF-8."""

    text: bytes
    rows: int
    notes: tuple[str, ...] = ()


ExportEvent = Progress | Exported
