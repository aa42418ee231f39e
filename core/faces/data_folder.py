"""What lies in the data folder, and how much room it takes."""

import contextlib
import os
from pathlib import Path

import msgspec


class DataFolder(msgspec.Struct, frozen=True, kw_only=True):
    """Where everything of one person lies. Sizes are in bytes.

    `database`: connections, sealed secrets, history, filled forms, settings; with the copies that were made
    of it. `runs`: bundles and requests. `others`: a person's own apps, the window's look.
    """

    path: Path
    database: int
    runs: int
    logs: int
    cache: int
    others: int

    @property
    def all(self) -> int:
        """Everything together."""
        return self.database + self.runs + self.logs + self.cache + self.others


def measured(folder: Path) -> DataFolder:
    """A data folder with its sizes now. Looks at every file, so call it in a thread; what goes meanwhile,
    or cannot be looked at, counts for nothing."""
    sizes = dict.fromkeys(("database", "runs", "logs", "cache", "others"), 0)
    for around, _, names in os.walk(folder):
        for name in names:
            file = Path(around, name)
            with contextlib.suppress(OSError):  # it went meanwhile
                sizes[_part(file.relative_to(folder).parts[0])] += file.lstat().st_size
    return DataFolder(path=folder, **sizes)


def _part(name: str) -> str:
    """What a file or a folder at the top belongs to."""
    if name.startswith("trunkline.db"):
        return "database"
    return name if name in ("runs", "logs", "cache") else "others"
