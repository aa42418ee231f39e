"""The table of an answer: lazy, exact, copied as it is; and what to begin with."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from core.model.run import BundleSource
from core.model.sql import SqlColumn, SqlColumns, SqlKind, SqlTable
from gui.sql.answer_table import AnswerTable
from gui.sql.examples import examples
from gui.sql.past_queries import MOST, PastQueries

Role = Qt.ItemDataRole


class Rows(BundleSource):
    """Rows that count how often they are read. `arrived` of them are there."""

    def __init__(self, make: Any, arrived: int) -> None:
        self._make, self.arrived, self._seen, self.read = make, arrived, 0, 0

    def __len__(self) -> int:
        return self._seen

    def refresh(self) -> int:
        self._seen = self.arrived
        return self._seen

    def size(self, index: int) -> int:
        return len(self._make(index))

    def raw(self, index: int) -> bytes:
        assert index < self._seen
        self.read += 1
        return bytes(self._make(index))

    def close(self) -> None:
        self._seen = 0


class Answer:
    """An answer in memory."""

    def __init__(self, columns: Sequence[str], rows: Rows) -> None:
        self.columns, self.rows = tuple(columns), rows

    def close(self) -> None:
        self.rows.close()


def answer_of(*rows: dict[str, Any]) -> Answer:
    lines = [json.dumps(row).encode() for row in rows]
    return Answer(list(rows[0]), Rows(lines.__getitem__, len(lines)))


@pytest.fixture
def table(qtbot: QtBot) -> AnswerTable:
    """An empty table that is shown."""
    table = AnswerTable()
    qtbot.addWidget(table)
    table.resize(700, 400)
    table.show()
    qtbot.waitExposed(table)
    return table


def shown(table: AnswerTable) -> list[list[str]]:
    model = table.rows
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def choose(table: AnswerTable, top: int, left: int, bottom: int, right: int) -> None:
    model = table.model()
    area = QItemSelection(model.index(top, left), model.index(bottom, right))
    table.selectionModel().select(area, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def test_values_are_told_apart_and_numbers_keep_their_digits(table: AnswerTable) -> None:
    answer = answer_of({"a": None, "b": "", "c": 1.5, "d": "12", "e": "two\nlines", "f": 2**62})
    table.rows.set_answer(answer)
    table.rows.grow()
    assert shown(table) == [["null", '""', "1.5", '"12"', "two↵lines", str(2**62)]]
    right = table.rows.index(0, 2).data(Role.TextAlignmentRole)
    assert right & Qt.AlignmentFlag.AlignRight


def test_of_a_million_rows_only_those_in_sight_are_read(table: AnswerTable) -> None:
    rows = Rows(lambda number: b'{"n":%d}' % number, 1_000_000)
    table.rows.set_answer(Answer(("n",), rows))
    table.rows.grow()
    table.measure()
    table.scrollToBottom()
    table.grab()
    assert table.rows.rowCount() == 1_000_000
    assert table.rows.index(999_999, 0).data() == "999999"
    assert rows.read < 400


def test_rows_that_arrive_are_appended(table: AnswerTable, qtbot: QtBot) -> None:
    QAbstractItemModelTester(table.rows, QAbstractItemModelTester.FailureReportingMode.Fatal, table)
    rows = Rows(lambda number: b'{"n":%d}' % number, 2)
    table.rows.set_answer(Answer(("n",), rows))
    table.rows.grow()
    rows.arrived = 5
    table.rows.grow()
    assert shown(table) == [["0"], ["1"], ["2"], ["3"], ["4"]]


def test_the_answer_before_is_handed_back(table: AnswerTable) -> None:
    first, second = answer_of({"a": 1}), answer_of({"b": 2})
    assert table.rows.set_answer(first) is None
    assert table.rows.set_answer(second) is first
    assert table.rows.set_answer(None) is second
    assert table.rows.columnCount() == 0


def test_html_is_never_rendered(table: AnswerTable) -> None:
    text = "<b>bold</b>" * 100
    table.rows.set_answer(answer_of({"a": text}))
    table.rows.grow()
    index = table.rows.index(0, 0)
    assert str(index.data()).startswith("<b>")
    assert "&lt;b&gt;" in index.data(Role.ToolTipRole)


async def test_chosen_cells_are_copied_whole_between_tabs(table: AnswerTable) -> None:
    long = "x" * 5_000
    table.rows.set_answer(
        answer_of({"a": 1, "b": "two\nlines", "c": None}, {"a": 2.50, "b": 'a "b"\t', "c": long})
    )
    table.rows.grow()
    assert await table.copied(names=False) == "Choose cells first."
    choose(table, 0, 0, 1, 2)
    assert await table.copied(names=True) == "Copied 2 rows"
    expected = f'a\tb\tc\n1\t"two\nlines"\t\n2.5\t"a ""b""\t"\t{long}'
    assert QGuiApplication.clipboard().text() == expected
    choose(table, 1, 0, 1, 0)
    assert await table.copied(names=False) == "Copied"
    assert QGuiApplication.clipboard().text() == "2.5"


async def test_too_many_cells_for_the_clipboard_are_refused_in_words(table: AnswerTable) -> None:
    table.rows.set_answer(Answer(("n",), Rows(lambda number: b'{"n":1}', 1_000_000)))
    table.rows.grow()
    table.selectAll()
    assert "Export them" in await table.copied(names=False)


# What to begin with

ORDERS = SqlTable(name="orders", run="b", bundles=5, started_at=2.0, labels=("List orders", "Shop"))
BEFORE = SqlTable(name="orders_2", run="a", bundles=5, started_at=1.0, labels=("List orders", "Shop"))


def column(typed: str, *kinds: SqlKind) -> SqlColumn:
    name = typed.strip('"')
    return SqlColumn(name=name, typed=typed, steps=tuple(name.split(".")), kinds=kinds)


COLUMNS = SqlColumns(
    columns=(
        SqlColumn(name="bundle", typed="bundle", kinds=("number",)),
        column("note", "text"),
        column('"attributes.plan"', "text"),
        column("id", "number"),
        column("at", "date", "null"),
        column("tags", "array"),
    ),
    is_complete=True,
)


def test_examples_are_about_the_tables_that_there_are() -> None:
    made = {one.title: one.query for one in examples((ORDERS, BEFORE), {"orders": COLUMNS})}
    assert list(made) == [
        "Look at the first rows",
        "Count by a column",
        "Group by month",
        "What is new since the run before",
        "Take a list apart",
    ]
    assert 'GROUP BY "attributes.plan"' in made["Count by a column"]
    assert "strftime('%Y-%m', at)" in made["Group by month"]
    assert "orders_2 AS older ON older.id = newer.id" in made["What is new since the run before"]
    assert "json_each(orders.tags)" in made["Take a list apart"]


def test_examples_need_no_columns_and_nothing_without_tables() -> None:
    assert [one.title for one in examples((ORDERS,), {})] == ["Look at the first rows", "Count"]
    assert examples((), {}) == ()


def test_queries_of_the_past_are_kept_newest_first_and_once(tmp_path: Path) -> None:
    file = str(tmp_path / "window.ini")
    past = PastQueries(QSettings(file, QSettings.Format.IniFormat))
    for number in range(MOST + 5):
        past.add(f"SELECT {number};\n-- a, b")
    past.add("SELECT 20;\n-- a, b")
    past.add("  ")
    past.keep_draft("SELECT '1, 2'")
    again = PastQueries(QSettings(file, QSettings.Format.IniFormat))
    assert len(again.all()) == MOST
    assert again.all()[:2] == ["SELECT 20;\n-- a, b", f"SELECT {MOST + 4};\n-- a, b"]
    assert again.draft() == "SELECT '1, 2'"
    again.forget()
    assert again.all() == []
