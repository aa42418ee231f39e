"""Commands are carried out in this process, as the program does, with profiles and a sandbox of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.__main__ import main
from tests.command_line.commands import Command, Done, to
from tests.leaks import input_file
from tests.sandboxes import RunningSandbox, running_sandbox


@pytest.fixture(autouse=True)
def _quick(short_waits: None, cheap_passphrase: None) -> None:
    """Nobody waits here for nothing."""


@pytest.fixture
def command(capfdbinary: pytest.CaptureFixture[bytes]) -> Command:
    """Carry out a command, as the program does."""

    def carry_out(*arguments: object) -> Done:
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as left:  # how argparse ends
            status = int(left.code or 0)
        out, err = capfdbinary.readouterr()
        return Done(status, out.decode(), err.decode())

    return carry_out


@pytest.fixture(scope="module")
def running() -> Iterator[RunningSandbox]:
    with running_sandbox(contacts=2500) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: RunningSandbox) -> RunningSandbox:
    """One with 2,500 contacts, back at its start."""
    running.reset()
    return running


@pytest.fixture(scope="module")
def passphrase(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a passphrase."""
    return input_file(tmp_path_factory.mktemp("secret") / "passphrase", "correct horse\n")


@pytest.fixture
def options(tmp_path: Path, passphrase: Path) -> list[object]:
    """A profile of one's own."""
    return ["--data-dir", tmp_path / "profile", "--passphrase-file", passphrase]


@pytest.fixture
def connected(command: Command, options: list[object], sandbox: RunningSandbox) -> list[object]:
    """The same profile with an account of each app, "Mine" and "Books"."""
    for app, name in (("refiner", "Mine"), ("segmetrics", "Books")):
        done = command(*options, "connect", app, "--name", name, *to(sandbox, app))
        assert (done.status, done.err) == (0, "")
    sandbox.reset()
    return options
