"""Connections are carried from one profile to another by commands."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.integrator import open_integrator
from core.model.form import FilledForm
from tests.command_line.commands import Command, to
from tests.leaks import input_file
from tests.sandboxes import RunningSandbox

OF_THE_BACKUP = "lantern puzzle orbit mango gravel"
LIMIT = 30.0
"""Seconds that a process may take."""


@pytest.fixture
def its_passphrase(tmp_path: Path) -> list[object]:
    """The option that names the file with the backup's passphrase."""
    return ["--backup-passphrase-file", input_file(tmp_path / "of the backup", OF_THE_BACKUP + "\n")]


@pytest.fixture
def elsewhere(tmp_path: Path) -> list[object]:
    """Another profile, with a passphrase of its own."""
    passphrase = input_file(tmp_path / "elsewhere's", "another horse")
    return ["--data-dir", tmp_path / "elsewhere", "--passphrase-file", passphrase]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the backup shall be."""
    return tmp_path / "accounts.backup"


def test_accounts_come_out_of_one_profile_and_work_in_another(
    command: Command,
    connected: list[object],
    elsewhere: list[object],
    its_passphrase: list[object],
    file: Path,
    sandbox: RunningSandbox,
) -> None:
    done = command(*connected, "backup", file, *its_passphrase)
    assert (done.status, done.err) == (0, "")
    assert [line.split()[:2] for line in done.out.splitlines()] == [
        ["Mine", "refiner"],
        ["Books", "segmetrics"],
    ]
    shown = command(*elsewhere, "restore", file, "--preview", *its_passphrase)
    assert (shown.status, shown.err) == (0, "")
    assert [line.split()[:3] for line in shown.out.splitlines()] == [
        ["new", "Mine", "refiner"], ["new", "Books", "segmetrics"],
    ]  # fmt: skip
    assert sandbox.address("refiner") in shown.out, "an address that is not the service's own is shown"
    assert command(*elsewhere, "connections", "--json").json == []
    restored = command(*elsewhere, "restore", file, *its_passphrase)
    assert (restored.status, restored.err) == (0, "")
    assert [line.split()[:2] for line in restored.out.splitlines()] == [["added", "Mine"], ["added", "Books"]]
    ran = command(*elsewhere, "run", "refiner.list_contacts", "--connection", "Mine", "--set", "limit=3")
    assert (ran.status, len(ran.lines)) == (0, 3)
    outputs = "".join(one.out + one.err for one in (done, shown, restored))
    for hidden in (sandbox.values("refiner")["api_key"], OF_THE_BACKUP):
        assert hidden not in outputs
        assert hidden.encode() not in file.read_bytes()


def test_names_that_are_taken_are_skipped_unless_something_else_is_said(
    command: Command, connected: list[object], its_passphrase: list[object], file: Path
) -> None:
    command(*connected, "backup", file, "--connection", "mine", *its_passphrase)
    shown = command(*connected, "restore", file, "--preview", "--json", *its_passphrase).json
    assert [(one["name"], one["clash"], one["may_replace"]) for one in shown["entries"]] == [
        ("Mine", "Mine", True)
    ]
    skipped = command(*connected, "restore", file, *its_passphrase)
    assert (skipped.status, skipped.out.split()) == (0, ["skipped", "Mine", "refiner"])
    assert "--on-clash" in skipped.err
    for choice, outcome, name in [("replace", "replaced", "Mine"), ("rename", "renamed", "Mine (2)")]:
        done = command(*connected, "restore", file, "--on-clash", choice, "--json", *its_passphrase)
        assert [(one["outcome"], one["name"]) for one in done.json] == [(outcome, name)]
    names = {one["name"] for one in command(*connected, "connections", "--json").json}
    assert names == {"Mine", "Mine (2)", "Books"}


def test_presets_come_along(
    command: Command,
    connected: list[object],
    elsewhere: list[object],
    its_passphrase: list[object],
    file: Path,
    tmp_path: Path,
) -> None:
    async def save() -> None:
        async with open_integrator(tmp_path / "profile", passphrase="correct horse") as integrator:
            form = FilledForm(connection="", values={"limit": 5})
            await integrator.save_preset("refiner", "list_contacts", "Few", form)

    asyncio.run(save())
    command(*connected, "backup", file, *its_passphrase)
    shown = command(*elsewhere, "restore", file, "--preview", *its_passphrase)
    assert shown.out.splitlines()[-1].split() == ["new", "Few", "preset", "of", "refiner.list_contacts"]
    done = command(*elsewhere, "restore", file, *its_passphrase)
    assert done.out.splitlines()[-1].split() == ["added", "Few", "preset", "of", "refiner.list_contacts"]
    done = command(*elsewhere, "restore", file, "--on-clash", "rename", "--json", *its_passphrase)
    assert [(one["outcome"], one["name"]) for one in done.json if "module" in one] == [("renamed", "Few (2)")]
    run = "run", "refiner.list_contacts", "--connection", "Mine", "--preset"
    for name in ("Few", "Few (2)"):
        assert len(command(*elsewhere, *run, name).lines) == 5


def test_what_cannot_be_replaced_ends_with_2_and_changes_nothing(
    command: Command,
    connected: list[object],
    elsewhere: list[object],
    its_passphrase: list[object],
    file: Path,
    sandbox: RunningSandbox,
) -> None:
    command(*connected, "backup", file, *its_passphrase)
    command(*elsewhere, "connect", "segmetrics", "--name", "Mine", *to(sandbox, "segmetrics"))
    done = command(*elsewhere, "restore", file, "--on-clash", "replace", *its_passphrase)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("Mine: ")
    assert len(command(*elsewhere, "connections", "--json").json) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "The backup cannot be read."),
        (b"something else", "This is no backup of Trunkline's."),
        (b"flip", "This backup was changed since it was made."),
    ],
)
def test_a_file_that_is_of_no_use_is_told(
    command: Command,
    connected: list[object],
    its_passphrase: list[object],
    file: Path,
    content: bytes | None,
    sentence: str,
) -> None:
    if content == b"flip":
        command(*connected, "backup", file, *its_passphrase)
        file.write_bytes(file.read_bytes()[:-1])
    elif content:
        file.write_bytes(content)
    done = command(*connected, "restore", file, "--on-clash", "rename", *its_passphrase)
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[0] == sentence
    assert len(command(*connected, "connections", "--json").json) == 2


def test_a_wrong_passphrase_and_a_file_that_is_there_are_told(
    command: Command, connected: list[object], its_passphrase: list[object], file: Path, tmp_path: Path
) -> None:
    command(*connected, "backup", file, *its_passphrase)
    before = file.read_bytes()
    wrong = ["--backup-passphrase-file", input_file(tmp_path / "wrong", "password")]
    refused = command(*connected, "restore", file, *wrong)
    assert (refused.status, refused.err.splitlines()[0]) == (1, "That passphrase does not open this backup.")
    again = command(*connected, "backup", file, *its_passphrase)
    assert (again.status, again.err.splitlines()[0]) == (1, "There is something of that name already.")
    assert file.read_bytes() == before
    weak = command(*connected, "backup", file, "--overwrite", *wrong)
    assert weak.status == 0
    assert weak.err.startswith("About the passphrase: It holds words that are tried first.")
    assert command(*connected, "restore", file, *wrong).status == 0


def test_a_shut_vault_and_an_unknown_name_are_told_and_write_nothing(
    command: Command, connected: list[object], its_passphrase: list[object], file: Path
) -> None:
    shut = command(*connected[:2], "backup", file, *its_passphrase)
    assert (shut.status, shut.err.splitlines()[0]) == (1, "The secrets are locked.")
    assert "--passphrase-file FILE" in shut.err
    unknown = command(*connected, "backup", file, "--connection", "Mnie", *its_passphrase)
    assert unknown.status == 2
    assert "Did you mean 'Mine'?" in unknown.err
    assert not file.exists()


@contextmanager
def at_a_terminal(arguments: Sequence[object]) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """A command in a process of its own with a terminal of its own; and the other end of that."""
    pty = pytest.importorskip("pty")
    person, terminal = pty.openpty()
    begin = (
        "import os, sys; os.dup2(os.open(sys.argv[1], os.O_RDWR), 0); os.execv(sys.executable, sys.argv[2:])"
    )
    program = [sys.executable, "-c", begin, os.ttyname(terminal), sys.executable, "-m", "core"]
    process = subprocess.Popen(
        [*program, *map(str, arguments)],
        start_new_session=True,  # the terminal that it opens is then its own
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        try:
            yield process, person
        finally:
            process.kill()
            os.close(person)
            os.close(terminal)


def answer(person: int, question: str, typed: str) -> None:
    """Wait for a question, and type."""
    shown = b""
    while not shown.endswith(question.encode()):
        shown += os.read(person, 1024)
    os.write(person, typed.encode())


def test_at_a_terminal_the_passphrase_is_asked_for_and_not_shown(
    command: Command, options: list[object], file: Path, its_passphrase: list[object]
) -> None:
    connect = ["connect", "refiner", "--name", "Mine", "--unverified", "--set", "api_key=whatever"]
    # Not in this process, whose quick passphrases are too weak for a real one.
    program = [sys.executable, "-m", "core", *map(str, options)]
    subprocess.run([*program, *connect], check=True, capture_output=True, timeout=LIMIT)
    with at_a_terminal([*options, "backup", file]) as (process, person):
        answer(person, "Passphrase of the backup: ", OF_THE_BACKUP + "\n")
        answer(person, "Once more: ", OF_THE_BACKUP + "\n")
        out, err = process.communicate(timeout=LIMIT)
    assert (process.returncode, out.split(), err) == (0, [b"Mine", b"refiner"], b"")
    shown = command(*options, "restore", file, "--preview", "--json", *its_passphrase)
    assert [entry["name"] for entry in shown.json["entries"]] == ["Mine"]


def test_two_that_differ_are_told_and_ctrl_c_ends_the_question(connected: list[object], file: Path) -> None:
    with at_a_terminal([*connected, "backup", file]) as (process, person):
        answer(person, "Passphrase of the backup: ", OF_THE_BACKUP + "\n")
        answer(person, "Once more: ", "something else\n")
        _, err = process.communicate(timeout=LIMIT)
    assert (process.returncode, err.splitlines()[0]) == (1, b"The two passphrases differ.")
    with at_a_terminal([*connected, "backup", file]) as (process, person):
        answer(person, "Passphrase of the backup: ", "\x03")
        out, err = process.communicate(timeout=LIMIT)
    assert (process.returncode, out, err) == (130, b"", b"")
    assert not file.exists()


def test_without_a_terminal_the_option_is_named(connected: list[object], file: Path) -> None:
    arguments = [sys.executable, "-m", "core", *map(str, connected), "backup", str(file)]
    done = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT)
    assert (done.returncode, done.stdout) == (1, "")
    assert "--backup-passphrase-file FILE" in done.stderr
    assert json.dumps(done.stderr).count("Traceback") == 0
