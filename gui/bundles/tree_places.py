"""From a place in a bundle to the row that shows it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex

from core.model.results import Steps
from gui.bundles import tree_containers
from gui.bundles.tree_containers import group_row
from gui.bundles.tree_model import NAME, BundleTreeModel
from gui.bundles.values import child, position_of


def index_of(model: BundleTreeModel, bundle: int) -> QModelIndex:
    """The row of a bundle (from 0), in its group if it lies in one."""
    return child_index(model, QModelIndex(), bundle) if bundle >= 0 else QModelIndex()


def child_index(model: BundleTreeModel, parent: QModelIndex, position: int) -> QModelIndex:
    """The row of a child, in its group if it lies in one; invalid if it is not there (yet)."""
    group = group_index(model, parent, position)
    if group is None:
        return model.index(position, NAME, parent)
    return model.index(position % tree_containers.PAGE, NAME, group) if group.isValid() else QModelIndex()


def group_index(model: BundleTreeModel, parent: QModelIndex, position: int) -> QModelIndex | None:
    """The row of the group that a child lies in; None where it lies in none."""
    return model.index(group_row(position), NAME, parent) if position >= tree_containers.PAGE else None


def positions(value: Any, steps: Steps, numbers: Sequence[int] = ()) -> list[int]:
    """The way down from a decoded bundle: which child each step is, as far as there are such values. Of a
    name that is there twice the last one counts, unless `numbers` tell which child it is (from 1)."""
    way: list[int] = []
    for depth, step in enumerate(steps):
        position = numbers[depth] - 1 if depth < len(numbers) else position_of(value, step)
        if position is None:
            break
        way.append(position)
        value = child(value, position)
    return way
