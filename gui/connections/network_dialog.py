"""The way to the network of one connection: in each part as for all connections, or its own."""

from collections.abc import Awaitable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from core.integrator import Integrator
from core.model.connection import Connection
from core.model.errors import InvalidValues, TrunklineError
from core.model.network import NetworkOverride, NetworkReport
from gui import theme
from gui.banner import Banner
from gui.connections.on_demand import unlocked
from gui.dialogs import ask
from gui.forms.area import form_area
from gui.jobs import Jobs
from gui.settings.network_cards import NetworkCards
from gui.settings.network_fields import override_in, values_of_override

_SIZE = QSize(660, 700)


async def edit_connection_network(integrator: Integrator, connection: Connection, parent: QWidget) -> bool:
    """Let a person change how one connection reaches the network: True when something else was kept."""
    dialog = NetworkDialog(integrator, connection, parent)
    dialog.jobs.start("load", dialog.load())
    accepted = await ask(dialog) == QDialog.DialogCode.Accepted
    if dialog.bug is not None:
        raise dialog.bug
    return accepted


class NetworkDialog(QDialog):
    """Closes accepted once something else is kept for the connection."""

    def __init__(self, integrator: Integrator, connection: Connection, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("network-dialog")
        self.setWindowTitle(f"Network of {connection.name}")
        self.resize(_SIZE.boundedTo(self.screen().availableSize() * 0.9))
        self.bug: Exception | None = None
        """What nobody had thought of, for who opened the dialog."""
        self.jobs = Jobs(self)
        self.jobs.failed.connect(self._failed)
        self._integrator = integrator
        self._connection = connection
        self.problem = Banner("network-dialog-problem")
        self.cards = NetworkCards(integrator, self.jobs, self._test, own=True)
        self.cards.setEnabled(False)
        self.cards.submitted.connect(self._save)
        self.cards.changed.connect(self._changed)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save = self.buttons.addButton("Save", QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setObjectName("network-dialog-save")
        self.save.setProperty("role", "primary")
        self.save.setEnabled(False)
        self.buttons.accepted.connect(self._save)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()

    async def load(self) -> None:
        """Show what the connection has of its own, and beside it what holds for all."""
        integrator, id = self._integrator, self._connection.id
        override = NetworkOverride()
        kept: tuple[str, ...] = ()
        try:
            self.cards.set_address(await integrator.service_address(id))
            self.cards.tell_of_all(await integrator.network_settings())
            override = await integrator.network_override(id)
            kept = await unlocked(integrator, self, lambda: integrator.network_secrets(id))
        except TrunklineError as error:
            self.problem.show_error(error)
        self.cards.show_values(values_of_override(override), kept)
        self.cards.setEnabled(True)

    def _test(self, address: str) -> Awaitable[NetworkReport]:
        override, secrets = override_in(self.cards.values()), self.cards.secrets()
        return self._integrator.test_override(self._connection.id, override, **secrets)

    def _save(self) -> None:
        if self.save.isEnabled() and not self.jobs.is_running("save") and self.cards.check():
            self.jobs.start("save", self._keep())

    async def _keep(self) -> None:
        integrator, id = self._integrator, self._connection.id
        override, secrets = override_in(self.cards.values()), self.cards.secrets()
        self.save.setEnabled(False)
        self.problem.clear()
        try:
            await unlocked(integrator, self, lambda: integrator.override_network(id, override, **secrets))
        except InvalidValues as invalid:
            if unplaced := self.cards.show_problems(invalid.by_field):
                self.problem.say("danger", "This cannot be used as it is.", " ".join(unplaced))
        except TrunklineError as error:
            self.problem.show_error(error)
        else:
            self.accept()
            return
        self._changed()

    def _changed(self) -> None:
        self.save.setEnabled(self.cards.is_changed())

    def _failed(self, error: Exception) -> None:
        self.bug = error
        self.reject()

    def _lay_out(self) -> None:
        heading = QLabel(f"How “{self._connection.name}” reaches the network")
        heading.setProperty("role", "title")
        words = QLabel("What is its own holds from its next use on. The tests go to its own service.")
        words.setProperty("role", "muted")
        for label in (heading, words):
            label.setWordWrap(True)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(theme.XL, 0, theme.XL, theme.L)
        column.addWidget(self.cards)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, theme.XL, 0, theme.L)
        whole.setSpacing(theme.L)
        above = QVBoxLayout()
        above.setContentsMargins(theme.XL, 0, theme.XL, 0)
        above.setSpacing(theme.XS)
        for widget in (heading, words, self.problem):
            above.addWidget(widget)
        below = QVBoxLayout()
        below.setContentsMargins(theme.XL, 0, theme.XL, 0)
        below.addWidget(self.buttons)
        whole.addLayout(above)
        whole.addWidget(form_area(content), 1)
        whole.addLayout(below)
