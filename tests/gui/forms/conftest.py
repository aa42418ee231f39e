"""A form on the screen, as a person sees it: in a column that scrolls."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from on_screen import MakeForm, settle
from PySide6.QtWidgets import QApplication, QScrollArea

from core.model.fields import Field
from core.model.module import FieldRule
from gui import theme
from gui.forms.form import Form


def in_a_coroutine() -> bool:
    """Whether a task is running; handling events there would run others inside it."""
    try:
        return bool(asyncio.get_running_loop())
    except RuntimeError:
        return False


@pytest.fixture
def make_form(qapp: QApplication) -> Iterator[MakeForm]:
    """Builds a form of some fields and shows it, 420 wide and 300 high."""
    theme.apply(qapp, "light")
    areas: list[QScrollArea] = []

    def make(*fields: Field, rules: Sequence[FieldRule] = (), values: dict[str, Any] | None = None) -> Form:
        area = QScrollArea()
        areas.append(area)
        area.setWidgetResizable(True)
        form = Form(fields, rules)
        if values is not None:
            form.set_values(values)
        area.setWidget(form)
        area.resize(420, 300)
        area.show()
        area.activateWindow()
        if not in_a_coroutine():
            settle()
        return form

    yield make
    for area in areas:
        area.close()
        area.deleteLater()
    settle()
