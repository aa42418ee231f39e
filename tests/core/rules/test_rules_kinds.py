"""What one value of each kind may be, and what becomes of it on the wire."""

import math
import re
import time
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.fields import (
    BooleanField,
    DateField,
    DateTimeField,
    EmailField,
    FieldBase,
    IntegerField,
    JsonField,
    KeyValuesField,
    LongTextField,
    LookupField,
    MultiSelectField,
    NoteField,
    NumberField,
    SecretField,
    SelectField,
    TextField,
    UrlField,
)
from core.rules.json_text import dump
from core.rules.kinds import Wrong, read_one, url_problem
from tests.core.rules.rules_samples import anything, nested, shortly, unhurried


def kind(of: type[FieldBase], **more: Any) -> FieldBase:
    return of(key="it", label="It", **more)


COLOURS = {"r": "Red", "g": "Green", "1": "First"}
CODE: dict[str, Any] = {"pattern": "[A-Z]{2}(-[A-Z]{2})?", "pattern_sentence": "Enter a code such as EN."}

ONE_OF_EACH = (
    kind(TextField),
    kind(TextField, keep_number=True),
    kind(TextField, min_length=2, max_length=5),
    kind(TextField, suggestions=COLOURS),
    kind(TextField, keep_number=True, suggestions=COLOURS, **CODE),
    kind(LongTextField),
    kind(SecretField),
    kind(EmailField),
    kind(EmailField, keep_number=True),
    kind(UrlField),
    kind(IntegerField),
    kind(IntegerField, minimum=1, maximum=9),
    kind(NumberField),
    kind(NumberField, minimum=0.5),
    kind(BooleanField),
    kind(BooleanField, sent_as="one_zero"),
    kind(DateField),
    kind(DateTimeField),
    kind(SelectField, options=COLOURS),
    kind(MultiSelectField, options=COLOURS),
    kind(LookupField, lookup="things"),
    kind(LookupField, lookup="things", options=COLOURS),
    kind(JsonField),
    kind(KeyValuesField),
    kind(KeyValuesField, values="any", must_contain=("id",)),
)


@unhurried
@given(field=st.sampled_from(ONE_OF_EACH), value=anything)
def test_any_value_is_sent_or_answered_with_a_sentence(field: FieldBase, value: Any) -> None:
    try:
        sent = read_one(field, value)
    except Wrong as wrong:
        said = wrong.sentence
    else:
        said = "Sent." if dump(sent) else ""
    assert said.endswith(".")


@unhurried
@given(field=st.sampled_from(ONE_OF_EACH), value=anything)
def test_what_is_sent_would_be_sent_again_as_it_is(field: FieldBase, value: Any) -> None:
    try:
        sent = read_one(field, value)
    except Wrong:
        return
    if not (isinstance(field, JsonField) and isinstance(sent, str)):  # a text there is a document
        assert read_one(field, sent) == sent


@pytest.mark.parametrize(
    ("field", "given_value", "sent"),
    [
        (kind(TextField), " as typed ", " as typed "),
        (kind(TextField), 5, "5"),
        (kind(TextField), 2.5, "2.5"),
        (kind(TextField, keep_number=True), 5, 5),
        (kind(TextField, keep_number=True), "5", "5"),
        (kind(TextField, min_length=2, max_length=3), "ab", "ab"),
        (kind(TextField, min_length=2, max_length=3), "abc", "abc"),
        (kind(TextField), "half a \ud83d", "half a \ud83d"),
        (kind(TextField, **CODE), "EN-GB", "EN-GB"),
        (kind(TextField, keep_number=True, pattern="[0-9]+", pattern_sentence="Digits."), 12, 12),
        (kind(TextField, suggestions=COLOURS), "g", "g"),
        (kind(TextField, suggestions=COLOURS), " gREEN ", "g"),
        (kind(TextField, suggestions=COLOURS), "Greenish ", "Greenish "),
        (kind(TextField, suggestions=COLOURS), "", ""),
        (kind(TextField, suggestions={"Red": "Blue", "b": "Red"}), "Red", "Red"),  # a value before a label
        (kind(TextField, suggestions={"EN": "English"}, **CODE), "english", "EN"),
        (kind(EmailField, min_length=3), "  ", ""),
        (kind(LongTextField), "two\nlines", "two\nlines"),
        (kind(SecretField), "k$y{x}", "k$y{x}"),
        (kind(EmailField), " ann@example.com\n", "ann@example.com"),
        (kind(EmailField), "  ", ""),
        (kind(UrlField), " HTTPS://Example.com/a?b#c ", "HTTPS://Example.com/a?b#c"),
        (kind(UrlField), " ", ""),
        (kind(UrlField), "http://[::1]:8080/", "http://[::1]:8080/"),
        (kind(IntegerField), "  -12 ", -12),
        (kind(IntegerField), "+0012", 12),
        (kind(IntegerField), 3.0, 3),
        (kind(IntegerField), 10**307, 10**307),
        (kind(IntegerField), "9" * 308, int("9" * 308)),
        (kind(IntegerField), " -" + "9" * 308, -int("9" * 308)),
        (kind(IntegerField, minimum=1, maximum=3), 3, 3),
        (kind(IntegerField, minimum=1, maximum=3), 1, 1),
        (kind(NumberField), "1.50", 1.5),
        (kind(NumberField), ".5", 0.5),
        (kind(NumberField), "-5.", -5.0),
        (kind(NumberField), "2e3", 2000.0),
        (kind(NumberField), "7", 7),
        (kind(NumberField), " 7 ", 7),
        (kind(NumberField), " 1.5 ", 1.5),
        (kind(NumberField), 7, 7),
        (kind(NumberField, minimum=0.5), 0.5, 0.5),
        (kind(BooleanField), True, True),
        (kind(BooleanField), " Yes ", True),
        (kind(BooleanField), 0, False),
        (kind(BooleanField), "off", False),
        (kind(BooleanField, sent_as="one_zero"), "no", 0),
        (kind(BooleanField, sent_as="one_zero"), True, 1),
        (kind(DateField), " 2024-05-31 ", "2024-05-31"),
        (kind(DateField), 20240531, "2024-05-31"),
        (kind(DateField), date(2024, 5, 31), "2024-05-31"),
        (kind(DateTimeField), "2024-05-31 14:30", "2024-05-31T14:30:00Z"),
        (kind(DateTimeField), "2024-05-31", "2024-05-31T00:00:00Z"),
        (kind(DateTimeField), "2024-05-31T14:30:00+02:00", "2024-05-31T12:30:00Z"),
        (kind(DateTimeField), "2024-05-31t14:30:00.25Z", "2024-05-31T14:30:00Z"),
        (kind(DateTimeField), datetime(2024, 5, 31, 9, tzinfo=UTC), "2024-05-31T09:00:00Z"),
        (kind(DateTimeField), "0800-12-24 18:00", "0800-12-24T18:00:00Z"),
        (kind(DateTimeField, sent_as="%d.%m.%y"), "2024-05-31", "31.05.24"),
        (kind(SelectField, options=COLOURS), "r", "r"),
        (kind(SelectField, options=COLOURS), " gREEN ", "g"),
        (kind(SelectField, options=COLOURS), 1, "1"),
        (kind(SelectField, options={"a ": "A", "a": "B"}), "a ", "a "),
        (kind(MultiSelectField, options=COLOURS), ["r", "Green"], ["r", "g"]),
        (kind(MultiSelectField, options=COLOURS), "Red", ["r"]),
        (kind(MultiSelectField, options=COLOURS), 1, ["1"]),
        (kind(MultiSelectField, options=COLOURS), [], []),
        (kind(LookupField, lookup="x"), " id-1 ", "id-1"),
        (kind(LookupField, lookup="x"), 17, "17"),
        (kind(LookupField, lookup="x", options=COLOURS), " first ", "1"),
        (kind(LookupField, lookup="x", options=COLOURS), "Blue", "Blue"),
        (kind(LookupField, lookup="x", options=COLOURS), 1, "1"),
        (kind(JsonField), ' {"a": [1, null]} ', {"a": [1, None]}),
        (kind(JsonField), '"text"', "text"),
        (kind(JsonField), [1, {"a": None}], [1, {"a": None}]),
        (kind(JsonField), nested(100), nested(100)),
        (kind(KeyValuesField), {"a": 1, "b": None, "c": [True]}, {"a": "1", "b": "", "c": "[true]"}),
        (kind(KeyValuesField, values="any"), {"a": 1, "b": None}, {"a": 1, "b": None}),
        (kind(KeyValuesField), {7: "x"}, {"7": "x"}),
        (kind(KeyValuesField), {" a ": "x"}, {" a ": "x"}),
        (kind(KeyValuesField, must_contain=("id",)), {"id": "x"}, {"id": "x"}),
        (kind(KeyValuesField, must_contain=("id",)), {}, {}),
        (kind(KeyValuesField, must_contain=("id",)), {"id": 0}, {"id": "0"}),
        (kind(NoteField), "anything", "anything"),
    ],
    ids=shortly,
)
def test_values_become_what_the_service_takes(field: FieldBase, given_value: Any, sent: Any) -> None:
    read = read_one(field, given_value)
    assert (read, type(read)) == (sent, type(sent))


WHOLE_ADDRESS = "Enter a whole address, such as https://example.com/page."
NO_MAIL = "Enter an e-mail address, such as ann@example.com."
NO_DATE = "Enter a date as year-month-day, such as 2024-05-31."
NO_MOMENT = "Enter date and time, such as 2024-05-31 14:30; without an offset it counts as UTC."
NO_WHOLE = "Enter a whole number, without separators."
NO_NUMBER = "Enter a number; a point separates decimals."
NO_OPTION = "Choose one of: Red, Green, First."
TOO_LARGE = "This number is too large to be sent."
TOO_DEEP = "This is nested too deeply: 100 levels can be sent."


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (kind(TextField), True, "Enter a text."),
        (kind(TextField), ["a"], "Enter a text."),
        (kind(TextField, keep_number=True), math.nan, "JSON knows no NaN."),
        (kind(TextField), 10**5000, TOO_LARGE),
        (kind(TextField, min_length=1), "", "Enter at least 1 character."),
        (kind(TextField, min_length=3), "ab", "Enter at least 3 characters."),
        (kind(TextField, keep_number=True, min_length=3), "ab", "Enter at least 3 characters."),
        (kind(TextField, max_length=3), "abcd", "Enter at most 3 characters; there are 4."),
        (kind(TextField, **CODE), "EN-G", "Enter a code such as EN."),
        (kind(TextField, **CODE), "EN\n", "Enter a code such as EN."),
        (kind(TextField, **CODE), "xEN", "Enter a code such as EN."),
        (kind(TextField, keep_number=True, **CODE), 12, "Enter a code such as EN."),
        (kind(SecretField, **CODE), " ", "Enter a code such as EN."),
        (kind(TextField, suggestions={"english": "English"}, **CODE), "English", "Enter a code such as EN."),
        (kind(TextField, keep_number=True, max_length=3), 1234, "Enter at most 3 characters; there are 4."),
        (kind(EmailField, max_length=5), " a@b.org ", "Enter at most 5 characters; there are 7."),
        (kind(EmailField), "ann", NO_MAIL),
        (kind(EmailField), "ann@b@c", NO_MAIL),
        (kind(EmailField), "ann lee@example.com", NO_MAIL),
        (kind(UrlField), "example.com", WHOLE_ADDRESS),
        (kind(UrlField), "ftp://example.com", WHOLE_ADDRESS),
        (kind(UrlField), "https://", WHOLE_ADDRESS),
        (kind(UrlField), "https://exa mple.com", WHOLE_ADDRESS),
        (kind(UrlField), "https://example.com/\x00", WHOLE_ADDRESS),
        (kind(UrlField), "https://[::1", WHOLE_ADDRESS),
        (kind(UrlField), "https://example.com:port", WHOLE_ADDRESS),
        (kind(IntegerField), "1.5", NO_WHOLE),
        (kind(IntegerField), "1,000", NO_WHOLE),
        (kind(IntegerField), "", NO_WHOLE),
        (kind(IntegerField), 1.5, NO_WHOLE),
        (kind(IntegerField), True, NO_WHOLE),
        (kind(IntegerField), math.inf, NO_WHOLE),
        (kind(IntegerField), "9" * 309, TOO_LARGE),
        (kind(IntegerField), 10**308, TOO_LARGE),
        (kind(IntegerField), 1.7e308, TOO_LARGE),
        (kind(IntegerField, minimum=1, maximum=3), 4, "Enter a number from 1 to 3."),
        (kind(IntegerField, minimum=1), 0, "Enter 1 or more."),
        (kind(IntegerField, maximum=9), 10, "Enter 9 or less."),
        (kind(NumberField), "1,5", NO_NUMBER),
        (kind(NumberField), True, NO_NUMBER),
        (kind(NumberField), math.nan, NO_NUMBER),
        (kind(NumberField), math.inf, TOO_LARGE),
        (kind(NumberField), "1e999", TOO_LARGE),
        (kind(NumberField), "9" * 5000, TOO_LARGE),
        (kind(NumberField, minimum=0, maximum=1), 1.5, "Enter a number from 0 to 1."),
        (kind(BooleanField), "maybe", "Choose yes or no."),
        (kind(BooleanField), 2, "Choose yes or no."),
        (kind(BooleanField), 1.0, "Choose yes or no."),
        (kind(DateField), "31.05.2024", NO_DATE),
        (kind(DateField), "2024-02-30", NO_DATE),
        (kind(DateField), nested(2000), NO_DATE),
        (kind(DateTimeField), "14:30", NO_MOMENT),
        (kind(DateTimeField), "2024-13-01 10:00", NO_MOMENT),
        (kind(DateTimeField), "0001-01-01T00:00+02:00", NO_MOMENT),
        (kind(DateTimeField), 1611122512000, NO_MOMENT),
        (kind(SelectField, options=COLOURS), "Blue", NO_OPTION),
        (kind(SelectField, options=COLOURS), True, NO_OPTION),
        (kind(SelectField, options=COLOURS), 10**5000, NO_OPTION),
        (kind(SelectField, options=COLOURS), nested(2000), NO_OPTION),
        (kind(SelectField, options={"": "None", "r": "Red"}), ["r"], "Choose one of: None, Red."),
        (kind(MultiSelectField, options=COLOURS), ["r", "Blue"], NO_OPTION),
        (kind(MultiSelectField, options={"49": "Forty-nine"}), b"1", "Choose one of: Forty-nine."),
        (kind(LookupField, lookup="x"), 1.5, "Choose an entry or enter its id."),
        (kind(LookupField, lookup="x"), True, "Choose an entry or enter its id."),
        (kind(LookupField, lookup="x"), 10**5000, "Choose an entry or enter its id."),
        (
            kind(JsonField),
            "{",
            "This is not JSON: Expecting property name enclosed in double quotes in line 1, column 2.",
        ),
        (kind(JsonField), "[Infinity]", "JSON knows no Infinity."),
        (kind(JsonField), "1e999", TOO_LARGE),
        (kind(JsonField), "9" * 5000, TOO_LARGE),
        (kind(JsonField), "[" * 5000 + "]" * 5000, TOO_DEEP),
        (kind(JsonField), "[" * 101 + "]" * 101, TOO_DEEP),
        (kind(JsonField), nested(2000), TOO_DEEP),
        (kind(JsonField), {1: "a"}, "Names in an object must be texts."),
        (kind(JsonField), {"a": {1}}, "This cannot be written as JSON."),
        (kind(KeyValuesField), ["a"], "Enter pairs of a name and a value."),
        (kind(KeyValuesField), {" ": "a"}, "Every value needs a name."),
        (kind(KeyValuesField), {None: "a"}, "Every value needs a name."),
        (kind(KeyValuesField), {"a": math.nan}, "a: JSON knows no NaN."),
        (
            kind(KeyValuesField, must_contain=("id",)),
            {"a": "b"},
            "Add the name 'id': the service needs it here.",
        ),
        (
            kind(KeyValuesField, must_contain=("id",)),
            {"id": " "},
            "Add the name 'id': the service needs it here.",
        ),
    ],
    ids=shortly,
)
def test_what_a_field_does_not_take_is_answered_in_one_sentence(
    field: FieldBase, value: Any, sentence: str
) -> None:
    with pytest.raises(Wrong, match=f"^{re.escape(sentence)}$") as wrong:
        read_one(field, value)
    assert wrong.value.sentence == sentence


def test_an_address_that_is_fine_has_no_problem() -> None:
    assert url_problem("https://example.com/ä?b=c") == ""


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change its time zone")
def test_a_moment_without_an_offset_is_in_utc_wherever_the_computer_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    try:
        monkeypatch.setenv("TZ", "America/New_York")
        time.tzset()
        assert read_one(kind(DateTimeField), "2024-05-31 14:30") == "2024-05-31T14:30:00Z"
    finally:
        monkeypatch.undo()
        time.tzset()


@unhurried
@given(
    moment=st.datetimes(timezones=st.just(UTC) | st.timezones()),
    separator=st.sampled_from("T "),
)
def test_every_moment_is_sent_in_utc_with_a_year_of_four_digits(moment: datetime, separator: str) -> None:
    try:
        expected = moment.astimezone(UTC)
    except OverflowError:
        return
    sent = read_one(kind(DateTimeField), moment.isoformat(separator))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", sent)
    assert datetime.fromisoformat(sent) == expected.replace(microsecond=0)
