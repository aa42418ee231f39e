"""Forms as they were filled in last."""

import json
import time
from collections.abc import Callable

import msgspec

from core.model.form import FilledForm
from core.store.database import Database


class Forms:
    """One form for each module and connection."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    async def remember(self, app: str, module: str, form: FilledForm) -> None:
        """Keep a form instead of the one before. Its values must hold no secrets."""
        await self._database.execute(
            "INSERT OR REPLACE INTO forms (app, module, connection, field_values, labels, used_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            *(app, module, form.connection, json.dumps(form.values), json.dumps(form.labels), self._clock()),
        )

    async def last(self, app: str, module: str, connection: str = "") -> FilledForm | None:
        """The form that was used last, with that connection if one is named; None when there was none."""
        rows = await self._database.select(
            "SELECT connection, field_values, labels FROM forms WHERE app = ? AND module = ?"
            " AND ? IN ('', connection) ORDER BY used_at DESC LIMIT 1",
            *(app, module, connection),
        )
        if not rows:
            return None
        connection, values, labels = rows[0]
        try:
            return msgspec.convert(
                {"connection": connection, "values": json.loads(values), "labels": json.loads(labels)},
                FilledForm,
            )
        except (ValueError, msgspec.ValidationError):
            return None  # not worth a form that cannot be opened

    async def forget(self, connection: str) -> None:
        """Forget the forms of a connection."""
        await self._database.execute("DELETE FROM forms WHERE connection = ?", connection)
