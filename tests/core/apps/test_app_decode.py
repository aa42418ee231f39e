"""Mistakes of form: a key, a word or a type that does not belong there."""

from copy import deepcopy
from typing import Any

import pytest

from core.apps.decode import decode, mend
from core.apps.mistakes import Mistaken, Place, place_text
from core.model.app import AppFile
from core.model.fields import TextField
from core.model.module import ModuleFile

MODULE: dict[str, Any] = {
    "label": "Do It",
    "kind": "action",
    "effect": "read",
    "summary": "Does it.",
    "fields": [
        {"kind": "text", "key": "a", "label": "A"},
        {
            "kind": "group",
            "key": "g",
            "label": "G",
            "fields": [{"kind": "select", "key": "s", "label": "S", "options": {}}],
        },
    ],
    "request": {"method": "GET", "path": "/a"},
}

APP: dict[str, Any] = {
    "label": "Demo",
    "summary": "Shows.",
    "base_url": "https://api.example.com",
    "connection": {
        "fields": [],
        "auth": {"kind": "header", "name": "Authorization", "value": "x"},
        "verify": {"request": {"method": "GET", "path": "/me"}},
    },
    "lookups": {"tags": {"request": {"method": "GET", "path": "/t"}, "items": "", "value": "", "label": []}},
}


def with_value(document: dict[str, Any], place: Place, value: Any) -> dict[str, Any]:
    """A copy with something else at a place; `...` takes it away."""
    changed = deepcopy(document)
    inside: Any = changed
    for step in place[:-1]:
        inside = inside[step]
    if value is ...:
        del inside[place[-1]]
    else:
        inside[place[-1]] = value
    return changed


def test_a_right_file_becomes_its_struct() -> None:
    module = decode(MODULE, ModuleFile)
    assert module.fields[0] == TextField(key="a", label="A")
    assert decode(APP, AppFile).lookups["tags"].request.path == "/t"


def mistakes_in(document: Any, kind: type[AppFile] | type[ModuleFile]) -> list[str]:
    """The place, the sentence and the suggestion of each, in one line."""
    with pytest.raises(Mistaken) as caught:
        decode(document, kind)
    return [
        f"{place_text(mistake.place)}: {mistake.sentence} {mistake.suggestion}".strip()
        for mistake in caught.value.mistakes
    ]


IN_MODULES: list[tuple[Place, Any, str]] = [
    (("labell",), 1, "labell: The key `labell` is not known here. Did you mean `label`?"),
    (
        ("fields", 0, "requried"),
        True,
        "fields[0].requried: The key `requried` is not known here. Did you mean `required`?",
    ),
    (
        ("fields", 1, "fields", 0, "optoins"),
        {},
        "fields[1].fields[0].optoins: The key `optoins` is not known here. Did you mean `options`?",
    ),
    (("fields", 0, "knd"), 1, "fields[0].knd: The key `knd` is not known here. Did you mean `kind`?"),
    (("request", "methd"), 1, "request.methd: The key `methd` is not known here. Did you mean `method`?"),
    (
        ("bundles",),
        {"zzz": 1},
        "bundles.zzz: The key `zzz` is not known here. Use one of: at, or_whole, wrap, say, add.",
    ),
    (("label",), ..., ": The key `label` is missing."),
    (("fields", 0, "kind"), ..., "fields[0]: The key `kind` is missing."),
    (("fields", 0, "kind"), "txt", "fields[0].kind: `txt` is not known here. Did you mean `text`?"),
    (("kind",), "acton", "kind: `acton` is not known here. Did you mean `action`?"),
    (
        ("request", "method"),
        "SEND",  # nothing near: all are named
        "request.method: `SEND` is not known here. Use one of: DELETE, GET, PATCH, POST, PUT.",
    ),
    (
        ("fields", 0),
        {"kind": "integer", "key": "a", "label": "A", "unit": "euro"},
        "fields[0].unit: `euro` is not known here. Use one of: cents.",
    ),
    (
        ("paging",),
        {"kind": "pages", "param": "p"},
        "paging.kind: `pages` is not known here. Did you mean `page`?",
    ),
    (
        ("fields", 0, "clears"),
        ["empty", None],
        "fields[0].clears[1]: Expected text, found nothing. Put it in quotes.",
    ),
    (
        ("request", "encoding"),
        "xml",
        "request.encoding: `xml` is not known here. Use one of: form, json.",
    ),
    (
        ("rules",),
        [{"kind": "need", "sentence": "a", "field": "a", "needs": []}],
        "rules[0].kind: `need` is not known here. Did you mean `needs`?",
    ),
    (
        ("hook",),
        {"signature": {"kind": "hmac", "algorithm": "md5", "given_in": "header", "name": "X"}},
        "hook.signature.algorithm: `md5` is not known here. Use one of: sha1, sha256, sha512.",
    ),
    (
        ("hook",),
        {"signature": {"algorithm": "sha1"}},
        "hook.signature: The key `kind` is missing.",
    ),
    (
        ("request", "kind"),
        "get",
        "request.kind: The key `kind` is not known here. Use one of: method, path, query, headers, body, "
        "spread, base, encoding, keep_empty.",
    ),
    (
        ("hook",),
        {"atach": {"method": "GET", "path": "/"}},
        "hook.atach: The key `atach` is not known here. Did you mean `attach`?",
    ),
    (
        ("poll",),
        {"at": "a", "id_at": "b", "start_date_field": "c"},
        "poll: The key `start_field` is missing.",
    ),
    (
        ("fields", 1),
        {"kind": "list_of_groups", "key": "a", "label": "A", "fields": [], "as_object": ["a"]},
        "fields[1].as_object: Expected a list of 2, found 1.",
    ),
    (("label",), True, "label: Expected text, found true or false. Put it in quotes."),
    (("label",), {"token": None}, "label: Expected text, found keys with values. Put it in quotes."),
    (("label",), None, "label: Expected text, found nothing."),
    (("fields", 0, "required"), "no", "fields[0].required: Expected true or false, found text."),
    (("fields",), {}, "fields: Expected a list, found keys with values."),
    (
        ("fields", 0, "shown_when"),
        {"a": 1, "b": {}},
        "fields[0].shown_when.b: Expected true or false or a whole number or a number or text or a list "
        "or nothing, found keys with values.",
    ),
]

IN_APPS: list[tuple[Place, Any, str]] = [
    (
        ("lookups", "tags", "value"),
        1,
        "lookups.tags.value: Expected text, found a whole number. Put it in quotes.",
    ),
    (
        ("lookups", "tags", "lable"),
        [],
        "lookups.tags.lable: The key `lable` is not known here. Did you mean `label`?",
    ),
    (
        ("lookups", "tags", "request", "headers"),
        {"A": "a", "B": 1},
        "lookups.tags.request.headers.B: Expected text, found a whole number. Put it in quotes.",
    ),
    (
        ("connection", "auth", "kind"),
        "headr",
        "connection.auth.kind: `headr` is not known here. Did you mean `header`?",
    ),
]


@pytest.mark.parametrize(("place", "value", "said"), IN_MODULES)
def test_a_mistake_of_form_in_a_module_is_named_with_its_place(place: Place, value: Any, said: str) -> None:
    assert mistakes_in(with_value(MODULE, place, value), ModuleFile) == [said]


@pytest.mark.parametrize(("place", "value", "said"), IN_APPS)
def test_a_mistake_of_form_in_an_app_is_named_with_its_place(place: Place, value: Any, said: str) -> None:
    assert mistakes_in(with_value(APP, place, value), AppFile) == [said]


def test_every_mistake_of_form_is_named_at_once() -> None:
    document = {
        "labl": "Do It",
        "kind": "acton",
        "effect": "read",
        "summary": 5,
        "fields": [
            {"kind": "txt", "key": "a", "lable": 1},
            {"key": "b", "label": "B"},
            {"kind": "select", "key": 1, "label": "C", "options": {"a": 1, "b": "B", "c": []}},
            {
                "kind": "list_of_groups",
                "key": "d",
                "label": "D",
                "fields": [{"kind": 5}],
                "as_object": ["x", 1],
            },
        ],
        "request": {"method": "SEND", "pth": "/a"},
        "paging": {
            "kind": "offset",
            "param": "o",
            "size": {"param": "n", "most": 1},
            "windows": {"snce": "s"},
        },
        "errors": [{"menas": "auth"}],
    }
    said = mistakes_in(document, ModuleFile)
    assert sorted(said) == sorted(
        [
            "labl: The key `labl` is not known here. Did you mean `label`?",
            "kind: `acton` is not known here. Did you mean `action`?",
            "summary: Expected text, found a whole number. Put it in quotes.",
            "fields[0].kind: `txt` is not known here. Did you mean `text`?",
            "fields[0].lable: The key `lable` is not known here. Did you mean `label`?",
            "fields[0].lable: Expected text, found a whole number. Put it in quotes.",
            "fields[1]: The key `kind` is missing.",
            "fields[2].key: Expected text, found a whole number. Put it in quotes.",
            "fields[2].options.a: Expected text, found a whole number. Put it in quotes.",
            "fields[2].options.c: Expected text, found a list. Put it in quotes.",
            "fields[3].fields[0].kind: Expected text, found a whole number. Put it in quotes.",
            "fields[3].as_object[1]: Expected text, found a whole number. Put it in quotes.",
            "request.method: `SEND` is not known here. Use one of: DELETE, GET, PATCH, POST, PUT.",
            "request.pth: The key `pth` is not known here. Did you mean `path`?",
            "paging.windows.snce: The key `snce` is not known here. Did you mean `since`?",
            *(f"paging.windows: The key `{key}` is missing." for key in ("until", "at", "id_at")),
            "errors[0].menas: The key `menas` is not known here. Did you mean `means`?",
        ]
    )


def test_the_same_mistake_in_several_entries_is_named_in_each() -> None:
    lookups = {name: {**APP["lookups"]["tags"], "label": ["x", 1]} for name in ("tags", "forms")}
    said = mistakes_in({**APP, "lookups": lookups}, AppFile)
    assert [line.partition(": ")[0] for line in said] == ["lookups.tags.label[1]", "lookups.forms.label[1]"]


def test_what_is_right_stays_as_it_is_beside_what_is_mended() -> None:
    lookups = {"tags": {**APP["lookups"]["tags"], "lable": 1}, "forms": APP["lookups"]["tags"]}
    read = mend({**APP, "lookups": lookups, "base_url": None}, AppFile)
    assert read.value
    assert (read.value.label, read.value.base_url) == ("Demo", "")
    assert read.value.lookups["forms"] == decode(APP, AppFile).lookups["tags"]
    assert read.doubtful == (("base_url",),)


def test_what_the_decoder_says_in_another_way_is_passed_on() -> None:
    assert mistakes_in({1: 2}, ModuleFile) == [": Expected `str` - at `key` in `$`."]


@pytest.mark.parametrize("value", [None, [], "text", 1])
def test_a_file_that_is_no_mapping_is_refused(value: Any) -> None:
    [said] = mistakes_in(value, ModuleFile)
    assert said.startswith(": Expected keys with values, found ")
