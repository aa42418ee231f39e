"""Starting and stopping: in this loop, in a thread, as a command."""

import asyncio
import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.apps.catalogue import Catalogue
from core.sandbox import Fault, SandboxOptions, SandboxThread, start_sandbox
from core.sandbox.services import SERVICES
from tests.core.conftest import APPS
from tests.core.sandbox.sandbox_calls import bench, until

ROOT = Path(__file__).parents[3]
POSIX_SIGNALS = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send these to a child")


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def fetch(address: str, headers: dict[str, str]) -> Any:
    """Fetch JSON without asyncio, and without a proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(address, headers=headers), timeout=10) as reply:
        return json.load(reply)


def project_name(description: dict[str, Any]) -> Any:
    """Ask the Refiner of a description for its project."""
    app = description["apps"]["refiner"]
    return fetch(f"{app['address']}/v1/", {"Authorization": f"Bearer {app['values']['api_key']}"})[
        "project_name"
    ]


async def test_the_description_tells_addresses_and_accepted_credentials() -> None:
    async with await start_sandbox() as sandbox:
        description = sandbox.description()
        name = await asyncio.to_thread(project_name, description)
    assert sandbox.address.startswith("http://127.0.0.1:")
    assert {app: value["address"] for app, value in description["apps"].items()} == {
        service.name: f"{sandbox.address}/{service.name}" for service in SERVICES
    }
    assert name == "Sandbox"


async def test_every_built_in_app_is_played_with_the_values_that_its_form_asks_for() -> None:
    async with await start_sandbox() as sandbox:
        description = sandbox.description()
    assert {app: set(value["values"]) for app, value in description["apps"].items()} == {
        app.id: {field.key for field in app.connection.fields} for app in Catalogue([APPS]).apps()
    }
    assert all(text for value in description["apps"].values() for text in value["values"].values())


async def test_a_port_is_free_again_after_the_stop() -> None:
    sandbox = await start_sandbox()
    port = int(sandbox.address.rpartition(":")[2])
    await asyncio.to_thread(project_name, sandbox.description())
    await sandbox.close()
    again = await start_sandbox(SandboxOptions(port=port))
    await again.close()
    assert again.address == sandbox.address


async def test_a_taken_port_is_an_error_at_once(taken_port: int) -> None:
    with pytest.raises(OSError, match="in use"):
        await start_sandbox(SandboxOptions(port=taken_port))


async def test_it_stops_at_once_though_a_request_hangs() -> None:
    async with bench() as b:
        b.sandbox.add_fault(Fault(app="refiner", kind="hang"))
        waiting = asyncio.create_task(b.refiner.get("/v1/contacts"))
        await until(lambda: b.sandbox.journal.in_flight == 1)
        started = time.monotonic()
        await b.sandbox.close()
        assert time.monotonic() - started < 1
        with pytest.raises(OSError, match=r".*"):
            await waiting


def test_a_thread_serves_until_it_is_stopped() -> None:
    before = threading.enumerate()
    thread = SandboxThread(SandboxOptions(contacts=3))
    description = thread.start()
    try:
        assert project_name(description) == "Sandbox"
        assert thread.call(lambda sandbox: [seen.path for seen in sandbox.requests()]) == ["/v1/"]
        assert thread.call(lambda sandbox: sandbox.description()) == description
        with pytest.raises(RuntimeError, match="already"):
            thread.start()
    finally:
        thread.stop()
    with pytest.raises(urllib.error.URLError):
        project_name(description)
    assert set(threading.enumerate()) <= set(before)
    with pytest.raises(RuntimeError, match="does not run"):
        thread.call(lambda sandbox: None)
    thread.stop()


def test_a_thread_can_be_started_again() -> None:
    thread = SandboxThread()
    for _ in range(2):
        with thread:
            assert thread.call(lambda sandbox: sandbox.requests()) == []


def test_a_mistake_in_a_call_to_the_thread_comes_back() -> None:
    with SandboxThread() as thread, pytest.raises(ValueError, match="No such app"):
        thread.call(lambda sandbox: sandbox.state("nobody"))


def test_a_thread_tells_of_a_taken_port(taken_port: int) -> None:
    before = threading.enumerate()
    thread = SandboxThread(SandboxOptions(port=taken_port))
    with pytest.raises(OSError, match="in use"):
        thread.start()
    thread.stop()
    assert set(threading.enumerate()) <= set(before)


def command(options: str) -> "subprocess.Popen[str]":
    """Start the command in a process of its own."""
    code = (
        f"from core.sandbox import SandboxOptions, serve; raise SystemExit(serve(SandboxOptions({options})))"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@POSIX_SIGNALS
@pytest.mark.parametrize("ending", ["SIGINT", "SIGTERM"])
def test_the_command_says_where_it_listens_and_ends_on_a_signal(ending: str) -> None:
    with command("contacts=5, cursors=False") as process:
        assert process.stdout is not None
        said, described = process.stdout.readline(), process.stdout.readline()
        description = json.loads(described)
        address = description["apps"]["refiner"]["address"].removesuffix("/refiner")
        name = project_name(description)
        process.send_signal(getattr(signal, ending))
        rest, complaints = process.communicate(timeout=10)
    assert said == f"sandbox listening on {address}\n"
    assert name == "Sandbox"
    assert (process.returncode, rest, complaints) == (0, "", "")


def test_the_command_says_in_one_sentence_that_a_port_is_taken(taken_port: int) -> None:
    with command(f"port={taken_port}") as process:
        said, complaints = process.communicate(timeout=10)
    assert process.returncode == 1
    assert said == ""
    assert complaints == (
        f"Port {taken_port} is already in use on this computer: choose another one, or 0 for any free port.\n"
    )
