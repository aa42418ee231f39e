"""Values of forms under names."""

import json
import sqlite3
import time
import unicodedata
import uuid
from collections.abc import Callable
from typing import Any

import msgspec

from core.model.errors import DataUnreadable, NameTaken, NotKnown
from core.model.form import FilledForm, Preset, PresetName
from core.store.database import Database

_COLUMNS = "id, app, module, name, folded, connection, account, field_values, labels, kinds, saved_at"


class Presets:
    """Names are unique in a module, without regard to capitals."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    async def names(self, app: str, module: str) -> tuple[PresetName, ...]:
        """What there is for a module, by name."""
        rows = await self._database.select(
            "SELECT id, name, saved_at FROM presets WHERE app = ? AND module = ? ORDER BY folded", app, module
        )
        return tuple(PresetName(id=id, name=name, saved_at=saved_at) for id, name, saved_at in rows)

    async def all(self) -> tuple[Preset, ...]:
        """Those of all modules. DataUnreadable when what is kept of one cannot be read."""
        rows = await self._database.select(f"SELECT {_COLUMNS} FROM presets ORDER BY app, module, folded")
        return tuple(map(_preset, rows))

    async def get(self, id: str) -> Preset:
        """One of them. NotKnown; DataUnreadable when what is kept of it cannot be read."""
        rows = await self._database.select(f"SELECT {_COLUMNS} FROM presets WHERE id = ?", id)
        if not rows:
            raise _gone()
        return _preset(rows[0])

    async def save(self, app: str, module: str, name: str, form: FilledForm, account: str = "") -> Preset:
        """Keep a form under a new name. NameTaken."""
        preset = Preset(
            id=uuid.uuid4().hex, app=app, module=module, name=name, form=form, account=account,
            saved_at=self._clock(),
        )  # fmt: skip
        await self.put_back(preset)
        return preset

    async def replace(self, app: str, module: str, name: str, form: FilledForm, account: str = "") -> Preset:
        """Keep a form under a name, instead of what has it now, if anything has."""
        fresh = Preset(
            id=uuid.uuid4().hex, app=app, module=module, name=name, form=form, account=account,
            saved_at=self._clock(),
        )  # fmt: skip

        return await self.put_instead(fresh)

    async def put_instead(self, fresh: Preset) -> Preset:
        """Keep a preset instead of what has its name now, whose id it takes over."""

        def work(rows: sqlite3.Connection) -> Preset:
            query = "SELECT id FROM presets WHERE app = ? AND module = ? AND folded = ?"
            found = rows.execute(query, (fresh.app, fresh.module, folded(fresh.name))).fetchone()
            preset = msgspec.structs.replace(fresh, id=found[0]) if found else fresh
            rows.execute("DELETE FROM presets WHERE id = ?", (preset.id,))
            _insert(preset, rows)
            return preset

        return await self._database.write(work)

    async def rename(self, id: str, name: str) -> None:
        """Give one another name. NotKnown, NameTaken."""

        def work(rows: sqlite3.Connection) -> int:
            change = "UPDATE presets SET name = ?, folded = ? WHERE id = ?"
            try:
                return rows.execute(change, (name, folded(name), id)).rowcount
            except sqlite3.IntegrityError as error:
                raise _taken(name) from error

        if not await self._database.write(work):
            raise _gone()

    async def delete(self, id: str) -> Preset:
        """Take one away; gives it, for `put_back`. NotKnown, DataUnreadable."""
        preset = await self.get(id)
        if not await self._database.execute("DELETE FROM presets WHERE id = ?", id):
            raise _gone()
        return preset

    async def put_back(self, preset: Preset) -> None:
        """Put one back that was taken away; once more is no harm. NameTaken."""

        def work(rows: sqlite3.Connection) -> None:
            if not rows.execute("SELECT 1 FROM presets WHERE id = ?", (preset.id,)).fetchone():
                _insert(preset, rows)

        await self._database.write(work)


def _insert(preset: Preset, rows: sqlite3.Connection) -> None:
    form = preset.form
    texts = (json.dumps(form.values), json.dumps(form.labels), json.dumps(form.kinds))
    values = (
        *(preset.id, preset.app, preset.module, preset.name, folded(preset.name)),
        *(form.connection, preset.account, *texts, preset.saved_at),
    )
    places = ", ".join("?" for _ in values)
    try:
        rows.execute(f"INSERT INTO presets ({_COLUMNS}) VALUES ({places})", values)
    except sqlite3.IntegrityError as error:
        raise _taken(preset.name) from error


def _preset(row: Any) -> Preset:
    id, app, module, name, _, connection, account, values, labels, kinds, saved_at = row
    try:
        form = msgspec.convert(
            {
                "connection": connection,
                "values": json.loads(values),
                "labels": json.loads(labels),
                "kinds": json.loads(kinds),
            },
            FilledForm,
        )
    except (ValueError, msgspec.ValidationError) as error:
        raise DataUnreadable(
            f"The preset “{name}” cannot be read.",
            "What is kept of it is damaged.",
            "Save the form under this name again.",
        ) from error
    return Preset(id=id, app=app, module=module, name=name, form=form, account=account, saved_at=saved_at)


def folded(name: str) -> str:
    """A name without regard to capitals."""
    return unicodedata.normalize("NFC", name).casefold()


def _taken(name: str) -> NameTaken:
    return NameTaken(f"There is already a preset “{name}”.", "", "Give this one another name.")


def _gone() -> NotKnown:
    return NotKnown("This preset is gone.", "It was deleted, perhaps in another window.", "")
