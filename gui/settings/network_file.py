"""A line for the path of a file, with a button that looks for it; and forms that have such lines."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from core.model.fields import Field, TextField
from gui import theme
from gui.files import file_to_read
from gui.forms.editor import LEFT_OUT, Around, Editor
from gui.forms.editors import make_editor
from gui.forms.form import Form
from gui.settings.network_fields import FILES

_PAPERS = "Certificates and keys (*.pem *.crt *.cer *.der *.key)"


class FileEditor(Editor):
    """Holds a path, typed or chosen."""

    browse_wanted = Signal()

    def __init__(self, field: TextField, around: Around, parent: QWidget) -> None:
        box = QWidget(parent)
        self.line = QLineEdit(box)
        button = QPushButton("Browse…", box)
        button.setObjectName(f"browse-{field.key}")
        button.setAccessibleName(f"Browse for {field.label}")
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        row.addWidget(self.line, 1)
        row.addWidget(button)
        super().__init__(field, around, box, self.line)
        self.line.textChanged.connect(self.tell_changed)
        button.clicked.connect(self.browse_wanted)

    def value(self) -> Any:
        """The path as it was typed."""
        text = self.line.text()
        return text if text.strip() else LEFT_OUT

    def set_value(self, value: Any) -> None:
        """Show a path; its end tells more than its beginning."""
        self.line.setText("" if value is LEFT_OUT or value is None else str(value))

    async def browse(self) -> None:
        """Let the person look for the file, beginning where the present one lies."""
        folder = Path(self.line.text().strip()).parent
        beside = folder if folder.is_absolute() and folder.is_dir() else None
        name = f"choose-{self.field.key}"
        chosen = await file_to_read(self.widget, name, self.field.label, beside, [_PAPERS])
        if chosen is not None:
            self.line.setText(str(chosen))
            self.line.setFocus()


class NetworkForm(Form):
    """A form in which the fields of files have their button."""

    file_wanted = Signal(object)
    """A `FileEditor` whose button was pressed."""

    def _around_here(self, around: Around) -> Around:
        return replace(super()._around_here(around), make_editor=self._make_editor)

    def _make_editor(self, field: Field, around: Around, parent: QWidget) -> Editor:
        if field.key not in FILES or not isinstance(field, TextField):
            return make_editor(field, around, parent)
        editor = FileEditor(field, around, parent)
        editor.browse_wanted.connect(lambda: self.file_wanted.emit(editor))
        return editor
