"""The bar that tells of an export, and of what else is taken away meanwhile."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from core.model.export import Exported, ExportEvent
from core.model.results import Progress
from gui.bundles.export_bar import ExportBar


def offered(bar: ExportBar) -> set[str]:
    """The buttons in sight."""
    return {button.objectName() for button in bar.findChildren(QPushButton) if not button.isHidden()}


async def test_what_is_said_meanwhile_leaves_the_way_to_stop(qapp: QApplication, tmp_path: Path) -> None:
    go_on = asyncio.Event()

    async def events() -> AsyncGenerator[ExportEvent]:
        yield Progress(1, 10)
        await go_on.wait()
        yield Exported(file=tmp_path / "a.csv", rows=10)

    bar = ExportBar()
    export = asyncio.ensure_future(bar.follow(events(), tmp_path / "a.csv"))
    await asyncio.sleep(0)
    bar.show_done("Copied 2 bundles", ("1 text was cut.",))
    assert offered(bar) == {"export-cancel"}
    go_on.set()
    await export
    assert bar.words() == "Exported 10 bundles to a.csv"
    assert offered(bar) == {"export-show", "export-close"}


async def test_an_export_that_breaks_is_not_said_to_go_on(qapp: QApplication, tmp_path: Path) -> None:
    async def events() -> AsyncGenerator[ExportEvent]:
        yield Progress(1, 10)
        raise RuntimeError("a mistake of ours")

    bar = ExportBar()
    with pytest.raises(RuntimeError):
        await bar.follow(events(), tmp_path / "a.csv")
    assert bar.isHidden()
