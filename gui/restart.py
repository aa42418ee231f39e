"""The program, once more: in the place of this process, with what it was started with."""

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import NoReturn


def restart() -> NoReturn:
    """Start anew. Everything must be closed: nothing after this is carried out."""
    command, around = command_line(), environment(os.environ)
    if sys.platform == "win32":  # there, a process cannot take the place of another
        subprocess.Popen(command, env=around)
        sys.exit(0)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os.execve(sys.executable, command, around)


def command_line() -> list[str]:
    """What this process was started with, by the full path of its program."""
    return [sys.executable, *sys.orig_argv[1:]]


def environment(now: Mapping[str, str]) -> dict[str, str]:
    """The variables for the new process: a packaged program that is started by itself would take itself for a
    part of the one before."""
    more = {"PYINSTALLER_RESET_ENVIRONMENT": "1"} if getattr(sys, "frozen", False) else {}
    return {**now, **more}
