"""Values of the past in the form of today."""

from core.model.fields import (
    Field,
    GroupField,
    IntegerField,
    ListOfGroupsField,
    LookupField,
    NoteField,
    NumberField,
    SecretField,
    TextField,
    UrlField,
)
from core.model.form import FittedForm
from core.rules.fitting import chosen_from_lists, fit, kinds_of, without_secret_fields

ITEM = (TextField(key="name", label="Name"), IntegerField(key="amount", label="Amount"))
BEFORE: tuple[Field, ...] = (
    TextField(key="link", label="Link"),
    IntegerField(key="count", label="Count"),
    ListOfGroupsField(key="items", label="Items", fields=ITEM),
    NoteField(key="note", label="Note"),
)
VALUES = {"link": "https://a.io", "count": 3, "items": [{"name": "Chair", "amount": 5}]}


def test_kinds_are_told_by_path_and_notes_have_none() -> None:
    assert kinds_of(BEFORE) == {
        "link": "text",
        "count": "integer",
        "items": "list_of_groups",
        "items.name": "text",
        "items.amount": "integer",
    }


def test_a_form_that_did_not_change_takes_everything() -> None:
    assert fit(BEFORE, VALUES, kinds_of(BEFORE)) == (VALUES, (), ())


def test_a_field_that_is_gone_is_named_by_its_path_also_inside() -> None:
    now = (BEFORE[0], ListOfGroupsField(key="items", label="Items", fields=ITEM[:1]))
    fitted = fit(now, VALUES, kinds_of(BEFORE))
    assert fitted.values == {"link": "https://a.io", "items": [{"name": "Chair"}]}
    assert fitted.gone == ("count", "items.amount")


def test_a_text_stays_where_an_address_is_wanted_and_not_where_a_number_is() -> None:
    now = (
        UrlField(key="link", label="Link"),
        NumberField(key="count", label="Count"),
        TextField(key="items", label="Items"),
    )
    fitted = fit(now, VALUES, kinds_of(BEFORE))
    assert fitted.values == {"link": "https://a.io", "count": 3}
    assert fitted.changed == ("Items",)


def test_nothing_is_filled_into_what_became_a_secret() -> None:
    assert fit((SecretField(key="link", label="Link"),), {"link": "x"}, {"link": "text"}).changed == ("Link",)


def test_a_field_that_is_new_has_its_default_and_one_that_was_emptied_has_not() -> None:
    now = (TextField(key="a", label="A", default="1"), TextField(key="b", label="B", default="2"))
    assert fit(now, {}, {"a": "text"}).values == {"b": "2"}
    assert fit(now, {}, {}).values == {}, "of a form of long ago nobody knows which are new"


def test_secret_fields_are_left_out_however_deep() -> None:
    inner = (SecretField(key="token", label="Token"), TextField(key="x", label="X"))
    fields = (
        SecretField(key="key", label="Key"),
        GroupField(key="g", label="G", fields=inner),
        ListOfGroupsField(key="l", label="L", fields=inner),
    )
    values = {"key": "s", "g": {"token": "s", "x": 1}, "l": [{"token": "s", "x": 2}]}
    assert without_secret_fields(fields, values) == {"g": {"x": 1}, "l": [{"x": 2}]}


def test_entries_of_the_accounts_lists_are_found_and_fixed_options_are_none() -> None:
    fields = (
        LookupField(key="a", label="A", lookup="l", options={"all": "All"}),
        LookupField(key="b", label="B", lookup="l"),
        GroupField(key="g", label="G", fields=(LookupField(key="c", label="C", lookup="l"),)),
    )
    assert chosen_from_lists(fields, {"a": "all", "b": "B1", "g": {"c": "C1"}}) == ["B", "C"]


def test_what_does_not_fit_is_said_in_sentences() -> None:
    form = FittedForm(connection="", gone=("a", "b"), changed=("C",), chosen_elsewhere=("D",), account="East")
    assert form.remarks == [
        "The module has no field for “a” and “b” any more.",
        "“C” takes something of another kind now, and was left empty.",
        "“D” was chosen in another account, “East”: choose anew here.",
    ]
    many = FittedForm(connection="", gone=("a", "b", "c", "d", "e"))
    assert many.remarks == ["The module has no field for “a”, “b”, “c” and 2 more any more."]
