"""Mistakes of meaning in app.yaml: each row breaks a good app in one place, and all that is then wrong is
told, with its line and place."""

from collections.abc import Callable

import pytest

ITSELF = "an entry, but without `value` an entry is itself the value."

IN_APP: list[tuple[str, str, list[str]]] = [
    (
        "base_url: https://api.example.com/{account}",
        "base_url: api.example.com/{acount}/",
        [
            "3 base_url: A base begins with `https://`.",
            "3 base_url: A base ends without `/`, because every path begins with one.",
            "3 base_url: There is no field `acount`. Did you mean `account`?",
        ],
    ),
    (
        "reports: https://reports.example.com",
        'reports: "ftp://reports.example.com/{ account }"',
        [
            "4 other_bases.reports: A base begins with `https://`.",
            "4 other_bases.reports: Braces in an address hold the key of a field: `{key}`.",
        ],
    ),
    (
        '"Bearer {token}"',
        '"Bearer {tokn}"',
        [
            "7 connection.fields[0]: The field `token` is never sent.",
            "9 connection.auth.value: There is no field `tokn`. Did you mean `token`?",
        ],
    ),
    ('"Bearer {token}"', "Bearer", ["7 connection.fields[0]: The field `token` is never sent."]),
    (
        "path: /me}",
        "path: me?x=1, base: report, body: {a: $account}}",
        [
            "11 connection.verify.request.path: A path begins with `/`.",
            "11 connection.verify.request.path: A path holds no `?`. Write the parameters under `query`.",
            "11 connection.verify.request.base: The app's `other_bases` have no `report`. Did you "
            "mean `reports`?",
            "11 connection.verify.request.body.a: There is no field `account`.",
        ],
    ),
    (
        "  - {status: 4xx, contains: key, means: auth}",
        "  - {means: auth}\n  - {text_at: a, means: auth}\n"
        "  - {status: [404, 4xy, 99], means: auth}\n  - {json: false, means: auth}",
        [
            "13 errors[0]: A rule without a condition catches every reply, good ones too.",
            "14 errors[1]: A rule without a condition catches every reply, good ones too.",
            "14 errors[1].text_at: `text_at` alone is no condition. Add `contains`, `equals` or "
            "`differs_from`.",
            "15 errors[2].status: `4xy` is no status. Write a number such as 404, or a class such as 4xx.",
            "15 errors[2].status: `99` is no status. Write a number such as 404, or a class such as 4xx.",
        ],
    ),
    (
        "  - {status: 4xx, contains: key, means: auth}",
        "  - {filled_at: [error], means: auth}\n  - {absent_at: data, means: refused}\n"
        "  - {text_at: a, filled_at: [b], means: auth}",
        [
            "15 errors[2].text_at: `text_at` alone is no condition. Add `contains`, `equals` or "
            "`differs_from`.",
        ],
    ),
    (
        "    request: {method: GET, path: /me}",
        "    request: {method: GET, path: /me}\n    label: '{name} ({a.b})'\n    proof: id",
        [],
    ),
    (
        "    request: {method: GET, path: /me}",
        "    request: {method: GET, path: /me}\n    label: '{name} (e mail}'\n    proof_is: list",
        [
            "12 connection.verify.label: Braces in a label hold the path of a value: `{name}`.",
            "13 connection.verify.proof_is: `proof_is` belongs to `proof`, the path that it speaks of.",
        ],
    ),
    ("lookups:", "rate_limit: {requests: 1, seconds: 0.5}\nlookups:", []),
    (
        "lookups:",
        "rate_limit: {requests: 0, seconds: 0}\nlookups:",
        [
            "14 rate_limit.requests: A limit is 1 request or more.",
            "14 rate_limit.seconds: A limit holds for some seconds, more than 0.",
        ],
    ),
    ("    label: [name]", '    label: ["{name} <{a.mail}>", name]\n    skip: {deleted: true}', []),
    (
        "    label: [name]",
        '    label: [name, "{name", "{}"]\n    search_param: list',
        [
            "19 lookups.tags.label[1]: Braces in a label hold the path of a value: `{name}`.",
            "19 lookups.tags.label[2]: Braces in a label hold the path of a value: `{name}`.",
            "20 lookups.tags.search_param: The parameter `list` is set elsewhere, too.",
        ],
    ),
    (
        "    label: [name]",
        "    names_of: data\n    label: [name]\n    skip: {a: 1}",
        [
            "18 lookups.tags.value: With `names_of` the names are the list: `value` says nothing.",
            "20 lookups.tags.label: With `names_of` the names are the list: `label` says nothing.",
        ],
    ),
    (
        "    value: id\n    label: [name]",
        "    label: [name]\n    skip: {a: 1}",
        [
            f"18 lookups.tags.label: `label` looks into {ITSELF}",
            f"19 lookups.tags.skip: `skip` looks into {ITSELF}",
        ],
    ),
    ("    value: id\n    label: [name]", "    paging: {kind: none}", []),
    (
        "query: {list: $list}}",
        "query: {list: $list, at: $}}\n"
        "    paging: {kind: offset, param: o, size: {param: n, most: 0}, limit_field: limit}\n"
        "    search_param: n",
        [
            "16 lookups.tags.request.query.at: `$` is no field's name. Write `$$` for a dollar sign.",
            "17 lookups.tags.paging.limit_field: There is no field `limit`.",
            "17 lookups.tags.paging.size.most: A page holds one entry or more.",
            "18 lookups.tags.search_param: The parameter `n` is set elsewhere, too.",
        ],
    ),
    (
        'path: "/{account}/tags"',
        "path: tags, base: x",
        [
            "16 lookups.tags.request.path: A path begins with `/`.",
            "16 lookups.tags.request.base: The app's `other_bases` have no `x`.",
        ],
    ),
    (
        "query: {list: $list}}",
        "query: {list: $list, page: 1, n: 5}}\n"
        "    paging: {kind: page, param: page, size: {param: n, most: 9}}",
        [
            "17 lookups.tags.paging: The paging sets the parameter `page` itself. Leave it out of `query`.",
            "17 lookups.tags.paging: The paging sets the parameter `n` itself. Leave it out of `query`.",
        ],
    ),
    (
        "key: account, label",
        "key: token, label",
        [
            "3 base_url: There is no field `account`.",
            "8 connection.fields[1].key: Another field has the key `token`.",
        ],
    ),
    (
        "    - {key: account,",
        "    - {key: region, label: Region, kind: text, local: true}\n"
        "    - {key: spare, label: Spare, kind: text}\n    - {key: account,",
        ["9 connection.fields[2]: The field `spare` is never sent."],
    ),
]


@pytest.mark.parametrize(("old", "new", "problems"), IN_APP)
def test_mistakes_in_an_app_are_all_named(
    problems_after: Callable[..., list[str]], old: str, new: str, problems: list[str]
) -> None:
    assert problems_after("app.yaml", old, new) == problems
