"""What was found is marked where it stands, in each tab; where it does not stand, that is said."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QToolButton
from pytestqt.qtbot import QtBot
from run_screen import RunScreen, run_shown

from core.model.results import Place
from core.results.columns import MOST_COLUMNS
from gui.bundles.decoded import HUGE
from gui.bundles.raw_all import AllBundles
from gui.bundles.search_bar import SearchBar
from gui.bundles.table_page import TablePage
from gui.bundles.tree_delegate import found_span
from gui.bundles.tree_view import BundleTree

PEOPLE = [
    {"name": "Ada", "attributes": {"plan": "pro"}, "tags": ["new"]},
    {"name": "Grace", "attributes": {"plan": "free"}, "tags": []},
]


def tree_of(screen: RunScreen) -> BundleTree:
    return screen.find(BundleTree, "bundle-tree")


async def find(screen: RunScreen, text: str) -> str:
    """Search; gives what is said about the hit."""
    screen.search_for(text)
    return await over(screen)


async def over(screen: RunScreen) -> str:
    """Wait until all is shown; gives what is said about the hit."""
    for _ in range(2):
        await screen.settled()
        await screen.until(lambda: not screen.view.detail._soon.isActive())
    await screen.settled()
    return screen.label("search-problem").text()


def marked(screen: RunScreen, name: str) -> list[str]:
    """What is marked in a text."""
    return [one.cursor.selectedText() for one in screen.find(QPlainTextEdit, name).extraSelections()]


@pytest.mark.parametrize(
    ("bundle", "text", "shown"),
    [
        ({"a": "x needle y"}, "needle", "needle"),
        ({"my needle": 1}, "needle", "needle"),
        ({"a": "12 needle"}, "12", "12"),
        ({"a": "12"}, "12", "12"),
        ({"a": "x\r\ny\tneedle"}, "needle", "needle"),
        ({"a": "\u202eneedle"}, "needle", "needle"),
        (b'{"a":2.50}', "2.5", "2.5"),
        ({"a": "x" * 295 + "needle"}, "needle", "needl…"),
        ({"a": "x" * 400 + "needle"}, "needle", ""),
        ({"a": {"b": ["", {"needle": None}]}}, "needle", "needle"),
        (b'{"a":"needle","a":2}', "needle", "needle"),
        ('{"f":"%s","a":[{"b":"the needle"}]}' % ("x" * HUGE), "needle", "needle"),
    ],
)
async def test_the_tree_marks_what_was_found(
    qtbot: QtBot, tmp_path: Path, bundle: object, text: str, shown: str
) -> None:
    async with run_shown(tmp_path, [bundle.encode() if isinstance(bundle, str) else bundle]) as screen:
        await find(screen, text)
        assert screen.count() == "1 of 1 hit in 1 bundle"
        assert tree_of(screen).marked() == shown
        screen.view.grab()


def test_what_a_cell_does_not_show_is_not_marked_in_it() -> None:
    assert found_span("abc", "abc", Place(steps=("a",), in_name=False, offset=1, length=1)) == (1, 2)
    assert found_span('"1"', "1", Place(steps=("a",), in_name=False, offset=0, length=1)) == (1, 2)
    assert found_span("x", "x", Place(steps=("a",), in_name=False, offset=900, length=1)) is None
    assert found_span('""', "", Place(steps=("a",), in_name=False, offset=0, length=0)) is None


async def test_leaving_the_search_takes_the_marks_away(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        screen.turn("show-detail")
        await find(screen, "ada")
        screen.view.show_tab("raw")
        await screen.settled()
        screen.view.show_tab("tree")
        assert (tree_of(screen).marked(), marked(screen, "bundle-raw")) == ("Ada", ["Ada"])
        assert marked(screen, "detail-text") == ["Ada"]
        screen.turn("search-close")
        assert (tree_of(screen).marked(), marked(screen, "bundle-raw")) == ("", [])
        assert marked(screen, "detail-text") == []


async def test_a_hit_far_within_a_long_text_is_shown_in_the_detail(qtbot: QtBot, tmp_path: Path) -> None:
    short = {"note": "x" * 25_000 + "\0needle" + "y" * 100}
    async with run_shown(tmp_path, [short, {"note": "z" * HUGE + "needle", "more": "w" * HUGE}]) as screen:
        screen.turn("show-detail")
        await find(screen, "needle")
        assert marked(screen, "detail-text") == ["needle"]
        assert screen.label("detail-part").text() == "Characters 20,001 to 25,107 of 25,107"
        screen.keys(Qt.Key.Key_F3)
        await over(screen)
        assert marked(screen, "detail-text") == ["needle"]
        assert screen.label("detail-part").text() == "Bytes 997,502 to 1,000,007 of 1,000,008"
        screen.turn("detail-previous")
        await screen.settled()
        assert screen.label("detail-part").text() == "Bytes 2 to 10,001 of 1,000,008"
        assert marked(screen, "detail-text") == []
        screen.turn("detail-next")
        await screen.settled()
        assert screen.label("detail-part").text().startswith("Bytes 10,002 to "), "nothing is left out"


async def test_a_hidden_column_is_said_until_it_is_shown_again(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        screen.view.show_tab("table")
        await screen.settled()
        (page,) = screen.view.findChildren(TablePage)
        assert await find(screen, "free") == ""
        assert page.table.column() == ("attributes", "plan")
        page.columns.hide(("attributes", "plan"))
        said = (
            "Found in attributes.plan, a column that is hidden: choose it under Columns, or look in the tree."
        )
        assert await find(screen, "free") == said
        assert page.table.bundle() == 1
        page.columns.choose(type(page.columns.choice)())
        await screen.settled()
        assert screen.label("search-problem").text() == ""
        assert page.table.column() == ("attributes", "plan")


async def test_what_is_no_column_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    many = {f"f{number}": number for number in range(MOST_COLUMNS)}
    async with run_shown(tmp_path, [many | {"last": "needle"}]) as screen:
        screen.view.show_tab("table")
        await screen.settled()
        said = "Found in last, for which the table has no column; the tree and the text show it."
        assert await find(screen, "needle") == said


async def test_what_stands_behind_a_byte_order_mark_is_found_in_its_column(
    qtbot: QtBot, tmp_path: Path
) -> None:
    async with run_shown(tmp_path, [b'\xef\xbb\xbf{"a":{"b":"needle"}}']) as screen:
        screen.view.show_tab("table")
        await screen.settled()
        assert await find(screen, "needle") == ""
        assert screen.find(TablePage, "table-page").table.currentIndex().data() == "needle"


async def test_a_hit_beyond_what_a_line_shows_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, [{"a": "x" * 5000 + "needle"}, {"f": "y" * 300_000 + "needle"}]) as screen:
        said = "Found beyond what is shown of this line; the detail beside the tree shows all of it."
        screen.view.show_tab("raw")
        assert await find(screen, "needle") == said
        screen.keys(Qt.Key.Key_F3)
        await screen.settled()
        assert screen.count().startswith("2 of 2")
        assert screen.label("search-problem").text() == said
        screen.view.select(0)
        screen.turn("raw-all")
        assert await find(screen, "needle") == said
        assert screen.find(AllBundles, "bundle-raw-all")._found is not None


async def test_what_was_given_up_stays_said_when_a_hit_is_shown(qtbot: QtBot, tmp_path: Path) -> None:
    slow = {"text": "a" * 40 + "b"}
    async with run_shown(tmp_path, [{"text": "aaa"}, slow]) as screen:
        screen.keys(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        screen.turn("search-pattern")
        assert await find(screen, "(a|aa)+$") == "In 1 bundle the expression took too long."
        assert screen.count() == "1 of 1 hit in 1 bundle"
        screen.view.show_tab("raw")
        await screen.settled()
        assert screen.label("search-problem").text() == "In 1 bundle the expression took too long."


async def test_a_wrong_expression_stays_said_in_another_tab(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        screen.keys(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        screen.turn("search-pattern")
        await find(screen, "(a")
        screen.view.show_tab("raw")
        await screen.settled()
        assert screen.label("search-problem").text().startswith("This is no regular expression")


async def test_escape_leaves_whichever_part_of_the_bar_has_the_keyboard(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        await find(screen, "ada")
        screen.find(QToolButton, "search-case").setFocus()
        QTest.keyClick(screen.find(QToolButton, "search-case"), Qt.Key.Key_Escape)
        assert not screen.find(SearchBar, "search-bar").isVisible()
        assert screen.tree.hasFocus()


async def test_enter_on_a_value_of_the_tree_shows_it_in_full(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        screen.tree.expand(screen.row(0))
        screen.tree.setCurrentIndex(screen.row(0, 0))
        QTest.keyClick(screen.tree, Qt.Key.Key_Return)
        await screen.until(lambda: screen.text("detail-text") == "Ada")
        text = screen.find(QPlainTextEdit, "detail-text")
        assert text.hasFocus()
        QTest.keyClick(text, Qt.Key.Key_Escape)
        assert screen.tree.hasFocus()


async def test_typing_while_it_is_searched_begins_anew(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        screen.search_for("ada")
        line = screen.find(QLineEdit, "search-text")
        QTest.keyClick(line, Qt.Key.Key_Backspace)
        QTest.keyClick(line, Qt.Key.Key_Return)
        await screen.settled()
        assert screen.count() == "1 of 1 hit in 1 bundle"
        assert tree_of(screen).marked() == "Ad"
