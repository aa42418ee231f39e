"""Which file a backup is written to, or read from."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from gui import files
from gui.files import FileKind, FileToWrite

SUFFIX = "trunkline-backup"

_KIND = FileKind("Backups of Trunkline", SUFFIX)
_NAME = "backup-file"


async def file_to_write(parent: QWidget, proposed: Path) -> FileToWrite | None:
    """Where a backup shall go, None if nowhere."""
    return await files.file_to_write(parent, _NAME, "Export connections", proposed, [_KIND])


async def file_to_read(parent: QWidget, near: Path | None = None) -> Path | None:
    """Which backup to look into, None if none; `near`: beside that file."""
    folder = near.parent if near else files.usual_folder()
    return await files.file_to_read(parent, _NAME, "Import connections", folder, [_KIND.filter])
