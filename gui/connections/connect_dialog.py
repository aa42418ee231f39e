"""Connecting an account: choose the app, fill in what it asks for, and have the service confirm it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QStackedWidget, QVBoxLayout, QWidget

from core.integrator import ADDRESS, NAME, Integrator, NewConnection
from core.model.app import App
from core.model.connection import Connection
from gui import theme
from gui.connections.account_page import HEIGHT, WIDTH, AccountPage, address_field, name_field, text
from gui.connections.app_list import AppList
from gui.forms.form import Form
from gui.jobs import Jobs


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
        self.resize(WIDTH, HEIGHT)
        self.connection: Connection | None = None
        self.jobs = Jobs(self)
        self._integrator = integrator
        self._taken = {name.casefold() for name in taken}
        self._marks: Mapping[str, Path] = {app.id: integrator.icon(app.id) for app in apps}
        self._account: AccountPage | None = None
        self._app_id = ""
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
    def account(self) -> AccountPage:
        """The page with the form, once an app is chosen."""
        assert self._account is not None
        return self._account

    def _choosing_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(text("Which app do you want to connect?", "title"))
        column.addWidget(self.apps, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        return page

    def _show_account(self, app: App) -> None:
        if self._account is not None:
            self._stack.removeWidget(self._account)
            self._account.deleteLater()
        form = Form((name_field(), *app.connection.fields, address_field(app)))
        form.set_values({**form.values(), NAME: self._free_name(app.label)})
        page = AccountPage("connect", app, self._marks[app.id], form, f"Connect {app.label}")
        page.form.submitted.connect(self._save)
        page.save.clicked.connect(self._save)
        page.cancel.clicked.connect(self.reject)
        page.back.clicked.connect(self._back)
        page.problem.pressed.connect(self._save_anyway)
        self._account, self._app_id = page, app.id
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
        self._keep(unverified=False)

    def _save_anyway(self) -> None:
        self._keep(unverified=True)

    def _keep(self, *, unverified: bool) -> None:
        if not self.jobs.is_running("save") and self.account.form.check():
            self.jobs.start("save", self._connect(unverified=unverified))

    async def _connect(self, *, unverified: bool) -> None:
        new = self._filled_in()
        self.connection = await self.account.keep(
            self._integrator, lambda: self._integrator.connect(new, unverified=unverified)
        )
        if self.connection:
            self.accept()

    def _filled_in(self) -> NewConnection:
        """What the person typed."""
        values = self.account.form.values()
        name, address = values.pop(NAME, ""), values.pop(ADDRESS, "")
        return NewConnection(app=self._app_id, name=name, values=values, address=address)
