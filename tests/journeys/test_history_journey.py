"""What ran is found again: looked at after a restart, run again, compared, kept and cleared away."""

from collections.abc import Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QListView,
    QMenu,
    QTableView,
    QWidget,
)

from core.sandbox import SandboxThread
from gui.history.history_desk import HistoryDesk
from gui.history.history_list import HistoryList
from gui.history.history_model import ROW
from tests.core.past_runs import DAY, Past, connection, run
from tests.journeys.accounts import open_module
from tests.journeys.program import Program, program_running
from tests.secret_service import SecretService


def desk(program: Program) -> HistoryDesk:
    """Who does what the history wants."""
    found = program.session.findChild(HistoryDesk)
    assert found is not None
    return found


async def settled(program: Program) -> None:
    """Wait until nothing of the history is under way."""
    await desk(program).jobs.idle()
    await program.window.history.diff.jobs.idle()


async def open_history(program: Program) -> None:
    """Go there by the keys."""
    program.press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    await program.until(lambda: program.sees("history"))
    await settled(program)


def runs(program: Program) -> list[str]:
    """What the list shows, as it is said."""
    model = program.see(QListView, "history-list").model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


async def choose_run(program: Program, *rows: int) -> None:
    """Click runs, the further ones with Ctrl held."""
    view = program.see(HistoryList, "history-list")
    for number, row in enumerate(rows):
        index = view.model().index(row, 0)
        view.scrollTo(index)
        held = Qt.KeyboardModifier.ControlModifier if number else Qt.KeyboardModifier.NoModifier
        place = view.visualRect(index).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, held, place)
    await settled(program)


async def search(program: Program, text: str) -> None:
    """Type into the search box, and wait for what is found."""
    program.type_into("history-search", text)
    await program.until(lambda: not program.window.history.filters.is_waiting())
    await settled(program)


def differences(program: Program) -> list[str]:
    """What the list of differences shows, as it is said."""
    model = program.see(QTableView, "differences").model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def pair(program: Program) -> dict[str, tuple[str, str, str]]:
    """Both bundles of the chosen difference: field → older, newer, what changed."""
    model = program.see(QTableView, "pair").model()
    cells = [
        [model.index(row, column).data() or "" for column in range(4)] for row in range(model.rowCount())
    ]
    return {name.strip(): (older, newer, mark) for name, older, newer, mark in cells}


async def run_in_core(program: Program, module: str, values: Mapping[str, Any]) -> None:
    """Something that somebody else does meanwhile."""
    (account,) = await program.integrator.connections("refiner")
    stream = program.integrator.run_module(account.id, "refiner", module, values)
    async with aclosing(stream) as events:
        async for _ in events:
            pass


async def test_what_changed_between_two_runs_is_found_after_a_restart(
    qapp: object, folder: Path, keyring: SecretService, sandbox: SandboxThread, tmp_path: Path
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "refiner", "Refiner", "List Contacts")
        program.type_into("field-limit", "50")
        await program.run_to_end()
        email = program.bundle(3)["email"]
        changes = {"email": email, "additional_data": {"plan": "platinum"}}
        await run_in_core(program, "identify_user", changes)
        await program.run_to_end()
        assert program.text("bundle-count") == "50 bundles"

    async with program_running(folder) as program:
        await open_history(program)
        assert [one.split(",")[0] for one in runs(program)] == [
            "List Contacts", "Identify a User", "List Contacts",
        ]  # fmt: skip

        # Found by what was filled in, and by what came back.
        await search(program, "PLATINUM identify")
        assert len(runs(program)) == 1
        await search(program, "platinum")
        program.click("search-outputs")
        await settled(program)
        assert [one.split(",")[0] for one in runs(program)] == ["List Contacts", "Identify a User"]
        newest = program.see(QListView, "history-list").model().index(0, 0).data(ROW)
        assert newest.found.hits == 1
        program.click("search-outputs")
        await search(program, "")

        # Reopened: the same viewer, and what it was filled in with.
        await choose_run(program, 2)
        assert program.text("bundle-count") == "50 bundles"
        assert program.bundle(3)["email"] == email
        assert program.text("show-filled-in") == "Filled in with Order by: First seen and Limit: 50"
        assert program.text("run-state") == "Done"
        assert "1 request" in program.text("run-facts")
        program.click("open-run")
        desk(program)._look()  # for new runs, as it does every two seconds
        await settled(program)
        assert not program.sees("history-list")
        assert not program.sees("history-search")
        program.press(Qt.Key.Key_Escape)
        assert program.sees("history-list")

        # Compared.
        await choose_run(program, 0)
        program.click("compare-run")
        await program.until(lambda: program.sees("differences"))
        await program.until(lambda: differences(program))
        await settled(program)
        assert program.text("diff-title") == "What changed in “List Contacts”"
        changed = [one for one in differences(program) if one.startswith("Changed")]
        assert len(changed) == 1
        program.click("show-changed")
        await settled(program)
        found = pair(program)
        assert found["plan"][1:] == ("platinum", "Changed")
        fields = {name for name, (_, _, mark) in found.items() if mark == "Changed"}

        # What is not to be compared.
        for name in fields:
            program.window.history.diff.pair.ignore_wanted.emit(await path_of(program, name))
            await settled(program)
        program.click("show-changed")
        assert not differences(program)
        assert program.text("show-changed") == " Changed 0"


async def path_of(program: Program, name: str) -> object:
    """The path of a field of the pair that is shown."""
    values = program.window.history.diff.pair.values
    names = [str(values.index(row, 0).data()).strip() for row in range(values.rowCount())]
    return values.path(names.index(name)) if name in names else ("gone",)


async def test_a_run_is_run_again_with_its_values_and_its_connection(
    qapp: object, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "refiner", "Refiner", "List Contacts")
        for limit in ("7", "9"):
            program.type_into("field-limit", limit)
            await program.run_to_end()
        await open_history(program)
        await choose_run(program, 1)
        program.click("run-again")
        await settled(program)
        assert program.text("module-title") == "List Contacts"
        assert program.text("field-limit") == "7"
        assert program.see(QComboBox, "connection").currentText().startswith("My Refiner")
        assert not program.sees("run-problem")
        await program.run_to_end()
        assert program.text("bundle-count") == "7 bundles"
        await open_history(program)
        assert len(runs(program)) == 3


async def test_what_cannot_be_filled_in_again_is_said(qapp: object, folder: Path, no_keyring: None) -> None:
    past = Past(folder)
    await past.connect(connection())
    await past.add(run("gone", 1.0, app="nobody", module="nothing"))
    await past.add(run("other", 2.0, connection="c9", values={"limit": 3, "form_uuid": "a ••••••"}))
    async with program_running(folder) as program:
        await open_history(program)
        await choose_run(program, 1)
        program.click("run-again")
        await settled(program)
        assert "app of this run is gone" in program.text("run-note-title")
        await choose_run(program, 0)
        program.click("run-again")
        await settled(program)
        assert program.text("field-limit") == "3"
        said = program.text("run-problem-text")
        assert "removed" in said
        assert "secret" in said


async def test_runs_are_kept_removed_and_cleared_away_only_when_they_were_shown(
    qapp: object, folder: Path, no_keyring: None
) -> None:
    import time

    now = time.time()
    past = Past(folder)
    await past.connect(connection())
    for number in range(6):
        id, at = f"r{number}", now - (400 - 70 * number) * DAY
        await past.add(run(id, at, bundles=10), bundles=[{"n": n} for n in range(10)])
    async with program_running(folder) as program:
        await open_history(program)
        assert program.text("retention-due-title").startswith("4 runs,")

        # Pinned ones stay.
        await choose_run(program, 5)
        program.see(QListView, "history-list").setFocus()
        program.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        await settled(program)
        assert runs(program)[5].endswith(", pinned")
        assert program.text("retention-due-title").startswith("3 runs,")

        # Looked at, and left.
        program.click("retention-due-button")
        await program.until(lambda: program.sees("removals"))
        assert program.see(QWidget, "removals").model().rowCount() == 3  # type: ignore[attr-defined]
        program.click("keep-runs")
        await settled(program)
        assert len(runs(program)) == 6

        # Looked at, and gone.
        program.click("retention-due-button")
        await program.until(lambda: program.sees("removals"))
        program.click("clear-runs")
        await settled(program)
        assert len(runs(program)) == 3
        assert not program.sees("retention-due")

        # One of them removed by hand.
        program.window.activateWindow()  # offscreen, nobody gives the keyboard back
        await choose_run(program, 0)
        program.press(Qt.Key.Key_Delete)
        await program.until(lambda: program.sees("confirm-action"))
        program.click("confirm-action")
        await settled(program)
        assert len(runs(program)) == 2

        # Another limit, tried before it holds.
        program.window.show_settings("history")
        page = program.window.settings.pages()[2]
        await page.jobs.idle()
        assert program.text("history-plan").startswith("Nothing would go")
        program.type_into("field-days", "30")
        await program.until(lambda: program.text("history-plan").startswith("1 run,"))
        assert (await program.integrator.settings()).retention.days == 180
        program.click("save-history")
        await page.jobs.idle()
        assert (await program.integrator.settings()).retention.days == 30
        program.click("clear-history")
        await program.until(lambda: program.sees("confirm-action"))
        program.click("confirm-action")
        await page.jobs.idle()
        assert program.text("history-plan").startswith("Nothing would go")
        (left,) = (await program.integrator.history()).entries
        assert left.pinned


async def test_two_chosen_runs_are_compared_and_written_to_a_file(
    qapp: object, folder: Path, no_keyring: None, tmp_path: Path
) -> None:
    past = Past(folder)
    await past.connect(connection())
    people = [{"id": n, "email": f"p{n}@example.com", "tags": [{"name": "a", "at": 1}]} for n in range(30)]
    newer = [one | {"tags": [{"name": "a", "at": 2}]} for one in people[1:]]
    await past.add(run("old", 1.0, bundles=30), bundles=people)
    await past.add(run("new", 2.0, bundles=30), bundles=[*newer, {"id": 30, "email": "p30@example.com"}])
    async with program_running(folder) as program:
        await open_history(program)
        await choose_run(program, 0, 1)
        assert program.text("many-runs-title") == "2 runs are chosen"
        program.click("compare-two")
        await program.until(lambda: program.sees("differences") and differences(program))
        await settled(program)
        assert program.see(QComboBox, "diff-key").currentText() == "id"
        assert [program.text(f"show-{kind}") for kind in ("all", "changed", "added", "removed")] == [
            "All 31", " Changed 29", " Added 1", " Removed 1",
        ]  # fmt: skip
        await program.until(lambda: program.text("diff-place") == "1 of 31")
        program.press(Qt.Key.Key_F7)
        await settled(program)
        assert program.text("diff-place") == "2 of 31"
        assert pair(program)["at"] == ("1", "2", "Changed")

        # The menu of a value offers to ignore it in every item.
        menu: QMenu = program.window.history.diff.pair.menu()
        ignoring = [action for action in menu.actions() if action.text() == "Ignore tags[].at"]
        ignoring[0].trigger()
        menu.deleteLater()
        await settled(program)
        assert program.text("show-all") == "All 2"
        assert program.text("unchanged") == "29 unchanged"

        # By another key, and compared again.
        program.click("compare-again")
        await settled(program)
        program.choose_in("diff-key", "Position in the list")
        await settled(program)
        assert program.text("show-changed") == " Changed 30"

        file = tmp_path / "differences.csv"
        program.click("export-differences")
        await program.until(lambda: program.sees("export-differences-to"))
        dialog = program.see(QFileDialog, "export-differences-to")
        line, buttons = dialog.findChild(QLineEdit, "fileNameEdit"), dialog.findChild(QDialogButtonBox)
        assert line is not None
        assert buttons is not None
        line.setText(str(file))
        buttons.button(QDialogButtonBox.StandardButton.Save).click()
        await settled(program)
        assert len(file.read_text("utf-8-sig").splitlines()) > 30
        assert program.text("diff-problem-title").endswith("“differences.csv”.")
        program.press(Qt.Key.Key_Escape)
        assert program.sees("history-list")


async def test_equal_runs_are_said_to_be_equal(qapp: object, folder: Path, no_keyring: None) -> None:
    past = Past(folder)
    people = [{"id": n} for n in range(5)]
    await past.add(run("a", 1.0, bundles=5), run("b", 2.0, bundles=5), bundles=people)
    async with program_running(folder) as program:
        await open_history(program)
        program.click("compare-run")
        await program.until(lambda: program.sees("diff-equal"))
        await settled(program)
        program.click("leave-diff")
        assert program.sees("history-list")


@pytest.mark.parametrize("text", ["nobody", ""])
async def test_an_empty_history_says_why(qapp: object, folder: Path, no_keyring: None, text: str) -> None:
    past = Past(folder)
    await past.connect(connection())
    if text:
        await past.add(run("a", 1.0))
    async with program_running(folder) as program:
        await open_history(program)
        if text:
            await search(program, text)
            assert program.text("no-runs-title") == "No run is found"
            program.click("search-outputs-too")
            await settled(program)
            assert not program.sees("search-outputs-too"), "it was searched now"
            program.click("show-all-runs")
            await settled(program)
            assert len(runs(program)) == 1
        else:
            assert program.text("no-runs-title") == "Nothing has been run yet"
            program.click("go-to-modules")
            await program.until(lambda: program.sees("module-search"))
