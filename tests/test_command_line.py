"""The commands as processes of their own: signals, pipes, and a machine without a keyring."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from core.integrator import NewConnection, open_integrator
from core.model.run import RunRecord
from core.store.store import Store
from tests.leaks import input_file
from tests.sandboxes import RunningSandbox, running_sandbox, until

posix = pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")

PASSPHRASE = "correct horse"
LIMIT = 60.0
"""Seconds that a process may take."""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """A machine where no keyring runs and nobody is at home."""
    home = tmp_path_factory.mktemp("home")
    folders = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    bus = {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={home / 'nowhere'}"}
    return {**kept, **dict.fromkeys(folders, str(home)), **bus, "PYTHONWARNINGS": "error"}


@pytest.fixture(scope="module")
def running() -> Iterator[RunningSandbox]:
    with running_sandbox(contacts=2500) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: RunningSandbox) -> Iterator[RunningSandbox]:
    """One with 2,500 contacts, at its start; afterwards back at it, and nobody waits for it."""
    yield running
    asyncio.run(until(lambda: running.in_flight == 0))
    running.reset()


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory, running: RunningSandbox) -> Path:
    """A profile with an account at Refiner, "Mine", and beside it the file with its passphrase."""
    folder = tmp_path_factory.mktemp("profile")
    input_file(folder / "passphrase", PASSPHRASE)

    async def connect() -> None:
        async with open_integrator(folder / "data", passphrase=PASSPHRASE) as integrator:
            values, address = running.values("refiner"), running.address("refiner")
            await integrator.connect(
                NewConnection(app="refiner", name="Mine", values=values, address=address)
            )

    asyncio.run(connect())
    return folder


def of(profile: Path) -> list[str]:
    """The options that choose a profile."""
    return ["--data-dir", str(profile / "data"), "--passphrase-file", str(profile / "passphrase")]


CONTACTS = ["run", "refiner.list_contacts", "--connection", "Mine", "--set", "limit=2300"]


@contextlib.contextmanager
def started(environment: Mapping[str, str], *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A command as a process; it is killed if it does not end by itself."""
    command = [sys.executable, "-m", "core", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=dict(environment), **pipes) as process:  # type: ignore[call-overload]
        try:
            yield process
        finally:
            process.kill()


def ended(environment: Mapping[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    """A command, carried out."""
    command = [sys.executable, "-m", "core", *arguments]
    return subprocess.run(command, env=dict(environment), capture_output=True, text=True, timeout=LIMIT)


def ended_in_shell(
    environment: Mapping[str, str], line: str, *arguments: str
) -> "subprocess.CompletedProcess[str]":
    """A command, carried out by a line of the shell that calls it "$@"."""
    command = ["sh", "-c", line, "sh", sys.executable, "-m", "core", *arguments]
    return subprocess.run(command, env=dict(environment), capture_output=True, text=True, timeout=LIMIT)


def first_bundles(process: "subprocess.Popen[bytes]", count: int) -> list[str]:
    """So many lines of standard output."""
    assert process.stdout
    return [json.loads(process.stdout.readline())["uuid"] for _ in range(count)]


def latest_run(profile: Path) -> RunRecord:
    """The newest row of the history."""

    async def look() -> RunRecord:
        store = await Store.open(profile / "data")
        try:
            return (await store.runs.latest(1))[0]
        finally:
            await store.close()

    return asyncio.run(look())


def test_a_run_prints_bundles_and_ends_with_0(
    environment: Mapping[str, str], profile: Path, sandbox: RunningSandbox
) -> None:
    done = ended(environment, *CONTACTS, *of(profile))
    assert (done.returncode, done.stderr) == (0, "")
    assert len({json.loads(line)["uuid"] for line in done.stdout.splitlines()}) == 2300


@posix
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_has_printed_what_arrived_and_says_so_in_the_history(
    environment: Mapping[str, str], profile: Path, sandbox: RunningSandbox, sign: signal.Signals
) -> None:
    sandbox.fault("hang", from_request=2, times=None)
    with started(environment, *of(profile), *CONTACTS) as process:
        printed = first_bundles(process, 1000)
        asyncio.run(until(lambda: sandbox.in_flight == 2))
        process.send_signal(sign)
        rest, told = process.communicate(timeout=LIMIT)
    record = latest_run(profile)
    assert process.returncode == 130
    assert (rest, told) == (b"", b"")
    assert len(set(printed)) == 1000
    assert (record.status, record.pages, record.bundles) == ("stopped", 1, 1000)
    assert sandbox.cancelled == 2


@posix
def test_an_interrupted_verification_ends_at_once(
    environment: Mapping[str, str], tmp_path: Path, sandbox: RunningSandbox
) -> None:
    sandbox.fault("hang", times=None)
    values = ["--set", "api_key=nobody-asked-about-this-key-5", "--address", sandbox.address("refiner")]
    with started(
        environment, "--data-dir", str(tmp_path), "connect", "refiner", "--name", "Mine", *values
    ) as process:
        asyncio.run(until(lambda: sandbox.in_flight == 1))
        process.send_signal(signal.SIGINT)
        rest, told = process.communicate(timeout=LIMIT)
    assert (process.returncode, rest, told) == (130, b"", b"")


@posix
@pytest.mark.parametrize("command", ["run", "modules"])
def test_a_reader_who_leaves_ends_the_command_in_silence(
    environment: Mapping[str, str], profile: Path, sandbox: RunningSandbox, command: str
) -> None:
    """As `| head -1` does."""
    arguments = CONTACTS if command == "run" else ["modules", "--json"]
    with started(environment, *of(profile), *arguments) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(LIMIT) == 0
        assert process.stderr.read() == b""


@posix
def test_a_reader_who_was_never_there_is_no_reason_for_a_traceback(environment: Mapping[str, str]) -> None:
    """What is still in the buffer at the end must not be written into nothing, either."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "core", "modules"]
    done = subprocess.run(
        command, env=dict(environment), stdout=writing, stderr=subprocess.PIPE, timeout=LIMIT
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@posix
@pytest.mark.parametrize("arguments", [("modules",), ("apps", "--json"), ("diagnostics",)])
def test_a_command_whose_output_is_closed_ends_as_ever(
    environment: Mapping[str, str], tmp_path: Path, arguments: Sequence[str]
) -> None:
    done = ended_in_shell(environment, '"$@" >&-', *arguments, "--data-dir", str(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@posix
def test_what_is_said_does_not_come_among_the_results_where_nobody_listens_to_it(
    environment: Mapping[str, str], tmp_path: Path
) -> None:
    export = ("export", "latest", "--as", "csv", "-", "--data-dir", str(tmp_path))
    done = ended_in_shell(environment, '"$@" 2>&-', *export)
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="has no /dev/full")
@pytest.mark.parametrize("arguments", [("modules",), ("apps", "--json"), ("diagnostics",)])
def test_an_output_that_has_no_room_is_told_in_a_sentence(
    environment: Mapping[str, str], tmp_path: Path, arguments: Sequence[str]
) -> None:
    done = ended_in_shell(environment, '"$@" >/dev/full', *arguments, "--data-dir", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == "The output could not be written: No space left on device.\n"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="its keyring cannot be taken away")
def test_without_a_keyring_the_way_on_is_named_within_seconds(
    environment: Mapping[str, str], tmp_path: Path, sandbox: RunningSandbox
) -> None:
    values = [
        "--set",
        f"api_key={sandbox.values('refiner')['api_key']}",
        "--address",
        sandbox.address("refiner"),
    ]
    began = time.monotonic()
    done = ended(environment, "connect", "refiner", "--name", "Mine", *values, "--data-dir", str(tmp_path))
    assert time.monotonic() - began < 10
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[0] == "The system keyring cannot be used."
    assert "--passphrase-file FILE" in done.stderr
    assert "Traceback" not in done.stderr
    key = sandbox.values("refiner")["api_key"].encode()
    assert key not in b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_the_sandbox_says_where_it_listens_and_ends_when_it_is_told_to(
    environment: Mapping[str, str],
) -> None:
    with started(environment, "sandbox", "--contacts", "5") as process:
        assert process.stdout
        head, _, address = process.stdout.readline().decode().rstrip().rpartition(" ")
        described = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        rest, told = process.communicate(timeout=LIMIT)
    assert head == "sandbox listening on"
    assert {"refiner", "segmetrics"} <= described["apps"].keys()
    assert described["apps"]["refiner"]["address"] == f"{address}/refiner"
    assert described["apps"]["refiner"]["values"].keys() == {"api_key"}
    assert (process.returncode, rest, told) == (0, b"", b"")


def test_a_port_that_is_taken_is_told_in_a_sentence(environment: Mapping[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = ended(environment, "sandbox", "--port", str(taken.getsockname()[1]))
    assert (done.returncode, done.stdout) == (1, "")
    assert "is already in use" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_installed_program_carries_out_commands_where_there_is_no_screen(
    environment: Mapping[str, str],
) -> None:
    program = Path(sys.executable).with_name("trunkline")
    if not program.exists():
        pytest.skip("not installed beside this Python")
    done = subprocess.run(
        [program, "apps", "--json"], env=dict(environment), capture_output=True, text=True, timeout=LIMIT
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert {"refiner", "segmetrics"} <= {app["id"] for app in json.loads(done.stdout)}


def test_a_terminal_that_speaks_little_still_shows_everything(
    environment: Mapping[str, str], profile: Path, sandbox: RunningSandbox
) -> None:
    """Bundles and lists are UTF-8 whatever the terminal speaks; a name that it cannot show is spelled out."""
    poor = {**environment, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    name = ["--name", "Zoë's", "--unverified", "--set", "api_key=nobody-asked-about-this-key-5"]
    connected = ended(poor, *of(profile), "connect", "refiner", *name)
    assert (connected.returncode, connected.stderr) == (0, "")
    assert connected.stdout == "Connected Refiner as 'Zo\\xeb's'.\n"
    listed = ended(poor, *of(profile), "connections", "--json")
    assert "Zoë's" in {connection["name"] for connection in json.loads(listed.stdout)}
