"""Which file is to be written or read: asked in the system's dialog, and the loop goes on meanwhile."""

import asyncio
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from gui.dialogs import ask, confirm

_ALL = "All files (*)"
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


class FileKind(NamedTuple):
    """What files of a kind are called, and how their names end, without the dot."""

    words: str
    ending: str

    @property
    def filter(self) -> str:
        """As the dialog lists it."""
        return f"{self.words} (*.{self.ending})"


class FileToWrite(NamedTuple):
    """Where to. `replaces`: something of that name was there, and the person said that it may go."""

    file: Path
    replaces: bool


async def file_to_write(
    owner: QWidget, name: str, title: str, proposed: Path, kinds: Sequence[FileKind]
) -> FileToWrite | None:
    """Ask where to write; None for nowhere. What is there already is replaced only if the person says so.

    `name` is the dialog's object name. With several kinds the chosen one ends a name that has no end.
    """
    while True:
        file = await _chosen(_saving(owner, name, title, proposed, kinds))
        if file is None:
            return None
        is_taken = await asyncio.to_thread(_is_taken, file)
        if not is_taken or await _may_replace(owner, file):
            return FileToWrite(file, is_taken)
        proposed = file


async def file_to_read(
    owner: QWidget, name: str, title: str, folder: Path | None, filters: Sequence[str]
) -> Path | None:
    """Ask which file to read; None for none. `filters` as the dialog lists them, beside all files."""
    dialog = _dialog(owner, name, title, [*filters, _ALL])
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    if folder is not None:
        dialog.setDirectory(str(folder))
    return await _chosen(dialog)


def usual_folder() -> Path:
    """The person's documents; their home where there is no such folder."""
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return documents if documents.is_dir() else Path.home()


def name_for(words: str, ending: str, otherwise: str) -> str:
    """A name that every system takes, made of some words; of others where nothing is left of them."""
    return f"{_NOT_IN_NAMES.sub(' ', words).strip() or otherwise}.{ending}"


def _saving(owner: QWidget, name: str, title: str, proposed: Path, kinds: Sequence[FileKind]) -> QFileDialog:
    dialog = _dialog(owner, name, title, [*(kind.filter for kind in kinds), _ALL])
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    # Qt would ask in a loop of its own, which the program's loop does not outlive.
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    endings = {kind.filter: kind.ending for kind in kinds}
    known = next((kind for kind in kinds if proposed.suffix == f".{kind.ending}"), None)
    begin = known or kinds[0]
    dialog.selectNameFilter(begin.filter)
    dialog.setDefaultSuffix(begin.ending)
    dialog.filterSelected.connect(
        lambda chosen: dialog.setDefaultSuffix(endings.get(chosen, dialog.defaultSuffix()))
    )
    dialog.setDirectory(str(proposed.parent))
    # Without its end, where another kind may be chosen that ends it otherwise.
    dialog.selectFile(proposed.stem if known and len(kinds) > 1 else proposed.name)
    return dialog


def _dialog(owner: QWidget, name: str, title: str, filters: Sequence[str]) -> QFileDialog:
    dialog = QFileDialog(owner.window(), title)
    dialog.setObjectName(name)
    dialog.setNameFilters(list(filters))
    return dialog


async def _chosen(dialog: QFileDialog) -> Path | None:
    if await ask(dialog) != QDialog.DialogCode.Accepted:
        return None
    files = dialog.selectedFiles()
    return Path(files[0]) if files else None


def _is_taken(file: Path) -> bool:
    """Whether something of that name is there, also a link that leads nowhere. Of a folder whoever writes
    has a word to say."""
    return os.path.lexists(file) and not file.is_dir()


async def _may_replace(owner: QWidget, file: Path) -> bool:
    text = f"There is a file of this name in {file.parent}. Its content will be lost."
    return await confirm(owner.window(), f"Replace “{file.name}”?", text, "Replace", danger=True)
