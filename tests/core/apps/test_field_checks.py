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
        "label: List\n    kind: text",
        "label: List\n    kind: text\n    pattern: '[A-Z]+'\n"
        "    pattern_sentence: Capitals.\n    example: EN",
        [],
    ),
    (
        "label: List\n    kind: text",
        "label: List\n    kind: text\n    pattern: '[A-Z]+'\n"
        "    pattern_sentence: Capitals.\n    example: En",
        ["23 fields[2].example: The example does not fit the field. Capitals."],
    ),
    (
        "label: List\n    kind: text",
        "label: List\n    kind: text\n    pattern: '[A-Z'",
        [
            "21 fields[2].pattern: This is no regular expression: unterminated character set at position 0.",
            "21 fields[2].pattern: A pattern needs `pattern_sentence`, which says what would be right.",
        ],
    ),
    (
        "label: List\n    kind: text",
        "label: List\n    kind: text\n    pattern_sentence: Capitals.",
        ["21 fields[2].pattern_sentence: Without a `pattern` this is never said."],
    ),
    (
        "label: List\n    kind: text",
        "label: List\n    kind: text\n    suggestions: {a: A, b: B}\n    default: something else",
        [],
    ),
    (
        "label: List\n    kind: text",
        "label: List\n    kind: text\n    suggestions:\n      a: One\n      b: one\n      ' ': None",
        [
            "21 fields[2].suggestions: The option `None` has no value to send.",
            "23 fields[2].suggestions.b: Another option is called `one`.",
        ],
    ),
    ("    lookup: tags\n", "    lookup: tags\n    options: {none: No tag}\n    example: t-17\n", []),
    (
        "    lookup: tags\n",
        "    lookup: tags\n    options: {'': No tag}\n    example: 17\n",
        [
            "25 fields[3].options: The option `No tag` has no value to send.",
            "26 fields[3].example: The example does not fit the field. Put it in quotes.",
        ],
    ),
    (
        "options: {email: Email, list: List}",
        "options: {email: Email, list: EMAIL}",
        ["9 fields[0].options.list: Another option is called `EMAIL`."],
    ),
    (
        "    kind: key_values",
        "    kind: key_values\n    names_from: tag",
        ["34 fields[5].names_from: The app has no lookup `tag`. Did you mean `tags`?"],
    ),
    (
        "    kind: key_values",
        "    kind: key_values\n    names_from: tags",
        ["34 fields[5].names_from: The lookup `tags` asks for `list`, which is not given here."],
    ),
    (
        "    kind: key_values",
        '    kind: key_values\n    clears: ["null", empty]',
        [],
    ),
    (
        "    minimum: 1\n",
        '    minimum: 1\n    clears: [empty, "null"]\n',
        ['30 fields[4].clears: A field of the kind `integer` has no empty value. Clear it with "null".'],
    ),
    (
        "label: List\n    kind: text",
        "label: List\n    kind: text\n    required: true\n    clears: [empty]",
        ["22 fields[2].clears: A mandatory field cannot be cleared."],
    ),
    (
        "  - key: extra",
        "  - {key: hint, label: Hint, kind: note, clears: [empty]}\n  - key: extra",
        ["31 fields[5].clears: This kind of field has no value."],
    ),
    (
        "shown_when: {by: email}",
        "shown_when: {limit: [0, true, 5], extra: a, list: []}",
        [
            "15 fields[1].shown_when.limit: `limit` is never 0. Enter 1 or more.",
            "15 fields[1].shown_when.limit: `limit` is never true. Enter a whole number, without separators.",
            "15 fields[1].shown_when.extra: A condition cannot compare a field of the kind `key_values`.",
            "15 fields[1].shown_when.list: Without a value this never holds.",
        ],
    ),
    ("shown_when: {by: email}", "shown_when: {by: email, extra: null, list: [a, null]}", []),
    (
        "  - key: extra",
        "  - {key: hint, label: Hint, kind: note, default: x}\n  - key: extra",
        ["31 fields[5].default: The default does not fit the field. This kind of field has no value."],
    ),
]


@pytest.mark.parametrize(("old", "new", "problems"), IN_FIELDS)
def test_mistakes_in_fields_are_all_named(
    problems_after: Callable[..., list[str]], old: str, new: str, problems: list[str]
) -> None:
    assert problems_after("modules/find_things.yaml", old, new) == problems
