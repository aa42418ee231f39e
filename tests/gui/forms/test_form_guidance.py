"""Guidance without noise: help that says more than its label, hints that fit, ids that stay in sight."""

import pytest
from lookup_account import Account, lookup_of, offscreen_popup, open_list, popup_of
from on_screen import MakeForm, line_of
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton

from core.model.errors import NetworkDown
from core.model.fields import LookupField, SecretField, TextField
from gui.forms.form import Form
from gui.forms.inputs import EndedLine
from gui.forms.words import says_more

pytestmark = offscreen_popup


@pytest.mark.parametrize(
    ("label", "help", "says"),
    [
        ("City", "The city.", False),
        ("Email", "The e-mail address.", False),
        ("Name", "The contact's name.", False),
        ("UTM Campaign", "The campaign.", False),
        ("Phone", "The new phone number.", False),
        ("State", "The state or province.", True),
        ("User ID", "Your own id of the user.", True),
        ("Limit", "The most contacts that one run gives.", True),
    ],
)
def test_help_that_only_repeats_its_label_is_known(label: str, help: str, says: bool) -> None:
    assert says_more(label, help) is says


def test_help_that_only_repeats_its_label_is_heard_and_not_shown(make_form: MakeForm) -> None:
    form = make_form(
        TextField(key="city", label="City", help="The city."),
        TextField(key="state", label="State", help="The state or province."),
    )
    assert form.findChild(QLabel, "help-city") is None
    assert line_of(form, "city").accessibleDescription() == "The city."
    shown = form.findChild(QLabel, "help-state")
    assert shown is not None
    assert shown.isVisible()


@pytest.mark.parametrize(
    ("label", "hint"),
    [
        ("Survey ID", "Choose, or enter an id"),
        ("Form UUID", "Choose, or enter an id"),
        ("User Email", "Choose, or enter an address"),
        ("Tag", "Choose, or type"),
    ],
)
def test_a_list_asks_for_what_it_holds(make_form: MakeForm, label: str, hint: str) -> None:
    form = make_form(LookupField(key="x", label=label, lookup="any"))
    assert line_of(form, "x").placeholderText() == hint


def test_a_secret_shows_no_example(make_form: MakeForm) -> None:
    form = make_form(SecretField(key="x", label="Token", example="made-up-4711"))
    assert line_of(form, "x").placeholderText() == ""


def remark_shown(form: Form, key: str) -> str:
    line = line_of(form, key)
    (remark,) = [label for label in line.findChildren(QLabel) if label.isVisible()]
    return remark.text()


def test_an_id_too_long_for_its_place_is_shortened_in_the_middle(make_form: MakeForm) -> None:
    form = make_form(LookupField(key="x", label="Website ID", lookup="any", options={"a" * 90 + "z": "Shop"}))
    form.set_values({"x": "a" * 90 + "z"})
    assert "…" in remark_shown(form, "x")
    assert remark_shown(form, "x").endswith("z")
    line = line_of(form, "x")
    assert isinstance(line, EndedLine)
    assert line.remark() == "a" * 90 + "z"


async def test_a_list_that_failed_shows_the_reason_the_way_on_and_no_empty_list(make_form: MakeForm) -> None:
    account, form = Account(), make_form(LookupField(key="survey", label="Survey", lookup="surveys"))
    account.failure = NetworkDown("The service cannot be reached.")
    form.set_lookup_source(account.load)
    open_list(form)
    await lookup_of(form).loaded()
    popup = popup_of(form)
    (words,) = popup.findChildren(QLabel, "lookup-words")
    assert words.text().endswith("The service cannot be reached. You can type it in all the same.")
    assert words.property("role") == "remark"
    (retry,) = popup.findChildren(QPushButton, "lookup-retry")
    (entries,) = popup.findChildren(QListWidget, "lookup-entries")
    assert retry.isVisible()
    assert not entries.isVisible()

    account.failure = None
    retry.click()
    await lookup_of(form).loaded()
    assert entries.isVisible()
    assert words.property("role") == "caption"
