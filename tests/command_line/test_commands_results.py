"""What runs brought, in the terminal: written into files and asked with SQL."""

import csv
import io
import json
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.command_line.commands import Command
from tests.command_line.pasts import NEW, OLD, add_run, profile_with_past


@pytest.fixture
def past(tmp_path: Path) -> list[object]:
    """The options of a profile with a past."""
    return ["--data-dir", profile_with_past(tmp_path / "profile")]


def table(text: str) -> list[list[str]]:
    """The cells of CSV."""
    return list(csv.reader(io.StringIO(text, newline="")))


# Files


def test_a_run_is_written_as_the_name_of_the_file_says(
    command: Command, past: list[object], tmp_path: Path
) -> None:
    for name in ("a.json", "a.jsonl", "a.csv", "a.xlsx"):
        done = command(*past, "export", "aaaa1", tmp_path / name)
        assert (done.status, done.out) == (0, "")
        assert done.err == f"Wrote 3 bundles to {tmp_path / name}.\n"
    assert json.loads((tmp_path / "a.json").read_text()) == OLD
    assert [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()] == OLD
    rows = table((tmp_path / "a.csv").read_text("utf-8-sig"))
    assert rows[:2] == [["id", "email", "plan", "seen"], ["1", "ann@example.com", "free", "1"]]
    assert "xl/workbook.xml" in ZipFile(tmp_path / "a.xlsx").namelist()


def test_a_profile_and_files_may_be_named_from_where_one_is(
    command: Command, past: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    beside = ["--data-dir", Path("..") / "profile"]
    done = command(*beside, "export", "aaaa1", "a.json")
    assert (done.status, done.err) == (0, "Wrote 3 bundles to a.json.\n")
    done = command(*beside, "sql", "SELECT 1", "--output", "a.csv")
    assert (done.status, done.err.splitlines()[-1]) == (0, "Wrote 1 row to a.csv.")
    done = command(*beside, "diff", "aaaa1", "aaaa2", "--as", "jsonl", "--output", "a.jsonl")
    assert done.status == 0
    assert "Wrote 4 records to a.jsonl." in done.err
    assert command(*beside, "diagnostics", "--file", "a.txt").status == 0
    assert sorted(made.name for made in Path().iterdir()) == ["a.csv", "a.json", "a.jsonl", "a.txt"]


def test_a_table_has_the_columns_that_are_wanted_and_is_safe_in_excel(
    command: Command, past: list[object]
) -> None:
    columns = ("--column", "email", "--column", "plan")
    done = command(*past, "export", "aaaa2", "--as", "csv", *columns, "--separator", ";", "-")
    assert done.status == 0
    assert "apostrophe" in done.err
    assert done.out.splitlines() == ["email;plan", "bob@example.com;gold", "cyd@example.com;", "'=1+1;free"]
    plain = command(*past, "export", "aaaa2", "--as", "csv", *columns, "--plain", "-")
    assert plain.out.splitlines()[-1] == "=1+1,free"


def test_the_latest_run_and_the_beginning_of_an_id_name_a_run(command: Command, past: list[object]) -> None:
    assert command(*past, "export", "aaaa2", "--as", "jsonl", "-").lines == NEW
    for name in ("bbbb", "latest"):
        done = command(*past, "export", name, "--as", "jsonl", "-")
        assert (done.status, done.lines) == (0, [])


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("aaaa", "a.csv"), 2, "'aaaa' does not name one run only."),
        (("nothing", "a.csv"), 2, "'nothing' names no run."),
        (("aaaa1", "a.doc"), 1, "It is not clear what to write."),
        (("aaaa1", "a.csv", "--column", "a..b"), 2, "--column a..b: This is no place in a bundle"),
        (("aaaa1", "there.csv"), 1, "There is a file of this name."),
        (("aaaa1", f"{'n' * 300}.csv"), 1, f"“{'n' * 300}.csv” cannot be saved there."),
    ],
)
def test_what_cannot_be_written_is_told(
    command: Command,
    past: list[object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    status: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.csv").write_text("mine")
    done = command(*past, "export", *arguments)
    assert (done.status, done.out) == (status, "")
    assert done.err.startswith(said)
    assert not (tmp_path / "a.csv").exists()
    assert (tmp_path / "there.csv").read_text() == "mine"


def test_a_file_that_is_there_is_replaced_only_on_demand(
    command: Command, past: list[object], tmp_path: Path
) -> None:
    file = tmp_path / "there.jsonl"
    file.write_text("old")
    assert command(*past, "export", "aaaa1", file, "--overwrite").status == 0
    assert len(file.read_text().splitlines()) == 3


def test_there_is_no_latest_run_in_an_empty_history(command: Command, options: list[object]) -> None:
    done = command(*options, "export", "latest", "a.csv")
    assert (done.status, done.err) == (2, "There is no run yet.\nRun a module first.\n")


# Queries

COUNT = "SELECT plan, count(*) AS n FROM list_contacts GROUP BY plan ORDER BY n DESC, plan"


def test_an_answer_is_a_table(command: Command, past: list[object]) -> None:
    done = command(*past, "sql", "SELECT email, plan, seen FROM list_contacts ORDER BY seen")
    assert done.status == 0
    assert done.out.splitlines() == [
        "email            plan  seen",
        "---------------  ----  ----",
        "bob@example.com  gold    12",
        "cyd@example.com          13",
        "=1+1             free    14",
    ]
    assert done.err.startswith("3 rows in 0.")


def test_an_answer_takes_the_form_that_is_wanted(
    command: Command, past: list[object], tmp_path: Path
) -> None:
    lines = command(*past, "sql", COUNT, "--as", "jsonl")
    assert (lines.status, lines.err) == (0, "")
    assert lines.lines == [{"plan": None, "n": 1}, {"plan": "free", "n": 1}, {"plan": "gold", "n": 1}]
    done = command(*past, "sql", COUNT, "--output", tmp_path / "answer.csv")
    assert (done.status, done.out) == (0, "")
    assert done.err == f"Wrote 3 rows to {tmp_path / 'answer.csv'}.\n"
    assert table((tmp_path / "answer.csv").read_text("utf-8-sig"))[0] == ["plan", "n"]


def test_numbers_are_shown_as_received_and_nothing_steers_the_terminal(
    command: Command, past: list[object], tmp_path: Path
) -> None:
    bundles = [b'{"n": 123456789012345678901234567890, "t": "\\u001b[2Ja\\u202eb\\nc"}']
    add_run(tmp_path / "profile", "cccc1", bundles)
    done = command(*past, "sql", "SELECT n, t FROM list_contacts")
    assert done.out.splitlines()[2] == r"123456789012345678901234567890  \x1b[2Ja\u202eb c"


def test_an_answer_ends_at_the_rows_that_are_wanted(command: Command, past: list[object]) -> None:
    done = command(*past, "sql", "SELECT email FROM list_contacts", "--limit", "2", "--as", "jsonl")
    assert len(done.lines) == 2
    assert done.err.startswith("There are more rows. The first 2 are here;")


def test_a_query_is_read_from_standard_input(
    command: Command, past: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("SELECT 6 * 7 AS answer"))
    assert command(*past, "sql", "-", "--as", "jsonl").lines == [{"answer": 42}]


def test_the_place_of_a_mistake_is_marked(command: Command, past: list[object]) -> None:
    done = command(*past, "sql", "SELECT\n  emial\nFROM list_contacts")
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines() == [
        "There is no column “emial”.",
        "Did you mean email?",
        "      emial",
        "      ^^^^^",
    ]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("DROP TABLE list_contacts", "Ask with SQL only reads."),
        ("SELECT * FROM contatcs", "There is no table “contatcs”."),
        (" ", "There is no query here."),
    ],
)
def test_what_cannot_be_asked_is_told(command: Command, past: list[object], query: str, said: str) -> None:
    done = command(*past, "sql", query)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(said)


def test_the_tables_are_listed_and_the_columns_of_one(command: Command, past: list[object]) -> None:
    done = command(*past, "sql", "--tables")
    assert (done.status, done.err) == (0, "")
    assert [line.split()[:2] for line in done.out.splitlines()] == [
        ["list_contacts", "3"],
        ["list_contacts_2", "3"],
    ]
    (told,) = command(*past, "sql", "--tables", "list_contacts_2", "--json").json
    assert told["run"] == "aaaa1"
    assert {"typed": "plan", "kinds": ["text", "null"]} in told["columns"]
    assert command(*past, "sql", "--tables", "nothing").status == 1


def test_a_run_can_be_called_bundles(command: Command, past: list[object]) -> None:
    query = "SELECT email FROM bundles WHERE id = 1"
    assert command(*past, "sql", query, "--run", "aaaa1", "--as", "jsonl").lines == [
        {"email": "ann@example.com"}
    ]
