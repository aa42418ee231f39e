"""A secret that is in the vault already: left empty it stays, typed it is another, and it can be removed."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QToolButton

from gui.forms.editors.secret import SecretEditor
from gui.forms.form import Form
from gui.forms.inputs import EndedLine


class KeptSecret(QObject):
    """Stands beside a masked line of a form, and says under it what becomes of the secret.

    The secret itself is never here: the vault gives none back. It belongs to the values of other fields of
    the form (a password to its proxy and user); with others, the core lets go of it.
    """

    def __init__(self, form: Form, key: str, called: str, belongs_to: Sequence[str]) -> None:
        super().__init__(form)
        self._form = form
        self._key = key
        self._called = called
        self._belongs_to = tuple(belongs_to)
        self._is_kept = False
        self._home: list[Any] = []
        editor = form.editor(key)
        assert isinstance(editor, SecretEditor)
        assert isinstance(editor.line, EndedLine)
        self._editor, self._line = editor, editor.line
        self._remove = self._removing_button()
        form.changed.connect(self._say)

    def begin(self, *, is_kept: bool) -> None:
        """The form shows what is kept now; `is_kept`: the vault holds the secret that belongs to it."""
        self._is_kept = is_kept
        self._home = self._where()
        self._remove.setChecked(False)
        self._say()

    def answer(self) -> str | None:
        """The secret as it shall be: what was typed; "" to remove it; None to keep what there is."""
        typed = self._typed()
        if typed:
            return typed
        return "" if self.is_removed() else None

    def is_removed(self) -> bool:
        """Whether the secret that is kept shall go."""
        return self._is_kept and self._remove.isChecked()

    def _removing_button(self) -> QToolButton:
        button = self._line.add_button("trash-2", f"Remove the {self._called}")
        button.setObjectName(f"remove-{self._key}")
        button.setCheckable(True)
        button.toggled.connect(self._toggled)
        button.hide()
        return button

    def _toggled(self) -> None:
        self._say()
        self._form.changed.emit()

    def _typed(self) -> str:
        return self._line.text().strip()

    def _where(self) -> list[Any]:
        values = self._form.values()
        return [values.get(key) for key in self._belongs_to]

    def _say(self) -> None:
        is_elsewhere = self._where() != self._home
        can_go = self._is_kept and not is_elsewhere and not self._typed()
        if not can_go and self._remove.isChecked():
            self._remove.setChecked(False)
            return  # being unchecked says the rest
        words = f"Keep the {self._called}" if self._remove.isChecked() else f"Remove the {self._called}"
        self._remove.setToolTip(words)
        self._remove.setAccessibleName(words)
        self._remove.setVisible(can_go)
        self._line.set_remark("")  # gives the buttons their places
        self._editor.tell_remark(self._told(is_elsewhere), "warning" if is_elsewhere else "note")

    def _told(self, is_elsewhere: bool) -> str:
        if not self._is_kept:
            return ""
        if self._typed():
            return f"Takes the place of the {self._called} that is kept."
        if is_elsewhere:
            lost = f"The {self._called} that is kept belongs to what stood here before. Enter it again."
            return lost if any(self._where()) else ""
        if self._remove.isChecked():
            return f"The {self._called} goes when you save."
        return f"A {self._called} is kept. Leave this empty to keep it."
