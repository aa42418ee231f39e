"""What is different between two runs, on the screen: listed, marked, gone through, narrowed."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPlainTextEdit, QPushButton, QTreeWidget

from core.model.diff import Pair, Tally
from gui.history.diff_pair_table import FIELD, MARK, NEWER, OLDER, PairModel
from gui.history.diff_words import remarks, unlike
from tests.core.past_runs import Past, connection, run
from tests.gui.history.history_shown import Shown, history_shown


async def compared(shown: Shown) -> None:
    """Compare the two runs that there are."""
    shown.screen.list.selectAll()
    await shown.settled()
    shown.find(QPushButton, "compare-two").click()
    await shown.until(lambda: not shown.screen.diff.jobs.is_running("keys"))
    await shown.settled()


async def two_runs(past: Past, older: Sequence[Any], newer: Sequence[Any]) -> None:
    """A profile with two runs, the older one first."""
    await past.connect(connection())
    await past.add(run("older", 1.0, bundles=len(older)), bundles=older)
    await past.add(run("newer", 2.0, bundles=len(newer)), bundles=newer)


def listed(shown: Shown) -> list[str]:
    """The differences as they are said."""
    model = shown.screen.diff.list.differences
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def marked(shown: Shown) -> list[list[str]]:
    """The pair as it stands there, without what is the same."""
    model = shown.screen.diff.pair.values
    rows = [
        [str(model.index(row, column).data() or "") for column in (FIELD, OLDER, NEWER, MARK)]
        for row in range(model.rowCount())
    ]
    return [row for row in rows if row[3]]


PEOPLE: list[dict[str, Any]] = [
    {"id": n, "name": f"Person {n}", "at": {"seen": 1, "made": 1}} for n in range(20)
]


async def test_differences_are_called_by_their_key_and_told_with_their_place(
    qapp: QApplication, past: Past
) -> None:
    newer = [PEOPLE[2] | {"name": "Zoë"}, *PEOPLE[3:], {"id": 20, "name": "New"}]
    await two_runs(past, PEOPLE, newer)
    async with history_shown(past.folder) as shown:
        await compared(shown)
        assert shown.find(QComboBox, "diff-key").currentText() == "id"
        assert listed(shown) == [
            "Removed: id 0, bundle 1 of the older run",
            "Changed: id 2, bundle 3, now 1",
            "Removed: id 1, bundle 2 of the older run",
            "Added: id 20, bundle 19 of the newer run",
        ]
        assert shown.find(QLabel, "unchanged").text() == "17 unchanged"
        older, newer_line = (shown.find(QLabel, f"diff-{which}").text() for which in ("older", "newer"))
        assert older.endswith("20 bundles")
        assert newer_line.endswith("19 bundles")


async def test_changes_are_marked_by_sign_and_word_and_shown_in_full(qapp: QApplication, past: Past) -> None:
    long = "a very long text, " * 100
    older = {"id": 1, "n": 1, "text": long, "gone": None}
    await two_runs(past, [older], [{"id": 1, "n": 1.0, "text": long + "changed", "came": ""}])
    async with history_shown(past.folder) as shown:
        await compared(shown)
        rows = marked(shown)
        assert [[row[0].strip(), row[3]] for row in rows] == [
            ["The whole bundle", "Changed inside"],
            ["n", "Written otherwise"],
            ["text", "Changed"],
            ["came", "Added"],
            ["gone", "Removed"],
        ]
        assert [row[1:3] for row in rows if row[0] == "gone"] == [["null", ""]]
        assert shown.find(QPlainTextEdit, "older-value").toPlainText() == long
        assert shown.find(QPlainTextEdit, "newer-value").toPlainText() == f"{long}changed"
        shown.screen.diff.only_changes.setChecked(True)
        assert [row[0].strip() for row in marked(shown)] == ["The whole bundle", "text", "came", "gone"]


async def test_what_changes_everywhere_is_ignored_with_one_click(qapp: QApplication, past: Past) -> None:
    newer = [one | {"at": {"seen": 2, "made": 1}} for one in PEOPLE]
    newer[4]["name"] = "Zoë"
    await two_runs(past, PEOPLE, newer)
    async with history_shown(past.folder) as shown:
        await compared(shown)
        fields = shown.find(QTreeWidget, "changed-fields")
        items = [fields.topLevelItem(row) for row in range(fields.topLevelItemCount())]
        assert [(item.text(0), item.text(1)) for item in items if item] == [("at.seen", "20"), ("name", "1")]
        first = fields.topLevelItem(0)
        assert first is not None
        fields.setCurrentItem(first)
        shown.find(QPushButton, "ignore-field").click()
        await shown.settled()
        assert listed(shown) == ["Changed: id 4, bundle 5"]
        assert [row[0].strip() for row in marked(shown)] == ["The whole bundle", "name"]
        shown.find(QPushButton, "compare-again").click()
        await shown.settled()
        assert len(listed(shown)) == 20


async def test_one_goes_from_difference_to_difference_and_through_one_kind(
    qapp: QApplication, past: Past
) -> None:
    newer = [one | {"name": "x"} if one["id"] % 2 else one for one in PEOPLE[5:]]
    await two_runs(past, PEOPLE, newer)
    async with history_shown(past.folder) as shown:
        await compared(shown)
        diff = shown.screen.diff
        assert not diff.previous.isEnabled()
        diff.next.click()
        diff.next.click()
        await shown.settled()
        assert shown.find(QLabel, "diff-place").text() == "3 of 13"
        diff.previous.click()
        await shown.settled()
        assert shown.find(QLabel, "diff-place").text() == "2 of 13"
        shown.find(QPushButton, "show-removed").click()
        await shown.settled()
        assert [one.split(":")[0] for one in listed(shown)] == ["Removed"] * 5
        assert shown.find(QLabel, "diff-place").text() == "1 of 5"
        diff.list.choose(4)
        assert not diff.next.isEnabled()


async def test_twins_and_bundles_without_a_key_are_said(qapp: QApplication, past: Past) -> None:
    older = [{"id": 1, "n": n} for n in range(3)] + [{"n": 9}]
    await two_runs(past, older, [{"id": 1, "n": 0}, {"id": 2, "n": 5}])
    async with history_shown(past.folder) as shown:
        await compared(shown)
        combo = shown.find(QComboBox, "diff-key")
        combo.setCurrentIndex(combo.findText("id"))
        combo.activated.emit(combo.currentIndex())
        await shown.settled()
        said = shown.find(QLabel, "diff-remarks").text()
        assert "2 bundles of the older run have the same id as an earlier one" in said
        assert "1 bundle of the older run has no id" in said


async def test_a_comparison_that_is_stopped_says_so_and_another_may_begin(
    qapp: QApplication, past: Past
) -> None:
    people = [{"id": n, "text": "x" * 100} for n in range(60_000)]
    await two_runs(past, people, [one | {"text": "y"} for one in people])
    async with history_shown(past.folder) as shown:
        shown.screen.list.selectAll()
        await shown.settled()
        shown.find(QPushButton, "compare-two").click()
        diff = shown.screen.diff
        await shown.until(lambda: diff.jobs.is_running("diff"))
        diff.stop.click()
        await shown.settled()
        assert "Stopped" in shown.find(QLabel, "diff-progress").text()
        diff.key.changed.emit()
        await shown.settled()
        assert shown.find(QPushButton, "show-changed").text() == " Changed 60,000"
        assert not shown.find(QLabel, "diff-progress").isVisible()


async def test_esc_goes_back_to_the_runs(qapp: QApplication, past: Past) -> None:
    await two_runs(past, PEOPLE, PEOPLE[1:])
    async with history_shown(past.folder) as shown:
        await compared(shown)
        QTest.keyClick(shown.screen.diff.list, Qt.Key.Key_Escape)
        assert shown.screen.list.isVisible()


async def test_a_run_whose_files_are_gone_is_said(qapp: QApplication, past: Past) -> None:
    await two_runs(past, PEOPLE, PEOPLE[1:])
    async with history_shown(past.folder) as shown:
        shown.screen.list.selectAll()
        await shown.settled()
        await shown.integrator._home.call(lambda: shown.integrator._core.store.history.remove(["older"]))
        shown.find(QPushButton, "compare-two").click()
        await shown.settled()
        assert "This run is gone." in shown.screen.diff.problem.text()


def test_nothing_is_shown_of_no_pair() -> None:
    model = PairModel()
    model.show(Pair(rows=()))
    assert (model.rowCount(), model.path(0), model.row(0)) == (0, None, None)


def test_runs_that_are_not_alike_are_said() -> None:
    from core.model.history import HistoryEntry

    def entry(**changes: Any) -> HistoryEntry:
        return HistoryEntry(record=run("a", 1.0, **changes), place=1)

    assert unlike(entry(), entry()) == ""
    assert "different modules" in unlike(entry(), entry(module="x"))
    assert "different connections" in unlike(entry(), entry(connection="x"))
    assert "filled in differently" in unlike(entry(), entry(values={"limit": 1}))


def test_where_nothing_is_odd_nothing_is_remarked() -> None:
    assert remarks(Tally(changed=3, unchanged=5), ("id",)) == []
    assert remarks(Tally(repeated=(1, 1)), None) == []


async def test_where_nothing_changed_within_bundles_no_empty_list_of_fields_takes_room(
    qapp: QApplication, past: Past
) -> None:
    await two_runs(past, PEOPLE, PEOPLE[1:])
    async with history_shown(past.folder) as shown:
        await compared(shown)
        assert not shown.find(QPushButton, "ignore-field").isVisible()
        assert shown.screen.diff.list.isVisible()
        assert shown.screen.diff.fields.list not in shown.screen.diff.panes()
