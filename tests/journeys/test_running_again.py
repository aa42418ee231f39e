"""One run after the other: the button is there when it can be pressed, and what was before is gone."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from core.integrator import Integrator
from core.model.http import Exchange
from core.model.run import RunEvent, RunStarted
from tests.journeys.program import program_running


async def test_ctrl_enter_runs_once_more(qapp: QApplication, folder: Path, no_keyring: None) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        program.choose_module("List Contacts", "Refiner")
        for limit in (3, 4):
            program.type_into("field-limit", str(limit))
            program.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            assert not program.sees("run")
            assert not program.window.acts["run"].isEnabled()
            await program.ended()
            assert program.window.acts["run"].isEnabled()
            assert program.text("bundle-count") == f"{limit} bundles"


async def test_the_button_is_back_when_the_run_before_is_gone_and_not_earlier(
    qapp: QApplication, folder: Path, no_keyring: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that has told its end needs a moment more to leave: a button pressed then would do nothing."""
    gone, run_module = asyncio.Event(), Integrator.run_module

    async def lingering(
        self: Integrator, connection: str, app: str, module: str, values: Mapping[str, Any]
    ) -> AsyncGenerator[RunEvent]:
        async for event in run_module(self, connection, app, module, values):
            yield event
        await gone.wait()

    monkeypatch.setattr(Integrator, "run_module", lingering)
    async with program_running(folder) as program:
        await program.begin_practice()
        program.choose_module("List Contacts", "Refiner")
        program.click("run")
        await program.until(lambda: "Done" in program.text("progress-words"))
        assert not program.sees("run")
        assert not program.window.acts["run"].isEnabled()
        gone.set()
        await program.until(lambda: program.sees("run"))
        program.click("run")
        assert program.sees("stop"), "it runs"
        await program.ended()


async def test_what_is_stopped_in_the_moment_it_begins_can_be_run_again(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        program.choose_module("List Contacts", "Refiner")
        program.click("run")
        program.click("stop")
        await program.ended()
        await program.run_to_end()
        assert program.text("bundle-count") == "10 bundles"


async def test_the_requests_of_the_run_before_do_not_come_in_late(
    qapp: QApplication, folder: Path, no_keyring: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchanges, run_module = Integrator.exchanges, Integrator.run_module
    late, going, began = asyncio.Event(), asyncio.Event(), list[str]()

    async def late_ones(self: Integrator, run: str) -> tuple[Exchange, ...]:
        await late.wait()
        return await exchanges(self, run)

    async def slow_from_the_second_on(
        self: Integrator, connection: str, app: str, module: str, values: Mapping[str, Any]
    ) -> AsyncGenerator[RunEvent]:
        async for event in run_module(self, connection, app, module, values):
            yield event
            if isinstance(event, RunStarted):
                began.append(event.run)
                if len(began) == 2:
                    await going.wait()

    monkeypatch.setattr(Integrator, "exchanges", late_ones)
    monkeypatch.setattr(Integrator, "run_module", slow_from_the_second_on)
    async with program_running(folder) as program:
        await program.begin_practice()
        program.choose_module("List Contacts", "Refiner")
        program.click("run")
        await program.until(lambda: program.sees("run"))
        program.click("run")
        await program.until(lambda: len(began) == 2)
        late.set()
        await program.until(lambda: not program.is_loading_requests())
        program.show_tab("Request")
        assert not program.sees("request-sent")
        going.set()
        await program.ended()
        assert program.sees("request-sent")
