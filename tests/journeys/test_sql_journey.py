"""What came back is asked about with SQL: from the viewer to a query, a mistake, a runaway, a file."""

import asyncio
import csv
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QProgressBar,
    QTableView,
    QTreeView,
    QTreeWidget,
)

from core.model.errors import TrunklineError
from core.model.results import Progress, Rows, RowsEvent, RowsFound
from core.results.numbers import RowsFile
from core.sandbox import SandboxThread
from gui.sql.answer_table import AnswerTable
from gui.sql.query_editor import QueryEditor
from gui.sql.sql_desk import SqlDesk
from gui.sql.sql_screen import SqlScreen
from tests.core.past_runs import Past, connection, run
from tests.journeys.accounts import open_module
from tests.journeys.program import Program, program_running
from tests.secret_service import SecretService

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ENDLESS = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT n FROM n"


def desk(program: Program) -> SqlDesk:
    """Who answers queries."""
    found = program.session.findChild(SqlDesk)
    assert found is not None
    return found


async def open_sql(program: Program) -> None:
    """Go there by the keys, and wait until the tables are there."""
    program.press(Qt.Key.Key_Q, CTRL | SHIFT)
    await program.until(lambda: program.sees("sql-editor"))
    await desk(program).jobs.idle()


def tables(program: Program) -> list[str]:
    """The names of the tables."""
    tree = program.see(QTreeWidget, "sql-tables")
    items = [tree.topLevelItem(place) for place in range(tree.topLevelItemCount())]
    return [item.text(0) for item in items if item]


def write(program: Program, query: str) -> QueryEditor:
    """Put a query into the editor, as a paste would."""
    editor = program.see(QueryEditor, "sql-editor")
    editor.selectAll()
    editor.insertPlainText(query)
    return editor


async def ask(program: Program, query: str) -> None:
    """Write a query, press Ctrl+Return, and wait for what comes of it."""
    write(program, query)
    await press_run(program)


async def press_run(program: Program) -> None:
    """Ctrl+Return in the editor; wait for what comes of it."""
    program.window.activateWindow()  # offscreen, nobody gives the keyboard back after a menu
    await program.until(program.window.isActiveWindow)
    QTest.keyClick(program.see(QueryEditor, "sql-editor"), Qt.Key.Key_Return, CTRL)
    await program.until(lambda: not desk(program).jobs.is_running("ask"))


def answer(program: Program) -> list[list[str]]:
    """What the table shows, its head first."""
    model = program.see(QTableView, "sql-answer").model()
    head = [str(model.headerData(at, Qt.Orientation.Horizontal)) for at in range(model.columnCount())]
    return [head, *rows(model)]


def rows(model: QAbstractItemModel) -> list[list[str]]:
    """The texts of all cells."""
    columns = range(model.columnCount())
    return [[str(model.index(row, at).data()) for at in columns] for row in range(model.rowCount())]


def choose_from_menu(program: Program, name: str, words: str) -> None:
    """Click an entry of the menu that is open."""
    menu = program.see(QMenu, name)
    (action,) = [one for one in menu.actions() if one.text().startswith(words)]
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def double_click(view: QAbstractItemView, index: QModelIndex) -> None:
    """Double-click a line of a tree."""
    view.scrollTo(index)
    place = view.visualRect(index).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


async def test_contacts_are_asked_about_from_the_viewer(
    qapp: QApplication, folder: Path, tmp_path: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "refiner", "Refiner", "List Contacts")
        for limit in ("20", "50"):
            program.type_into("field-limit", limit)
            await program.run_to_end()

        # From the menu of the viewer, the run that it shows is `bundles`.
        tree = program.see(QTreeView, "bundle-tree")
        program.click_cell(tree, tree.model().index(0, 0))
        tree.customContextMenuRequested.emit(tree.visualRect(tree.model().index(0, 0)).center())
        await program.until(lambda: program.sees("bundle-tree-menu"))
        choose_from_menu(program, "bundle-tree-menu", "Ask with SQL")
        await program.until(lambda: program.sees("sql-editor"))
        await desk(program).jobs.idle()
        assert tables(program) == ["bundles", "list_contacts", "list_contacts_2"]

        # An example, and a name from the tree.
        assert program.text("sql-example-title-0") == "Look at the first rows"
        program.click("sql-example-0")
        await press_run(program)
        assert len(answer(program)) == 51
        assert program.text("sql-count").startswith("50 rows in")
        editor = write(program, "SELECT count(*) AS n, min(")
        names = program.see(QTreeWidget, "sql-tables")
        email, *_ = names.findItems("email", Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
        double_click(names, names.indexFromItem(email))
        assert editor.toPlainText() == "SELECT count(*) AS n, min(email"
        editor.insertPlainText(") > 'a' AS some FROM bundles")
        await press_run(program)
        assert answer(program) == [["n", "some"], ["50", "1"]]

        # Two runs at once.
        query = "SELECT count(*) AS both FROM list_contacts a JOIN list_contacts_2 b ON a.uuid = b.uuid"
        await ask(program, query)
        assert answer(program) == [["both"], ["20"]]

        # Into a file.
        await ask(program, "SELECT bundle, uuid FROM list_contacts ORDER BY uuid LIMIT 3")
        expected = answer(program)
        program.click("sql-export")
        await program.until(lambda: program.sees("sql-export-menu"))
        choose_from_menu(program, "sql-export-menu", "CSV")
        await program.until(lambda: program.sees("sql-export-file"))
        chooser = program.see(QFileDialog, "sql-export-file")
        line = chooser.findChild(QLineEdit, "fileNameEdit")
        assert line is not None
        line.setText(str(tmp_path / "answer.csv"))
        chooser.findChildren(QDialogButtonBox)[0].button(QDialogButtonBox.StandardButton.Save).click()
        await program.until(lambda: program.sees("export-show"))
        assert program.text("export-words") == "Exported 3 rows to answer.csv"
        with (tmp_path / "answer.csv").open(encoding="utf-8-sig", newline="") as file:
            assert list(csv.reader(file)) == expected


async def test_a_query_that_is_quicker_than_its_tables_finds_them_all_the_same(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    past = Past(folder)
    await past.connect(connection())
    await past.add(run("a", 1.0, bundles=2), bundles=[{"email": "a@example.com"}, {"email": None}])
    async with program_running(folder) as program:
        program.window.acts["sql"].trigger()
        write(program, "SELECT email FROM list_contacts")
        assert tables(program) == [], "they are on their way"
        await press_run(program)
        assert answer(program) == [["email"], ["a@example.com"], ["null"]]


async def test_an_answer_is_sorted_by_its_headings_and_goes_into_a_file_so(
    qapp: QApplication, folder: Path, tmp_path: Path, no_keyring: None
) -> None:
    past = Past(folder)
    people = [{"n": n, "plan": plan} for n, plan in enumerate(("pro", None, "free", "", "team"))]
    await past.add(run("a", 1.0, bundles=5), bundles=people)
    async with program_running(folder) as program:
        await open_sql(program)
        await ask(program, "SELECT n, plan FROM list_contacts")
        await click_heading(program, 1)
        assert [row[1] for row in answer(program)[1:]] == ["free", "pro", "team", '""', "null"]
        await click_heading(program, 1)
        assert [row[0] for row in answer(program)[1:]] == ["4", "0", "2", "3", "1"]

        program.see(QTableView, "sql-answer").selectAll()
        program.click("sql-copy")
        await desk(program).jobs.idle()
        assert program.clipboard().splitlines()[0] == "4\tteam"
        rows = program.see(AnswerTable, "sql-answer").rows.answer()
        assert rows is not None
        async for _ in program.integrator.export_answer(rows, tmp_path / "sorted.csv", "csv"):
            pass
        assert (tmp_path / "sorted.csv").read_text("utf-8-sig").splitlines()[1] == "4,team"

        await click_heading(program, 1)  # as the query gave them
        assert [row[0] for row in answer(program)[1:]] == ["0", "1", "2", "3", "4"]
        await click_heading(program, 0)
        await ask(program, "SELECT n FROM list_contacts ORDER BY n DESC")
        assert [row[0] for row in answer(program)[1:]] == ["4", "3", "2", "1", "0"], "that order is over"

        QTest.keyClick(write(program, ENDLESS), Qt.Key.Key_Return, CTRL)
        await program.until(lambda: program.sees("sql-answer") and len(answer_head(program)) > 100)
        await click_heading(program, 0)
        assert program.text("sql-remark") == "It can be sorted when the query has ended."
        assert answer_head(program)[0] == "1"
        program.click("sql-stop")
        await program.until(lambda: not desk(program).jobs.is_running("ask"))


async def test_an_answer_stays_while_a_place_is_chosen_for_its_file(
    qapp: QApplication, folder: Path, tmp_path: Path, no_keyring: None
) -> None:
    past = Past(folder)
    await past.add(run("a", 1.0, bundles=2), bundles=[{"n": 1}, {"n": 2}])
    async with program_running(folder) as program:
        await open_sql(program)
        await ask(program, "SELECT n FROM list_contacts")
        program.click("sql-export")
        await program.until(lambda: program.sees("sql-export-menu"))
        choose_from_menu(program, "sql-export-menu", "CSV")
        await program.until(lambda: program.sees("sql-export-file"))
        write(program, "SELECT 'another' AS answer")  # it was asked before, and comes now
        program.see(SqlScreen, "sql").run_wanted.emit()
        await program.until(lambda: answer(program) == [["answer"], ["another"]])

        chooser = program.see(QFileDialog, "sql-export-file")
        line = chooser.findChild(QLineEdit, "fileNameEdit")
        assert line is not None
        line.setText(str(tmp_path / "answer.csv"))
        chooser.findChildren(QDialogButtonBox)[0].button(QDialogButtonBox.StandardButton.Save).click()
        await program.until(lambda: program.sees("export-show"))
        assert (tmp_path / "answer.csv").read_text("utf-8-sig").split() == ["n", "1", "2"]


async def test_the_heading_that_is_marked_is_the_one_that_rows_are_sorted_by(
    qapp: QApplication, folder: Path, no_keyring: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = Past(folder)
    await past.add(run("a", 1.0, bundles=2), bundles=[{"n": 1, "m": 2}, {"n": 2, "m": 1}])
    async with program_running(folder) as program:
        await open_sql(program)
        await ask(program, "SELECT n, m FROM list_contacts")
        head = program.see(AnswerTable, "sql-answer").horizontalHeader()
        await click_heading(program, 1)
        assert head.sortIndicatorSection() == 1

        sort, orders = program.integrator.sort_answer, list[Rows]()

        async def fail(*asked: Any) -> AsyncGenerator[RowsEvent]:
            async with aclosing(sort(*asked)) as events:
                (found,) = [event async for event in events if isinstance(event, RowsFound)]
            orders.append(found.rows)
            yield found
            raise TrunklineError("It cannot be sorted.")

        monkeypatch.setattr(program.integrator, "sort_answer", fail)
        await click_heading(program, 0)
        assert program.text("sql-problem-title") == "It cannot be sorted."
        assert head.sortIndicatorSection() == 1
        assert [row[1] for row in answer(program)[1:]] == ["1", "2"]
        (order,) = orders
        assert isinstance(order, RowsFile)
        assert order.refresh() == 0, "it is closed"

        async def take_for_ever(*_: Any) -> AsyncGenerator[RowsEvent]:
            yield Progress(0, 1)
            await asyncio.Event().wait()

        monkeypatch.setattr(program.integrator, "sort_answer", take_for_ever)
        begin_sorting(program, 0)
        await program.until(lambda: program.text("sql-remark") == "Sorting… 0 %")
        monkeypatch.setattr(program.integrator, "sort_answer", sort)
        await click_heading(program, 0)  # somebody is impatient: the other way round, at once
        assert head.sortIndicatorSection() == 0
        assert head.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        assert [row[0] for row in answer(program)[1:]] == ["2", "1"]


async def click_heading(program: Program, column: int) -> None:
    """Click the heading of a column of the answer; wait until it is sorted."""
    begin_sorting(program, column)
    await program.until(lambda: not desk(program).jobs.is_running("sort"))


def begin_sorting(program: Program, column: int) -> None:
    """Click the heading of a column of the answer."""
    head = program.see(AnswerTable, "sql-answer").horizontalHeader()
    place = QPoint(head.sectionViewportPosition(column) + 10, head.height() // 2)
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)


async def test_mistakes_are_told_a_runaway_is_stopped_and_queries_come_back(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    past = Past(folder)
    await past.connect(connection())
    await past.add(run("a", 1.0, bundles=2), bundles=[{"email": "a@example.com"}, {"email": None}])
    async with program_running(folder) as program:
        await open_sql(program)
        assert tables(program) == ["list_contacts"]

        await ask(program, "SELECT emial FROM list_contacts")
        assert program.text("sql-problem-title") == "There is no column “emial”."
        assert program.text("sql-problem-text") == "Did you mean email?"
        assert program.see(QueryEditor, "sql-editor").marked() == "emial"
        await ask(program, "DROP TABLE list_contacts")
        assert program.text("sql-problem-title") == "Ask with SQL only reads."
        await ask(program, "SELECT email FROM list_contacts")
        assert not program.sees("sql-problem")
        assert answer(program) == [["email"], ["a@example.com"], ["null"]]
        await ask(program, "SELECT email FROM list_contacts WHERE 0")
        assert program.text("sql-no-rows") == "The query found no rows."

        # A query without an end shows its rows, and ends at once when it is stopped.
        QTest.keyClick(write(program, ENDLESS), Qt.Key.Key_Return, CTRL)
        await program.until(lambda: program.sees("sql-answer") and len(answer_head(program)) > 100)
        assert program.see(QProgressBar, "sql-progress").isVisible()
        program.click("sql-stop")
        await program.until(lambda: not desk(program).jobs.is_running("ask"))
        assert program.text("sql-count").startswith("Stopped after ")
        assert program.sees("sql-run")
        table = program.see(QTableView, "sql-answer")
        table.setFocus()
        program.click_cell(table, table.model().index(1, 0))
        QTest.keyClick(table, Qt.Key.Key_C, CTRL)
        await program.until(lambda: program.text("sql-remark") == "Copied")
        assert program.clipboard() == "2"
        write(program, "SELECT 'unfinished'")

    async with program_running(folder) as program:
        await open_sql(program)
        assert program.text("sql-editor") == "SELECT 'unfinished'"
        program.click("sql-past")
        await program.until(lambda: program.sees("sql-past-menu"))
        choose_from_menu(program, "sql-past-menu", "SELECT email FROM list_contacts WHERE 0")
        assert program.text("sql-editor") == "SELECT email FROM list_contacts WHERE 0"


def answer_head(program: Program) -> list[str]:
    """The rows that have arrived, as far as a look is cheap."""
    model = program.see(QTableView, "sql-answer").model()
    return [str(model.index(row, 0).data()) for row in range(min(model.rowCount(), 200))]


async def test_without_runs_it_says_what_to_do(qapp: QApplication, folder: Path, no_keyring: None) -> None:
    async with program_running(folder) as program:
        await open_sql(program)
        assert "Run a module" in program.text("sql-begin")
        await ask(program, "")
        assert program.text("sql-problem-title") == "There is no query here."
        await ask(program, "SELECT 6 * 7 AS answer")
        assert answer(program) == [["answer"], ["42"]]
