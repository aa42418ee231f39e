"""How the quick decoder is told what columns show, so that it passes over all else."""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from msgspec import UNSET, Raw, UnsetType

from core.results.export_paths import Branch, Fraction

_MOST_NAMES = 1_000
"""Names of one object that the decoder looks for: it tries them one after another."""

_DEEPEST = 50
"""Objects within one another that the decoder opens."""

_Scalar = str | int | float | bool | None


class Level:
    """The members of one object that are looked for: `parts` in the order of the struct's fields.

    A member is taken as a value that is mostly no object and no array, or left as it is, or opened itself.
    """

    def __init__(self, branch: Branch, depth: int = 0) -> None:
        """Raises `TypeError` or `ValueError` for names that the decoder cannot look for."""
        if len(branch.members) > _MOST_NAMES:
            raise ValueError("too many names")
        self.parts: list[tuple[Branch, Level | Literal["value", "as it is"]]] = []
        fields: list[tuple[str, Any, Any]] = []
        for number, (name, inner) in enumerate(branch.members.items()):
            part, kind = _part(inner, depth)
            self.parts.append((inner, part))
            fields.append((f"m{number}", kind, msgspec.field(name=name, default=UNSET)))
        self.struct: Any = msgspec.defstruct("Level", fields, gc=False)


def _part(branch: Branch, depth: int) -> tuple[Level | Literal["value", "as it is"], Any]:
    if branch.is_leaf and not branch.holds_more:
        return "value", Any  # only what may be anything keeps its digits
    if not branch.columns and not branch.items and depth < _DEEPEST:
        try:
            level = Level(branch, depth + 1)
        except (TypeError, ValueError):
            pass
        else:
            return level, level.struct | _Scalar | list[Raw] | UnsetType
    return "as it is", Raw | UnsetType


class Plan:
    """Decodes whole bundles as a tree of columns wants them."""

    def __init__(self, root: Branch, fraction: Fraction) -> None:
        self._decode = None
        try:
            if root.columns or root.items:
                raise ValueError("columns for what is no object")
            self.level = Level(root)
        except (TypeError, ValueError):
            self.level = Level(Branch())
            return
        kind = self.level.struct | _Scalar | list[Raw]
        self._decode = msgspec.json.Decoder(kind, float_hook=fraction).decode

    def decoded(self, lines: Sequence[bytes]) -> tuple[list[Any], Sequence[int]]:
        """Bundles as decoded, and the places of those that are to be read otherwise, which stay blank."""
        if self._decode is None:
            return [UNSET] * len(lines), range(len(lines))
        try:
            return list(map(self._decode, lines)), ()
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self._one_by_one(lines)

    def _one_by_one(self, lines: Sequence[bytes]) -> tuple[list[Any], list[int]]:
        assert self._decode
        values: list[Any] = []
        odd: list[int] = []
        for row, line in enumerate(lines):
            try:
                values.append(self._decode(line))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                values.append(UNSET)
                odd.append(row)
        return values, odd
