"""A paragraph between fields."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from core.model.fields import NoteField
from gui import theme
from gui.forms.editor import Around, Editor
from gui.forms.words import paragraph


class NoteEditor(Editor):
    """A text in a quiet frame. It holds no value."""

    has_label = False

    def __init__(self, field: NoteField, around: Around, parent: QWidget) -> None:
        frame = QFrame(parent)
        frame.setProperty("role", "banner")
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        layout.setSpacing(theme.XS)
        texts = [paragraph(text, frame) for text in (field.label, field.help) if text]
        for text in texts:
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addWidget(text)
        if len(texts) > 1:
            texts[0].setProperty("role", "strong")
            texts[1].setProperty("role", "muted")
        super().__init__(field, around, frame, texts[0] if texts else QLabel(frame))
