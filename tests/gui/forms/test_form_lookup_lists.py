"""Lists of the account: kept across forms, cancelled, tried again, dependent on one another."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

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
from on_screen import MakeForm, click, line_of, problem_of, turn, until
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from core.model.errors import NetworkDown
from core.model.fields import GroupField, ListOfGroupsField, LookupField, TextField
from gui.forms.choice_popup import MOST_SHOWN
from gui.forms.form import Form
from gui.forms.lookup_cache import LookupCache, lookup_key
from gui.forms.spinner import Spinner

pytestmark = offscreen_popup

DIRECTORY = LookupField(key="directory", label="Directory ID", lookup="directories")
PERSON = LookupField(key="person", label="Person", lookup="people", depends_on=("directory",))


async def opened(form: Form, key: str = "survey") -> list[str]:
    """Open a list, wait for it, close it: its entries."""
    open_list(form, key)
    await lookup_of(form, key).loaded()
    shown = entries(form, key)
    popup_of(form, key).close()
    await turn()
    return shown


def retry_of(form: Form) -> QPushButton:
    button = popup_of(form).findChild(QPushButton, "lookup-retry")
    assert button is not None
    return button


async def test_a_list_serves_all_forms_of_a_connection_and_no_other(make_form: MakeForm) -> None:
    account, cache, chosen = Account(), LookupCache(), ["c1"]
    one, other = make_form(SURVEY), make_form(SURVEY)
    for form in (one, other):
        form.set_lookup_source(account.load, lambda: chosen[0], cache)
    assert await opened(one) == await opened(other) == ["Spring", "Summer", "Autumn"]
    assert len(account.asked) == 1

    chosen[0] = "c2"
    account.surveys = [("SV_9", "Elsewhere")]
    assert await opened(one) == ["Elsewhere"]
    chosen[0] = "c1"
    assert await opened(other) == ["Spring", "Summer", "Autumn"]
    assert len(account.asked) == 2


async def test_a_name_seen_in_one_form_is_shown_in_the_next(make_form: MakeForm) -> None:
    account, cache = Account(), LookupCache()
    form = make_form(SURVEY)
    form.set_lookup_source(account.load, lambda: "c1", cache)
    await opened(form)

    later = make_form(SURVEY)
    later.set_lookup_source(account.load, lambda: "c1", cache)
    later.set_values({"survey": "SV_2"})
    assert line_of(later, "survey").text() == "Summer"


async def test_a_refresh_is_for_all_forms(make_form: MakeForm) -> None:
    account, cache = Account(), LookupCache()
    form, other = make_form(SURVEY), make_form(SURVEY)
    for one in (form, other):
        one.set_lookup_source(account.load, lambda: "c1", cache)
    await opened(form)
    account.surveys = [("SV_4", "Winter")]
    open_list(form)
    click(form, "lookup-refresh")
    await lookup_of(form).loaded()
    popup_of(form).close()
    await turn()

    assert await opened(other) == ["Winter"]


async def test_while_no_connection_is_chosen_nothing_is_asked(make_form: MakeForm) -> None:
    account, form, chosen = Account(), make_form(SURVEY), [""]
    form.set_lookup_source(account.load, lambda: chosen[0])
    open_list(form)
    assert words(form).startswith("Choose a connection to see the list here.")
    popup_of(form).close()
    await turn()

    chosen[0] = "c1"
    assert await opened(form) == ["Spring", "Summer", "Autumn"]


@pytest.mark.parametrize("way", ["escape", "another click"])
async def test_closing_the_list_cancels_the_request(make_form: MakeForm, way: str) -> None:
    account, form = Account(), make_form(SURVEY)
    account.answers.clear()
    form.set_lookup_source(account.load)
    open_list(form)
    await until(lambda: len(account.asked) == 1)
    popup = popup_of(form)
    spinner = popup.findChild(Spinner)
    assert spinner is not None
    assert spinner.isVisible()
    (loading,) = [task for task in asyncio.all_tasks() if task.get_name() == "load"]

    if way == "escape":
        QTest.keyClick(search_line(form), Qt.Key.Key_Escape)
    else:
        popup.close()
    await until(loading.done)
    assert loading.cancelled()
    assert problem_of(form, "survey") == ""

    account.answers.set()
    assert await opened(form) == ["Spring", "Summer", "Autumn"]


async def test_a_failure_is_tried_again_by_button_or_enter(make_form: MakeForm) -> None:
    account, form = Account(), make_form(SURVEY)
    account.failure = NetworkDown("The service cannot be reached.")
    form.set_lookup_source(account.load)
    open_list(form)
    await lookup_of(form).loaded()
    assert retry_of(form).isVisible()
    QTest.mouseClick(retry_of(form), Qt.MouseButton.LeftButton)
    await lookup_of(form).loaded()
    assert len(account.asked) == 2
    assert retry_of(form).isVisible()

    account.failure = None
    QTest.keyClick(search_line(form), Qt.Key.Key_Return)
    await lookup_of(form).loaded()
    assert entries(form) == ["Spring", "Summer", "Autumn"]
    assert not retry_of(form).isVisible()


async def test_fixed_options_stand_first_and_need_no_connection(make_form: MakeForm) -> None:
    field = LookupField(key="survey", label="Owner", lookup="users", options={"NONE": "Unassigned"})
    account, form = Account(), make_form(field)
    open_list(form)
    assert entries(form) == ["Unassigned"]
    QTest.keyClick(search_line(form), Qt.Key.Key_Return)
    assert form.values() == {"survey": "NONE"}
    assert line_of(form, "survey").text() == "Unassigned"
    assert form.labels() == {}
    await turn()

    form.set_lookup_source(account.load)
    assert await opened(form) == ["Unassigned", "Spring", "Summer", "Autumn"]


async def test_what_is_searched_for_can_be_taken_as_it_is(make_form: MakeForm) -> None:
    account, form = Account(), make_form(SURVEY)
    form.set_lookup_source(account.load)
    open_list(form)
    await lookup_of(form).loaded()
    QTest.keyClicks(search_line(form), "SV_404")
    assert entries(form) == ["Use “SV_404”"]
    QTest.keyClick(search_line(form), Qt.Key.Key_Return)

    assert form.values() == {"survey": "SV_404"}


async def test_enter_takes_no_half_word_while_entries_are_to_come(make_form: MakeForm) -> None:
    account, form = Account(), make_form(SURVEY)
    account.answers.clear()
    form.set_lookup_source(account.load)
    open_list(form)
    QTest.keyClicks(search_line(form), "sum")
    QTest.keyClick(search_line(form), Qt.Key.Key_Return)
    assert form.values() == {}
    assert popup_of(form).isVisible()

    account.answers.set()
    await lookup_of(form).loaded()
    QTest.keyClick(search_line(form), Qt.Key.Key_Return)
    assert form.values() == {"survey": "SV_2"}


async def test_a_screen_reader_hears_where_the_keys_have_led(make_form: MakeForm) -> None:
    account, form = Account(), make_form(SURVEY)
    form.set_lookup_source(account.load)
    open_list(form)
    await lookup_of(form).loaded()
    assert search_line(form).accessibleDescription() == "Spring"
    QTest.keyClick(search_line(form), Qt.Key.Key_Down)
    assert search_line(form).accessibleDescription() == "Summer"


async def test_a_service_that_does_not_search_is_not_asked_to(make_form: MakeForm) -> None:
    account, form = Account(), make_form(SURVEY)
    form.set_lookup_source(account.load, searches=lambda lookup: lookup != SURVEY.lookup)
    open_list(form)
    await lookup_of(form).loaded()
    for letters in ("su", "m", "me"):
        QTest.keyClicks(search_line(form), letters)
        await lookup_of(form).loaded()

    assert [search for _, _, search in account.asked] == [""]
    assert words(form) == "1 entry"


async def test_a_long_list_is_shown_in_part_and_narrowed_by_typing(make_form: MakeForm) -> None:
    account, form = Account(), make_form(SURVEY)
    account.surveys = [(f"SV_{n}", f"Survey {n}") for n in range(5000)]
    form.set_lookup_source(account.load)
    open_list(form)
    await lookup_of(form).loaded()
    assert len(entries(form)) == MOST_SHOWN
    assert words(form) == f"The first {MOST_SHOWN} of 5,000 entries. Type to narrow them down."

    QTest.keyClicks(search_line(form), "4999")
    assert entries(form)[0] == "Survey 4999"


async def test_choosing_another_parent_empties_what_depends_on_it(make_form: MakeForm) -> None:
    nested = GroupField(key="to", label="To", fields=(PERSON,))
    items = ListOfGroupsField(key="items", label="Items", fields=(PERSON,))
    values = {
        "directory": "d1",
        "person": "p1",
        "to": {"person": "p2"},
        "items": [{"person": "p3"}, {"person": "p4"}],
    }
    form = make_form(DIRECTORY, PERSON, nested, items, values=values)
    assert form.values() == values

    QTest.keyClicks(line_of(form, "directory"), "2")
    assert form.values() == {"directory": "2d1", "items": [{}, {}]}
    assert problem_of(form, "person") == "Emptied, because Directory ID was changed."
    QTest.keyClicks(line_of(form, "person"), "p5")
    assert problem_of(form, "person") == ""
    assert form.values()["person"] == "p5"


def test_an_entry_under_a_nearer_parent_stays(make_form: MakeForm) -> None:
    group = GroupField(key="to", label="To", fields=(DIRECTORY, PERSON))
    values = {"directory": "d1", "to": {"directory": "d2", "person": "p1"}}
    form = make_form(DIRECTORY, group, values=values)
    QTest.keyClicks(line_of(form, "directory"), "x")

    assert form.values()["to"] == {"directory": "d2", "person": "p1"}


def test_an_entry_that_hangs_on_an_emptied_one_is_emptied_too(make_form: MakeForm) -> None:
    message = LookupField(key="message", label="Message", lookup="messages", depends_on=("person",))
    form = make_form(DIRECTORY, PERSON, message, values={"directory": "d1", "person": "p1", "message": "m1"})
    QTest.keyClicks(line_of(form, "directory"), "x")

    assert form.values() == {"directory": "xd1"}


def test_names_are_kept_by_their_path(make_form: MakeForm) -> None:
    items = ListOfGroupsField(key="items", label="Items", fields=(TextField(key="n", label="N"), PERSON))
    group = GroupField(key="to", label="To", fields=(PERSON,))
    form = make_form(DIRECTORY, group, items)
    form.set_values({"directory": "d1", "to": {"person": "p1"}, "items": [{"n": "x"}, {"person": "p2"}]})
    names = {"directory": "Main", "to.person": "Ann", "items.1.person": "Bob"}
    form.set_labels({**names, "items.0.person": "Nobody", "items.7.person": "Nobody", "gone": "Nothing"})

    assert form.labels() == names
    assert form.values()["items"] == [{"n": "x"}, {"person": "p2"}]
    assert line_of(form, "directory").text() == "Main"


async def test_the_values_that_a_list_depends_on_keep_its_entries_apart(make_form: MakeForm) -> None:
    async def load(lookup: str, values: Mapping[str, Any], search: str) -> Sequence[tuple[str, str]]:
        return [("p", f"Person of {values['directory']}")]

    form = make_form(DIRECTORY, PERSON, values={"directory": "d1"})
    form.set_lookup_source(load)
    assert await opened(form, "person") == ["Person of d1"]
    form.set_values({"directory": "d2"})
    assert await opened(form, "person") == ["Person of d2"]
    form.set_values({"directory": "d1"})
    open_list(form, "person")
    assert entries(form, "person") == ["Person of d1"]


def test_a_cache_forgets_one_list_of_one_connection_at_a_time() -> None:
    cache = LookupCache()
    keys = [
        lookup_key("c1", "users", {}),
        lookup_key("c1", "users", {"a": 1}, "ann"),
        lookup_key("c1", "teams", {}),
        lookup_key("c2", "users", {}),
    ]
    for key in keys:
        cache.keep(key, [("1", key.lookup)])
    cache.forget("c1", "users")

    assert [cache.entries(key) is not None for key in keys] == [False, False, True, True]
    assert cache.label("c1", "users", "1") == "users"
    assert lookup_key("c1", "users", {"a": 1, "b": 2}) == lookup_key("c1", "users", {"b": 2, "a": 1})
