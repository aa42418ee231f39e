"""Mistakes of meaning in the fields of a form: each row breaks a good module in one place."""

from collections.abc import Callable

import pytest

IN_FIELDS: list[tuple[str, str, list[str]]] = [
    (
        "  - key: list\n",
        "  - key: email\n",
        [
            "16 fields[1].required_unless[0]: There is no field `list`. Did you mean `limit`?",
            "18 fields[2].key: Another field has the key `email`.",
            "25 fields[3].depends_on[0]: There is no field `list`. Did you mean `limit`?",
            "35 rules[0].fields[1]: There is no field `list`. Did you mean `limit`?",
            "40 request.body.list: There is no field `list`. Did you mean `limit`?",
            "40 request.body.source: There is no field `list`. Did you mean `limit`?",
        ],
    ),
    (
        "  - key: extra",
        "  - key: 2extra",
        [
            "16 fields[1].required_unless[1]: There is no field `extra`. Did you mean `2extra`?",
            "31 fields[5].key: The key `2extra` may hold only letters, digits and `_`, a digit not first.",
            "31 fields[5]: The field `2extra` is never sent.",
            "41 request.spread[0]: There is no field `extra`. Did you mean `2extra`?",
        ],
    ),
    (
        "shown_when: {by: email}",
        "shown_when: {bye: email}",
        ["15 fields[1].shown_when.bye: There is no field `bye`. Did you mean `by`?"],
    ),
    (
        "shown_when: {by: email}",
        "shown_when: {email: a}",
        ["15 fields[1].shown_when.email: A field cannot depend on itself."],
    ),
    (
        "shown_when: {by: email}",
        "shown_when: {by: [email, mail]}",
        ['15 fields[1].shown_when.by: `by` is never "mail". Did you mean `email`?'],
    ),
    (
        "[list, extra.email]",
        "[lst, email, tag.email, list]",
        [
            "16 fields[1].required_unless[0]: There is no field `lst`. Did you mean `list`?",
            "16 fields[1].required_unless[1]: A field cannot depend on itself.",
            "16 fields[1].required_unless[2]: The field `tag` has nothing called `email` inside.",
        ],
    ),
    (
        "default: email",
        "default: emial",
        ["10 fields[0].default: The default does not fit the field. Did you mean `email`?"],
    ),
    (
        "options: {email: Email, list: List}\n    default: email",
        "options: {}",
        ["9 fields[0].options: There is nothing to choose from."],
    ),
    (
        "options: {email: Email, list: List}\n    default: email\n    local: true",
        "options: {email: Email, list: List}\n    local: true\n    default: Email",
        ["11 fields[0].default: The default does not fit the field. Did you mean `email`?"],
    ),
    (
        "example: ann@example.com",
        "example: ann",
        [
            "17 fields[1].example: The example does not fit the field. Enter an e-mail address, such "
            "as ann@example.com.",
        ],
    ),
    (
        "example: ann@example.com",
        "example: 12",
        ["17 fields[1].example: The example does not fit the field. Put it in quotes."],
    ),
    (
        "example: ann@example.com",
        "example: null",
        ["17 fields[1].example: The example does not fit the field. Leave it out, or write a value."],
    ),
    (
        "shown_when: {by: email}",
        "shown_when: {by: null, list: 1}",
        ["15 fields[1].shown_when.list: `list` is never 1. Put it in quotes."],
    ),
    (
        "default: email",
        "default: 1",
        ["10 fields[0].default: The default does not fit the field. Put it in quotes."],
    ),
    (
        "default: 10",
        "default: 0",
        ["30 fields[4].default: The default does not fit the field. Enter 1 or more."],
    ),
    (
        "default: 10",
        'default: "10"',
        ["30 fields[4].default: The default does not fit the field. Write the number without quotes."],
    ),
    (
        "minimum: 1\n",
        "minimum: 9\n    maximum: 1\n",
        [
            "29 fields[4].minimum: The minimum is greater than the maximum.",
            "31 fields[4].default: The default does not fit the field. Enter a number from 9 to 1.",
        ],
    ),
    (
        "label: List\n    kind: text",
        "label: List\n    kind: text\n    min_length: 5\n    max_length: 2",
        ["21 fields[2].min_length: The minimum is greater than the maximum."],
    ),
    (
        "lookup: tags",
        "lookup: tag",
        ["24 fields[3].lookup: The app has no lookup `tag`. Did you mean `tags`?"],
    ),
    (
        "depends_on: [list]",
        "depends_on: [lst]",
        [
            "24 fields[3].lookup: The lookup `tags` asks for `list`. Name it in `depends_on`.",
            "25 fields[3].depends_on[0]: There is no field `lst`. Did you mean `list`?",
        ],
    ),
    (
        "depends_on: [list]",
        "depends_on: [list, email]",
        ["25 fields[3].depends_on[1]: The lookup `tags` does not ask for `email`."],
    ),
    (
        "depends_on: [list]",
        "advanced: true",
        ["24 fields[3].lookup: The lookup `tags` asks for `list`. Name it in `depends_on`."],
    ),
    (
        "[email, list], sentence",
        "[emial], sentence",
        [
            "35 rules[0].fields: A rule needs two fields or more.",
            "35 rules[0].fields[0]: There is no field `emial`. Did you mean `email`?",
        ],
    ),
    (
        "  - key: extra",
        "  - {key: hint, label: Hint, kind: note, default: x}\n  - key: extra",
        ["31 fields[5].default: The default does not fit the field. This kind of field has no value."],
    ),
]

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


@pytest.mark.parametrize(("old", "new", "problems"), IN_FIELDS)
def test_mistakes_in_fields_are_all_named(
    problems_after: Callable[..., list[str]], old: str, new: str, problems: list[str]
) -> None:
    assert problems_after("modules/find_things.yaml", old, new) == problems


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
