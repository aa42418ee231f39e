"""A question for a passphrase, and what is done with it while the dialog is open."""

from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from core.model.errors import InvalidValues, TrunklineError
from gui import theme
from gui.banner import Banner
from gui.jobs import Jobs
from gui.settings.passphrase_form import PassphraseForm

_WIDTH = 460

Work = Callable[[PassphraseForm], Coroutine[Any, Any, None]]
"""What is done with what was typed. A `TrunklineError` is said in the dialog, and everything typed stays."""


class Words(NamedTuple):
    """What a dialog says. `busy` stands on the button while the work goes on; `remark` below the fields."""

    title: str
    text: str
    button: str
    busy: str
    remark: str = ""
    is_danger: bool = False


class PassphraseDialog(QDialog):
    """Ends accepted once the work is done. What was typed is forgotten with the dialog."""

    def __init__(self, words: Words, form: PassphraseForm, work: Work, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("passphrase-dialog")
        self.setWindowTitle(words.title)
        self.setMinimumWidth(_WIDTH)
        self._words, self._work = words, work
        self.jobs = Jobs(self)
        self.problem = Banner("passphrase-problem")
        self.form = form
        self.form.submitted.connect(self._go_on)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go_on = self.buttons.addButton(words.button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.go_on.setObjectName("open-vault")
        self.go_on.setProperty("role", "danger" if words.is_danger else "primary")
        self.buttons.accepted.connect(self._go_on)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        form.focus_first()

    def done(self, result: int) -> None:
        """Forget what was typed, however it ends."""
        self.form.forget()
        super().done(result)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        column.setSpacing(theme.L)
        column.addWidget(_text(self._words.text, ""))
        column.addWidget(self.problem)
        column.addWidget(self.form)
        if self._words.remark:
            column.addWidget(_text(self._words.remark, "caption"))
        column.addStretch(1)
        column.addWidget(self.buttons)

    def _go_on(self) -> None:
        if not self.jobs.is_running("work") and self.form.check():
            self.jobs.start("work", self._carry_out())

    async def _carry_out(self) -> None:
        self._set_busy(True)
        try:
            await self._work(self.form)
        except InvalidValues as invalid:
            self.form.show_problems(invalid.by_field)
            self._set_busy(False)
        except TrunklineError as error:
            self.problem.show_error(error)
            self._set_busy(False)
            self.form.begin_again()
        else:
            self.accept()

    def _set_busy(self, busy: bool) -> None:
        if busy:
            self.problem.clear()
        self.go_on.setEnabled(not busy)
        self.go_on.setText(self._words.busy if busy else self._words.button)


def _text(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label
