"""Which Pythons Trunkline runs on, and where one is when this is not. Readable to older Pythons."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence

OLDEST, NEWEST = (3, 11), (3, 13)
"""The first and the last version that Trunkline runs on."""


def is_suitable(version: Sequence[int]) -> bool:
    """Whether Trunkline runs on this version of Python."""
    return OLDEST <= tuple(version[:2]) <= NEWEST


def another_python() -> str | None:
    """A Python on the PATH that Trunkline runs on, the newest first."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        # A version manager leaves commands on the PATH that only say "not installed".
        if found and _minor_version(found) == str(minor):
            return found
    return None


def no_suitable_python(version: Sequence[int]) -> str:
    """The sentence for a machine without a Python that fits."""
    have = ".".join(str(part) for part in version[:3])
    return (
        f"Trunkline needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}, and this is Python {have}. Install one of "
        f"these and start this command with it, for instance: python3.{NEWEST[1]} packaging/dev.py"
    )


def _minor_version(interpreter: str) -> str:
    question = [interpreter, "-c", "import sys; print(sys.version_info[1])"]
    answer = subprocess.run(
        question, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
    )
    return answer.stdout.decode("ascii", "replace").strip()
