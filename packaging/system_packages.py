"""The system packages that Qt, a screen and the tests need, on Debian, Ubuntu and their relatives.

Found by starting from bare systems; what is not listed comes along as a dependency, a font for
instance with libfontconfig1. Other systems are left alone: there Qt itself tells what it misses.
"""

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from console import CannotContinueError, capture, last_lines, say

QT = (
    "ca-certificates",
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libgl1",
    "libglib2.0-0",
    "libgssapi-krb5-2",
    "libxkbcommon0",
)
"""What importing Qt and drawing without a screen need."""

X11 = ("libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libxkbcommon-x11-0")
"""What a window on an X11 screen needs besides."""

TESTS = ("at-spi2-core", "dbus", "gnome-keyring", "openbox", "xauth", "xvfb")
"""A real keyring, a screen with a window manager, and what screen readers use, for the tests of them."""

MEASURES = ("ripgrep",)
"""What searching is measured against."""

BEFORE_64_BIT_TIME = frozenset({"bookworm", "bullseye", "daedalus", "focal", "jammy"})
"""Releases older than the change of 2024 that added "t64" to the names of many libraries."""

OS_RELEASE = (Path("/etc/os-release"), Path("/usr/lib/os-release"))


def read_os_release(text: str) -> dict[str, str]:
    """The keys and values of an os-release file, without their quotes."""
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))
    return {key.strip(): value.strip().strip("\"'") for key, value in pairs}


def this_system() -> dict[str, str]:
    """The os-release of this machine; empty where there is none."""
    for path in OS_RELEASE:
        if path.is_file():
            return read_os_release(path.read_text(encoding="utf-8"))
    return {}


def has_debian_packages(release: Mapping[str, str]) -> bool:
    """Whether the packages above are called so there."""
    names = {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
    return bool(names & {"debian", "ubuntu"})


def named_for(release: Mapping[str, str], packages: Iterable[str]) -> list[str]:
    """The packages by the names that this release gives them; none where they are called otherwise."""
    if not has_debian_packages(release):
        return []
    codenames = {release.get(f"{of}_CODENAME", "") for of in ("UBUNTU", "DEBIAN", "VERSION")}
    renamed = {} if codenames & BEFORE_64_BIT_TIME else {"libglib2.0-0": "libglib2.0-0t64"}
    return [renamed.get(package, package) for package in packages]


def venv_package() -> tuple[str, ...]:
    """The package that lets this Python make virtual environments, when it cannot yet."""
    if importlib.util.find_spec("ensurepip"):
        return ()
    return (f"python{sys.version_info[0]}.{sys.version_info[1]}-venv",)


def installed(listing: str) -> set[str]:
    """Every name that the installed packages of a `dpkg-query` listing have or provide."""
    names: set[str] = set()
    for line in listing.splitlines():
        name, status, provides = [*line.split("\t"), "", ""][:3]
        if status == "installed":
            names.add(name)
            names.update(entry.split()[0] for entry in provides.split(",") if entry.strip())
    return names


def missing(packages: Sequence[str]) -> list[str]:
    """Those of the packages that this machine does not have."""
    if not packages or not shutil.which("dpkg-query"):
        return []
    _, listing = capture(
        ["dpkg-query", "--show", "--showformat=${Package}\t${db:Status-Status}\t${Provides}\n"]
    )
    present = installed(listing)
    return [package for package in packages if package not in present]


def install_command(packages: Sequence[str]) -> list[str]:
    """The command that installs packages, for root."""
    return ["apt-get", "install", "-y", "--no-install-recommends", *packages]


def as_root() -> list[str] | None:
    """What makes a command run as root without a question: nothing, sudo, or None if it cannot be."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and capture(["sudo", "-n", "true"])[0] == 0:
        return ["sudo", "-n"]
    return None


def provide(needed: Sequence[str], helpful: Sequence[str] = ()) -> None:
    """Install what is missing, or say how: it stops over what is needed, not over what is helpful."""
    release = this_system()
    must = missing(named_for(release, needed))
    may = missing(named_for(release, helpful))
    if not must + may:
        return
    root = as_root()
    if root is None:
        _leave_it_to_a_person(must, may)
        return
    say(f"Setting up Trunkline: installing system packages ({' '.join(must + may)})")
    problem = _install(root, must + may)
    if problem and missing(must):
        raise CannotContinueError(
            f"The system packages could not be installed.\n{problem}\n{by_hand(must + may)}"
        )
    if problem:
        say(f"Some system packages for tests could not be installed.\n{problem}\n{by_hand(may)}")


def by_hand(packages: Sequence[str]) -> str:
    """The next step for a person: the exact command."""
    command = " ".join(install_command(packages))
    return f"Install them with\n    sudo apt-get update && sudo {command}\nand start this command again."


def _leave_it_to_a_person(must: Sequence[str], may: Sequence[str]) -> None:
    if must:
        raise CannotContinueError(
            "Trunkline needs system packages that only an administrator can install. "
            + by_hand([*must, *may])
        )
    say("Tests that use a screen or a keyring need system packages that are missing. " + by_hand(may))


def _install(root: Sequence[str], packages: Sequence[str]) -> str:
    """Install packages as root; the end of what was printed if that failed, else nothing."""
    quietly = [*root, "env", "DEBIAN_FRONTEND=noninteractive"]
    # Another installation may hold the lock for a while; one that was interrupted is finished first.
    wait = ["-o", "DPkg::Lock::Timeout=300"]
    capture([*quietly, "dpkg", "--configure", "-a"])
    not_updated, said_by_update = capture([*quietly, "apt-get", *wait, "update"])
    status, output = capture([*quietly, *install_command(packages), *wait])
    if status == 0:
        return ""
    return last_lines(said_by_update + output if not_updated else output)
