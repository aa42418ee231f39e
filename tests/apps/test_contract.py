"""What every app keeps to. Apps and modules are found by listing: a new one needs no word here."""

import base64
import hmac
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import msgspec
import pytest

from core.apps.catalogue import Catalogue
from core.apps.loader import check_folder
from core.model.fields import WITHOUT_VALUE
from core.model.http import Headers
from core.model.trigger import HmacSignature, Hook, TokenSignature
from core.rules.deliveries import Delivery, read_delivery
from core.rules.envelope import cut
from core.rules.template import as_text, fill
from core.rules.values import check_values, wire_values
from tests.apps.form_examples import all_fields, ways

HERE = Path(__file__).parent
APPS = HERE.parents[1] / "resources" / "apps"

CATALOGUE = Catalogue([APPS])
APP_IDS = sorted(folder.name for folder in APPS.iterdir() if folder.is_dir())
MODULE_IDS = [(app, file.stem) for app in APP_IDS for file in sorted((APPS / app / "modules").glob("*.yaml"))]

HOOK_IDS = [ids for ids in MODULE_IDS if CATALOGUE.module(*ids).hook]

SECRET = "example-secret-of-a-hook"
"""What a service that is told one signs with."""

each_app = pytest.mark.parametrize("app", APP_IDS)
each_module = pytest.mark.parametrize(
    ("app", "module"), MODULE_IDS, ids=["/".join(ids) for ids in MODULE_IDS]
)
each_hook = pytest.mark.parametrize(("app", "module"), HOOK_IDS, ids=["/".join(ids) for ids in HOOK_IDS])


def lines_of(file: Path) -> list[str]:
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def labels_of(app: str) -> dict[tuple[str, str], list[str]]:
    """(module, its label) → labels of the help page, mandatory ones with a star."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in lines_of(HERE / "labels" / f"{app}.txt"):
        if heading := re.fullmatch(r"\[(\w+)\] ?(.*)", line):
            inside = found.setdefault((heading[1], heading[2]), [])
        else:
            inside.append(line)
    return found


def as_sent(hook: Hook, values: Mapping[str, Any], sample: bytes) -> tuple[Headers, bytes]:
    """A sample as the service sends it: with the token that it was given, or signed."""
    in_form = hook.payload.encoding == "form"
    fields: dict[str, str] = json.loads(sample) if in_form else {}
    body = urlencode(fields).encode() if in_form else sample
    match hook.signature:
        case TokenSignature(header=header, value=value):
            return ((header, as_text(fill(value, values))),), body
        case HmacSignature(name=name, over=over, algorithm=algorithm, encoding=encoding):
            digest = hmac.digest(SECRET.encode(), fields[over].encode() if over else body, algorithm)
            text = digest.hex() if encoding == "hex" else base64.b64encode(digest).decode()
            if hook.signature.given_in == "header":
                return ((name, text),), body
            return (), urlencode({**fields, name: text}).encode()
        case None:
            return (), body


@each_app
def test_the_checker_finds_nothing(app: str) -> None:
    assert [str(problem) for problem in check_folder(APPS / app)] == []


def test_ids_have_not_changed() -> None:
    assert sorted(f"{app}/{module}" for app, module in MODULE_IDS) == sorted(lines_of(HERE / "ids.txt"))


@each_app
def test_the_labels_of_the_help_page_are_there_and_mandatory_where_they_should_be(app: str) -> None:
    expected = labels_of(app)
    shown = {("connection", ""): CATALOGUE.app(app).connection.fields}
    shown |= {(module.id, module.label): module.fields for module in CATALOGUE.modules(app)}
    assert shown.keys() == expected.keys()
    for heading, fields in shown.items():
        ours = {("*" if field.required else "") + field.label for field in fields}
        assert set(expected[heading]) <= ours, heading


@each_app
def test_the_icon_is_a_drawing_of_24_by_24(app: str) -> None:
    icon = ElementTree.parse(CATALOGUE.icon(app)).getroot()
    assert icon.tag == "{http://www.w3.org/2000/svg}svg"
    assert icon.get("viewBox") == "0 0 24 24"


@each_app
def test_editors_find_the_schema_of_every_file(app: str) -> None:
    for file in [APPS / app / "app.yaml", *(APPS / app / "modules").glob("*.yaml")]:
        first = file.read_text(encoding="utf-8").splitlines()[0]
        schema = first.removeprefix("# yaml-language-server: $schema=")
        kind = "app" if file.name == "app.yaml" else "module"
        assert (file.parent / schema).resolve() == APPS.parent / "schema" / f"{kind}.schema.json"


@each_module
def test_every_field_has_help_and_an_example(app: str, module: str) -> None:
    for field in all_fields(CATALOGUE.module(app, module).fields):
        assert field.label, field.key
        if not isinstance(field, WITHOUT_VALUE):
            assert field.help, field.key
            assert field.example is not msgspec.UNSET, field.key


@each_module
def test_examples_may_be_sent_whatever_is_chosen(app: str, module: str) -> None:
    form = CATALOGUE.module(app, module)
    for choice, values in ways(form):
        assert check_values(form.fields, values, form.rules) == {}, choice


@each_module
def test_every_field_can_be_filled_in_some_way(app: str, module: str) -> None:
    form = CATALOGUE.module(app, module)
    filled = {key for _, values in ways(form) for key in values}
    assert filled == {field.key for field in form.fields if not isinstance(field, WITHOUT_VALUE)}


@each_module
def test_each_missing_mandatory_field_is_named_once(app: str, module: str) -> None:
    form = CATALOGUE.module(app, module)
    mandatory = [field for field in form.fields if field.required or field.required_unless]
    for field in mandatory:
        instead = {path.partition(".")[0] for path in field.required_unless}
        values = next(values for _, values in ways(form) if field.key in values)
        for key in {field.key, *instead}:
            values.pop(key, None)
        problems = check_values(form.fields, values)
        assert field.key in problems
        assert problems.keys() <= {field.key, *instead}


@each_module
def test_the_sample_becomes_bundles(app: str, module: str) -> None:
    form = CATALOGUE.module(app, module)
    if form.bundles.say is None:
        assert len(cut(CATALOGUE.sample(form), form.bundles.at).items) > 0


@each_hook
def test_the_sample_of_a_hook_is_a_delivery_that_counts(app: str, module: str) -> None:
    form = CATALOGUE.module(app, module)
    assert form.hook
    values = wire_values(form.fields, next(ways(form)).values, form.rules)
    headers, body = as_sent(form.hook, values, CATALOGUE.sample(form))
    delivery = read_delivery(form.hook, values, SECRET, headers, body)
    assert isinstance(delivery, Delivery), delivery
    assert [isinstance(json.loads(bytes(bundle)), dict) for bundle in delivery.bundles] == [True]
    assert bool(delivery.key) is bool(form.hook.dedupe), "its sample shows what tells a repetition"


@each_module
def test_what_cannot_be_taken_back_is_said(app: str, module: str) -> None:
    form = CATALOGUE.module(app, module)
    assert bool(form.caution) or form.effect != "delete"
