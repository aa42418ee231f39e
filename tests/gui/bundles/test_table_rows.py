"""Sorting and filtering in the table: by headings, popups and chips, in another process."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QListWidget, QPushButton
from table_screen import table_of

from core.model.errors import TrunklineError
from core.model.results import Condition, RowsEvent, SortKey

# Offscreen only.
pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

SHIFT = Qt.KeyboardModifier.ShiftModifier

PEOPLE: list[Any] = [
    {"name": "Ada", "plan": "pro", "mrr": 9.5, "since": "2024-02-01"},
    {"name": "Grace", "plan": "free", "mrr": 10, "since": "2025-11-03T10:00:00Z"},
    {"name": "Linus", "plan": None, "mrr": 2},
    {"name": "Zoë", "plan": "", "mrr": 100, "since": "2023-06-30"},
    {"name": "Mary", "plan": "pro", "mrr": 10.0, "since": "2025-01-01"},
]


async def test_a_click_sorts_a_second_one_turns_it_and_a_third_one_ends_it(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        shown = []
        for _ in range(3):
            screen.click_heading("mrr")
            await screen.settled()
            shown.append((screen.column("mrr"), screen.numbers()))
        assert shown == [
            (["2", "9.5", "10", "10.0", "100"], ["3", "1", "2", "5", "4"]),
            (["100", "10", "10.0", "9.5", "2"], ["4", "2", "5", "1", "3"]),
            (["9.5", "10", "2", "100", "10.0"], ["1", "2", "3", "4", "5"]),
        ]


async def test_shift_and_a_click_sort_by_a_further_column(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        screen.click_heading("plan")
        await screen.settled()
        screen.click_heading("mrr", SHIFT)
        screen.click_heading("mrr", SHIFT)
        await screen.settled()
        assert screen.column("plan") == ["free", "pro", "pro", '""', "null"]
        assert screen.column("mrr") == ["10", "10.0", "9.5", "100", "2"]
        marks = screen.table.head.marks.sorted
        assert {column: tuple(mark) for column, mark in marks.items()} == {
            ("plan",): (1, False),
            ("mrr",): (2, True),
        }
        screen.click_heading("name")
        await screen.settled()
        assert screen.column("name") == ["Ada", "Grace", "Linus", "Mary", "Zoë"]
        assert list(screen.table.head.marks.sorted) == [("name",)]


async def test_a_filter_is_asked_for_at_its_heading_and_shown_as_a_chip(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        assert not screen.sees("table-strip")
        await screen.filter("plan", "is", "pro")
        assert not screen.sees("filter-popup")
        assert screen.column("name") == ["Ada", "Mary"]
        assert screen.numbers() == ["1", "5"]
        assert screen.chips() == ["plan is “pro”"]
        assert screen.text("table-showing") == "Showing 2 of 5 bundles"
        await screen.filter("mrr", "is greater than", "9.9")
        assert screen.column("name") == ["Mary"]
        assert screen.chips() == ["plan is “pro”", "mrr is greater than “9.9”"]
        screen.click("filter-remove-0")
        await screen.settled()
        assert screen.column("name") == ["Grace", "Zoë", "Mary"]
        screen.page.filter_by(Condition(("name",), "contains", ("a",)))
        await screen.settled()
        assert screen.column("name") == ["Grace", "Mary"]
        screen.click("filter-clear")
        await screen.settled()
        assert screen.numbers() == ["1", "2", "3", "4", "5"]
        assert not screen.sees("table-strip")


@pytest.mark.parametrize(
    ("heading", "test", "values", "names"),
    [
        ("name", "contains", ["A"], ["Ada", "Grace", "Mary"]),
        ("name", "does not contain", ["a"], ["Linus", "Zoë"]),
        ("name", "starts with", ["z"], ["Zoë"]),
        ("name", "is not", ["Ada"], ["Grace", "Linus", "Zoë", "Mary"]),
        ("plan", "is empty", [], ["Zoë"]),
        ("plan", "is null", [], ["Linus"]),
        ("plan", "has a value", [], ["Ada", "Grace", "Mary"]),
        ("plan", "has no value", [], ["Linus", "Zoë"]),
        ("since", "is missing", [], ["Linus"]),
        ("since", "is after", ["2025-01-01"], ["Grace"]),
        ("since", "is before", ["2024-02-01"], ["Zoë"]),
        ("since", "is between", ["2024-02-01", "2025-01-01"], ["Ada", "Mary"]),
        ("mrr", "is between", ["9.5", "10"], ["Ada", "Grace", "Mary"]),
        ("mrr", "is", ["10"], ["Grace", "Mary"]),
    ],
)
async def test_every_kind_of_column_has_the_tests_that_fit(
    qapp: QApplication, tmp_path: Path, heading: str, test: str, values: list[str], names: list[str]
) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        await screen.filter(heading, test, *values)
        assert screen.column("name") == names


async def test_a_condition_that_cannot_be_meant_is_explained_where_it_is_typed(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        await screen.filter("mrr", "is greater than", "many")
        assert screen.sees("filter-popup")
        assert screen.text("filter-problem") == "Fill in numbers, or dates such as 2026-11-03."
        assert screen.chips() == []
        screen.find(QLineEdit, "filter-value").setText("50")
        screen.find(QLineEdit, "filter-value").setFocus()
        screen.press(Qt.Key.Key_Return)
        await screen.settled()
        assert not screen.sees("filter-popup")
        assert screen.column("name") == ["Zoë"]


async def test_values_that_come_up_often_can_be_ticked(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        screen.click_funnel("plan")
        often = screen.find(QListWidget, "filter-often")
        assert [often.item(row).text() for row in range(often.count())] == [
            "pro  ·  2 times",
            "free  ·  1 time",
        ]
        often.item(0).setCheckState(Qt.CheckState.Checked)
        assert screen.popup().condition() == Condition(("plan",), "is", ("pro",))
        often.item(1).setCheckState(Qt.CheckState.Checked)
        assert screen.popup().condition() == Condition(("plan",), "one_of", ("pro", "free"))
        screen.click("filter-apply")
        await screen.settled()
        assert screen.column("name") == ["Ada", "Grace", "Mary"]


async def test_a_chip_opens_its_filter_and_delete_takes_it_away(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        await screen.filter("plan", "is", "pro")
        screen.click("filter-chip-0")
        assert screen.text("filter-value") == "pro"
        screen.fill_filter("is", "free")
        await screen.settled()
        assert screen.chips() == ["plan is “free”"]
        assert screen.column("name") == ["Grace"]
        screen.find(QPushButton, "filter-chip-0").setFocus()
        screen.press(Qt.Key.Key_Delete)
        await screen.settled()
        assert screen.chips() == []


async def test_a_filter_and_an_order_hold_together_whichever_came_first(
    qapp: QApplication, tmp_path: Path
) -> None:
    many = [{"id": n, "lot": (n * 7919) % 1000, "even": n % 2 == 0} for n in range(3000)]
    expected = [str(one["id"] + 1) for one in sorted(many, key=lambda one: one["lot"]) if one["even"]]
    for order in (("sort", "filter"), ("filter", "sort")):
        folder = tmp_path / order[0]
        async with table_of(folder, many) as screen:
            for step in order:
                if step == "sort":
                    screen.page.sort_by((SortKey(("lot",)),))
                else:
                    screen.page.filter_by(Condition(("even",), "is", ("true",)))
                await screen.settled()
            assert [one.replace(",", "") for one in screen.numbers(2000)] == expected
            screen.page.sort_by(())
            await screen.settled()
            assert screen.numbers(3) == ["1", "3", "5"]


async def test_the_current_bundle_stays_current_where_it_is_among_the_rows(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        screen.table.setCurrentIndex(screen.index(3, "name"))
        screen.click_heading("mrr")
        await screen.settled()
        assert screen.view.current() == 3
        assert screen.table.currentIndex().row() == 4
        assert screen.table.currentIndex().data() == "Zoë"
        await screen.filter("mrr", "is less than", "50")
        assert screen.table.currentIndex().row() == 0
        assert screen.view.current() == 2  # the first one that is left
        screen.view.show_tab("tree")
        screen.view.select(3)
        screen.view.show_tab("table")
        assert screen.view.current() == 3  # filtered out here: the other tabs stay there
        assert screen.text("table-note") == "Bundle 4 is filtered out."
        screen.table.setCurrentIndex(screen.index(1, "name"))
        assert not screen.sees("table-note")


async def test_the_cell_under_the_cursor_can_be_filtered_by(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        like, unlike = screen.page.cell_actions
        screen.table.setCurrentIndex(screen.index(0, "plan"))
        like.trigger()
        await screen.settled()
        assert screen.chips() == ["plan is “pro”"]
        screen.page.strip.chips.cleared.emit()
        await screen.settled()
        for row, chip in ((2, "plan is null"), (3, "plan is empty")):
            screen.table.setCurrentIndex(screen.index(row, "plan"))
            like.trigger()
            await screen.settled()
            assert screen.chips() == [chip]
            screen.page.strip.chips.removed.emit(0)
            await screen.settled()
        screen.table.setCurrentIndex(screen.index(2, "since"))
        unlike.trigger()
        await screen.settled()
        assert screen.chips() == ["since is not missing"]
        assert screen.column("name") == ["Ada", "Grace", "Zoë", "Mary"]


async def test_what_came_after_is_said_and_a_refresh_takes_it_in(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        screen.click_heading("mrr")
        await screen.filter("plan", "is", "pro")
        assert not screen.sees("table-note")
        screen.arrive({"name": "New", "plan": "pro", "mrr": 1}, {"name": "Other", "plan": "free", "mrr": 1})
        assert screen.text("table-note") == "Filtered and sorted when there were 5; 2 more came since."
        assert screen.text("table-showing") == "Showing 2 of 7 bundles"
        screen.click("table-refresh")
        await screen.settled()
        assert not screen.sees("table-note")
        assert screen.column("name") == ["New", "Ada", "Mary"]
        assert screen.numbers() == ["6", "1", "5"]


async def test_rows_that_arrive_are_appended_while_nothing_is_sorted(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with table_of(tmp_path, PEOPLE[:2]) as screen:
        tester = QAbstractItemModelTester(
            screen.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal, screen.view
        )
        screen.arrive(*PEOPLE[2:])
        assert screen.column("name") == ["Ada", "Grace", "Linus", "Zoë", "Mary"]
        screen.click_heading("name")
        await screen.settled()
        screen.page.sort_by(())
        await screen.settled()
        assert tester.model().rowCount() == 5


async def test_a_filter_that_is_stopped_keeps_what_it_found_and_can_go_on(
    qapp: QApplication, tmp_path: Path
) -> None:
    many = [{"id": n, "text": "x" * 300} for n in range(60_000)]
    async with table_of(tmp_path, many) as screen:
        screen.page.filter_by(Condition(("id",), "greater", ("-1",)))
        await screen.until(lambda: screen.page.rows() is not None)
        screen.page.strip.stop_pressed.emit()
        await screen.settled()
        found = screen.table.model().rowCount()
        assert found < 60_000
        assert screen.text("table-note") == "Stopped before all bundles were looked at."
        assert screen.text("table-refresh") == "Go on"
        screen.click("table-refresh")
        await screen.settled()
        assert screen.table.model().rowCount() == 60_000
        assert not screen.sees("table-note")


async def test_a_sort_that_is_stopped_leaves_the_rows_as_they_were(
    qapp: QApplication, tmp_path: Path
) -> None:
    many = [{"id": -n} for n in range(50_000)]
    async with table_of(tmp_path, many) as screen:
        screen.page.sort_by((SortKey(("id",)),))
        screen.page.strip.stop_pressed.emit()
        await screen.settled()
        assert screen.table.head.marks.sorted == {}
        assert screen.numbers(2) == ["1", "2"]
        assert not screen.sees("table-strip")


async def test_work_that_takes_longer_says_how_far_it_is(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.bundles.table_rows.PATIENCE", 0)
    many = [{"id": n, "text": "x" * 300} for n in range(60_000)]
    async with table_of(tmp_path, many) as screen:
        screen.page.sort_by((SortKey(("text",)),))
        await screen.until(lambda: screen.sees("table-doing"))
        assert screen.text("table-doing").startswith("Sorting…")
        assert screen.sees("table-progress")
        assert screen.sees("table-stop")
        await screen.settled()
        assert not screen.sees("table-doing")


async def out_of_memory() -> AsyncIterator[RowsEvent]:
    """What the engine tells when it cannot answer."""
    raise TrunklineError("There is not enough memory for this.", "The bundles are too large.")
    yield


async def test_what_cannot_be_answered_is_said_in_words_and_can_be_tried_again(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        order = screen.integrator.order
        monkeypatch.setattr(screen.integrator, "order", lambda *about: out_of_memory())
        screen.click_heading("mrr")
        await screen.settled()
        assert screen.text("table-note") == "There is not enough memory for this. The bundles are too large."
        assert screen.text("table-refresh") == "Try again"
        assert screen.table.head.marks.sorted == {}
        assert len(screen.numbers()) == 5
        monkeypatch.setattr(screen.integrator, "order", order)
        screen.click("table-refresh")
        await screen.settled()
        assert not screen.sees("table-note")
        assert screen.column("mrr") == ["2", "9.5", "10", "10.0", "100"]


async def test_files_of_answers_are_gone_when_the_view_is(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        screen.click_heading("mrr")
        await screen.settled()
        await screen.filter("plan", "is", "pro")
        rows = screen.page.rows()
        assert rows is not None
        folder = rows.path.parent  # type: ignore[attr-defined]
        kept = len(list(folder.iterdir()))
        assert kept == 2  # the order of all, and those of them that are shown
        screen.view.clear()
        await screen.settled()
        assert list(folder.iterdir()) == []


async def test_where_nothing_fits_the_ways_back_are_offered(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        await screen.filter("plan", "is", "pro")
        assert not screen.sees("table-notice")
        await screen.filter("name", "contains", "nobody")
        assert screen.text("table-notice-words") == "No bundle fits all filters."
        assert screen.page.strip.chips.isVisible()
        screen.find(QPushButton, "table-notice-last").setFocus()
        screen.press(Qt.Key.Key_Space)
        await screen.settled()
        assert not screen.sees("table-notice")
        assert screen.chips() == ["plan is “pro”"]
        assert QApplication.focusWidget() is screen.table

        await screen.filter("name", "contains", "nobody")
        screen.click("table-notice-clear")
        await screen.settled()
        assert screen.chips() == []
        assert screen.column("name") == [one["name"] for one in PEOPLE]

        await screen.filter("name", "contains", "nobody")
        assert screen.text("table-notice-words") == "No bundle fits this filter."
        assert not screen.sees("table-notice-last")


async def test_the_column_stays_where_the_current_bundle_is_filtered_out(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        screen.table.setCurrentIndex(screen.index(0, "plan"))
        await screen.filter("name", "is", "Grace")
        assert screen.table.currentIndex() == screen.index(0, "plan")
        await screen.filter("name", "is", "nobody")
        screen.click("table-notice-clear")
        await screen.settled()
        assert screen.table.currentIndex().column() == screen.index(0, "plan").column()


@pytest.mark.parametrize("test", ["contains", "is", "starts with", "ends with"])
async def test_a_text_has_to_be_filled_in(qapp: QApplication, tmp_path: Path, test: str) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        await screen.filter("name", test, "")
        assert screen.text("filter-problem") == "Fill in a value, or choose “is empty”."
        assert screen.chips() == []


async def test_true_and_false_are_chosen_and_not_typed(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, [{"on": True}, {"on": False}, {"on": None}]) as screen:
        screen.click_funnel("on")
        assert not screen.sees("filter-value")
        assert not screen.sees("filter-often")
        screen.fill_filter("is false")
        await screen.settled()
        assert screen.chips() == ["on is “false”"]
        assert screen.column("on") == ["false"]
        screen.click("filter-chip-0")
        assert screen.find(QComboBox, "filter-test").currentText() == "is false"


async def test_what_null_and_missing_mean_is_said_where_they_are_chosen(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        screen.click_funnel("plan")
        tests = screen.find(QComboBox, "filter-test")
        said = {}
        for words in ("is empty", "is null", "is missing"):
            tests.setCurrentText(words)
            assert screen.sees("filter-hint")
            said[words] = screen.text("filter-hint")
        assert said["is missing"] == "The bundle does not have this field."
        assert len(set(said.values())) == 3
        tests.setCurrentText("contains")
        assert not screen.sees("filter-hint")
