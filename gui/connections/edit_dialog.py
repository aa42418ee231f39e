"""Changing a connection, or entering its credentials again."""

import time
from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.integrator import Integrator
from core.model.app import App
from core.model.connection import Connection, ConnectionChanges, ConnectionValues, Use
from core.model.errors import NotKnown, TrunklineError
from gui import theme
from gui.connections.account_page import HEIGHT, WIDTH, AccountPage, button, text
from gui.connections.edit_form import EditForm
from gui.connections.words import in_short
from gui.dialogs import ask
from gui.icons import icon
from gui.jobs import Jobs
from gui.moments import moment
from gui.sentences import why_and_what_next

_BARE_HEIGHT, _ROW_HEIGHT = 240, 80
"""Of the dialog without its fields, with room for a refusal, and of one field."""


async def edit_connection(
    integrator: Integrator, app: App, connection: Connection, parent: QWidget, *, reenter: bool = False
) -> Connection | None:
    """Let the person change a connection. Gives it as it then is; None when nothing was kept.

    With `reenter` only the credentials are in question: it is said why, and they are asked for anew. Id and
    uses stay either way. One that is gone meanwhile is said to be.
    """
    try:
        now = await _as_it_is(integrator, connection)
        values = await integrator.connection_values(connection.id)
        uses = await integrator.uses(connection.id)
    except TrunklineError as error:
        await _tell(error, parent)
        return None
    dialog = EditDialog(integrator, app, now, values, uses, parent, reenter=reenter)
    bugs: list[BaseException] = []
    dialog.jobs.failed.connect(bugs.append)
    dialog.jobs.failed.connect(dialog.reject)
    await ask(dialog)
    for bug in bugs:
        raise bug
    return dialog.connection


class EditDialog(QDialog):
    """A connection's form. `connection` is what was kept, None until then.

    Nothing is kept until the service has said yes: until then the connection stays as it was, and works so.
    """

    def __init__(
        self,
        integrator: Integrator,
        app: App,
        now: Connection,
        values: ConnectionValues,
        uses: Sequence[Use],
        parent: QWidget,
        *,
        reenter: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("edit-dialog")
        self.setWindowTitle("Enter credentials again" if reenter else f"Edit “{now.name}”")
        self.connection: Connection | None = None
        self.jobs = Jobs(self)
        self._integrator = integrator
        self._before = now
        self._uses = uses
        self.form = EditForm(app, values, reenter=reenter)
        mark = integrator.icon(app.id)
        whose = " · ".join(filter(None, (now.name if reenter else app.label, now.account)))
        self.page = AccountPage("edit", app, mark, self.form, self.windowTitle(), whose)
        self.page.back.hide()
        self.form.submitted.connect(self._save)
        self.page.save.clicked.connect(self._save)
        self.page.cancel.clicked.connect(self.reject)
        self.page.problem.pressed.connect(self._save_anyway)
        self.resize(WIDTH, min(HEIGHT, _BARE_HEIGHT + _ROW_HEIGHT * len(self.form.rows())))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        if reenter:
            self._say_why(now)
        self.page.begin(self.form.first_secret() if reenter else "")

    def _say_why(self, now: Connection) -> None:
        if now.failing_since is None:
            return
        title, reason = now.why or ("The service does not accept them any more.", "")
        since = f"Failing since {moment(now.failing_since, time.time())}."
        self.page.above.show_error(TrunklineError(title, reason, since))

    def _save(self) -> None:
        self._keep(unverified=False)

    def _save_anyway(self) -> None:
        self._keep(unverified=True)

    def _keep(self, *, unverified: bool) -> None:
        if not self.jobs.is_running("save") and self.form.check():
            self.jobs.start("save", self._edit(self.form.changes(), unverified=unverified))

    async def _edit(self, changes: ConnectionChanges, *, unverified: bool) -> None:
        id = self._before.id
        kept = await self.page.keep(
            self._integrator, lambda: self._integrator.edit(id, changes, unverified=unverified)
        )
        if kept is None:
            return
        self.connection = kept
        if self._before.account and kept.account and self._before.account != kept.account:
            self._tell_other_account(kept)
        else:
            self.accept()

    def _tell_other_account(self, kept: Connection) -> None:
        """It is kept by now: the face tells whose it is only then. Say it, and let the person back in."""
        page = _OtherAccount(self._before, kept, self._uses)
        page.again.clicked.connect(lambda: self._stack.setCurrentWidget(self.page))
        page.keep.clicked.connect(self.accept)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.keep.setFocus()


class _OtherAccount(QWidget):
    """Says that a connection leads to another account than before."""

    def __init__(self, before: Connection, after: Connection, uses: Sequence[Use]) -> None:
        super().__init__()
        self.again = button("Edit again", "other-account-again")
        self.keep = button("Keep it", "other-account-keep")
        self.keep.setProperty("role", "primary")
        self.keep.setDefault(True)
        sign = QLabel()
        sign.setPixmap(icon("triangle-alert", "warning").pixmap(QSize(theme.XXL, theme.XXL)))
        words = text(_in_words(before, after, uses), "")
        words.setObjectName("other-account")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        buttons.addStretch(1)
        buttons.addWidget(self.again)
        buttons.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(sign)
        column.addWidget(text("This is another account than before", "title"))
        column.addWidget(words)
        column.addStretch(1)
        column.addLayout(buttons)


def _in_words(before: Connection, after: Connection, uses: Sequence[Use]) -> str:
    moved = f"“{after.name}” led to “{before.account}”. Now it leads to “{after.account}”."
    used = f"It is used in {in_short([use.label for use in uses])}." if uses else ""
    back = "The change is kept. If it was not meant, edit it again and enter the former credentials."
    return "\n\n".join(filter(None, (moved, used, back)))


async def _as_it_is(integrator: Integrator, connection: Connection) -> Connection:
    for one in await integrator.connections(connection.app):
        if one.id == connection.id:
            return one
    raise NotKnown(f"The connection “{connection.name}” is gone.", "It was removed meanwhile.")


async def _tell(error: TrunklineError, parent: QWidget) -> None:
    box = QMessageBox(QMessageBox.Icon.NoIcon, error.title, error.title, parent=parent)
    box.setObjectName("edit-impossible")
    box.setInformativeText(why_and_what_next(error))
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    await ask(box)
