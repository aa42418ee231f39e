"""The secrets' key through the window: guarded, locked, opened when it is needed, moved, begun anew."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox

from core.sandbox import SandboxThread
from core.store import idle
from tests.core.store.conftest import secret_service
from tests.journeys.accounts import account, received
from tests.journeys.program import Program, program_running
from tests.journeys.secrets_journey import (
    Clock,
    answered,
    ask_passphrase,
    connected,
    fill_in,
    leave,
    open_secrets,
    run_contacts,
    settled,
    texts,
)
from tests.secret_service import SecretService

__all__ = ["secret_service"]

pytestmark = [
    # keyring leaves its connection to the bus open when a call fails.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    # Offscreen, an open list cannot grab the keyboard.
    pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True),
]

FIRST, SECOND = "quiet harbour lantern at dawn", "seven orange boats on the pier"


@pytest.fixture(autouse=True)
def _quick(cheap_passphrase: None) -> None:
    """Nobody waits here for nothing."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(idle, "time_passed", clock)
    monkeypatch.setattr(idle, "LOOK_EVERY", 0.005)
    return clock


async def guarded(program: Program, sandbox: SandboxThread, passphrase: str = FIRST) -> None:
    """A passphrase, chosen on the page, and an account below it."""
    await open_secrets(program)
    await ask_passphrase(program, "vault-choose", passphrase=passphrase, again=passphrase)
    await answered(program)
    await connected(program, sandbox, "refiner", "Mine")


async def run_asks(program: Program, passphrase: str) -> None:
    """Press Run, be asked for the passphrase, enter it, and see the bundles come."""
    program.click("run")
    await program.until(lambda: program.sees("passphrase-dialog"))
    fill_in(program, passphrase=passphrase)
    await program.ended()
    assert program.text("bundle-count") == "10 bundles"


async def test_a_passphrase_is_chosen_locked_and_asked_for_by_the_next_run(
    qapp: QApplication, folder: Path, no_keyring: None, sandbox: SandboxThread
) -> None:
    address, values = account(sandbox, "refiner")
    async with program_running(folder) as program:
        page = await open_secrets(program)
        assert program.text("vault-card-title") == "The system keyring cannot be used"
        assert program.text("vault-badge") == "Not reachable"
        assert not program.see(QComboBox, "field-auto_lock").isEnabled()

        program.click("rail-connections")
        await program.connect("Refiner", address, **values)
        await program.until(lambda: program.sees("passphrase-dialog"))
        program.type_into("field-passphrase", "password")
        assert program.text("passphrase-strength") == "Weak"
        program.type_into("field-passphrase", FIRST)
        assert program.text("passphrase-strength") == "Strong"
        fill_in(program, again=FIRST)
        await program.until(lambda: not program.sees("connect-dialog"))

        await open_secrets(program)
        assert program.text("vault-badge") == "Open"
        program.click("vault-lock")
        await program.until(lambda: program.text("vault-badge") == "Locked")
        await settled(program, page)

        await run_contacts(program, "Refiner")
        before = received(sandbox, "/v1/contacts")
        program.click("run")
        await program.until(lambda: program.sees("passphrase-dialog"))
        assert received(sandbox, "/v1/contacts") == before, "nothing is sent before"
        fill_in(program, passphrase="not it at all")
        await program.until(lambda: program.sees("passphrase-problem"))
        assert program.text("passphrase-problem-title") == "That is not the passphrase."
        fill_in(program, passphrase=FIRST)
        await program.ended()
        assert program.text("bundle-count") == "10 bundles"
        for secret in (FIRST, values["api_key"]):
            assert secret not in texts()


async def test_leaving_the_question_leaves_the_run_and_says_why(
    qapp: QApplication, folder: Path, no_keyring: None, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await guarded(program, sandbox)
        await run_contacts(program, "Mine")
        await program.integrator.lock_vault()
        program.click("run")
        await program.until(lambda: program.sees("passphrase-dialog"))
        leave(program, "passphrase-dialog")
        await program.ended()
        assert program.text("run-problem-title") == "The secrets are locked."
        await run_asks(program, FIRST)
        assert not program.sees("run-problem")


async def test_the_passphrase_is_changed_with_the_one_that_held(
    qapp: QApplication, folder: Path, no_keyring: None, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await guarded(program, sandbox)
        page = await open_secrets(program)
        await ask_passphrase(program, "vault-change", former=SECOND, passphrase=SECOND, again=SECOND)
        await program.until(lambda: program.sees("passphrase-problem"))
        assert program.text("field-again") == SECOND, "what was typed stays"
        fill_in(program, former=FIRST)
        await answered(program)
        await settled(program, page)
        assert program.text("vault-said") == "The passphrase was changed."
        assert program.text("vault-badge") == "Open"
        program.click("vault-lock")
        await program.until(lambda: program.sees("vault-unlock"))
        await ask_passphrase(program, "vault-unlock", passphrase=FIRST)
        await program.until(lambda: program.sees("passphrase-problem"))
        fill_in(program, passphrase=SECOND)
        await program.until(lambda: program.text("vault-badge") == "Open")
        for passphrase in (FIRST, SECOND):
            assert passphrase not in texts()
    async with program_running(folder) as program:
        await run_contacts(program, "Mine")
        await run_asks(program, SECOND)


async def test_the_key_moves_from_the_keyring_to_a_passphrase_and_back(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        page = await open_secrets(program)
        assert program.text("vault-card-title") == "Nothing to guard yet"
        await connected(program, sandbox, "refiner", "Mine")
        await program.until(lambda: program.text("vault-badge") == "Open")
        await settled(program, page)
        assert program.text("vault-card-title") == "The key lies in the system keyring"
        await ask_passphrase(program, "vault-guard", passphrase=FIRST, again=FIRST)
        await answered(program)
        await program.until(lambda: program.sees("vault-lock"))
        assert program.text("vault-said") == "A passphrase guards your secrets now."
        assert keyring.count("Trunkline") == 0
    async with program_running(folder) as program:
        await run_contacts(program, "Mine")
        await run_asks(program, FIRST)
        await open_secrets(program)
        await ask_passphrase(program, "vault-to-keyring", passphrase=SECOND)
        await program.until(lambda: program.sees("passphrase-problem"))
        fill_in(program, passphrase=FIRST)
        await answered(program)
        await program.until(lambda: program.text("vault-card-title") == "The key lies in the system keyring")
        assert keyring.count("Trunkline") == 1
    async with program_running(folder) as program:
        await run_contacts(program, "Mine")
        await program.run_to_end()
        assert program.text("bundle-count") == "10 bundles", "nobody was asked"


async def test_without_a_keyring_the_key_stays_where_it_is(
    qapp: QApplication, folder: Path, no_keyring: None, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await guarded(program, sandbox)
        await open_secrets(program)
        await ask_passphrase(program, "vault-to-keyring", passphrase=FIRST)
        await program.until(lambda: program.sees("passphrase-problem"))
        assert program.text("passphrase-problem-title") == "The system keyring cannot be used."
        assert await program.integrator.vault_state() == "passphrase"


async def test_secrets_that_nobody_uses_lock_themselves_and_what_needs_them_asks(
    qapp: QApplication, folder: Path, no_keyring: None, sandbox: SandboxThread, clock: Clock
) -> None:
    async with program_running(folder) as program:
        await guarded(program, sandbox)
        page = await open_secrets(program)
        program.choose_in("field-auto_lock", "After 5 minutes")
        await settled(program, page)
        assert (await program.integrator.settings()).auto_lock_minutes == 5
        assert "nobody has used Trunkline for 5 minutes" in program.text("vault-words")
        clock.pass_minutes(5)
        await program.until(lambda: program.text("vault-badge") == "Locked")

        await run_contacts(program, "Mine")
        await run_asks(program, FIRST)
        clock.pass_minutes(5)
        await run_asks(program, FIRST)

    async with program_running(folder) as program:
        page = await open_secrets(program)
        assert program.see(QComboBox, "field-auto_lock").currentText() == "After 5 minutes"
        program.choose_in("field-auto_lock", "After another time…")
        program.type_into("field-auto_lock_minutes", "90")
        program.see(QComboBox, "field-auto_lock").setFocus()
        await program.until(lambda: page.jobs.is_running("auto lock"))
        await settled(program, page)
        assert (await program.integrator.settings()).auto_lock_minutes == 90


async def test_a_list_that_needs_locked_secrets_says_so_calmly(
    qapp: QApplication, folder: Path, no_keyring: None, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await guarded(program, sandbox)
        await run_contacts(program, "Mine")
        await program.integrator.lock_vault()
        await program.open_list("segment_uuid")
        assert "The secrets are locked." in program.text("lookup-words")
        await program.close_list()
        await run_asks(program, FIRST)


async def test_a_forgotten_passphrase_is_no_dead_end(
    qapp: QApplication, folder: Path, no_keyring: None, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await guarded(program, sandbox)
        await connected(program, sandbox, "segmetrics", "Books")
        page = await open_secrets(program)
        program.click("vault-lock")
        await program.until(lambda: program.sees("vault-unlock"))
        await settled(program, page)

        program.click("vault-forgotten")
        await program.until(lambda: program.sees("confirm"))
        said = program.text("qt_msgbox_informativelabel")
        assert "2 connections must be entered again: “Mine” and “Books”" in said
        program.click("confirm-action")
        await program.until(lambda: program.sees("passphrase-dialog"))
        fill_in(program, passphrase=SECOND, again=SECOND)
        await program.until(lambda: program.text("vault-badge") == "Open")
        assert "begun anew" in program.text("vault-said")

        await run_contacts(program, "Mine")
        program.click("run")
        await program.ended()
        assert program.text("run-problem-title") == "The stored secrets cannot be read."
        assert "enter them again" in program.text("run-problem-text")


async def test_beginning_anew_is_left_without_harm(
    qapp: QApplication, folder: Path, no_keyring: None, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await guarded(program, sandbox)
        page = await open_secrets(program)
        program.click("vault-forgotten")
        await program.until(lambda: program.sees("confirm"))
        leave(program, "confirm")
        await program.until(lambda: not page.jobs.is_running("ask"))
        assert not program.sees("passphrase-dialog")
        await run_contacts(program, "Mine")
        await program.run_to_end()
        assert program.text("bundle-count") == "10 bundles"


async def test_a_keyring_that_is_locked_is_said_with_what_to_do(
    qapp: QApplication, folder: Path, secret_service: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await connected(program, sandbox, "refiner", "Mine")
    secret_service.lock()
    async with program_running(folder) as program:
        page = await open_secrets(program)
        assert program.text("vault-card-title") == "The system keyring is locked"
        assert "Start or unlock the keyring, then look again." in program.text("vault-words")
        program.click("vault-look-again")
        await settled(program, page)
        assert program.text("vault-badge") == "Not reachable"
        await run_contacts(program, "Mine")
        program.click("run")
        await program.ended()
        assert program.text("run-problem-title") == "The system keyring is locked."
        assert not program.sees("passphrase-dialog"), "a passphrase would not open it"


async def test_a_keyring_that_is_locked_at_the_first_account_is_no_question_for_a_passphrase(
    qapp: QApplication, folder: Path, secret_service: SecretService, sandbox: SandboxThread
) -> None:
    secret_service.lock()
    address, values = account(sandbox, "refiner")
    async with program_running(folder) as program:
        program.click("rail-connections")
        await program.connect("Refiner", address, **values)
        await program.until(lambda: program.sees("connect-problem"))
        assert not program.sees("passphrase-dialog")
        assert "keyring" in program.text("connect-problem-title")
