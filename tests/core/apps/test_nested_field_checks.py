"""Mistakes of meaning in fields within fields."""

from collections.abc import Callable

import pytest

NESTED = """\
    label: Extra
    kind: key_values
  - key: lines
    label: Lines
    kind: list_of_groups
    fields:
      - {key: line-id, label: Id, kind: text}
      - {key: a.b, label: Id, kind: text}
      - {key: limit, label: Limit, kind: number, shown_when: {limit: 1}, default: a}
      - {key: tag, label: Tag, kind: lookup, lookup: tags, depends_on: [list]}
  - key: one
    label: One
    kind: group
    bare: idd
    fields: [{key: id, label: Id, kind: text}]
    required_unless: [lines.x]
  - key: texts
    label: Texts
    kind: list
    details: [{key: id, label: Id, kind: text, shown_when: {list: a}}]
    required_unless: [one.idd, one.id]
    example: a
  - key: many
    label: Many
    kind: multi_select
    options: {a: A}
    default: [a, b]
    example: a
  - key: sure
    label: Sure
    kind: boolean
    default: no
"""


def test_mistakes_in_nested_fields_are_all_named(problems_after: Callable[..., list[str]]) -> None:
    old = "    label: Extra\n    kind: key_values\n"
    assert problems_after("modules/find_things.yaml", old, NESTED) == [
        "34 fields[6]: The field `lines` is never sent.",
        "39 fields[6].fields[1].key: The key `a.b` may not be empty or hold a point.",
        "40 fields[6].fields[2].shown_when.limit: A field cannot depend on itself.",
        "40 fields[6].fields[2].default: The default does not fit the field. Write the number "
        "without quotes.",
        "42 fields[7]: The field `one` is never sent.",
        "45 fields[7].bare: There is no field `idd`. Did you mean `id`?",
        "47 fields[7].required_unless[0]: The field `lines` has nothing called `x` inside.",
        "48 fields[8]: The field `texts` is never sent.",
        "51 fields[8].details[0].shown_when.list: There is no field `list`.",
        "52 fields[8].required_unless[0]: The field `one` has nothing called `idd` inside.",
        "53 fields[8].example: The example does not fit the field. Write a list.",
        "54 fields[9]: The field `many` is never sent.",
        "58 fields[9].default: The default does not fit the field. Use one of: a.",
        "60 fields[10]: The field `sure` is never sent.",
        "63 fields[10].default: The default does not fit the field. Write true or false.",
    ]


NEVER = "is never sent: `as_object` sends a name and a value."

ROWS = """\
    label: Extra
    kind: key_values
  - key: rows
    label: Rows
    kind: list_of_groups
    local: true
    unique: {unique}
    as_object: [{name}, {value}]
    fields:
      - {{key: name, label: Name, kind: text}}
      - {{key: value, label: Value, kind: json}}
{more}"""


@pytest.mark.parametrize(
    ("unique", "name", "value", "more", "problems"),
    [
        ("name", "name", "value", "", []),
        (
            "nme",
            "nam",
            "vlue",
            "",
            [
                "38 fields[6].unique: There is no field `nme`. Did you mean `name`?",
                "39 fields[6].as_object[0]: There is no field `nam`. Did you mean `name`?",
                "39 fields[6].as_object[1]: There is no field `vlue`. Did you mean `value`?",
                f"41 fields[6].fields[0]: The field `name` {NEVER}",
                f"42 fields[6].fields[1]: The field `value` {NEVER}",
            ],
        ),
        (
            "value",
            "value",
            "name",
            "",
            [
                "38 fields[6].unique: A field of the kind `json` does not fit here.",
                "39 fields[6].as_object[0]: A field of the kind `json` does not fit here.",
            ],
        ),
        (
            "name",
            "name",
            "name",
            "    example: []\n",
            [
                "39 fields[6].as_object: A name and a value need a field each.",
                f"42 fields[6].fields[1]: The field `value` {NEVER}",
            ],
        ),
        (
            "name",
            "name",
            "value",
            "      - {key: note, label: Note, kind: note}\n"
            "    example: [{name: a, value: 1}, {name: a, value: 2}]\n",
            ["44 fields[6].example: The example does not fit the field. Item 1 has the same Name."],
        ),
        (
            "name",
            "name",
            "value",
            "    example: {name: a, value: 1}\n",
            ["43 fields[6].example: The example does not fit the field. Write a list."],
        ),
    ],
)
def test_mistakes_in_rows_are_all_named(
    problems_after: Callable[..., list[str]],
    unique: str,
    name: str,
    value: str,
    more: str,
    problems: list[str],
) -> None:
    old = "    label: Extra\n    kind: key_values\n"
    new = ROWS.format(unique=unique, name=name, value=value, more=more)
    assert problems_after("modules/find_things.yaml", old, new) == problems


RIGHT = """\
    label: Extra
    kind: key_values
    required_unless: [one.id]
    example: {name: Ann}
  - key: one
    label: One
    kind: group
    fields: [{key: id, label: Id, kind: text, keep_number: true, example: 12}]
    local: true
    example: {id: 12}
  - key: more
    label: More
    kind: multi_select
    options: {a: A, b: B}
    local: true
    example: [a, b]
  - key: deep
    label: Deep
    kind: list
    local: true
    details: [{key: tag, label: Tag, kind: lookup, lookup: tags, depends_on: [list]}]
    example: [a, {tag: b}]
  - key: amount
    label: Amount
    kind: number
    minimum: 0.5
    maximum: 1.5
    local: true
"""


def test_right_nested_fields_have_no_problem(problems_after: Callable[..., list[str]]) -> None:
    old = "    label: Extra\n    kind: key_values\n"
    assert problems_after("modules/find_things.yaml", old, RIGHT) == []
