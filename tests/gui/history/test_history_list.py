"""The list of runs: newest first, a page at a time, and what is chosen stays so."""

import time

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QApplication, QLabel

from core.integrator import open_integrator
from core.model.history import FoundInOutput, HistoryEntry, HistoryPage
from core.model.results import Hit
from gui.history.history_model import HistoryModel
from gui.history.words import spoken
from tests.core.past_runs import Past, run
from tests.gui.history.history_shown import history_shown


def entry(place: int, **changes: object) -> HistoryEntry:
    """A run at a place."""
    return HistoryEntry(record=run(f"r{place}", float(place), **changes), place=place)  # type: ignore[arg-type]


def page(places: list[int], older: int | None = None) -> HistoryPage:
    """Runs at these places, newest first."""
    return HistoryPage(tuple(entry(place) for place in sorted(places, reverse=True)), older)


def places(model: HistoryModel) -> list[int]:
    return [row.entry.place for row in model.rows()]


@given(before=st.sets(st.integers(0, 30)), now=st.sets(st.integers(0, 30)), most=st.integers(1, 10))
def test_renewed_rows_are_those_of_the_page_and_the_older_ones(
    before: set[int], now: set[int], most: int
) -> None:
    model = HistoryModel()
    model.begin_anew(page(sorted(before)))
    newest = sorted(now, reverse=True)
    older = newest[most - 1] if len(newest) > most else None
    model.renew(page(newest[:most], older))
    kept = [place for place in before if older is not None and place < older]
    assert places(model) == sorted({*newest[:most], *kept}, reverse=True)
    assert model.rowCount() == len(places(model))


def test_what_was_found_in_outputs_stands_among_the_others_and_stays() -> None:
    model = HistoryModel()
    model.begin_anew(page([9, 5], older=5))
    for place in (7, 5, 3):
        model.add_found(FoundInOutput(entry=entry(place), hits=2, in_bundles=1, first=Hit(0, 0, 1)))
    assert places(model) == [9, 7, 5, 3]
    model.extend(page([4, 2]))
    assert places(model) == [9, 7, 5, 4, 3, 2]
    model.renew(page([10, 9]))
    assert places(model) == [10, 9, 7, 5, 3], "what was found is not in the page, and stays"
    assert [row.found is not None for row in model.rows()] == [False, False, True, True, True]


def test_a_changed_run_stays_the_same_row(qapp: QApplication) -> None:
    model = HistoryModel()
    model.begin_anew(page([3, 2, 1]))
    resets, changed = [], []
    model.modelReset.connect(lambda: resets.append(1))
    model.dataChanged.connect(lambda first, _last: changed.append(first.row()))
    running = entry(2, status="running")
    model.renew(HistoryPage((entry(3), running, entry(1)), None))
    assert (resets, changed) == ([], [1])
    model.remove(["r3"])
    assert places(model) == [2, 1]


async def test_thousands_of_runs_come_a_page_at_a_time(qapp: QApplication, past: Past) -> None:
    async with open_integrator(past.folder) as integrator:
        runs = integrator._core.store.runs  # as the runs themselves write them, only quicker
        for number in range(1000):
            await runs.begin(run(f"r{number}", float(number)))
    async with history_shown(past.folder) as shown:
        view = shown.screen.list
        assert 0 < len(shown.ids()) <= 400, "no more than is in sight, and what comes next"
        assert shown.ids()[0] == "r999"
        for _ in range(10):
            view.scrollToBottom()
            await shown.settled()
        assert shown.ids() == [f"r{number}" for number in reversed(range(1000))]
        assert not view.runs.canFetchMore(QModelIndex())


async def test_a_run_of_many_bundles_is_shown_without_reading_them(qapp: QApplication, past: Past) -> None:
    await past.add(run("a", 1.0, bundles=1), bundles=[{"n": 0}])
    await past.add(run("b", 2.0, bundles=50_000), bundles=[{"n": n} for n in range(50_000)])
    async with history_shown(past.folder) as shown:
        await shown.choose("a")
        began = time.perf_counter()
        shown.screen.list.choose("b")
        seconds = time.perf_counter() - began
        assert shown.find(QLabel, "bundle-count").text() == "50,000 bundles"
        await shown.settled()
        bundles = shown.screen.details.view._bundles
        assert bundles is not None
        assert bundles.decoded < 200
    assert seconds < 0.5, "and at once"


async def test_what_comes_while_somebody_looks_is_shown_and_the_choice_stays(
    qapp: QApplication, past: Past
) -> None:
    await past.add(run("a", 1.0), run("b", 2.0))
    async with history_shown(past.folder) as shown:
        await shown.choose("a")
        store = shown.integrator._core.store
        await shown.integrator._home.call(lambda: store.runs.begin(run("c", 3.0)))
        shown.desk._look()
        await shown.settled()
        assert shown.ids() == ["c", "b", "a"]
        assert [one.record.id for one in shown.screen.chosen()] == ["a"]


def test_a_run_is_told_in_one_sentence() -> None:
    told = HistoryEntry(
        record=run("a", 0.0, bundles=1),
        place=1,
        pinned=True,
        app_label="Refiner",
        module_label="List Contacts",
        connection_name="Mine",
    )
    said = spoken(told, 0.0)
    assert said.startswith("List Contacts, Refiner, Mine, today ")
    assert said.endswith(", done, 1 bundle, pinned")
