"""What cannot be read of a bundle is told in full: what went wrong, why, and what to do next."""

from pathlib import Path
from typing import Any

import pytest
from bundle_screen import painted
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot
from run_screen import RunScreen, run_shown

from core.model.errors import TrunklineError
from gui.bundles import copy_large, decoded

TOLD = "The bundle cannot be read. The disk is gone. Connect it again."
LARGE = b'{"note":"needle","text":"%s","list":[%s1]}' % (b"x" * decoded.HUGE, b"1," * 1000)


async def trouble(*asked: Any) -> Any:
    """What the integrator answers when a bundle cannot be read."""
    raise TrunklineError("The bundle cannot be read.", "The disk is gone", "Connect it again.")


def break_off(screen: RunScreen, monkeypatch: pytest.MonkeyPatch, *questions: str) -> None:
    """Let nothing come of some questions any more."""
    for question in questions:
        monkeypatch.setattr(screen.integrator, question, trouble)


async def test_raw_tells_it(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with run_shown(tmp_path, [LARGE]) as screen:
        break_off(screen, monkeypatch, "whole")
        screen.view.show_tab("raw")
        await screen.settled()
        assert screen.label("raw-note").text() == TOLD


async def test_the_tree_tells_it_in_a_row(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run_shown(tmp_path, [LARGE]) as screen:
        await screen.settled()
        break_off(screen, monkeypatch, "children")
        screen.tree.expand(screen.row(0, 2))
        await screen.settled()
        assert screen.row(0, 2, 0).siblingAtColumn(1).data() == TOLD


async def test_a_cell_tells_it_and_is_not_said_to_be_something_else(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run_shown(tmp_path, [{"note": "a"}, LARGE]) as screen:
        break_off(screen, monkeypatch, "whole")
        screen.view.show_tab("table")
        await screen.settled()
        painted(screen)
        await screen.settled()
        assert screen.cells(1)[0] == TOLD


async def test_the_search_tells_it_of_a_hit_that_cannot_be_gone_to(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run_shown(tmp_path, [{"note": "needle"}]) as screen:
        break_off(screen, monkeypatch, "place")
        screen.search_for("needle")
        await screen.settled()
        assert screen.label("search-problem").text() == TOLD


async def at_text(screen: RunScreen) -> None:
    """Go to the long text."""
    await screen.settled()
    screen.tree.setCurrentIndex(screen.row(0, 1))
    await screen.settled()


async def test_copying_tells_it_where_it_stays_to_be_read(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run_shown(tmp_path, [LARGE]) as screen:
        await at_text(screen)
        break_off(screen, monkeypatch, "text")
        assert screen.copied("copy-value") == ""
        await screen.settled()
        assert screen.view.takeaway.bar.words() == TOLD
        assert screen.label("copy-confirmation").text() == ""


async def test_what_is_too_large_to_copy_is_told_to_be(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copy_large, "MOST_COPIED", 1_000_000)
    async with run_shown(tmp_path, [LARGE]) as screen:
        await at_text(screen)
        screen.button("copy-value").click()
        await screen.settled()
        assert (
            screen.label("copy-confirmation").text() == "This value is too large to copy; export it instead"
        )


async def test_what_a_large_bundle_lacks_is_not_said_to_be_too_large(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run_shown(tmp_path, [{"absent": 1}, LARGE]) as screen:
        screen.view.show_tab("table")
        table = screen.find(QTableView, "bundle-table")
        table.setCurrentIndex(table.model().index(1, screen.headers().index("absent")))
        # Copied before the cell was looked up: only then is it asked for.
        screen.button("copy-value").click()
        await screen.settled()
        assert screen.label("copy-confirmation").text() == "This bundle has no value here"


async def test_of_a_name_received_twice_the_value_that_is_chosen_is_copied(
    qtbot: QtBot, tmp_path: Path
) -> None:
    filler = b"y" * decoded.HUGE
    async with run_shown(tmp_path, [b'{"text":"%s","text":"%s"}' % (filler, b"z" * decoded.HUGE)]) as screen:
        await screen.settled()
        screen.tree.setCurrentIndex(screen.row(0, 0))
        await screen.settled()
        screen.button("copy-value").click()
        await screen.settled()
        assert QGuiApplication.clipboard().text()[:3] == "yyy"
