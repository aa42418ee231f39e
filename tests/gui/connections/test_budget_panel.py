"""What is left of a rate, and how long so many calls will take."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QWidget

from core.integrator import Integrator, NewConnection, open_integrator
from core.model.connection import Connection
from core.model.errors import NotKnown
from core.model.network import RateBudget
from gui import theme
from gui.connections import budget_panel
from gui.connections.budget_panel import BudgetPanel, about, left_words
from tests.sandboxes import RunningSandbox, running_sandbox, until

ACCOUNT = Connection(id="c1", app="refiner", name="Main")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "no wait"),
        (0.2, "about 1 s"),
        (39.4, "about 40 s"),
        (60.0, "about 1 min"),
        (725.0, "about 12 min"),
        (3_600.0, "about 1 h"),
        (5_640.0, "about 1 h 34 min"),
        (86_400.0 * 12, "about 12 days"),
    ],
)
def test_times_are_told_as_people_say_them(seconds: float, text: str) -> None:
    assert about(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(60.0, "in this minute"), (3600.0, "in this hour"), (1.0, "in this second"), (10.0, "within 10 s")],
)
def test_the_stretch_that_a_service_counts_in_is_named(seconds: float, text: str) -> None:
    budget = RateBudget(requests=300, seconds=seconds, left=296, calls=1, wait=0.0)
    assert left_words(budget) == f"Rate: 296 of 300 requests left {text}"


class FakeIntegrator:
    """Gives budgets, and counts how often it was asked."""

    def __init__(self, answer: Callable[[int], RateBudget]) -> None:
        self._answer = answer
        self.asked: list[tuple[str, int]] = []

    async def budget(self, connection: str, calls: int = 1) -> RateBudget:
        """As the integrator's."""
        self.asked.append((connection, calls))
        return self._answer(calls)


def three_hundred(calls: int) -> RateBudget:
    """A service that takes five a second."""
    return RateBudget(requests=300, seconds=60.0, left=296, calls=calls, wait=calls / 5)


@asynccontextmanager
async def panel_shown(
    qapp: QApplication, integrator: Integrator | FakeIntegrator
) -> AsyncIterator[BudgetPanel]:
    """The panel on the screen, with nothing to show yet."""
    theme.apply(qapp, "light")
    panel = BudgetPanel(integrator)  # type: ignore[arg-type]  # of which it needs one method
    panel.show()
    try:
        yield panel
    finally:
        panel.hide()
        await panel.jobs.idle()
        panel.deleteLater()


async def shows(panel: BudgetPanel, connection: Connection) -> None:
    """Show a connection, and wait until its budget is there."""
    panel.show_connection(connection)
    await panel.jobs.idle()


def text(panel: QWidget, name: str) -> str:
    """What a label in sight says; "" for one out of sight."""
    label = panel.findChild(QLabel, name)
    assert label is not None
    return label.text() if label.isVisible() else ""


async def test_what_is_left_is_told_in_words_and_by_a_bar(qapp: QApplication) -> None:
    async with panel_shown(qapp, FakeIntegrator(three_hundred)) as panel:
        await shows(panel, ACCOUNT)
        assert text(panel, "budget-left") == "Rate: 296 of 300 requests left in this minute"
        bar = panel.findChild(QProgressBar, "budget-bar")
        assert bar is not None
        assert (bar.value(), bar.maximum()) == (296, 300)
        assert bar.accessibleName() == "Rate: 296 of 300 requests left in this minute"


@pytest.mark.parametrize("typed", ["3400", "3,400", "3 400"])
async def test_a_number_of_calls_is_answered_as_it_is_typed(qapp: QApplication, typed: str) -> None:
    async with panel_shown(qapp, FakeIntegrator(three_hundred)) as panel:
        await shows(panel, ACCOUNT)
        panel.calls.selectAll()
        QTest.keyClicks(panel.calls, typed)
        await panel.jobs.idle()
        assert text(panel, "budget-answer") == "About 11 min"
        answer = panel.findChild(QLabel, "budget-answer")
        assert answer is not None
        assert answer.accessibleName() == "3,400 calls will take: about 11 min"
        QTest.keyClick(panel.calls, Qt.Key.Key_Return)
        assert panel.calls.text() == "3,400"


async def test_only_a_number_can_be_typed(qapp: QApplication) -> None:
    async with panel_shown(qapp, FakeIntegrator(three_hundred)) as panel:
        await shows(panel, ACCOUNT)
        panel.calls.clear()
        QTest.keyClicks(panel.calls, "-7e")
        assert panel.calls.text() == "7"
        panel.calls.clear()
        assert panel.calls.value() == 0


async def test_a_service_without_a_known_limit_is_told_to_be_one(qapp: QApplication) -> None:
    waits = iter((0.0, 40.0))

    def none(calls: int) -> RateBudget:
        return RateBudget(requests=0, seconds=0.0, left=0, calls=calls, wait=next(waits))

    async with panel_shown(qapp, FakeIntegrator(none)) as panel:
        await shows(panel, ACCOUNT)
        assert text(panel, "budget-left") == "Rate: no limit of this service is known"
        assert not panel.calls.isVisible()
        assert "asked for one" not in text(panel, "budget-remark")
        await shows(panel, ACCOUNT)
        assert "It has asked for one: about 40 s more." in text(panel, "budget-remark")


async def test_a_budget_that_cannot_be_had_is_told_calmly(qapp: QApplication) -> None:
    def gone(calls: int) -> RateBudget:
        raise NotKnown("There is no connection 'c1'.", "There is none yet.", "Connect the account first.")

    async with panel_shown(qapp, FakeIntegrator(gone)) as panel:
        await shows(panel, ACCOUNT)
        assert text(panel, "budget-left") == "Rate: not known just now"
        assert text(panel, "budget-remark") == (
            "There is no connection 'c1'. There is none yet. Connect the account first."
        )
        assert not panel.calls.isVisible()


async def test_it_looks_again_by_itself_but_only_while_it_is_seen(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget_panel, "_LOOK_EVERY", 5)
    integrator = FakeIntegrator(three_hundred)
    async with panel_shown(qapp, integrator) as panel:
        assert integrator.asked == [], "there is no connection yet"
        panel.show_connection(ACCOUNT)
        await until(lambda: len(integrator.asked) > 3)
        panel.hide()
        assert not panel._clock.isActive()
        await panel.jobs.idle()
        asked = len(integrator.asked)
        panel.show_connection(Connection(id="c2", app="refiner", name="Other"))
        assert len(integrator.asked) == asked
        panel.show()
        await until(lambda: integrator.asked[-1] == ("c2", 1000))


async def test_no_connection_has_no_budget(qapp: QApplication) -> None:
    integrator = FakeIntegrator(three_hundred)
    async with panel_shown(qapp, integrator) as panel:
        await shows(panel, ACCOUNT)
        panel.show_connection(None)
        asked = len(integrator.asked)
        panel._look()
        await panel.jobs.idle()
        assert len(integrator.asked) == asked
        assert not panel.calls.isVisible()


async def test_a_locked_vault_is_no_matter_and_nothing_is_asked(
    qapp: QApplication, tmp_path: Path, cheap_passphrase: None
) -> None:
    with running_sandbox(contacts=10) as sandbox:
        connection = await connected(tmp_path, sandbox)
    async with (
        open_integrator(tmp_path, own_thread=True) as integrator,
        panel_shown(qapp, integrator) as panel,
    ):
        await shows(panel, connection)
        assert text(panel, "budget-left") == "Rate: 4,000 of 4,000 requests left in this minute"
        assert await integrator.vault_state() == "locked"
        assert qapp.activeModalWidget() is None


async def connected(folder: Path, sandbox: RunningSandbox) -> Connection:
    """An account, kept under a passphrase."""
    new = NewConnection(
        app="refiner", name="Main", values=sandbox.values("refiner"), address=sandbox.address("refiner")
    )
    async with open_integrator(folder, passphrase="correct horse") as integrator:
        return await integrator.connect(new)
