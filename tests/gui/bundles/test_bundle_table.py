"""The table as a person sees it: columns found in the data, cells, growth."""

from typing import Any

import pytest
from bundle_screen import Screen, painted
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QToolButton

from gui.bundles.columns_choice import MOST_AT_FIRST


@pytest.fixture(autouse=True)
def table_tab(screen: Screen) -> None:
    screen.view.show_tab("table")


def test_fields_become_columns_and_objects_are_opened(screen: Screen) -> None:
    screen.open(
        {"id": 1, "attributes": {"plan": "pro", "Signed up": None}, "tags": [1, 2]},
        {"id": 2, "attributes": {"plan": "", "limits": {"seats": 5}}, "email": "a@example.com"},
    )
    assert screen.headers() == [
        "id",
        "attributes.plan",
        "attributes.`Signed up`",
        "attributes.limits.seats",
        "tags",
        "email",
    ]
    assert screen.cells(0) == ["1", "pro", "null", "·", "2 items", "·"]
    assert screen.cells(1) == ["2", '""', "·", "5", "·", "a@example.com"]


def test_missing_null_and_empty_can_be_told_apart(screen: Screen) -> None:
    screen.open({"a": None}, {"a": ""}, {"b": 1})
    model = screen.table.model()
    cells = [model.index(row, 0) for row in range(3)]
    assert [cell.data() for cell in cells] == ["null", '""', "·"]
    words = ["null", "empty text", "no such field"]
    assert [cell.data(Qt.ItemDataRole.AccessibleTextRole) for cell in cells] == words
    tips = [cell.data(Qt.ItemDataRole.ToolTipRole) for cell in cells]
    assert all(word in tip for word, tip in zip(words, tips, strict=True))
    assert cells[0].data(Qt.ItemDataRole.FontRole).italic()
    assert all(cell.data(Qt.ItemDataRole.ForegroundRole) for cell in cells)


def test_rows_carry_the_numbers_of_their_bundles(screen: Screen) -> None:
    screen.view.open(screen.source({"a": n} for n in range(1200)))
    heading = screen.table.model().headerData(1199, Qt.Orientation.Vertical)
    assert heading == "1,200"
    assert screen.cells(1199) == ["1199"]


def test_an_object_that_is_sometimes_null_has_no_column_of_its_own(screen: Screen) -> None:
    screen.open({"account": None}, {"account": {"name": "Acme"}}, {"account": {}}, {"account": "text"})
    assert screen.headers() == ["account", "account.name"]
    screen.open({"account": None}, {"account": {"name": "Acme"}}, {"account": {}})
    assert screen.headers() == ["account.name"]
    screen.open({"account": None}, {"account": {}})
    assert screen.headers() == ["account"]


def test_the_first_columns_are_shown_and_the_others_can_be_chosen(screen: Screen) -> None:
    screen.open({f"f{n}": n for n in range(200)})
    assert screen.headers() == [f"f{n}" for n in range(MOST_AT_FIRST)]
    assert screen.find(QToolButton, "table-columns").text().strip() == f"Columns {MOST_AT_FIRST} of 200"


def test_rows_are_appended_and_the_current_cell_stays(screen: Screen) -> None:
    source = screen.source(({"id": n, "name": f"n{n}"} for n in range(5000)), visible=300)
    screen.view.open(source)
    screen.table.setCurrentIndex(screen.table.model().index(120, 1))
    screen.table.verticalScrollBar().setValue(110)
    for arrived in (301, 5000):
        source.visible = arrived
        screen.view.grow()
        painted(screen)
    assert screen.table.model().rowCount() == 5000
    assert screen.table.currentIndex().data() == "n120"
    assert screen.table.verticalScrollBar().value() == 110


def test_columns_come_with_the_first_bundles_that_arrive(screen: Screen) -> None:
    source = screen.source([{"id": 1}, {"id": 2, "name": "Ada"}], visible=0)
    screen.view.open(source)
    assert screen.label("table-hint").isVisible()
    source.visible = 2
    screen.view.grow()
    assert screen.headers() == ["id", "name"]
    assert screen.table.currentIndex().isValid()


def test_numbers_stand_right_with_their_heading_and_texts_left(screen: Screen) -> None:
    screen.open({"id": 1, "name": "Ada", "zip": "0100"})
    model, role = screen.table.model(), Qt.ItemDataRole.TextAlignmentRole
    right = [bool(model.index(0, column).data(role) & Qt.AlignmentFlag.AlignRight) for column in range(3)]
    heads = [
        bool(model.headerData(column, Qt.Orientation.Horizontal, role) & Qt.AlignmentFlag.AlignRight)
        for column in range(3)
    ]
    assert right == heads == [True, False, False]


def test_columns_are_as_wide_as_what_they_show_within_bounds(screen: Screen) -> None:
    screen.open({"n": 1, "text": "x" * 500, "email": "somebody@example.com"})
    narrow, wide, middle = (screen.table.columnWidth(column) for column in range(3))
    assert narrow < middle < wide < screen.table.width()
    assert screen.table.horizontalHeader().sectionsMovable()


@pytest.mark.parametrize(
    ("bundles", "headers", "row"),
    [
        ([b"oops"], ["Value"], ["Not JSON: oops"]),
        ([["a", "b"]], ["Value"], ["2 items"]),
        (["text"], ["Value"], ["text"]),
        ([b'{"a": 1, "a": 2}'], ["a"], ["2"]),  # as programs read it: the last one counts
        ([{"": 1, "x y": {"": 2}}], ["``", "`x y`.``"], ["1", "2"]),
        ([b"[" * 50_000], ["Value"], ["50 kB"]),
        ([b"[" * 200_000], ["Value"], ["200 kB"]),
        ([{"t": "x" * 300_000}], ["t"], ["x" * 300 + "…"]),
        ([{"t": "x" * 1_300_000}], ["Value"], ["1.3 MB"]),
        ([{"<b>": "<i>x</i>"}], ["`<b>`"], ["<i>x</i>"]),
        ([{}], ["Value"], ["0 fields"]),
        ([None], ["Value"], ["null"]),
        ([b'{"a": NaN, "b": 1.10}'], ["a", "b"], ["NaN", "1.10"]),
        ([b'{"n": 1180591620717411303424, "e": 1E400}'], ["n", "e"], ["1180591620717411303424", "1E400"]),
        ([b'{"a": "\\ud83d", "b\\u0000": "\\u0000"}'], ["a", "`b␀`"], ["\ufffd", "␀"]),
        ([b'{"a": "\xff"}'], ["a"], ["\ufffd"]),
        ([b'{"o": {"p": {"q": "\\ud83d"}}, "x": 1}'], ["o.p.q", "x"], ["\ufffd", "1"]),
        ([{"rtl": "שלום", "turn": "a\u202eb"}], ["rtl", "turn"], ["שלום", "a\\u202eb"]),
    ],
)
def test_odd_bundles_have_a_place(
    screen: Screen, bundles: list[Any], headers: list[str], row: list[str]
) -> None:
    screen.open(*bundles, *bundles)
    painted(screen)
    assert screen.headers() == headers
    assert screen.cells(0) == row


def test_the_model_keeps_the_rules_of_item_models_while_it_grows(screen: Screen) -> None:
    source = screen.source(({f"f{n % 7}": n, "id": n} for n in range(30)), visible=3)
    screen.view.open(source)
    tester = QAbstractItemModelTester(
        screen.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal, screen.view
    )
    source.visible = 30
    screen.view.grow()
    painted(screen)
    assert tester.model().columnCount() == 4
    assert tester.model().rowCount() == 30
