"""Runs that ended before their end, gone on with in the terminal."""

import json

import pytest

from tests.command_line.commands import Command, Done
from tests.sandboxes import RunningSandbox

CONTACTS = ("run", "refiner.list_contacts", "--connection", "Mine", "--set", "limit=2300")


def broken(command: Command, options: list[object], sandbox: RunningSandbox) -> Done:
    """A run whose service is down from the second page on, and is well again now."""
    sandbox.fault("server_error", path="/v1/contacts", from_request=2, times=None)
    done = command(*options, *CONTACTS)
    sandbox.heal()
    assert done.status == 3
    assert len(done.lines) == 1000
    return done


def named(done: Done) -> str:
    """The run that a command which failed says to go on with."""
    (line,) = [line for line in done.err.splitlines() if "trunkline continue" in line]
    assert line.startswith("To go on from here: trunkline continue ")
    return line.split()[-1]


def test_a_run_that_failed_says_how_to_go_on_and_does(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    first = broken(command, connected, sandbox)
    rest = command(*connected, "continue", named(first))
    assert (rest.status, rest.err) == (0, "")
    whole = command(*connected, *CONTACTS)
    assert first.out + rest.out == whole.out


def test_without_a_name_the_latest_run_goes_on_and_all_of_it_can_be_had(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    broken(command, connected, sandbox)
    rest = command(*connected, "continue", "--all")
    assert (rest.status, rest.err) == (0, "")
    assert len({one["uuid"] for one in rest.lines}) == 2300


def test_a_run_that_is_done_is_not_gone_on_with(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    command(*connected, "run", "refiner.list_contacts", "--connection", "Mine", "--set", "limit=3")
    done = command(*connected, "continue")
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines() == [
        "This run cannot be continued.",
        "It is done: all that it asked for is here.",
        "Run the module anew.",
    ]


def test_what_cannot_be_gone_on_with_is_not_offered(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    sandbox.fault("cut_connection")
    done = command(
        *connected,
        "run",
        "refiner.track_event",
        "--connection",
        "Mine",
        "--set",
        "id=u-1",
        "--set",
        "event=x",
    )
    assert done.status == 5
    assert "trunkline continue" not in done.err


@pytest.mark.parametrize("run", ["", "nothing"])
def test_a_run_that_never_was_is_told(command: Command, options: list[object], run: str) -> None:
    done = command(*options, "continue", *([run] if run else []))
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("There is no such run." if run else "There is no run yet.")


def test_runs_are_listed_newest_first_with_what_went_wrong(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    broken(command, connected, sandbox)
    command(*connected, "run", "refiner.list_contacts", "--connection", "Mine", "--set", "limit=3")
    listed = command(*connected, "runs")
    records = command(*connected, "runs", "--json").json
    newest, oldest = listed.out.splitlines()
    assert [one["status"] for one in records] == ["done", "failed"]
    assert newest.split()[0] == records[0]["id"]
    assert newest.endswith("done                 3  refiner.list_contacts")
    assert "failed           1,000  refiner.list_contacts" in oldest
    assert oldest.endswith(" ".join(records[1]["problem"][:2]))
    assert len(command(*connected, "runs", "--limit", "1").out.splitlines()) == 1
    assert json.dumps(records).count(sandbox.values("refiner")["api_key"]) == 0
