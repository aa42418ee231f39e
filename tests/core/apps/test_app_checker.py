"""Mistakes of meaning in modules: each row breaks a good app in one place, and all that is then wrong is
told, with its line and place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.apps.loader import check_folder

CALL = "modules/make_call.yaml"
HOOK = "modules/watch_things.yaml"

IN_REQUEST: list[tuple[str, str, list[str]]] = [
    (
        "path: /things",
        "path: things/{lst}",
        [
            "38 request.path: A path begins with `/`.",
            "38 request.path: There is no field `lst`. Did you mean `list`?",
        ],
    ),
    (
        "path: /things",
        "path: /things/{list}",
        ["18 fields[2]: `list` is a part of the path, so it must be there. Write `required: true`."],
    ),
    (
        "path: /things",
        'path: "/{account}/{list"',
        ["38 request.path: Braces in an address hold the key of a field: `{key}`."],
    ),
    (
        "{tag: $tag}",
        "{tag: $tagg}",
        [
            "21 fields[3]: The field `tag` is never sent.",
            "39 request.query.tag: There is no field `tagg`. Did you mean `tag`?",
        ],
    ),
    (
        "{tag: $tag}",
        "{tags: [$tag, $], cost: $$5, at: $account}",
        ["39 request.query.tags[1]: `$` is no field's name. Write `$$` for a dollar sign."],
    ),
    (
        "email: $email,",
        "email: $email, who: $account, deep: {a: [$emial]},",
        [
            "40 request.body.who: There is no field `account`.",
            "40 request.body.deep.a[0]: There is no field `emial`. Did you mean `email`?",
        ],
    ),
    (
        "  body: {",
        "  headers: {X-Tag: $tga}\n  base: reprots\n  body: {",
        [
            "40 request.headers.X-Tag: There is no field `tga`. Did you mean `tag`?",
            "41 request.base: The app's `other_bases` have no `reprots`. Did you mean `reports`?",
        ],
    ),
    (
        "spread: [extra]",
        "spread: [list, extr]",
        [
            "31 fields[5]: The field `extra` is never sent.",
            "41 request.spread[0]: A field of the kind `text` does not fit here.",
            "41 request.spread[1]: There is no field `extr`. Did you mean `extra`?",
        ],
    ),
    (
        "limit_field: limit",
        "limit_field: list",
        [
            "26 fields[4]: The field `limit` is never sent.",
            "42 paging.limit_field: A field of the kind `text` does not fit here.",
        ],
    ),
    (
        "limit_field: limit",
        "limit_field: limt",
        [
            "26 fields[4]: The field `limit` is never sent.",
            "42 paging.limit_field: There is no field `limt`. Did you mean `limit`?",
        ],
    ),
    (
        "paging: {kind: page, param: page, limit_field: limit}",
        "paging: {kind: page, param: tag, limit_field: limit, cursor_above: {param: c, at: d, rows: 5}}",
        [
            "42 paging: The paging sets the parameter `tag` itself. Leave it out of `query`.",
            "42 paging.cursor_above: Cursors above a number of rows need `rows_at`, the place of "
            "that number.",
        ],
    ),
    (
        "paging: {kind: page, param: page, limit_field: limit}",
        "paging: {kind: cursor, param: c, at: d, limit_field: limit}",
        [],
    ),
    (
        "paging: {kind: page, param: page, limit_field: limit}\n",
        "",
        ["26 fields[4]: The field `limit` is never sent."],
    ),
    ("    local: true\n", "    local: true\n    required_unless: [tag]\n", []),
    (
        "  - key: list\n",
        "  - key: list\n    local: true\n",
        ["19 fields[2].local: `list` is marked `local`, but the request sends it."],
    ),
    (
        "effect: read",
        "effect: delete",
        ["3 effect: What deletes needs a `caution`, said above the Run button."],
    ),
    (
        "effect: read",
        "effect: by_method",
        ["3 effect: The effect `by_method` belongs to an `any_call`, and to nothing else."],
    ),
    ("kind: search", "kind: api-call", ["2 kind: A module of the kind `api-call` needs `any_call`."]),
    (
        "bundles: {at: data}",
        "bundles: {at: data}\nerrors: [{status: 700, means: auth}]",
        ["44 errors[0].status: `700` is no status. Write a number such as 404, or a class such as 4xx."],
    ),
    (
        "bundles: {at: data}",
        "bundles: {at: data}\nhook: {steps: [Call.]}",
        [
            "1 : A module has exactly one of `request`, `any_call` and `hook`.",
            "5 fields: A hook without `attach` has one field of the kind `hook_url`, to copy from.",
        ],
    ),
    (
        "  - key: extra",
        "  - {key: address, label: URL, kind: hook_url}\n  - key: extra",
        ["5 fields: Only a module with a `hook` has a field of the kind `hook_url`."],
    ),
    (
        "effect: read",
        "effect: read\nunsafe_with: [tag]",
        ["4 unsafe_with: `unsafe_with` belongs to the effect `idempotent`, not to `read`."],
    ),
    (
        "effect: read",
        "effect: idempotent\nunsafe_with: [tag, lmit]",
        ["4 unsafe_with[1]: There is no field `lmit`. Did you mean `limit`?"],
    ),
    ("  spread: [extra]", "  encoding: form\n  spread: [extra]", []),
    (
        'body: {email: $email, list: $list, source: "from {list}"}',
        "body: {email: $email, list: [$list], one: {a: 1}, more: $extra, n: 5}\n  encoding: form",
        [
            "40 request.body.list: A form holds single values, no objects or lists.",
            "40 request.body.one: A form holds single values, no objects or lists.",
            "40 request.body.more: A form holds no value of the kind `key_values`.",
        ],
    ),
    (
        "  spread: [extra]",
        "  keep_empty: [email, lst, deep]\n  spread: [extra]",
        [
            "41 request.keep_empty[0]: `email` is no object, so it cannot be an empty one.",
            "41 request.keep_empty[1]: The body has no key `lst`. Did you mean `list`?",
            "41 request.keep_empty[2]: The body has no key `deep`.",
        ],
    ),
    ("list: $list,", "list: {one: $list}, more: {}}\n  keep_empty: [list, more]\n  headers: {X-A: a,", []),
]

ELSEWHERE: list[tuple[str, str, str, list[str]]] = [
    (
        CALL,
        "method: method, path: url, headers: headers, query: qs, body: body, base: reports",
        "method: methd, path: body, headers: url, query: qs, body: body, base: report",
        [
            "7 fields[1]: The field `method` is never sent.",
            "8 fields[2]: The field `headers` is never sent.",
            "11 any_call.base: The app's `other_bases` have no `report`. Did you mean `reports`?",
            "11 any_call.method: There is no field `methd`. Did you mean `method`?",
            "11 any_call.path: A field of the kind `json` does not fit here.",
            "11 any_call.headers: A field of the kind `text` does not fit here.",
        ],
    ),
    (
        CALL,
        "effect: by_method",
        "effect: read",
        ["3 effect: The effect `by_method` belongs to an `any_call`, and to nothing else."],
    ),
    (
        CALL,
        "any_call:",
        "paging: {kind: page, param: page}\nany_call:",
        ["11 paging: Only a `request` has pages."],
    ),
    (
        CALL,
        "any_call:",
        "paging: {kind: none, limit_field: body}\nany_call:",
        ["11 paging: Only a `request` has pages."],
    ),
    (
        CALL,
        "base: reports}",
        "prefix: v1/}",
        [
            "11 any_call.prefix: A path begins with `/`.",
            "11 any_call.prefix: A prefix ends without `/`, because a path begins with one.",
        ],
    ),
    (CALL, "base: reports}", "prefix: /v1, empty_post: '{}', status_key: status}", []),
    (
        HOOK,
        "  - {key: address, label: URL, kind: hook_url}\n",
        "",
        ["5 fields: A hook without `attach` has one field of the kind `hook_url`, to copy from."],
    ),
    (
        HOOK,
        "kind: trigger-instant",
        "kind: action",
        ["2 kind: A module of the kind `action` needs `request`."],
    ),
    (
        HOOK,
        "hook: {steps: [Paste the address.]}\n",
        "",
        ["1 : A module has exactly one of `request`, `any_call` and `hook`."],
    ),
    (
        "samples/find_things.json",
        '{"data": [{"id": 1}]}',
        '{"data": []}',
        ["1 : The sample holds no bundle at `data`."],
    ),
    (
        "samples/find_things.json",
        '{"data": [{"id": 1}]}',
        '{"date": [1]}',
        ["1 : The sample holds no bundle at `data`."],
    ),
    (
        "samples/find_things.json",
        '{"data": [{"id": 1}]}',
        '[{"id": 1}]',
        ["1 : The sample holds no bundle at `data`."],
    ),
    ("samples/find_things.json", '{"data": [{"id": 1}]}', '{"data": ', ["1 : The sample is not JSON."]),
]


def test_a_right_app_has_no_problem(write_app: Callable[..., Path]) -> None:
    assert check_folder(write_app()) == ()


@pytest.mark.parametrize(("old", "new", "problems"), IN_REQUEST)
def test_mistakes_in_a_request_are_all_named(
    problems_after: Callable[..., list[str]], old: str, new: str, problems: list[str]
) -> None:
    assert problems_after("modules/find_things.yaml", old, new) == problems


@pytest.mark.parametrize(("file", "old", "new", "problems"), ELSEWHERE)
def test_mistakes_in_calls_hooks_and_samples_are_all_named(
    problems_after: Callable[..., list[str]], file: str, old: str, new: str, problems: list[str]
) -> None:
    assert problems_after(file, old, new) == problems
