"""Where differences are to be written: asked without stopping the loop."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from core.model.diff import DiffForm
from gui.dialogs import ask, confirm

_KINDS: dict[str, DiffForm] = {
    "JSON Lines, a line for each difference (*.jsonl)": "jsonl",
    "CSV for Excel, a row for each value (*.csv)": "csv",
}


def form_of(file: Path) -> DiffForm:
    """What a file of this name is to hold."""
    return "csv" if file.suffix.lower() == ".csv" else "jsonl"


async def chosen_file(parent: QWidget, name: str) -> Path | None:
    """The file that the person chose, or None; one that is there may be replaced then."""
    documents = QStandardPaths.StandardLocation.DocumentsLocation
    chosen = Path(QStandardPaths.writableLocation(documents)) / name
    while True:
        dialog = _dialog(parent, chosen)
        if await ask(dialog) != QDialog.DialogCode.Accepted or not dialog.selectedFiles():
            return None
        chosen = Path(dialog.selectedFiles()[0])
        if not await asyncio.to_thread(chosen.is_file) or await _may_replace(parent, chosen):
            return chosen


def _dialog(parent: QWidget, chosen: Path) -> QFileDialog:
    dialog = QFileDialog(parent.window(), "Export the differences")
    dialog.setObjectName("export-differences-to")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # that question would stop the loop
    dialog.setNameFilters(list(_KINDS))
    dialog.setDefaultSuffix(form_of(chosen))
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(_KINDS[kind]))
    dialog.setDirectory(str(chosen.parent))
    dialog.selectFile(chosen.stem)
    return dialog


async def _may_replace(parent: QWidget, file: Path) -> bool:
    text = f"There is a file of this name in {file.parent}. Its content will be lost."
    return await confirm(parent.window(), f"Replace “{file.name}”?", text, "Replace", danger=True)
