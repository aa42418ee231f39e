"""How the program is doing: versions, places, and what of it works."""

import contextlib
import platform
import shutil
import sys
from pathlib import Path

import msgspec

from core.faces.data_folder import DataFolder
from core.faces.support_text import Fact
from core.model.amounts import byte_size
from core.model.app import App
from core.model.errors import AppInvalid
from core.store.vault import VaultState

NOT_KNOWN = "not known"


class Place(msgspec.Struct, frozen=True):
    """A folder or a file of the program: its name in code, what it is called, and where it is or will be."""

    key: str
    label: str
    path: Path


class AppsRead(msgspec.Struct, frozen=True):
    """How many apps can be used, built in and of the person's own, and what is wrong with others: where, and
    a sentence."""

    built_in: int
    own: int
    problems: tuple[tuple[str, str], ...]


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. Texts are as people read them; paths are complete."""

    versions: tuple[Fact, ...]
    state: tuple[Fact, ...]
    sizes: tuple[Fact, ...]
    places: tuple[Place, ...]
    app_problems: tuple[tuple[str, str], ...]


def versions() -> tuple[Fact, ...]:
    """What the program is made of, and runs on. Reads files: call it in a thread."""
    import ssl  # here, as `importlib.metadata` below: loading them would slow down every start

    packed = "packaged program" if getattr(sys, "frozen", False) else "from source"
    return (
        Fact("Trunkline", f"{library_version('trunkline')}, {packed}"),
        Fact("Python", f"{platform.python_version()} ({platform.python_implementation()})"),
        Fact("PySide6", library_version("PySide6-Essentials", "PySide6")),
        Fact("httpx", library_version("httpx", "httpx")),
        Fact("SQLite", _of_loaded("sqlite3", "sqlite_version")),
        Fact("OpenSSL", ssl.OPENSSL_VERSION),
        Fact("System", system()),
    )


def library_version(distribution: str, module: str = "") -> str:
    """The version of a library as it was installed; a package without that record has what is loaded."""
    from importlib.metadata import PackageNotFoundError, version

    with contextlib.suppress(PackageNotFoundError):
        return version(distribution)
    return _of_loaded(module, "__version__")


def system() -> str:
    """The operating system and the processor; not what the computer is called."""
    name, release = platform.system(), platform.release()
    match sys.platform:
        case "darwin":
            name, release = "macOS", platform.mac_ver()[0]
        case "win32":
            release = f"{release} {platform.version()}"
        case _:
            with contextlib.suppress(OSError):
                found = platform.freedesktop_os_release()
                name, release = found.get("PRETTY_NAME", name), f"{name} {release}"
                return f"{name}, {release}, {platform.machine()}"
    return f"{name} {release}, {platform.machine()}"


def sizes(folder: DataFolder) -> tuple[Fact, ...]:
    """How much room things take, and how much there is."""
    found = [
        Fact("Database", byte_size(folder.database)),
        Fact("Runs", byte_size(folder.runs)),
        Fact("Logs", byte_size(folder.logs)),
    ]
    with contextlib.suppress(OSError):
        found.append(Fact("Free on that disk", byte_size(shutil.disk_usage(folder.path).free)))
    return tuple(found)


def places(data_dir: Path) -> tuple[Place, ...]:
    """Where everything is."""
    return (
        Place("data", "Data", data_dir),
        Place("runs", "Runs", data_dir / "runs"),
        Place("logs", "Logs", data_dir / "logs"),
        Place("apps", "Your own apps", data_dir / "apps"),
        Place("window", "Look of the window", data_dir / "window.ini"),
    )


def apps_read(apps: tuple[App, ...], broken: tuple[AppInvalid, ...]) -> AppsRead:
    """What was read: the apps that can be used, and the others with their problems."""
    own = sum(app.own for app in apps)
    problems = tuple((f"{one.file}, line {one.line}", one.sentence) for app in broken for one in app.problems)
    return AppsRead(len(apps) - own, own, problems)


def vault_words(state: VaultState, backend: str) -> str:
    """Where the secrets' key is, in words. `backend`: the keyring that works here, "" for none."""
    keyring = f"the system keyring ({backend})" if backend else "the system keyring"
    return {
        "new": f"Nothing is sealed yet; the key will lie in {keyring}"
        if backend
        else "Nothing is sealed yet; no system keyring works here",
        "keyring": f"Open, with the key in {keyring}",
        "passphrase": "Open, with a passphrase",
        "locked": "Locked; a passphrase or an unlocked keyring is wanted",
        "no_keyring": "Closed: the system keyring is wanted, and cannot be used now",
        "unreadable": "Closed: the key that was found does not fit, or is gone",
    }[state]


def apps_words(read: AppsRead) -> str:
    """How many apps there are."""
    wrong = len(read.problems)
    trouble = {0: "no problems", 1: "1 problem"}.get(wrong, f"{wrong} problems")
    return f"{read.built_in} built in, {read.own} of your own; {trouble}"


def connections_words(own: int, practice: int) -> str:
    """How many accounts are connected; not which."""
    return f"{own or 'None'}; {practice} of practice" if practice else str(own or "None")


def worker_words(running: int) -> str:
    """Whether there are processes that look through bundles."""
    return f"{running} running" if running else "None is running; one is started when it is needed"


def _of_loaded(module: str, name: str) -> str:
    """What a library says of itself, if somebody has loaded it: this room may load none of them."""
    return str(getattr(sys.modules.get(module), name, NOT_KNOWN))
