"""The built program, where `dev.py package` has left one in `dist/`: what it holds, and that it passes its
own test far from the checkout."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = CHECKOUT / "dist" / "Trunkline"
PROGRAM = FOLDER / ("trunkline.exe" if sys.platform == "win32" else "trunkline")


def is_of_this_checkout() -> bool:
    """Whether nothing of the program was changed since it was built."""
    ours = (file for room in ("core", "gui", "resources") for file in (CHECKOUT / room).rglob("*.*"))
    changed = max(
        file.stat().st_mtime for file in ours if file.suffix in (".py", ".yaml", ".sql", ".svg", ".qss")
    )
    return PROGRAM.exists() and PROGRAM.stat().st_mtime > changed


pytestmark = pytest.mark.skipif(
    not is_of_this_checkout(),
    reason="there is no program built from the files as they are now: dev.py package",
)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Start the program with an empty home, and with nothing of this Python."""
    environ = {
        "HOME": str(folder),
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": "offscreen",
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder / 'nowhere'}",
    }
    return subprocess.run(
        [str(PROGRAM), *arguments], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


def test_it_passes_its_own_test_and_leaves_nothing_in_the_home(tmp_path: Path) -> None:
    done = run(tmp_path, "self-test")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not list(tmp_path.rglob("*runkline*"))


def test_commands_print_as_from_source(tmp_path: Path) -> None:
    source = subprocess.run(
        [sys.executable, "-m", "core", "modules", "--json"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run(tmp_path, "modules", "--json").stdout == source.stdout
    refused = run(tmp_path, "modules", "--nonsense")
    assert refused.returncode == 2
    assert "usage: trunkline" in refused.stderr


def test_every_library_lies_beside_its_licence() -> None:
    names = {path.name for path in (FOLDER / "licenses").iterdir()}
    assert {"PySide6_Essentials", "Python", "OpenSSL", "Lucide icons", "Trunkline", "QT.txt"} <= names
    assert all(any(folder.iterdir()) for folder in (FOLDER / "licenses").iterdir() if folder.is_dir())


@pytest.mark.skipif(sys.platform != "linux", reason="names of Linux")
def test_nothing_of_gtk_or_of_the_desktop_is_taken_along() -> None:
    names = {path.name for path in FOLDER.rglob("*.so*")}
    assert not [
        name for name in names if name.startswith(("libgtk", "libX11", "libxcb", "libglib", "libreadline"))
    ]
    assert "libQt6Core.so.6" in names
