"""What the person has set."""

import msgspec

from core.store.database import Database


class UserSettings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings but the window's look. A default is what holds until somebody chooses.

    `practice`: the practice workspace is on.
    """

    practice: bool = False


class Settings:
    """One document in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self) -> UserSettings:
        """What was saved last; the defaults before that."""
        rows = await self._database.select("SELECT document FROM settings")
        try:
            return msgspec.json.decode(rows[0][0], type=UserSettings) if rows else UserSettings()
        except msgspec.DecodeError:
            # A value that another version knew: not worth a program that does not start.
            return UserSettings()

    async def save(self, settings: UserSettings) -> None:
        """Keep these settings instead of those before."""
        document = msgspec.json.encode(settings).decode()
        replace = "INSERT OR REPLACE INTO settings (only, document) VALUES (1, ?)"
        await self._database.execute(replace, document)
