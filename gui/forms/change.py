"""What became of a form between two moments: which places are others, and how a person would call it.

A state is what editors hold, as plain values: texts, numbers, and tuples, lists and mappings of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from core.model.fields import Field, ListField, ListOfGroupsField
from gui.forms.editor import LEFT_OUT

Path = tuple[Any, ...]
"""Keys and positions, from the outermost to the innermost."""


class Cleared(NamedTuple):
    """The state of a field that is null or empty on purpose."""

    value: Any


class Difference(NamedTuple):
    """A place that holds something else. Lists that are not of one length differ as a whole."""

    path: Path
    before: Any
    after: Any


class TextEdit(NamedTuple):
    """What was done to a text: at this position one text gave way to another."""

    at: int
    removed: str
    inserted: str

    @property
    def is_typed(self) -> bool:
        """Whether a single key does that."""
        return len(self.removed) + len(self.inserted) == 1


def differences(before: Any, after: Any, path: Path = ()) -> list[Difference]:
    """Every place that is another, from the first to the last."""
    if type(before) is type(after) and not isinstance(before, Cleared):
        if isinstance(before, Mapping) and before.keys() == after.keys():
            return [one for key in before for one in differences(before[key], after[key], (*path, key))]
        if isinstance(before, list | tuple) and len(before) == len(after):
            pairs = enumerate(zip(before, after, strict=True))
            return [one for at, (old, new) in pairs for one in differences(old, new, (*path, at))]
        if before == after:
            return []
    return [Difference(path, before, after)]


def text_edit(before: str, after: str) -> TextEdit:
    """The smallest edit that makes one text of the other."""
    start = _alike(before, after)
    rest_before, rest_after = before[start:], after[start:]
    end = _alike(rest_before[::-1], rest_after[::-1])
    return TextEdit(start, rest_before[: len(rest_before) - end], rest_after[: len(rest_after) - end])


def _alike(one: str, other: str) -> int:
    """How many characters both begin with; by halves, as a body may have a million of them."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def goes_on(last: TextEdit, edit: TextEdit) -> bool:
    """Whether an edit belongs to the step before, as editors see it: one word typed, or one stretch
    deleted. What is pasted or replaced is a step of its own."""
    if not edit.is_typed or (last.removed and last.inserted):
        return False
    if edit.inserted:
        begins_word = last.inserted[-1:].isspace() and not edit.inserted.isspace()
        return bool(last.inserted) and edit.at == last.at + len(last.inserted) and not begins_word
    return bool(last.removed) and edit.at in (last.at, last.at - 1)


def joined(last: TextEdit, edit: TextEdit) -> TextEdit:
    """Both edits as one; only where the second `goes_on` with the first."""
    if edit.inserted:
        return TextEdit(last.at, "", last.inserted + edit.inserted)
    parts = (last.removed, edit.removed) if edit.at == last.at else (edit.removed, last.removed)
    return TextEdit(edit.at, "".join(parts), "")


def in_words(field: Field, before: Any, after: Any) -> str:
    """What the person did to a field, as it stands after "Undo": "typing in Email"."""
    found = differences(before, after)
    if isinstance(field, ListField | ListOfGroupsField) and (counted := _in_entries(field, found, before)):
        return counted
    if is_empty(after):
        return f"clearing {field.label}"
    is_text = bool(found) and isinstance(found[0].before, str) and isinstance(found[0].after, str)
    if is_text and text_edit(found[0].before, found[0].after).is_typed:
        return f"typing in {field.label}"
    return f"the change of {field.label}"


def is_empty(state: Any) -> bool:
    """Whether a state holds nothing that a person has put there."""
    if isinstance(state, Cleared):
        return True
    if isinstance(state, Mapping):
        return all(is_empty(one) for one in state.values())
    if isinstance(state, tuple):
        return all(is_empty(one) for one in state)
    return state is LEFT_OUT or state is None or state in ("", [])


def _in_entries(field: Field, found: list[Difference], before: Any) -> str:
    """An entry more, one less, or another order; "" for a change inside of one."""
    for one in found:
        if isinstance(one.before, list) and isinstance(one.after, list):
            is_more = len(one.after) > len(one.before)
            return f"{'adding to' if is_more else 'removing from'} {field.label}"
    tops = {one.path[:1] for one in found}
    return f"moving in {field.label}" if isinstance(before, list) and len(tops) > 1 else ""
