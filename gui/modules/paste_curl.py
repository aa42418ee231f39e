"""Fill a call of one's own from a curl command, as documentation and browsers give it."""

from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.integrator import Integrator
from core.model.errors import TrunklineError
from core.model.module import Module
from gui import theme
from gui.dialogs import ask
from gui.forms.form import Form
from gui.icons import icon
from gui.jobs import Jobs
from gui.modules.connection_choice import ConnectionChoice
from gui.sentences import in_words

_NOT_READY = "Filled in, but it cannot be sent like this: the reason stands below."


class PasteCurl(QWidget):
    """A button, and under it what became of the command."""

    def __init__(
        self, integrator: Integrator, module: Module, form: Form, connection: ConnectionChoice
    ) -> None:
        super().__init__()
        self._integrator = integrator
        self._module = module
        self._form = form
        self._connection = connection
        self.jobs = Jobs(self)
        self.button = QPushButton(" Paste a cURL command…")
        self.button.setObjectName("paste-curl")
        self.button.setIcon(icon("clipboard-paste"))
        self.button.setToolTip("Fill this form from a curl command in the clipboard")
        self.button.clicked.connect(lambda: self.jobs.start("paste", self._paste()))
        self._said = QLabel()
        self._said.setObjectName("curl-said")
        self._said.setProperty("role", "muted")
        self._said.setWordWrap(True)
        self._said.hide()
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addLayout(row)
        column.addWidget(self._said)

    async def _paste(self) -> None:
        text = QApplication.clipboard().text()
        if not text.lstrip().startswith("curl"):
            dialog = CurlDialog(self.window())
            if await ask(dialog) != QDialog.DialogCode.Accepted:
                return
            text = dialog.text
        call = self._module.any_call
        assert call is not None
        try:
            bases = await self._integrator.service_addresses(
                self._connection.chosen(), self._module.app, call.base
            )
            left_out = self._form.fill_from_curl(text, call, bases)
        except TrunklineError as error:
            self._say(in_words(error))
        except ValueError as unreadable:  # its words are for the person
            self._say(str(unreadable))
        else:
            done = _NOT_READY if self._form.has_problem() else "Filled in."
            self._say(f"{done} {left_out}".strip())

    def forget(self) -> None:
        """Say nothing any more: what is filled in was run."""
        self._said.hide()

    def _say(self, words: str) -> None:
        self._said.setText(words)
        self._said.show()


class CurlDialog(QDialog):
    """Where to paste a command when the clipboard holds none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("curl-dialog")
        self.setWindowTitle("Paste a cURL command")
        self.setMinimumWidth(480)
        words = QLabel("The address, the method, the headers and the body go into the form; nothing is sent.")
        words.setWordWrap(True)
        self._edit = QPlainTextEdit()
        self._edit.setObjectName("curl-text")
        self._edit.setAccessibleName("curl command")
        self._edit.setPlaceholderText("curl 'https://api.example.com/v1/contacts' -H 'Accept: text/csv'")
        self._edit.setTabChangesFocus(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        fill = buttons.addButton("Fill in the form", QDialogButtonBox.ButtonRole.AcceptRole)
        fill.setObjectName("curl-fill")
        theme.set_flag(fill, "role", "primary")
        fill.setEnabled(False)
        self._edit.textChanged.connect(lambda: fill.setEnabled(bool(self.text.strip())))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(words)
        column.addWidget(self._edit)
        column.addWidget(buttons)

    @property
    def text(self) -> str:
        """What was pasted."""
        return self._edit.toPlainText()
