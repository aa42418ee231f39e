"""The requests that apps make, as they go out; found by listing, compared with what is checked in.

A request is built from the example values of its fields, and once more for each choice that changes what a
form holds. `snapshots/<app>/<module>.txt` holds them, `_verify.txt` the one that proves a connection,
`_lookups.txt` those of the choice lists. After a change that is meant: TRUNKLINE_RENEW=1 pytest
tests/apps, then look at the difference before it is committed.
"""

import difflib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from core.apps.catalogue import Catalogue
from core.apps.examples import examples, field_examples
from core.model.app import App
from core.model.fields import Field, GroupField, ListOfGroupsField, SecretField
from core.model.http import HttpReply, HttpRequest
from core.model.module import Module
from core.model.trigger import HOOK_SECRET, HOOK_URL
from core.rules.reply import bundles_in
from core.rules.request import build_any_call, build_request
from core.rules.values import check_values, wire_values
from tests.apps.form_examples import ways

HERE = Path(__file__).parent
APPS = HERE.parents[1] / "resources" / "apps"
SNAPSHOTS = HERE / "snapshots"
RENEW = bool(os.environ.get("TRUNKLINE_RENEW"))

CATALOGUE = Catalogue([APPS])
APP_IDS = sorted(folder.name for folder in APPS.iterdir() if folder.is_dir())
MODULES = [module for app in APP_IDS for module in CATALOGUE.modules(app)]
ASKING = [module for module in MODULES if not module.hook or module.hook.attach]

KEY = "example-key-of-{}"
"""Stands for a secret, which has no example."""


def named(modules: Sequence[Module]) -> list[str]:
    return [f"{module.app}/{module.id}" for module in modules]


def credentials(app: App) -> dict[str, Any]:
    """The values of a connection: its examples, and a stand-in for each secret."""
    secrets = [field.key for field in app.connection.fields if isinstance(field, SecretField)]
    return {**field_examples(app.connection.fields), **{key: KEY.format(key) for key in secrets}}


def request_of(module: Module, values: Mapping[str, Any]) -> HttpRequest:
    """The request of a module for the values of its form; for a trigger, the one that attaches it."""
    app = CATALOGUE.app(module.app)
    wire = wire_values(module.fields, values, module.rules)
    if module.any_call:
        return build_any_call(app, module.any_call, wire, credentials(app), fields=module.fields)
    if module.hook and module.hook.attach:
        ours = {HOOK_URL: "https://hooks.example.com/a1b2c3", HOOK_SECRET: "«made for this hook»"}
        return build_request(app, module.hook.attach, {**wire, **ours}, credentials(app))
    assert module.request
    return build_request(app, module.request, wire, credentials(app))


def as_text(app: App, request: HttpRequest) -> str:
    """A request as people read it, each secret replaced."""
    lines = [f"{request.method} {request.url}", *(f"{name}: {value}" for name, value in request.headers)]
    if request.body is not None:
        lines += ["", _readable(request.body)]
    text = "\n".join(lines) + "\n"
    for field in app.connection.fields:
        text = text.replace(KEY.format(field.key), "«key»")
    return text


def _readable(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body.decode()


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
    app, said = CATALOGUE.app(module.app), ""
    for choice, values in ways(module):
        heading = f"\n--- {choice}\n\n" if choice else ""
        said += heading + as_text(app, request_of(module, values))
    compare(f"{module.app}/{module.id}", said)


@pytest.mark.parametrize("app", APP_IDS)
def test_a_connection_is_proven_by_the_request_that_is_checked_in(app: str) -> None:
    found = CATALOGUE.app(app)
    request = build_request(found, found.connection.verify.request, {}, credentials(found))
    compare(f"{app}/_verify", as_text(found, request))


@pytest.mark.parametrize("app", APP_IDS)
def test_choice_lists_are_asked_for_as_checked_in(app: str) -> None:
    found = CATALOGUE.app(app)
    if found.lookups:
        values = {key: value for module in CATALOGUE.modules(app) for key, value in examples(module).items()}
        texts = []
        for name, lookup in found.lookups.items():
            request = build_request(found, lookup.request, values, credentials(found))
            texts.append(f"--- {name}\n\n{as_text(found, request)}")
        compare(f"{app}/_lookups", "\n".join(texts))


def test_nothing_is_checked_in_for_what_is_no_longer_there() -> None:
    expected = {*named(ASKING), *(f"{app}/_verify" for app in APP_IDS)}
    expected |= {f"{app}/_lookups" for app in APP_IDS if CATALOGUE.app(app).lookups}
    there = {file.relative_to(SNAPSHOTS).with_suffix("").as_posix() for file in SNAPSHOTS.rglob("*.txt")}
    assert there == expected


@pytest.mark.parametrize("module", ASKING, ids=named(ASKING))
def test_a_secret_stands_only_where_the_app_says(module: Module) -> None:
    request = request_of(module, examples(module))
    secret = KEY.format("")
    assert secret in f"{request.url}{request.headers}"
    assert secret.encode() not in (request.body or b"")
    assert secret not in repr(request)


# --- what is mandatory ------------------------------------------------------------------------------


def mandatory(field: Field) -> bool:
    return field.required or bool(field.required_unless)


def shown(module: Module, field: Field) -> dict[str, Any]:
    """The examples of a form in which the field is shown."""
    return next(values for _, values in ways(module) if field.key in values)


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
    within = field_examples(outer.fields)
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
        status = answer[module.any_call.status_key]
        reply = HttpReply(status=status, headers=headers, body=body, seconds=0.0)
    else:
        reply = HttpReply(status=200, headers=(), body=sample, seconds=0.0)
    app, values = CATALOGUE.app(module.app), examples(module)
    bundles = [json.loads(bytes(item)) for item in bundles_in(app, module, reply, values=values).items]
    assert bundles
    if module.bundles.say is not None:
        assert [said.keys() <= module.bundles.say.keys() for said in bundles] == [True]
        return
    there = answer
    for key in filter(None, module.bundles.at.split(".")):
        there = there[key]
    expected = there if module.bundles.at and isinstance(there, list) else [there]
    if name := module.bundles.wrap:
        expected = [one if isinstance(one, dict) else {name: one} for one in expected]
    assert bundles == expected
