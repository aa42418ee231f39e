"""The virtual environment `.venv`: made once, repaired when it is broken, and known good by a stamp.

The stamp is written last, so whatever interrupts a set-up leaves an environment without one. While
libraries are being installed a second file says so: an environment found with it is made anew.
"""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from console import ROOT, CannotContinueError, capture, last_lines, say
from python_versions import NEWEST, OLDEST
from system_packages import this_system

if sys.platform != "win32":
    import fcntl

VENV = ROOT / ".venv"
STAMP = VENV / "trunkline-is-set-up.json"
UNFINISHED = VENV / "set-up-is-unfinished"

REQUIREMENTS = ROOT / "packaging" / "requirements"
TO_RUN = (REQUIREMENTS / "build.txt", REQUIREMENTS / "run.txt")
TO_DEVELOP = (*TO_RUN, REQUIREMENTS / "dev.txt")
PROJECT = ROOT / "pyproject.toml"

QT_TRIAL = "import PySide6.QtGui, PySide6.QtNetwork, PySide6.QtSvg, PySide6.QtWidgets"

CAUSES = (
    (
        ("No space left on device",),
        "The disk is full. The libraries need about 1 GB while they are installed: free some space",
    ),
    (
        ("Permission denied",),
        "A file could not be written. See that the checkout and the temporary folder belong to you",
    ),
    (
        ("DO NOT MATCH THE HASHES",),
        "A downloaded library is not the file that was tested. Look at where pip downloads from",
    ),
    (
        (
            "NewConnectionError",
            "NameResolutionError",
            "ConnectTimeout",
            "ReadTimeout",
            "ProxyError",
            "SSLError",
        ),
        "The package index could not be reached. Look at the network, the proxy and pip's settings",
    ),
    (
        ("No matching distribution",),
        "pip found no build of a library for this system and this Python",
    ),
)
"""What pip prints, and what that means for a person; the first that fits is told."""

SEARCHES = {
    "fedora": "sudo dnf install '*/{library}'",
    "rhel": "sudo dnf install '*/{library}'",
    "suse": "zypper search --provides --file-list {library}",
    "arch": "pacman -F {library}",
    "debian": "apt-file search {library}",
}
"""How other systems find the package that has a library."""


def python() -> Path:
    """The interpreter of the environment."""
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def program() -> Path:
    """Trunkline itself, as installed in the environment."""
    return VENV / ("Scripts/trunkline.exe" if sys.platform == "win32" else "bin/trunkline")


def set_up(*, development: bool = False) -> None:
    """See that the environment has the locked libraries, and the development ones if asked."""
    if is_ready(development=development):
        return
    with _alone():
        # Whoever was waited for may have done it.
        if not is_ready(development=development):
            _make_ready(development=development)


def is_ready(*, development: bool) -> bool:
    """Whether the stamp tells of exactly these requirements, this place and this interpreter."""
    wanted = _new_stamp(development=development)
    found = _stamp()
    there = python().exists() and program().exists()
    return there and all(found.get(key) == value for key, value in wanted.items())


def digest(files: tuple[Path, ...]) -> str:
    """One text that changes with the contents of any of the files."""
    total = hashlib.sha256()
    for file in files:
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def explain(output: str) -> str:
    """A sentence for what pip printed when it failed."""
    for signs, meaning in CAUSES:
        if any(sign in output for sign in signs):
            return f"{meaning}, then start this command again."
    return "The libraries could not be installed. Start this command again; if it stays so, pip says why:"


def missing_library(output: str) -> str:
    """The shared library that an import failed for, or nothing."""
    before, found, _ = output.partition(": cannot open shared object file")
    return before.split()[-1] if found else ""


def try_qt() -> None:
    """Import Qt once; on a system whose packages are not ours to install, say which one it misses."""
    status, output = capture([python(), "-c", QT_TRIAL])
    if status == 0:
        return
    library = missing_library(output)
    if not library:
        raise CannotContinueError(f"Qt cannot be loaded on this machine.\n{last_lines(output)}")
    release = this_system()
    names = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    search = next((SEARCHES[name] for name in names if name in SEARCHES), "")
    hint = f", for instance with\n    {search.format(library=library)}\n" if search else " "
    raise CannotContinueError(
        f"Qt cannot be loaded: the system library {library} is missing. "
        f"Install the package that has it{hint}and start this command again."
    )


@contextmanager
def _alone() -> Iterator[None]:
    """Hold back a second set-up of this checkout: it would take the first for an interrupted one."""
    if sys.platform == "win32":
        yield
        return
    with PROJECT.open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Setting up Trunkline: waiting for another set-up of this folder to end")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _make_ready(*, development: bool) -> None:
    if _stamp().get("place", str(VENV)) != str(VENV):
        say("Setting up Trunkline: this folder was moved, so its .venv is made anew")
        _remove()
    elif VENV.exists() and not _is_usable():
        say("Setting up Trunkline: the folder .venv is unfinished or broken, so it is made anew")
        _remove()
    if not VENV.exists():
        _create()
    # What was there for development stays up to date with the rest.
    development = development or "develop" in _stamp()
    # Taken before: requirements that change meanwhile are not what is being installed.
    stamp = _new_stamp(development=development)
    _install(TO_DEVELOP if development else TO_RUN)
    try_qt()
    _write_stamp(stamp)
    say("Setting up Trunkline: done")


def _new_stamp(*, development: bool) -> dict[str, str]:
    stamp = {
        "place": str(VENV),
        # An upgrade of the system's Python puts another file behind the same link.
        "interpreter": os.path.realpath(python()),
        "run": digest((*TO_RUN, PROJECT)),
    }
    if development:
        stamp["develop"] = digest((*TO_DEVELOP, PROJECT))
    return stamp


def _stamp() -> dict[str, str]:
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_stamp(stamp: dict[str, str]) -> None:
    draft = STAMP.with_suffix(".new")
    draft.write_text(json.dumps(stamp, indent=2), encoding="utf-8")
    draft.replace(STAMP)


def _is_usable() -> bool:
    """Whether pip can install into what is there; an environment made by other tools may lack pip."""
    if UNFINISHED.exists() or not (VENV / "pyvenv.cfg").is_file() or not python().exists():
        return False
    fits = f"import sys; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    if capture([python(), "-c", fits])[0] != 0:
        return False
    return any(capture([python(), "-m", *way])[0] == 0 for way in (["pip", "--version"], ["ensurepip"]))


def _remove() -> None:
    # First what makes it look whole: an interrupted removal must not pass for an environment.
    (VENV / "pyvenv.cfg").unlink(missing_ok=True)
    shutil.rmtree(VENV)


def _create() -> None:
    say("Setting up Trunkline: making the virtual environment .venv")
    VENV.mkdir()
    UNFINISHED.touch()
    # Not an activated environment's own interpreter: that may be the one that was just removed.
    behind = getattr(sys, "_base_executable", sys.executable)
    status, output = capture([behind, "-m", "venv", VENV])
    if status != 0:
        raise CannotContinueError(f"The virtual environment could not be made.\n{last_lines(output)}")


def _install(requirements: tuple[Path, ...]) -> None:
    say("Setting up Trunkline: installing its libraries (once; it takes up to a minute or two)")
    STAMP.unlink(missing_ok=True)
    UNFINISHED.touch()
    files = [part for file in requirements for part in ("--requirement", str(file))]
    try:
        _pip("--require-hashes", *files)
        _pip("--no-build-isolation", "--no-deps", "--editable", ".")
    except CannotContinueError:
        # pip gave up in order: the next try goes on from here.
        UNFINISHED.unlink()
        raise
    UNFINISHED.unlink()


def _pip(*arguments: str) -> None:
    options = ("--disable-pip-version-check", "--no-input")
    status, output = capture([python(), "-m", "pip", "install", *options, *arguments])
    if status != 0:
        raise CannotContinueError(f"{explain(output)}\n{last_lines(output)}")
