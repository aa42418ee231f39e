"""A small app that has nothing wrong, to be broken in one place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.apps.loader import check_folder

APP = """\
label: Demo
summary: A service that is not there.
base_url: https://api.example.com/{account}
other_bases: {reports: https://reports.example.com}
connection:
  fields:
    - {key: token, label: API Key, kind: secret, required: true}
    - {key: account, label: Account, kind: text, required: true}
  auth: {kind: header, name: Authorization, value: "Bearer {token}"}
  verify:
    request: {method: GET, path: /me}
errors:
  - {status: 4xx, contains: key, means: auth}
lookups:
  tags:
    request: {method: GET, path: "/{account}/tags", query: {list: $list}}
    items: data
    value: id
    label: [name]
"""

MODULE = """\
label: Find Things
kind: search
effect: read
summary: Lists things.
fields:
  - key: by
    label: By
    kind: select
    options: {email: Email, list: List}
    default: email
    local: true
  - key: email
    label: Email
    kind: email
    shown_when: {by: email}
    required_unless: [list, extra.email]
    example: ann@example.com
  - key: list
    label: List
    kind: text
  - key: tag
    label: Tag
    kind: lookup
    lookup: tags
    depends_on: [list]
  - key: limit
    label: Limit
    kind: integer
    minimum: 1
    default: 10
  - key: extra
    label: Extra
    kind: key_values
rules:
  - {kind: at_most_one_of, fields: [email, list], sentence: Choose one.}
request:
  method: POST
  path: /things
  query: {tag: $tag}
  body: {email: $email, list: $list, source: "from {list}"}
  spread: [extra]
paging: {kind: page, param: page, limit_field: limit}
bundles: {at: data}
"""

CALL = """\
label: Make an API Call
kind: api-call
effect: by_method
summary: Sends a request.
fields:
  - {key: url, label: URL, kind: text, required: true}
  - {key: method, label: Method, kind: select, options: {GET: GET}}
  - {key: headers, label: Headers, kind: key_values}
  - {key: qs, label: Query String, kind: key_values}
  - {key: body, label: Body, kind: json}
any_call: {method: method, path: url, headers: headers, query: qs, body: body, base: reports}
"""

HOOK = """\
label: Watch Things
kind: trigger-instant
effect: read
summary: Waits for things.
fields:
  - {key: name, label: Name, kind: text, local: true}
  - {key: hint, label: Paste this address there., kind: note}
  - {key: address, label: URL, kind: hook_url}
hook: {steps: [Paste the address.]}
"""

FILES = {
    "app.yaml": APP,
    "modules/find_things.yaml": MODULE,
    "modules/make_call.yaml": CALL,
    "modules/watch_things.yaml": HOOK,
    "samples/find_things.json": '{"data": [{"id": 1}]}',
    "samples/make_call.json": '{"statusCode": 200}',
    "samples/watch_things.json": '{"id": 1}',
    "icon.svg": "<svg/>",
}


@pytest.fixture
def write_app(tmp_path: Path) -> Callable[..., Path]:
    """Writes the app into a folder under `tmp_path`, with files replaced; None leaves a file out."""

    def write(name: str = "apps/demo", replaced: dict[str, str | None] | None = None) -> Path:
        folder = tmp_path / name
        for path, text in {**FILES, **(replaced or {})}.items():
            if text is not None:
                file = folder / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def problems_in(write_app: Callable[..., Path]) -> Callable[..., list[str]]:
    """Adds a module to the app, with one text in it replaced, and gives every problem of it."""

    def add(module: str, old: str = "", new: str = "", sample: str = '{"data": [{"id": 1}]}') -> list[str]:
        assert not old or module.count(old) == 1, "the row breaks one place"
        changed = module.replace(old, new) if old else module
        folder = write_app(replaced={"modules/tried.yaml": changed, "samples/tried.json": sample})
        return [
            f"{problem.line} {problem.place}: {problem.sentence} {problem.suggestion}".strip()
            for problem in check_folder(folder)
        ]

    return add


@pytest.fixture
def files() -> dict[str, str]:
    """The texts of the app's files."""
    return dict(FILES)


@pytest.fixture
def problems_after(write_app: Callable[..., Path]) -> Callable[[str, str, str], list[str]]:
    """Replaces a text in one of the app's files and gives every problem: `line place: sentence suggestion`.

    Problems of other files would begin with their name.
    """

    def replace(file: str, old: str, new: str) -> list[str]:
        assert FILES[file].count(old) == 1, "the row breaks one place"
        folder = write_app(replaced={file: FILES[file].replace(old, new)})
        return [
            ("" if problem.file == str(folder / file) else f"{problem.file} ")
            + f"{problem.line} {problem.place}: {problem.sentence} {problem.suggestion}".strip()
            for problem in check_folder(folder)
        ]

    return replace
