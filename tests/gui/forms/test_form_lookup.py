"""A field whose entries the account holds: loaded when looked at, and never in the way."""

import asyncio

import pytest
from lookup_account import (
    SURVEY,
    Account,
    entries,
    lookup_of,
    offscreen_popup,
    open_list,
    popup_of,
    search_line,
    words,
)
from on_screen import MakeForm, line_of, problem_of, turn, until
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from core.model.errors import NetworkDown
from core.model.fields import GroupField, LookupField, SelectField, TextField
from gui.forms.editors.choice_line import matching
from gui.forms.inputs import EndedLine

pytestmark = offscreen_popup


async def test_names_are_shown_and_ids_are_sent(make_form: MakeForm) -> None:
    account, form = Account(), make_form(SURVEY)
    form.set_lookup_source(account.load)
    assert account.asked == []

    open_list(form)
    await lookup_of(form).loaded()
    assert entries(form) == ["Spring", "Summer", "Autumn"]
    QTest.keyClick(search_line(form), Qt.Key.Key_Down)
    QTest.keyClick(search_line(form), Qt.Key.Key_Return)

    assert line_of(form, "survey").text() == "Summer"
    assert form.values() == {"survey": "SV_2"}
    line = line_of(form, "survey")
    assert isinstance(line, EndedLine)
    assert line.remark() == "SV_2"


async def test_a_typed_id_is_always_accepted(make_form: MakeForm) -> None:
    form = make_form(SURVEY)
    QTest.keyClicks(line_of(form, "survey"), " SV_99 ")

    assert form.values() == {"survey": "SV_99"}
    assert form.check()


async def test_typing_over_a_chosen_name_forgets_its_id(make_form: MakeForm) -> None:
    form = make_form(SURVEY, values={"survey": "SV_1"})
    form.set_labels({"survey": "Spring"})
    QTest.keyClicks(line_of(form, "survey"), "X")

    assert form.values() == {"survey": "XSpring"}


async def test_a_saved_id_is_shown_by_the_name_that_was_kept_beside_it(make_form: MakeForm) -> None:
    account, form = Account(), make_form(SURVEY)
    form.set_lookup_source(account.load)
    open_list(form)
    await lookup_of(form).loaded()
    QTest.keyClick(search_line(form), Qt.Key.Key_Return)
    assert form.labels() == {"survey": "Spring"}

    later = make_form(SURVEY, values=form.values())
    later.set_labels(form.labels())
    assert line_of(later, "survey").text() == "Spring"
    assert later.values() == {"survey": "SV_1"}
    assert later.labels() == {"survey": "Spring"}
    later.set_values({"survey": "SV_77"})
    assert line_of(later, "survey").text() == "SV_77"
    assert later.labels() == {}


async def test_the_list_says_that_it_is_being_loaded(make_form: MakeForm) -> None:
    account, form = Account(), make_form(SURVEY)
    account.answers.clear()
    form.set_lookup_source(account.load)
    open_list(form)
    await turn()
    assert words(form) == "Loading…"

    account.answers.set()
    await lookup_of(form).loaded()
    assert words(form) == "3 entries"


async def test_a_failure_is_a_sentence_and_the_field_stays_usable(make_form: MakeForm) -> None:
    account, form = Account(), make_form(SURVEY)
    account.failure = NetworkDown("The service cannot be reached.")
    form.set_lookup_source(account.load)
    open_list(form)
    await lookup_of(form).loaded()
    assert words(form) == (
        "The list could not be loaded. The service cannot be reached. You can type it in all the same."
    )
    popup_of(form).close()
    assert problem_of(form, "survey").startswith("The list could not be loaded.")
    assert line_of(form, "survey").property("invalid") is not True
    QTest.keyClicks(line_of(form, "survey"), "SV_1")
    assert form.check()

    account.failure = None
    open_list(form)
    await lookup_of(form).loaded()
    assert entries(form) == ["Spring", "Summer", "Autumn"]
    assert problem_of(form, "survey") == ""


async def test_what_is_no_known_error_is_passed_on(make_form: MakeForm) -> None:
    account, form = Account(), make_form(SURVEY)
    account.failure = ZeroDivisionError()
    failures: list[object] = []
    form.failed.connect(failures.append)
    form.set_lookup_source(account.load)
    open_list(form)
    await lookup_of(form).loaded()
    await until(lambda: bool(failures))

    assert failures == [account.failure]
    assert "could not be loaded" in words(form)


async def test_a_list_that_was_loaded_is_kept_until_it_is_refreshed(make_form: MakeForm) -> None:
    account, form = Account(), make_form(SURVEY)
    form.set_lookup_source(account.load)
    for _ in range(2):
        open_list(form)
        await lookup_of(form).loaded()
        if len(account.asked) == 1 and entries(form):
            popup_of(form).close()
            await turn()
    open_list(form)
    assert len(account.asked) == 1

    account.surveys.append(("SV_4", "Winter"))
    QTest.keyClick(search_line(form), Qt.Key.Key_F5)
    await lookup_of(form).loaded()
    assert entries(form)[-1] == "Winter"
    assert len(account.asked) == 2


async def test_the_search_narrows_at_once_and_asks_the_service_after_a_pause(make_form: MakeForm) -> None:
    account, form = Account(), make_form(SURVEY)
    form.set_lookup_source(account.load)
    open_list(form)
    await lookup_of(form).loaded()
    QTest.keyClicks(search_line(form), "su")
    assert entries(form) == ["Summer", "Use “su”"]
    QTest.keyClicks(search_line(form), "m")
    assert [search for _, _, search in account.asked] == [""]

    account.surveys = [("SV_9", "Indian summer")]
    await lookup_of(form).loaded()
    assert [search for _, _, search in account.asked] == ["", "sum"]
    assert entries(form) == ["Summer", "Indian summer", "Use “sum”"]


@pytest.mark.parametrize(
    ("search", "found", "shown"),
    [
        ("", [], ["a", "b"]),
        ("AN", [], ["a"]),
        ("b", [("a", "Ann"), ("b", "Bob")], ["b"]),
        ("sales", [("b", "Bob"), ("c", "Cy")], ["c"]),
        ("zzz", [], []),
    ],
    ids=["all", "any case", "a service that cannot search", "only the service knows why", "none"],
)
def test_entries_that_match(search: str, found: list[tuple[str, str]], shown: list[str]) -> None:
    known = [("a", "Ann"), ("b", "Bob")]

    assert [value for value, _ in matching(search, known, found)] == shown


async def test_the_values_of_the_form_go_along_and_a_change_loads_anew(make_form: MakeForm) -> None:
    account = Account()
    directory = SelectField(key="directory", label="Directory", options={"d1": "One", "d2": "Two"})
    person = LookupField(key="person", label="Person", lookup="people", depends_on=("directory",))
    form = make_form(directory, GroupField(key="to", label="To", fields=(person,)))
    form.set_lookup_source(account.load)
    open_list(form, "person")
    assert words(form, "person") == "Choose Directory first."
    assert account.asked == []
    popup_of(form, "person").close()
    await turn()

    button = form.findChild(QToolButton, "open-person")
    assert button is not None
    for chosen in ("d1", "d2"):
        form.set_values({"directory": chosen})
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await until(lambda: words(form, "person") == "3 entries")
        popup_of(form, "person").close()
        await turn()
    assert [(lookup, values) for lookup, values, _ in account.asked] == [
        ("people", {"directory": "d1"}),
        ("people", {"directory": "d2"}),
    ]


async def test_without_a_connection_the_list_says_so(make_form: MakeForm) -> None:
    form = make_form(SURVEY)
    open_list(form)

    assert words(form).startswith("Choose a connection to see the list here.")


async def test_entries_of_one_name_are_told_apart(make_form: MakeForm) -> None:
    account, form = Account(), make_form(SURVEY)
    account.surveys = [("SV_1", "Spring"), ("SV_2", "Spring"), ("SV_3", "Autumn")]
    form.set_lookup_source(account.load)
    open_list(form)
    await lookup_of(form).loaded()

    assert entries(form) == ["Spring  (SV_1)", "Spring  (SV_2)", "Autumn"]


async def test_a_form_that_goes_while_its_list_is_loaded_takes_the_job_along(make_form: MakeForm) -> None:
    account, form = Account(), make_form(SURVEY, TextField(key="x", label="X"))
    account.answers.clear()
    form.set_lookup_source(account.load)
    open_list(form)
    await turn()
    loading = [task for task in asyncio.all_tasks() if task.get_name() == "load"]
    assert len(loading) == 1
    popup_of(form).close()
    form.deleteLater()
    await until(loading[0].done)

    assert loading[0].cancelled()


async def test_alt_and_down_opens_the_list_and_escape_closes_it(make_form: MakeForm) -> None:
    form = make_form(SURVEY)
    QTest.keyClick(line_of(form, "survey"), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = popup_of(form)
    QTest.keyClick(popup, Qt.Key.Key_Escape)

    assert not popup.isVisible()
    assert form.values() == {}
