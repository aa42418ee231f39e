"""Forms as they were filled in: the last time, or kept under a name."""

from collections.abc import Sequence
from typing import Any

import msgspec

LONGEST_PRESET_NAME = 80
"""Characters."""

MOST_NAMED = 3
"""Fields that a sentence names; of more it gives the number."""


class FilledForm(msgspec.Struct, frozen=True, kw_only=True):
    """The values of a module's form, never secrets, and the connection (its id) that it ran with.

    `labels`: the names of entries that were chosen from the account's lists, by the place of the field.
    `kinds`: the kind of each field by path, as the module was then; empty where that is not known.
    """

    connection: str
    values: dict[str, Any] = {}
    labels: dict[str, str] = {}
    kinds: dict[str, str] = {}


class PresetName(msgspec.Struct, frozen=True, kw_only=True):
    """A preset as it is listed. `saved_at`: seconds since 1970, UTC."""

    id: str
    name: str
    saved_at: float


class Preset(msgspec.Struct, frozen=True, kw_only=True):
    """Values of a module's form under a name. Usable with any connection of the app.

    `form.connection` is the one that it was saved with, "" for none; `account` what that was called.
    """

    id: str
    app: str
    module: str
    name: str
    form: FilledForm
    account: str = ""
    saved_at: float = 0.0


class FittedForm(msgspec.Struct, frozen=True, kw_only=True):
    """A form of the past as far as it fits the module of today, and what is to be said about the rest.

    `connection` is the id that it was filled in with. `gone`: the keys of fields that are no more; `changed`:
    the labels of fields that hold something of another kind now. `chosen_elsewhere`: the labels of fields
    whose entry was chosen from a list of `account`, which is not the account of today.
    """

    connection: str
    values: dict[str, Any] = {}
    labels: dict[str, str] = {}
    gone: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    chosen_elsewhere: tuple[str, ...] = ()
    account: str = ""

    @property
    def remarks(self) -> list[str]:
        """Sentences about what was not filled in, or wants a look."""
        said = []
        if self.gone:
            said.append(f"The module has no field for {_in_short(self.gone)} any more.")
        if self.changed:
            verb, left = ("takes", "was") if len(self.changed) == 1 else ("take", "were")
            said.append(
                f"{_in_short(self.changed)} {verb} something of another kind now, and {left} left empty."
            )
        if self.chosen_elsewhere:
            verb = "was" if len(self.chosen_elsewhere) == 1 else "were"
            said.append(
                f"{_in_short(self.chosen_elsewhere)} {verb} chosen in another account, “{self.account}”: "
                "choose anew here."
            )
        return said


def _in_short(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    if len(quoted) > MOST_NAMED:
        return f"{', '.join(quoted[:MOST_NAMED])} and {len(quoted) - MOST_NAMED} more"
    return " and ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))
