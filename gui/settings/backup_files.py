"""Which file a backup is written to, or read from."""

import os
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from gui.dialogs import ask

SUFFIX = "trunkline-backup"

_FILTERS = [f"Backups of Trunkline (*.{SUFFIX})", "All files (*)"]


async def file_to_write(parent: QWidget, proposed: Path) -> Path | None:
    """Where a backup shall go, None if nowhere. Whether something is there already is asked elsewhere."""
    dialog = _dialog(parent, "Export connections", proposed.parent)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(SUFFIX)
    # Qt would ask in a loop of its own, which the program's loop does not outlive.
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.selectFile(proposed.name)
    return await _chosen(dialog)


async def file_to_read(parent: QWidget, near: Path | None = None) -> Path | None:
    """Which backup to look into, None if none; `near`: beside that file."""
    dialog = _dialog(parent, "Import connections", near.parent if near else usual_folder())
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return await _chosen(dialog)


def usual_folder() -> Path:
    """The person's documents; their home where there is no such folder."""
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return documents if documents.is_dir() else Path.home()


def is_taken(file: Path) -> bool:
    """Whether something of that name is there, also a link that leads nowhere. May wait for the disk."""
    return os.path.lexists(file)


def _dialog(parent: QWidget, title: str, folder: Path) -> QFileDialog:
    dialog = QFileDialog(parent, title, str(folder))
    dialog.setObjectName("backup-file")
    dialog.setNameFilters(_FILTERS)
    return dialog


async def _chosen(dialog: QFileDialog) -> Path | None:
    if await ask(dialog) != QDialog.DialogCode.Accepted:
        return None
    files = dialog.selectedFiles()
    return Path(files[0]) if files else None
