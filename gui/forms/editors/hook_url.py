"""The address that a service must call."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from core.model.fields import HookUrlField
from gui.forms.editor import LEFT_OUT, Around, Editor
from gui.forms.inputs import EndedLine
from gui.icons import icon

CONFIRMED_FOR = 1_500
"""Milliseconds that the copy button says that it has copied."""


class HookUrlEditor(Editor):
    """A line to read and to copy from. It holds no value of the form."""

    def __init__(self, field: HookUrlField, around: Around, parent: QWidget) -> None:
        self._line = EndedLine(parent)
        self._line.setReadOnly(True)
        self._line.setPlaceholderText("The address appears here")
        super().__init__(field, around, self._line)
        self._copy = self._line.add_button("copy", "Copy the address")
        self._copy.setObjectName(f"copy-{field.key}")
        self._copy.clicked.connect(self._copy_address)
        self._confirmed = QTimer(self)
        self._confirmed.setSingleShot(True)
        self._confirmed.setInterval(CONFIRMED_FOR)
        self._confirmed.timeout.connect(self._offer_copy)

    def set_value(self, value: Any) -> None:
        """Show the address."""
        self._line.setText("" if value is LEFT_OUT or value is None else str(value))
        self._line.setCursorPosition(0)

    def _copy_address(self) -> None:
        if self._line.text():
            QApplication.clipboard().setText(self._line.text())
            self._copy.setIcon(icon("check", "success"))
            self._copy.setToolTip("Copied")
            self._confirmed.start()

    def _offer_copy(self) -> None:
        self._copy.setIcon(icon("copy", "muted"))
        self._copy.setToolTip("Copy the address")
