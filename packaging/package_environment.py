"""The environment that packages are built in: what is shipped and PyInstaller, nothing of development.

It lies in `build/package/venv`, and a stamp that is written last tells which requirements it has.
"""

import shutil
import sys
from pathlib import Path

import environment
from console import ROOT, CannotContinueError, capture, last_lines, say
from python_versions import another_python

WORK = ROOT / "build" / "package"
"""Where everything lies that is made on the way to a package."""

VENV = WORK / "venv"
STAMP = VENV / "requirements"
REQUIREMENTS = (*environment.TO_RUN, environment.REQUIREMENTS / "package.txt")

HAS_SHARED_LIBRARY = (
    "import os, sys, sysconfig\n"
    "of = sysconfig.get_config_var\n"
    "folders = [of('LIBDIR') or '', os.path.join(of('LIBDIR') or '', of('MULTIARCH') or '')]\n"
    "name = of('INSTSONAME') or ''\n"
    "found = any(os.path.exists(os.path.join(folder, name)) for folder in folders)\n"
    "sys.exit(not (of('Py_ENABLE_SHARED') and name.count('.so') and found))\n"
)
"""A program takes Python along as a shared library, and some Pythons have none."""


def python() -> Path:
    """The interpreter of the environment."""
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def libraries() -> Path:
    """Where the environment keeps the installed libraries."""
    if sys.platform == "win32":
        return VENV / "Lib" / "site-packages"
    return next((VENV / "lib").glob("python3.*/site-packages"))


def python_folder() -> Path:
    """The folder that the Python which is taken along was installed into."""
    _, output = capture([python(), "-c", "import sys; print(sys.base_prefix)"])
    return Path(output.strip())


def system_packages() -> tuple[str, ...]:
    """What a Debian needs to build: PyInstaller looks into libraries, and takes the system's Python along."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    of_the_system = sys.base_prefix == "/usr"
    return ("binutils", *([f"libpython{version}"] if of_the_system else []))


def set_up() -> None:
    """See that the environment has exactly what the requirements say."""
    builder = _builder()
    _, which = capture([builder, "-c", "import sys; print(sys.base_prefix, sys.version)"])
    wanted = f"{which}{environment.digest(REQUIREMENTS)}"
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    say("Setting up the building of packages: its environment (once; it takes a minute or two)")
    shutil.rmtree(VENV, ignore_errors=True)
    status, output = capture([builder, "-m", "venv", VENV])
    if status != 0:
        raise CannotContinueError(f"The virtual environment could not be made.\n{last_lines(output)}")
    files = [part for file in REQUIREMENTS for part in ("--requirement", file)]
    options = ("--disable-pip-version-check", "--no-input", "--require-hashes")
    status, output = capture([python(), "-m", "pip", "install", *options, *files])
    if status != 0:
        raise CannotContinueError(f"{environment.explain(output)}\n{last_lines(output)}")
    STAMP.write_text(wanted, encoding="utf-8")


def _builder() -> str:
    """The Python that is taken along: the newest on the path that can be, else this one."""
    if sys.platform != "linux":
        return sys.executable
    for candidate in filter(None, (another_python(), sys.executable)):
        if capture([candidate, "-c", HAS_SHARED_LIBRARY])[0] == 0:
            return candidate
    raise CannotContinueError(
        "This Python cannot be taken along in a package: it has no shared library. Install one that has "
        "(of a Debian, the package libpython3), or build Python with --enable-shared."
    )
