"""Which file is written or read: the person decides, and nothing is replaced unasked."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox, QPushButton, QWidget

from gui.files import FileKind, FileToWrite, file_to_read, file_to_write, name_for

CSV, LINES = FileKind("CSV", "csv"), FileKind("JSON Lines", "jsonl")
LIMIT = 10.0

D = TypeVar("D", bound=QDialog)


async def shown(kind: type[D]) -> D:
    """The dialog of that kind, once it is there."""

    def found() -> list[D]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]

    async with asyncio.timeout(LIMIT):
        while not found():  # noqa: ASYNC110  Qt shows it, and has no asyncio event for that
            await asyncio.sleep(0.005)
    return found()[-1]


async def choose(file: Path) -> None:
    """Choose a file in the dialog that is there next."""
    dialog = await shown(QFileDialog)
    dialog.setFocus()  # what has the focus keeps what is typed there
    dialog.selectFile(str(file))
    dialog.accept()


async def asked(
    owner: QWidget, proposed: Path, *answers: Callable[[], object], kinds: Sequence[FileKind] = (CSV,)
) -> FileToWrite | None:
    """What is chosen, where the person answers so."""
    task = asyncio.get_running_loop().create_task(
        file_to_write(owner, "export-file", "Export to", proposed, kinds)
    )
    for answer in answers:
        done = answer()
        if asyncio.iscoroutine(done):
            await done
    return await task


async def replace(yes: bool) -> None:
    """Answer the question whether a file may be replaced."""
    box = await shown(QMessageBox)
    if not yes:
        box.reject()
        return
    button = box.findChild(QPushButton, "confirm-action")
    assert button is not None
    button.click()


@pytest.fixture
def owner(qapp: QApplication) -> QWidget:
    """What asks."""
    return QWidget()


async def test_a_new_file_is_nobodys_loss(qapp: QApplication, owner: QWidget, tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    assert await asked(owner, file, lambda: choose(file)) == FileToWrite(file, replaces=False)


async def test_a_file_that_is_there_is_replaced_only_when_the_person_says_so(
    qapp: QApplication, owner: QWidget, tmp_path: Path
) -> None:
    old, other = tmp_path / "old.csv", tmp_path / "other.csv"
    old.touch()
    chosen = await asked(owner, old, lambda: choose(old), lambda: replace(True))
    assert chosen == FileToWrite(old, replaces=True)
    chosen = await asked(owner, old, lambda: choose(old), lambda: replace(False), lambda: choose(other))
    assert chosen == FileToWrite(other, replaces=False)


async def test_a_link_that_leads_nowhere_is_something_that_would_be_lost(
    qapp: QApplication, owner: QWidget, tmp_path: Path
) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "gone.csv")
    assert await asked(owner, link, lambda: choose(link), lambda: replace(True)) == FileToWrite(link, True)


async def test_leaving_the_dialog_chooses_nothing(qapp: QApplication, owner: QWidget, tmp_path: Path) -> None:
    async def leave() -> None:
        (await shown(QFileDialog)).reject()

    assert await asked(owner, tmp_path / "new.csv", leave) is None


async def test_the_kind_that_is_chosen_ends_a_name(
    qapp: QApplication, owner: QWidget, tmp_path: Path
) -> None:
    async def choose_lines() -> None:
        dialog = await shown(QFileDialog)
        assert Path(dialog.selectedFiles()[0]).name == "people.csv"
        dialog.selectNameFilter(LINES.filter)
        dialog.filterSelected.emit(LINES.filter)
        dialog.accept()

    chosen = await asked(owner, tmp_path / "people.csv", choose_lines, kinds=(CSV, LINES))
    assert chosen == FileToWrite(tmp_path / "people.jsonl", replaces=False)


async def test_a_file_to_be_read_has_to_be_there(qapp: QApplication, owner: QWidget, tmp_path: Path) -> None:
    file = tmp_path / "there.csv"
    file.touch()
    task = asyncio.get_running_loop().create_task(
        file_to_read(owner, "choose", "Choose", tmp_path, [CSV.filter])
    )
    dialog = await shown(QFileDialog)
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFile
    await choose(file)
    assert await task == file


@pytest.mark.parametrize(
    ("words", "name"),
    [("list contacts", "list contacts.csv"), ('a/b\\c:"d"?', "a b c d.csv"), ("//", "Bundles.csv")],
)
def test_a_name_can_be_used_on_every_system(words: str, name: str) -> None:
    assert name_for(words, "csv", "Bundles") == name
