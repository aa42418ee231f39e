"""An app of one's own in the window: dropped into the folder, used, changed, broken, mended, taken away."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from core.integrator import Integrator
from tests.journeys.program import Program, program_running
from tests.secret_service import SecretService
from tests.sixth_app.counterbell import APP, KEY, Counterbell
from tests.sixth_app.standing_in import standing_in


@pytest.fixture
def service() -> Iterator[Counterbell]:
    """The service of the app, on this computer."""
    service = Counterbell()
    with standing_in(service):
        yield service


def listed(program: Program) -> list[str]:
    """The apps in the list of modules."""
    tree = program.window.modules.list.tree
    items = [tree.topLevelItem(place) for place in range(tree.topLevelItemCount())]
    return [item.text(0) for item in items if item]


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, "one place changes"
    file.write_text(text.replace(old, new), encoding="utf-8")


async def dropped(program: Program, folder: Path) -> Path:
    """Drop the app into the person's folder while the program runs, and wait until it shows."""
    app = folder / "apps" / "counterbell"
    shutil.copytree(APP, app)
    await program.until(lambda: "Counterbell" in listed(program))
    return app


async def connected(program: Program, folder: Path, service: Counterbell) -> Path:
    """The app with an account, and its list of tickets open."""
    app = await dropped(program, folder)
    await program.connect("Counterbell", service.address, key=KEY)
    await program.until(lambda: program.sees("module-title"))
    program.choose_module("List Tickets", "Counterbell")
    return app


async def test_an_app_that_is_dropped_in_can_be_connected_and_run_at_once(
    qapp: QApplication, folder: Path, keyring: SecretService, service: Counterbell
) -> None:
    async with program_running(folder) as program:
        assert "Counterbell" not in listed(program)
        await connected(program, folder, service)
        program.type_into("field-limit", "60")
        await program.run_to_end()
        assert program.text("bundle-count") == "60 bundles"
        assert len(service.sent("GET", "/v2/tickets?")) == 2
        assert not program.sees("own-apps")


async def test_a_page_keeps_what_was_filled_in_while_its_module_changes(
    qapp: QApplication, folder: Path, keyring: SecretService, service: Counterbell
) -> None:
    async with program_running(folder) as program:
        app = await connected(program, folder, service)
        program.type_into("field-limit", "7")
        module = app / "modules" / "list_tickets.yaml"
        replace(module, "label: List Tickets", "label: List All Tickets")
        await program.until(lambda: program.text("module-title") == "List All Tickets")
        assert program.text("field-limit") == "7"
        program.choose_module("List All Tickets", "Counterbell")
        await program.run_to_end()
        assert program.text("bundle-count") == "7 bundles"


async def test_another_icon_is_shown_at_once(
    qapp: QApplication, folder: Path, keyring: SecretService, service: Counterbell
) -> None:
    async with program_running(folder) as program:
        app = await connected(program, folder, service)
        page = program.window.modules.page()
        program.type_into("field-limit", "7")
        replace(app / "icon.svg", "#b06a2c", "#2c6ab0")
        await program.until(lambda: program.window.modules.page() is not page)
        assert program.text("module-title") == "List Tickets"
        assert program.text("field-limit") == "7"


async def test_a_page_whose_module_stays_is_left_alone_with_its_bundles(
    qapp: QApplication, folder: Path, keyring: SecretService, service: Counterbell
) -> None:
    async with program_running(folder) as program:
        app = await connected(program, folder, service)
        await program.run_to_end()
        page = program.window.modules.page()
        replace(app / "modules" / "list_comments.yaml", "label: List Comments", "label: List Remarks")
        tree = program.window.modules.list
        await program.until(lambda: any("list remarks" in entry.words for entry in tree._entries))
        assert program.window.modules.page() is page
        assert program.text("bundle-count") == "20 bundles"


async def test_a_mistake_is_said_where_it_is_and_goes_when_it_is_mended(
    qapp: QApplication, folder: Path, keyring: SecretService, service: Counterbell
) -> None:
    async with program_running(folder) as program:
        app = await connected(program, folder, service)
        program.type_into("field-limit", "7")
        replace(app / "modules" / "list_tickets.yaml", "state: $state", "state: $stat")
        await program.until(lambda: program.sees("own-apps"))
        assert program.text("own-apps-title") == "Some of your app “Counterbell” cannot be used yet."
        assert program.text("own-apps-text").startswith(
            "counterbell/modules/list_tickets.yaml, line 30, request.query.state: There is no field `stat`. "
            "Did you mean `state`? And 1 more mistake."
        )
        program.click("own-apps-button")
        await program.until(lambda: program.sees("own-apps-dialog"))
        assert "line 13, fields[1]: The field `state` is never sent." in program.text("own-apps-problems")
        assert program.see(QPushButton, "own-apps-folder").isEnabled()
        program.see(QPushButton, "own-apps-copy").window().close()

        replace(app / "app.yaml", "base_url:", "base_ulr:")
        await program.until(lambda: program.text("own-apps-title").startswith("Your app “counterbell”"))
        assert "Counterbell" not in listed(program)
        assert program.text("field-limit") == "7", "the page waits for its module"

        replace(app / "app.yaml", "base_ulr:", "base_url:")
        replace(app / "modules" / "list_tickets.yaml", "state: $stat", "state: $state")
        await program.until(lambda: not program.sees("own-apps"))
        assert program.text("field-limit") == "7"
        await program.run_to_end()
        assert program.text("bundle-count") == "7 bundles"


async def test_an_app_that_is_taken_away_leaves_the_window(
    qapp: QApplication, folder: Path, keyring: SecretService, service: Counterbell
) -> None:
    async with program_running(folder) as program:
        app = await connected(program, folder, service)
        shutil.rmtree(app)
        await program.until(lambda: "Counterbell" not in listed(program))
        await program.until(lambda: not program.sees("module-title"))
        assert program.window.modules.pages() == ()
        (connection,) = await program.integrator.connections()
        assert connection.app == "counterbell", "its account stays"
        await dropped(program, folder)
        program.choose_module("List Tickets", "Counterbell")
        await program.run_to_end()
        assert program.text("bundle-count") == "20 bundles"


async def test_a_run_goes_on_while_its_app_changes(
    qapp: QApplication, folder: Path, keyring: SecretService, service: Counterbell
) -> None:
    async with program_running(folder) as program:
        app = await connected(program, folder, service)
        with service.holding("/v2/tickets"):
            program.click("run")
            await program.until(lambda: service.sent("GET", "/v2/tickets"))
            replace(app / "modules" / "list_tickets.yaml", "label: List Tickets", "label: List All Tickets")
            tree = program.window.modules.list
            await program.until(lambda: any("list all tickets" in entry.words for entry in tree._entries))
            assert program.sees("stop")
        await program.ended()
        assert program.text("bundle-count") == "20 bundles"
        program.choose_module("List All Tickets", "Counterbell")
        assert program.text("module-title") == "List All Tickets"


async def test_nothing_is_looked_at_while_nothing_changes(
    qapp: QApplication, folder: Path, no_keyring: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0
    refresh = Integrator.refresh_apps

    async def counted(self: Integrator) -> None:
        nonlocal looks
        looks += 1
        await refresh(self)

    monkeypatch.setattr(Integrator, "refresh_apps", counted)
    async with program_running(folder) as program:
        await program.begin_practice()
        program.choose_module("List Contacts", "Refiner")
        await program.run_to_end()
        await program.session.settled()
        assert looks == 0
        await dropped(program, folder)
        await program.session.settled()
        assert looks == 1
