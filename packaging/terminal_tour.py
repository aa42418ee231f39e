"""What `run` shows where there is no screen: a module's run in the terminal, and a picture of the window.

Everything happens between stand-ins of the services and a data folder that is removed afterwards.
"""

import json
import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from console import ROOT, CannotContinueError, capture, end, last_lines, say

PICTURE = ROOT / "trunkline.png"
CONNECTION = "Practice Refiner"
CONTACTS = 250
LIMIT = 5
COLUMNS = {"display_name": 24, "email": 42, "last_seen_at": 27}
"""What is shown of a contact, and how wide."""


def show(program: Path, arguments: Sequence[str]) -> int:
    """Connect to a stand-in of Refiner, list some contacts, and draw the window into a picture."""
    say("There is no screen that answers, so this shows a run in the terminal and a picture of the window.")
    with tempfile.TemporaryDirectory(prefix="trunkline-") as folder, stand_ins(program) as apps:
        output = list_contacts(program, apps["refiner"], Path(folder))
    print(f"Refiner > List Contacts: the first {LIMIT} of {CONTACTS}\n\n{table(output)}\n", flush=True)
    return draw(program, arguments)


@contextmanager
def stand_ins(program: Path) -> Iterator[dict[str, Any]]:
    """Stand-ins of the services while it lasts: by app, an address and connection values it accepts."""
    command = [str(program), "sandbox", "--port", "0", "--contacts", str(CONTACTS)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as sandbox:
        try:
            # Two lines: where it listens, for people; what it offers, as JSON.
            lines = iter(sandbox.stdout or ())
            next(lines, "")
            description = next(lines, "")
            if not description:
                raise CannotContinueError("The stand-ins of the services did not start.")
            yield json.loads(description)["apps"]
        finally:
            end(sandbox)


def list_contacts(program: Path, refiner: dict[str, Any], folder: Path) -> str:
    """Save a connection in a new data folder and run one module through it; what the run printed."""
    passphrase = folder / "passphrase"
    passphrase.touch(mode=0o600)
    passphrase.write_text(secrets.token_urlsafe(), encoding="ascii")
    workplace = ["--data-dir", str(folder / "data"), "--passphrase-file", str(passphrase)]
    values = [part for key, value in refiner["values"].items() for part in ("--set", f"{key}={value}")]
    connect = ["connect", "refiner", "--name", CONNECTION, "--address", refiner["address"], *values]
    trunkline(program, *connect, *workplace)
    limit = ["--set", f"Limit={LIMIT}"]
    return trunkline(program, "run", "refiner.list_contacts", "--connection", CONNECTION, *limit, *workplace)


def trunkline(program: Path, *arguments: str) -> str:
    """The results that one call of Trunkline printed; a call that fails ends the tour with its words."""
    command = [str(program), *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CannotContinueError(f"trunkline {arguments[0]} failed.\n{last_lines(done.stderr)}")
    return done.stdout


def table(output: str) -> str:
    """The bundles, one JSON object a line, as rows for people."""
    rows = [dict(zip(COLUMNS, COLUMNS, strict=True)), *(json.loads(line) for line in output.splitlines())]
    cells = ([str(row.get(key) or "").ljust(width) for key, width in COLUMNS.items()] for row in rows)
    return "\n".join(("  " + "  ".join(row)).rstrip() for row in cells)


def draw(program: Path, arguments: Sequence[str]) -> int:
    """Draw the window into a picture, without a screen."""
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    status, output = capture([program, "--practice", "--picture", PICTURE, *arguments], environ)
    if status != 0:
        raise CannotContinueError(f"The window could not be drawn.\n{last_lines(output)}")
    print(f"The window is in the picture {PICTURE}", flush=True)
    return 0
