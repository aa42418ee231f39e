"""The store: one folder that holds all of a profile.

trunkline.db    connections, sealed secrets, history, filled forms, presets, hosts contacted,
                settings
runs/           bundles and traces, one folder a run
processes/      which processes are at work here
"""

from functools import partial
from pathlib import Path
from sqlite3 import Connection as Rows

from core.model.errors import DataUnreadable, NotKnown
from core.store.connections import Connections
from core.store.database import Database
from core.store.disk import explained, private_folder
from core.store.forms import Forms, FormUses
from core.store.history import History
from core.store.network import NetworkStore, NetworkUses
from core.store.presence import Presence
from core.store.presets import Presets
from core.store.runs import Runs, interrupt_orphans
from core.store.settings import Settings
from core.store.spool import Spool
from core.store.system_keyring import SystemKeyring
from core.store.vault import Vault

DATABASE = "trunkline.db"
KEYRING_LIMIT = 1.5
"""Seconds that the system keyring may take for an answer: whoever waits is told within two."""


class Store:
    """All that stays on this machine, in one folder. Several processes may open the same folder."""

    def __init__(self, folder: Path, database: Database, presence: Presence, keyring_limit: float) -> None:
        self._database = database
        self._presence = presence
        self.vault = Vault(database, SystemKeyring(keyring_limit))
        self.connections = Connections(database, self.vault, (FormUses(), NetworkUses()))
        self.network = NetworkStore(database, self.vault)
        self.spool = Spool(folder / "runs")
        self.runs = Runs(database, presence.id, partial(_strike_off, presence, self.spool))
        self.settings = Settings(database)
        self.forms = Forms(database)
        self.presets = Presets(database)
        self.history = History(database, self.spool)

    @classmethod
    async def open(cls, folder: Path, *, keyring_limit: float = KEYRING_LIMIT) -> "Store":
        """Open the folder, or make it. Runs that no living process is at work on become "interrupted".

        The keyring is not asked yet. DataUnreadable, DataTooNew.
        """
        with explained(folder):
            private_folder(folder)
            presence = Presence(folder)
        database = Database(folder / DATABASE)
        store = cls(folder, database, presence, keyring_limit)
        try:
            await database.open()
            await database.write(partial(_enter, presence, store.spool))
        except BaseException:
            await store.close()
            raise
        return store

    async def close(self) -> None:
        """Finish what is being written, forget the keys, and let go of the folder."""
        self.vault.lock()
        try:
            await self._database.close()
        finally:
            self._presence.close()


def _enter(presence: Presence, spool: Spool, rows: Rows) -> None:
    presence.enter(rows)
    interrupt_orphans(partial(_arrived, spool), rows)


def _strike_off(presence: Presence, spool: Spool, rows: Rows) -> None:
    presence.strike_off(rows)
    interrupt_orphans(partial(_arrived, spool), rows)


def _arrived(spool: Spool, run_id: str) -> int:
    """How many bundles a run has; 0 when its files are ill, which must not keep the program from starting."""
    try:
        return spool.count(run_id)
    except (DataUnreadable, NotKnown):
        return 0
