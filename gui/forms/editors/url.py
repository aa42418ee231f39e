"""An absolute http or https address."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from core.model.fields import UrlField
from gui.forms.editor import Around
from gui.forms.editors.text import LineEditor


class UrlEditor(LineEditor):
    """A line for an address; spaces around it, as they come along when pasting, do not count."""

    def __init__(self, field: UrlField, around: Around, parent: QWidget) -> None:
        super().__init__(field, around, QLineEdit(parent))
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)

    def read(self, text: str) -> str:
        """The address."""
        return text.strip()
