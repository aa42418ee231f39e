"""Exporting from the viewer: asked in a dialog, told in a bar, and nothing waits for it."""

import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton, QRadioButton, QTreeView

from tests.full_disk import limited_files
from tests.gui.bundles.export_screen import RUN, viewing

PEOPLE = [{"id": number, "name": f"Name {number}"} for number in range(50)]


async def test_all_bundles_are_exported_to_the_file_that_was_chosen(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with viewing(tmp_path, PEOPLE) as viewer:
        tree = viewer.find(QTreeView, "bundle-tree")
        tree.setFocus()
        QTest.keyClick(tree, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        await viewer.dialog()
        viewer.press("export-go-on")
        chooser = await viewer.shown(QFileDialog, "export-file")
        assert Path(chooser.selectedFiles()[0]).name == "list contacts.csv"
        await viewer.save_to(tmp_path / "people")
        assert await viewer.told() == "Exported 50 bundles to people.csv"
    lines = (tmp_path / "people.csv").read_bytes().split(b"\r\n")
    assert lines[:2] == [b"\xef\xbb\xbfid,name", b"0,Name 0"]
    assert len(lines) == 52


async def test_the_folder_is_shown_and_the_bar_goes_when_it_is_closed(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    async with viewing(tmp_path, PEOPLE) as viewer:
        await viewer.choose("json")
        await viewer.save_to(tmp_path / "people.json")
        await viewer.told()
        viewer.press("export-show")
        assert opened == [QUrl.fromLocalFile(str(tmp_path))]
        viewer.press("export-close")
        assert viewer.view.takeaway.bar.isHidden()


async def test_selected_bundles_and_the_columns_of_the_table_are_exported(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with viewing(tmp_path, PEOPLE) as viewer:
        viewer.view.show_tab("table")
        viewer.select(3, 1, 4, 1)
        viewer.press("export")
        dialog = await viewer.dialog()
        chosen = dialog.findChild(QRadioButton, "export-chosen")
        assert chosen is not None
        assert chosen.isChecked()
        viewer.press("export-go-on")
        await viewer.save_to(tmp_path / "two.csv")
        assert await viewer.told() == "Exported 2 bundles to two.csv"
    assert (tmp_path / "two.csv").read_text("utf-8-sig").split() == ["id,name", "3,Name", "3", "4,Name", "4"]


async def test_notes_are_shown_beside_what_was_done(qapp: QApplication, tmp_path: Path) -> None:
    async with viewing(tmp_path, [{"a": "=1+1"}]) as viewer:
        await viewer.choose()
        await viewer.save_to(tmp_path / "one.csv")
        told = await viewer.told()
        assert told.startswith("Exported 1 bundle to one.csv 1 text begins like a formula and was given")


@pytest.mark.parametrize("replaces", [True, False])
async def test_a_file_is_replaced_only_when_the_person_says_so(
    qapp: QApplication, tmp_path: Path, replaces: bool
) -> None:
    file = tmp_path / "people.json"
    file.write_text("old")
    async with viewing(tmp_path, PEOPLE) as viewer:
        await viewer.choose("json")
        await viewer.save_to(file)
        box = await viewer.shown(QMessageBox, "confirm")
        assert "Replace “people.json”?" in box.text()
        if replaces:
            viewer.press("confirm-action")
            assert await viewer.told() == "Exported 50 bundles to people.json"
            assert file.read_text().startswith("[\n")
        else:
            box.reject()
            chooser = await viewer.shown(QFileDialog, "export-file")
            assert Path(chooser.selectedFiles()[0]).name == "people.json"
            chooser.reject()
            await viewer.view.takeaway.exporter.jobs.idle()
            assert viewer.view.takeaway.bar.isHidden()
            assert file.read_text() == "old"


async def test_cancelling_stops_at_once_leaves_nothing_and_another_may_begin(
    qapp: QApplication, tmp_path: Path
) -> None:
    there = tmp_path / "exports"
    there.mkdir()
    async with viewing(tmp_path, [{"id": number, "name": "x" * 50} for number in range(100_000)]) as viewer:
        await viewer.choose("xlsx")
        await viewer.save_to(there / "people.xlsx")
        await viewer.until(viewer.is_exporting)
        assert not viewer.button("export").isEnabled()
        viewer.press("export-cancel")
        assert await viewer.told() == "Export cancelled. Nothing was written."
        await viewer.view.takeaway.exporter.jobs.idle()
        assert not any(there.iterdir())
        assert viewer.button("export").isEnabled()
        await viewer.choose("jsonl")
        await viewer.save_to(there / "people.jsonl")
        assert await viewer.told() == "Exported 100,000 bundles to people.jsonl"


async def test_what_keeps_the_file_from_being_written_is_said(qapp: QApplication, tmp_path: Path) -> None:
    async with viewing(tmp_path, PEOPLE) as viewer:
        await viewer.choose("json")
        chooser = await viewer.shown(QFileDialog, "export-file")
        gone = tmp_path / "soon gone"
        gone.mkdir()
        chooser.setDirectory(str(gone))
        gone.rmdir()
        await viewer.save_to(gone / "people.json")
        told = await viewer.told()
        assert told.startswith("“people.json” cannot be saved there. There is no folder")


async def test_on_a_full_disk_what_was_there_stays(qapp: QApplication, tmp_path: Path) -> None:
    there = tmp_path / "exports"
    there.mkdir()
    (there / "people.csv").write_text("old")
    people = [{"id": number, "name": "x" * 50} for number in range(50_000)]
    async with viewing(tmp_path, people) as viewer:
        with limited_files(1_000_000):  # also for the process that writes: it starts now
            await viewer.choose()
            await viewer.save_to(there / "people.csv")
            await viewer.shown(QMessageBox, "confirm")
            viewer.press("confirm-action")
            told = await viewer.told()
    assert told.startswith("The disk is full. There is not enough room in")
    assert [(one.name, one.read_text()) for one in there.iterdir()] == [("people.csv", "old")]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="who owns the machine writes anywhere")
async def test_a_folder_that_may_not_be_written_is_said(qapp: QApplication, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(0o500)
    async with viewing(tmp_path, PEOPLE) as viewer:
        await viewer.choose()
        await viewer.save_to(closed / "people.csv")
        told = await viewer.told()
    assert told.startswith("“people.csv” cannot be saved there. The folder")
    assert not any(closed.iterdir())


async def test_of_a_run_that_is_gone_nothing_is_written(qapp: QApplication, tmp_path: Path) -> None:
    there = tmp_path / "exports"
    there.mkdir()
    async with viewing(tmp_path, PEOPLE) as viewer:
        shutil.rmtree(tmp_path / "profile" / "runs" / RUN)
        await viewer.choose()
        await viewer.save_to(there / "people.csv")
        assert (await viewer.told()).startswith("The bundles of this run are not there any more.")
    assert not any(there.iterdir())


async def test_a_file_that_appears_meanwhile_is_not_replaced(qapp: QApplication, tmp_path: Path) -> None:
    there = tmp_path / "exports"
    there.mkdir()
    async with viewing(tmp_path, [{"id": number, "name": "x" * 50} for number in range(100_000)]) as viewer:
        await viewer.choose("xlsx")
        await viewer.save_to(there / "people.xlsx")
        await viewer.until(viewer.is_exporting)
        (there / "people.xlsx").write_text("of somebody else")
        assert (await viewer.told()).startswith("There is a file “people.xlsx” already.")
    assert [one.read_text() for one in there.iterdir()] == ["of somebody else"]


async def test_leaving_the_dialog_does_nothing(qapp: QApplication, tmp_path: Path) -> None:
    async with viewing(tmp_path, PEOPLE) as viewer:
        viewer.press("export")
        (await viewer.dialog()).reject()
        await viewer.view.takeaway.exporter.jobs.idle()
        assert viewer.view.takeaway.bar.isHidden()


async def test_there_is_nothing_to_export_where_there_are_no_bundles(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with viewing(tmp_path, PEOPLE) as viewer:
        assert viewer.find(QPushButton, "export").isEnabled()
        viewer.view.clear()
        assert not viewer.button("export").isEnabled()
        viewer.view.open(viewer.integrator.bundles(RUN), RUN)
        assert viewer.button("export").isEnabled()
