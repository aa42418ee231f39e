"""The list of connections and what stands beside it: chosen, sorted, searched, renamed, by keyboard."""

import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from gui import theme
from gui.connections.connection_model import STATE, USED, Entry
from tests.gui.connections.screen_of import NOW, OnScreen, entry, on_screen

Show = Callable[..., OnScreen]
ADMISSIBLE = 0.25
"""Seconds; a person notices more."""


@pytest.fixture
def show(qapp: QApplication) -> Iterator[Show]:
    """Show entries; the window goes at the end."""
    theme.apply(qapp, "light")
    shown: list[OnScreen] = []

    def make(*entries: Entry) -> OnScreen:
        shown.append(on_screen(*entries))
        return shown[-1]

    yield make
    for one in shown:
        one.window.close()
        one.window.deleteLater()


def label(screen: OnScreen, name: str) -> str:
    found = screen.screen.findChild(QLabel, name)
    assert found is not None
    return found.text() if not found.isHidden() else ""


def button(screen: OnScreen, name: str) -> QPushButton:
    found = [one for one in screen.screen.findChildren(QPushButton, name) if one.isVisible()]
    assert found, f"no button {name}"
    return found[0]


def test_the_first_one_is_chosen_and_told_about(show: Show) -> None:
    on = show(entry("B"), entry("A", uses=2, hint="Plan ends soon", address="https://proxy.example"))
    assert on.rows() == ["A", "B"]
    assert on.chosen() == "A"
    assert on.screen.details.name.text() == "A"
    assert label(on, "details-account") == "Shop · Ann"
    assert label(on, "details-uses") == "The form “0” of Shop\nThe form “1” of Shop"
    assert label(on, "details-hint") == "“Plan ends soon”"
    assert label(on, "details-address") == "https://proxy.example"


def test_why_one_fails_is_said_with_what_to_do(show: Show) -> None:
    on = show(entry("A", failing_since=NOW, why=("Shop did not accept the key.", "It was revoked")))
    assert label(on, "details-state").startswith("Failing since today ")
    said = on.screen.details.failing.text()
    assert said.startswith("Shop did not accept the key. It was revoked. Enter the credentials again.")
    button(on, "reenter-failing").click()
    assert [wish.action for wish in on.wishes] == ["reenter_connection"]


def test_what_is_chosen_and_scrolled_to_survives_changes(show: Show) -> None:
    entries = [entry(f"Shop {number}") for number in range(100)]
    on = show(*entries)
    on.screen.choose("id of Shop 60")
    scrolled = on.screen.list.tree.verticalScrollBar().value()
    assert scrolled > 0
    on.screen.show_entries([*entries[:3], *entries[4:], entry("Shop 60", failing_since=NOW), entry("Z")])
    assert on.chosen() == "Shop 60"
    assert abs(on.screen.list.tree.verticalScrollBar().value() - scrolled) <= 1
    assert on.focused() is on.screen.list.tree


def test_what_is_being_typed_survives_changes(show: Show) -> None:
    on = show(entry("A"), entry("B"))
    on.press(Qt.Key.Key_F2)
    line = on.focused()
    assert isinstance(line, QLineEdit)
    assert line.objectName() == "rename-connection"
    QTest.keyClicks(line, "Another")
    on.screen.show_entries([entry("A", failing_since=NOW), entry("B"), entry("C")])
    assert line.text() == "Another"
    QTest.keyClick(line, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert [(wish.action, wish.text) for wish in on.wishes] == [("rename_connection", "Another")]
    assert on.rows() == ["A", "B", "C"], "the old name stays until the new one holds"


def test_esc_keeps_the_old_name(show: Show) -> None:
    on = show(entry("A"))
    on.press(Qt.Key.Key_F2)
    QTest.keyClicks(on.focused(), "Another")
    on.press(Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert on.wishes == []
    assert on.rows() == ["A"]


def test_a_name_can_be_typed_over_beside_the_list_as_well(show: Show) -> None:
    on = show(entry("A"), entry("B"))
    name = on.screen.details.name
    name.setFocus()
    name.selectAll()
    QTest.keyClicks(name, "Taken")
    on.screen.show_entries([entry("A", hint="Changed"), entry("B")])
    assert name.text() == "Taken", "what is typed stays"
    QTest.keyClick(name, Qt.Key.Key_Return)
    (wish,) = on.wishes
    assert (wish.connection.name, wish.text) == ("A", "Taken")
    on.screen.refuse_name(wish.connection, "There is already a connection 'Taken'.")
    assert name.text() == "A"
    assert label(on, "problem-connection-name") == "There is already a connection 'Taken'."
    on.screen.choose("id of B")
    assert label(on, "problem-connection-name") == "", "it was about the other one"


def test_leaving_a_name_untouched_wishes_nothing(show: Show) -> None:
    on = show(entry("A"))
    on.screen.details.name.setFocus()
    on.screen.list.tree.setFocus()
    assert on.wishes == []


@pytest.mark.parametrize(
    ("key", "held", "action"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "edit_connection"),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "remove_connection"),
        (Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier, "duplicate_connection"),
        (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier, "verify_connection"),
    ],
)
def test_each_key_does_its_work(show: Show, key: Qt.Key, held: Qt.KeyboardModifier, action: str) -> None:
    on = show(entry("A"), entry("B"))
    on.press(Qt.Key.Key_Down)
    on.press(key, held)
    assert [(wish.action, wish.connection.name) for wish in on.wishes] == [(action, "B")]


def test_keys_are_told_where_the_mouse_finds_them(show: Show) -> None:
    on = show(entry("A"))
    for name, keys in (
        ("verify-connection", "F5"),
        ("remove-connection", "Del"),
        ("duplicate-connection", "Ctrl+D"),
    ):
        assert f"({keys})" in button(on, name).toolTip()


def test_del_in_the_search_box_deletes_a_letter(show: Show) -> None:
    on = show(entry("A"))
    on.screen.list.focus_search()
    QTest.keyClicks(on.screen.list.search, "ab")
    on.press(Qt.Key.Key_Home)
    on.press(Qt.Key.Key_Delete)
    assert on.screen.list.search.text() == "b"
    assert on.wishes == []


def test_searching_narrows_the_list_and_esc_ends_it(show: Show) -> None:
    on = show(entry("A"), entry("B", failing_since=NOW), entry("C", account="Zoe"))
    on.screen.list.focus_search()
    QTest.keyClicks(on.screen.list.search, "shop fail")
    assert on.rows() == ["B"]
    assert on.chosen() == "B"
    on.press(Qt.Key.Key_Escape)
    assert on.rows() == ["A", "B", "C"]
    assert on.chosen() == "B", "what was found stays chosen"
    QTest.keyClicks(on.screen.list.search, "zoe")
    on.press(Qt.Key.Key_Return)
    assert on.focused() is on.screen.list.tree
    assert on.chosen() == "C"


def test_finding_nothing_is_said(show: Show) -> None:
    on = show(entry("A"))
    QTest.keyClicks(on.screen.list.search, "nowhere")
    assert label(on, "no-connection-found") == "No connection has all these words."
    assert on.chosen() == ""
    assert not button(on, "add-connection").isHidden()
    assert not on.acts["remove_connection"].isEnabled()


def test_choosing_what_a_search_hides_ends_the_search(show: Show) -> None:
    on = show(entry("A"), entry("B"))
    QTest.keyClicks(on.screen.list.search, "b")
    assert on.rows() == ["B"]
    on.screen.choose("id of A")
    assert on.chosen() == "A"
    assert on.screen.list.search.text() == ""


def test_what_needs_a_look_comes_first_when_sorted_by_state(show: Show) -> None:
    on = show(
        entry("Fine"),
        entry("Practice", practice=True),
        entry("New", verified_at=None),
        entry("Broken", failing_since=NOW),
    )
    assert on.rows() == ["Broken", "Fine", "New", "Practice"]
    on.screen.list.tree.sortByColumn(STATE, Qt.SortOrder.AscendingOrder)
    assert on.rows() == ["Broken", "New", "Fine", "Practice"]


def test_what_is_used_most_comes_first_when_sorted_by_uses(show: Show) -> None:
    on = show(entry("A"), entry("B", uses=11), entry("C", uses=2), entry("D", uses=None))
    on.screen.list.tree.sortByColumn(USED, Qt.SortOrder.AscendingOrder)
    assert on.rows() == ["B", "C", "A", "D"]


def test_a_practice_connection_says_why_it_stays_as_it_is(show: Show) -> None:
    on = show(entry("Practice Shop", practice=True))
    for name in ("remove-connection", "edit-connection", "duplicate-connection", "connection-network"):
        assert not button(on, name).isEnabled()
        assert "goes when you leave practice" in button(on, name).toolTip()
    assert "goes when you leave practice" in label(on, "details-state-more")
    assert button(on, "verify-connection").isEnabled()
    on.press(Qt.Key.Key_Delete)
    assert on.wishes == []


def test_replacing_needs_another_one_and_a_use(show: Show) -> None:
    on = show(entry("A", uses=1))
    assert button(on, "replace-connection").toolTip().startswith("There is no other Shop connection")
    on.screen.show_entries([entry("A", uses=0, has_others=True)])
    assert button(on, "replace-connection").toolTip() == "It is not used anywhere."
    on.screen.show_entries([entry("A", uses=1, has_others=True)])
    assert button(on, "replace-connection").isEnabled()


def test_keys_belong_to_others_while_the_screen_is_out_of_sight(show: Show) -> None:
    on = show(entry("A"))
    assert on.acts["remove_connection"].isEnabled()
    on.screen.hide()
    assert not on.acts["remove_connection"].isEnabled()
    assert not on.acts["verify_all"].isEnabled()
    on.screen.show()
    assert on.acts["remove_connection"].isEnabled()


def test_where_there_is_nothing_it_is_taught_what_a_connection_is(show: Show) -> None:
    on = show()
    page = on.screen.findChild(QPushButton, "practise-instead")
    assert page is not None
    assert page.isVisible()
    wanted: list[bool] = []
    on.screen.practice_wanted.connect(lambda: wanted.append(True))
    page.click()
    assert wanted
    assert not on.acts["verify_all"].isEnabled()
    on.screen.show_entries([entry("A")])
    assert not page.isVisible()
    assert on.chosen() == "A"


def test_one_that_is_being_verified_says_so(show: Show) -> None:
    on = show(entry("A", is_busy=True))
    assert label(on, "details-state") == "Verifying…"
    assert not button(on, "verify-connection").isEnabled()


def test_a_screen_reader_hears_what_is_painted(show: Show) -> None:
    on = show(entry("A", uses=2))
    tree = on.screen.list.tree
    spoken = [tree.sorted.index(0, column).data(Qt.ItemDataRole.AccessibleTextRole) for column in range(3)]
    assert spoken[0] == "A, Shop · Ann"
    assert spoken[1].startswith("Verified today ")
    assert spoken[2] == "2 forms"


def test_hundreds_of_connections_stay_quick(show: Show) -> None:
    entries = [entry(f"Shop {number}", uses=number % 4) for number in range(300)]
    on = show(*entries)
    began = time.perf_counter()
    on.screen.show_entries([entry(f"Shop {number}", is_busy=True) for number in range(300)])
    QTest.keyClicks(on.screen.list.search, "29")
    on.screen.grab()
    took = time.perf_counter() - began
    assert on.rows()[0] == "Shop 29"
    assert took < ADMISSIBLE, f"{took:.2f} s"
