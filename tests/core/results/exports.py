"""Exports made right here, and read back; and what should be in them, by a plain oracle."""

import csv
import io
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.utils.escape import unescape

from core.model.export import ExportForm, ExportOptions
from core.model.results import Progress, Steps
from core.results import export
from core.results.export_file import content_of
from core.results.questions import ExportBundles
from core.results.told import ExportWritten
from tests.core.results.bundle_runs import Pairs, Raw, read, run_of, told_by

PLAIN = ExportOptions(excel_safe=False, byte_order_mark=False)
"""Cells as they are."""

MISSING = object()

csv.field_size_limit(2**30)


class Made(NamedTuple):
    """A file that was made, and what was told."""

    content: bytes
    rows: int
    notes: tuple[str, ...]
    progress: list[Progress]


def made(
    lines: Sequence[bytes],
    form: ExportForm,
    columns: Sequence[Steps] | None = None,
    *,
    rows: Sequence[int] | None = None,
    options: ExportOptions | None = None,
    most: int = 0,
) -> Made:
    """Export bundles."""
    with run_of(lines, rows) as source, tempfile.TemporaryDirectory() as folder:
        question = ExportBundles(
            source=source,
            form=form,
            columns=None if columns is None else tuple(columns),
            options=options or ExportOptions(),
            folder=folder,
            file=str(Path(folder) / "people.file"),
            most=most,
        )
        told = told_by(export.work, question)
        written = told[-1]
        assert isinstance(written, ExportWritten)
        progress = [one for one in told if isinstance(one, Progress)]
        return Made(content_of(Path(folder)).read_bytes(), written.rows, written.notes, progress)


def rows_of_csv(content: bytes, separator: str = ",") -> list[list[str]]:
    """The rows of a file of CSV, its head among them."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
    """The rows of each sheet, texts as Excel shows them."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "read.xlsx"
        file.write_bytes(content)
        book = openpyxl.load_workbook(file)
        return {
            sheet.title: [
                [unescape(cell) if isinstance(cell, str) else cell for cell in row]
                for row in sheet.iter_rows(values_only=True)
            ]
            for sheet in book.worksheets
        }


def cell_at(line: bytes, steps: Steps) -> Any:
    """What is at a place of a bundle, by the standard library; MISSING where there is nothing."""
    value = read(line)
    for step in steps:
        if isinstance(step, str) and isinstance(value, Pairs):
            value = dict(value).get(step, MISSING)
        elif isinstance(step, int) and type(value) is list:
            value = value[step - 1] if 0 < step <= len(value) else MISSING
        else:
            return MISSING
    return value


def places_in(value: Any) -> Iterator[Steps]:
    """All places of a value, its own first."""
    yield ()
    if isinstance(value, Pairs):
        for name, inner in value:
            yield from ((name, *steps) for steps in places_in(inner))
    elif type(value) is list:
        for number, inner in enumerate(value, 1):
            yield from ((number, *steps) for steps in places_in(inner))


def shows(cell: str, value: Any) -> bool:
    """Whether a cell of CSV shows a value."""
    match value:
        case Pairs() | list():
            return bool(read(cell.encode()) == value)
        case bool():
            return cell == json.dumps(value)
        case Raw():
            return cell == value
        case str():
            return cell == re.sub("[\ud800-\udfff]", "\ufffd", value)
        case _:
            return cell == ""
