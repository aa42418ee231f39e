"""The command `package`: the program's folder, and what people install made of it."""

import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

import package_archive
import package_build
import package_deb
import package_environment
import package_macos
import package_windows
from console import ROOT, capture, say
from package_build import DIST, FOLDER, ICONS

Maker = Callable[[int], Path]


def kinds() -> dict[str, Maker]:
    """What can be made of the program's folder on this system, by name."""
    if sys.platform == "win32":
        return {"installer": lambda at: package_windows.build(FOLDER, DIST)}
    if sys.platform == "darwin":
        return {"dmg": lambda at: package_macos.build(DIST)}
    return {"deb": _deb, "archive": _archive}


def make(chosen: list[str]) -> int:
    """Build the program and what is chosen of it, all by default."""
    package_environment.set_up()
    began, at = time.monotonic(), moment()
    package_build.build(at)
    package_build.try_out()
    for name, maker in kinds().items():
        if not chosen or name in chosen:
            say(f"Building the package: {name}")
            made = maker(at)
            print(f"{made.relative_to(ROOT)}  {made.stat().st_size / 1e6:.1f} MB", flush=True)
    print(f"{FOLDER.relative_to(ROOT)}/  {package_build.size_of(FOLDER) / 1e6:.1f} MB", flush=True)
    say(f"Building the package: done in {time.monotonic() - began:.0f} s")
    return 0


def moment() -> int:
    """The moment that the packages' files are of, in seconds since 1970: `SOURCE_DATE_EPOCH`, or the latest
    change of the checkout."""
    if os.environ.get("SOURCE_DATE_EPOCH", "").isdecimal():
        return int(os.environ["SOURCE_DATE_EPOCH"])
    try:
        status, output = capture(["git", "log", "-1", "--format=%ct"])
    except FileNotFoundError:
        status, output = 1, ""
    if status == 0 and output.strip().isdecimal():
        return int(output)
    return int((ROOT / "CHANGELOG.md").stat().st_mtime)


def _deb(at: int) -> Path:
    made = DIST / package_deb.file_name()
    package_deb.build(FOLDER, ICONS, package_environment.WORK, made, at)
    return made


def _archive(at: int) -> Path:
    made = DIST / package_archive.file_name(f"linux-{platform.machine()}")
    package_archive.build(FOLDER, made, at)
    return made
