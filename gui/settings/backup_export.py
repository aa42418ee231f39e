"""Connections into one encrypted file."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from core.integrator import Integrator
from core.model.app import App
from core.model.connection import Connection
from core.model.errors import InvalidValues, TrunklineError
from gui.banner import Banner
from gui.connections.on_demand import unlocked
from gui.files import usual_folder
from gui.settings.backup_choice import BackupChoice
from gui.settings.backup_files import SUFFIX, file_to_write
from gui.settings.backup_pages import RESULT_SIZE, Page, Steps, push_button, result_page
from gui.settings.passphrase_form import PassphraseForm
from gui.settings.secrets_rows import text_label

_SIZE = QSize(600, 620)

_WORDS = (
    "Settings and secrets of the chosen connections, and the presets of forms that were saved with them, go "
    "into one file. Nobody opens it without its passphrase."
)
_REMARK = "It is stored nowhere: without it the file is worthless."


class ExportDialog(Steps):
    """Which connections, which passphrase, which file; and where it is then.

    A problem is said here, and everything typed stays. The file appears when it is complete.
    """

    def __init__(
        self,
        integrator: Integrator,
        connections: Sequence[Connection],
        apps: Mapping[str, App],
        parent: QWidget,
    ) -> None:
        super().__init__("export-dialog", "Export connections", parent)
        self._integrator = integrator
        self._file = usual_folder() / f"connections-{date.today():%Y-%m-%d}.{SUFFIX}"
        self.choice = BackupChoice(connections, {id: app.label for id, app in apps.items()})
        self.choice.changed.connect(self._count)
        self.form = PassphraseForm("Passphrase of the file", is_new=True)
        self.form.submitted.connect(self._go_on)
        self.problem = Banner("export-problem")
        self.go_on = push_button("", "export-go-on", "primary")
        self.go_on.clicked.connect(self._go_on)
        self._page = self._first_page()
        self.go_to(self._page, _SIZE)
        self._count()
        self.form.focus_first()

    def done(self, result: int) -> None:
        """Forget what was typed, however it ends."""
        self.form.forget()
        super().done(result)

    def _first_page(self) -> Page:
        page = Page("Export connections")
        page.body.addWidget(text_label(_WORDS, "muted"))
        page.body.addWidget(self.choice, 1)
        page.body.addWidget(self.form)
        page.body.addWidget(text_label(_REMARK, "caption"))
        page.body.addWidget(self.problem)
        cancel = push_button("Cancel", "export-cancel")
        cancel.clicked.connect(self.reject)
        page.buttons.addStretch(1)
        page.buttons.addWidget(cancel)
        page.buttons.addWidget(self.go_on)
        return page

    def _count(self) -> None:
        count = len(self.choice.chosen())
        self.go_on.setEnabled(count > 0)
        self.go_on.setText("Export 1 connection…" if count == 1 else f"Export {count} connections…")

    def _go_on(self) -> None:
        if self.choice.chosen() and not self.jobs.is_running("export") and self.form.check():
            self.problem.clear()
            self.jobs.start("export", self._export(self.choice.chosen(), self.form.passphrase()))

    async def _export(self, ids: Sequence[str], passphrase: str) -> None:
        chosen = await file_to_write(self, self._file)
        if chosen is None:
            return
        file, overwrite = chosen
        self._file = file
        self._set_busy(True)
        try:
            written = await unlocked(
                self._integrator,
                self,
                lambda: self._integrator.write_backup(file, passphrase, ids, overwrite=overwrite),
            )
        except InvalidValues as invalid:
            self._set_busy(False)
            self.form.show_problems(invalid.by_field)
        except TrunklineError as error:
            self._set_busy(False)
            self.problem.show_error(error)
            self.go_on.setFocus()
        else:
            self._show_result(file, len(written))

    def _set_busy(self, busy: bool) -> None:
        self._page.bar.setVisible(busy)
        self.go_on.setEnabled(not busy)
        self.choice.setEnabled(not busy)
        self.form.setEnabled(not busy)

    def _show_result(self, file: Path, count: int) -> None:
        self.form.forget()
        look = push_button("Open folder", "export-folder")
        look.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent))))
        close = push_button("Done", "export-done", "primary")
        close.clicked.connect(self.accept)
        what = "1 connection was" if count == 1 else f"{count} connections were"
        where = f"They are in {file}." if count > 1 else f"It is in {file}."
        keep = "Keep the passphrase somewhere else than the file."
        self.go_to(result_page(f"{what} exported", [where, keep], close, look), RESULT_SIZE)
        close.setFocus()
