"""The folder of own apps is watched: each change is told once it is quiet, and nothing else is."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QPlainTextEdit, QPushButton, QWidget

from core.model.errors import AppInvalid, AppProblem
from gui.banner import Banner
from gui.own_apps import AppsNotice, OwnApps
from tests.sandboxes import until


class Watched:
    """A folder of own apps in a data folder, and how often a change of it was told."""

    def __init__(self, data: Path, owner: QObject) -> None:
        self.data, self.folder = data, data / "apps"
        self.own = OwnApps(self.folder, owner)
        self.told = QSignalSpy(self.own.changed)
        watcher = self.own.findChild(QFileSystemWatcher)
        timer = self.own.findChild(QTimer)
        assert watcher is not None
        assert timer is not None
        self.stirs, self.timer = QSignalSpy(watcher.directoryChanged), timer

    async def change(self) -> None:
        """Wait until one more change is told, and it is quiet again."""
        before = self.told.count()
        await until(lambda: self.told.count() > before and not self.timer.isActive())


@pytest.fixture
def watched(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    monkeypatch.setattr("gui.own_apps._QUIET", 20)  # nobody waits here for nothing
    owner = QObject()
    yield Watched(tmp_path, owner)
    owner.deleteLater()


def write(file: Path, text: str = "") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


async def test_the_folder_may_come_later(qapp: QApplication, watched: Watched) -> None:
    watched.own.watch()
    write(watched.folder / "mine" / "app.yaml", "label: Mine")
    await watched.change()


@pytest.mark.parametrize("file", ["app.yaml", "icon.svg", "modules/a.yaml", "samples/a.json"])
async def test_each_file_of_an_app_is_watched(qapp: QApplication, watched: Watched, file: str) -> None:
    write(watched.folder / "mine" / file, "a")
    watched.own.watch()
    (watched.folder / "mine" / file).write_text("b")
    await watched.change()
    replaced = watched.data / "saved"  # as many editors save
    replaced.write_text("c")
    replaced.replace(watched.folder / "mine" / file)
    await watched.change()
    (watched.folder / "mine" / file).write_text("d")
    await watched.change()
    (watched.folder / "mine" / file).unlink()
    await watched.change()


async def test_what_comes_later_is_watched_as_well(qapp: QApplication, watched: Watched) -> None:
    watched.folder.mkdir()
    watched.own.watch()
    (watched.folder / "mine").mkdir()
    await watched.change()
    (watched.folder / "mine" / "modules").mkdir()
    await watched.change()
    write(watched.folder / "mine" / "modules" / "a.yaml", "a")
    await watched.change()
    write(watched.folder / "mine" / "modules" / "a.yaml", "b")
    await watched.change()


async def test_a_folder_that_goes_and_comes_again_is_followed(qapp: QApplication, watched: Watched) -> None:
    write(watched.folder / "mine" / "app.yaml")
    watched.own.watch()
    shutil.rmtree(watched.folder)
    await watched.change()
    write(watched.folder / "other" / "app.yaml")
    await watched.change()


async def test_other_files_in_the_data_folder_are_no_change(qapp: QApplication, watched: Watched) -> None:
    watched.own.watch()
    write(watched.data / "trunkline.db")
    await until(lambda: watched.stirs.count() > 0)
    await until(lambda: not watched.timer.isActive())
    assert watched.told.count() == 0
    watched.folder.mkdir()
    await watched.change()
    stirs = watched.stirs.count()
    write(watched.data / "trunkline.db-wal")
    write(watched.folder / "mine" / "app.yaml")
    await watched.change()
    assert all(str(watched.data) != watched.stirs.at(nth)[0] for nth in range(stirs, watched.stirs.count()))


async def test_many_changes_are_told_as_one(qapp: QApplication, watched: Watched) -> None:
    watched.folder.mkdir()
    watched.own.watch()
    for nth in range(50):
        write(watched.folder / "mine" / "modules" / f"m{nth}.yaml")
    await watched.change()
    assert watched.told.count() == 1


async def test_after_the_end_nothing_is_told(qapp: QApplication, watched: Watched) -> None:
    watched.folder.mkdir()
    watched.own.watch()
    (watched.folder / "mine").mkdir()
    await until(lambda: watched.timer.isActive())
    watched.own.rest()
    assert not watched.timer.isActive()
    watcher = watched.own.findChild(QFileSystemWatcher)
    assert watcher is not None
    assert [*watcher.files(), *watcher.directories()] == []
    assert watched.told.count() == 0


def problem(folder: Path, file: str, sentence: str, suggestion: str = "") -> AppProblem:
    return AppProblem(
        file=str(folder / file), line=7, place="fields[0].key", sentence=sentence, suggestion=suggestion
    )


@pytest.fixture
def notice(qapp: QApplication, tmp_path: Path) -> Iterator[tuple[AppsNotice, Banner]]:
    owner = QWidget()
    banner = Banner("own-apps", owner)
    yield AppsNotice(banner, tmp_path, owner), banner
    owner.deleteLater()


def test_a_mistake_is_said_with_file_line_and_suggestion(
    notice: tuple[AppsNotice, Banner], tmp_path: Path
) -> None:
    says, banner = notice
    one = problem(tmp_path, "mine/modules/a.yaml", "There is no field `nme`.", "Did you mean `name`?")
    says.show([AppInvalid("mine", (one,))], {})
    assert banner.text() == (
        "Your app “mine” cannot be used yet. mine/modules/a.yaml, line 7, fields[0].key: There is no field "
        "`nme`. Did you mean `name`? The files are read again as soon as you change them."
    )
    says.show([], {})
    assert banner.text() == ""


def test_of_many_mistakes_the_first_is_said_and_the_others_are_in_the_details(
    notice: tuple[AppsNotice, Banner], tmp_path: Path, qapp: QApplication
) -> None:
    says, banner = notice
    several = tuple(problem(tmp_path, "mine/app.yaml", f"Mistake {nth}.") for nth in range(3))
    other = problem(tmp_path, "other/app.yaml", "Another one.")
    says.show([AppInvalid("mine", several), AppInvalid("other", (other,))], {})
    assert "2 of your apps need a look." in banner.text()
    assert "Mistake 0. And 3 more mistakes." in banner.text()
    owner = QWidget()
    dialog = says.details(owner)
    said = dialog.findChild(QPlainTextEdit, "own-apps-problems")
    copy = dialog.findChild(QPushButton, "own-apps-copy")
    assert said is not None
    assert copy is not None
    assert said.toPlainText().splitlines()[::2] == [
        *(f"mine/app.yaml, line 7, fields[0].key: Mistake {nth}." for nth in range(3)),
        "other/app.yaml, line 7, fields[0].key: Another one.",
    ]
    copy.click()
    assert qapp.clipboard().text() == said.toPlainText()
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    buttons.button(QDialogButtonBox.StandardButton.Close).click()
    assert dialog.result() == 0
    owner.deleteLater()
