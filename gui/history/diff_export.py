"""Where differences are to be written: asked without stopping the loop."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from core.model.diff import DiffForm
from gui.files import FileKind, FileToWrite, file_to_write, usual_folder

_KINDS = (
    FileKind("JSON Lines, a line for each difference", "jsonl"),
    FileKind("CSV for Excel, a row for each value", "csv"),
)


def form_of(file: Path) -> DiffForm:
    """What a file of this name is to hold."""
    return "csv" if file.suffix.lower() == ".csv" else "jsonl"


async def chosen_file(parent: QWidget, name: str) -> FileToWrite | None:
    """The file that the person chose, or None."""
    proposed = usual_folder() / name
    return await file_to_write(parent, "export-differences-to", "Export the differences", proposed, _KINDS)
