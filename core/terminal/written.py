"""What commands write: files of several forms, also to standard output, and texts that are safe to print."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import get_args

from core.model.errors import TrunklineError
from core.model.export import Exported, ExportEvent, ExportForm, ExportOptions
from core.temporary import folder as temporary_folder
from core.terminal.profile import Options
from core.terminal.progress import ProgressLine

FORMS: tuple[str, ...] = get_args(ExportForm)
"""What a file may become, as `--as` names it."""

STANDARD_OUTPUT = Path("-")

_BY_ENDING: dict[str, ExportForm] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "xlsx",
    ".md": "markdown",
}

_CUT = "…"

Write = Callable[[Path], AsyncGenerator[ExportEvent]]


def form_of(file: Path, wanted: ExportForm | None) -> ExportForm:
    """What a file shall be: as was said, or by the end of its name. Raises `TrunklineError`."""
    form = wanted or _BY_ENDING.get(file.suffix.lower())
    if form is None:
        raise TrunklineError(
            "It is not clear what to write.",
            f"The name '{file}' does not tell.",
            f"Say --as and one of {', '.join(FORMS)}.",
        )
    if form == "xlsx" and file == STANDARD_OUTPUT and sys.stdout.isatty():
        raise TrunklineError("A workbook cannot be shown in a terminal.", "", "Name a file instead of '-'.")
    return form


def options_of(options: Options, file: Path) -> ExportOptions:
    """How a table is written, by the options `--separator` and `--plain`."""
    is_for_excel = not options.plain
    return ExportOptions(
        separator={"tab": "\t"}.get(options.separator, options.separator),
        byte_order_mark=is_for_excel and file != STANDARD_OUTPUT,
        excel_safe=is_for_excel,
    )


async def write(file: Path, what: str, begin: Write, *, overwrite: bool) -> None:
    """Have a file written, or standard output for "-"; what is to be known of it goes to standard error."""
    if file != STANDARD_OUTPUT:
        if not overwrite and await asyncio.to_thread(os.path.exists, file):
            raise TrunklineError(
                "There is a file of this name.",
                f"'{file}' was left as it is.",
                "Choose another name, or say --overwrite.",
            )
        done = await _followed(begin(file))
        rows = f"{done.rows:,} {what if done.rows == 1 else what + 's'}"
        print(f"Wrote {rows} to {file}.", file=sys.stderr)
    else:
        with temporary_folder() as folder:
            done = await _followed(begin(folder / "content"))
            with done.file.open("rb") as content:
                shutil.copyfileobj(content, sys.stdout.buffer)
    for note in done.notes:
        print(note, file=sys.stderr)


async def _followed(stream: AsyncGenerator[ExportEvent]) -> Exported:
    with ProgressLine() as line:
        async with aclosing(stream) as events:
            async for event in events:
                if isinstance(event, Exported):
                    return event
                line.show_progress("Writing…", event)
    raise AssertionError("an export ends with what it wrote")


def shown(text: str, longest: int) -> str:
    """A text of others on one line: cut, and without characters that a terminal would obey."""
    cut = text if len(text) <= longest else text[: longest - 1] + _CUT
    return cut if cut.isprintable() else "".join(map(_printable, cut))


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character in "\t\r\n" else character.encode("unicode_escape").decode("ascii")
