"""Connections are verified, renamed and removed; of those that are not well it is said why."""

import asyncio
import re
from pathlib import Path

import pytest

from core.integrator import open_integrator
from core.model.form import FilledForm
from tests.command_line.commands import Command, to
from tests.sandboxes import RunningSandbox

WRONG = "0" * 40
"""A key that the service refuses."""


def keep(command: Command, options: list[object], sandbox: RunningSandbox, name: str, **changed: str) -> None:
    """Keep an account of Refiner without asking."""
    done = command(*options, "connect", "refiner", "--name", name, "--unverified", *to(sandbox, **changed))
    assert done.status == 0


def test_a_verified_connection_is_told_so(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    done = command(*connected, "verify", "mine")
    assert (done.status, done.out.split(), done.err) == (0, ["Mine", "refiner", "verified"], "")
    assert [seen.path for seen in sandbox.requests()] == ["/v1/"]


def test_a_refused_one_ends_with_4_and_is_listed_as_failing(
    command: Command, options: list[object], sandbox: RunningSandbox
) -> None:
    keep(command, options, sandbox, "Mine", api_key=WRONG)
    assert command(*options, "connections").out.split() == ["Mine", "refiner", "never", "verified"]
    done = command(*options, "verify", "Mine")
    assert (done.status, done.out) == (4, "")
    assert done.err.splitlines()[0] == "Refiner did not accept the credentials."
    (listed,) = command(*options, "connections", "--json").json
    assert (listed["state"], listed["why"][0]) == ("failing", "Refiner did not accept the credentials.")
    plain = command(*options, "connections").out
    assert re.search(
        r"^Mine +refiner +failing since \d{4}-\d\d-\d\d \d\d:\d\d: Refiner did not accept .*\n$", plain
    )
    assert WRONG not in plain + done.err


def test_a_run_that_is_refused_is_seen_in_the_list(
    command: Command, options: list[object], sandbox: RunningSandbox
) -> None:
    keep(command, options, sandbox, "Mine", api_key=WRONG)
    assert command(*options, "run", "refiner.list_contacts", "--connection", "Mine").status == 4
    (listed,) = command(*options, "connections", "--json").json
    assert listed["state"] == "failing"


def test_all_are_verified_with_a_line_for_each(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    done = command(*connected, "verify", "--all")
    lines = sorted(line.split() for line in done.out.splitlines())
    assert (done.status, done.err) == (0, "")
    assert lines == [["Books", "segmetrics", "verified"], ["Mine", "refiner", "verified"]]


def test_among_all_a_refused_one_gives_the_status(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    nowhere = ["--set", "api_key=k", "--address", "http://127.0.0.1:1", "--unverified"]
    assert command(*connected, "connect", "refiner", "--name", "Away", *nowhere).status == 0
    done = command(*connected, "verify", "--all")
    assert (done.status, len(done.out.splitlines())) == (5, 3)
    keep(command, connected, sandbox, "Refused", api_key=WRONG)
    done = command(*connected, "verify", "--all")
    said = {line.split()[0]: " ".join(line.split()[2:]) for line in done.out.splitlines()}
    assert done.status == 4
    assert said["Mine"] == said["Books"] == "verified"
    assert said["Refused"].startswith("Refiner did not accept the credentials.")
    assert said["Away"].startswith("The service could not be reached. 127.0.0.1:1 refused")


def test_where_there_is_none_all_of_them_are_well(command: Command, options: list[object]) -> None:
    done = command(*options, "verify", "--all")
    assert (done.status, done.out, done.err) == (0, "", "")


def test_a_connection_is_renamed(command: Command, connected: list[object]) -> None:
    done = command(*connected, "rename", "Mine", " Ours ")
    assert (done.status, done.out, done.err) == (0, "'Mine' is now 'Ours'.\n", "")
    assert {one["name"] for one in command(*connected, "connections", "--json").json} == {"Books", "Ours"}
    taken = command(*connected, "rename", "Ours", "BOOKS")
    assert (taken.status, taken.out) == (2, "")
    assert "There is already a connection 'BOOKS'" in taken.err
    assert command(*connected, "rename", "Ours", " ").err == "connection_name: Give the connection a name.\n"


def test_a_connection_is_removed(command: Command, connected: list[object]) -> None:
    done = command(*connected, "remove", "mine")
    assert (done.status, done.out, done.err) == (0, "Removed 'Mine'.\n", "")
    (left,) = command(*connected, "connections", "--json").json
    assert left["name"] == "Books"


async def fill_in(profile: Path, name: str) -> None:
    """Fill in a form, as the window does."""
    async with open_integrator(profile, passphrase="correct horse") as integrator:
        (found,) = [one for one in await integrator.connections() if one.name == name]
        await integrator.remember_form("refiner", "list_contacts", FilledForm(connection=found.id))


def uses_of(profile: Path, name: str) -> int:
    async def work() -> int:
        async with open_integrator(profile) as integrator:
            return len(await integrator.uses(name))

    return asyncio.run(work())


def test_a_connection_in_use_is_not_removed_until_something_is_said_about_its_uses(
    command: Command, connected: list[object], tmp_path: Path, sandbox: RunningSandbox
) -> None:
    profile = tmp_path / "profile"
    asyncio.run(fill_in(profile, "Mine"))
    done = command(*connected, "remove", "Mine")
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines() == [
        "'Mine' is in use.",
        "It is used in: the form “List Contacts” of Refiner.",
        "Say --replace-by NAME, or --forget-uses to forget them with it.",
    ]
    other_app = command(*connected, "remove", "Mine", "--replace-by", "Books")
    assert (other_app.status, other_app.out) == (2, "")
    assert "'Books' cannot take the place of 'Mine'." in other_app.err
    keep(command, connected, sandbox, "Ours")
    done = command(*connected, "remove", "Mine", "--replace-by", "ours")
    assert (done.status, done.out, done.err) == (0, "Removed 'Mine'.\n", "")
    assert uses_of(profile, "Ours") == 1
    done = command(*connected, "remove", "Ours", "--forget-uses")
    assert (done.status, done.out, done.err) == (0, "Removed 'Ours'.\n", "")


def test_the_same_account_under_another_name_is_noticed(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    done = command(*connected, "connect", "refiner", "--name", "Again", *to(sandbox))
    assert (done.status, done.out) == (0, "Connected Refiner as 'Again' (Sandbox).\n")
    assert done.err == "The same account is connected as 'Mine', too.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "Mime"],
        ["rename", "Mime", "Ours"],
        ["remove", "Mime"],
        ["remove", "Mine", "--replace-by", "Mime"],
    ],
)
def test_a_connection_that_is_not_known_is_answered_with_the_nearest_name(
    command: Command, connected: list[object], arguments: list[str]
) -> None:
    done = command(*connected, *arguments)
    assert (done.status, done.out) == (2, "")
    assert "Did you mean 'Mine'?" in done.err
    assert len(command(*connected, "connections", "--json").json) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify"],
        ["verify", "Mine", "--all"],
        ["rename", "Mine"],
        ["remove"],
        ["remove", "Mine", "--forget-uses", "--replace-by", "Books"],
    ],
)
def test_a_command_that_is_written_wrongly_is_explained(command: Command, arguments: list[str]) -> None:
    done = command(*arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("usage: trunkline")
