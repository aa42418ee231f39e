"""What a delivery only announces is asked for, on the connection's own host, and comes with the event."""

import json
from typing import Any

import pytest

from core.model.app import App
from core.model.errors import InvalidValues, TrunklineError
from core.model.request import Bundles, Request
from core.model.trigger import FollowUp, Hook
from core.rules.deliveries import follow_up_request, followed
from core.rules.envelope import NotJson, NotThere
from tests.core.rules.delivery_samples import hook
from tests.core.rules.rules_samples import KEY, app, header, nested

CREDENTIALS = {"api_key": KEY, "account": "acme"}
ADDRESS = "http://127.0.0.1:9000/demo"
NOT_ASKED = "What Demo announced could not be asked for."


def following(path: str = "/surveys/{Survey}/answers/{Answer}", **request: Any) -> Hook:
    return hook(follow_up=FollowUp(request=Request(method="GET", path=path, **request)))


def url(given: Hook, event: dict[str, Any] | str, address: str = "", **values: Any) -> str:
    text = event if isinstance(event, str) else json.dumps(event)
    request = follow_up_request(app(), given, text.encode(), values, CREDENTIALS, address)
    assert request
    return request.url


def refusal(given: Hook, event: dict[str, Any] | str, **values: Any) -> TrunklineError:
    with pytest.raises(TrunklineError) as error:
        url(given, event, **values)
    return error.value


# --- the request ------------------------------------------------------------------------------------


def test_the_request_names_what_the_event_and_the_form_say() -> None:
    asking = following(query={"lang": "$lang", "at": "$At"})
    event = {"Survey": "SV_1", "Answer": 7, "At": "2026-11-25 10:04:31", "more": {"Answer": 8}}
    request = follow_up_request(app(), asking, json.dumps(event).encode(), {"lang": "de"}, CREDENTIALS, "")
    assert request
    assert request.method == "GET"
    assert request.url == (
        "https://api.example.com/v1/surveys/SV_1/answers/7?lang=de&at=2026-11-25+10%3A04%3A31"
    )
    assert header(request, "Authorization") == [f"Bearer {KEY}"]


def test_it_goes_where_the_connection_was_moved_to() -> None:
    assert url(following("/a/{id}"), {"id": 1}, ADDRESS) == "http://127.0.0.1:9000/demo/v1/a/1"


def test_a_hook_may_ask_for_nothing_more() -> None:
    assert follow_up_request(app(), hook(), b"{}", {}, {}, "") is None


@pytest.mark.parametrize(
    ("value", "segment"),
    [
        ("a/b?c#d", "a%2Fb%3Fc%23d"),
        ("https://evil.example/x", "https%3A%2F%2Fevil.example%2Fx"),
        ("@evil.example", "%40evil.example"),
        ("a\r\nHost: evil.example", "a%0D%0AHost%3A%20evil.example"),
        ("half a \ufffd", "half%20a%20%EF%BF%BD"),
        (12345678901234567890, "12345678901234567890"),
    ],
)
def test_whatever_the_event_says_stays_one_segment_of_the_path(value: Any, segment: str) -> None:
    assert url(following("/a/{id}/b"), {"id": value}) == f"https://api.example.com/v1/a/{segment}/b"


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"id": None},
        {"id": ""},
        {"id": " . "},
        {"id": ".."},
        {"id": "x/../../admin"},
        {"id": "%2e%2e"},
        {"id": nested(150)},
        '{"id": %s}' % ("9" * 400),
        '{"more": {"id": 1}}',
        '[{"id": 1}]',
        '"id"',
    ],
)
def test_an_event_that_does_not_hold_what_it_takes_is_told_in_words(event: Any) -> None:
    error = refusal(following("/a/{id}"), event)
    assert (error.title, error.reason) == (
        NOT_ASKED,
        "The delivery holds nothing at 'id' that can be part of the request.",
    )
    assert error.next_step
    assert not isinstance(error, InvalidValues)


def test_an_event_cannot_break_a_header() -> None:
    asking = following("/a", headers={"X-Id": "{id}"})
    request = follow_up_request(app(), asking, b'{"id": "ok"}', {}, CREDENTIALS, "")
    assert request
    assert header(request, "X-Id") == ["ok"]
    assert refusal(asking, {"id": "a\r\nX-Other: b"}).title == NOT_ASKED


def test_an_event_takes_the_place_of_nothing_that_is_ours() -> None:
    asking = following("/{account}/{id}", query={"key": "$lang"}, headers={"X-Account": "{account}"})
    event = {"id": "1", "account": "evil", "api_key": "evil", "lang": "xx"}
    text = json.dumps(event).encode()
    request = follow_up_request(app(), asking, text, {"lang": "de"}, CREDENTIALS, "")
    assert request
    assert request.url == "https://api.example.com/v1/acme/1?key=de"
    assert "evil" not in f"{request.url}{request.headers}"


def test_a_value_that_the_connection_lacks_is_not_taken_from_the_event() -> None:
    def request(base: App) -> None:
        event = b'{"account": "evil", "id": 1}'
        follow_up_request(base, following("/{account}/{id}"), event, {}, {"api_key": KEY}, "")

    with pytest.raises(InvalidValues) as invalid:
        request(app())
    assert invalid.value.by_field.keys() == {"account"}
    with pytest.raises(InvalidValues):
        request(app(base_url="https://{account}.example.com"))


def test_a_body_takes_values_as_they_are() -> None:
    asking = hook(
        follow_up=FollowUp(
            request=Request(method="POST", path="/find", body={"ids": "$ids", "gone": "$gone", "n": "$n"})
        )
    )
    event = b'{"ids": ["a", {"b": 1}], "n": 1e999}'
    request = follow_up_request(app(), asking, event, {}, CREDENTIALS, "")
    assert request
    assert request.body == b'{"ids":["a",{"b":1}],"n":"1e999"}'


def test_the_request_shows_no_credentials() -> None:
    request = follow_up_request(app(), following("/a/{id}"), b'{"id": 1}', {}, CREDENTIALS, "")
    assert KEY not in repr(request)


# --- what comes back --------------------------------------------------------------------------------

EVENT = b'{"Answer":"R_1","price":1.50}'


def after(declared: Bundles, event_as: str = "") -> Hook:
    request = Request(method="GET", path="/a")
    return hook(follow_up=FollowUp(request=request, bundles=declared, event_as=event_as))


def fetched(given: Hook, reply: bytes, **values: Any) -> list[bytes]:
    return [bytes(item) for item in followed(given, EVENT, reply, values)]


def test_the_event_stands_beside_what_was_fetched() -> None:
    beside = after(Bundles(at="result"), "event")
    assert fetched(beside, b'{"result": {"id": 1.50}, "meta": {}}') == [
        b'{"id": 1.50,"event":{"Answer":"R_1","price":1.50}}'
    ]
    assert fetched(beside, b'{"result": [{}, {"a": 1}]}') == [
        b'{"event":%b}' % EVENT,
        b'{"a": 1,"event":%b}' % EVENT,
    ]


def test_without_a_name_for_it_the_event_is_left_out() -> None:
    assert fetched(after(Bundles(at="result")), b'{"result": {"id": 1.50}}') == [b'{"id": 1.50}']


@pytest.mark.parametrize("item", [b"7", b'"x"', b"[1]", b'{"event": "own"}', b'{"\\u0065vent": 1}'])
def test_a_bundle_that_has_no_place_for_the_event_stays_as_it_is(item: bytes) -> None:
    assert fetched(after(Bundles(at="result"), "event"), b'{"result": [%b]}' % item) == [item]


def test_a_name_may_need_quotes_of_its_own() -> None:
    (bundle,) = fetched(after(Bundles(), 'the "event"'), b'{"a": 1}')
    assert json.loads(bundle) == {"a": 1, 'the "event"': json.loads(EVENT)}


def test_bundles_may_name_what_the_event_and_the_form_say() -> None:
    naming = after(Bundles(at="result", add={"answer": "$Answer", "lang": "{lang}", "gone": "$gone"}))
    assert fetched(naming, b'{"result": {"id": 1}}', lang="de") == [b'{"id": 1,"answer":"R_1","lang":"de"}']
    assert fetched(naming, b'{"result": {"id": 1}}', lang="de", Answer="own") == [
        b'{"id": 1,"answer":"own","lang":"de"}'
    ], "the form is ours, the event is not"


def test_a_reply_without_the_bundles_is_an_error() -> None:
    with pytest.raises(NotThere):
        fetched(after(Bundles(at="result")), b'{"meta": {}}')
    with pytest.raises(NotJson):
        fetched(after(Bundles(at="result")), b"<p>Sorry</p>")


def test_without_a_follow_up_the_event_is_all_there_is() -> None:
    assert fetched(hook(), b"") == [EVENT]
