"""Opening the vault where there is no system keyring, or where a passphrase guards it."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from core.integrator import Integrator
from core.model.errors import SecretsLocked, TrunklineError, VaultError
from core.model.fields import SecretField
from gui import theme
from gui.banner import Banner
from gui.dialogs import ask
from gui.forms.form import Form
from gui.jobs import Jobs

SHORTEST_PASSPHRASE = 8
"""Characters."""

_NEW = "Your system offers no keyring just now, so a passphrase will guard your secrets on this computer. \
It is stored nowhere: if it is forgotten, the accounts must be connected again."
_OPEN = "Your secrets on this computer are guarded by a passphrase."


async def open_vault(integrator: Integrator, problem: VaultError, parent: QWidget) -> bool:
    """Offer the way on from a vault that is not open: True once it is.

    A keyring that holds the key already, and is locked or away just now, is no case for a new passphrase:
    then the error itself says what to do, and the next try asks the keyring again.
    """
    state = await integrator.vault_state()
    if state in ("keyring", "passphrase"):
        return True
    if state != "locked" and integrator.vault_is_in_use():
        return False
    if isinstance(problem, SecretsLocked) and state == "no_keyring":
        return False  # a keyring is there; the person only has to unlock it
    dialog = PassphraseDialog(integrator, is_new=state == "no_keyring", parent=parent)
    return await ask(dialog) == QDialog.DialogCode.Accepted


class PassphraseDialog(QDialog):
    """Asks for the passphrase, or for a new one; closes once the vault is open."""

    def __init__(self, integrator: Integrator, *, is_new: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("passphrase-dialog")
        self.setWindowTitle("Choose a passphrase" if is_new else "Unlock your secrets")
        self._integrator = integrator
        self._is_new = is_new
        self.jobs = Jobs(self)
        self.problem = Banner("passphrase-problem")
        words = QLabel(_NEW if is_new else _OPEN)
        words.setWordWrap(True)
        fields = [SecretField(key="passphrase", label="Passphrase", required=True)]
        if is_new:
            fields.append(SecretField(key="again", label="Once more", required=True))
        self.form = Form(fields)
        self.form.submitted.connect(self._go_on)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go_on = self.buttons.addButton(
            "Keep my secrets so" if is_new else "Unlock", QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.go_on.setObjectName("open-vault")
        self.go_on.setProperty("role", "primary")
        self.buttons.accepted.connect(self._go_on)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        column.setSpacing(theme.L)
        column.addWidget(words)
        column.addWidget(self.problem)
        column.addWidget(self.form)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.setMinimumWidth(440)

    def _go_on(self) -> None:
        if not self.form.check() or self.jobs.is_running("open"):
            return
        values = self.form.values()
        passphrase = values["passphrase"]
        if self._is_new and len(passphrase) < SHORTEST_PASSPHRASE:
            self.form.show_problems({"passphrase": f"Take at least {SHORTEST_PASSPHRASE} characters."})
            return
        if self._is_new and values["again"] != passphrase:
            self.form.show_problems({"again": "This differs from the passphrase above."})
            return
        self.jobs.start("open", self._open(passphrase))

    async def _open(self, passphrase: str) -> None:
        self.go_on.setEnabled(False)
        try:
            if self._is_new:
                await self._integrator.create_passphrase(passphrase)
            else:
                await self._integrator.unlock(passphrase)
        except TrunklineError as error:
            self.problem.show_error(error)
            self.go_on.setEnabled(True)
            return
        self.accept()
