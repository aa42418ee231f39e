"""Labels for what runs, services and people wrote: shown as it is, and selectable."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gui.bundles.look import named


def text_label(name: str, role: str) -> QLabel:
    """A label of several lines that takes no marks in its text for marks."""
    label = named(QLabel(), name, role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
