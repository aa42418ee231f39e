"""Connecting an account: choose the app, fill in what it asks for, and have the service confirm it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.integrator import ADDRESS, NAME, Integrator, NewConnection
from core.model.app import App
from core.model.connection import Connection
from core.model.errors import InvalidValues, NameTaken, ServiceError, TrunklineError, VaultError
from core.model.fields import Field, TextField, UrlField
from gui import theme
from gui.banner import Banner
from gui.connections.app_list import AppList
from gui.connections.vault_dialog import open_vault
from gui.forms.form import Form
from gui.icons import app_mark
from gui.jobs import Jobs

_MARK = QSize(28, 28)
_WIDTH, _HEIGHT = 560, 560


class ConnectDialog(QDialog):
    """Ends accepted once the account is kept; `connection` is then what was made.

    Nothing is kept until the service has said yes. A no is said here, in words, and everything that was
    typed stays.
    """

    def __init__(
        self,
        integrator: Integrator,
        apps: Sequence[App],
        taken: Sequence[str],
        chosen: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("connect-dialog")
        self.setWindowTitle("Connect an app")
        self.resize(_WIDTH, _HEIGHT)
        self.connection: Connection | None = None
        self.jobs = Jobs(self)
        self._integrator = integrator
        self._taken = {name.casefold() for name in taken}
        self._marks: Mapping[str, Path] = {app.id: integrator.icon(app.id) for app in apps}
        self._account: _AccountPage | None = None
        self._stack = QStackedWidget()
        self.apps = AppList(apps, self._marks)
        self.apps.chosen.connect(self._show_account)
        self._stack.addWidget(self._choosing_page())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        for app in apps:
            if app.id == chosen:
                self._show_account(app)

    @property
    def account(self) -> "_AccountPage":
        """The page with the form, once an app is chosen."""
        assert self._account is not None
        return self._account

    def _choosing_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(_text("Which app do you want to connect?", "title"))
        column.addWidget(self.apps, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        return page

    def _show_account(self, app: App) -> None:
        if self._account is not None:
            self._stack.removeWidget(self._account)
            self._account.deleteLater()
        page = _AccountPage(app, self._marks[app.id], self._free_name(app.label))
        page.form.submitted.connect(self._save)
        page.save.clicked.connect(self._save)
        page.cancel.clicked.connect(self.reject)
        page.back.clicked.connect(self._back)
        page.problem.pressed.connect(self._save_anyway)
        self._account = page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self.setWindowTitle(f"Connect {app.label}")
        page.begin()

    def _back(self) -> None:
        self.jobs.cancel("save")
        self._stack.setCurrentIndex(0)
        self.setWindowTitle("Connect an app")
        self.apps.setFocus()

    def _free_name(self, label: str) -> str:
        names = (label, *(f"{label} {number}" for number in range(2, 1000)))
        return next(name for name in names if name.casefold() not in self._taken)

    def _save(self) -> None:
        if not self.jobs.is_running("save") and self.account.form.check():
            self.jobs.start("save", self._connect(unverified=False))

    def _save_anyway(self) -> None:
        if not self.jobs.is_running("save") and self.account.form.check():
            self.jobs.start("save", self._connect(unverified=True))

    async def _connect(self, *, unverified: bool) -> None:
        page = self.account
        page.set_busy(True)
        try:
            new = page.filled_in()
            try:
                self.connection = await self._integrator.connect(new, unverified=unverified)
            except VaultError as error:
                if not await open_vault(self._integrator, error, self):
                    raise
                self.connection = await self._integrator.connect(new, unverified=unverified)
        except InvalidValues as invalid:
            page.form.show_problems(invalid.by_field)
        except NameTaken as taken:
            page.form.show_problems({NAME: str(taken)})
        except TrunklineError as error:
            page.show_problem(error)
        finally:
            page.set_busy(False)
        if self.connection:
            self.accept()


class _AccountPage(QWidget):
    """The form of one app's account."""

    def __init__(self, app: App, mark: Path, name: str) -> None:
        super().__init__()
        self._app = app
        self.form = Form(_fields(app))
        self.form.set_values({**self.form.values(), NAME: name})
        self.problem = Banner("connect-problem")
        self.back = _button("Back", "connect-back")
        self.back.setProperty("role", "quiet")
        self.cancel = _button("Cancel", "connect-cancel")
        self.save = _button("Save", "connect-save")
        self.save.setProperty("role", "primary")
        self.save.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.XL, 0, theme.L)
        column.setSpacing(theme.M)
        column.addLayout(_indented(self._heading(mark)))
        column.addWidget(self._scrolling(), 1)
        column.addLayout(_indented(self.problem))
        column.addLayout(_indented(self._buttons()))

    def begin(self) -> None:
        """Put the cursor where the first thing is missing."""
        missing = self.form.problems()
        rows = self.form.rows()
        first = next((key for key in rows if key in missing), next(iter(rows)))
        rows[first].editor.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def filled_in(self) -> NewConnection:
        """What the person typed."""
        values = self.form.values()
        name, address = values.pop(NAME, ""), values.pop(ADDRESS, "")
        return NewConnection(app=self._app.id, name=name, values=values, address=address)

    def show_problem(self, error: TrunklineError) -> None:
        """Say what was said; offer to keep the account all the same where the check itself is in doubt."""
        doubt = self._app.connection.verify.save_anyway
        if doubt and isinstance(error, ServiceError):
            text = " ".join(filter(None, (error.reason, error.next_step, doubt)))
            self.problem.say("danger", error.title, text, "Save anyway")
        else:
            self.problem.show_error(error)

    def set_busy(self, busy: bool) -> None:
        """While the service is asked."""
        if busy:
            self.problem.clear()
        self.save.setEnabled(not busy)
        self.save.setText(f"Asking {self._app.label}…" if busy else "Save")

    def _heading(self, mark: Path) -> QHBoxLayout:
        picture = QLabel()
        picture.setPixmap(app_mark(mark).pixmap(_MARK))
        row = QHBoxLayout()
        row.setSpacing(theme.M)
        row.addWidget(picture)
        row.addWidget(_text(f"Connect {self._app.label}", "title"), 1)
        return row

    def _scrolling(self) -> QScrollArea:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(theme.XL, 0, theme.XL, theme.M)
        column.setSpacing(theme.M)
        column.addWidget(_text("Names in bold are mandatory.", "caption"))
        column.addWidget(self.form)
        if self._app.connection.verify.not_proven:
            column.addWidget(_text(self._app.connection.verify.not_proven, "caption"))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        return area

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        return row


def _fields(app: App) -> tuple[Field, ...]:
    name = TextField(
        key=NAME, label="Connection name", required=True, help="What it is called here; it is never sent."
    )
    address = UrlField(
        key=ADDRESS,
        label="API address",
        advanced=True,
        help=f"Stands in for {app.label}'s own host, for a proxy or a test server. Usually left empty.",
    )
    return (name, *app.connection.fields, address)


def _indented(content: QWidget | QHBoxLayout) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(theme.XL, 0, theme.XL, 0)
    if isinstance(content, QWidget):
        column.addWidget(content)
    else:
        column.addLayout(content)
    return column


def _text(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label


def _button(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    return button
