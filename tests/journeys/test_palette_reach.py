"""How far the palette and the actions reach: buttons of every screen, parts of the settings, any run."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QToolButton

from gui.actions import ACTIONS
from gui.actions.sight import target
from gui.actions.words import native
from tests.journeys.palette_use import many_runs, opened, settled
from tests.journeys.program import Program, program_running

MANY = 600
"""Runs; more than the palette has at hand, and than the list of the history loads at once."""


async def test_each_button_that_an_action_presses_is_on_the_screen_and_tells_the_same_keys(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        program.choose_module("List Contacts", "Refiner")
        for _ in range(2):
            await program.run_to_end()
        window, acts = program.window, program.window.acts
        ready: set[str] = set()

        def look() -> None:
            acts.look()
            for name, words in ACTIONS.items():
                button = target(window.stack.currentWidget(), words.presses) if words.presses else None
                if button is not None and acts[name].isEnabled():
                    ready.add(name)
                    told = button.toolTip() if words.shortcut and not isinstance(button, QAction) else ""
                    assert not told or told.endswith(f"({native(words.shortcut)})"), name

        program.type_into("field-limit", "11")
        look()
        acts["undo_form"].trigger()
        look()
        for tab in ("tree", "table", "raw", "request"):
            page = window.page()
            assert page is not None
            page.view.show_tab(tab)
            look()
            if tab == "raw":
                acts["next_bundle"].trigger()
                look()
        acts["find_in_bundles"].trigger()
        program.keys("a")
        await program.until(lambda: program.see(QToolButton, "search-next").isEnabled())
        look()
        acts["history"].trigger()
        await program.until(window.history.chosen)
        look()
        acts["compare_before"].trigger()
        await program.until(lambda: program.sees("diff-title"))
        program.press(Qt.Key.Key_Escape)
        runs = window.history.list
        runs.selectAll()
        look()
        acts["compare"].trigger()
        await program.until(lambda: program.sees("diff-title"))
        await window.history.diff.jobs.idle()
        look()
        acts["sql"].trigger()
        await program.until(lambda: program.sees("sql-examples"))
        look()
        never = {name for name, words in ACTIONS.items() if words.presses} - ready
        # There only while parts of a large bundle are shown, while something is under way, for a run that
        # ended early, or where there are several differences.
        differences = {"next_difference", "previous_difference"}
        assert never <= {"previous_part", "next_part", "sql_stop", "stop_run", "continue_run", *differences}


async def test_every_part_of_the_settings_with_a_heading_can_be_gone_to(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        settings = program.window.settings
        program.window.show_settings()
        assert len(settings.pages()) == settings.topics.count() > 0
        for page in settings.pages():
            found = [one for one in page.findChildren(QLabel) if one.property("role") == "section"]
            # What heads the vault tells how it is guarded just now; it stands at the top of its page.
            headings = {one.text(): one for one in found if one.objectName() != "vault-card-title"}
            assert set(page.sections) == headings.keys(), page.name
            for section in ("", *page.sections):
                program.window.show_screen(program.window.welcome)
                await choose(program, f"settings:{page.name}/{section}".rstrip("/"), section or page.label)
                assert program.sees(f"settings-{page.name}")
                assert settings.isAncestorOf(program.focused() or settings.window()), section
                if section:
                    below = headings[section].mapTo(page.viewport(), QPoint(0, 0)).y()
                    assert 0 <= below < page.viewport().height(), section


async def choose(program: Program, key: str, typed: str) -> None:
    """Ctrl+K, some words, and down to the entry that is meant."""
    view = await opened(program)
    program.keys(typed)
    await settled(program)
    assert view.model.row_of(key) >= 0, typed
    while view.list.currentIndex().row() != view.model.row_of(key):
        program.press(Qt.Key.Key_Down)
    program.press(Qt.Key.Key_Return)


async def test_a_run_far_down_the_history_is_found_and_opened(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        program.choose_module("List Contacts", "Cliengo")
        await program.run_to_end()
        (first,) = (await program.integrator.history()).entries
        await many_runs(program, MANY)
        view = await opened(program)
        program.keys("cliengo contacts")
        key = f"run:{first.record.id}"
        await program.until(lambda: view.model.row_of(key) >= 0)
        while view.list.currentIndex().row() != view.model.row_of(key):
            program.press(Qt.Key.Key_Down)
        program.press(Qt.Key.Key_Return)
        runs = program.window.history
        await program.until(lambda: [one.record.id for one in runs.chosen()] == [first.record.id])
        assert program.text("run-title") == "List Contacts"
