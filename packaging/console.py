"""What the development commands say, how they stop, and how they start other programs.

Readable to older Pythons, as dev.py is.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""

SECONDS_TO_END = 10
"""How long a program that was asked to end may take."""


class CannotContinueError(SystemExit):
    """Something a person has to change first: a sentence that says what, and the next step.

    As an exit with a text it ends the script with that text on the error stream and status 1.
    """


def say(text: str) -> None:
    """Print a line about progress, on the error stream: the output belongs to the command."""
    print(text, file=sys.stderr, flush=True)


def last_lines(output: str, count: int = 12) -> str:
    """The end of a program's output, indented, to stand below a sentence of ours."""
    lines = [line.rstrip() for line in output.splitlines() if line.strip()]
    return "\n".join(f"    {line}" for line in lines[-count:])


def capture(command: Sequence[str | Path], environ: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Run a program without input; its exit status, and both its output streams as one text."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout


def pass_through(command: Sequence[str | Path], environ: Mapping[str, str] | None = None) -> int:
    """Run a program on this terminal and return its exit status; it ends when this script does."""
    with subprocess.Popen([str(part) for part in command], cwd=ROOT, env=environ) as program:
        try:
            return program.wait()
        except KeyboardInterrupt:
            # The terminal sent Ctrl-C to the program too: let it print its own last words.
            end(program, ask=False)
            raise
        finally:
            end(program)


def end(program: subprocess.Popen[str] | subprocess.Popen[bytes], *, ask: bool = True) -> None:
    """Wait for a program that is still running to end: ask it to, and insist after a while."""
    if program.poll() is not None:
        return
    if ask:
        program.terminate()
    try:
        program.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        program.kill()


def hand_over(command: Sequence[str | Path]) -> NoReturn:
    """Become another program; on Windows, where that is not possible, wait for it and end as it did."""
    parts = [str(part) for part in command]
    sys.stdout.flush()
    if sys.platform == "win32":
        sys.exit(pass_through(parts))
    os.execv(parts[0], parts)
