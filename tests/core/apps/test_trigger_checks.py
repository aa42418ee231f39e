"""Mistakes in triggers: each row breaks a good one in one place, and all that is then wrong is told."""

from collections.abc import Callable

import pytest

from tests.core.apps.trigger_samples import ATTACHED, POLL

IN_POLLS: list[tuple[str, str, list[str]]] = [
    ("", "", []),
    (
        "poll: {at: made, id_at: id, start_field: start, start_date_field: day, settle_field: settle}\n",
        "",
        ["2 kind: A module of the kind `trigger-polling` needs `poll`."],
    ),
    (
        "start_field: start, start_date_field: day, settle_field: settle",
        "start_field: strt, start_date_field: dy, settle_field: sttle, overlap_days: -1",
        [
            "20 poll.start_field: There is no field `strt`. Did you mean `start`?",
            "20 poll.start_date_field: There is no field `dy`. Did you mean `day`?",
            "20 poll.settle_field: There is no field `sttle`. Did you mean `settle`?",
            "20 poll.overlap_days: Days that overlap are 0 or more.",
        ],
    ),
    (
        "start_field: start, start_date_field: day, settle_field: settle",
        "start_field: day, start_date_field: start, settle_field: last",
        [
            "20 poll.start_field: A field of the kind `date` does not fit here.",
            "20 poll.start_date_field: A field of the kind `select` does not fit here.",
            "20 poll.settle_field: A field of the kind `date` does not fit here.",
        ],
    ),
    (
        "date: Since}",
        "day: Since}",
        ["20 poll.start_field: `day` is no way to start. Use one of: now, all, date."],
    ),
    (
        "poll: {at: made, id_at: id,",
        'poll: {at: "", id_at: "",',
        [
            "20 poll.at: A path in an entry is needed here.",
            "20 poll.id_at: A path in an entry is needed here.",
        ],
    ),
    (
        "key: settle, label: Settle, kind: integer, local: true",
        "key: settle, label: Settle, kind: integer",
        [],
    ),
    (
        "kind: trigger-polling",
        "kind: search",
        ["20 poll: Only a module of the kind `trigger-polling` has a `poll`."],
    ),
]

IN_HOOKS: list[tuple[str, str, list[str]]] = [
    ("", "", []),
    (
        "  id_at: result.id\n",
        "",
        ["9 hook.attach: `attach` needs `id_at`, the path of the hook's id in the reply."],
    ),
    (
        '  detach: {method: DELETE, path: "/hooks/{hook_id}"}\n',
        "",
        ["9 hook.attach: `attach` needs `detach`, which takes the hook away again."],
    ),
    (
        "url: $hook_url, key: $hook_secret",
        "url: $hok_url, id: $hook_id",
        [
            "9 hook.attach.body.url: There is no field `hok_url`. Did you mean `hook_url`?",
            "9 hook.attach.body.id: There is no field `hook_id`. Did you mean `hook_url`?",
            "9 hook.attach: The request does not say which address to call. Refer to `$hook_url`.",
            "9 hook.attach: The service is not told the secret that it signs with. Refer to `$hook_secret`.",
        ],
    ),
    (
        "/hooks/{hook_id}",
        "/hooks/{hook_secret}?url={hook_url}",
        [
            "11 hook.detach.path: A path holds no `?`. Write the parameters under `query`.",
            "11 hook.detach.path: There is no field `hook_secret`. Did you mean `hook_url`?",
        ],
    ),
    (
        "/{account}/hooks",
        "/{word}/hooks/{hook_id}",
        [
            "7 fields[1]: `word` is a part of the path, so it must be there. Write `required: true`.",
            "7 fields[1].local: `word` is marked `local`, but the request sends it.",
            "12 hook.find.request.path: There is no field `hook_id`. Did you mean `hook_url`?",
        ],
    ),
    (
        "  attach: {method: POST, path: /hooks,",
        "  attach: {method: POST, path: /hooks, encoding: form, base: reprts, spread: [survey, srvey],",
        [
            "9 hook.attach.base: The app's `other_bases` have no `reprts`. Did you mean `reports`?",
            "9 hook.attach.spread[0]: A field of the kind `text` does not fit here.",
            "9 hook.attach.spread[1]: There is no field `srvey`. Did you mean `survey`?",
        ],
    ),
    (
        "  signature: {kind: hmac, algorithm: sha512, given_in: form, name: HMAC, over: MSG}\n",
        "",
        ["9 hook.attach: `hook_secret` is there only with a `signature` of the kind `hmac`."],
    ),
    (
        "given_in: form, name: HMAC, over: MSG",
        "given_in: header, name: X-Signature, over: MSG",
        [],
    ),
    ("given_in: form, name: HMAC, over: MSG", "given_in: header, name: X-Signature", []),
    (
        "given_in: form, name: HMAC, over: MSG",
        "given_in: header, name: X Signature",
        ["13 hook.signature.name: `X Signature` cannot be the name of a header."],
    ),
    (
        "given_in: form, name: HMAC, over: MSG",
        'given_in: form, name: ""',
        [
            "13 hook.signature.given_in: A digest within the form cannot be one over itself: `over` names "
            "another field.",
            "13 hook.signature.name: The digest needs the name of its field.",
        ],
    ),
    (
        "over: MSG",
        "over: HMAC",
        [
            "13 hook.signature.over: A digest within the form cannot be one over itself: `over` names "
            "another field."
        ],
    ),
    (
        "payload: {encoding: form, part: MSG,",
        "payload: {encoding: json, part: MSG,",
        [
            "13 hook.signature.given_in: The payload is no form. Write `encoding: form` there.",
            "13 hook.signature.over: Only a form has fields. Leave it out for the whole body.",
            "14 hook.payload.part: Only a form has parts. Write `encoding: form`.",
        ],
    ),
    (
        "add: {word: $word}",
        "add: {word: $wrd}",
        ["14 hook.payload.bundles.add.word: There is no field `wrd`. Did you mean `word`?"],
    ),
    (
        "{at: Survey, equals: $survey}",
        "{at: Survey, equals: $survy, filled: true}",
        [
            "16 hook.counts[0]: A condition has exactly one of `words`, `equals` and `filled`.",
            "16 hook.counts[0].equals: There is no field `survy`. Did you mean `survey`?",
        ],
    ),
    (
        "words: [good, news]",
        'words: [good, " "]',
        ["17 hook.counts[1].words: A blank word stands in every text."],
    ),
    (
        "{at: Survey, filled: false}",
        "{at: Survey}",
        ["18 hook.counts[2]: A condition has exactly one of `words`, `equals` and `filled`."],
    ),
    (
        'path: "/surveys/{Survey}/answers/{Answer}"',
        'path: "surveys/{Survey.id}", base: rports, body: {a: $}',
        [
            "21 hook.follow_up.request.path: A path begins with `/`.",
            "21 hook.follow_up.request.path: Braces in an address hold the key of a field: `{key}`.",
            "21 hook.follow_up.request.base: The app's `other_bases` have no `rports`. Did you mean "
            "`reports`?",
            "21 hook.follow_up.request.body.a: `$` is no field's name. Write `$$` for a dollar sign.",
        ],
    ),
    ("again_for: 15", "again_for: -1", ["23 hook.follow_up.again_for: Seconds are 0 or more."]),
    (
        "{key: word, label: Word,",
        "{key: hook_url, label: Word,",
        [
            "7 fields[1].key: In a hook, `hook_url` stands for something of its own. Choose another key.",
            "7 fields[1].local: `hook_url` is marked `local`, but the request sends it.",
            "14 hook.payload.bundles.add.word: There is no field `word`.",
        ],
    ),
    (
        "hook:\n",
        "  - {key: hook_url, label: URL, kind: hook_url}\nhook:\n",
        [],
    ),
    (
        "hook:\n",
        "  - {key: a, label: URL, kind: hook_url}\n  - {key: b, label: URL, kind: hook_url}\nhook:\n",
        ["5 fields: One field of the kind `hook_url` is enough."],
    ),
    (
        "  answers_get: true\n",
        "bundles: {at: data}\n",
        ["24 bundles: The bundles of a hook are described in its `payload`."],
    ),
]

BY_HAND = """\
label: Watch Calls
kind: trigger-instant
effect: read
summary: Waits for calls.
fields:
  - {key: token, label: Token, kind: secret, local: true}
  - {key: text, label: Text, kind: text}
  - {key: address, label: URL, kind: hook_url}
hook:
  steps: [Paste the address.]
  signature: {kind: token, header: Authorization, value: "Bearer {token}"}
  counts: [{at: text, equals: $text}]
  payload: {bundles: {at: data}}
"""

IN_HOOKS_BY_HAND: list[tuple[str, str, list[str]]] = [
    ("", "", []),
    ("  steps: [Paste the address.]\n", "", ["9 hook: A hook has `steps` for the person, or `attach`."]),
    (
        "  steps: [Paste the address.]\n",
        "  steps: [Paste the address.]\n  id_at: id\n  detach: {method: DELETE, path: /}\n"
        "  find: {request: {method: GET, path: /}, items: a, url_at: b, id_at: c}\n",
        [
            "11 hook.id_at: `id_at` belongs to `attach`.",
            "12 hook.detach: `detach` belongs to `attach`.",
            "13 hook.find: `find` belongs to `attach`.",
        ],
    ),
    (
        'header: Authorization, value: "Bearer {token}"',
        'header: "", value: "Bearer {tken}"',
        [
            "11 hook.signature.header: `` cannot be the name of a header.",
            "11 hook.signature.value: There is no field `tken`. Did you mean `token`?",
        ],
    ),
    (
        'value: "Bearer {token}"',
        "value: Bearer token",
        [
            "11 hook.signature.value: The value names no field that holds the token. Write it as "
            "`Bearer {token}`."
        ],
    ),
    (
        '{kind: token, header: Authorization, value: "Bearer {token}"}',
        "{kind: hmac, algorithm: sha256, given_in: header, name: X-Signature}",
        ["11 hook.signature: Without `attach` the service is never told the secret that it signs with."],
    ),
    ("  counts: [{at: text, equals: $text}]\n", "", ["7 fields[1]: The field `text` is never sent."]),
    (
        "  payload:",
        '  follow_up: {request: {method: GET, path: "/{id}"}}\n  payload:',
        [
            "13 hook.follow_up: A request needs a connection, which this hook does not ask for. Write "
            "`keeps_connection: true`."
        ],
    ),
    (
        "  payload:",
        '  follow_up: {request: {method: GET, path: "/{text}"}}\n  keeps_connection: true\n  payload:',
        [],
    ),
    (
        "bundles: {at: data}",
        "bundles: {at: dta, add: {token: $token}}",
        [
            "13 hook.payload.bundles: `token` is a secret, and would stand in every bundle.",
        ],
    ),
    ("bundles: {at: data}", "bundles: {at: dta}", ["1 : The sample holds no bundle at `dta`."]),
]


@pytest.mark.parametrize(("old", "new", "problems"), IN_POLLS)
def test_mistakes_in_polls_are_all_named(
    problems_in: Callable[..., list[str]], old: str, new: str, problems: list[str]
) -> None:
    assert problems_in(POLL, old, new) == problems


@pytest.mark.parametrize(("old", "new", "problems"), IN_HOOKS)
def test_mistakes_in_hooks_that_are_attached_are_all_named(
    problems_in: Callable[..., list[str]], old: str, new: str, problems: list[str]
) -> None:
    assert problems_in(ATTACHED, old, new) == problems


@pytest.mark.parametrize(("old", "new", "problems"), IN_HOOKS_BY_HAND)
def test_mistakes_in_hooks_that_are_set_up_by_hand_are_all_named(
    problems_in: Callable[..., list[str]], old: str, new: str, problems: list[str]
) -> None:
    assert problems_in(BY_HAND, old, new) == problems
