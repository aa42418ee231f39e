"""Searching all bundles as a person does: typing, going from hit to hit, stopping."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPlainTextEdit, QToolButton
from pytestqt.qtbot import QtBot
from run_screen import RunScreen, run_shown

from gui.bundles.search_bar import SearchBar
from gui.bundles.search_words import remark, tally
from gui.bundles.tree_view import BundleTree

PEOPLE = [
    {"id": 0, "name": "Ada", "plan": {"name": "pro"}, "tags": ["new", "Ada's"]},
    {"id": 1, "name": "Grace", "plan": {"name": "free"}, "tags": []},
    {"id": 2, "name": "ada", "plan": {"name": "pro"}, "tags": ["old"]},
]
SHIFT = Qt.KeyboardModifier.ShiftModifier


def place(screen: RunScreen) -> tuple[int, tuple[str | int, ...]] | None:
    """Where the tree is: bundle and path."""
    spot = screen.find(BundleTree, "bundle-tree").spot()
    return None if spot is None else (spot.bundle, spot.steps)


def where(screen: RunScreen, words: str) -> QAction:
    """What the menu of the button offers."""
    menu = screen.find(QMenu, "search-where-menu")
    menu.aboutToShow.emit()
    (action,) = [action for action in menu.actions() if action.text() == words]
    return action


async def found(screen: RunScreen, text: str) -> str:
    """Search, and wait for what the bar tells in the end."""
    screen.search_for(text)
    await screen.settled()
    return screen.count()


async def test_the_first_hit_opens_and_is_counted_and_keys_go_on_and_back(
    qtbot: QtBot, tmp_path: Path
) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        assert await found(screen, "ada") == "1 of 3 hits in 2 bundles"
        assert place(screen) == (0, ("name",))
        for key, modifiers, count, where in (
            (Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier, "2 of 3", (0, ("tags", 2))),
            (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "3 of 3", (2, ("name",))),
            (Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier, "1 of 3", (0, ("name",))),
            (Qt.Key.Key_F3, SHIFT, "3 of 3", (2, ("name",))),
            (Qt.Key.Key_Return, SHIFT, "2 of 3", (0, ("tags", 2))),
        ):
            QTest.keyClick(screen.find(QLineEdit, "search-text"), key, modifiers)
            await screen.settled()
            assert screen.count().startswith(count)
            assert place(screen) == where


async def test_case_expressions_and_where_to_look_narrow_the_hits(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        assert await found(screen, "ada") == "1 of 3 hits in 2 bundles"
        screen.turn("search-case")
        await screen.settled()
        assert screen.count() == "1 of 1 hit in 1 bundle"
        screen.turn("search-case")
        screen.turn("search-pattern")
        await screen.settled()
        assert await found(screen, "^ada$") == "2 of 2 hits in 2 bundles"
        screen.turn("search-pattern")
        for words, count in (
            ("Only in names", "5 of 6 hits in 3 bundles, only in names"),
            ("Only in values", "Nothing found, only in values"),
        ):
            where(screen, words).trigger()
            assert await found(screen, "name") == count


async def test_only_below_the_chosen_value(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        screen.find(BundleTree, "bundle-tree").show_place(1, ("plan",))
        assert await found(screen, "name") == "3 of 6 hits in 3 bundles"
        screen.find(BundleTree, "bundle-tree").show_place(1, ("plan",))
        where(screen, "Only below plan").trigger()
        await screen.settled()
        assert screen.count() == "2 of 3 hits in 3 bundles, below plan"
        screen.tree.setCurrentIndex(screen.row(0))
        where(screen, "Only below plan").trigger()
        await screen.settled()
        assert screen.count() == "1 of 6 hits in 3 bundles"


async def test_below_wants_a_chosen_value(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        screen.tree.setCurrentIndex(screen.row(0))
        assert not where(screen, "Only below the chosen value (choose one first)").isEnabled()


async def test_a_wrong_expression_is_said_in_words(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        await found(screen, "ada")
        screen.turn("search-pattern")
        assert await found(screen, "(a") == ""
        problem = screen.find(QLabel, "search-problem")
        assert problem.isVisible()
        assert problem.text().startswith("This is no regular expression: missing )")
        assert await found(screen, "(Ad)a") == "1 of 3 hits in 2 bundles"
        assert not problem.isVisible()


async def test_the_search_begins_where_the_person_is(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        screen.view.select(1)
        assert await found(screen, "pro") == "2 of 2 hits in 2 bundles"
        assert place(screen) == (2, ("plan", "name"))
        screen.view.select(1)
        assert screen.count() == "2 hits in 2 bundles"
        screen.keys(Qt.Key.Key_F3, SHIFT)
        await screen.settled()
        assert place(screen) == (0, ("plan", "name"))


async def test_a_hit_that_is_found_after_the_person_moved_does_not_take_them_away(
    qtbot: QtBot, tmp_path: Path
) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        screen.search_for("free")
        screen.tree.setCurrentIndex(screen.row(2))
        await screen.settled()
        assert screen.count() == "1 hit in 1 bundle"
        assert place(screen) == (2, ())


async def test_the_table_goes_to_the_row_and_the_cell(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        screen.view.show_tab("table")
        await screen.settled()
        await found(screen, "free")
        index = screen.table.currentIndex()
        assert (index.row(), index.data()) == (1, "free")
        heading = screen.table.model().headerData(index.column(), Qt.Orientation.Horizontal)
        assert heading == "plan.name"


async def test_raw_marks_the_hit_and_the_other_tabs_show_it_when_they_are_looked_at(
    qtbot: QtBot, tmp_path: Path
) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        screen.view.show_tab("raw")
        await found(screen, "race")
        editor = screen.find(QPlainTextEdit, "bundle-raw")
        (marked,) = editor.extraSelections()
        assert marked.cursor.selectedText() == "race"
        assert '"name": "Grace"' in marked.cursor.block().text()
        screen.view.show_tab("tree")
        assert place(screen) == (1, ("name",))


@pytest.mark.parametrize(
    ("bundle", "text", "marked"),
    [
        ({"a": 'x "quoted" \n y'}, "quoted", "quoted"),
        ({"a": "tab\tnew\nline"}, "new", "new"),
        ({"😀😀": "x", "b": "😀 smile"}, "smile", "smile"),
        ({'odd "name"': 1}, "name", "name"),
        ({'odd "name"': "value"}, "value", "value"),
        ({"turned": "\u202eabc \u2028 def"}, "def", "def"),
        (b'{"n":[1,2.50,3]}', "2.5", "2.5"),
        (b'{"n":[1,{"m":42}]}', "42", "42"),
        (b'"only text"', "text", "text"),
        (b'{"a": "\\u00e9t\\u00e9"}', "été", "été"),
        (b'{"a": "<b>bold</b>"}', "<b>", "<b>"),
        ({"a": "A" * 5000 + "needle"}, "needle", None),
    ],
)
async def test_what_is_marked_in_raw_is_what_was_found(
    qtbot: QtBot, tmp_path: Path, bundle: object, text: str, marked: str | None
) -> None:
    async with run_shown(tmp_path, [bundle]) as screen:
        screen.view.show_tab("raw")
        assert await found(screen, text) == "1 of 1 hit in 1 bundle"
        (selection,) = screen.find(QPlainTextEdit, "bundle-raw").extraSelections()
        shown = selection.cursor.selectedText()
        assert shown == marked if marked is not None else shown.startswith('  "a": "AAA')


async def test_nothing_found_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        assert await found(screen, "zebra") == "Nothing found"
        assert not screen.find(QToolButton, "search-next").isEnabled()


async def test_escape_leaves_the_search_and_gives_the_keyboard_back(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        await found(screen, "ada")
        bar = screen.find(SearchBar, "search-bar")
        QTest.keyClick(screen.find(QLineEdit, "search-text"), Qt.Key.Key_Escape)
        assert not bar.isVisible()
        assert screen.tree.hasFocus()
        screen.keys(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        assert bar.isVisible()
        assert screen.find(QLineEdit, "search-text").selectedText() == "ada"


async def test_escape_stops_a_search_first_and_keeps_what_was_found(qtbot: QtBot, tmp_path: Path) -> None:
    bundles = [{"n": number, "text": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"} for number in range(2000)]
    async with run_shown(tmp_path, bundles) as screen:
        screen.keys(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        screen.turn("search-pattern")
        line = screen.find(QLineEdit, "search-text")
        screen.search_for("(a|aa)+$")  # takes a long time for each bundle
        await screen.until(lambda: screen.find(QToolButton, "search-stop").isVisible())
        QTest.keyClick(line, Qt.Key.Key_Escape)
        assert screen.count() == "Nothing found so far"
        assert line.isVisible()
        QTest.keyClick(line, Qt.Key.Key_Escape)
        assert not line.isVisible()


async def test_bundles_that_arrive_are_searched_when_the_next_hit_is_wanted(
    qtbot: QtBot, tmp_path: Path
) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        assert await found(screen, "ada") == "1 of 3 hits in 2 bundles"
        screen.arrive({"name": "Ada again"})
        screen.keys(Qt.Key.Key_F3)
        await screen.settled()
        assert screen.count() == "2 of 4 hits in 3 bundles"
        for count, by in (("3 of 5", 0), ("4 of 6", 0), ("3 of 7", SHIFT), ("2 of 8", SHIFT)):
            screen.arrive({"name": "Ada once more"})
            screen.keys(Qt.Key.Key_F3, by or Qt.KeyboardModifier.NoModifier)
            await screen.settled()
            assert screen.count().startswith(count), "no hit is passed over, and none comes twice"


async def test_a_hit_in_a_huge_bundle_opens_the_tree_and_marks_the_text(qtbot: QtBot, tmp_path: Path) -> None:
    items = ",".join(f'{{"id":{number},"note":"row {number:06}"}}' for number in range(60_000))
    async with run_shown(tmp_path, [f'{{"items":[{items}],"end":1}}'.encode()]) as screen:
        assert await found(screen, "row 051234") == "1 of 1 hit in 1 bundle"
        assert place(screen) == (0, ("items", 51_235, "note"))
        screen.view.show_tab("raw")
        await screen.settled()
        editor = screen.find(QPlainTextEdit, "bundle-raw")
        (marked,) = editor.extraSelections()
        assert marked.cursor.selectedText() == "row 051234"
        assert screen.label("raw-note").text().startswith("From within the bundle; it goes on")


async def test_a_hit_that_the_table_filters_out_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    from core.model.results import Condition
    from gui.bundles.table_page import TablePage

    async with run_shown(tmp_path, PEOPLE) as screen:
        screen.view.show_tab("table")
        await screen.settled()
        (page,) = screen.view.findChildren(TablePage)
        page.filter_by(Condition(column=("name",), test="is", values=("Grace",)))
        await screen.settled()
        await found(screen, "old")
        assert screen.label("search-problem").text().startswith("The filters of the table leave out")


async def test_another_run_forgets_what_was_found(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, PEOPLE) as screen:
        await found(screen, "ada")
        screen.view.clear()
        assert screen.count() == ""
        assert not screen.find(SearchBar, "search-bar").isVisible()


@pytest.mark.parametrize(
    ("number", "count", "bundles", "done", "stopped", "said"),
    [
        (12, 3481, 950, None, False, "12 of 3,481 hits in 950 bundles"),
        (None, 1, 1, None, False, "1 hit in 1 bundle"),
        (1, 5, 2, 0.34, False, "1 of 5 hits in 2 bundles so far, 34%"),
        (None, 0, 0, 0.5, False, "Searching, 50%"),
        (None, 0, 0, None, False, "Nothing found"),
        (2, 9, 3, None, True, "2 of 9 hits in 3 bundles, stopped"),
    ],
)
def test_the_count_in_words(
    number: int | None, count: int, bundles: int, done: float | None, stopped: bool, said: str
) -> None:
    assert tally(number, count, bundles, done=done, stopped=stopped) == said


def test_what_was_not_searched_or_not_kept_is_said() -> None:
    assert remark(2, 10, 10) == "In 2 bundles the expression took too long."
    assert remark(0, 10, 10) == ""
    assert remark(0, 2_000_000, 1_000_000) == "The first 1,000,000 hits can be gone to."
