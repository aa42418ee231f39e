"""Whether there is a screen to open a window on, and whether it answers."""

import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

SCREENLESS = frozenset({"minimal", "offscreen", "vnc"})
"""Qt platforms that show no window on this machine's screen."""

SECONDS_TO_ANSWER = 2.0


def answers(environ: Mapping[str, str]) -> bool:
    """Whether a window can be shown; a variable that names a dead screen does not count."""
    if environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in SCREENLESS:
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return _wayland_answers(environ) or _x11_answers(environ.get("DISPLAY", ""))


def _wayland_answers(environ: Mapping[str, str]) -> bool:
    name = environ.get("WAYLAND_DISPLAY", "")
    folder = environ.get("XDG_RUNTIME_DIR", "")
    return bool(name and (folder or Path(name).is_absolute())) and _listens(str(Path(folder, name)))


def _x11_answers(name: str) -> bool:
    found = re.fullmatch(r"(.*):(\d+)(\.\d+)?", name)
    if not found:
        return False
    host, number = found[1], int(found[2])
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"
        return _listens(path) or _listens("\0" + path)
    return _listens((host, 6000 + number))


def _listens(address: str | tuple[str, int]) -> bool:
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as caller:
        caller.settimeout(SECONDS_TO_ANSWER)
        try:
            caller.connect(address)
        except OSError:
            return False
        return True
