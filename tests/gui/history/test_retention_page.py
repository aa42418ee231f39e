"""The limits in the settings: what they mean is shown before anything goes."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox, QPushButton, QWidget

from core.integrator import Integrator, open_integrator
from core.model.history import HistoryEntry, Removal, Retention, RetentionPlan
from gui.history.removal_table import RemovalTable
from gui.history.words import plan_in_words
from gui.settings.history_page import HistoryPage
from tests.core.past_runs import DAY, Past, run
from tests.gui.history.history_shown import until


@asynccontextmanager
async def page_shown(folder: Path) -> AsyncIterator[tuple[HistoryPage, Integrator]]:
    """The page, on a profile."""
    async with open_integrator(folder, own_thread=True) as integrator:
        page = HistoryPage(integrator)
        page.resize(900, 700)
        page.show()
        await page.jobs.idle()
        try:
            yield page, integrator
        finally:
            page.hide()
            await page.jobs.idle()
            page.deleteLater()


async def typed(page: HistoryPage, key: str, text: str) -> None:
    """Type into a field, and wait until it is reckoned."""
    find(page, QLineEdit, f"field-{key}").setText(text)
    await until(lambda: not page._soon.isActive())
    await page.jobs.idle()


def find(page: QWidget, kind: type[Any], name: str) -> Any:
    found = page.findChild(kind, name)
    assert found is not None, name
    return found


async def old_runs(past: Past) -> None:
    """Three runs: of today, a month ago and a year ago."""
    now = time.time()
    for id, days in (("year", 365), ("month", 31), ("today", 0)):
        await past.add(run(id, now - days * DAY, bundles=9), bundles=[{"n": n} for n in range(9)])


async def test_what_would_go_is_said_and_listed_while_one_types(qapp: QApplication, past: Past) -> None:
    await old_runs(past)
    async with page_shown(past.folder) as (page, integrator):
        said = find(page, QLabel, "history-plan")
        table = page.table.model()
        assert said.text().startswith("1 run, ")
        assert "it is from" in said.text()
        assert find(page, QLabel, "history-size").text().startswith("All runs together take ")
        await typed(page, "days", "30")
        assert said.text().startswith("2 runs, ")
        assert "the oldest is from" in said.text()
        assert [table.index(row, 3).data() for row in range(table.rowCount())] == ["Too old", "Too old"]
        await typed(page, "days", "0")
        assert said.text().startswith("Nothing would go")
        assert not page.clear.isVisible()
        assert (await integrator.settings()).retention == Retention(), "nothing was saved"
        await typed(page, "days", "x")
        assert said.text() == ""
        assert len((await integrator.history()).entries) == 3, "and nothing went"


async def test_limits_are_kept_when_somebody_says_so(qapp: QApplication, past: Past) -> None:
    async with page_shown(past.folder) as (page, integrator):
        assert not page.save.isEnabled()
        await typed(page, "megabytes", "123")
        page.save.click()
        await page.jobs.idle()
        assert (await integrator.settings()).retention == Retention(megabytes=123)
        assert not page.save.isEnabled()
        await typed(page, "days", "99999")
        page.save.click()
        await page.jobs.idle()
        assert (await integrator.settings()).retention == Retention(megabytes=123)


@pytest.mark.parametrize("goes", [True, False])
async def test_only_what_was_shown_goes_and_only_when_it_is_wanted(
    qapp: QApplication, past: Past, goes: bool
) -> None:
    await old_runs(past)
    async with page_shown(past.folder) as (page, integrator):
        page.clear.click()
        await until(lambda: page.findChildren(QMessageBox))
        (box,) = page.findChildren(QMessageBox)
        find(box, QPushButton, "confirm-action").click() if goes else box.reject()
        await page.jobs.idle()
        left = [one.record.id for one in (await integrator.history()).entries]
        assert left == (["today", "month"] if goes else ["today", "month", "year"])


async def test_what_is_not_reckoned_yet_cannot_be_cleared_away(qapp: QApplication, past: Past) -> None:
    await old_runs(past)
    async with page_shown(past.folder) as (page, _):
        assert page.clear.isEnabled()
        find(page, QLineEdit, "field-days").setText("30")
        assert not page.clear.isEnabled()


def test_a_table_of_removals_says_why_and_how_much(qapp: QApplication) -> None:
    table = RemovalTable(clock=lambda: 0.0)
    entry = HistoryEntry(record=run("a", 0.0, bundles=1234), place=1, app_label="Refiner")
    removals = (Removal(entry=entry, why="room", size=5_000_000),)
    table.show_removals(removals)
    model = table.model()
    row = [str(model.index(0, column).data()) for column in range(model.columnCount())]
    assert row[0] == "list_contacts · Refiner · connection removed"
    assert row[2:] == ["1,234", "Too much in all", "5.0 MB"]
    plan = RetentionPlan(removals, 9_000_000)
    assert plan_in_words(plan) == "1 run, 5.0 MB, would go; it is from 1970-01-01."
