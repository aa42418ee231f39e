"""What is typed and chosen is what is asked for."""

import datetime

import pytest
from PySide6.QtWidgets import QApplication

from core.model.history import HistoryFilter
from gui.history.filter_bar import FilterBar
from tests.core.past_runs import HOUR, Past, run
from tests.gui.history.history_shown import history_shown

MODULES = {"refiner": [("list_contacts", "List Contacts")], "cliengo": [("get", "Get")]}
CONNECTIONS = [("refiner", "c1", "Mine"), ("cliengo", "c2", "Chat")]


@pytest.fixture
def filters(qapp: QApplication) -> FilterBar:
    bar = FilterBar()
    bar.know([("refiner", "Refiner"), ("cliengo", "Cliengo")], MODULES, CONNECTIONS)
    return bar


def midnight(days: int = 0) -> float:
    """When a day begins here, so many days from today."""
    day = datetime.date.today() + datetime.timedelta(days=days)
    return datetime.datetime.combine(day, datetime.time()).astimezone().timestamp()


def test_all_is_asked_for_until_somebody_chooses(filters: FilterBar) -> None:
    assert filters.wanted() == HistoryFilter()
    assert not filters.is_narrowed()


def test_modules_and_connections_are_those_of_the_app(filters: FilterBar) -> None:
    assert not filters.module.isEnabled()
    filters.app.setCurrentIndex(1)
    assert filters.module.isEnabled()
    assert [filters.module.itemText(n) for n in range(filters.module.count())] == [
        "All modules", "List Contacts",
    ]  # fmt: skip
    filters.module.setCurrentIndex(1)
    filters.connection.setCurrentIndex(1)
    wanted = filters.wanted()
    assert (wanted.app, wanted.module, wanted.connection) == ("refiner", "list_contacts", "c1")
    filters.app.setCurrentIndex(2)
    wanted = filters.wanted()
    assert (wanted.app, wanted.module, wanted.connection) == ("cliengo", "", "")


def test_endings_pins_and_words(filters: FilterBar) -> None:
    filters.status.setCurrentIndex(filters.status.findText("Failed"))
    filters.pinned.setChecked(True)
    filters.search.setText("  two words ")
    assert filters.wanted() == HistoryFilter(text="two words", statuses=("failed",), pinned=True)
    filters.show_all()
    assert filters.wanted() == HistoryFilter()


@pytest.mark.parametrize(("choice", "days"), [("Today", 0), ("Last 7 days", -6), ("Last 30 days", -29)])
def test_times_begin_with_a_day(filters: FilterBar, choice: str, days: int) -> None:
    filters.when.setCurrentIndex(filters.when.findText(choice))
    assert filters.wanted() == HistoryFilter(since=midnight(days))


def test_between_two_days_both_belong_to_it(filters: FilterBar) -> None:
    filters.when.setCurrentIndex(filters.when.findText("Between…"))
    assert filters.wanted() == HistoryFilter(), "neither is filled in yet"
    filters.since.line.setText("yesterday")
    filters.until.line.setText("no day")
    assert filters.wanted() == HistoryFilter(since=midnight(-1))
    filters.until.line.setText(f"{datetime.date.today():%Y-%m-%d}")
    assert filters.wanted() == HistoryFilter(since=midnight(-1), until=midnight(1))


async def test_the_search_in_outputs_adds_what_is_found_there(qapp: QApplication, past: Past) -> None:
    await past.add(run("a", 1 * HOUR, values={"who": "zoe"}))
    await past.add(run("b", 2 * HOUR, bundles=2), bundles=[{"name": "Bob"}, {"name": "Zoe"}])
    await past.add(run("c", 3 * HOUR, bundles=1), bundles=[{"name": "Bob"}])
    async with history_shown(past.folder) as shown:
        shown.screen.filters.search.setText("Zoe")
        await shown.settled()
        assert shown.ids() == ["a"]
        shown.screen.filters.in_outputs.setChecked(True)
        await shown.settled()
        assert shown.ids() == ["b", "a"]
        assert shown.screen.found.text() == "Looked through the bundles of 3 runs: found in 1."
        await shown.choose("b")
        assert shown.screen.details.view.current() == 1, "the bundle that it was found in"
        shown.screen.filters.in_outputs.setChecked(False)
        await shown.settled()
        assert shown.ids() == ["a"]
        assert shown.screen.found.isHidden()


async def test_a_search_in_outputs_that_is_stopped_says_how_far_it_came(
    qapp: QApplication, past: Past
) -> None:
    await past.add(*(run(f"r{n}", n * HOUR, bundles=3) for n in range(40)), bundles=[{"n": 1}] * 3)
    async with history_shown(past.folder) as shown:
        shown.screen.filters.search.setText("nowhere to be found")
        shown.screen.filters.in_outputs.setChecked(True)
        await shown.until(lambda: "Looked through" in shown.screen.found.text())
        shown.screen.stop.click()
        await shown.settled()
        said = shown.screen.found.text()
        assert said.endswith(("Stopped there.", "40 runs: found in 0."))
        assert shown.screen.stop.isHidden()
