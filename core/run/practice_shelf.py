"""Practice connections: kept like the others (`core/store/connections.py`), but in memory only."""

from collections.abc import Collection, Mapping

from core.model.connection import Connection
from core.model.errors import NotKnown
from core.store.connections import Change


class PracticeShelf:
    """Connections and their secrets by id. All of it goes when the practice workspace is left."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Connection, Mapping[str, str]]] = {}
        self._removed: dict[str, tuple[Connection, Mapping[str, str]]] = {}

    def __contains__(self, id: str) -> bool:
        return id in self._kept

    def put(self, connection: Connection, secrets: Mapping[str, str]) -> None:
        """Keep a connection, in place of the one with its id."""
        self._kept[connection.id] = (connection, secrets)

    def remove(self, id: str) -> None:
        """Put a connection aside, if it is there."""
        if id in self._kept:
            self._removed[id] = self._kept.pop(id)

    def may_restore(self, id: str) -> bool:
        """Whether a connection was put aside since the workspace was entered."""
        return id in self._removed

    def restore(self, connection: Connection) -> None:
        """Bring back, as this, one that was put aside."""
        _, secrets = self._removed.pop(connection.id)
        self.put(connection, secrets)

    def clear(self) -> tuple[str, ...]:
        """Forget all of them. Gives which there were."""
        ids = tuple(self._kept)
        self._kept.clear()
        self._removed.clear()
        return ids

    async def all(self) -> tuple[Connection, ...]:
        """All of them, in the order they came."""
        return tuple(connection for connection, _ in self._kept.values())

    async def add(self, connection: Connection, secrets: Mapping[str, str]) -> None:
        """Keep a new connection."""
        self.put(connection, secrets)

    async def change(self, id: str, change: Change, secrets: Mapping[str, str] | None = None) -> Connection:
        """Change a connection; the secrets stay when none are given. NotKnown, and what `change` raises."""
        now, kept = self._find(id)
        value = change(now)
        self.put(value, kept if secrets is None else secrets)
        return value

    async def opened(self, id: str, without: Collection[str] = ()) -> tuple[Connection, dict[str, str]]:
        """A connection and its secrets by field, but for the fields `without`. NotKnown."""
        connection, secrets = self._find(id)
        return connection, {field: text for field, text in secrets.items() if field not in without}

    async def secret_fields(self, id: str) -> tuple[str, ...]:
        """The fields that hold a secret."""
        return tuple(sorted(self._find(id)[1]))

    def _find(self, id: str) -> tuple[Connection, Mapping[str, str]]:
        if id not in self._kept:
            raise NotKnown(
                "This connection is gone.", "The practice workspace was left.", "Start it again to practise."
            )
        return self._kept[id]
