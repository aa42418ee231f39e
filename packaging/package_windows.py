"""The installer for Windows: Inno Setup, for one person, without an administrator. Untried: written from the
documentation."""

import os
import shutil
from pathlib import Path

from console import ROOT, CannotContinueError, capture, last_lines
from package_about import NAME, version
from package_environment import WORK

RECIPE = ROOT / "packaging" / "windows" / "trunkline.iss"

SIGN_WITH = "TRUNKLINE_SIGNTOOL"
"""A command that signs the file it is given with `$f`, such as `signtool sign /fd sha256 /a $f`."""


def build(folder: Path, dist: Path) -> Path:
    """Make the installer of the program's folder."""
    compiler = shutil.which("iscc") or _usual_place()
    if compiler is None:
        raise CannotContinueError(
            "Inno Setup 6 makes the installer, and is not here. Install it (its compiler is iscc.exe), then "
            "start this command again."
        )
    options = [
        f"/DVersion={version(ROOT)}",
        f"/DProgram={folder}",
        f"/DIcon={WORK / 'icons' / 'trunkline.ico'}",
        f"/O{dist}",
        f"/F{NAME}-{version(ROOT)}-windows-setup",
    ]
    if command := os.environ.get(SIGN_WITH):
        options += ["/DSigned", f"/Strunkline={command}"]
    status, output = capture([compiler, "/Qp", *options, RECIPE])
    if status != 0:
        raise CannotContinueError(f"The installer could not be made.\n{last_lines(output)}")
    return dist / f"{NAME}-{version(ROOT)}-windows-setup.exe"


def _usual_place() -> str | None:
    for programs in ("ProgramFiles(x86)", "ProgramFiles", "LOCALAPPDATA"):
        place = Path(os.environ.get(programs, ""), "Inno Setup 6", "ISCC.exe")
        if place.is_file():
            return str(place)
    return None
