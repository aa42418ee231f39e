"""Mistakes in how bundles are said, and in bodies written as a form."""

from collections.abc import Callable

import pytest

MODULE = """\
label: Do It
kind: action
effect: idempotent
summary: Does it.
fields:
  - {key: id, label: Id, kind: text, required: true}
  - {key: note, label: Note, kind: text}
  - {key: word, label: Word, kind: secret}
  - {key: pairs, label: Pairs, kind: key_values}
  - {key: rows, label: Rows, kind: list}
request:
  method: POST
  path: /things/{id}
  body: {note: $note, word: $word, about: "from {id}", n: 5}
  spread: [pairs]
  query: {rows: $rows}
bundles: {say: {id: $id, done: true}}
"""


@pytest.mark.parametrize(
    ("old", "new", "problems"),
    [
        ("", "", []),
        ("{say: {id: $id, done: true}}", "{at: data, say: {id: $id}, add: {note: $note}, wrap: name}", []),
        ("{say: {id: $id, done: true}}", "{at: data, or_whole: true}", []),
        (
            "{say: {id: $id, done: true}}",
            '{say: {id: $idd, who: $account, in: {a: [$]}}, add: {note: "{nte}"}}',
            [
                "17 bundles.say.id: There is no field `idd`. Did you mean `id`?",
                "17 bundles.say.who: There is no field `account`.",
                "17 bundles.say.in.a[0]: `$` is no field's name. Write `$$` for a dollar sign.",
                "17 bundles.add.note: There is no field `nte`. Did you mean `note`?",
            ],
        ),
        (
            "{say: {id: $id, done: true}}",
            "{or_whole: true, wrap: name, add: {name: $note, word: $word}}",
            [
                "17 bundles.or_whole: Without `at` the whole body is taken anyway.",
                "17 bundles.add.name: `name` is the key of `wrap` already.",
                "17 bundles: `word` is a secret, and would stand in every bundle.",
            ],
        ),
        ("note: $note, ", "", ["7 fields[1]: The field `note` is never sent."]),
        (
            "{say: {id: $id, done: true}}",
            "{at: dta}",
            ["1 : The sample holds no bundle at `dta`."],
        ),
        ("  spread: [pairs]\n", "  spread: [pairs]\n  encoding: form\n", []),
        (
            "kind: key_values}",
            "kind: key_values, values: any}",
            [],
        ),
    ],
)
def test_mistakes_in_bundles_are_all_named(
    problems_in: Callable[..., list[str]], old: str, new: str, problems: list[str]
) -> None:
    assert problems_in(MODULE, old, new) == problems


def test_what_a_bundle_repeats_is_not_filled_in_for_nothing(problems_in: Callable[..., list[str]]) -> None:
    said = MODULE.replace("note: $note, ", "").replace("done: true", "note: $note")
    assert problems_in(said) == []


def test_a_list_may_stand_where_the_whole_body_is_taken(problems_in: Callable[..., list[str]]) -> None:
    old = "{say: {id: $id, done: true}}"
    assert problems_in(MODULE, old, "{at: data, or_whole: true}", sample=' [{"id": 1}]') == []
    assert problems_in(MODULE, old, "{at: data, say: {a: b}}", sample="{}") == []


FORM = MODULE.replace("  spread: [pairs]\n", "  spread: [pairs]\n  encoding: form\n")


@pytest.mark.parametrize(
    ("old", "new", "problems"),
    [
        (
            "n: 5}",
            "n: [5], in: {a: b}, rows: $rows, cost: $$5}",
            [
                "14 request.body.n: A form holds single values, no objects or lists.",
                "14 request.body.in: A form holds single values, no objects or lists.",
                "14 request.body.rows: A form holds no value of the kind `list`.",
            ],
        ),
        (
            "kind: key_values}",
            "kind: key_values, values: any}",
            [
                "15 request.spread[0]: The values of `pairs` may be objects or lists, which a form does "
                "not hold. Give the field `values: text`."
            ],
        ),
        (
            '  body: {note: $note, word: $word, about: "from {id}", n: 5}\n  spread: [pairs]\n',
            "  headers: {A: $note, B: $word, C: $pairs}\n",
            ["15 request.encoding: There is no body to encode."],
        ),
    ],
)
def test_a_form_is_flat(
    problems_in: Callable[..., list[str]], old: str, new: str, problems: list[str]
) -> None:
    assert problems_in(FORM, old, new) == problems
