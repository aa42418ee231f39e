"""Looking after connections, through the real window: nothing is lost, and everything is said."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QMenu, QTreeView

from core.sandbox import SandboxThread
from core.sandbox.faults import Fault
from tests.journeys.accounts import account, received
from tests.journeys.keys import REFUSAL, refiner_keys
from tests.journeys.manager import active, choose, connected, filled_in, open_manager, rows, said, state, uses
from tests.journeys.program import program_running
from tests.secret_service import SecretService

# Offscreen, an open menu cannot grab the keyboard.
pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

FORMER, NEWER = "5b1d" * 10, "e07c" * 10
PASSPHRASE = "quiet harbour at dawn"
MANY = 300
CONTROL = Qt.KeyboardModifier.ControlModifier


async def test_a_key_that_is_revoked_shows_as_failing_with_why_until_it_is_entered_again(
    qapp: QApplication,
    folder: Path,
    keyring: SecretService,
    sandbox: SandboxThread,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = refiner_keys(monkeypatch, FORMER)
    async with program_running(folder) as program:
        kept = await connected(program, sandbox, "Ours", key=FORMER)
        await filled_in(program, kept, "list_contacts")
        await open_manager(program, "Ours")
        assert state(program, "Ours") == "Never verified"
        program.click("verify-connection")
        await program.until(lambda: program.sees("connections-said"))
        assert said(program, "connections-said") == "“Ours” works."
        assert state(program, "Ours").startswith("Verified today ")

        keys.accept(NEWER)
        program.press(Qt.Key.Key_F5)
        await program.until(lambda: "was refused" in said(program, "connections-said"))
        assert state(program, "Ours").startswith("Failing since today ")
        why = said(program, "connection-failing")
        assert why.startswith("Refiner did not accept the credentials.")
        assert REFUSAL in why

        program.click("reenter-failing")
        await program.until(lambda: program.sees("edit-dialog"))
        program.type_into("field-api_key", NEWER)
        program.click("edit-save")
        await program.until(lambda: state(program, "Ours").startswith("Verified today "))
        assert not program.sees("connection-failing")
        (now,) = await program.integrator.connections()
        assert now.id == kept.id
        assert uses(program, "Ours") == "1 form", "what used it uses it still"


async def test_trouble_on_the_way_marks_nothing(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread, short_waits: None
) -> None:
    async with program_running(folder) as program:
        await connected(program, sandbox, "Ours")
        await open_manager(program, "Ours")
        sandbox.call(lambda one: one.add_fault(Fault("refiner", "server_error", times=None)))
        program.click("verify-connection")
        await program.until(lambda: program.sees("connections-said"))
        assert said(program, "connections-said").startswith(
            "“Ours” could not be verified. Refiner has trouble"
        )
        assert state(program, "Ours").startswith("Verified today ")


async def test_all_are_verified_with_what_came_out_in_one_sentence(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await connected(program, sandbox, "Surveys")
        await connected(program, sandbox, "Old", key=FORMER)
        await connected(program, sandbox, "Numbers", "segmetrics")
        await open_manager(program, "Surveys", "Old", "Numbers")
        program.click("verify-all")
        await program.until(lambda: program.sees("connections-said"))
        assert said(program, "connections-said") == "2 of 3 connections work. Refused: “Old”."
        assert not program.sees("verify-progress")
        await program.until(lambda: state(program, "Old").startswith("Failing since today "))

        program.type_into("connection-search", "failing")
        assert rows(program) == ["Old"]
        program.press(Qt.Key.Key_Escape)
        assert len(rows(program)) == 3


async def test_verifying_all_can_be_stopped(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await connected(program, sandbox, "Numbers", "segmetrics")
        await connected(program, sandbox, "Surveys")
        await open_manager(program, "Surveys", "Numbers")
        sandbox.call(lambda one: one.add_fault(Fault("refiner", "hang", times=None)))
        program.click("verify-all")
        await program.until(lambda: program.sees("verify-progress"))
        await program.until(lambda: program.text("verify-progress") == "1 of 2 verified")
        await program.until(lambda: state(program, "Surveys") == "Verifying…")
        await program.until(lambda: state(program, "Numbers").startswith("Verified "))
        program.click("stop-verifying")
        await program.until(lambda: program.sees("verify-all"))
        assert said(program, "connections-said") == "Stopped. 1 of 2 connections were verified."
        await program.until(lambda: state(program, "Surveys").startswith("Verified "))
        await program.until(lambda: sandbox.call(lambda one: one.journal.in_flight) == 0)


async def test_a_locked_vault_is_opened_on_the_way(
    qapp: QApplication, folder: Path, no_keyring: None, cheap_passphrase: None, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await program.integrator.create_passphrase(PASSPHRASE)
        await connected(program, sandbox, "Ours")
        await connected(program, sandbox, "Numbers", "segmetrics")
        await open_manager(program, "Ours", "Numbers")
        await program.integrator.lock_vault()
        program.click("verify-all")
        await program.until(lambda: program.sees("passphrase-dialog"))
        program.press(Qt.Key.Key_Escape)
        await program.until(lambda: program.sees("connections-said"))
        assert said(program, "connections-said").startswith("The connections could not be verified.")

        program.click("verify-all")
        await program.until(lambda: program.sees("passphrase-dialog"))
        program.type_into("field-passphrase", PASSPHRASE)
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: program.sees("connections-said"))
        assert said(program, "connections-said") == "All 2 connections work."


async def test_a_name_is_changed_where_it_stands_unless_it_is_taken(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await connected(program, sandbox, "First")
        await connected(program, sandbox, "Second", "segmetrics")
        await open_manager(program, "First", "Second")
        choose(program, "First")
        program.press(Qt.Key.Key_F2)
        assert program.focused_name() == "rename-connection"
        program.keys("second")
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: program.sees("problem-connection-name"))
        assert program.text("problem-connection-name").startswith("There is already a connection 'second'.")
        assert rows(program) == ["First", "Second"]
        assert program.text("connection-name") == "First"

        program.type_into("connection-name", "Third")
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: rows(program) == ["Second", "Third"])
        assert program.text("connection-name") == "Third", "the same one is chosen"
        assert not program.sees("problem-connection-name")


async def test_a_copy_is_made_and_waits_for_its_name(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await connected(program, sandbox, "Ours")
        await open_manager(program, "Ours")
        choose(program, "Ours")
        program.press(Qt.Key.Key_D, CONTROL)
        await program.until(lambda: program.focused_name() == "rename-connection")
        program.keys("Theirs")
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: rows(program) == ["Ours", "Theirs"])
        program.press(Qt.Key.Key_F5)
        await program.until(lambda: program.sees("connections-said"))
        assert said(program, "connections-said") == "“Theirs” works.", "its secrets came along"


async def test_one_in_use_is_replaced_and_then_removed(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        old = await connected(program, sandbox, "Old")
        await connected(program, sandbox, "New")
        await connected(program, sandbox, "Numbers", "segmetrics")
        program.click("rail-modules")
        program.choose_module("List Contacts", "Refiner")
        await program.until(lambda: not program.is_recalling())
        program.choose_in("connection", "Old · Sandbox")
        await program.run_to_end()
        await program.until(lambda: not program.is_remembering())
        await open_manager(program, "Old", "New", "Numbers")
        assert uses(program, "Old") == "1 form"

        choose(program, "Old")
        program.press(Qt.Key.Key_Delete)
        await program.until(lambda: program.sees("connection-in-use"))
        refused = said(program, "connection-in-use")
        assert refused.startswith("“Old” is in use, so it was not removed.")
        assert "the form “List Contacts” of Refiner" in refused
        assert "Old" in rows(program)

        program.click("replace-in-use")
        await program.until(lambda: program.sees("replace-dialog"))
        others = program.see(QTreeView, "replacements").model()
        assert [others.index(row, 0).data() for row in range(others.rowCount())] == ["New"]
        assert program.see(QCheckBox, "replace-and-remove").isChecked()
        program.click("replace-now")
        await program.until(lambda: rows(program) == ["New", "Numbers"])
        assert said(program, "connections-said") == "1 form runs with “New” now."
        await program.until(lambda: uses(program, "New") == "1 form")
        assert old.id not in [one.id for one in await program.integrator.connections()]
        program.click("rail-modules")
        assert program.see(QComboBox, "connection").currentText() == "New · Sandbox", (
            "the open form runs with it"
        )


async def test_one_in_use_that_nothing_can_replace_goes_with_its_forms_and_comes_back_with_them(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        only = await connected(program, sandbox, "Only")
        await filled_in(program, only, "list_contacts", "track_event")
        await open_manager(program, "Only")
        program.click("remove-connection")
        await program.until(lambda: program.sees("connection-in-use"))
        assert "There is no other Refiner connection" in said(program, "connection-in-use")
        assert not program.sees("replace-in-use")
        program.click("remove-and-forget")
        await program.until(lambda: program.sees("no-connections"))
        assert await program.integrator.connections() == ()

        program.click("undo-remove")
        await program.until(lambda: program.sees("connection-list"))
        await program.until(lambda: uses(program, "Only") == "2 forms")
        assert not program.sees("connection-removed")


async def test_whatever_was_removed_can_be_brought_back_while_the_program_runs(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        for name in ("A", "B", "C"):
            await connected(program, sandbox, name)
        await open_manager(program, "A", "B", "C")
        for name in ("A", "B", "C"):
            choose(program, name)
            program.press(Qt.Key.Key_Delete)
            await program.until(lambda now=f"“{name}” was": now in said(program, "connection-removed"))
        assert said(program, "connection-removed") == "“C” was removed. 2 others before it."
        program.click("rail-modules")
        program.click("rail-connections")
        program.click("undo-others")
        menu = program.see(QMenu, "removed-connections")
        assert [action.text() for action in menu.actions()] == ["C · Refiner", "B · Refiner", "A · Refiner"]
        _named(menu, "A · Refiner").trigger()
        menu.close()
        await program.until(lambda: program.sees("connection-list") and rows(program) == ["A"])
        assert program.text("connection-name") == "A"
        await active(program)
        program.press(Qt.Key.Key_Z, CONTROL)
        await program.until(lambda: rows(program) == ["A", "C"])
        program.click("undo-remove")
        await program.until(lambda: rows(program) == ["A", "B", "C"])
        assert not program.sees("connection-removed")
        assert received(sandbox, "/v1") > 0
        await program.integrator.verify("B")


async def test_a_second_connection_to_the_same_account_is_noticed(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    address, values = account(sandbox, "refiner")
    async with program_running(folder) as program:
        await connected(program, sandbox, "Ours")
        await program.connect_from_rail("Refiner", address, **values)
        await program.until(lambda: program.sees("twins"))
        assert said(program, "twins").startswith("“Refiner” leads to the same account as “Ours”.")
        assert program.text("connection-name") == "Refiner", "the new one is chosen"
        await program.until(lambda: uses(program, "Refiner") == "Not used")
        program.click("show-twin")
        assert program.text("connection-name") == "Ours"
        assert not program.sees("twins")

        await program.connect("Refiner", address, **values)
        await program.until(lambda: program.sees("twins"))
        assert "“Ours” and “Refiner”" in said(program, "twins")
        program.click("remove-twin")
        await program.until(lambda: rows(program) == ["Ours", "Refiner"])
        assert said(program, "connection-removed").startswith("“Refiner 2” was removed.")

        await program.connect("Refiner", address, **values)
        await program.until(lambda: program.sees("twins"))
        program.click("keep-twins")
        assert not program.sees("twins")
        assert len(rows(program)) == 3


async def test_the_first_connection_of_an_account_is_no_news(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    address, values = account(sandbox, "refiner")
    async with program_running(folder) as program:
        await connected(program, sandbox, "Numbers", "segmetrics")
        await program.connect_from_rail("Refiner", address, **values)
        await program.session.settled()
        assert not program.sees("twins")


async def test_practice_connections_are_verified_and_renamed_but_stay(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        await open_manager(program, "Practice Refiner")
        choose(program, "Practice Refiner")
        assert state(program, "Practice Refiner") == "Practice"
        assert "goes when you leave practice" in program.text("details-state-more")
        program.press(Qt.Key.Key_Delete)
        program.press(Qt.Key.Key_F5)
        await program.until(lambda: program.sees("connections-said"))
        assert said(program, "connections-said") == "“Practice Refiner” works."
        program.type_into("connection-name", "My playground")
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: "My playground" in rows(program))
        assert len(rows(program)) == 5


async def test_the_manager_by_keyboard_alone(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await connected(program, sandbox, "Shop 1")
        await connected(program, sandbox, "Shop 2", "segmetrics")
        await program.session.settled()
        await active(program)
        program.press(Qt.Key.Key_K, CONTROL | Qt.KeyboardModifier.ShiftModifier)
        await program.until(lambda: program.sees("connection-list") and len(rows(program)) == 2)
        program.press(Qt.Key.Key_F, CONTROL)
        assert program.focused_name() == "connection-search"
        program.keys("metrics")
        program.press(Qt.Key.Key_Return)
        assert program.focused_name() == "connection-list"
        program.press(Qt.Key.Key_F2)
        program.keys("Numbers")
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: rows(program) == ["Numbers"])
        await program.until(lambda: program.focused_name() == "connection-list")
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: program.sees("edit-dialog"))
        program.press(Qt.Key.Key_Escape)
        await program.until(lambda: not program.sees("edit-dialog"))
        await active(program)
        program.press(Qt.Key.Key_Delete)
        await program.until(lambda: program.sees("connection-removed"))
        program.press(Qt.Key.Key_Z, CONTROL)
        await program.until(lambda: not program.sees("connection-removed"))
        program.press(Qt.Key.Key_F6)
        await program.until(lambda: program.focused_name() != "")
        assert len(await program.integrator.connections()) == 2


async def test_hundreds_of_connections_are_shown_and_searched_at_once(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        for number in range(MANY):
            await connected(program, sandbox, f"Shop {number}", key=FORMER)
        await open_manager(program, "Shop 0", f"Shop {MANY - 1}")
        began = time.perf_counter()
        program.type_into("connection-search", "shop 29")
        QApplication.sendPostedEvents()
        took = time.perf_counter() - began
        assert rows(program)[0] == "Shop 29"
        assert took < 1.0, f"eight letters took {took:.2f} s"
        choose(program, "Shop 299")
        program.click("verify-all")
        await program.until(lambda: program.sees("connections-said"))
        assert said(program, "connections-said").startswith(f"0 of {MANY} connections work.")
        assert program.text("connection-name") == "Shop 299", "what was chosen stays so"


def _named(menu: QMenu, text: str) -> QAction:
    return next(action for action in menu.actions() if action.text() == text)
