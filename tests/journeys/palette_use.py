"""The palette, used as a person does."""

import time

from PySide6.QtCore import Qt

from core.model.run import RunRecord
from gui.palette.entries import Found
from gui.palette.palette import Palette
from tests.journeys.program import Program

CTRL = Qt.KeyboardModifier.ControlModifier


def palette(program: Program) -> Palette:
    """The palette, open or not."""
    return program.window.overlays.palette


async def opened(program: Program) -> Palette:
    """Press Ctrl+K wherever the keyboard is; wait for what the core adds."""
    program.window.activateWindow()
    program.press(Qt.Key.Key_K, CTRL)
    shown = palette(program)
    assert shown.isVisible()
    assert program.focused() is shown.line
    await settled(program)
    return shown


async def settled(program: Program) -> None:
    """Wait until everything that fits is there."""
    desk = program.session._palette
    assert desk is not None
    await desk.jobs.idle()


def shown(program: Program) -> list[str]:
    """The rows, entries with what stands beside them."""
    return [
        f"{row.entry.label} | {row.entry.about}" if isinstance(row, Found) else row
        for row in palette(program).model.shown()
    ]


def chosen(program: Program) -> str:
    """Where the keyboard stands."""
    found = palette(program).model.found(palette(program).list.currentIndex().row())
    return found.entry.label if found is not None else ""


async def go(program: Program, letters: str) -> None:
    """Ctrl+K, some letters, Enter."""
    await opened(program)
    program.keys(letters)
    await settled(program)
    program.press(Qt.Key.Key_Return)
    assert not palette(program).isVisible()


async def many_runs(program: Program, count: int) -> None:
    """Runs of another module, newer than what there is."""
    runs, now = program.integrator._core.store.runs, time.time()
    records = [
        RunRecord(id=f"made-{number}", app="refiner", module="track_event", connection="", started_at=now)
        for number in range(count)
    ]

    async def write() -> None:
        for record in records:
            await runs.begin(record)
            await runs.complete(record.id, status="done", pages=1, bundles=0, ended_at=now)

    await program.integrator._home.call(write)
