"""A masked line."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from core.model.fields import SecretField
from gui.forms.editor import Around
from gui.forms.editors.text import LineEditor
from gui.forms.inputs import EndedLine
from gui.icons import icon

REVEALED_FOR = 30_000
"""Milliseconds that a secret stays readable."""


class SecretEditor(LineEditor):
    """A line of dots with a button that shows what they stand for, for a while.

    A secret that was taken out is gone: the form's history does not hold it.
    """

    is_remembered = False

    def __init__(self, field: SecretField, around: Around, parent: QWidget) -> None:
        line = _MaskedLine(parent, field.label)
        line.reveal.setObjectName(f"reveal-{field.key}")
        super().__init__(field, around, line)

    def set_placeholder(self, text: str) -> None:
        """None: nobody is to take over a secret that others have seen."""

    def read(self, text: str) -> str:
        """The secret without the spaces that come along when pasting."""
        return text.strip()


class _MaskedLine(EndedLine):
    """Masked, unless its button is down; it masks itself again after a while and when it is hidden."""

    def __init__(self, parent: QWidget, what: str) -> None:
        super().__init__(parent)
        self._what = what
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.reveal = self.add_button("eye", "Show")
        self.reveal.setAccessibleName(f"Show {what}")
        self.reveal.setCheckable(True)
        self.reveal.toggled.connect(self._show_or_mask)
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.setInterval(REVEALED_FOR)
        self._limit.timeout.connect(self._mask)

    def hideEvent(self, event: QHideEvent) -> None:
        """Mask what is out of sight."""
        super().hideEvent(event)
        self._mask()

    def _mask(self) -> None:
        self.reveal.setChecked(False)

    def _show_or_mask(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.reveal.setIcon(icon("eye-off" if shown else "eye", "muted"))
        self.reveal.setToolTip("Hide" if shown else "Show")
        self.reveal.setAccessibleName(f"{'Hide' if shown else 'Show'} {self._what}")
        if shown:
            self._limit.start()
        else:
            self._limit.stop()
