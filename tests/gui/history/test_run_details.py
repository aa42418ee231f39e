"""All about one run: what it was filled in with, how it ended, what can be done with it."""

from typing import Any

from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from core.integrator import open_integrator
from core.model.history import HistoryEntry, RunAgain
from gui.history.filled_in import FilledIn, Line, lines_of
from gui.history.words import duration
from tests.core.past_runs import Past, connection, run
from tests.gui.history.history_shown import history_shown


async def test_values_stand_below_the_labels_of_their_fields(past: Past) -> None:
    async with open_integrator(past.folder) as integrator:
        module = await integrator.module("refiner", "identify_user")
    values: dict[str, Any] = {
        "email": "ann@example.com",
        "additional_data": {"seats": 5, "trial": False, "tags": [], "none": None},
        "long_gone": [{"a": ""}, 2],
    }
    assert [(line.depth, line.label, line.value) for line in lines_of(module, values)] == [
        (0, "Additional Data", ""),
        (1, "seats", "5"),
        (1, "trial", "No"),
        (1, "tags", "empty list"),
        (1, "none", "null"),
        (0, "Email", "ann@example.com"),
        (0, "long_gone", ""),
        (1, "Item 1", ""),
        (2, "a", "empty text"),
        (1, "Item 2", "2"),
    ]
    assert [line.label for line in lines_of(None, values)] == [
        "email", "additional_data", "seats", "trial", "tags", "none", "long_gone", "Item 1", "a", "Item 2",
    ]  # fmt: skip


async def test_an_option_is_shown_by_its_label(past: Past) -> None:
    async with open_integrator(past.folder) as integrator:
        module = await integrator.module("refiner", "list_contacts")
    assert lines_of(module, {"order_by": "last_seen_at"}) == [Line("Order by", "Last seen")]


def test_the_first_values_are_named_before_it_is_opened(qapp: QApplication) -> None:
    filled = FilledIn()
    filled.show_lines(lines_of(None, {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}))
    assert filled.button.text() == "Filled in with a: 1, b: 2, c: 3 and 2 more"
    filled.show_lines([])
    assert filled.button.text() == "Nothing was filled in"
    assert not filled.button.isEnabled()


async def test_what_went_wrong_is_said_with_what_to_do(qapp: QApplication, past: Past) -> None:
    problem = ("The service said no.", "The key was refused", "Enter it again.")
    await past.add(run("a", 1.0, "failed", problem=problem))
    await past.add(run("b", 2.0, "stopped", bundles=3), bundles=[1, 2, 3])
    async with history_shown(past.folder) as shown:
        await shown.choose("a")
        assert shown.screen.details.problem.text() == (
            "The service said no. The key was refused. Enter it again."
        )
        assert shown.find(QLabel, "run-state").text() == "Failed"
        assert not shown.find(QPushButton, "compare-run").isEnabled(), "it brought nothing"
        await shown.choose("b")
        assert not shown.screen.details.problem.text()
        assert "You stopped it." in shown.find(QLabel, "run-explained").text()
        facts = shown.find(QLabel, "run-facts").text()
        assert facts.startswith("3 bundles · 1 page · 1 request · 2.0 s · ")


async def test_an_app_that_is_gone_keeps_nobody_from_looking(qapp: QApplication, past: Past) -> None:
    await past.add(run("a", 1.0, app="gone", module="list", bundles=1, values={"x": 1}), bundles=[{"n": 1}])
    async with history_shown(past.folder) as shown:
        await shown.choose("a")
        assert shown.find(QLabel, "run-title").text() == "list"
        assert "connection removed" in shown.find(QLabel, "run-account").text()
        assert shown.screen.details.view.count() == 1
        shown.screen.details.again.click()
        await shown.settled()
        assert "app of this run is gone" in shown.screen.details.note.text()


async def test_run_again_tells_what_to_fill_in(qapp: QApplication, past: Past) -> None:
    await past.connect(connection())
    await past.add(run("a", 1.0, values={"limit": 3}))
    async with history_shown(past.folder) as shown:
        wanted: list[RunAgain] = []
        shown.desk.again_wanted.connect(wanted.append)
        shown.screen.details.again.click()
        await shown.settled()
        assert [(one.module, one.connection, one.values) for one in wanted] == [
            ("list_contacts", "c1", {"limit": 3})
        ]


async def test_a_run_that_is_under_way_grows(qapp: QApplication, past: Past) -> None:
    async with history_shown(past.folder) as shown:
        store, home = shown.integrator._core.store, shown.integrator._home

        async def begin() -> Any:
            await store.runs.begin(run("a", 1.0, "running", ended_at=None))
            return store.spool.writer("a")

        writer = await home.call(begin)
        writer.append([b'{"n": 1}'])
        shown.desk._look()
        await shown.settled()
        assert shown.screen.details.view.count() == 1
        writer.append([b'{"n": 2}'])
        shown.desk._look()
        await shown.settled()
        assert shown.screen.details.view.count() == 2
        writer.close()
        await home.call(lambda: store.runs.complete("a", status="done", pages=1, bundles=2, ended_at=4.0))
        shown.desk._look()
        await shown.settled()
        assert shown.find(QLabel, "run-state").text() == "Done"
        assert shown.find(QLabel, "run-facts").text().startswith("2 bundles")


def test_a_run_took_as_long_as_the_clock_says() -> None:
    assert duration(run("a", 10.0, ended_at=12.34)) == "2.3 s"
    assert duration(run("a", 10.0, ended_at=9.0)) == "0 ms", "the clock was put back"


def test_nobody_knows_how_long_an_interrupted_run_took() -> None:
    assert duration(run("a", 1.0, "interrupted", ended_at=None)) == ""


def test_an_entry_without_names_has_ids() -> None:
    from gui.history.words import account, module_name

    entry = HistoryEntry(record=run("a", 1.0, app="x", module="y"), place=1)
    assert (module_name(entry), account(entry)) == ("y", "x · connection removed")


def test_a_connection_that_is_called_as_its_app_is_is_said_once() -> None:
    from gui.history.words import account

    entry = HistoryEntry(record=run("a", 1.0), place=1, app_label="Refiner", connection_name="Refiner")
    assert account(entry) == "Refiner"
