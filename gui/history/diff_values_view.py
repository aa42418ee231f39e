"""The chosen value in full, as it was and as it is."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from core.integrator import Integrator
from core.model.diff import Difference, PairRow
from core.model.results import Node
from gui import theme
from gui.bundles.raw_view import plain_editor

MOST = 100_000
"""Bytes of a value that are shown."""

_HEIGHT = 110


class BothValues(QWidget):
    """Two texts beside each other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaximumHeight(_HEIGHT)
        self.older = plain_editor("older-value", "Older value")
        self.newer = plain_editor("newer-value", "Newer value")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        for title, editor in (("Older", self.older), ("Newer", self.newer)):
            row.addWidget(_titled(title, editor), 1)

    def show_texts(self, older: str, newer: str) -> None:
        """Show these; "" where there is none."""
        for editor, text in ((self.older, older), (self.newer, newer)):
            editor.setPlainText(text)


async def both_texts(
    integrator: Integrator, runs: tuple[str, str], difference: Difference, row: PairRow
) -> tuple[str, str]:
    """The values of a row in full; "" where there is none."""
    older = await _text_of(integrator, runs[0], difference.older, row.older)
    return older, await _text_of(integrator, runs[1], difference.newer, row.newer)


async def _text_of(integrator: Integrator, run: str, bundle: int | None, node: Node | None) -> str:
    if bundle is None or node is None:
        return ""
    if node.whole and node.kind not in ("object", "array"):
        return node.preview
    part = await integrator.text(run, bundle, node, None, MOST)
    return part.text if part.last else f"{part.text}…"


def _titled(title: str, editor: QPlainTextEdit) -> QWidget:
    holder = QWidget()
    label = QLabel(title)
    label.setProperty("role", "caption")
    label.setBuddy(editor)
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(label)
    column.addWidget(editor)
    return holder
