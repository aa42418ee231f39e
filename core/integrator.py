"""The Integrator: the one face of the core, for the window and for the command line.

All methods may be awaited from any one loop; where the core itself runs (in a thread of its own, or right
there) was decided when it was opened. What it can do stands in `core/faces/`, by topic.
"""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from core.apps.places import read_catalogue
from core.apps.workshop import CheckedApp, check_app, new_app
from core.diagnostics import Diagnostics, HardEnd, LogEntry
from core.faces.apps import AppsFace
from core.faces.connections import ConnectionsFace
from core.faces.data_folder import DataFolder
from core.faces.diagnosis import Diagnosis, Place
from core.faces.diagnostics import DiagnosticsFace
from core.faces.diff import DiffFace
from core.faces.export import ExportFace
from core.faces.face import Core
from core.faces.forms import FormsFace
from core.faces.history import HistoryFace
from core.faces.network import NetworkFace
from core.faces.presets import PresetsFace
from core.faces.program import ProgramFace
from core.faces.results import ResultsFace
from core.faces.runs import RunsFace
from core.faces.sql import SqlFace
from core.faces.support_text import Fact
from core.faces.vault import VaultFace
from core.home import Here, Home, OwnThread
from core.run.account_book import ADDRESS, NAME, NewConnection
from core.store.backup import BackupEntry, BackupPreview, Clash, RestoredConnection
from core.store.hosts import NETWORK_TEST
from core.store.passphrases import PassphraseStrength
from core.store.settings import LONGEST_AUTO_LOCK, UserSettings
from core.store.store import Store
from core.store.vault import VaultState

__all__ = [
    "ADDRESS",
    "LONGEST_AUTO_LOCK",
    "NAME",
    "NETWORK_TEST",
    "BackupEntry",
    "BackupPreview",
    "CheckedApp",
    "Clash",
    "DataFolder",
    "Diagnosis",
    "Fact",
    "HardEnd",
    "Integrator",
    "LogEntry",
    "NewConnection",
    "PassphraseStrength",
    "Place",
    "RestoredConnection",
    "UserSettings",
    "VaultState",
    "check_app",
    "new_app",
    "open_integrator",
    "read_catalogue",
]


class Integrator(
    AppsFace,
    ConnectionsFace,
    VaultFace,
    RunsFace,
    SqlFace,
    HistoryFace,
    DiffFace,
    ResultsFace,
    ExportFace,
    FormsFace,
    PresetsFace,
    NetworkFace,
    DiagnosticsFace,
    ProgramFace,
):
    """Apps, connections, runs and what came back."""


@contextlib.asynccontextmanager
async def open_integrator(
    data_dir: Path, *, own_thread: bool = False, passphrase: str | None = None
) -> AsyncIterator[Integrator]:
    """Open a profile: the folder with everything of one person. Made when it is not there.

    `own_thread` gives the core a loop of its own; `passphrase` opens the passphrase vault, or makes it
    where there is none yet. Raises `DataError`, `WrongPassphrase`.
    """
    home: Home = OwnThread().start() if own_thread else Here()
    diagnostics = Diagnostics(data_dir / "logs")

    async def enter() -> Core:
        store = await Store.open(data_dir)
        core = Core(store, read_catalogue(data_dir), diagnostics)
        try:
            diagnostics.start()
            if passphrase is not None:
                await _open_vault(store, passphrase)
        except BaseException:
            await core.close()
            raise
        return core

    try:
        core = await home.call(enter)
        try:
            yield Integrator(home, core)
        finally:
            await home.call(core.close)
    finally:
        await home.close()
        diagnostics.stop()


async def _open_vault(store: Store, passphrase: str) -> None:
    """Open the vault with a passphrase, or make it where nothing holds the key yet."""
    match await store.vault.prepare():
        case "locked":
            await store.vault.unlock(passphrase)
        case "new" | "no_keyring":
            await store.vault.create_with_passphrase(passphrase)
