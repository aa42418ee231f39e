"""Credentials that are refused in the middle of a run: said, entered again by one click, gone on with."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox

from core.integrator import Integrator, NewConnection
from core.model.form import FilledForm, FittedForm
from core.sandbox import SandboxThread
from core.sandbox.faults import Fault
from core.store.store import DATABASE
from tests.journeys.accounts import account, open_module, received, requests
from tests.journeys.keys import REFUSAL, Keys, refiner_keys
from tests.journeys.program import Program, program_running
from tests.secret_service import SecretService

# Offscreen, an open list cannot grab the keyboard.
pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

FORMER, NEWER, WRONG = "5b1d" * 10, "e07c" * 10, "93fa" * 10
PASSPHRASE = "quiet harbour at dawn"
CONTACTS = 3000


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Keys:
    """At first the former key is accepted."""
    return refiner_keys(monkeypatch, FORMER)


async def ready_to_run(program: Program, sandbox: SandboxThread) -> None:
    """A Refiner account, and its list of all contacts ready to be fetched."""
    address, _ = account(sandbox, "refiner")
    new = NewConnection(app="refiner", name="Ours", values={"api_key": FORMER}, address=address)
    await program.integrator.connect(new)
    program.click("rail-modules")
    program.choose_module("List Contacts", "Refiner")
    await program.until(lambda: chosen(program).startswith("Ours"))
    await program.until(lambda: not program.is_recalling())
    program.type_into("field-limit", str(CONTACTS))


async def refused_in_the_middle(program: Program, sandbox: SandboxThread, keys: Keys) -> int:
    """A run whose key is revoked when some of it is there. Gives how many bundles are."""
    await ready_to_run(program, sandbox)
    keys.revoke_all_after(2)
    await program.run_to_end()
    (last, *_) = await program.integrator.latest_runs()
    assert last.status == "failed"
    assert 0 < last.bundles < CONTACTS
    return last.bundles


async def enter_again(program: Program, key: str) -> None:
    """Type a key into the dialog that is open, and save it."""
    await program.until(lambda: program.sees("edit-dialog"))
    program.type_into("field-api_key", key)
    program.click("edit-save")


def chosen(program: Program) -> str:
    return program.see(QComboBox, "connection").currentText()


def spoil_secrets(folder: Path) -> None:
    """Damage what is sealed, as a failing disk does."""
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        database.execute("UPDATE secrets SET sealed = x'00'")


async def fetched(program: Program) -> list[str]:
    """The contacts that the run which is newest brought, in order."""
    (last, *_) = await program.integrator.latest_runs()
    bundles = program.integrator.bundles(last.id)
    bundles.refresh()
    try:
        return [json.loads(bundles.raw(place))["uuid"] for place in range(len(bundles))]
    finally:
        bundles.close()


async def test_a_key_revoked_in_mid_run_is_entered_again_and_the_run_brings_the_rest(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread, keys: Keys
) -> None:
    async with program_running(folder) as program:
        there = await refused_in_the_middle(program, sandbox, keys)
        assert program.text("run-problem-title") == "Refiner did not accept the credentials."
        assert REFUSAL in program.text("run-problem-text")
        await program.until(lambda: program.sees("state-connection"))
        assert program.text("state-connection").startswith("Failing since today ")
        assert chosen(program) == "Ours · Sandbox · failing"
        assert program.text("bundle-count") == f"{there:,} bundles"

        keys.accept(NEWER)
        program.click("run-reenter")
        await enter_again(program, NEWER)
        await program.until(lambda: program.text("run-problem-title") == "The new credentials are kept.")
        assert program.text("bundle-count") == f"{there:,} bundles", "what arrived is still on the screen"
        await program.until(lambda: chosen(program) == "Ours · Sandbox")
        assert not program.sees("state-connection")

        before = len(keys.given)
        program.click("continue")
        await program.ended()
        assert set(keys.given[before:]) == {NEWER}
        assert program.text("bundle-count") == f"{CONTACTS:,} bundles"
        assert f"{CONTACTS:,} bundles" in program.text("progress-words")
        assert not program.sees("continue")
        assert not program.sees("run-problem")
        came = await fetched(program)
        assert len(came) == len(set(came)) == CONTACTS, "none is lost, none came twice"
        (only,) = await program.integrator.latest_runs()
        assert (only.status, only.bundles) == ("done", CONTACTS)


async def test_a_stopped_run_brings_the_rest_with_what_it_began_with(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread, keys: Keys
) -> None:
    async with program_running(folder) as program:
        await ready_to_run(program, sandbox)
        hang = Fault("refiner", "hang", path="/v1/contacts", from_request=2, times=None)
        sandbox.call(lambda one: one.add_fault(hang))
        program.click("run")
        await program.until(lambda: program.sees("bundle-count"))
        program.click("stop")
        await program.ended()
        assert program.sees("continue")
        assert not program.sees("continue-remark")
        program.type_into("field-limit", "5")
        assert program.text("continue-remark") == (
            "Continue goes on with what the run began with; Run takes the form as it is now."
        )
        sandbox.call(lambda one: one.faults.clear())
        program.click("continue")
        assert program.sees("stop")
        assert not program.sees("continue-remark")
        await program.ended()
        came = await fetched(program)
        assert len(came) == len(set(came)) == CONTACTS

        await program.run_to_end()
        assert program.text("bundle-count") == "5 bundles", "Run takes the form as it is"
        assert not program.sees("continue")


async def test_a_run_goes_on_after_the_service_was_down(
    qapp: QApplication,
    folder: Path,
    keyring: SecretService,
    sandbox: SandboxThread,
    keys: Keys,
    short_waits: None,
) -> None:
    async with program_running(folder) as program:
        await ready_to_run(program, sandbox)
        down = Fault("refiner", "server_error", path="/v1/contacts", from_request=2, times=None)
        sandbox.call(lambda one: one.add_fault(down))
        await program.run_to_end()
        assert program.text("run-problem-title") == "Refiner has trouble of its own."
        assert not program.sees("run-reenter")
        sandbox.call(lambda one: one.faults.clear())
        program.click("continue")
        await program.ended()
        assert not program.sees("run-problem")
        assert program.text("bundle-count") == f"{CONTACTS:,} bundles"


async def test_a_run_that_is_done_or_brought_nothing_is_not_offered_to_be_continued(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread, keys: Keys
) -> None:
    async with program_running(folder) as program:
        await ready_to_run(program, sandbox)
        program.type_into("field-limit", "5")
        await program.run_to_end()
        assert not program.sees("continue")
        program.click("run")
        program.click("stop")
        await program.ended()
        assert not program.sees("continue")
        keys.accept(NEWER)
        await program.run_to_end()
        assert not program.sees("continue")
        program.click("run-reenter")
        await enter_again(program, NEWER)
        await program.until(lambda: program.text("run-problem-text") == "Now run it again.")
        await program.run_to_end()
        assert program.text("bundle-count") == "5 bundles"


async def test_a_key_of_another_account_is_told_and_its_bundles_are_not_mixed_in(
    qapp: QApplication,
    folder: Path,
    keyring: SecretService,
    sandbox: SandboxThread,
    keys: Keys,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with program_running(folder) as program:
        there = await refused_in_the_middle(program, sandbox, keys)
        keys.accept(NEWER)
        monkeypatch.setattr("core.sandbox.refiner.project.Project.name", "Sandbox B")
        program.click("run-reenter")
        await enter_again(program, NEWER)
        await program.until(lambda: program.sees("other-account"))
        assert "“Ours” led to “Sandbox”. Now it leads to “Sandbox B”." in program.text("other-account")
        assert "the form “List Contacts” of Refiner" in program.text("other-account")
        program.click("other-account-keep")
        await program.until(lambda: chosen(program) == "Ours · Sandbox B")
        await program.until(lambda: not program.sees("continue"))
        assert "Bundles of two accounts must not be mixed." in program.text("run-problem-text")
        assert len(await fetched(program)) == there


async def test_the_wrong_key_once_more_is_said_in_the_dialog(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread, keys: Keys
) -> None:
    async with program_running(folder) as program:
        await refused_in_the_middle(program, sandbox, keys)
        keys.accept(NEWER)
        program.click("reenter-connection")
        await enter_again(program, WRONG)
        await program.until(lambda: program.sees("edit-problem"))
        assert program.text("field-api_key") == WRONG
        program.click("edit-cancel")
        await program.until(lambda: not program.sees("edit-dialog"))
        assert program.text("run-problem-title") == "Refiner did not accept the credentials."
        assert program.sees("run-reenter"), "the way on is still there"


async def test_a_list_that_is_refused_offers_new_credentials_too(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread, keys: Keys
) -> None:
    async with program_running(folder) as program:
        await ready_to_run(program, sandbox)
        keys.accept(NEWER)
        await program.open_list("segment_uuid")
        assert "did not accept the credentials" in program.text("lookup-words")
        await program.close_list()
        program.click("run-reenter")
        await enter_again(program, NEWER)
        await program.until(lambda: program.text("run-problem-title") == "The new credentials are kept.")
        await program.open_list("segment_uuid")
        assert program.entries()
        await program.close_list()


async def test_a_locked_vault_is_opened_while_credentials_are_entered_again(
    qapp: QApplication,
    folder: Path,
    no_keyring: None,
    cheap_passphrase: None,
    sandbox: SandboxThread,
    keys: Keys,
) -> None:
    async with program_running(folder) as program:
        await program.integrator.create_passphrase(PASSPHRASE)
        await refused_in_the_middle(program, sandbox, keys)
        await program.integrator.lock_vault()
        keys.accept(NEWER)
        program.click("run-reenter")
        await enter_again(program, NEWER)
        await program.until(lambda: program.sees("passphrase-dialog"))
        program.type_into("field-passphrase", PASSPHRASE)
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: program.text("run-problem-title") == "The new credentials are kept.")
        program.click("continue")
        await program.ended()
        assert program.text("bundle-count") == f"{CONTACTS:,} bundles"


async def test_secrets_that_can_be_read_no_more_are_entered_again(
    qapp: QApplication,
    folder: Path,
    keyring: SecretService,
    sandbox: SandboxThread,
    keys: Keys,
) -> None:
    async with program_running(folder) as program:
        await ready_to_run(program, sandbox)
        spoil_secrets(folder)
        await program.run_to_end()
        assert program.sees("run-reenter")
        assert keys.given == [FORMER], "nothing was sent since it was connected"
        program.click("run-reenter")
        await enter_again(program, FORMER)
        await program.until(lambda: program.text("run-problem-title") == "The new credentials are kept.")
        await program.run_to_end()
        assert program.text("bundle-count") == f"{CONTACTS:,} bundles"


# --- which account ------------------------------------------------------------------------------------------


async def test_an_account_chosen_by_hand_stays_chosen_though_the_form_was_kept_for_another(
    qapp: QApplication,
    folder: Path,
    keyring: SecretService,
    sandbox: SandboxThread,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, values = account(sandbox, "refiner")
    asked, recall, last_form = asyncio.Event(), asyncio.Event(), Integrator.last_form

    async def slow(self: Integrator, app: str, module: str, connection: str = "") -> FittedForm | None:
        asked.set()
        await recall.wait()
        return await last_form(self, app, module, connection)

    monkeypatch.setattr(Integrator, "last_form", slow)
    async with program_running(folder) as program:
        for name in ("First", "Second"):
            new = NewConnection(app="refiner", name=name, values=values, address=address)
            await program.integrator.connect(new)
        first, second = await program.integrator.connections()
        filled = FilledForm(connection=second.id, values={"limit": 7}, labels={})
        await program.integrator.remember_form("refiner", "list_contacts", filled)
        program.click("rail-modules")
        await program.until(lambda: not program.session.jobs.is_running("connections"))
        program.choose_module("List Contacts", "Refiner")
        await program.until(lambda: chosen(program).startswith("First"))
        await asked.wait()
        program.choose_in("connection", "First · Sandbox")
        recall.set()
        await program.until(lambda: not program.is_recalling())
        assert chosen(program) == "First · Sandbox"
        assert program.text("field-limit") != "7", (
            "what was filled in for the other account is not taken over"
        )
        assert first.name == "First"


async def test_an_address_of_another_host_is_refused_under_its_field_and_nothing_is_sent(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "customerly", "Customerly", "Make an API Call")
        before = received(sandbox, "/")
        program.type_into("field-url", "https://elsewhere.example/v1/users")
        program.click("run")
        await program.until(lambda: program.sees("problem-url"))
        assert "your credentials would go there" in program.text("problem-url")
        assert program.text("run-problem-title") == "This call was not sent, because of its address."
        assert not program.sees("run-reenter")
        assert received(sandbox, "/") == before
        program.type_into("field-url", "/v1/tags")
        assert not program.sees("problem-url"), "what is mended is not complained about"
        await program.run_to_end()
        assert len(requests(sandbox, "/v1/tags")) == before + 1
