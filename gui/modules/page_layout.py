"""How the page of a module looks: its name, what is said before its form, and the column that scrolls."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.model.app import App
from core.model.module import Module
from gui import theme
from gui.banner import Banner
from gui.forms.area import form_area
from gui.icons import app_mark

_MADE_BY_ITSELF = "The webhook is made at the service when the scenario is switched on, and removed with it."
_MARK_SIZE = 22


def heading(app: App, module: Module, mark: Path, values: QWidget) -> QVBoxLayout:
    """The module's name between the app's mark and the menu of the values, and what it does."""
    picture = QLabel()
    picture.setPixmap(app_mark(mark).pixmap(_MARK_SIZE, _MARK_SIZE))
    row = QHBoxLayout()
    row.setSpacing(theme.S)
    row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(_label(module.label, "title", "module-title"), 1)
    row.addWidget(values, 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setContentsMargins(theme.L, 0, theme.L, 0)
    column.setSpacing(theme.XS)
    column.addLayout(row)
    column.addWidget(_label(f"{app.label} · {module.summary}", "muted", "module-summary"))
    return column


def scrolling(module: Module, content: Sequence[QWidget]) -> QScrollArea:
    """What is to be known before the form is filled in, and the form's parts below."""
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(theme.L, theme.S, theme.L, theme.L)
    column.setSpacing(theme.L)
    if module.caution:
        caution = Banner("caution")
        column.addWidget(caution)
        caution.say("warning", module.caution)
    if module.hook:
        column.addWidget(_steps(module.hook.steps or (_MADE_BY_ITSELF,)))
    for part in content:
        column.addWidget(part)
    column.addStretch(1)
    area = form_area(inside)
    area.setObjectName("form-area")
    return area


def first_hint(module: Module) -> str:
    """What stands where the bundles will be."""
    if module.hook:
        return (
            "This trigger is part of a scenario.\n"
            "The service calls it when something happens there; nothing has to be run here."
        )
    if module.poll:
        return "Fill in the form and press Run once.\nIt fetches what is there now and shows it here."
    return "Fill in the form and press Run.\nWhat comes back appears here, one bundle for each record."


def _label(text: str, role: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _steps(steps: Sequence[str]) -> QWidget:
    card = QFrame()
    card.setProperty("role", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
    column.setSpacing(theme.S)
    column.addWidget(_label("Works in a scenario", "section", "steps-title"))
    for number, step in enumerate(steps, 1):
        words = f"{number}. {step}" if len(steps) > 1 else step
        column.addWidget(_label(words, "", f"step-{number}"))
    return card
