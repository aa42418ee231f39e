"""Runs that ended early are gone on with from the history: after a restart, and to the last bundle."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from core.sandbox import Fault, FaultKind, SandboxThread
from gui.history.history_desk import HistoryDesk
from gui.history.history_list import HistoryList
from tests.core.past_runs import Past, connection, run
from tests.journeys.accounts import account, open_module
from tests.journeys.keys import Keys, refiner_keys
from tests.journeys.program import Program, program_running
from tests.secret_service import SecretService

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

ALL = 3000
FORMER, NEWER = "5b1d" * 10, "e07c" * 10
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def break_from(sandbox: SandboxThread, kind: FaultKind, request: int) -> None:
    """Let all requests for contacts go wrong from that one on."""
    fault = Fault("refiner", kind, path="/v1/contacts", from_request=request, times=None)
    sandbox.call(lambda one: one.add_fault(fault))


def heal(sandbox: SandboxThread) -> None:
    """The service is well again."""
    sandbox.call(lambda one: one.faults.clear())


def desk(program: Program) -> HistoryDesk:
    """Who does what the history wants."""
    found = program.session.findChild(HistoryDesk)
    assert found is not None
    return found


async def open_history(program: Program) -> None:
    """Go there by the keys."""
    program.press(Qt.Key.Key_H, CTRL | SHIFT)
    await program.until(lambda: program.sees("history"))
    await desk(program).jobs.idle()


def newest(program: Program) -> str:
    """The newest run, as the list says it."""
    return str(program.see(HistoryList, "history-list").model().index(0, 0).data())


async def over(program: Program, ending: str) -> None:
    """Wait until nothing goes on from here, and the list shows how it ended."""
    await desk(program).going_on.idle()
    await program.until(lambda: ending in newest(program))
    await desk(program).jobs.idle()
    assert not program.sees("stop-run")


async def fetched(program: Program) -> list[str]:
    """The contacts that the only run has, in order."""
    (only,) = await program.integrator.latest_runs()
    bundles = program.integrator.bundles(only.id)
    try:
        return [json.loads(bundles.raw(place))["uuid"] for place in range(len(bundles))]
    finally:
        bundles.close()


async def test_a_run_that_broke_off_is_gone_on_with_after_a_restart_and_stopped_and_ended(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread, short_waits: None
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "refiner", "Refiner", "List Contacts")
        program.type_into("field-limit", str(ALL))
        break_from(sandbox, "server_error", 2)
        await program.run_to_end()
        heal(sandbox)

    async with program_running(folder) as program:
        await open_history(program)
        assert "failed, 1,000 bundles" in newest(program)
        assert program.text("run-state") == "Failed"
        break_from(sandbox, "hang", 2)
        program.click("continue-run")

        # It is seen to grow: in the list, beside it, and in the viewer.
        await program.until(lambda: "running, 2,000 bundles" in newest(program))
        await program.until(lambda: program.text("bundle-count") == "2,000 bundles")
        assert program.text("run-state") == "Running"
        assert not program.sees("run-failed")
        assert not program.sees("continue-run")
        assert "2,000" in program.text("run-progress-words")

        program.click("stop-run")
        await over(program, "stopped, 2,000 bundles")
        assert not program.sees("run-progress")

        heal(sandbox)
        program.window.activateWindow()  # offscreen, nobody gives the keyboard back
        await program.until(program.window.isActiveWindow)
        program.see(HistoryList, "history-list").setFocus()
        program.press(Qt.Key.Key_Return, CTRL | SHIFT)
        await over(program, "done, 3,000 bundles")
        assert program.text("bundle-count") == "3,000 bundles"
        assert program.text("run-state") == "Done"
        assert not program.sees("continue-run")
        came = await fetched(program)
        assert len(came) == len(set(came)) == ALL, "none is lost, none came twice"


async def test_credentials_that_were_refused_are_entered_again_from_the_history(
    qapp: QApplication,
    folder: Path,
    keyring: SecretService,
    sandbox: SandboxThread,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = refiner_keys(monkeypatch, FORMER)
    async with program_running(folder) as program:
        await begin_with(program, sandbox, keys)
        there = (await program.integrator.latest_runs())[0].bundles
        assert 0 < there < ALL

    async with program_running(folder) as program:
        await open_history(program)
        assert program.text("run-failed-title") == "Refiner did not accept the credentials."
        program.click("continue-run")
        assert program.sees("stop-run")
        await over(program, "failed")
        await program.until(lambda: program.sees("run-failed-button"))
        assert program.text("run-failed-title") == "Refiner did not accept the credentials."

        keys.accept(NEWER)
        program.click("run-failed-button")
        await program.until(lambda: program.sees("edit-dialog"))
        program.type_into("field-api_key", NEWER)
        program.click("edit-save")
        await program.until(lambda: program.sees("run-note"))
        assert program.text("run-note-text") == "Continue fetches what is missing."
        assert not program.sees("run-failed-button"), "they are not in question any more"
        program.click("continue-run")
        await over(program, "done")
        assert not program.sees("run-failed")
        assert not program.sees("run-note")
        came = await fetched(program)
        assert len(came) == len(set(came)) == ALL


async def begin_with(program: Program, sandbox: SandboxThread, keys: Keys) -> None:
    """A run of all contacts whose key is revoked when some are there."""
    from core.integrator import NewConnection

    address, _ = account(sandbox, "refiner")
    new = NewConnection(app="refiner", name="Ours", values={"api_key": FORMER}, address=address)
    await program.integrator.connect(new)
    (ours,) = await program.integrator.connections()
    keys.revoke_all_after(2)
    stream = program.integrator.run_module(ours.id, "refiner", "list_contacts", {"limit": ALL})
    async for _ in stream:
        pass


async def test_what_cannot_be_gone_on_with_says_why(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    past = Past(folder)
    await past.connect(connection())
    await past.add(run("old", 1.0, "stopped", bundles=2), bundles=[{"n": 1}, {"n": 2}])
    async with program_running(folder) as program:
        await open_history(program)
        button = program.see(QPushButton, "continue-run")
        why = "It was begun by an older Trunkline, which did not note what it needs. Run the module anew."
        assert not button.isEnabled()
        assert why in button.toolTip()
        assert program.text("run-explained").endswith(f"It cannot be continued: {why}")

        runs = program.see(HistoryList, "history-list")
        runs.contextMenuEvent(
            QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
        )
        await program.until(lambda: program.sees("history-menu"))
        menu = program.see(QMenu, "history-menu")
        (entry,) = [one for one in menu.actions() if one.text() == "Continue"]
        assert not entry.isEnabled()
        assert menu.toolTipsVisible()
        assert why in entry.toolTip()
        menu.close()


async def test_a_run_of_a_single_request_or_one_that_is_done_is_not_offered_to_be_continued(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    past = Past(folder)
    await past.connect(connection())
    problem = ("The service said no.", "", "")
    await past.add(run("done", 1.0), run("one", 2.0, "failed", module="identify_user", problem=problem))
    async with program_running(folder) as program:
        await open_history(program)
        assert program.text("run-state") == "Failed"
        assert not program.sees("continue-run")
        program.press(Qt.Key.Key_Down)
        program.see(HistoryList, "history-list").choose("done")
        await desk(program).jobs.idle()
        assert program.text("run-state") == "Done"
        assert not program.sees("continue-run")


async def test_what_the_core_refuses_is_said_beside_the_run(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread, short_waits: None
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "refiner", "Refiner", "List Contacts")
        program.type_into("field-limit", str(ALL))
        break_from(sandbox, "server_error", 2)
        await program.run_to_end()
        heal(sandbox)
        await open_history(program)
        (only,) = await program.integrator.latest_runs()
        break_from(sandbox, "hang", 1)
        somebody = program.integrator.continue_run(only.id)
        await anext(somebody)  # in another window, say
        desk(program).going_on.go_on(only)
        await program.until(lambda: program.sees("run-note"))
        assert program.text("run-note-title") == "This run cannot be continued."
        assert "under way" in program.text("run-note-text")
        await somebody.aclose()
