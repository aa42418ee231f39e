"""What the person has set."""

from collections.abc import Callable
from typing import Annotated

import msgspec

from core.model.errors import InvalidValues
from core.model.history import MOST_DAYS, MOST_MEGABYTES, Retention
from core.store.database import Database

LONGEST_AUTO_LOCK = 24 * 60
"""Minutes."""


class UserSettings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings but the window's look. A default is what holds until somebody chooses.

    `practice`: the practice workspace is on. `auto_lock_minutes`: a passphrase is asked for again after so
    many minutes in which nobody used the secrets, nor the program; 0 is never. `retention`: how long runs are
    kept; what is due is shown before it goes.
    """

    practice: bool = False
    retention: Retention = Retention()
    auto_lock_minutes: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_AUTO_LOCK)] = 0


class Settings:
    """One document in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.listeners: list[Callable[[UserSettings], None]] = []
        """Called with the settings whenever they have been saved here."""

    async def load(self) -> UserSettings:
        """What was saved last; the defaults before that."""
        rows = await self._database.select("SELECT document FROM settings")
        try:
            return msgspec.json.decode(rows[0][0], type=UserSettings) if rows else UserSettings()
        except msgspec.DecodeError:
            # A value that another version knew: not worth a program that does not start.
            return UserSettings()

    async def save(self, settings: UserSettings) -> None:
        """Keep these settings instead of those before. InvalidValues, by the names of the settings."""
        if settings.auto_lock_minutes not in range(LONGEST_AUTO_LOCK + 1):
            sentence = f"Enter whole minutes from 1 to {LONGEST_AUTO_LOCK}, or 0 for never."
            raise InvalidValues({"auto_lock_minutes": sentence})
        refuse_odd_retention(settings.retention)
        document = msgspec.json.encode(settings).decode()
        replace = "INSERT OR REPLACE INTO settings (only, document) VALUES (1, ?)"
        await self._database.execute(replace, document)
        for listener in list(self.listeners):
            listener(settings)


def refuse_odd_retention(retention: Retention) -> None:
    """Raises `InvalidValues` (keys "days", "megabytes") for what cannot be meant."""
    limits = {"days": MOST_DAYS, "megabytes": MOST_MEGABYTES}
    problems = {
        key: f"Enter a whole number from 1 to {limit}, or 0 for no limit."
        for key, limit in limits.items()
        if getattr(retention, key) not in range(limit + 1)
    }
    if problems:
        raise InvalidValues(problems)
