"""Values that arrive as text, as from a command line."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.errors import InvalidValues
from core.model.fields import (
    Field,
    GroupField,
    IntegerField,
    JsonField,
    KeyValuesField,
    ListField,
    ListOfGroupsField,
    MultiSelectField,
    NoteField,
    TextField,
)
from core.rules.typed_text import field_named, value_from_text, values_by_key, values_from_pairs
from tests.core.rules.rules_samples import any_text, shortly, unhurried

INNER = (TextField(key="id", label="ID"),)
MAIL = TextField(key="mail", label="E-mail Address")
COUNT = IntegerField(key="count", label="Count")
TAGS = ListField(key="tags", label="Tags")
COLOURS = MultiSelectField(key="colours", label="Colours", options={"r": "Red", "g": "Green"})
PAIRS = KeyValuesField(key="pairs", label="Pairs")
JSON = JsonField(key="body", label="Body")
OBJECT = GroupField(key="object", label="Object", fields=INNER)
BARE = GroupField(key="bare", label="Bare", fields=INNER, bare="id")
LINES = ListOfGroupsField(key="lines", label="Lines", fields=INNER)
NOTE = NoteField(key="note", label="Note")
FIELDS: list[Field] = [MAIL, COUNT, TAGS, COLOURS, PAIRS, JSON, OBJECT, BARE, LINES, NOTE]


@pytest.mark.parametrize("name", ["mail", " mail ", "E-mail Address", "e-MAIL address "])
def test_a_field_is_known_by_key_and_by_label(name: str) -> None:
    assert field_named(FIELDS, name) is MAIL


def test_a_key_comes_before_a_label() -> None:
    named_alike = [TextField(key="a", label="B"), TextField(key="B", label="x")]
    assert field_named(named_alike, "B").key == "B"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("mial", "There is no field 'mial'. Did you mean 'mail'?"),
        ("E-mail Adress", "There is no field 'E-mail Adress'. Did you mean 'E-mail Address'?"),
        ("zzz", "There is no field 'zzz'."),
        ("note", "There is no field 'note'."),
        ("", "There is no field ''."),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(name: str, sentence: str) -> None:
    with pytest.raises(InvalidValues) as invalid:
        field_named(FIELDS, name)
    assert invalid.value.by_field == {name: sentence}


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (MAIL, " as typed ", " as typed "),
        (COUNT, "007", "007"),
        (JSON, '{"a": 1}', '{"a": 1}'),
        (TAGS, "a, b\nc, ,", ["a", "b", "c"]),
        (TAGS, "", []),
        (TAGS, ' ["a, b", 3]', ["a, b", 3]),
        (COLOURS, "Red,g", ["Red", "g"]),
        (PAIRS, "a=1\n b = x=y \n \n", {"a": "1", "b": "x=y"}),
        (PAIRS, "", {}),
        (PAIRS, ' {"a": 1}', {"a": 1}),
        (OBJECT, '{"id": 1}', {"id": 1}),
        (BARE, '{"id": 1}', {"id": 1}),
        (BARE, "S-1", "S-1"),
        (BARE, "007", "007"),
        (BARE, "7", 7),
        (LINES, '[{"id": 1}]', [{"id": 1}]),
    ],
    ids=shortly,
)
def test_a_text_becomes_what_the_field_holds(field: Field, text: str, value: Any) -> None:
    assert value_from_text(field, text) == value


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        (PAIRS, "a=1\nb", "Write each pair of Pairs as name=value, or use JSON."),
        (
            PAIRS,
            "{",
            "This is not JSON: Expecting property name enclosed in double quotes in line 1, column 2.",
        ),
        (TAGS, "[a]", "This is not JSON: Expecting value in line 1, column 2."),
        (TAGS, "[NaN]", "JSON knows no NaN."),
        (OBJECT, "x", "This is not JSON: Expecting value in line 1, column 1."),
        (BARE, ' {"id"}', "This is not JSON: Expecting ':' delimiter in line 1, column 7."),
        (LINES, "[" * 100_000, "This is nested too deeply: 100 levels can be sent."),
        (LINES, "9" * 5000, "This number is too large to be sent."),
    ],
    ids=shortly,
)
def test_a_text_that_cannot_be_read_is_answered_in_a_sentence(field: Field, text: str, sentence: str) -> None:
    with pytest.raises(InvalidValues) as invalid:
        value_from_text(field, text)
    assert invalid.value.by_field == {field.key: sentence}


@pytest.mark.parametrize(
    ("pairs", "values"),
    [
        ([], {}),
        (["mail=a=b", "Count=7"], {"mail": "a=b", "count": "7"}),
        (["mail="], {"mail": ""}),
        (["tags=a,b", "Tags=c"], {"tags": ["a", "b", "c"]}),
        (["pairs=a=1", "pairs=b=2", "pairs=a=3"], {"pairs": {"a": "3", "b": "2"}}),
        (["mail=a", "mail=b"], {"mail": "b"}),
        (['bare={"id": 1}', "bare=2"], {"bare": 2}),
    ],
)
def test_pairs_become_values(pairs: list[str], values: dict[str, Any]) -> None:
    assert values_from_pairs(FIELDS, pairs) == values


def test_a_pair_without_a_sign_is_named_by_its_place_and_not_repeated() -> None:
    with pytest.raises(InvalidValues) as invalid:
        values_from_pairs(FIELDS, ["mail=a", "my-secret-key"])
    assert invalid.value.by_field == {"value 2": "Write it as KEY=VALUE."}
    assert "my-secret-key" not in str(invalid.value)


def test_values_named_by_label_are_found_by_key() -> None:
    assert values_by_key(FIELDS, {"e-mail address": 1, "tags": [2]}) == {"mail": 1, "tags": [2]}


@unhurried
@given(field=st.sampled_from(FIELDS), text=any_text)
def test_any_text_becomes_a_value_or_a_sentence(field: Field, text: str) -> None:
    named = {field.key: "Read."}
    try:
        value_from_text(field, text)
    except InvalidValues as invalid:
        named = invalid.by_field
    assert list(named) == [field.key]
    assert named[field.key].endswith(".")
