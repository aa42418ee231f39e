"""Nothing is contacted but what the page lists: the whole program, watched from outside while it is used."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QTreeView

from core.sandbox import SandboxThread
from tests.journeys.accounts import account
from tests.journeys.program import Program, program_running
from tests.secret_service import SecretService

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 150
"""Seconds for the whole program to be used once."""

NOTHING_ANSWERS_THERE = "http://proxy.invalid:3128"


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the program did while all of it was used, in a process of its own, on a machine with a proxy."""
    folder = tmp_path_factory.mktemp("watched")
    around = {
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder / 'nowhere'}",
        **{f"{name}_proxy": NOTHING_ANSWERS_THERE for name in ("http", "https", "all")},
    }
    command = [sys.executable, "-m", "tests.journeys.watched_program", str(folder / "profile")]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **around}, capture_output=True, text=True, timeout=LONGEST
    )
    assert done.returncode == 0, done.stderr[-4000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert "trouble" not in told, (told["trouble"], done.stderr[-4000:])
    assert told["bugs"] == []
    return told


def rows(told: dict[str, Any]) -> list[list[str]]:
    """The list as it was copied, without its headings."""
    return [line.split("\t") for line in told["copied"].splitlines()[1:]]


def test_all_of_the_program_was_used(watched: dict[str, Any]) -> None:
    apps = len(list((ROOT / "resources" / "apps").iterdir()))
    assert watched["modules"] > 8 * apps
    assert {"network", "secrets", "data"} <= set(watched["pages"])
    assert {row[1].partition(" · ")[0] for row in rows(watched)} >= {
        "An account being connected",
        "Practice Refiner",
        "Practice Qualtrics",
    }


def test_nothing_outside_this_computer_was_contacted(watched: dict[str, Any]) -> None:
    assert watched["contacted"] == ["127.0.0.1"]
    assert set(watched["sockets"]) <= {"127.0.0.1", "0.0.0.0", "::"}, "the last two: nobody at the far end"
    assert "127.0.0.1" in watched["sockets"], "the look at the sockets sees what is there"


def test_of_qt_s_network_only_the_line_between_two_starts_is_used() -> None:
    """Qt would contact hosts without Python's knowledge."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "gui").rglob("*.py")]
    assert set(re.findall("from PySide6.QtNetwork import (.*)", "\n".join(texts))) == {
        "QLocalServer",
        "QLocalSocket",
        "QLocalServer, QLocalSocket",
    }


def test_every_host_that_was_contacted_is_listed_with_every_request(watched: dict[str, Any]) -> None:
    listed = {re.sub(r" \(this computer\)$", "", row[0]) for row in rows(watched)}
    assert listed == set(watched["contacted"])
    assert sum(int(row[5]) for row in rows(watched)) == watched["requests"] > watched["modules"]
    assert {row[2] for row in rows(watched)} == {""}, "this computer is asked through no proxy"


def test_nothing_is_opened_elsewhere_without_a_click(watched: dict[str, Any]) -> None:
    assert watched["others"] == []
    assert watched["links"] == []
    (opened,) = watched["links_after_a_click"]
    assert opened.startswith("file:")


def test_what_the_page_promises_is_what_was_tested(watched: dict[str, Any]) -> None:
    said = " ".join(watched["promises"])
    for promise in ("Only services that you connect", "no telemetry", "no search for updates"):
        assert promise in said


def test_addresses_are_opened_by_buttons_only() -> None:
    """Links in texts would open by themselves in ways that no test sees."""
    forbidden = re.compile(r"setOpenExternalLinks\(True|setOpenLinks\(True|import webbrowser|<a href")
    found = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "gui").rglob("*.py"))
        if forbidden.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


async def test_the_hosts_of_an_account_stand_on_the_page_while_it_is_used(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    address, values = account(sandbox, "refiner")
    async with program_running(folder) as program:
        await program.connect_from_rail("Refiner", address, connection_name="Main", **values)
        program.window.show_settings("data")
        await program.until(lambda: program.sees("host-table"))
        assert listed(program) == [("This computer 127.0.0.1", "An account being connected", "1")]
        (connection,) = await program.integrator.connections()
        await program.integrator.verify(connection.id)
        await program.until(lambda: len(listed(program)) == 2)
        assert listed(program)[0] == ("This computer 127.0.0.1", f"Main {connection.account}", "1")
        await program.integrator.delete(connection.id)
        await program.until(lambda: listed(program)[0][1] == "A connection that was removed")


def listed(program: Program) -> list[tuple[str, str, str]]:
    """Host, what for, and how often, as the page shows them."""
    model = program.see(QTreeView, "host-table").model()
    columns = (0, 1, 4)
    return [
        tuple(str(model.index(row, column).data()) for column in columns)  # type: ignore[misc]  # three
        for row in range(model.rowCount())
    ]
