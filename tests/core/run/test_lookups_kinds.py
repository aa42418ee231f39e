"""Choice lists of every shape: plain texts, labels of several parts, what is left out, names of values."""

from pathlib import Path
from typing import Any

import pytest

from core.model.app import Lookup
from core.model.errors import UnreadableReply
from core.model.request import PagePaging, PageSize, Request
from tests.core.rules.rules_samples import app
from tests.core.run.own_host import json_answer, own_desk

LIST = Request(method="GET", path="/list")


def lookup(**declared: Any) -> Lookup:
    return Lookup(**{"request": LIST, "items": "data", **declared})


PEOPLE = """{"data": [
    {"id": "1", "name": "Ann", "email": "ann@example.com", "gone": false},
    {"id": "2", "name": null, "email": "ben@example.com", "gone": true},
    {"id": "3", "name": "", "email": "cat@example.com", "gone": 1},
    {"id": 4, "name": "Dan"},
    {"id": true, "name": "Eve"},
    {"id": "", "name": "Flo"},
    {"name": "Gus"},
    "nobody", null, 7
]}"""


@pytest.mark.parametrize(
    ("declared", "reply", "choices"),
    [
        ({}, '{"data": ["vip", "", 7, null, true, {"a": 1}]}', [("vip", "vip"), ("7", "7")]),
        ({"items": ""}, '["vip", "half a \\ud83d"]', [("vip", "vip"), ("half a \ud83d", "half a \ud83d")]),
        ({}, '["a bare list"]', [("a bare list", "a bare list")]),
        ({}, '{"data": []}', []),
        (
            {"value": "id", "label": ("{name} <{email}>", "email")},
            PEOPLE,
            [("1", "Ann <ann@example.com>"), ("2", "ben@example.com"), ("3", "cat@example.com"), ("4", "4")],
        ),
        (
            {"value": "id", "label": ("name",), "skip": {"gone": True}},
            PEOPLE,
            [("1", "Ann"), ("3", "3"), ("4", "Dan")],
        ),
        (
            {"value": "id", "label": ("name",), "skip": {"name": None, "gone": False, "email": "no"}},
            PEOPLE,
            [("3", "3"), ("4", "Dan")],
        ),
        (
            {"value": "a.id", "label": ("{a.b.c}/{a.n}",), "skip": {"a.n": 2}},
            '{"data": [{"a": {"id": "x", "n": 1, "b": {"c": "{a.n}"}}}, {"a": {"id": "y", "n": 2}}]}',
            [("x", "{a.n}/1")],
        ),
        (
            {"names_of": "attributes"},
            '{"data": [{"attributes": {"plan": 1, "Äge": 2, "seats": null}}, {"attributes": []}, {},'
            ' {"attributes": {"plan": 3, "Company": "", "": 0}}, {"attributes": null}]}',
            [("Company", "Company"), ("plan", "plan"), ("seats", "seats"), ("Äge", "Äge")],
        ),
        ({"names_of": "attributes"}, '{"data": []}', []),
    ],
)
async def test_a_list_becomes_values_and_labels(
    tmp_path: Path, declared: dict[str, Any], reply: str, choices: list[tuple[str, str]]
) -> None:
    own = app(lookups={"things": lookup(**declared)})
    async with own_desk(tmp_path, own, json_answer(list=reply)) as d:
        assert await d.choices("things") == choices


async def test_names_are_gathered_over_all_pages_each_once(tmp_path: Path) -> None:
    paging = PagePaging(param="page", first=0, size=PageSize(param="per_page", most=2))
    own = app(lookups={"names": lookup(names_of="values", request=LIST, paging=paging)})
    pages = [
        '{"data": [{"values": {"b": 1}}, {"values": {"c": 1, "a": 1}}]}',
        '{"data": [{"values": {"a": 2}}, {"values": {"d": 2}}]}',
        '{"data": [{"values": {"b": 3, "A": 3}}]}',
    ]

    def answer(target: str) -> Any:
        page = target.partition("page=")[2].partition("&")[0]
        return json_answer(list=pages[int(page or 0)])(target)

    async with own_desk(tmp_path, own, answer) as d:
        assert [value for value, _ in await d.choices("names")] == ["A", "a", "b", "c", "d"]
        assert len(d.host.seen) == 3


@pytest.mark.parametrize(("items", "reply"), [("data", '{"other": []}'), ("data", ""), ("", "<p>")])
async def test_a_list_that_is_none_cannot_be_read(tmp_path: Path, items: str, reply: str) -> None:
    own = app(lookups={"things": lookup(items=items, value="id")})
    async with own_desk(tmp_path, own, json_answer(list=reply)) as d:
        with pytest.raises(UnreadableReply, match="Demo's list could not be read"):
            await d.choices("things")
