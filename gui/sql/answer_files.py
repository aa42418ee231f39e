"""An answer written into a file: as what, where, how far."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from functools import partial
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from core.integrator import Integrator
from core.model.errors import TrunklineError
from core.model.export import ExportForm
from core.model.results import Progress
from core.model.sql import SqlAnswer
from gui.bundles.export_bar import ExportBar
from gui.bundles.look import named
from gui.bundles.values import counted
from gui.dialogs import ask, confirm
from gui.jobs import Jobs

FORMS: dict[ExportForm, tuple[str, str]] = {
    "csv": ("csv", "CSV"),
    "xlsx": ("xlsx", "Excel workbook"),
    "json": ("json", "JSON"),
    "jsonl": ("jsonl", "JSON Lines"),
}
"""The end of a file's name, and what such files are called."""


class AnswerFiles(QObject):
    """Writes one file at a time."""

    def __init__(self, integrator: Integrator, bar: ExportBar, owner: QWidget) -> None:
        super().__init__(owner)
        self._integrator = integrator
        self._bar = bar
        self._owner = owner
        self._folder: Path | None = None
        self.jobs = Jobs(self)
        bar.cancel_pressed.connect(lambda: self.jobs.cancel("write"))

    def begin(self, answer: SqlAnswer, form: ExportForm) -> None:
        """Ask where, then write."""
        if not self.jobs.is_running("write"):
            self._bar.hide()
            self.jobs.start("write", self._write(answer, form))

    def choices(self, answer: SqlAnswer) -> list[tuple[str, Callable[[], None]]]:
        """What an answer can become."""
        return [(f"{kind}…", partial(self.begin, answer, form)) for form, (_, kind) in FORMS.items()]

    async def leave(self) -> None:
        """Stop, and wait until nothing of it is left."""
        self.jobs.cancel("write")
        await self.jobs.idle()

    async def _write(self, answer: SqlAnswer, form: ExportForm) -> None:
        file = await self._choose_file(form)
        if file is None:
            return
        self._folder = file.parent
        self._bar.begin(f"Exporting to {file.name}…")
        try:
            events = self._integrator.export_answer(answer, file, form, overwrite=True)
            async with aclosing(events):
                async for event in events:
                    if isinstance(event, Progress):
                        self._bar.show_progress(event)
                    else:
                        words = f"Exported {counted(event.rows, 'row')} to {file.name}"
                        self._bar.show_done(words, event.notes, file.parent)
        except TrunklineError as error:
            self._bar.show_error(error)
        except asyncio.CancelledError:
            if shiboken6.isValid(self._bar):
                self._bar.show_cancelled()
            raise

    async def _choose_file(self, form: ExportForm) -> Path | None:
        """Where to. A file that is there already is replaced only if the person says so."""
        ending, kind = FORMS[form]
        chosen = (self._folder or _documents()) / f"Answer.{ending}"
        while True:
            chooser = named(QFileDialog(self._owner.window(), "Export to"), "sql-export-file")
            chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            chooser.setFileMode(QFileDialog.FileMode.AnyFile)
            chooser.setOption(QFileDialog.Option.DontConfirmOverwrite)  # that question would stop the loop
            chooser.setNameFilters([f"{kind} (*.{ending})", "All files (*)"])
            chooser.setDefaultSuffix(ending)
            chooser.setDirectory(str(chosen.parent))
            chooser.selectFile(chosen.name)
            accepted = await ask(chooser) == QDialog.DialogCode.Accepted
            if not accepted or not chooser.selectedFiles():
                return None
            chosen = Path(chooser.selectedFiles()[0])
            if not await asyncio.to_thread(chosen.is_file) or await self._may_replace(chosen):
                return chosen

    async def _may_replace(self, file: Path) -> bool:
        text = f"There is a file of this name in {file.parent}. Its content will be lost."
        return await confirm(self._owner.window(), f"Replace “{file.name}”?", text, "Replace", danger=True)


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
