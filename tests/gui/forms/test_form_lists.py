"""Lists: chips below a line, by keyboard and by paste; cards for entries that are more than a text."""

from typing import Any

import pytest
from on_screen import MakeForm, card, click, has_focus, line_of, problem_of, settle
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView

from core.model.fields import DateField, IntegerField, ListField, TextField
from gui.forms.chips import ChipList, chip_in, cross_of
from gui.forms.form import Form
from gui.forms.inputs import EndedLine
from gui.forms.pasted import entries_in, numbers_in

TAGS = ListField(key="tags", label="Tags")
IDS = ListField(key="ids", label="Ids", item="integer")
CONTROL = Qt.KeyboardModifier.ControlModifier


def chips_of(form: Form, key: str = "tags") -> ChipList:
    chips = form.findChild(QListView, f"entries-{key}")
    assert isinstance(chips, ChipList)
    return chips


def paste(line: QLineEdit, text: str) -> None:
    QApplication.clipboard().setText(text)
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_V, CONTROL)


def wrong(form: Form, key: str) -> list[int]:
    chips = chips_of(form, key).chips
    return [row for row in range(chips.rowCount()) if chips.is_wrong(row)]


def test_enter_makes_a_chip_and_what_is_being_typed_counts_already(make_form: MakeForm) -> None:
    form = make_form(TAGS)
    told: list[bool] = []
    form.submitted.connect(lambda: told.append(True))
    line = line_of(form, "tags")
    line.setFocus()
    QTest.keyClicks(line, "vip")
    assert form.values() == {"tags": ["vip"]}
    QTest.keyClick(line, Qt.Key.Key_Return)
    QTest.keyClicks(line, " trial ")

    assert form.values() == {"tags": ["vip", "trial"]}
    assert chips_of(form).chips.entries() == ["vip"]
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == ""
    assert told == []
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert told == [True]


def test_leaving_the_line_makes_a_chip(make_form: MakeForm) -> None:
    form = make_form(TAGS, TextField(key="next", label="Next"))
    line = line_of(form, "tags")
    line.setFocus()
    QTest.keyClicks(line, "vip, trial")
    QTest.keyClick(line, Qt.Key.Key_Tab)

    assert chips_of(form).chips.entries() == ["vip", "trial"]
    assert form.values() == {"tags": ["vip", "trial"]}


def test_control_and_enter_takes_what_is_typed_along(make_form: MakeForm) -> None:
    form = make_form(TAGS)
    submitted: list[object] = []
    form.submitted.connect(lambda: submitted.append(form.values()))
    line_of(form, "tags").setFocus()
    QTest.keyClicks(line_of(form, "tags"), "vip")
    QTest.keyClick(line_of(form, "tags"), Qt.Key.Key_Return, CONTROL)

    assert submitted == [{"tags": ["vip"]}]


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("vip\n\n  trial  \r\nwith, comma\n", ["vip", "trial", "with, comma"]),
        ("vip, trial,new", ["vip", "trial", "new"]),
        ("a@example.com; b@example.com;\nc@example.com", ["a@example.com", "b@example.com", "c@example.com"]),
        ("a,b; c,d", ["a,b", "c,d"]),
        ('"Lee, Ann", "say ""hi"""', ["Lee, Ann", 'say "hi"']),
        ('"Yes, please"', ["Yes, please"]),
        ("a\tb\nc\td\n", ["a", "b", "c", "d"]),
        ('"two\nlines"\tb', ["two\nlines", "b"]),
        ("one entry", ["one entry"]),
        (" , , ", []),
        ("", []),
        ('a "quoted" word', ['a "quoted" word']),
    ],
)
def test_a_pasted_text_is_parted_as_people_mean_it(text: str, entries: list[str]) -> None:
    assert entries_in(text) == entries


def test_numbers_are_parted_by_anything_between_them() -> None:
    assert numbers_in("1, 2;3\n4\t5 x") == ["1", "2", "3", "4", "5", "x"]


def test_a_paste_of_many_makes_many_chips_and_undo_takes_them_back(make_form: MakeForm) -> None:
    form = make_form(TAGS, values={"tags": ["first"]})
    line = line_of(form, "tags")
    paste(line, "vip\ntrial\nnew")
    assert form.values() == {"tags": ["first", "vip", "trial", "new"]}
    assert line.text() == ""

    QTest.keyClick(line, Qt.Key.Key_Z, CONTROL)
    assert form.values() == {"tags": ["first"]}


def test_several_lines_make_chips_however_they_came(make_form: MakeForm) -> None:
    form = make_form(TAGS)
    QApplication.clipboard().setText("vip\ntrial")
    line_of(form, "tags").paste()

    assert chips_of(form).chips.entries() == ["vip", "trial"]


def test_chips_are_removed_by_keyboard(make_form: MakeForm) -> None:
    form = make_form(TAGS, values={"tags": ["a", "b", "c", "d"]})
    line, chips = line_of(form, "tags"), chips_of(form)
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    assert has_focus(chips)
    assert chips.selected() == [3]

    QTest.keyClick(chips, Qt.Key.Key_Delete)
    assert form.values() == {"tags": ["a", "b", "c"]}
    assert chips.selected() == [2]
    QTest.keyClick(chips, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(chips, Qt.Key.Key_Backspace)
    assert form.values() == {"tags": ["a"]}
    QTest.keyClick(chips, Qt.Key.Key_Z, CONTROL)
    assert form.values() == {"tags": ["a", "b", "c"]}

    QTest.keyClick(chips, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(chips, Qt.Key.Key_Delete)
    assert form.values() == {}
    assert has_focus(line)
    assert not chips.isVisible()


def test_a_chip_is_removed_by_its_cross(make_form: MakeForm) -> None:
    form = make_form(TAGS, values={"tags": ["a", "b"]})
    chips = chips_of(form)
    cross = cross_of(chip_in(chips.visualRect(chips.chips.index(0)))).center()
    QTest.mouseClick(chips.viewport(), Qt.MouseButton.LeftButton, pos=cross)

    assert form.values() == {"tags": ["b"]}


def test_a_chip_is_edited_in_the_line_and_goes_back_to_its_place(make_form: MakeForm) -> None:
    form = make_form(TAGS, values={"tags": ["a", "Yes, please", "c"]})
    chips, line = chips_of(form), line_of(form, "tags")
    chips.go_to(1)
    QTest.keyClick(chips, Qt.Key.Key_F2)
    assert has_focus(line)
    assert form.values() == {"tags": ["a", "Yes, please", "c"]}

    QTest.keyClick(line, Qt.Key.Key_Home)
    QTest.keyClick(line, Qt.Key.Key_Right)
    QTest.keyClicks(line, "Oh ")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert chips.chips.entries() == ["a", "Oh Yes, please", "c"]


def test_typing_on_a_chip_goes_into_the_line(make_form: MakeForm) -> None:
    form = make_form(TAGS, values={"tags": ["a"]})
    chips_of(form).go_to(0)
    QTest.keyClicks(chips_of(form), "new")

    assert form.values() == {"tags": ["a", "new"]}
    assert has_focus(line_of(form, "tags"))


def test_the_selected_chips_are_copied(make_form: MakeForm) -> None:
    form = make_form(TAGS, values={"tags": ["a", "b", "c"]})
    chips_of(form).go_to(0)
    QTest.keyClick(chips_of(form), Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(chips_of(form), Qt.Key.Key_C, CONTROL)

    assert QApplication.clipboard().text() == "a\nb"


def test_a_long_list_is_counted_and_scrolls_in_its_place(make_form: MakeForm) -> None:
    form = make_form(TAGS)
    heights = []
    for count in (1, 12, 40, 5000):
        form.set_values({"tags": [f"tag {n}" for n in range(count)]})
        settle()
        heights.append(chips_of(form).height())
    line = line_of(form, "tags")
    assert isinstance(line, EndedLine)

    assert heights[0] < heights[1] < heights[2] == heights[3]
    assert line.remark() == "5,000 entries"
    assert len(form.values()["tags"]) == 5000


def test_wrong_entries_are_told_and_their_chips_marked(make_form: MakeForm) -> None:
    form = make_form(IDS)
    paste(line_of(form, "ids"), "1 x 3")
    assert form.values() == {"ids": [1, "x", 3]}
    assert wrong(form, "ids") == [1]

    assert not form.check()
    assert problem_of(form, "ids") == "Entry 2 of Ids must be a whole number."
    chips_of(form, "ids").go_to(1)
    QTest.keyClick(chips_of(form, "ids"), Qt.Key.Key_Delete)
    assert problem_of(form, "ids") == ""
    assert wrong(form, "ids") == []


def test_what_the_service_said_of_an_entry_marks_its_chip(make_form: MakeForm) -> None:
    form = make_form(TAGS, values={"tags": ["a", "b"]})
    assert form.show_problems({"tags.1": "There is no tag b."}) == []

    assert problem_of(form, "tags") == "There is no tag b."
    assert wrong(form, "tags") == [1]
    form.clear_problems()
    assert wrong(form, "tags") == []


@pytest.mark.parametrize("given", [["a", 7, 2.5], ["a", {"odd": 1}]])
def test_entries_stay_what_they_were_given_as(make_form: MakeForm, given: list[Any]) -> None:
    form = make_form(ListField(key="tags", label="Tags", keep_number=True), values={"tags": given})
    QTest.keyClicks(line_of(form, "tags"), "new")

    assert form.values() == {"tags": [*given, "new"]}


def test_an_entry_with_details_is_an_object_beside_the_texts(make_form: MakeForm) -> None:
    details = (TextField(key="name", label="Name", required=True), DateField(key="at", label="At"))
    form = make_form(ListField(key="tags", label="Tags", details=details))
    QTest.keyClicks(line_of(form, "tags"), "plain")
    click(form, "add-tags")
    QTest.keyClicks(line_of(form, "at"), "2024-05-01")

    assert form.values() == {"tags": ["plain", {"at": "2024-05-01"}]}
    assert not form.check()
    assert problem_of(form, "name") == "Name is mandatory."
    QTest.keyClicks(line_of(form, "name"), "vip")
    assert form.check()


def test_problems_of_mixed_entries_find_their_card_and_chip_in_the_order_given(make_form: MakeForm) -> None:
    details = (TextField(key="name", label="Name"), IntegerField(key="n", label="N"))
    given = [{"name": "a"}, "plain", {"name": "b"}, "other"]
    form = make_form(ListField(key="tags", label="Tags", details=details), values={"tags": given})
    form.show_problems({"tags.2.name": "No such tag.", "tags.3": "Not this one."})

    assert problem_of(card(form, "entry-1"), "name") == ""
    assert problem_of(card(form, "entry-2"), "name") == "No such tag."
    assert wrong(form, "tags") == [1]


def test_tab_goes_from_the_line_to_the_chips_and_on(make_form: MakeForm) -> None:
    form = make_form(TAGS, TextField(key="next", label="Next"), values={"tags": ["a"]})
    line = line_of(form, "tags")
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert has_focus(chips_of(form))
    QTest.keyClick(chips_of(form), Qt.Key.Key_Tab)
    assert has_focus(line_of(form, "next"))


def test_a_screen_reader_hears_what_the_chips_are(make_form: MakeForm) -> None:
    form = make_form(IDS, values={"ids": [1, "x"]})
    chips = chips_of(form, "ids")

    assert chips.accessibleName() == "Ids, entries"
    assert chips.chips.index(1).data() == "x"
    assert chips.chips.index(1).data(Qt.ItemDataRole.AccessibleDescriptionRole) == "not accepted"
