"""Presets of forms out of a backup."""

import unicodedata
import uuid
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from core.model.form import LONGEST_PRESET_NAME, Preset
from core.store.clashes import Clash, Outcome, numbered
from core.store.presets import Presets, folded

_NUMBER = 6
"""Characters that a number behind a name may take."""


class BackupPreset(msgspec.Struct, frozen=True, kw_only=True):
    """A preset in a backup. `clash` is the name of the one here that is in its way, empty when none is."""

    name: str
    app: str
    module: str
    clash: str = ""


class RestoredPreset(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a preset in a backup: its name there and here, and its id here ("" when skipped)."""

    original: str
    name: str
    app: str
    module: str
    outcome: Outcome
    id: str = ""


class PresetsHere:
    """The presets of a profile, by what tells them apart: their module, and their name without regard to
    capitals."""

    def __init__(self, presets: Sequence[Preset]) -> None:
        self._by_name = {_key(one): one for one in presets}

    def look_at(self, kept: Sequence[Preset]) -> Iterator[BackupPreset]:
        """Presets of a backup, and which are in their way here."""
        for one in kept:
            other = self._by_name.get(_key(one))
            yield BackupPreset(
                name=one.name, app=one.app, module=one.module, clash=other.name if other else ""
            )

    async def bring_in(
        self, kept: Preset, choice: Clash, connections: Mapping[str, str], into: Presets
    ) -> RestoredPreset:
        """Keep one of a backup here. `connections`: the ids that those of the backup have here, where they
        are others."""
        other = self._by_name.get(_key(kept))
        if other is not None and choice == "skip":
            return _restored(kept, other, "skipped", "")
        bound = connections.get(kept.form.connection, kept.form.connection)
        fresh = msgspec.structs.replace(
            kept, id=uuid.uuid4().hex, form=msgspec.structs.replace(kept.form, connection=bound)
        )
        if other is None:
            outcome: Outcome = "added"
        elif choice == "rename":
            outcome, fresh = "renamed", msgspec.structs.replace(fresh, name=self._free_name(kept))
        else:
            outcome, fresh = "replaced", msgspec.structs.replace(fresh, id=other.id, name=other.name)
        await (into.put_instead(fresh) if outcome == "replaced" else into.put_back(fresh))
        self._by_name[_key(fresh)] = fresh
        return _restored(kept, fresh, outcome, fresh.id)

    def _free_name(self, kept: Preset) -> str:
        taken = {name for app, module, name in self._by_name if (app, module) == (kept.app, kept.module)}
        name = unicodedata.normalize("NFC", kept.name)
        return numbered(name[: LONGEST_PRESET_NAME - _NUMBER], taken)


def _restored(kept: Preset, here: Preset, outcome: Outcome, id: str) -> RestoredPreset:
    return RestoredPreset(
        original=kept.name, name=here.name, app=kept.app, module=kept.module, outcome=outcome, id=id
    )


def _key(preset: Preset) -> tuple[str, str, str]:
    return preset.app, preset.module, folded(preset.name)
