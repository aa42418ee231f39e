"""Mistakes in paging: each row breaks a good module in one place, and all that is then wrong is told."""

from collections.abc import Callable

import pytest

from tests.core.apps.trigger_samples import POLL

ROWS: list[tuple[str, str, list[str]]] = [
    (
        "path: /things}",
        "path: /things, query: {offset: 1, limit: 2, since: 3, until: $last}}",
        [
            f"12 paging: The paging sets the parameter `{param}` itself. Leave it out of `query`."
            for param in ("offset", "limit", "since", "until")
        ],
    ),
    (
        "param: limit, most: 50",
        "param: offset, most: 0",
        [
            "12 paging: The paging sets the parameter `offset` twice.",
            "15 paging.size.most: A page holds one entry or more.",
        ],
    ),
    (
        "limit_field: limit",
        "limit_field: lmit",
        [
            "10 fields[4]: The field `limit` is never sent.",
            "17 paging.limit_field: There is no field `lmit`. Did you mean `limit`?",
        ],
    ),
    (
        "since_field: day, until_field: last",
        "since_field: dy, until_field: limit",
        [
            "8 fields[2]: The field `last` is never sent.",
            "19 paging.windows.since_field: There is no field `dy`. Did you mean `day`?",
            "19 paging.windows.until_field: A field of the kind `integer` does not fit here.",
        ],
    ),
    ("highest: 1000", "highest: 0", ["18 paging.highest: The highest offset is 1 or more."]),
    (
        "  rows_at: paging.total\n",
        "",
        ["18 paging.windows: Windows need `rows_at`, the place of the number of all entries."],
    ),
    (
        "until_field: last}",
        "until_field: last, days_more: -1}\n  days: {param: since, from_field: day, days_back: 0}",
        [
            "12 paging: The paging sets the parameter `since` twice.",
            "19 paging.windows.days_more: Days are added, so this is 0 or more.",
            "20 paging.days: `windows` and `days` exclude each other.",
            "20 paging.days.days_back: At least one day is asked for.",
        ],
    ),
    (
        "windows: {since: since, until: until, at: made, id_at: id, since_field: day, until_field: last}",
        "days: {param: changed, from_field: last}",
        [],
    ),
    (
        "windows: {since: since, until: until, at: made, id_at: id, since_field: day, until_field: last}",
        "days: {param: changed, from_field: settle}",
        [
            "8 fields[2]: The field `last` is never sent.",
            "9 fields[3].local: `settle` is marked `local`, but the request sends it.",
            "19 paging.days.from_field: A field of the kind `integer` does not fit here.",
        ],
    ),
    (
        "key: last, label: Until, kind: date",
        "key: last, label: Until, kind: date, local: true",
        ["8 fields[2].local: `last` is marked `local`, but the request sends it."],
    ),
]


@pytest.mark.parametrize(("old", "new", "problems"), ROWS)
def test_mistakes_in_offset_paging_are_all_named(
    problems_in: Callable[..., list[str]], old: str, new: str, problems: list[str]
) -> None:
    assert problems_in(POLL, old, new) == problems


BY_ADDRESS = """\
label: List Things
kind: search
effect: read
summary: Lists things.
fields:
  - {key: size, label: Size, kind: integer}
request: {method: GET, path: /things, query: {q: all}}
paging: {kind: next_url, at: next, size: {param: n, most: 100}, limit_field: size}
bundles: {at: data}
"""


@pytest.mark.parametrize(
    ("old", "new", "problems"),
    [
        ("", "", []),
        (
            "param: n, most: 100",
            "param: q, most: 100",
            ["8 paging: The paging sets the parameter `q` itself. Leave it out of `query`."],
        ),
        (
            ", limit_field: size",
            "",
            ["6 fields[0]: The field `size` is never sent."],
        ),
        (
            "{kind: next_url, at: next, size: {param: n, most: 100}, limit_field: size}",
            "{kind: none, limit_field: size}",
            [],
        ),
    ],
)
def test_mistakes_in_paging_by_address_are_all_named(
    problems_in: Callable[..., list[str]], old: str, new: str, problems: list[str]
) -> None:
    assert problems_in(BY_ADDRESS, old, new) == problems


def test_cursors_above_a_number_of_rows_have_a_parameter_of_their_own(
    problems_in: Callable[..., list[str]],
) -> None:
    paging = (
        "{kind: page, param: p, rows_at: n, cursor_above: {param: q, at: next, rows: 5}, limit_field: size}"
    )
    old = "{kind: next_url, at: next, size: {param: n, most: 100}, limit_field: size}"
    assert problems_in(BY_ADDRESS, old, paging) == [
        "8 paging: The paging sets the parameter `q` itself. Leave it out of `query`."
    ]
