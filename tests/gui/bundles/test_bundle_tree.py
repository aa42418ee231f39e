"""The tree as a person sees it: rows, growth, and data that means harm."""

import json

import pytest
from bundle_screen import Screen, painted
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QAbstractItemModelTester, QTest

from gui.bundles import tree_containers

ADA = {
    "id": 7,
    "email": "ada@example.com",
    "plan": None,
    "note": "",
    "attributes": {"mrr": 1.5},
    "segments": [{"name": "Trial"}, "x"],
}


def test_a_single_bundle_is_open_and_every_kind_of_value_can_be_told_apart(screen: Screen) -> None:
    screen.open(ADA)
    assert screen.tree_lines() == [
        "Bundle 1 = email: ada@example.com · id: 7",
        ".id = 7",
        ".email = ada@example.com",
        ".plan = null",
        '.note = ""',
        ".attributes = object · 1",
        ".segments = list · 2",
    ]


def test_several_bundles_are_closed_and_open_by_key(screen: Screen) -> None:
    screen.open({"a": 1}, {"a": [10, 20]})
    assert screen.tree_lines() == ["Bundle 1 = a: 1", "Bundle 2 = object · 1"]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right):
        QTest.keyClick(screen.tree, key)
    assert screen.tree_lines() == [
        "Bundle 1 = a: 1",
        "Bundle 2 = object · 1",
        ".a = list · 2",
        "..[1] = 10",
        "..[2] = 20",
    ]


def test_open_all_of_a_bundle_opens_what_is_in_it_and_nothing_else(screen: Screen) -> None:
    screen.open(ADA, ADA)
    screen.tree.open_bundle()  # type: ignore[attr-defined]  # what the context menu calls
    lines = screen.tree_lines()
    assert "...name = Trial" in lines
    assert lines[-1] == "Bundle 2 = email: ada@example.com · id: 7"
    screen.tree.close_bundle()  # type: ignore[attr-defined]
    assert len(screen.tree_lines()) == 2


def test_bundles_that_arrive_are_appended_and_what_is_open_stays_as_it_is(screen: Screen) -> None:
    source = screen.source(({"id": number, "tags": [number]} for number in range(3500)), visible=100)
    screen.view.open(source)
    screen.tree.expand(screen.row(30))
    screen.tree.expand(screen.row(30, 1))
    screen.tree.setCurrentIndex(screen.row(30, 1, 0))
    screen.tree.verticalScrollBar().setValue(300)
    painted(screen)
    seen = screen.tree.indexAt(screen.tree.rect().center()).data()
    for arrived in (101, 999, 1000, 1001, 1700, 3500):
        source.visible = arrived
        screen.view.grow()
        painted(screen)
        assert screen.view.count() == arrived
    assert screen.tree.isExpanded(screen.row(30))
    assert screen.tree.isExpanded(screen.row(30, 1))
    assert screen.tree.currentIndex().siblingAtColumn(1).data() == "30"
    assert screen.tree.verticalScrollBar().value() == 300
    assert screen.tree.indexAt(screen.tree.rect().center()).data() == seen
    assert screen.label("bundle-count").text() == "3,500 bundles"


def test_bundles_after_the_first_thousand_lie_in_groups(screen: Screen) -> None:
    screen.view.open(screen.source({"id": number} for number in range(2500)))
    model = screen.tree.model()
    assert model.rowCount() == 1002
    assert screen.row(999).data() == "Bundle 1,000"
    assert screen.row(1000).data() == "Bundles 1,001 to 2,000"
    assert screen.row(1001).data() == "Bundles 2,001 to 2,500"
    assert model.rowCount(screen.row(1001)) == 500
    last = screen.row(1001, 499)
    assert (last.data(), last.siblingAtColumn(1).data()) == ("Bundle 2,500", "id: 2499")
    assert screen.row(1001, 499, 0).siblingAtColumn(1).data() == "2499"


def test_a_group_grows_while_it_is_open(screen: Screen) -> None:
    source = screen.source(({"id": number} for number in range(3000)), visible=1200)
    screen.view.open(source)
    screen.tree.expand(screen.row(1000))
    source.visible = 2300
    screen.view.grow()
    assert screen.tree.isExpanded(screen.row(1000))
    assert screen.tree.model().rowCount(screen.row(1000)) == 1000
    assert screen.row(1000).data() == "Bundles 1,001 to 2,000"
    assert screen.row(1001).data() == "Bundles 2,001 to 2,300"


def test_a_group_that_is_current_stays_so_while_bundles_arrive(screen: Screen) -> None:
    source = screen.source(({"id": number} for number in range(3000)), visible=1200)
    screen.view.open(source)
    screen.tree.setCurrentIndex(screen.row(1000))
    source.visible = 3000
    screen.view.grow()
    assert screen.tree.currentIndex().data() == "Bundles 1,001 to 2,000"


def test_the_only_bundle_opens_also_when_it_arrives_later(screen: Screen) -> None:
    source = screen.source([ADA], visible=0)
    screen.view.open(source)
    assert screen.label("tree-hint").isVisible()
    source.visible = 1
    screen.view.grow()
    assert not screen.label("tree-hint").isVisible()
    assert len(screen.tree_lines()) == 7


def test_the_model_keeps_the_rules_of_item_models_while_it_grows(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree_containers, "PAGE", 8)  # the tester asks every row a hundred questions
    source = screen.source(({"id": number, "list": [[], {}, *range(9)]} for number in range(30)), visible=6)
    screen.view.open(source)
    tester = QAbstractItemModelTester(
        screen.tree.model(), QAbstractItemModelTester.FailureReportingMode.Fatal, screen.view
    )
    screen.tree.expand(screen.row(3))
    for arrived in (7, 8, 9, 16, 30):
        source.visible = arrived
        screen.view.grow()
        if arrived > 8:
            screen.tree.expand(screen.row(8))
    assert tester.model().rowCount() == 8 + 3


def test_an_object_with_a_hundred_thousand_fields_opens_a_page_at_a_time(screen: Screen) -> None:
    screen.open({f"key {number}": number for number in range(100_000)})
    model, bundle = screen.tree.model(), screen.row(0)
    assert screen.tree.isExpanded(bundle)
    assert model.rowCount(bundle) == 1000 + 99
    assert screen.row(0, 1000).data() == "1,001 to 2,000"
    last = screen.row(0, 1098, 999)
    assert (last.data(), last.siblingAtColumn(1).data()) == ("key 99999", "99999")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (b"<html>502 Bad Gateway</html>", "Bundle 1 = Not JSON: <html>502 Bad Gateway</html>"),
        (b"[" * 200_000, "Bundle 1 = Nested too deeply to open, see Raw: " + "[" * 300 + "…"),
        (b'{"a": "\\ud800"}', "Bundle 1 = a: \ufffd"),
        (b'{"a\\u0000b": "\\u0000"}', "Bundle 1 = a␀b: ␀"),
        (b'{"": ""}', "Bundle 1 = object · 1"),
        (b'"only text"', "Bundle 1 = only text"),
        (b"{}", "Bundle 1 = object · 0"),
        (b"", "Bundle 1 = Not JSON"),
    ],
)
def test_odd_lines_are_shown_as_what_they_are(screen: Screen, line: bytes, shown: str) -> None:
    screen.open(line)
    painted(screen)
    assert screen.tree_lines()[0] == shown


def test_names_received_twice_are_shown_twice(screen: Screen) -> None:
    screen.open(b'{"a": 1, "a": 2, "": 3}')
    assert screen.tree_lines()[1:] == [".a = 1", ".a = 2", '."" = 3']


def test_a_broken_first_bundle_does_not_keep_the_others_closed(screen: Screen) -> None:
    screen.open(b"oops", {"a": 1})
    screen.tree.expand(screen.row(1))
    assert screen.tree_lines() == ["Bundle 1 = Not JSON: oops", "Bundle 2 = a: 1", ".a = 1"]


def test_marks_of_html_are_shown_and_not_obeyed(screen: Screen) -> None:
    text = "<b>bold</b> <img src='http://example.com/x.png'> & " + "long " * 100
    screen.open({"note": text})
    value = screen.row(0, 0).siblingAtColumn(1)
    assert value.data().startswith("<b>bold</b> <img")
    tip = QTextDocument()
    tip.setHtml(value.data(Qt.ItemDataRole.ToolTipRole))
    assert tip.toPlainText() == text


def test_a_screen_reader_hears_what_is_shown(screen: Screen) -> None:
    screen.open({"note": "", "list": [1]})
    role = Qt.ItemDataRole.AccessibleTextRole
    assert [screen.row(0, row).data(role) for row in (0, 1)] == ["note", "list"]
    said = [screen.row(0, row).siblingAtColumn(1).data(role) for row in (0, 1)]
    assert said == ["empty text", "list of 1 item"]
    assert screen.tree.accessibleName() == "Bundles as a tree"


def test_a_bundle_that_cannot_be_read_any_more_says_so(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = screen.source([{"a": 1}, {"a": 2}])

    def gone(_index: int) -> bytes:
        raise OSError("the file is gone")

    monkeypatch.setattr(source, "raw", gone)
    screen.view.open(source)
    painted(screen)
    assert screen.tree_lines()[0] == "Bundle 1 = This bundle cannot be read any more: the file is gone"


def test_a_large_bundle_is_taken_apart_only_when_it_is_opened(screen: Screen) -> None:
    large = {"text": "x" * 300_000, "id": 1}
    screen.open(large, large)
    size = len(json.dumps(large))
    assert screen.tree_lines() == [f"Bundle {n} = {size / 1000:.0f} kB" for n in (1, 2)]
    screen.tree.expand(screen.row(1))
    assert screen.tree_lines()[-1] == ".id = 1"
