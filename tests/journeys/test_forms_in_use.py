"""Forms over time: opened again, without their service, without a mouse, with a field cleared on purpose."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QListWidget, QMenu, QTabBar, QWidget

from core.sandbox import SandboxThread
from core.sandbox.faults import Fault
from tests.journeys.accounts import account, open_module, received, sent
from tests.journeys.program import Program, program_running
from tests.secret_service import SecretService

pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

APPS = Path(__file__).resolve().parent.parent.parent / "resources" / "apps"


async def test_a_form_is_there_again_with_its_names_although_the_service_is_off(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "qualtrics", "Qualtrics", "List Directory Contacts")
        await program.pick("directoryId", "Sandbox Directory")
        program.type_into("field-limit", "3")
        await program.run_to_end()
        assert program.text("bundle-count") == "3 bundles"
        await program.until(lambda: not program.is_remembering())
    sandbox.stop()
    async with program_running(folder) as program:
        await program.until(lambda: program.sees("module-search"))
        program.choose_module("List Directory Contacts", "Qualtrics")
        await program.until(lambda: program.text("field-limit") == "3")
        assert program.text("field-directoryId") == "Sandbox Directory"
        assert program.see(QComboBox, "connection").currentText().startswith("My Qualtrics")


async def test_a_list_that_cannot_be_loaded_says_why_and_takes_what_is_typed(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "qualtrics", "Qualtrics", "Create an SMS Distribution")
        program.type_into("field-directoryId", "POOL_nowhere")
        await program.open_list("mailingListId")
        words = program.text("lookup-words")
        assert words.startswith("The list could not be loaded. Qualtrics found nothing.")
        assert words.endswith("You can type it in all the same.")
        assert program.sees("lookup-retry")
        assert not program.sees("lookup-entries"), "no empty list below the reason"

        program.type_into("lookup-search", "CG_typed")
        await program.choose("Use “CG_typed”")
        assert program.text("field-mailingListId") == "CG_typed"
        page = program.window.modules.page()
        assert page is not None
        assert page.form.values()["mailingListId"] == "CG_typed"
        assert "mailingListId" not in page.form.problems()


async def test_a_field_is_cleared_at_the_service_through_its_menu(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    app = folder / "apps" / "notebook"
    shutil.copytree(APPS / "segmetrics", app)
    for file, old, new in (
        ("app.yaml", "label: SegMetrics", "label: Notebook"),
        ("modules/add_update_contact.yaml", "label: Last Name", 'label: Last Name\n    clears: ["null"]'),
    ):
        text = (app / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, "one place changes"
        (app / file).write_text(text.replace(old, new), encoding="utf-8")

    async with program_running(folder) as program:
        address, values = account(sandbox, "segmetrics")
        await program.connect("Notebook", address, **values)
        await program.until(lambda: program.sees("module-title"))
        program.choose_module("Add/Update a Contact", "Notebook")
        program.type_into("field-email", "ann@example.com")
        program.type_into("field-last_name", "Lee")
        await choose_in_menu(program, "last_name", "Clear it at the service")
        assert program.text("field-last_name") == ""
        assert program.text("problem-last_name") == "Sent as null: the service clears it."
        await program.run_to_end()
        body = sent(sandbox, "/contact")
        assert (body["email"], body["last_name"]) == ("ann@example.com", None)


async def choose_in_menu(program: Program, key: str, words: str) -> None:
    """Open the menu of a field by its button, which is there while the cursor is in the field."""
    program.window.activateWindow()
    await program.until(program.window.isActiveWindow)
    program.see(QWidget, f"field-{key}").setFocus()
    await program.until(lambda: program.sees(f"menu-{key}"))
    program.click(f"menu-{key}")
    await program.until(lambda: program.sees("field-menu"))
    menu = program.see(QMenu, "field-menu")
    action = next(one for one in menu.findChildren(QAction) if one.text() == words)
    action.trigger()
    menu.close()
    await program.until(lambda: not program.sees("field-menu"))


async def test_what_was_chosen_can_be_left_out_again_through_the_menu(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        program.choose_module("List Contacts", "Cliengo")
        assert program.see(QComboBox, "field-status").currentText() == "Not set"
        program.choose_in("field-status", "Client")
        await choose_in_menu(program, "status", "Leave out")
        assert program.see(QComboBox, "field-status").currentText() == "Not set"


async def test_a_form_that_was_not_sent_counts_what_needs_a_look(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        program.choose_module("Add/Untag a Tag", "Customerly")
        program.click("run")
        assert program.text("progress-words") == "Not sent: 2 fields need a look."
        program.type_into("field-tag", "vip")
        assert program.text("progress-words") == "Not sent: 1 field needs a look."
        program.type_into("field-user_email", "nobody@example.com")
        assert program.text("progress-words") == ""


async def test_the_menu_of_apps_is_open_where_there_is_an_account(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        assert "Cliengo, Customerly, Qualtrics, Refiner and SegMetrics" in program.text("welcome-about")
        program.click("rail-modules")
        assert open_apps(program) == []
        address, values = account(sandbox, "customerly")
        await program.connect_from_rail("Customerly", address, **values)
        program.click("rail-modules")
        await program.until(lambda: open_apps(program) == ["Customerly"])
        program.type_into("module-search", "list contacts")
        assert open_apps(program) == ["Cliengo", "Customerly", "Qualtrics", "Refiner", "SegMetrics"]
        program.type_into("module-search", "")
        assert open_apps(program) == ["Customerly"]


def open_apps(program: Program) -> list[str]:
    tree = program.window.modules.list.tree
    tops = [tree.topLevelItem(place) for place in range(tree.topLevelItemCount())]
    return [top.text(0) for top in tops if top is not None and top.isExpanded()]


# --- without a mouse --------------------------------------------------------------------------------------


async def test_tab_goes_through_a_form_from_top_to_bottom_and_reaches_run(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        program.choose_module("Add/Untag a Tag", "Customerly")
        program.see(QComboBox, "connection").setFocus()
        stops = [program.focused_name()]
        while stops[-1] != "run":
            program.press(Qt.Key.Key_Tab)
            assert program.focused_name() not in stops, f"Tab goes round before Run: {stops}"
            stops.append(program.focused_name())
        assert stops == [
            "connection",
            "connect-account",
            "field-tag",
            "open-tag",
            "field-tag_for",
            "field-get_user_by",
            "field-user_email",
            "open-user_email",
            "field-untag",
            "run",
        ]


async def test_a_tag_is_given_to_a_user_without_a_mouse(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        program.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        await program.until(lambda: program.focused_name() == "module-search")
        program.keys("untag")
        program.press(Qt.Key.Key_Return)
        assert program.text("module-title") == "Add/Untag a Tag"
        program.press(Qt.Key.Key_F6)
        await program.until(lambda: program.focused_name() != "module-search")
        while program.focused_name() != "field-tag":
            program.press(Qt.Key.Key_Tab)
        await choose_by_keys(program, "vip")
        assert program.text("field-tag") == "vip"
        while program.focused_name() != "field-user_email":
            program.press(Qt.Key.Key_Tab)
        await choose_by_keys(program, "ann")
        program.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        await program.ended()
        assert program.bundle()["tag"] == "vip"


async def choose_by_keys(program: Program, search: str) -> None:
    """Open the list of the field that has the cursor, search, take the first entry."""
    program.press(Qt.Key.Key_F4)
    await program.until(lambda: program.sees("lookup-search"))
    await program.until(lambda: program.text("lookup-words") != "Loading…")
    program.keys(search)
    await program.until(lambda: any(search in entry.casefold() for entry in program.entries()[:1]))
    program.press(Qt.Key.Key_Return)
    await program.list_gone()


async def test_an_app_is_connected_without_a_mouse(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    address, values = account(sandbox, "customerly")
    async with program_running(folder) as program:
        program.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        await program.until(lambda: program.sees("app-choice"))
        apps = program.see(QListWidget, "app-choice")
        assert apps.hasFocus() or program.focused_name() == "app-choice"
        program.press(Qt.Key.Key_Down)
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: program.sees("connect-save"))
        stops = []
        while program.focused_name() != "connect-save":
            stops.append(program.focused_name())
            if stops[-1] == "field-api_token":
                program.keys(values["api_token"])
            elif stops[-1] == "advanced-toggle":
                program.press(Qt.Key.Key_Space)
            elif stops[-1] == "field-api_address":
                program.keys(address)
            program.press(Qt.Key.Key_Tab)
            assert len(stops) < 20, stops
        assert stops == [
            "field-api_token",
            "reveal-api_token",
            "advanced-toggle",
            "field-api_address",
            "connect-back",
            "connect-cancel",
        ]
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: program.sees("module-title"))
        assert received(sandbox, "/v1/tags") == 1
        assert program.see(QLabel, "module-summary").text().startswith("Customerly")


async def test_every_stop_of_the_tab_key_has_a_name_that_can_be_heard(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        nameless: list[str] = []
        for module, app in (("Create an SMS Distribution", "Qualtrics"), ("Make an API Call", "Cliengo")):
            program.choose_module(module, app)
            page = program.window.modules.page()
            assert page is not None
            nameless += [
                f"{type(one).__name__} {one.objectName()}"
                for one in page.findChildren(QWidget)
                if one.isVisible()
                and one.focusPolicy() & Qt.FocusPolicy.TabFocus
                and one.focusProxy() is None
                and not isinstance(one, QTabBar)  # it is heard by its tabs
                and not (
                    one.accessibleName() or getattr(one, "text", str)() or one.objectName() == "form-area"
                )
            ]
        assert nameless == []


async def test_enter_presses_the_button_that_has_the_cursor(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        assert program.focused_name() == "try-now"
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: program.sees("module-title"))
        await program.until(lambda: program.focused_name() == "run")
        program.press(Qt.Key.Key_Return)
        await program.ended()
        assert program.text("bundle-count") == "10 bundles"


async def test_without_an_account_the_cursor_goes_to_the_button_that_connects_one(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        program.click("rail-modules")
        program.choose_module("Get a User", "Customerly")
        program.click("run")
        assert program.text("problem-connection") == "Connect a Customerly account first."
        assert program.text("progress-words") == "Not sent: 2 fields need a look."
        assert program.focused_name() == "connect-account"
        await program.open_list("email")
        assert program.text("lookup-words") == (
            "Choose a connection to see the list here. You can type it in all the same."
        )
        assert not program.sees("lookup-entries")


async def test_after_connecting_the_cursor_is_where_something_is_missing(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        address, values = account(sandbox, "qualtrics")
        await program.connect("Qualtrics", address, **values)
        await program.until(lambda: program.sees("module-title"))
        assert program.text("module-title") == "List Directory Contacts"
        await program.until(lambda: program.focused_name() == "field-directoryId")


async def test_what_is_stopped_before_anything_came_is_not_called_empty(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "customerly", "Customerly", "List Users")
        hang = Fault("customerly", "hang", path="/v1/users/list", times=None)
        sandbox.call(lambda one: one.add_fault(hang))
        program.click("run")
        await program.until(lambda: program.text("tree-hint") == "Waiting for the first bundle…")
        program.click("stop")
        await program.ended()
        assert program.text("progress-words") == "Stopped by you."
        await program.until(lambda: program.text("tree-hint") == "Stopped before anything came.")
