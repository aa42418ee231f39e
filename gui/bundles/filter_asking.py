"""Asking for filters: a popup below the heading or the chip, and what becomes of what it gives."""

import time

import shiboken6
from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QWidget

from core.model.results import Column, Condition, Steps
from gui.bundles.filter_popup import FilterPopup
from gui.bundles.filter_tests import frequent
from gui.bundles.table_model import BundleTableModel
from gui.bundles.table_rows import Arrangement, TableRows

_LOOKED_AT, _SECONDS = 200, 0.015
"""Bundles in which frequent values are looked for, and how long."""


class FilterAsking(QObject):
    """One popup at a time. It stays until the filter was understood."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._popup: FilterPopup | None = None
        self._applied = False

    def ask(
        self,
        rows: TableRows,
        total: int,
        column: tuple[Steps, Column | None],
        number: int | None,
        often: tuple[tuple[str, int], ...],
        place: QRect,
    ) -> None:
        """Ask below a part of the screen for a filter of a column, or change the one of that number."""
        popup = self._popup = FilterPopup(self._owner, *column, often)
        self._applied = False
        before = rows.wanted
        if number is not None:
            popup.show_condition(before.conditions[number])

        def apply(condition: Condition) -> None:
            self._applied = True
            rows.ask(Arrangement(put(before.conditions, number, condition), before.keys), total)

        def remove() -> None:
            rows.ask(Arrangement(put(before.conditions, number, None), before.keys), total)

        popup.applied.connect(apply)
        popup.removed.connect(remove)
        popup.open_below(place)

    def refuse(self, sentences: dict[str, str]) -> None:
        """The filter was not understood."""
        self._applied = False
        if popup := self._open():
            popup.refuse(" ".join(sentences.values()))

    def accept(self) -> None:
        """Rows come: the filter was understood."""
        if self._applied:
            self.close()

    def close(self) -> None:
        """Take the popup away."""
        if popup := self._open():
            popup.close()
        self._popup = None

    def _open(self) -> FilterPopup | None:
        return self._popup if self._popup is not None and shiboken6.isValid(self._popup) else None


def put(
    conditions: tuple[Condition, ...], number: int | None, condition: Condition | None
) -> tuple[Condition, ...]:
    """The conditions with another one in a place, or none there; without a number, at the end."""
    added = () if condition is None else (condition,)
    if number is None:
        return (*conditions, *added)
    return (*conditions[:number], *added, *conditions[number + 1 :])


def often_in(model: BundleTableModel, path: Steps) -> tuple[tuple[str, int], ...]:
    """Values of a column in the first bundles, whatever is filtered: those that come up most."""
    values, began = list[str](), time.perf_counter()
    for bundle in range(min(_LOOKED_AT, len(model.lines.source))):
        _, value = model.plain_value(bundle, path)
        if value is not None:
            values.append(value)
        if time.perf_counter() - began > _SECONDS:
            break
    return frequent(values)
