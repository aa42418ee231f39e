"""Mistakes of meaning in rules across fields: each row breaks a good module in one place."""

from collections.abc import Callable

import pytest

IN_RULES: list[tuple[str, str, list[str]]] = [
    (
        "[email, list], sentence",
        "[emial], sentence",
        [
            "35 rules[0].fields: A rule needs two fields or more.",
            "35 rules[0].fields[0]: There is no field `emial`. Did you mean `email`?",
        ],
    ),
    (
        "[email, list], sentence: Choose one.",
        "[email, email], sentence: ' ', when: {by: lst, no: 1, limit: 5}",
        [
            "35 rules[0].sentence: A rule needs a sentence for when it is broken.",
            '35 rules[0].when.by: `by` is never "lst". Did you mean `list`?',
            "35 rules[0].when.no: There is no field `no`.",
            "35 rules[0].fields: A rule needs two fields or more.",
        ],
    ),
    (
        "  - {kind: at_most_one_of,",
        "  - {kind: needs, field: email, needs: [list, limit], sentence: a, when: {by: email}, warns: true}\n"
        "  - {kind: all_or_none, fields: [email, list, tag], sentence: a}\n"
        "  - {kind: at_most_one_of,",
        [],
    ),
    (
        "  - {kind: at_most_one_of,",
        "  - {kind: needs, field: emial, needs: [list, limt], sentence: a}\n"
        "  - {kind: needs, field: email, needs: [email], sentence: a}\n"
        "  - {kind: needs, field: email, needs: [], sentence: a}\n"
        "  - {kind: at_most_one_of,",
        [
            "35 rules[0].field: There is no field `emial`. Did you mean `email`?",
            "35 rules[0].needs[1]: There is no field `limt`. Did you mean `limit`?",
            "36 rules[1].needs: A field cannot need itself.",
            "37 rules[2].needs: Nothing is needed here.",
        ],
    ),
    (
        "rules:\n",
        "  - {key: hint, label: Hint, kind: note}\n  - {key: how, label: How, kind: text}\nrules:\n"
        "  - {kind: all_or_none, fields: [hint, email], sentence: a, when: {how: x}}\n",
        ["37 rules[0].fields[0]: A field of the kind `note` does not fit here."],
    ),
]


@pytest.mark.parametrize(("old", "new", "problems"), IN_RULES)
def test_mistakes_in_rules_are_all_named(
    problems_after: Callable[..., list[str]], old: str, new: str, problems: list[str]
) -> None:
    assert problems_after("modules/find_things.yaml", old, new) == problems
