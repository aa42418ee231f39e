"""After how many idle minutes a passphrase is asked for again."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from core.integrator import LONGEST_AUTO_LOCK
from core.model.fields import IntegerField, SelectField
from gui.forms.form import Form
from gui.settings.secrets_rows import Card, text_label
from gui.settings.secrets_words import minutes_in_words

AFTER, MINUTES = "auto_lock", "auto_lock_minutes"
"""The keys of the fields; the second is the name of the setting as well."""

_OWN = "own"
_OFFERED = (5, 15, 60)
_OPTIONS = {
    "0": "Never",
    **{str(minutes): f"After {minutes_in_words(minutes)}" for minutes in _OFFERED},
    _OWN: "After another time…",
}

_HOLDS = "A minute counts as idle when nobody used Trunkline and no run needed your secrets."
_HOLDS_NOT = (
    "This matters only with a passphrase: a key in the system keyring is fetched again without asking."
)


class AutoLockCard(Card):
    """Never, some usual times, or a number of one's own."""

    changed = Signal(object)
    """The person wants so many minutes (an int); 0 is never."""

    def __init__(self) -> None:
        super().__init__("auto-lock-card", "Lock by itself")
        self._kept: int | None = None
        self._is_showing = False
        self.form = Form(
            [
                SelectField(key=AFTER, label="When nobody uses Trunkline", required=True, options=_OPTIONS),
                IntegerField(
                    key=MINUTES,
                    label="Minutes",
                    required=True,
                    minimum=1,
                    maximum=LONGEST_AUTO_LOCK,
                    shown_when={AFTER: _OWN},
                    help="Enter keeps them.",
                ),
            ]
        )
        self.form.setMaximumWidth(320)
        self.form.changed.connect(self._choice_changed)
        self.form.submitted.connect(self._typed)
        own = self.form.editor(MINUTES).input
        assert isinstance(own, QLineEdit)
        own.editingFinished.connect(self._typed)
        self.words = text_label("", "caption", "auto-lock-words")
        self.body.addWidget(self.form)
        self.body.addWidget(self.words)

    def show_minutes(self, minutes: int, *, matters: bool) -> None:
        """Show what is kept, unless that is shown already; `matters` while a passphrase guards the key."""
        self.form.setEnabled(matters)
        self.words.setText(_HOLDS if matters else _HOLDS_NOT)
        if minutes == self._kept:
            return
        self._kept = minutes
        self._is_showing = True
        choice = str(minutes) if str(minutes) in _OPTIONS else _OWN
        self.form.set_values({AFTER: choice} | ({MINUTES: minutes} if choice == _OWN else {}))
        self._is_showing = False

    def _choice_changed(self) -> None:
        after = self.form.values().get(AFTER)
        if not self._is_showing and after not in (None, _OWN):
            self._keep(int(after))

    def _typed(self) -> None:
        values = self.form.values()
        if values.get(AFTER) == _OWN and self.form.check():
            self._keep(values[MINUTES])

    def _keep(self, minutes: int) -> None:
        if minutes != self._kept:
            self._kept = minutes
            self.changed.emit(minutes)
