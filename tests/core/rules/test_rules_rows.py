"""Rows of a list of groups: none twice, and names with values that are sent as one object."""

from typing import Any

import pytest

from core.model.errors import InvalidValues
from core.model.fields import Field, ListOfGroupsField, NumberField
from core.rules.values import check_values, wire_values
from tests.core.rules.rules_samples import shortly, text_field

COLUMNS: tuple[Field, ...] = (text_field("name", keep_number=True), text_field("value"))
UNIQUE = ListOfGroupsField(key="rows", label="Rows", fields=COLUMNS, item_label="Row", unique="name")
PAIRS = ListOfGroupsField(
    key="rows", label="Rows", fields=COLUMNS, item_label="Row", as_object=("name", "value")
)
AMOUNTS = ListOfGroupsField(
    key="rows",
    label="Rows",
    fields=(text_field("name", required=True), NumberField(key="value", label="Value")),
    as_object=("name", "value"),
)


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ([{"name": "a"}, {"name": "b"}, {"name": "A"}], {}),
        ([{"name": "a"}, {"name": "b"}, {"name": "a"}], {"rows.2.name": "Row 1 has the same Name."}),
        (
            [{"name": "a"}, {"name": "a"}, {"name": "a"}],
            {"rows.1.name": "Row 1 has the same Name.", "rows.2.name": "Row 1 has the same Name."},
        ),
        ([{"name": 5}, {"name": "5"}], {"rows.1.name": "Row 1 has the same Name."}),
        ([{"name": " "}, {"name": ""}, {"name": " "}, {"name": None}, {}], {}),
        (
            [{"name": "a"}, "text", {"name": "a"}],
            {"rows.1": "Row 2 must be an object.", "rows.2.name": "Row 1 has the same Name."},
        ),
        ([{"name": True}, {"name": True}], {"rows.0.name": "Enter a text.", "rows.1.name": "Enter a text."}),
    ],
    ids=shortly,
)
def test_a_value_that_two_rows_have_is_told_at_the_later_one(rows: Any, problems: dict[str, str]) -> None:
    assert check_values([UNIQUE], {"rows": rows}) == problems


@pytest.mark.parametrize(
    ("field", "rows", "sent"),
    [
        (PAIRS, [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}], {"a": "1", "b": "2"}),
        (PAIRS, {"name": "a", "value": "1"}, {"a": "1"}),
        (PAIRS, [{"name": 7, "value": "1"}], {"7": "1"}),
        (PAIRS, [{"name": "a", "value": ""}, {"name": "b", "value": None}], {"a": "", "b": None}),
        (PAIRS, [{"name": "", "value": " "}, {"name": "a", "value": "1"}, {}], {"a": "1"}),
        (PAIRS, [], {}),
        (PAIRS, None, None),
        (AMOUNTS, [{"name": "a", "value": "1.5"}, {}], {"a": 1.5}),
    ],
    ids=shortly,
)
def test_rows_of_names_and_values_are_sent_as_one_object(field: Field, rows: Any, sent: Any) -> None:
    assert wire_values([field], {"rows": rows}) == {"rows": sent}


@pytest.mark.parametrize("rows", ["", [{}], [{"name": " ", "value": None}, {}]], ids=shortly)
def test_rows_that_say_nothing_are_left_out(rows: Any) -> None:
    assert wire_values([PAIRS], {"rows": rows}) == {}


@pytest.mark.parametrize(
    ("field", "rows", "problems"),
    [
        (PAIRS, [{"name": "a"}], {"rows.0.value": "Value is mandatory."}),
        (PAIRS, [{"value": "1"}], {"rows.0.name": "Name is mandatory."}),
        (PAIRS, [{}, {"name": " ", "value": "1"}], {"rows.1.name": "Name is mandatory."}),
        (AMOUNTS, [{"name": "a", "value": " "}], {"rows.0.value": "Value is mandatory."}),
        (AMOUNTS, [{"value": 1}], {"rows.0.name": "Name is mandatory."}),
        (
            AMOUNTS,
            [{"name": "a", "value": "x"}],
            {"rows.0.value": "Enter a number; a point separates decimals."},
        ),
        (
            PAIRS,
            [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}],
            {"rows.1.name": "Row 1 has the same Name."},
        ),
        (
            PAIRS,
            [{"nmae": "a"}],
            {
                "rows.0.nmae": "There is no field 'nmae'. Did you mean 'name'?",
                "rows.0.name": "Name is mandatory.",
                "rows.0.value": "Value is mandatory.",
            },
        ),
    ],
    ids=shortly,
)
def test_no_name_and_no_value_is_dropped_in_silence(
    field: Field, rows: Any, problems: dict[str, str]
) -> None:
    assert check_values([field], {"rows": rows}) == problems
    with pytest.raises(InvalidValues):
        wire_values([field], {"rows": rows})


def test_a_mandatory_list_of_names_and_values_wants_one_of_each() -> None:
    field = ListOfGroupsField(
        key="rows", label="Rows", fields=COLUMNS, as_object=("name", "value"), required=True
    )
    assert check_values([field], {"rows": [{"name": " "}]}) == {"rows": "Rows is mandatory."}
