"""Connections out of a backup: its passphrase, a look at what is in it, and how it went."""

import time
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.integrator import BackupPreview, Integrator, Restored
from core.model.amounts import counted
from core.model.app import App
from core.model.connection import Connection
from core.model.errors import TrunklineError
from gui import theme
from gui.banner import Banner
from gui.connections.on_demand import unlocked
from gui.dialogs import confirm
from gui.forms.words import breakable
from gui.moments import moment
from gui.settings.backup_files import file_to_read
from gui.settings.backup_pages import RESULT_SIZE, Page, Steps, push_button, result_page
from gui.settings.backup_table import BackupTable
from gui.settings.backup_words import addresses_in_words, presets_in_words, summary
from gui.settings.passphrase_form import PassphraseForm
from gui.settings.secrets_rows import text_label
from gui.settings.secrets_words import names_in_words

_FIRST_SIZE, _PREVIEW_SIZE = QSize(560, 300), QSize(820, 520)

_WORDS = "Nothing is changed before you have seen what is in it."
_ALL_OR_NOTHING = "All of it is imported, or nothing if anything goes wrong."


class ImportDialog(Steps):
    """Nothing is changed before the person has looked at what comes. A problem is said here, and everything
    typed stays."""

    def __init__(self, integrator: Integrator, file: Path, apps: Mapping[str, App], parent: QWidget) -> None:
        super().__init__("import-dialog", "Import connections", parent)
        self._integrator = integrator
        self._labels = {id: app.label for id, app in apps.items()}
        self._file = file
        self.form = PassphraseForm("Passphrase of the file")
        self.form.submitted.connect(self._look)
        self.problem = Banner("import-problem")
        self.file = text_label("", "strong", "import-file")
        self.look = push_button("Look inside", "import-look", "primary")
        self.look.clicked.connect(self._look)
        self._first = self._first_page()
        self._preview: _PreviewPage | None = None
        self._show_file(file)
        self.go_to(self._first, _FIRST_SIZE)
        self.form.focus_first()

    def done(self, result: int) -> None:
        """Forget what was typed, however it ends."""
        self.form.forget()
        super().done(result)

    # The file and its passphrase

    def _first_page(self) -> Page:
        page = Page("Import connections")
        other = push_button("Choose another file…", "import-choose")
        other.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.setSpacing(theme.M)
        row.addWidget(self.file, 1)
        row.addWidget(other)
        page.body.addWidget(text_label(_WORDS, "muted"))
        page.body.addLayout(row)
        page.body.addWidget(self.form)
        page.body.addWidget(self.problem)
        page.body.addStretch(1)
        cancel = push_button("Cancel", "import-cancel")
        cancel.clicked.connect(self.reject)
        page.buttons.addStretch(1)
        page.buttons.addWidget(cancel)
        page.buttons.addWidget(self.look)
        return page

    def _show_file(self, file: Path) -> None:
        self._file = file
        self.file.setText(breakable(file.name))
        self.file.setToolTip(str(file))

    def _choose(self) -> None:
        if not self.jobs.is_running("import"):
            self.jobs.start("import", self._choose_other())

    async def _choose_other(self) -> None:
        if file := await file_to_read(self, self._file):
            self._show_file(file)
            self.problem.clear()
            self.form.focus_first()

    def _look(self) -> None:
        if not self.jobs.is_running("import") and self.form.check():
            self.problem.clear()
            self.jobs.start("import", self._look_inside())

    async def _look_inside(self) -> None:
        self._set_busy(self._first, True)
        try:
            preview = await self._integrator.preview_backup(self._file, self.form.passphrase())
            here = await self._integrator.connections()
        except TrunklineError as error:
            self._set_busy(self._first, False)
            self.problem.show_error(error)
            self.form.begin_again()
            return
        self._set_busy(self._first, False)
        self._show_preview(preview, here)

    # What is in it

    def _show_preview(self, preview: BackupPreview, here: tuple[Connection, ...]) -> None:
        page = _PreviewPage(preview, BackupTable(preview.entries, here, self._labels))
        page.back.clicked.connect(self._back)
        page.cancel.clicked.connect(self.reject)
        page.go_on.clicked.connect(self._import)
        if self._preview is not None:
            self._preview.deleteLater()
        self._preview = page
        self.go_to(page, _PREVIEW_SIZE)
        page.begin()

    def _back(self) -> None:
        if not self.jobs.is_running("import"):
            self.go_to(self._first, _FIRST_SIZE)
            self.form.begin_again()

    def _import(self) -> None:
        if self._preview is not None and not self.jobs.is_running("import"):
            self._preview.problem.clear()
            self.jobs.start("import", self._bring_in(self._preview))

    async def _bring_in(self, page: "_PreviewPage") -> None:
        if replaced := page.table.replaced():
            text = f"Account, settings and secrets of {names_in_words(replaced)} become those of the backup."
            if not await confirm(self, "Replace what is here?", text, "Replace and import", danger=True):
                return
        self._set_busy(page, True)
        try:
            restored = await unlocked(self._integrator, self, lambda: self._restore(page))
        except TrunklineError as error:
            page.problem.show_error(error)
        else:
            self._show_result(restored)
        self._set_busy(page, False)

    async def _restore(self, page: "_PreviewPage") -> tuple[Restored, ...]:
        return await self._integrator.restore_backup(self._file, self.form.passphrase(), page.table.choices())

    def _show_result(self, restored: tuple[Restored, ...]) -> None:
        self.form.forget()
        title, sentences = summary(restored)
        close = push_button("Done", "import-done", "primary")
        close.clicked.connect(self.accept)
        self.go_to(result_page(title, sentences, close), RESULT_SIZE)
        close.setFocus()

    def _set_busy(self, page: Page, busy: bool) -> None:
        page.bar.setVisible(busy)
        self.look.setEnabled(not busy)
        self.form.setEnabled(not busy)
        if self._preview is not None:
            self._preview.table.setEnabled(not busy)
            self._preview.go_on.setEnabled(not busy)


class _PreviewPage(Page):
    """A row for each connection, and the buttons below."""

    def __init__(self, preview: BackupPreview, table: BackupTable) -> None:
        count = len(preview.entries)
        super().__init__(
            "1 connection in this backup" if count == 1 else f"{count} connections in this backup"
        )
        self._brings_presets = not all(preset.clash for preset in preview.presets)
        self.table = table
        self.table.changed.connect(self._count)
        self.problem = Banner("import-problem-here")
        self.addresses = Banner("import-addresses")
        self.back = push_button("Back", "import-back", "quiet")
        self.cancel = push_button("Cancel", "import-cancel-here")
        self.go_on = push_button("", "import-go-on", "primary")
        made = f"Made {moment(preview.made_at, time.time())}. {_ALL_OR_NOTHING}"
        self.body.addWidget(text_label(made, "muted", "import-made"))
        self.body.addWidget(self.addresses)
        self.body.addWidget(self.table, 1)
        if presets := presets_in_words(preview.presets):
            self.body.addWidget(text_label(presets, "muted", "import-presets"))
        self.body.addWidget(self.problem)
        self.buttons.addWidget(self.back)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.go_on)
        title, text = addresses_in_words(preview.entries)
        if title:
            self.addresses.say("warning", title, text)
        self._count()

    def begin(self) -> None:
        """Put the focus where the first decision is."""
        (self.go_on if self.go_on.isEnabled() else self.cancel).setFocus()

    def _count(self) -> None:
        count = self.table.coming()
        self.go_on.setEnabled(count > 0 or self._brings_presets)
        if count:
            self.go_on.setText(f"Import {counted(count, 'connection')}")
        else:
            self.go_on.setText("Import presets" if self._brings_presets else "Nothing to import")
