"""From pressing Export to a file: what, where, how far."""

import asyncio
import re
from collections.abc import Callable, Sequence
from contextlib import aclosing
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QWidget

from core.model.errors import TrunklineError
from core.model.export import Exported, ExportForm
from core.model.results import Progress, Rows
from gui.bundles.export_bar import ExportBar
from gui.bundles.export_dialog import ExportDialog, ExportWish
from gui.bundles.look import named, with_keys
from gui.bundles.offer import Offer, looked_up
from gui.dialogs import ask, confirm
from gui.icons import icon
from gui.jobs import Jobs

KEYS = "Ctrl+E"

_KINDS: dict[ExportForm, tuple[str, str]] = {
    "csv": ("csv", "CSV"),
    "xlsx": ("xlsx", "Excel workbook"),
    "json": ("json", "JSON"),
    "jsonl": ("jsonl", "JSON Lines"),
}
"""The end of a file's name, and what such files are called."""

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


class Exporter(QObject):
    """Exports what is on offer, one file at a time. `bar` tells how far it is."""

    def __init__(self, offer: Callable[[], Offer | None], bar: ExportBar, owner: QWidget) -> None:
        super().__init__(owner)
        self._offer = offer
        self._bar = bar
        self._owner = owner
        self._last = ExportWish()
        self._folder: Path | None = None
        self.jobs = Jobs(self)
        self.jobs.busy_changed.connect(self._show_busy)
        bar.cancel_pressed.connect(lambda: self.jobs.cancel("write"))
        self.action = QAction(icon("download"), "Export…", self)
        self.action.setShortcut(QKeySequence(KEYS))
        self.action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.action.setToolTip(with_keys("Export bundles to a file", KEYS))
        self.action.triggered.connect(self.begin)
        owner.addAction(self.action)
        self._is_ready = True

    def button(self) -> QPushButton:
        """A button that does the same."""
        button = named(QPushButton(self.action.icon(), self.action.text()), "export", "quiet")
        button.setAccessibleName(button.text())
        button.setToolTip(self.action.toolTip())
        button.clicked.connect(self.action.trigger)
        button.setEnabled(self.action.isEnabled())
        self.action.enabledChanged.connect(button.setEnabled)
        return button

    def set_ready(self, ready: bool) -> None:
        """Whether there is anything to export."""
        self._is_ready = ready
        self._show_busy()

    def begin(self) -> None:
        """Ask what and where, then write."""
        offer = self._offer()
        if offer and not self.jobs.is_running("ask") and not self.jobs.is_running("write"):
            self._bar.hide()
            self.jobs.start("ask", self._ask(offer))

    async def leave(self) -> None:
        """Stop, and wait until nothing of it is left."""
        for name in ("ask", "write"):
            self.jobs.cancel(name)
        await self.jobs.idle()

    async def _ask(self, offer: Offer) -> None:
        dialog = ExportDialog(
            offer.total, offer.rows, offer.chosen, offer.columns, self._last, self._owner.window()
        )
        if await ask(dialog) != QDialog.DialogCode.Accepted:
            return
        wish = self._last = dialog.wish
        file = await self._choose_file(offer.name, wish.form)
        if file:
            self._folder = file.parent
            self.jobs.start("write", self._write(offer, wish, file))

    async def _choose_file(self, name: str, form: ExportForm) -> Path | None:
        """Where to. A file that is there already is replaced only if the person says so."""
        ending, kind = _KINDS[form]
        chosen = (
            self._folder or _documents()
        ) / f"{_NOT_IN_NAMES.sub(' ', name).strip() or 'Bundles'}.{ending}"
        while True:
            chooser = named(QFileDialog(self._owner.window(), "Export to"), "export-file")
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
        return await confirm(
            self._owner.window(),
            f"Replace “{file.name}”?",
            f"There is a file of this name in {file.parent}. Its content will be lost.",
            "Replace",
            danger=True,
        )

    async def _write(self, offer: Offer, wish: ExportWish, file: Path) -> None:
        self._bar.begin(f"Exporting to {file.name}…")
        try:
            done = await self._export(offer, wish, file)
            self._bar.show_exported(done.rows, file, done.notes)
        except TrunklineError as error:
            self._bar.show_error(error)
        except asyncio.CancelledError:
            if shiboken6.isValid(self._bar):
                self._bar.show_cancelled()
            raise

    async def _export(self, offer: Offer, wish: ExportWish, file: Path) -> Exported:
        rows: Rows | Sequence[int] | None = None
        if wish.which != "all":
            rows = offer.rows if wish.which == "view" else await looked_up(offer.chosen)
        events = offer.asked.integrator.export(
            offer.asked.run,
            file,
            wish.form,
            rows=rows,
            columns=None if wish.all_columns else offer.columns,
            options=wish.options,
            overwrite=True,
        )
        async with aclosing(events):
            async for event in events:
                if isinstance(event, Progress):
                    self._bar.show_progress(event)
                else:
                    return event
        raise RuntimeError("an export tells its end")

    def _show_busy(self) -> None:
        self.action.setEnabled(self._is_ready and not self.jobs.is_running("write"))


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
