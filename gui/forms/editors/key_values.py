"""Pairs of a name and a value."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from core.model.fields import KeyValuesField
from gui.forms.editor import LEFT_OUT, Around, Editor
from gui.forms.list_loader import READY, ListLoader
from gui.forms.name_completer import NameCompleter
from gui.forms.pairs import Pair, PairsModel, as_mapping, as_pairs
from gui.forms.pairs_grid import PairsGrid


class KeyValuesEditor(Editor):
    """A table of two columns, of three where the type of a value counts."""

    field: KeyValuesField

    def __init__(self, field: KeyValuesField, around: Around, parent: QWidget) -> None:
        self._grid = PairsGrid(PairsModel(parent, typed=field.values == "any"), parent)
        super().__init__(field, around, self._grid)
        self._model = self._grid.pairs_model
        self._model.setParent(self)
        for changed in (
            self._model.dataChanged,
            self._model.rowsInserted,
            self._model.rowsRemoved,
            self._model.modelReset,
        ):
            changed.connect(self.tell_changed)
        if field.names_from:
            loader = ListLoader(field.names_from, (), around, self)
            loader.changed.connect(self._names_loaded)
            self._grid.names = NameCompleter(loader, self)

    def value(self) -> Any:
        """The values by name."""
        return as_mapping(self._model.pairs()) or LEFT_OUT

    def set_value(self, value: Any) -> None:
        """A row for each value."""
        values = value if isinstance(value, Mapping) else {}
        if self.field.values == "text":
            values = {name: _as_text(one) for name, one in values.items()}
        self._model.set_pairs(as_pairs(values))

    def state(self) -> Any:
        """The rows as they are typed, of one name as well."""
        return [(pair.name, pair.text, pair.type) for pair in self._model.pairs()]

    def meaning(self) -> Any:
        """Each row: of two that have one name, the value holds only the last."""
        return self.state()

    def bring_back(self, state: Any) -> None:
        """Show these rows."""
        self._model.set_pairs(Pair(*row) for row in state)

    def go_to(self, path: Sequence[Any], caret: int) -> QWidget:
        """To the cell."""
        at, column = (*path, 0, 0)[:2]
        self._grid.setCurrentIndex(self._model.index(min(at, self._model.rowCount() - 1), column))
        return super().go_to(path, caret)

    def typed_problem(self) -> str:
        """What is wrong with rows; which names are missing is not said before one is done."""
        return " ".join(self._model.problems())

    async def names_loaded(self) -> None:
        """Wait until the names that are suggested are no longer being loaded."""
        if self._grid.names is not None:
            await self._grid.names.loader.idle()

    def _names_loaded(self) -> None:
        state = self._grid.names.loader.state if self._grid.names is not None else READY
        failed = state.kind == "failed"
        self.tell_remark(f"No names can be suggested. {state.sentence}" if failed else "", "warning")

    def own_problems(self) -> dict[str, str]:
        """Names that are there twice, values that are not of their type."""
        problem = self.typed_problem()
        return {"": problem} if problem else {}


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)
