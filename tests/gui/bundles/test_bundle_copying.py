"""Copying, keys, and one current bundle for all tabs."""

import json
from typing import Any

import pytest
from bundle_screen import Screen, painted
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPlainTextEdit

PEOPLE = [
    {"id": 1, "attributes": {"Plan name": "pro", "mrr": 1.5}, "segments": [{"name": "Trial\nusers"}]},
    {"id": 2, "attributes": {"Plan name": None}, "segments": []},
    {"id": 3},
]


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


@pytest.mark.parametrize(
    ("way", "value", "path"),
    [
        ((0, 0), "1", "id"),
        ((0, 1, 0), "pro", "attributes.`Plan name`"),
        ((0, 1), '{\n  "Plan name": "pro",\n  "mrr": 1.5\n}', "attributes"),
        ((0, 2, 0, 0), "Trial\nusers", "segments[1].name"),
        ((0, 2, 0), '{\n  "name": "Trial\\nusers"\n}', "segments[1]"),
        ((1, 1, 0), "null", "attributes.`Plan name`"),
        ((1, 2), "[]", "segments"),
    ],
)
def test_value_and_path_of_a_row_are_copied_whole(
    screen: Screen, way: tuple[int, ...], value: str, path: str
) -> None:
    screen.open(*PEOPLE)
    screen.tree.setCurrentIndex(screen.row(*way))
    assert screen.copied("copy-value") == value
    assert screen.label("copy-confirmation").text() == "Copied value"
    assert screen.copied("copy-path") == path
    assert screen.label("copy-confirmation").text() == "Copied path"


def test_a_bundle_is_copied_as_json_from_every_tab(screen: Screen) -> None:
    screen.open(*PEOPLE)
    screen.tree.setCurrentIndex(screen.row(1, 1, 0))
    for tab in ("tree", "table", "raw"):
        screen.view.show_tab(tab)
        assert json.loads(screen.copied("copy-bundle")) == PEOPLE[1]
        assert screen.label("copy-confirmation").text() == "Copied bundle"


def test_a_row_inside_a_group_has_its_path_too(screen: Screen) -> None:
    screen.view.open(screen.source({"list": list(range(1500)), "id": n} for n in range(1100)))
    screen.tree.setCurrentIndex(screen.row(1000, 50, 0, 1000, 7))
    assert screen.copied("copy-path") == "list[1008]"
    assert screen.copied("copy-value") == "1007"
    assert json.loads(screen.copied("copy-bundle"))["id"] == 1050
    screen.tree.setCurrentIndex(screen.row(1000))
    assert screen.copied("copy-value") == ""
    assert screen.label("copy-confirmation").text() == "Choose a bundle first"


def test_a_cell_of_the_table_is_copied(screen: Screen) -> None:
    screen.open(*PEOPLE)
    screen.view.show_tab("table")
    screen.table.setCurrentIndex(screen.table.model().index(0, 1))
    assert screen.copied("copy-value") == "pro"
    assert screen.copied("copy-path") == "attributes.`Plan name`"
    screen.table.setCurrentIndex(screen.table.model().index(2, 1))
    assert screen.copied("copy-value") == ""
    assert screen.label("copy-confirmation").text() == "This bundle has no value here"


@pytest.mark.parametrize("tab", ["tree", "table"])
def test_keys_copy_where_the_bundles_are(screen: Screen, tab: str) -> None:
    screen.open({"name": "x" * 1000})
    screen.view.show_tab(tab)
    view: Any = screen.tree if tab == "tree" else screen.table
    view.setCurrentIndex(screen.row(0, 0) if tab == "tree" else view.model().index(0, 0))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard() == "x" * 1000
    QTest.keyClick(
        view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert clipboard() == "name"


def test_in_the_raw_text_the_copy_key_copies_what_is_selected(screen: Screen) -> None:
    screen.open({"id": 77})
    screen.view.show_tab("raw")
    editor = screen.find(QPlainTextEdit, "bundle-raw")
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(editor, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard() == '{\n  "id": 77\n}'


def test_digits_and_doubled_names_survive_copying(screen: Screen) -> None:
    screen.open(b'{"a": {"n": 1.10, "n": 1180591620717411303424}}')
    screen.tree.setCurrentIndex(screen.row(0, 0))
    assert screen.copied("copy-value") == '{\n  "n": 1.10,\n  "n": 1180591620717411303424\n}'
    assert '"n": 1.10' in screen.copied("copy-bundle")


def test_a_bundle_that_is_a_text_is_copied_as_text_and_one_that_is_no_json_as_it_came(screen: Screen) -> None:
    screen.open("only text", b"<p>502   Bad Gateway</p>")
    assert screen.copied("copy-value") == "only text"
    assert screen.copied("copy-bundle") == '"only text"'
    screen.view.select(1)
    assert screen.copied("copy-value") == screen.copied("copy-bundle") == "<p>502   Bad Gateway</p>"


def test_nothing_can_be_copied_where_there_is_nothing(screen: Screen) -> None:
    assert not screen.button("copy-value").isEnabled()
    screen.open(*PEOPLE)
    assert screen.button("copy-value").isEnabled()
    screen.view.show_tab("request")
    assert not screen.button("copy-bundle").isEnabled()
    screen.view.show_tab("tree")
    assert screen.button("copy-bundle").isEnabled()


def test_the_current_bundle_is_the_same_in_all_tabs(screen: Screen) -> None:
    screen.view.open(screen.source({"id": n, "x": {"y": n}} for n in range(2500)))
    screen.view.show_tab("table")
    screen.table.setCurrentIndex(screen.table.model().index(2100, 1))
    screen.view.show_tab("raw")
    assert screen.label("raw-title").text() == "Bundle 2,101 of 2,500"
    assert '"id": 2100' in screen.text("bundle-raw")
    screen.view.show_tab("tree")
    assert screen.tree.currentIndex().data() == "Bundle 2,101"
    assert screen.tree.viewport().rect().contains(screen.tree.visualRect(screen.tree.currentIndex()))
    screen.tree.setCurrentIndex(screen.row(4))
    screen.view.show_tab("table")
    assert screen.table.currentIndex().row() == 4
    assert screen.table.currentIndex().column() == 1
    assert screen.view.current() == 4


def test_a_row_within_a_bundle_stays_current_when_one_comes_back_to_the_tree(screen: Screen) -> None:
    screen.open(*PEOPLE)
    screen.tree.setCurrentIndex(screen.row(0, 1, 0))
    screen.view.show_tab("raw")
    screen.view.show_tab("tree")
    assert screen.copied("copy-value") == "pro"


def test_tabs_have_keys_and_say_so(screen: Screen) -> None:
    screen.open(*PEOPLE)
    QTest.keyClick(screen.tree, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert screen.tabs.tabText(screen.tabs.currentIndex()) == "Table"
    assert screen.table.hasFocus()
    assert [screen.tabs.tabToolTip(tab) for tab in range(4)] == [
        "Tree (Ctrl+1)",
        "Table (Ctrl+2)",
        "Raw (Ctrl+3)",
        "Request (Ctrl+4)",
    ]


# A menu takes the keyboard, which the offscreen platform does not have to give.
@pytest.mark.qt_log_ignore("This plugin does not support grabbing", "This plugin does not support raise")
def test_the_context_menu_offers_copying_and_opening(screen: Screen) -> None:
    screen.open(*PEOPLE)
    screen.tree.customContextMenuRequested.emit(QPoint(5, 5))
    menu = screen.find(QMenu, "bundle-tree-menu")
    assert menu.isVisible()
    assert [action.text() for action in menu.actions() if action.text()] == [
        "Copy value",
        "Copy path",
        "Copy bundle",
        "Copy as",
        "Show this value in full",
        "Open all of this bundle",
        "Close this bundle",
    ]
    next(action for action in menu.actions() if action.text() == "Open all of this bundle").trigger()
    menu.close()
    assert "..mrr = 1.5" in screen.tree_lines()


def test_another_source_replaces_the_first_and_closes_it(screen: Screen) -> None:
    first = screen.open(*PEOPLE)
    screen.tree.setCurrentIndex(screen.row(2))
    second = screen.open({"other": 1})
    assert (first.closed, second.closed) == (1, 0)
    assert screen.view.count() == 1
    assert screen.view.current() == 0
    assert screen.tree_lines() == ["Bundle 1 = other: 1", ".other = 1"]
    screen.view.open(second)
    assert second.closed == 0
    screen.view.clear("Press Run.")
    assert second.closed == 1
    assert screen.view.count() == 0
    assert screen.label("tree-hint").text() == "Press Run."
    assert screen.label("tree-hint").isVisible()
    painted(screen)
    screen.view.grow()
    assert screen.view.count() == 0


def test_in_a_narrow_window_the_buttons_lose_their_words_and_keep_their_names(screen: Screen) -> None:
    screen.view.resize(1200, 500)
    assert screen.button("copy-path").text().strip() == "Copy path"
    screen.view.resize(430, 500)
    assert screen.button("copy-path").text() == ""
    assert screen.button("copy-path").accessibleName() == "Copy path"
    assert screen.button("copy-path").toolTip() == "Copy path (Ctrl+Shift+C)"
