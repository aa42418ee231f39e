"""Runs of the past, found again in the terminal."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.model.run import RunStatus
from tests.command_line.commands import Command
from tests.command_line.pasts import add_run, profile_with_past


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A computer whose clock shows UTC."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def past(tmp_path: Path) -> list[object]:
    """The options of a profile with a past."""
    return ["--data-dir", profile_with_past(tmp_path / "profile")]


def ids(command: Command, *arguments: object) -> list[str]:
    """The runs that a command lists, which both forms agree on."""
    listed = command(*arguments)
    assert (listed.status, listed.err) == (0, "")
    told = [one["record"]["id"] for one in command(*arguments, "--json").json]
    assert [line.split()[0] for line in listed.out.splitlines()] == told
    return told


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), ["bbbb1", "aaaa2", "aaaa1"]),
        (("LIST", "refiner"), ["aaaa2", "aaaa1"]),
        (("30",), ["aaaa2"]),
        (("said", "no"), ["bbbb1"]),
        (("--app", "refiner", "--status", "done"), ["aaaa2", "aaaa1"]),
        (("--status", "done", "--status", "failed", "--limit", 1), ["bbbb1"]),
        (("--module", "identify_user"), ["bbbb1"]),
        (("--module", "refiner.list_contacts"), ["aaaa2", "aaaa1"]),
        (("--module", "cliengo.list_contacts"), []),
        (("--connection", "My Refiner"), ["bbbb1", "aaaa2", "aaaa1"]),
        (("--since", "2026-10-28"), ["bbbb1"]),
        (("--until", "2026-10-26"), ["aaaa1"]),
        (("--since", "2026-10-27", "--until", "2026-10-27"), ["aaaa2"]),
        (("--pinned",), []),
        (("--limit", 0), []),
    ],
)
def test_runs_are_found_by_what_is_known_of_them(
    command: Command, past: list[object], options: tuple[object, ...], found: list[str], utc: None
) -> None:
    assert ids(command, *past, "history", *options) == found


def test_runs_are_found_by_what_they_brought(command: Command, past: list[object]) -> None:
    done = command(*past, "history", "--in-bundles", "gold")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("aaaa2 ")
    assert done.out.endswith("1 match, first in bundle 1, plan: gold\n")
    (found,) = command(*past, "history", "--in-bundles", "ann@", "--json").json
    assert found["record"]["id"] == "aaaa1"
    assert found["found"] == "1 match, first in bundle 1, email: ann@example.com"
    nothing = command(*past, "history", "--in-bundles")
    assert (nothing.status, nothing.out) == (2, "")
    assert nothing.err == "--in-bundles: Say which words to look for.\n"


def test_what_a_service_wrote_cannot_steer_the_terminal(command: Command, past: list[object]) -> None:
    done = command(*past, "history", "--status", "failed")
    assert done.out.rstrip().endswith(r"The service said no. It has a \x1b[31mbad day")
    assert "\x1b" not in done.out


def test_an_unknown_connection_is_told(command: Command, past: list[object]) -> None:
    done = command(*past, "history", "--connection", "Nobody's")
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines() == [
        "There is no connection 'Nobody's'.",
        "`trunkline connections` lists those that there are.",
    ]


def test_a_connection_that_is_gone_is_known_by_its_id(
    command: Command, past: list[object], tmp_path: Path
) -> None:
    add_run(tmp_path / "profile", "cccc1", [], connection="gone")
    assert ids(command, *past, "history", "--connection", "gone") == ["cccc1"]
    assert "(removed)" in command(*past, "history", "--connection", "gone").out


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "9999-12-31T99"])
def test_a_day_that_is_none_is_told(command: Command, past: list[object], day: str) -> None:
    done = command(*past, "history", "--since", day)
    assert done.status == 2
    assert f"'{day}' is no day; write 2026-11-03" in done.err


def test_an_empty_history_lists_nothing(command: Command, options: list[object]) -> None:
    done = command(*options, "history")
    assert (done.status, done.out, done.err) == (0, "", "")
    assert json.loads(command(*options, "history", "--json").out) == []


@pytest.mark.parametrize("status", ["done", "running"])
def test_a_run_is_counted_as_the_window_counts_it(
    command: Command, past: list[object], tmp_path: Path, status: RunStatus
) -> None:
    add_run(tmp_path / "profile", "cccc1", [{"n": n} for n in range(1234)], status=status)
    (one,) = command(*past, "history", "--limit", 1, "--json").json
    assert one["record"]["bundles"] == 1234


def test_runs_that_cannot_be_looked_through_do_not_pass_for_runs_without_it(
    command: Command, past: list[object], tmp_path: Path
) -> None:
    places = tmp_path / "profile" / "runs" / "aaaa1" / "bundles.offsets"
    places.unlink()
    places.mkdir()
    for options in ([], ["--json"]):
        done = command(*past, "history", "--in-bundles", "gold", *options)
        assert done.status == 1
        assert "aaaa2" in done.out
        assert done.err.splitlines()[0] == "1 run could not be looked through."
