"""Everything that is wrong with an app's folder is told at once, whichever of its files is broken."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.apps.loader import check_folder

APP, MODULE, CALL = "app.yaml", "modules/find_things.yaml", "modules/make_call.yaml"

Files = dict[str, str]
Write = Callable[..., Path]


@pytest.fixture
def said(write_app: Write, files: Files) -> Callable[..., list[str]]:
    """Replaces texts in files (file, old, new) and gives every problem as `file:line: place: …`."""

    def replace(*changes: tuple[str, str, str]) -> list[str]:
        changed = dict(files)
        for file, old, new in changes:
            assert changed[file].count(old) == 1, f"{old} is one place of {file}"
            changed[file] = changed[file].replace(old, new)
        folder = write_app(replaced=changed)
        return [
            f"{Path(one.file).relative_to(folder).as_posix()}:{one.line}: {one.place}: "
            f"{one.sentence} {one.suggestion}".strip()
            for one in check_folder(folder)
        ]

    return replace


WRONG_NAMES = [
    (MODULE, "lookup: tags", "lookup: tgas"),
    (CALL, "base: reports", "base: reprts"),
    (MODULE, "{tag: $tag}", "{tag: $tag, a: $acount}"),
    (MODULE, "source: ", "x: $emial, source: "),
]
"""One for each part of app.yaml that a module refers to, and one for the form alone."""

OF_THE_FORM = "modules/find_things.yaml:40: request.body.x: There is no field `emial`. Did you mean `email`?"
OF_A_LOOKUP = (
    "modules/find_things.yaml:24: fields[3].lookup: The app has no lookup `tgas`. Did you mean `tags`?"
)
OF_THE_CONNECTION = (
    "modules/find_things.yaml:39: request.query.a: There is no field `acount`. Did you mean `account`?"
)
OF_A_HOST = (
    "modules/make_call.yaml:11: any_call.base: The app's `other_bases` have no `reprts`. "
    "Did you mean `reports`?"
)


def test_mistakes_of_form_and_of_meaning_are_told_together(said: Callable[..., list[str]]) -> None:
    assert said(
        (MODULE, "label: Find Things", "labl: Find Things"),
        (MODULE, "    default: email\n", "    defualt: emial\n"),
        (MODULE, "    default: 10\n", '    default: "10"\n'),
        *WRONG_NAMES,
    ) == [
        "modules/find_things.yaml:1: labl: The key `labl` is not known here. Did you mean `label`?",
        "modules/find_things.yaml:10: fields[0].defualt: The key `defualt` is not known here. "
        "Did you mean `default`?",
        "modules/find_things.yaml:10: fields[0].defualt: The default does not fit the field. "
        "Did you mean `email`?",
        OF_A_LOOKUP,
        "modules/find_things.yaml:30: fields[4].default: The default does not fit the field. "
        "Write the number without quotes.",
        OF_THE_CONNECTION,
        OF_THE_FORM,
        OF_A_HOST,
    ]


def test_modules_are_checked_in_full_while_the_app_can_be_guessed(said: Callable[..., list[str]]) -> None:
    assert said((APP, "lookups:", "lokups:"), (APP, "other_bases:", "other_base:"), *WRONG_NAMES) == [
        "app.yaml:4: other_base: The key `other_base` is not known here. Did you mean `other_bases`?",
        "app.yaml:14: lokups: The key `lokups` is not known here. Did you mean `lookups`?",
        OF_A_LOOKUP,
        OF_THE_CONNECTION,
        OF_THE_FORM,
        OF_A_HOST,
    ]


@pytest.mark.parametrize(
    ("broken", "app_says", "not_said"),
    [
        (
            ("    items: data", "    items: [data]"),
            "17: lookups.tags.items: Expected text, found a list. Put it in quotes.",
            {OF_A_LOOKUP},
        ),
        (
            ("{reports: https://reports.example.com}", "[reports]"),
            "4: other_bases: Expected keys with values, found a list.",
            {OF_A_HOST},
        ),
        (
            ("auth: {kind: header, name: Authorization, value:", "auth: {kind: basic, name: a, value:"),
            "9: connection.auth.kind: `basic` is not known here. Use one of: header, query.",
            {OF_THE_CONNECTION},
        ),
        (
            ("summary: A service that is not there.", "colour: blue"),
            "2: colour: The key `colour` is not known here. Use one of: label, summary, base_url, "
            "connection, other_bases, error_text, auth_help, errors, lookups, rate_limit.",
            {OF_A_LOOKUP, OF_A_HOST, OF_THE_CONNECTION},
        ),
        (
            ("label: Demo", "label: [Demo"),
            "2: : The file is not readable YAML: did not find expected ',' or ']'.",
            {OF_A_LOOKUP, OF_A_HOST, OF_THE_CONNECTION},
        ),
    ],
)
def test_what_a_broken_app_leaves_open_is_not_held_against_its_modules(
    said: Callable[..., list[str]], broken: tuple[str, str], app_says: str, not_said: set[str]
) -> None:
    told = said((APP, *broken), *WRONG_NAMES)
    assert f"app.yaml:{app_says}" in told
    of_modules = [line for line in told if line.startswith("modules/")]
    everything = [OF_A_LOOKUP, OF_THE_CONNECTION, OF_THE_FORM, OF_A_HOST]
    assert of_modules == [line for line in everything if line not in not_said]


def test_a_missing_app_file_leaves_the_modules_to_be_checked(write_app: Write, files: Files) -> None:
    module = files[MODULE].replace("source: ", "x: $emial, source: ")
    told = check_folder(write_app(replaced={APP: None, MODULE: module, "samples/make_call.json": None}))
    assert [(Path(one.file).name, one.sentence) for one in told] == [
        ("app.yaml", "The file is missing."),
        ("find_things.yaml", "There is no field `emial`."),
        ("make_call.json", "The file is missing."),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="has no such pipes")
def test_a_pipe_is_not_waited_for(write_app: Write) -> None:
    folder = write_app(replaced={APP: None})
    os.mkfifo(folder / "app.yaml")
    assert "This is a pipe, and no file." in [one.sentence for one in check_folder(folder)]


def test_an_icon_that_may_not_be_looked_at_is_told(write_app: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, genuine = write_app(), Path.is_file

    def is_file(path: Path) -> bool:
        if path.suffix == ".svg":
            raise PermissionError(13, "Permission denied")
        return genuine(path)

    monkeypatch.setattr(Path, "is_file", is_file)
    assert [one.sentence for one in check_folder(folder)] == ["The icon cannot be read: Permission denied."]
