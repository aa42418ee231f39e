"""The form of one account, and what is said about it: for connecting one as for changing one."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import shiboken6
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from core.integrator import ADDRESS, NAME, Integrator
from core.model.app import App
from core.model.connection import Connection
from core.model.errors import InvalidValues, NameTaken, ServiceError, TrunklineError, VaultError
from core.model.fields import Field, TextField, UrlField
from gui import theme
from gui.banner import Banner
from gui.connections.vault_dialog import open_vault
from gui.forms.area import form_area
from gui.forms.form import Form
from gui.icons import app_mark
from gui.sentences import in_words, sentences

WIDTH, HEIGHT = 560, 560
"""Of a dialog with such a page, in device-independent pixels."""

_MARK = QSize(28, 28)


class AccountPage(QWidget):
    """A form with Cancel and Save below it. `kind` begins the names of its parts: `connect-save`.

    What goes wrong on saving is said here, in words, and everything that was typed stays.
    """

    def __init__(self, kind: str, app: App, mark: Path, form: Form, title: str, remark: str = "") -> None:
        super().__init__()
        self._app = app
        self.form = form
        self.above = Banner(f"{kind}-why")
        self.problem = Banner(f"{kind}-problem")
        self.back = button("Back", f"{kind}-back")
        self.back.setProperty("role", "quiet")
        self.cancel = button("Cancel", f"{kind}-cancel")
        self.save = button("Save", f"{kind}-save")
        self.save.setProperty("role", "primary")
        self.save.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.XL, 0, theme.L)
        column.setSpacing(theme.M)
        column.addLayout(indented(self._heading(mark, title, remark, kind)))
        column.addLayout(indented(self.above))
        column.addWidget(self._scrolling(), 1)
        column.addLayout(indented(self.problem))
        column.addLayout(indented(self._buttons()))

    def begin(self, first: str = "") -> None:
        """Put the cursor into the field of that key; without one, where the first thing is missing."""
        missing = self.form.problems()
        rows = self.form.rows()
        key = first or next((key for key in rows if key in missing), next(iter(rows)))
        rows[key].editor.input.setFocus(Qt.FocusReason.OtherFocusReason)

    async def keep(
        self, integrator: Integrator, work: Callable[[], Awaitable[Connection]]
    ) -> Connection | None:
        """Have the account kept by `work`, which asks the service first; once more, if the vault had to be
        opened for it. None when something was wrong: then it is said here."""
        self._set_busy(True)
        try:
            try:
                return await work()
            except VaultError as error:
                if not await open_vault(integrator, error, self):
                    raise
                return await work()
        except InvalidValues as invalid:
            if unplaced := self.form.show_problems(invalid.by_field):
                self.problem.say("danger", invalid.title, " ".join(unplaced))
        except NameTaken as taken:
            if self.form.show_problems({NAME: in_words(taken)}):
                self.problem.show_error(taken)
        except TrunklineError as error:
            self._show_problem(error)
        finally:
            if shiboken6.isValid(self):  # its dialog may have been left meanwhile
                self._set_busy(False)
        return None

    def _show_problem(self, error: TrunklineError) -> None:
        """Say what was said; offer to keep the account all the same where the check itself is in doubt."""
        doubt = self._app.connection.verify.save_anyway
        if doubt and isinstance(error, ServiceError):
            text = sentences(error.reason, error.next_step, doubt)
            self.problem.say("danger", error.title, text, "Save anyway")
        else:
            self.problem.show_error(error)

    def _set_busy(self, busy: bool) -> None:
        """While the service is asked."""
        if busy:
            self.above.clear()
            self.problem.clear()
        self.save.setEnabled(not busy)
        self.save.setText(f"Asking {self._app.label}…" if busy else "Save")

    def _heading(self, mark: Path, title: str, remark: str, kind: str) -> QHBoxLayout:
        picture = QLabel()
        picture.setPixmap(app_mark(mark).pixmap(_MARK))
        words = QVBoxLayout()
        words.setSpacing(theme.XS // 2)
        words.addWidget(text(title, "title"))
        if remark:
            line = text(remark, "muted")
            line.setObjectName(f"{kind}-account")
            words.addWidget(line)
        row = QHBoxLayout()
        row.setSpacing(theme.M)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return row

    def _scrolling(self) -> QScrollArea:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(theme.XL, 0, theme.XL, theme.M)
        column.setSpacing(theme.M)
        column.addWidget(text("Names in bold are mandatory.", "caption"))
        column.addWidget(self.form)
        if self._app.connection.verify.not_proven:
            column.addWidget(text(self._app.connection.verify.not_proven, "caption"))
        column.addStretch(1)
        return form_area(content)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        return row


def name_field() -> Field:
    """What a connection is called."""
    return TextField(
        key=NAME, label="Connection name", required=True, help="What it is called here; it is never sent."
    )


def address_field(app: App) -> Field:
    """Where the service is, if not at its own place."""
    return UrlField(
        key=ADDRESS,
        label="API address",
        advanced=True,
        help=f"Stands in for {app.label}'s own host, for a proxy or a test server. Usually left empty.",
    )


def indented(content: QWidget | QHBoxLayout) -> QVBoxLayout:
    """Something between the margins of a dialog."""
    column = QVBoxLayout()
    column.setContentsMargins(theme.XL, 0, theme.XL, 0)
    if isinstance(content, QWidget):
        column.addWidget(content)
    else:
        column.addLayout(content)
    return column


def text(words: str, role: str) -> QLabel:
    """Plain text that wraps."""
    label = QLabel(words)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def button(words: str, name: str) -> QPushButton:
    """A button that can be found by its name."""
    made = QPushButton(words)
    made.setObjectName(name)
    return made
