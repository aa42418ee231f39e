"""Where passphrases are typed: a known one, a new one twice with what it is worth, or both."""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from core.integrator import Integrator
from core.model.fields import SecretField
from gui.forms.form import Form
from gui.settings.passphrase_meter import PassphraseMeter

FORMER, PASSPHRASE, AGAIN = "former", "passphrase", "again"
"""The keys of the fields."""

SHORTEST_PASSPHRASE = 8
"""Characters of a new one. All else that makes it weak is said, and is the person's own choice."""


class PassphraseForm(Form):
    """Passphrases are taken exactly as typed, spaces and all, unlike other secrets.

    `label` names the field. A new one (`is_new`) is asked for twice, and told what it is worth as one types.
    `former` names a field above it for the passphrase that held so far.
    """

    def __init__(
        self,
        label: str = "Passphrase",
        *,
        is_new: bool = False,
        former: str = "",
        parent: QWidget | None = None,
    ) -> None:
        fields = [SecretField(key=PASSPHRASE, label=label, required=True)]
        if former:
            fields.insert(0, SecretField(key=FORMER, label=former, required=True))
        if is_new:
            fields.append(SecretField(key=AGAIN, label="Once more", required=True))
        super().__init__(fields, parent=parent)
        self._is_new = is_new
        if is_new:
            self._add_meter()

    def passphrase(self) -> str:
        """The passphrase, the new one if there are two."""
        return self._typed(PASSPHRASE)

    def former(self) -> str:
        """The passphrase that held so far."""
        return self._typed(FORMER)

    def own_problems(self) -> dict[str, str]:
        """What no single field can tell of a new passphrase."""
        return super().own_problems() | (self._problems_of_new() if self._is_new else {})

    def begin_again(self) -> None:
        """Put the cursor into the first field, with what it holds marked: it may have been mistyped."""
        line = self._line(next(iter(self.rows())))
        line.setFocus()
        line.selectAll()

    def forget(self) -> None:
        """Hold nothing that was typed."""
        self.set_values({})

    def _problems_of_new(self) -> dict[str, str]:
        passphrase, again = self.passphrase(), self._typed(AGAIN)
        problems = {}
        if passphrase.strip():
            if len(passphrase) < SHORTEST_PASSPHRASE:
                problems[PASSPHRASE] = f"Take at least {SHORTEST_PASSPHRASE} characters."
            elif passphrase != passphrase.strip():
                problems[PASSPHRASE] = (
                    "It begins or ends with a space, which is easily overlooked. Remove it."
                )
        if again.strip() and again != passphrase:
            problems[AGAIN] = "This differs from the passphrase above."
        return problems

    def _add_meter(self) -> None:
        meter = PassphraseMeter(self)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.indexOf(self.editor(PASSPHRASE).widget) + 1, meter)

        def show() -> None:
            typed = self.passphrase()
            meter.show_strength(Integrator.passphrase_strength(typed) if typed else None)

        self._line(PASSPHRASE).textChanged.connect(show)

    def _typed(self, key: str) -> str:
        return self._line(key).text()

    def _line(self, key: str) -> QLineEdit:
        line = self.editor(key).input
        assert isinstance(line, QLineEdit)
        return line
