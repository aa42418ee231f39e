"""A curl command, pasted into the form of a call of one's own."""

from typing import Any

import pytest
from on_screen import MakeForm, has_focus, line_of, problem_of

from core.model.fields import JsonField, KeyValuesField, SelectField, TextField
from core.model.request import AnyCall
from core.rules.curl import UnreadableCurl
from gui.forms.form import Form

CALL = AnyCall(method="method", path="url", headers="headers", query="qs", body="body")
BASE = "https://api.example.com/v1"
FIELDS = (
    TextField(key="url", label="URL", required=True),
    SelectField(key="method", label="Method", required=True, options={"GET": "GET", "POST": "POST"}),
    KeyValuesField(key="headers", label="Headers"),
    KeyValuesField(key="qs", label="Query String"),
    JsonField(key="body", label="Body"),
    TextField(key="other", label="Other"),
)


@pytest.fixture
def form(make_form: MakeForm) -> Form:
    return make_form(*FIELDS, values={"url": "/old", "qs": {"old": "1"}, "body": {"old": 1}, "other": "kept"})


def test_a_command_fills_the_parts_and_nothing_else(form: Form) -> None:
    said = form.fill_from_curl(
        f"""curl -X POST '{BASE}/contacts?page=2' -H 'X-Trace: a' -d '{{"name": "Ann"}}'""", CALL, [BASE]
    )

    assert said == ""
    assert form.values() == {
        "url": "/contacts",
        "method": "POST",
        "headers": {"X-Trace": "a"},
        "qs": {"page": "2"},
        "body": {"name": "Ann"},
        "other": "kept",
    }
    assert form.check()


def test_what_the_command_does_not_have_is_emptied(form: Form) -> None:
    form.fill_from_curl(f"curl {BASE}/contacts", CALL, [BASE])

    assert form.values() == {"url": "/contacts", "method": "GET", "other": "kept"}


def test_credentials_are_left_out_and_named_without_their_values(form: Form) -> None:
    said = form.fill_from_curl(
        f"curl '{BASE}/contacts?api_key=s3cret&page=1&page_token=x' -H 'authorization: Bearer s3cret' "
        "-H 'X-API-TOKEN: s3cret' -b 'session=s3cret'",
        CALL,
        [BASE],
    )

    assert said == (
        "Left out: credentials in the address, because the connection adds its own; "
        "authorization, X-API-TOKEN, Cookie, because the connection adds its own credentials."
    )
    assert form.values()["qs"] == {"page": "1", "page_token": "x"}
    assert "headers" not in form.values()
    assert "s3cret" not in said + str(form.values())


def test_what_a_browser_adds_is_left_out(form: Form) -> None:
    said = form.fill_from_curl(
        f"curl '{BASE}/contacts' -H 'accept: application/json' -H 'user-agent: Browser' "
        "-H 'sec-fetch-mode: cors' -H 'origin: https://example.com' -H 'X-Own: 1' --compressed",
        CALL,
        [BASE],
    )

    assert form.values()["headers"] == {"X-Own": "1"}
    assert said == "Left out: 3 headers that a program adds by itself."


def test_another_host_is_refused_at_the_field_with_its_address_left_there(form: Form) -> None:
    form.fill_from_curl("curl https://elsewhere.example/v1/contacts", CALL, [BASE])

    assert line_of(form, "url").text() == "https://elsewhere.example/v1/contacts"
    assert problem_of(form, "url").startswith("This leads to elsewhere.example, which is not the service")
    assert has_focus(line_of(form, "url"))


@pytest.mark.parametrize(
    ("url", "bases", "path"),
    [
        (f"{BASE}/contacts", [BASE], "/contacts"),
        (f"{BASE}/contacts", ["https://api.example.com"], "/v1/contacts"),
        (f"{BASE}/contacts", ["https://api.example.com", f"{BASE}/"], "/contacts"),
        ("https://api.example.com/v2/x", [BASE], "https://api.example.com/v2/x"),
        (
            "https://fra1.example.com/API/x",
            ["https://{place}.example.com/API"],
            "https://fra1.example.com/API/x",
        ),
        ("https://API.example.com/v1/x", [BASE], "/x"),
    ],
)
def test_the_address_is_shortened_to_what_comes_after_the_base(
    form: Form, url: str, bases: list[str], path: str
) -> None:
    form.fill_from_curl(f"curl {url}", CALL, bases)

    assert form.values()["url"] == path
    assert problem_of(form, "url") == ""


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://api.example.com.evil.example/v1/x", BASE),
        ("http://api.example.com/v1/x", BASE),
        ("https://api.example.com:8443/v1/x", BASE),
        ("https://fra1.example.com.evil.example/x", "https://{place}.example.com"),
        ("https://example.com/x", "https://{place}.example.com"),
    ],
)
def test_a_host_that_only_looks_alike_is_refused(form: Form, url: str, base: str) -> None:
    form.fill_from_curl(f"curl {url}", CALL, [base])

    assert problem_of(form, "url") != ""


@pytest.mark.parametrize(
    ("data", "body", "said"),
    [
        ("-d '[1, 2]'", [1, 2], ""),
        ("-d 'a=1&b=x+y'", {"a": "1", "b": "x y"}, "as a form: it is sent as JSON here"),
        ("--json '{\"a\": 1}'", {"a": 1}, ""),
        ("-H 'Content-Type: text/plain' -d 'a=1'", "a=1", ""),
    ],
)
def test_bodies_become_json_where_they_can(form: Form, data: str, body: Any, said: str) -> None:
    sentence = form.fill_from_curl(f"curl {BASE}/contacts {data}", CALL, [BASE])

    assert form.values()["body"] == body
    assert said in sentence


def test_a_parameter_that_stands_twice_stays_in_the_address(form: Form) -> None:
    form.fill_from_curl(f"curl '{BASE}/contacts?tag=a&tag=b%20c'", CALL, [BASE])

    assert form.values()["url"] == "/contacts?tag=a&tag=b+c"
    assert "qs" not in form.values()


def test_a_method_that_is_not_offered_is_a_problem_at_its_field(form: Form) -> None:
    form.fill_from_curl(f"curl -X OPTIONS {BASE}/contacts", CALL, [BASE])

    assert not form.check()
    assert problem_of(form, "method") == "Choose one of: GET, POST."


def test_what_the_command_cannot_bring_is_named(form: Form) -> None:
    said = form.fill_from_curl(f"curl {BASE}/contacts -d @body.json", CALL, [BASE])

    assert said == "Left out: the body in the file 'body.json'."


def test_what_is_no_command_changes_nothing(form: Form) -> None:
    before = form.values()
    with pytest.raises(UnreadableCurl):
        form.fill_from_curl("hello", CALL, [BASE])

    assert form.values() == before
