"""What a run was filled in with: the labels of its fields, and their values, in lines."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from core.model.fields import (
    Field,
    GroupField,
    ListField,
    ListOfGroupsField,
    LookupField,
    MultiSelectField,
    SelectField,
)
from core.model.module import Module
from gui import theme
from gui.bundles.values import one_line
from gui.history.words import in_short
from gui.icons import icon

LONGEST = 2_000
"""Characters of a value that are shown."""

_MOST_LINES = 200
_MOST_HEIGHT = 180
_NAMED = 3
"""Values that the closed line names."""


class Line(NamedTuple):
    """A field and its value in words. `depth` of what lies in a group."""

    label: str
    value: str
    depth: int = 0


def lines_of(module: Module | None, values: Mapping[str, Any]) -> list[Line]:
    """The values in the order of the form; by their keys where nobody knows their fields any more."""
    return list(_lines(module.fields if module else (), values, 0))


def _lines(fields: Sequence[Field], values: Mapping[str, Any], depth: int) -> Iterator[Line]:
    known = {field.key: field for field in fields}
    for key in (*(key for key in known if key in values), *(key for key in values if key not in known)):
        yield from _line(known.get(key), key, values[key], depth)


def _line(field: Field | None, key: str, value: Any, depth: int) -> Iterator[Line]:
    label = field.label if field else key
    inner: Sequence[Field] = ()
    if isinstance(field, GroupField | ListOfGroupsField):
        inner = field.fields
    elif isinstance(field, ListField):
        inner = field.details
    if isinstance(value, Mapping) and value:
        yield Line(label, "", depth)
        yield from _lines(inner, value, depth + 1)
    elif isinstance(value, list) and any(isinstance(one, Mapping | list) for one in value):
        yield Line(label, "", depth)
        noun = field.item_label if isinstance(field, ListOfGroupsField) else "Item"
        for number, one in enumerate(value, 1):
            yield from _item(f"{noun} {number}", inner, one, depth + 1)
    else:
        yield Line(label, _words(field, value), depth)


def _item(label: str, fields: Sequence[Field], value: Any, depth: int) -> Iterator[Line]:
    if isinstance(value, Mapping) and value:
        yield Line(label, "", depth)
        yield from _lines(fields, value, depth + 1)
    else:
        yield Line(label, _words(None, value), depth)


def _words(field: Field | None, value: Any) -> str:
    """A value as people see it in the form."""
    match value:
        case None:
            return "null"
        case bool():
            return "Yes" if value else "No"
        case "":
            return "empty text"
        case []:
            return "empty list"
        case {}:
            return "empty object"
        case list():
            return ", ".join(_words(field, one) for one in value)
    if isinstance(field, SelectField | MultiSelectField | LookupField):
        return field.options.get(str(value), str(value))
    return str(value)


class FilledIn(QWidget):
    """One line that names the first values; opened, all of them."""

    opened_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filled-in")
        self.button = QPushButton()
        self.button.setObjectName("show-filled-in")
        self.button.setProperty("role", "disclosure")
        self.button.setCheckable(True)
        self.button.toggled.connect(self._show)
        self._area = QScrollArea()
        self._area.setObjectName("filled-in-values")
        self._area.setWidgetResizable(True)
        self._area.setMaximumHeight(_MOST_HEIGHT)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addWidget(self.button)
        column.addWidget(self._area)
        self.show_lines([])

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these."""
        top = [line for line in lines if not line.depth]
        named = [f"{line.label}: {one_line(line.value, 40)}" if line.value else line.label for line in top]
        more = [f"{len(top) - _NAMED} more"] if len(top) > _NAMED else []
        told = f"Filled in with {in_short([*named[:_NAMED], *more])}" if lines else "Nothing was filled in"
        self.button.setText(told.replace("&", "&&"))
        self.button.setAccessibleName(told)
        self.button.setEnabled(bool(lines))
        self._area.setWidget(_grid(lines[:_MOST_LINES], len(lines) - _MOST_LINES))
        self._show(self.button.isChecked())

    def _show(self, on: bool) -> None:
        self._area.setVisible(on and self.button.isEnabled())
        picture = icon("chevron-down" if on else "chevron-right", "muted")
        self.button.setIcon(picture if self.button.isEnabled() else QIcon())
        self.opened_changed.emit()


def _grid(lines: Sequence[Line], more: int) -> QWidget:
    content = QWidget()
    grid = QGridLayout(content)
    grid.setContentsMargins(theme.L, 0, theme.S, theme.S)
    grid.setHorizontalSpacing(theme.M)
    grid.setVerticalSpacing(theme.XS)
    grid.setColumnStretch(1, 1)
    for row, line in enumerate(lines):
        label, value = _label(line.label, "muted"), _label(line.value[:LONGEST], "")
        label.setContentsMargins(line.depth * theme.L, 0, 0, 0)
        value.setObjectName("filled-in-value")
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(value, row, 1)
    if more > 0:
        grid.addWidget(_label(f"and {more:,} more", "muted"), len(lines), 0)
    grid.setRowStretch(len(lines) + 1, 1)
    return content


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
