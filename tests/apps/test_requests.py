"""The requests that apps make, as they go out; found by listing, compared with what is checked in.

A request is built from the example values of its fields. `snapshots/<app>/<module>.txt` holds it, and
`_verify.txt` the one that proves a connection. After a change that is meant: TRUNKLINE_RENEW=1 pytest
tests/apps, then look at the difference before it is committed.
"""

import difflib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.apps.catalogue import Catalogue
from core.model.app import App
from core.model.fields import Field, GroupField, ListOfGroupsField, SecretField
from core.model.http import HttpReply, HttpRequest
from core.model.module import Module
from core.rules.reply import bundles_in
from core.rules.request import build_any_call, build_request
from core.rules.values import check_values, wire_values

HERE = Path(__file__).parent
APPS = HERE.parents[1] / "resources" / "apps"
SNAPSHOTS = HERE / "snapshots"
RENEW = bool(os.environ.get("TRUNKLINE_RENEW"))

CATALOGUE = Catalogue([APPS])
APP_IDS = sorted(folder.name for folder in APPS.iterdir() if folder.is_dir())
MODULES = [module for app in APP_IDS for module in CATALOGUE.modules(app)]
ASKING = [module for module in MODULES if module.request or module.any_call]

KEY = "example-key-of-{}"
"""Stands for a secret, which has no example."""


def named(modules: Sequence[Module]) -> list[str]:
    return [f"{module.app}/{module.id}" for module in modules]


def examples(fields: Sequence[Field]) -> dict[str, Any]:
    """The values of a form in which every field holds its example."""
    return {field.key: field.example for field in fields if field.example is not msgspec.UNSET}


def credentials(app: App) -> dict[str, Any]:
    """The values of a connection: its examples, and a stand-in for each secret."""
    secrets = [field.key for field in app.connection.fields if isinstance(field, SecretField)]
    return {**examples(app.connection.fields), **{key: KEY.format(key) for key in secrets}}


def request_of(module: Module) -> HttpRequest:
    """The request of a module whose fields hold their examples."""
    app = CATALOGUE.app(module.app)
    values = wire_values(module.fields, examples(module.fields), module.rules)
    if module.any_call:
        return build_any_call(app, module.any_call, values, credentials(app))
    assert module.request
    return build_request(app, module.request, values, credentials(app))


def as_text(app: App, request: HttpRequest) -> str:
    """A request as people read it, each secret replaced."""
    lines = [f"{request.method} {request.url}", *(f"{name}: {value}" for name, value in request.headers)]
    if request.body is not None:
        lines += ["", json.dumps(json.loads(request.body), indent=2, ensure_ascii=False)]
    text = "\n".join(lines) + "\n"
    for field in app.connection.fields:
        text = text.replace(KEY.format(field.key), "«key»")
    return text


def compare(name: str, text: str) -> None:
    """Fail with the difference unless the snapshot of that name holds just this text."""
    file = SNAPSHOTS / f"{name}.txt"
    if RENEW:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    kept = file.read_text(encoding="utf-8") if file.exists() else ""
    if kept != text:
        lines = kept.splitlines(), text.splitlines()
        difference = "\n".join(difflib.unified_diff(*lines, "checked in", "built now", lineterm=""))
        pytest.fail(
            f"{name} sends another request than the one checked in.\n\n{difference}\n\n"
            "If that is meant: TRUNKLINE_RENEW=1 pytest tests/apps"
        )


@pytest.mark.parametrize("module", ASKING, ids=named(ASKING))
def test_a_module_sends_the_request_that_is_checked_in(module: Module) -> None:
    compare(f"{module.app}/{module.id}", as_text(CATALOGUE.app(module.app), request_of(module)))


@pytest.mark.parametrize("app", APP_IDS)
def test_a_connection_is_proven_by_the_request_that_is_checked_in(app: str) -> None:
    found = CATALOGUE.app(app)
    request = build_request(found, found.connection.verify.request, {}, credentials(found))
    compare(f"{app}/_verify", as_text(found, request))


def test_nothing_is_checked_in_for_what_is_no_longer_there() -> None:
    expected = {*named(ASKING), *(f"{app}/_verify" for app in APP_IDS)}
    there = {file.relative_to(SNAPSHOTS).with_suffix("").as_posix() for file in SNAPSHOTS.rglob("*.txt")}
    assert there == expected


@pytest.mark.parametrize("module", ASKING, ids=named(ASKING))
def test_a_secret_stands_only_where_the_app_says(module: Module) -> None:
    request = request_of(module)
    secret = KEY.format("")
    assert secret in f"{request.url}{request.headers}"
    assert secret.encode() not in (request.body or b"")
    assert secret not in repr(request)


# --- what is mandatory ------------------------------------------------------------------------------


def mandatory(field: Field) -> bool:
    return field.required or bool(field.required_unless)


def shown(module: Module, field: Field) -> dict[str, Any]:
    """The examples, with what it takes for the field to be shown."""
    wanted = {key: value[0] if isinstance(value, tuple) else value for key, value in field.shown_when.items()}
    return {**examples(module.fields), **wanted}


def sentence(field: Field, among: Sequence[Field]) -> str:
    """What a form says where a mandatory field is missing."""
    instead = [other.label for path in field.required_unless for other in among if other.key == path]
    return f"Fill in {' or '.join([field.label, *instead])}." if instead else f"{field.label} is mandatory."


def top_level(modules: Sequence[Module]) -> Iterator[tuple[Module, Field]]:
    for module in modules:
        yield from ((module, field) for field in module.fields if mandatory(field))


def inside(modules: Sequence[Module]) -> Iterator[tuple[Module, GroupField | ListOfGroupsField, Field]]:
    for module in modules:
        for outer in module.fields:
            if isinstance(outer, GroupField | ListOfGroupsField):
                yield from ((module, outer, field) for field in outer.fields if mandatory(field))


TOP_LEVEL, INSIDE = list(top_level(MODULES)), list(inside(MODULES))


@pytest.mark.parametrize(
    ("module", "field"),
    TOP_LEVEL,
    ids=[f"{module.app}/{module.id}.{field.key}" for module, field in TOP_LEVEL],
)
def test_a_missing_mandatory_field_gives_exactly_its_problem(module: Module, field: Field) -> None:
    removed = {field.key, *(path.partition(".")[0] for path in field.required_unless)}
    values = {key: value for key, value in shown(module, field).items() if key not in removed}
    missing = [other for other in module.fields if other.key in removed and mandatory(other)]
    across = {rule.sentence for rule in module.rules}
    problems = check_values(module.fields, values, module.rules)
    assert {key: said for key, said in problems.items() if said not in across} == {
        other.key: sentence(other, module.fields) for other in missing
    }


@pytest.mark.parametrize(
    ("module", "outer", "field"),
    INSIDE,
    ids=[f"{module.app}/{module.id}.{outer.key}.{field.key}" for module, outer, field in INSIDE],
)
def test_a_mandatory_field_that_is_missing_inside_gives_exactly_its_problem(
    module: Module, outer: GroupField | ListOfGroupsField, field: Field
) -> None:
    within = examples(outer.fields)
    del within[field.key]
    values = {**shown(module, outer), outer.key: within if isinstance(outer, GroupField) else [within]}
    path = outer.key if isinstance(outer, GroupField) else f"{outer.key}.0"
    assert check_values(module.fields, values, module.rules) == {
        f"{path}.{field.key}": sentence(field, outer.fields)
    }


# --- what comes back --------------------------------------------------------------------------------


@pytest.mark.parametrize("module", MODULES, ids=named(MODULES))
def test_a_sample_becomes_bundles(module: Module) -> None:
    sample = CATALOGUE.sample(module)
    answer = json.loads(sample)
    if module.any_call:  # its bundle is the whole reply
        headers, body = tuple(answer["headers"].items()), json.dumps(answer["body"]).encode()
        reply = HttpReply(status=answer["statusCode"], headers=headers, body=body, seconds=0.0)
    else:
        reply = HttpReply(status=200, headers=(), body=sample, seconds=0.0)
    bundles = [json.loads(bytes(item)) for item in bundles_in(CATALOGUE.app(module.app), module, reply).items]
    there = answer
    for key in filter(None, module.bundles.at.split(".")):
        there = there[key]
    assert bundles == (there if module.bundles.at and isinstance(there, list) else [there])
    assert bundles
