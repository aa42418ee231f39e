"""Forms as they were filled in last."""

import json
import sqlite3
import time
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from core.model.connection import Use
from core.model.form import FilledForm
from core.store.database import Database

_COLUMNS = "app, module, connection, field_values, labels, used_at, kinds"


class Forms:
    """One form for each module and connection."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    async def remember(self, app: str, module: str, form: FilledForm) -> None:
        """Keep a form instead of the one before. Its values must hold no secrets."""
        texts = (json.dumps(form.values), json.dumps(form.labels))
        await self._database.execute(
            f"INSERT OR REPLACE INTO forms ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(app, module, form.connection, *texts, self._clock(), json.dumps(form.kinds)),
        )

    async def last(self, app: str, module: str, connection: str = "") -> FilledForm | None:
        """The form that was used last, with that connection if one is named; None when there was none."""
        rows = await self._database.select(
            "SELECT connection, field_values, labels, kinds FROM forms WHERE app = ? AND module = ?"
            " AND ? IN ('', connection) ORDER BY used_at DESC LIMIT 1",
            *(app, module, connection),
        )
        if not rows:
            return None
        connection, *texts = rows[0]
        try:
            values, labels, kinds = (json.loads(text) for text in texts)
            return msgspec.convert(
                {"connection": connection, "values": values, "labels": labels, "kinds": kinds}, FilledForm
            )
        except (ValueError, msgspec.ValidationError):
            return None  # not worth a form that cannot be opened

    async def forget(self, connection: str) -> None:
        """Forget the forms of a connection."""
        await self._database.execute("DELETE FROM forms WHERE connection = ?", connection)


class FormUses:
    """Filled forms as uses of a connection (`core/store/connections.py`). Works inside a transaction."""

    def of(self, connection: str, rows: sqlite3.Connection) -> list[Use]:
        """The modules whose form was filled in with a connection."""
        query = "SELECT app, module FROM forms WHERE connection = ? ORDER BY app, module"
        found = rows.execute(query, (connection,)).fetchall()
        return [Use(kind="form", app=app, module=module, label=f"{app}.{module}") for app, module in found]

    def move(self, connection: str, by: str, rows: sqlite3.Connection) -> None:
        """Give the forms to another connection. Where both have one, the one used last stays."""
        older = "(SELECT 1 FROM forms AS one WHERE one.connection = ? AND one.app = forms.app"
        older += " AND one.module = forms.module AND one.used_at >= forms.used_at)"
        rows.execute(f"DELETE FROM forms WHERE connection = ? AND EXISTS {older}", (by, connection))
        rows.execute("UPDATE OR IGNORE forms SET connection = ? WHERE connection = ?", (by, connection))
        rows.execute("DELETE FROM forms WHERE connection = ?", (connection,))

    def take(self, connection: str, rows: sqlite3.Connection) -> list[Any]:
        """Take the forms away. Gives what `put_back` needs."""
        taken = rows.execute(f"SELECT {_COLUMNS} FROM forms WHERE connection = ?", (connection,)).fetchall()
        rows.execute("DELETE FROM forms WHERE connection = ?", (connection,))
        return taken

    def put_back(self, taken: Sequence[Any], rows: sqlite3.Connection) -> None:
        """Put forms back that were taken away, unless newer ones are there."""
        places = ", ".join("?" for _ in _COLUMNS.split(","))
        rows.executemany(f"INSERT OR IGNORE INTO forms ({_COLUMNS}) VALUES ({places})", taken)
