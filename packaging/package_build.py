"""The program's folder: collected by PyInstaller, with the licences, and tried once."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import package_environment
import package_licences
from console import ROOT, CannotContinueError, capture, last_lines, pass_through, say
from package_about import NAME, TITLE
from package_environment import WORK

DIST = ROOT / "dist"
FOLDER = DIST / TITLE
ICONS = WORK / "icons"


def build(at: int) -> None:
    """Make `dist/Trunkline/`, as of the moment `at`."""
    say("Building the package: drawing its icons")
    environ = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "SOURCE_DATE_EPOCH": str(at),
        # Otherwise sets, and what is written of them, have another order each time.
        "PYTHONHASHSEED": "1",
    }
    _run([package_environment.python(), ROOT / "packaging" / "package_icons.py", ICONS], environ)
    say("Building the package: collecting the program (half a minute)")
    shutil.rmtree(FOLDER, ignore_errors=True)
    options = ("--noconfirm", "--log-level", "WARN", "--distpath", DIST, "--workpath", WORK / "pyinstaller")
    # In a folder of its own: what lies in the current one would count as libraries.
    _run(
        [
            package_environment.python(),
            "-P",
            "-m",
            "PyInstaller",
            *options,
            ROOT / "packaging" / "trunkline.spec",
        ],
        environ,
    )
    found = package_licences.gather(
        WORK / "pyinstaller" / "collected.json",
        package_environment.libraries(),
        package_environment.python_folder(),
        FOLDER / "licenses",
    )
    if sys.platform == "darwin":  # the app was made of the folder before these lay in it
        inside = DIST / f"{TITLE}.app" / "Contents" / "Resources" / "licenses"
        shutil.copytree(FOLDER / "licenses", inside, dirs_exist_ok=True)
    say(f"Building the package: licences of {len(found)} components gathered")
    say(f"Building the package: dist/{TITLE} takes {size_of(FOLDER) / 1e6:.0f} MB")


def program() -> Path:
    """The built program."""
    return FOLDER / (f"{NAME}.exe" if sys.platform == "win32" else NAME)


def try_out() -> None:
    """Have the built program test itself, away from the checkout and from what the person's settings say."""
    say("Building the package: the program tests itself")
    with tempfile.TemporaryDirectory() as home:
        environ = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        status = pass_through(
            [program(), "self-test"], {**environ, "QT_QPA_PLATFORM": "offscreen", "HOME": home}
        )
    if status != 0:
        raise CannotContinueError("The built program does not pass its self-test, so nothing is made of it.")


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())


def _run(command: list[str | Path], environ: dict[str, str]) -> None:
    status, output = capture(command, environ)
    if status != 0:
        raise CannotContinueError(f"The program could not be built.\n{last_lines(output, 30)}")
