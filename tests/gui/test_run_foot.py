"""Below a module's form: what kept it from being run, the way on, and how far it is."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from core.model.errors import (
    AuthRejected,
    NotAllowed,
    SecretsUnreadable,
    ServiceDown,
    TrunklineError,
)
from core.model.run import BundlesArrived, RunFailed, RunFinished
from gui import theme
from gui.modules.run_bar import RunBar
from gui.modules.run_problem import RunProblem


@pytest.fixture
def problem(qapp: QApplication) -> Iterator[RunProblem]:
    theme.apply(qapp, "light")
    problem = RunProblem()
    yield problem
    problem.deleteLater()


@pytest.fixture
def bar(qapp: QApplication) -> Iterator[RunBar]:
    theme.apply(qapp, "light")
    bar = RunBar()
    bar.resize(700, 80)
    bar.show()
    yield bar
    bar.close()
    bar.deleteLater()


def ways(problem: RunProblem) -> list[str]:
    """The buttons that are offered."""
    return [one.text() for one in problem.findChildren(QPushButton) if not one.isHidden()]


@pytest.mark.parametrize(
    ("error", "offered"),
    [
        (AuthRejected("No."), ["Enter credentials again"]),
        (SecretsUnreadable("No."), ["Enter credentials again"]),
        (NotAllowed("No."), ["Open connections"]),
        (ServiceDown("No."), []),
    ],
)
def test_where_the_connection_is_at_fault_the_way_leads_there(
    problem: RunProblem, error: TrunklineError, offered: list[str]
) -> None:
    problem.tell(error)
    assert ways(problem) == offered


def test_the_ways_tell_what_is_wanted(problem: RunProblem) -> None:
    wanted: list[str] = []
    problem.reenter_wanted.connect(lambda: wanted.append("credentials"))
    problem.connections_wanted.connect(lambda: wanted.append("connections"))
    problem.tell(AuthRejected("No."))
    problem.button("run-reenter").click()
    problem.tell(NotAllowed("No."))
    problem.button("run-connections").click()
    assert wanted == ["credentials", "connections"]


def test_what_a_service_says_ends_as_a_sentence(problem: RunProblem) -> None:
    problem.tell(ServiceDown("Down.", "Out of order", "Wait"))
    assert problem.text() == "Down. Out of order. Wait."


def test_after_new_credentials_it_says_how_to_go_on(problem: RunProblem) -> None:
    problem.tell_new_credentials(may_go_on=True, why_not="")
    assert "Continue fetches what is missing" in problem.text()
    problem.tell_new_credentials(may_go_on=False, why_not="It is another account.")
    assert problem.text() == "The new credentials are kept. It is another account. Now run it again."
    assert ways(problem) == []


def words(bar: RunBar) -> QLabel:
    found = bar.findChild(QLabel, "progress-words")
    assert found is not None
    return found


def test_gone_on_with_it_counts_on(bar: RunBar) -> None:
    bar.offer_continue(True)
    bar.begin(2000)
    assert "2,000 bundles" in bar.words()
    assert not bar.offers_continue()
    bar.show_event(BundlesArrived(2000, 500))
    bar.show_event(RunFinished(3, 2500, 1.0))
    bar.over()
    assert bar.words() == "Done: 2,500 bundles in 1.0 s, 3 pages"


def test_words_that_do_not_fit_beside_the_buttons_stand_below_them_in_full(bar: RunBar) -> None:
    bar.begin()
    bar.show_event(RunFailed(ServiceDown("Down."), 2, 2000, 1.0))
    bar.over()
    QApplication.processEvents()
    assert words(bar).geometry().left() > bar.run.geometry().right(), "there is room"

    bar.resize(300, 120)
    bar.offer_continue(True, "Something to know before.")
    QApplication.processEvents()
    assert words(bar).geometry().top() >= bar.run.geometry().bottom()
    assert words(bar).height() >= words(bar).heightForWidth(words(bar).width())

    bar.resize(700, 120)
    bar.offer_continue(False)
    QApplication.processEvents()
    assert words(bar).geometry().left() > bar.run.geometry().right()
