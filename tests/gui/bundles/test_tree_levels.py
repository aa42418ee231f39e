"""Huge and deeply nested bundles in the tree: taken apart level by level, where they lie."""

import json
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from bundle_screen import painted
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot
from run_screen import RunScreen, run_shown

from core.model.errors import TrunklineError
from core.model.laid_out import PagesFound
from gui.bundles import decoded, tree_containers
from gui.bundles.tree_model import ASIDE
from gui.bundles.tree_view import BundleTree
from gui.bundles.values import Unopened

FILLER = "x" * decoded.HUGE


def huge(rest: str) -> bytes:
    """A bundle that is never decoded, with these members, written as they stand."""
    return f'{{"filler":"{FILLER}",{rest}}}'.encode()


def tree_of(screen: RunScreen) -> BundleTree:
    return screen.find(BundleTree, "bundle-tree")


async def test_a_huge_bundle_opens_level_by_level_and_is_never_decoded(qtbot: QtBot, tmp_path: Path) -> None:
    line = huge('"plan":{"name":"pro","seats":3},"tags":["a","b"],"none":null,"yes":true,"empty":{}')
    async with run_shown(tmp_path, [line]) as screen:
        await screen.settled()
        painted(screen)
        assert [line[:60] for line in screen.tree_lines()] == [
            "Bundle 1 = object · 6 · 1.0 MB",
            f".filler = {FILLER[:50]}",
            ".plan = object · 2",
            ".tags = list · 2",
            ".none = null",
            ".yes = true",
            ".empty = object · 0",
        ]
        assert not screen.tree.model().hasChildren(screen.row(0, 5))
        screen.tree.expand(screen.row(0, 1))
        await screen.settled()
        assert screen.tree_lines()[3:5] == ["..name = pro", "..seats = 3"]
        assert screen.view._bundles is not None
        assert screen.view._bundles.decoded == 0


async def test_a_long_list_in_a_huge_bundle_is_counted_and_any_item_can_be_reached(
    qtbot: QtBot, tmp_path: Path
) -> None:
    items = ",".join(f'{{"id":{number}}}' for number in range(25_500))
    async with run_shown(tmp_path, [huge(f'"items":[{items}]')]) as screen:
        await screen.settled()
        screen.tree.expand(screen.row(0, 1))
        await screen.settled()
        assert screen.row(0, 1).siblingAtColumn(1).data() == "list · 25,500"
        assert screen.tree.model().rowCount(screen.row(0, 1)) == 1000 + 25
        assert screen.row(0, 1, 1024).data() == "25,001 to 25,500"
        tree_of(screen).show_place(0, ("items", 25_500, "id"))
        await screen.settled()
        spot = tree_of(screen).spot()
        assert spot is not None
        assert (spot.steps, spot.value) == (("items", 25_500, "id"), "25499")
        assert screen.tree.model().rowCount(screen.row(0, 1, 1024)) == 500


async def test_names_and_values_are_shown_as_received(qtbot: QtBot, tmp_path: Path) -> None:
    rest = (
        f'"a":1,"a":2,"big":{2**70},"price":1.10,"odd":NaN,"half":"\\ud800","zero":"\\u0000",'
        f'"html":"<b>x</b>","turned":"\u202eabc","{"k" * 1_000_000}":5'
    )
    async with run_shown(tmp_path, [huge(rest)]) as screen:
        await screen.settled()
        painted(screen)
        shown = dict(line[1:].split(" = ", 1) for line in screen.tree_lines()[2:])
        assert [line for line in screen.tree_lines() if line.startswith(".a =")] == [".a = 1", ".a = 2"]
        assert shown["big"] == str(2**70)
        assert shown["price"] == "1.10"
        assert shown["odd"] == "Not JSON: NaN"
        assert shown["half"] == "\ufffd"
        assert shown["zero"] == "␀"
        assert shown["html"] == "<b>x</b>"
        assert shown["turned"] == "\\u202eabc"
        last = screen.row(0, 10)
        assert last.data() == "k" * 300 + "…"
        screen.tree.setCurrentIndex(last)
        await screen.settled()
        spot = tree_of(screen).spot()
        assert spot is not None
        assert spot.steps == ("k" * 1_000_000,)


async def test_a_text_too_long_to_be_at_hand_is_told_to_be_unopened(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, [huge('"short":"hello"')]) as screen:
        await screen.settled()
        tree = tree_of(screen)
        screen.tree.setCurrentIndex(screen.row(0, 0))
        spot, node = tree.spot(), tree.node()
        assert spot is not None
        assert spot.value == Unopened(len(FILLER) + 2)
        assert node is not None
        assert node.kind == "text"
        screen.tree.setCurrentIndex(screen.row(0, 1))
        spot = tree.spot()
        assert spot is not None
        assert spot.value == "hello"


async def test_nesting_ten_thousand_deep_is_opened_step_by_step(qtbot: QtBot, tmp_path: Path) -> None:
    line = b'{"a":' * 5000 + b"[" * 5000 + b"1" + b"]" * 5000 + b"}" * 5000
    async with run_shown(tmp_path, [line, {"b": 2}]) as screen:
        assert screen.tree_lines() == ["Bundle 1 = 40 kB, nested deeply", "Bundle 2 = b: 2"]
        tree_of(screen).show_place(0, ("a",) * 5000)
        await screen.settled()
        painted(screen)
        spot = tree_of(screen).spot()
        assert spot is not None
        assert spot.steps == ("a",) * 60
        assert screen.tree_lines(200)[-1] == "Bundle 2 = b: 2"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (b"<html>" + FILLER.encode(), ["Bundle 1 = Not JSON: <html>xxx"]),
        (b'"' + FILLER.encode() + b'"', ["Bundle 1 = " + "x" * 19]),
        (b'{"a":1,"b":[' + b"1," * 600_000 + b"oops", [".a = 1", ". = Here it stops being JSON:"]),
        (b"[" * 1_200_000, ["Bundle 1 = list", ". = Here it stops being JSON:"]),
    ],
)
async def test_what_is_no_json_or_breaks_off_says_so(
    qtbot: QtBot, tmp_path: Path, line: bytes, shown: list[str]
) -> None:
    async with run_shown(tmp_path, [line]) as screen:
        await screen.settled()
        painted(screen)
        lines = screen.tree_lines()
        assert all(any(one.startswith(start) for one in lines) for start in shown), lines


async def test_a_list_that_breaks_off_after_a_full_page_says_so_in_a_group(
    qtbot: QtBot, tmp_path: Path
) -> None:
    line = b'["' + FILLER.encode() + b'"' + b",1" * 999 + b" oops"
    async with run_shown(tmp_path, [line]) as screen:
        await screen.settled()
        screen.tree.expand(screen.row(0, 1000))
        await screen.settled()
        group = screen.row(0, 1000)
        said = screen.row(0, 1000, screen.tree.model().rowCount(group) - 1).siblingAtColumn(1).data()
        assert said.startswith("Here it stops being JSON: ")


async def test_children_that_cannot_be_counted_are_said_to_be_unknown(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree_containers, "PAGE", 8)  # the tester asks every row a hundred questions
    items = ",".join('{"a":[1]}' for _ in range(500))
    async with run_shown(tmp_path, [huge(f'"items":[{items}]')]) as screen:
        await screen.settled()
        monkeypatch.setattr(screen.integrator, "pages", broken_off)
        tester = QAbstractItemModelTester(
            screen.tree.model(), QAbstractItemModelTester.FailureReportingMode.Fatal, screen.view
        )
        screen.tree.expand(screen.row(0, 1))
        await screen.settled()
        row = screen.row(0, 1)
        assert row.siblingAtColumn(1).data().startswith("list · 5")  # its size: how many is not known
        assert "kB" in row.siblingAtColumn(1).data()
        assert tester.model().rowCount(row) == 8 + 1
        said = screen.row(0, 1, 8)
        assert said.siblingAtColumn(1).data() == (
            "What follows is not known. The count has stopped. The process has ended. Open the run again."
        )
        assert not tester.model().hasChildren(said)
        tree_of(screen).show_place(0, ("items", 400, "a"))
        await screen.settled()
        assert screen.tree.currentIndex() == row


async def broken_off(*_: object) -> AsyncGenerator[PagesFound]:
    """A count that fails before it has found a page."""
    raise TrunklineError("The count has stopped.", "The process has ended.", "Open the run again.")
    yield


async def test_the_model_keeps_the_rules_of_item_models_while_levels_arrive(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree_containers, "PAGE", 8)  # the tester asks every row a hundred questions
    items = ",".join('{"a":[1]}' for _ in range(30))
    async with run_shown(tmp_path, [{"first": 1}, huge(f'"items":[{items}]')]) as screen:
        tester = QAbstractItemModelTester(
            screen.tree.model(), QAbstractItemModelTester.FailureReportingMode.Fatal, screen.view
        )
        screen.tree.expand(screen.row(1))
        await screen.settled()
        tree_of(screen).show_place(1, ("items", 30, "a", 1))
        await screen.settled()
        assert screen.tree.currentIndex().siblingAtColumn(1).data() == "1"
        assert tester.model().rowCount(screen.row(1, 1)) == 8 + 3


async def test_open_all_of_a_huge_bundle_stays_bounded(qtbot: QtBot, tmp_path: Path) -> None:
    items = ",".join('{"a":1}' for _ in range(5000))
    async with run_shown(tmp_path, [huge(f'"items":[{items}]')]) as screen:
        await screen.settled()
        for _ in range(3):
            tree_of(screen).open_bundle()
            await screen.settled()
        opened = [row for row in range(1000) if screen.tree.isExpanded(screen.row(0, 1, row))]
        assert 0 < len(opened) <= 20


async def test_a_value_of_a_huge_bundle_is_copied_whole(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, [huge('"plan":{"price":1.10,"names":["\\ud800x"]}')]) as screen:
        await screen.settled()
        screen.tree.setCurrentIndex(screen.row(0, 1))
        screen.copied("copy-value")
        await screen.settled()
        assert QGuiApplication.clipboard().text().startswith('{\n  "price": 1.10,\n  "names": [')
        screen.tree.setCurrentIndex(screen.row(0, 0))
        screen.copied("copy-value")
        await screen.settled()
        assert QGuiApplication.clipboard().text() == FILLER
        assert screen.label("copy-confirmation").text() == "Copied value"
        assert screen.copied("copy-path") == "filler"


async def test_leaving_while_a_level_is_on_its_way_is_no_trouble(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, [huge('"a":1')]) as screen:
        screen.view.clear()
        await screen.settled()
        assert screen.view.count() == 0


def test_dates_are_readable_beside_the_raw_text_and_links_stand_out(qtbot: QtBot, tmp_path: Path) -> None:
    from bundle_screen import Screen

    screen = Screen(tmp_path)
    qtbot.addWidget(screen.view)
    screen.view.show()
    screen.open(
        {
            "created": "2026-11-03T10:00:00Z",
            "day": "2026-11-03",
            "updated_at": 1793700000,
            "count": 1793700000,
            "never": "2026-02-31",
            "page": "https://example.com/a",
            "script": "javascript:alert(1)",
        }
    )
    painted(screen)
    values = {
        screen.row(0, row).data(): screen.row(0, row).siblingAtColumn(1)
        for row in range(screen.tree.model().rowCount(screen.row(0)))
    }
    assert values["created"].data() == "2026-11-03T10:00:00Z"
    assert values["created"].data(ASIDE) == "Tuesday, 3 November 2026, 10:00:00 UTC"
    assert values["day"].data(ASIDE) == "Tuesday, 3 November 2026"
    assert "2026" in values["updated_at"].data(ASIDE)
    assert [values[name].data(ASIDE) for name in ("count", "never", "page", "script")] == ["", "", "", ""]
    role = Qt.ItemDataRole.ForegroundRole
    assert values["page"].data(role) is not None
    assert values["script"].data(role) is None
    assert "Tuesday" in values["day"].data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_place_in_a_bundle_becomes_current_and_what_is_not_there_stops_the_way(
    qtbot: QtBot, tmp_path: Path
) -> None:
    from bundle_screen import Screen

    screen = Screen(tmp_path)
    qtbot.addWidget(screen.view)
    screen.open({"a": 1}, json.dumps({"list": [{"n": number} for number in range(2500)]}).encode())
    tree = screen.find(BundleTree, "bundle-tree")
    tree.show_place(1, ("list", 2400, "n"))
    spot = tree.spot()
    assert spot is not None
    assert (spot.bundle, spot.steps, spot.value) == (1, ("list", 2400, "n"), "2399")
    tree.show_place(1, ("list", 7, "gone"))
    spot = tree.spot()
    assert spot is not None
    assert spot.steps == ("list", 7)
