"""A folder among the system's temporary files that only this person may read."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from core.model.errors import DataUnreadable


def new_folder(prefix: str) -> Path:
    """Make one; whoever asked removes it. Raises `DataUnreadable` where none can be made."""
    try:
        return Path(tempfile.mkdtemp(prefix=prefix))
    except OSError as error:
        raise DataUnreadable(
            "Temporary files cannot be written.",
            "The system's folder for them is read-only, or its disk is full.",
            "Make room there, or name another folder in the environment variable TMPDIR.",
        ) from error


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """One that goes in the end. Raises `DataUnreadable`."""
    made = new_folder("trunkline-")
    try:
        yield made
    finally:
        # Windows may hold on to a file of a process that has just ended.
        shutil.rmtree(made, ignore_errors=True)
