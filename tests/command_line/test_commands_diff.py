"""Two runs compared in the terminal."""

import csv
from pathlib import Path

import pytest

from tests.command_line.commands import Command
from tests.command_line.pasts import add_run, profile_with_past


@pytest.fixture
def past(tmp_path: Path) -> list[object]:
    """The options of a profile with a past."""
    return ["--data-dir", profile_with_past(tmp_path / "profile")]


def test_what_changed_is_said_in_words(command: Command, past: list[object]) -> None:
    done = command(*past, "diff", "aaaa2", "aaaa1", "--key", "email")
    assert done.status == 0
    assert done.out.splitlines() == [
        '- "ann@example.com"  (bundle 1 of the older run)',
        '~ "bob@example.com"  (bundle 2, now 1)',
        '    plan: "free" -> "gold"',
        "    seen: 2 -> 12",
        '~ "cyd@example.com"  (bundle 3, now 2)',
        "    seen: 3 -> 13",
        '+ "=1+1"  (bundle 3 of the newer run)',
    ]
    older, newer, key, counts = done.err.splitlines()
    assert older.startswith("Older: aaaa1")
    assert newer.startswith("Newer: aaaa2")
    assert key == "Bundles are matched by their email."
    assert counts == "2 changed, 1 added, 1 removed, 0 unchanged."


def test_without_a_second_run_the_one_before_is_meant_and_a_key_is_found(
    command: Command, past: list[object]
) -> None:
    done = command(*past, "diff", "aaaa2", "--ignore", "seen", "--summary")
    assert done.out == "1 changed, 1 added, 1 removed, 1 unchanged.\n"
    assert "Bundles are matched by their id." in done.err
    by_position = command(*past, "diff", "aaaa2", "--by-position", "--json").json
    assert (by_position["older"], by_position["changed"], by_position["added"]) == ("aaaa1", 3, 0)
    assert {"path": "seen", "bundles": 3} in by_position["changed_at"]


def test_items_of_lists_are_ignored_by_their_path(
    command: Command, past: list[object], tmp_path: Path
) -> None:
    for id, at in (("cccc1", 1), ("cccc2", 2)):
        add_run(tmp_path / "profile", id, [{"id": 1, "tags": [{"name": "a", "at": at}]}])
    done = command(*past, "diff", "cccc1", "cccc2", "--ignore", "tags[].at", "--summary")
    assert done.out == "0 changed, 0 added, 0 removed, 1 unchanged.\n"


def test_differences_are_written_for_programs(command: Command, past: list[object], tmp_path: Path) -> None:
    lines = command(*past, "diff", "aaaa2", "--as", "jsonl").lines
    assert [one["difference"] for one in lines] == ["removed", "changed", "changed", "added"]
    file = tmp_path / "differences.csv"
    done = command(*past, "diff", "aaaa2", "--output", file)
    assert (done.status, done.out) == (0, "")
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.reader(text))
    assert rows[0][:3] == ["Difference", "Older bundle", "Newer bundle"]
    assert len(rows) == 6


def test_the_keys_are_listed(command: Command, past: list[object]) -> None:
    done = command(*past, "diff", "aaaa2", "--keys")
    assert done.out.splitlines()[0] == "* id"
    assert "  plan" in done.out.splitlines()
    assert done.err == "* is filled, and different in every bundle of both runs\n"


def test_a_value_that_is_missing_is_said_to_be(command: Command, past: list[object], tmp_path: Path) -> None:
    add_run(tmp_path / "profile", "cccc1", [{"id": 1}])
    add_run(tmp_path / "profile", "cccc2", [{"id": 1, "t": "\x1b\ud800", "u": "\U0001f600"}])
    done = command(*past, "diff", "cccc2", "cccc1")
    assert done.out.splitlines()[1:] == [
        r'    t: (missing) -> "\u001b\\ud800"',
        r'    u: (missing) -> "\ud83d\ude00"',
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("aaaa1",), "There is nothing to compare it with."),
        (("aaaa1", "aaaa2", "--key", "nothing"), "No bundle has “nothing”."),
        (("aaaa1", "nothing"), "'nothing' names no run."),
        (("aaaa1", "aaaa2", "--key", "a..b"), "--key a..b: This is no place in a bundle"),
    ],
)
def test_what_cannot_be_compared_is_told(
    command: Command, past: list[object], arguments: tuple[str, ...], said: str
) -> None:
    done = command(*past, "diff", *arguments)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_a_run_is_equal_to_itself(command: Command, past: list[object]) -> None:
    done = command(*past, "diff", "aaaa1", "aaaa1")
    assert (done.status, done.out) == (0, "")
    assert done.err.endswith("0 changed, 0 added, 0 removed, 3 unchanged.\n")
