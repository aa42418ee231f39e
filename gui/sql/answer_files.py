"""An answer written into a file: as what, where, how far."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from core.integrator import Integrator
from core.model.export import ExportForm
from core.model.sql import SqlAnswer
from gui.bundles.export_bar import ExportBar
from gui.bundles.export_flow import KINDS
from gui.files import file_to_write, usual_folder
from gui.jobs import Jobs


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
        return [(f"{kind.words}…", partial(self.begin, answer, form)) for form, kind in KINDS.items()]

    async def leave(self) -> None:
        """Stop, and wait until nothing of it is left."""
        self.jobs.cancel("write")
        await self.jobs.idle()

    async def _write(self, answer: SqlAnswer, form: ExportForm) -> None:
        kind = KINDS[form]
        proposed = (self._folder or usual_folder()) / f"Answer.{kind.ending}"
        target = await file_to_write(self._owner, "sql-export-file", "Export to", proposed, [kind])
        if target is not None:
            self._folder = target.file.parent
            events = self._integrator.export_answer(answer, target.file, form, overwrite=target.replaces)
            await self._bar.follow(events, target.file, "row")
