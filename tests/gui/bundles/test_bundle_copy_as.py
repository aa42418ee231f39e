"""Several bundles or cells are copied in the form that somebody else reads."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTableView

from tests.gui.bundles.export_screen import Viewer, viewing

PEOPLE = [
    {"id": 1, "attributes": {"plan": "pro", "note": "a|b\nc"}},
    {"id": 2, "attributes": {"plan": None}},
    {"id": 3, "attributes": {"plan": "=1+1"}},
    {"id": 4},
]


def copy_as(viewer: Viewer, form: str) -> None:
    action = viewer.view.findChild(QAction, f"copy-as-{form}")
    assert action is not None
    action.trigger()


def said(viewer: Viewer) -> str:
    label: QLabel = viewer.find(QLabel, "copy-confirmation")
    return label.text()


async def test_selected_bundles_are_copied_in_each_form(qapp: QApplication, tmp_path: Path) -> None:
    async with viewing(tmp_path, PEOPLE) as viewer:
        viewer.view.show_tab("table")
        viewer.select(0, 0, 1, 1)
        text = await viewer.copied(lambda: copy_as(viewer, "json"))
        assert json.loads(text) == PEOPLE[:2]
        assert said(viewer) == "Copied 2 bundles as JSON"
        assert await viewer.copied(lambda: copy_as(viewer, "csv")) == "id,attributes.plan\r\n1,pro\r\n2,\r\n"
        assert said(viewer) == "Copied 2 bundles as CSV"
        tsv = "id\tattributes.plan\r\n1\tpro\r\n2\t\r\n"
        assert await viewer.copied(lambda: copy_as(viewer, "tsv")) == tsv
        assert said(viewer) == "Copied 4 cells"
        viewer.select(0, 2, 0, 2)
        table = "| attributes.note |\n| --- |\n| a\\|b<br>c |\n"
        assert await viewer.copied(lambda: copy_as(viewer, "markdown")) == table
        assert said(viewer) == "Copied 1 bundle as a Markdown table"


async def test_the_copy_key_copies_all_selected_cells_and_one_alone_as_its_value(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with viewing(tmp_path, PEOPLE) as viewer:
        viewer.view.show_tab("table")
        table = viewer.find(QTableView, "bundle-table")
        table.setFocus()
        control = Qt.KeyboardModifier.ControlModifier
        viewer.select(0, 0, 1, 1)
        copied = await viewer.copied(lambda: QTest.keyClick(table, Qt.Key.Key_C, control))
        assert copied == "1\tpro\r\n2\t\r\n"
        viewer.select(0, 1, 0, 1)
        assert await viewer.copied(lambda: QTest.keyClick(table, Qt.Key.Key_C, control)) == "pro"


async def test_texts_that_a_spreadsheet_would_run_are_copied_defused_and_that_is_said(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with viewing(tmp_path, PEOPLE) as viewer:
        viewer.view.show_tab("table")
        viewer.select(2, 0, 3, 1)
        assert (
            await viewer.copied(lambda: copy_as(viewer, "csv")) == "id,attributes.plan\r\n3,'=1+1\r\n4,\r\n"
        )
        told = viewer.view.takeaway.bar.words()
        assert told.startswith("Copied 2 bundles 1 text begins like a formula and was given an apostrophe")


async def test_in_the_tree_the_current_bundle_is_copied_with_all_its_columns(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with viewing(tmp_path, PEOPLE) as viewer:
        viewer.view.select(1)
        assert await viewer.copied(lambda: copy_as(viewer, "csv")) == "id,attributes.plan\r\n2,\r\n"
        assert await viewer.copied(lambda: viewer.press("copy-value")) != ""


async def test_too_much_is_refused_with_a_way_on(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.faces.export.MOST_TO_COPY", 1_000_000)
    async with viewing(tmp_path, [{"text": "x" * 1_000}] * 2_000) as viewer:
        viewer.view.show_tab("table")
        viewer.select(0, 0, 1_999, 0)
        assert await viewer.copied(lambda: copy_as(viewer, "json")) == ""
        told = viewer.view.takeaway.bar.words()
        assert told == (
            "This is too much to copy. The text is larger than 1 MB. Export it to a file instead."
        )


async def test_the_button_opens_the_menu_and_rests_where_nothing_can_be_chosen(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with viewing(tmp_path, PEOPLE) as viewer:
        assert viewer.button("copy-as").isEnabled()
        assert [one.text() for one in viewer.view.takeaway.copy_as.menu.actions()] == [
            "JSON",
            "CSV",
            "Cells for a spreadsheet",
            "Markdown table",
        ]
        viewer.view.show_tab("request")
        assert not viewer.button("copy-as").isEnabled()
