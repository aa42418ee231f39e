"""Fields below one another: what a whole form, a group and one item of a list have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from msgspec import UNSET
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from core.model.fields import (
    WITHOUT_VALUE,
    Field,
    GroupField,
    ListField,
    ListOfGroupsField,
    LookupField,
)
from core.model.module import FieldRule
from core.rules.values import check_values, is_required, is_shown, warnings_in
from gui import theme
from gui.forms.editor import LEFT_OUT, Around, Editor
from gui.forms.feedback import Feedback
from gui.forms.row import FieldRow
from gui.icons import icon


class FieldSet(QWidget):
    """Editors for some fields, with their conditions, their values and their problems."""

    changed = Signal()
    """A value may be another now."""

    def __init__(
        self, fields: Sequence[Field], rules: Sequence[FieldRule], around: Around, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._fields = tuple(fields)
        self._rules = tuple(rules)
        self._around = self._around_here(around)
        self._rows: dict[str, FieldRow] = {}  # from top to bottom: the advanced ones last
        self._steering = _keys_that_steer(self._fields)
        self._parents = dict.fromkeys(_keys_with_dependants(self._fields), LEFT_OUT)
        self._toggle: QPushButton | None = None
        self._is_loading = False
        self._feedback = Feedback(self, self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._build()

    # --- values -------------------------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """The values by key. What is left out has no key; nor has what is hidden, whose value is kept."""
        held = self._held()
        hidden = self._hidden(held)
        return {key: value for key, value in held.items() if key not in hidden}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values. A field that they do not name becomes empty, its default included."""
        self._is_loading = True
        try:
            for key, row in self._rows.items():
                if key in values or not isinstance(row.field, WITHOUT_VALUE):
                    row.set_value(values.get(key, LEFT_OUT))
                row.show_problem("", {})
                row.show_warning("")
        finally:
            self._is_loading = False
        self._feedback.begin_anew()
        self._note_parents()
        self._refresh()
        self.changed.emit()

    def labels(self) -> dict[str, str]:
        """What entries that were chosen from lists are called, by path (`items.0.directory`)."""
        return {
            _joined(key, path): label
            for key, row in self._rows.items()
            for path, label in row.editor.labels().items()
        }

    def set_labels(self, labels: Mapping[str, str]) -> None:
        """Show these names, by path, for the values that are there."""
        for key, row in self._rows.items():
            if inner := _below(key, labels):
                row.editor.set_labels(inner)

    def state(self) -> dict[str, Any]:
        """What a person sees in each field, what is hidden included; secrets are not in it."""
        return {key: row.state() for key, row in self._rows.items() if row.has_state}

    def bring_back(self, states: Mapping[str, Any]) -> None:
        """Let the fields that are named be as when `state` gave this; all others stay."""
        self._is_loading = True
        try:
            for key, state in states.items():
                if self._rows[key].state() != state:
                    self._rows[key].bring_back(state)
        finally:
            self._is_loading = False
        self._note_parents()
        self._refresh()
        for key in states:
            self._feedback.changed(self._rows[key], has_problem=self.has_problem())
        self.changed.emit()

    def go_to(self, path: Sequence[Any], caret: int) -> QWidget | None:
        """Put the focus where a state has this path; None where no field takes it."""
        row = self._rows.get(path[0]) if path else None
        if row is None:
            return None
        if self._toggle is not None and self._is_behind_toggle(row):
            self._toggle.setChecked(True)
        return row.editor.go_to(path[1:], caret) if row.is_shown else None

    def editor(self, key: str) -> Editor:
        """The editor of a field. Raises `KeyError` for a key that no field has."""
        return self._rows[key].editor

    def rows(self) -> Mapping[str, FieldRow]:
        """The rows by key, from top to bottom."""
        return self._rows

    def _held(self) -> dict[str, Any]:
        held = ((key, row.value()) for key, row in self._rows.items())
        return {key: value for key, value in held if value is not LEFT_OUT}

    def _around_here(self, around: Around) -> Around:
        """What editors here see of the form: their neighbours, and behind them what stands further out."""
        labels = {field.key: field.label for field in self._fields}
        return replace(
            around,
            values=lambda: {**around.values(), **self.values()},
            label_of=lambda key: labels.get(key) or around.label_of(key),
        )

    # --- problems -----------------------------------------------------------------------------------

    def problems(self) -> dict[str, str]:
        """Everything that keeps the values from being sent: sentences by path, as the form has it now."""
        return {**check_values(self._fields, self.values(), self._rules), **self.own_problems()}

    def own_problems(self) -> dict[str, str]:
        """What only the editors know, such as two rows of one name, by path."""
        hidden = self._hidden(self._held())
        return {
            _joined(key, path): sentence
            for key, row in self._rows.items()
            if key not in hidden
            for path, sentence in row.editor.own_problems().items()
        }

    def warnings(self) -> dict[str, str]:
        """The sentences of broken rules that only warn, by key."""
        if not any(rule.warns for rule in self._rules):
            return {}
        return warnings_in(self._fields, self.values(), self._rules)

    def place_problems(self, by_field: Mapping[str, str]) -> list[str]:
        """Show each sentence at its place, and no other; returns those whose place is not here."""
        self._feedback.forget_pause()
        own = self.problems() if by_field else {}
        self._feedback.told({path: text for path, text in by_field.items() if own.get(path) == text})
        unplaced = [text for path, text in by_field.items() if path.partition(".")[0] not in self._rows]
        for key, row in self._rows.items():
            inner = _below(key, by_field)
            own_sentence = inner.pop("", "")
            row.show_problem(own_sentence, inner)
        return unplaced

    def replace_problem(self, path: str, old: str, new: str) -> None:
        """Where `old` is shown at a place, show `new` instead; "" for nothing."""
        key, _, inner = path.partition(".")
        row = self._rows.get(key)
        if row is not None and row.problem() == old:
            row.show_problem(new)
        elif row is not None and inner:
            row.editor.replace_inner_problem(inner, old, new)

    def clear_problems(self) -> None:
        """Show no problem anywhere."""
        self.place_problems({})

    def has_problem(self) -> bool:
        """Whether a problem is shown anywhere."""
        return any(row.has_problem() for row in self._rows.values())

    def first_with_problem(self) -> FieldRow | None:
        """The topmost field that shows a problem."""
        return next((row for row in self._rows.values() if row.has_problem()), None)

    def focus_problem(self) -> QWidget | None:
        """Put the focus on the first problem, opening the advanced settings if it lies there."""
        row = self.first_with_problem()
        if row is None:
            return None
        if row.field.advanced and self._toggle is not None:
            self._toggle.setChecked(True)
        focused = row.editor.focus_problem()
        return focused if row.editor.has_inner_problem() else row.bottom()

    def focus_first(self) -> None:
        """Put the focus into the first field that takes it."""
        for row in self._rows.values():
            if row.is_shown and row.editor.input.focusPolicy() != Qt.FocusPolicy.NoFocus:
                row.editor.input.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    # --- what editors say ---------------------------------------------------------------------------

    def row_changed(self, row: FieldRow) -> None:
        """A value may be another: conditions follow, dependants too, and what is said about it."""
        if self._is_loading:
            return
        if row.key in self._steering:
            self._refresh()
        if row.key in self._parents and self._parents[row.key] != row.value():
            self._parents[row.key] = row.value()
            self.neighbour_changed(row.key)
        self._feedback.changed(row, has_problem=self.has_problem())
        self.changed.emit()

    def row_left(self, row: FieldRow) -> None:
        """The person has moved on: say at once what is wrong."""
        self._feedback.left(row)

    def neighbour_changed(self, key: str) -> None:
        """A field here or further out has another value: what depends on it follows."""
        for row in self._rows.values():
            if row.key != key:
                row.editor.neighbour_changed(key)

    def _note_parents(self) -> None:
        self._parents = {key: self._rows[key].value() for key in self._parents}

    # --- building and showing -----------------------------------------------------------------------

    def _build(self) -> None:
        plain = [field for field in self._fields if not field.advanced]
        advanced = [field for field in self._fields if field.advanced]
        for field in plain:
            self._add_row(field)
        if advanced:
            self._toggle = self._make_toggle()
            self._layout.addSpacing(theme.M)
            self._layout.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignLeft)
            for field in advanced:
                self._add_row(field)
        self._note_parents()
        self._refresh()

    def _add_row(self, field: Field) -> None:
        editor = self._around.make_editor(field, self._around, self)
        if field.default is not UNSET:
            editor.set_value(field.default)
        if field.example is not UNSET and isinstance(field.example, str | int | float):
            editor.set_placeholder(f"For example {field.example}")
        self._rows[field.key] = FieldRow(editor, self, self, self._layout)

    def _make_toggle(self) -> QPushButton:
        toggle = QPushButton(self)
        toggle.setObjectName("advanced-toggle")
        toggle.setProperty("role", "disclosure")
        toggle.setCheckable(True)
        toggle.setIconSize(QSize(theme.L, theme.L))
        toggle.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        toggle.toggled.connect(self._refresh)
        return toggle

    def _is_behind_toggle(self, row: FieldRow) -> bool:
        return row.field.advanced and self._toggle is not None and not self._toggle.isChecked()

    def _hidden(self, held: Mapping[str, Any]) -> set[str]:
        """Fields whose condition does not hold; a hidden field's value counts for no other condition."""
        conditional = [field for field in self._fields if field.shown_when]
        hidden: set[str] = set()
        for _ in conditional:
            seen = {key: value for key, value in held.items() if key not in hidden}
            now = {field.key for field in conditional if not is_shown(field, seen)}
            if now == hidden:
                break
            hidden = now
        return hidden

    def _refresh(self) -> None:
        """Let what is shown and what is bold follow the values."""
        held = self._held() if self._steering else {}
        hidden = self._hidden(held)
        seen = {key: value for key, value in held.items() if key not in hidden}
        self.setUpdatesEnabled(False)
        behind = 0
        first = True
        for row in self._rows.values():
            row.set_required(is_required(row.field, seen))
            shown = row.key not in hidden
            behind += shown and row.field.advanced
            shown = shown and not self._is_behind_toggle(row)
            row.set_shown(shown, first=first and not row.field.advanced)
            first = first and not shown
        self._show_toggle(behind)
        self._layout.invalidate()
        self.setUpdatesEnabled(True)

    def _show_toggle(self, count: int) -> None:
        if self._toggle is None:
            return
        is_open = self._toggle.isChecked()
        self._toggle.setText(f"Advanced settings ({count})")
        self._toggle.setIcon(icon("chevron-down" if is_open else "chevron-right", "muted"))
        self._toggle.setVisible(count > 0)


def _keys_that_steer(fields: Sequence[Field]) -> set[str]:
    """Keys whose values decide what else is shown or mandatory."""
    keys = {key for field in fields for key in field.shown_when}
    return keys | {path.partition(".")[0] for field in fields for path in field.required_unless}


def _keys_with_dependants(fields: Sequence[Field]) -> set[str]:
    """Keys of these fields that a list, here or further inside, depends on."""
    return _parents_wanted(fields) & {field.key for field in fields}


def _parents_wanted(fields: Sequence[Field]) -> set[str]:
    wanted: set[str] = set()
    for field in fields:
        match field:
            case LookupField(depends_on=parents):
                wanted.update(parents)
            case GroupField(fields=inner) | ListOfGroupsField(fields=inner) | ListField(details=inner):
                wanted |= _parents_wanted(inner)
    return wanted


def _joined(key: str, path: str) -> str:
    return f"{key}.{path}" if path else key


def _below(key: str, by_path: Mapping[str, str]) -> dict[str, str]:
    """What belongs to a field, by path below it; "" stands for the field itself."""
    inner = {path[len(key) + 1 :]: text for path, text in by_path.items() if path.startswith(f"{key}.")}
    return inner | {"": by_path[key]} if key in by_path else inner
