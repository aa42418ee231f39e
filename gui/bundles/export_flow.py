"""From pressing Export to a file: what, where, how far."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from core.model.export import ExportEvent, ExportForm
from core.model.results import Rows
from gui.bundles.export_bar import ExportBar
from gui.bundles.export_dialog import ExportDialog, ExportWish
from gui.bundles.look import named, with_keys
from gui.bundles.offer import Offer, looked_up
from gui.dialogs import ask
from gui.files import FileKind, FileToWrite, file_to_write, name_for, usual_folder
from gui.icons import icon
from gui.jobs import Jobs

KEYS = "Ctrl+E"

KINDS: Mapping[ExportForm, FileKind] = {
    "csv": FileKind("CSV", "csv"),
    "xlsx": FileKind("Excel workbook", "xlsx"),
    "json": FileKind("JSON", "json"),
    "jsonl": FileKind("JSON Lines", "jsonl"),
}
"""The files that can be made."""


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
        button = named(QPushButton(self.action.icon(), f" {self.action.text()}"), "export", "quiet")
        button.setAccessibleName(self.action.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
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
        kind = KINDS[wish.form]
        proposed = (self._folder or usual_folder()) / name_for(offer.name, kind.ending, "Bundles")
        target = await file_to_write(self._owner, "export-file", "Export to", proposed, [kind])
        if target:
            self._folder = target.file.parent
            events = _written(offer, wish, target)
            self.jobs.start("write", self._bar.follow(events, target.file))

    def _show_busy(self) -> None:
        self.action.setEnabled(self._is_ready and not self.jobs.is_running("write"))


async def _written(offer: Offer, wish: ExportWish, target: FileToWrite) -> AsyncGenerator[ExportEvent]:
    """Have what is wished for written."""
    rows: Rows | Sequence[int] | None = None
    if wish.which != "all":
        rows = offer.rows if wish.which == "view" else await looked_up(offer.chosen)
    events = offer.asked.integrator.export(
        offer.asked.run,
        target.file,
        wish.form,
        rows=rows,
        columns=None if wish.all_columns else offer.columns,
        options=wish.options,
        overwrite=target.replaces,
    )
    async with aclosing(events):
        async for event in events:
            yield event
