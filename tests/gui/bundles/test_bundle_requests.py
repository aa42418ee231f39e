"""The requests behind the bundles."""

import pytest
from bundle_screen import Screen

from core.model.http import Exchange

FIRST = Exchange(
    method="GET",
    url="https://api.example.com/v1/contacts?page=1",
    request_headers=(("Authorization", "Bearer ••••"),),
    request_body="",
    attempt=1,
    sent_at=1.0,
    status=429,
    reply_headers=(("Retry-After", "3"),),
    reply_body='{"message":"Too many requests"}',
    reply_size=31,
    seconds=0.214,
    problem="The service asks to wait.",
)
SECOND = Exchange(
    method="POST",
    url="https://api.example.com/v1/contacts",
    request_headers=(),
    request_body='{"price":1.10}',
    attempt=2,
    sent_at=2.0,
    status=200,
    reply_size=612_000,
    seconds=1.0,
)
LOST = Exchange(
    method="GET",
    url="https://api.example.com/v1/<b>x</b>",
    request_headers=(),
    request_body="plain <b>text</b>",
    attempt=1,
    sent_at=3.0,
    seconds=30.0,
    problem="No answer within 30 s.",
)


@pytest.fixture(autouse=True)
def request_tab(screen: Screen) -> None:
    screen.view.show_tab("request")


def row(screen: Screen, number: int) -> list[str]:
    model = screen.requests.model()
    return [str(model.index(number, column).data()) for column in range(model.columnCount())]


def test_without_requests_a_sentence_says_so(screen: Screen) -> None:
    assert screen.label("request-hint").isVisible()
    assert screen.label("request-hint").text() == "No requests yet."


def test_each_request_says_what_became_of_it(screen: Screen) -> None:
    screen.view.show_exchanges([FIRST, SECOND, LOST])
    assert not screen.label("request-hint").isVisible()
    assert row(screen, 0) == [
        "GET",
        FIRST.url,
        "429",
        "214 ms",
        "31 bytes",
        "1",
        "The service asks to wait.",
    ]
    assert row(screen, 1) == ["POST", SECOND.url, "200", "1.0 s", "612 kB", "2", ""]
    assert row(screen, 2)[2:] == ["no answer", "30.0 s", "", "1", "No answer within 30 s."]


def test_the_last_request_is_selected_and_shown_as_plain_text(screen: Screen) -> None:
    screen.view.show_exchanges([FIRST, LOST])
    assert screen.requests.currentIndex().row() == 1
    assert screen.text("request-sent") == "GET https://api.example.com/v1/<b>x</b>\n\nplain <b>text</b>"
    assert screen.text("request-received") == "no answer · 30.0 s\nNo answer within 30 s."


def test_a_chosen_request_shows_what_was_sent_and_received(screen: Screen) -> None:
    screen.view.show_exchanges([FIRST, SECOND])
    assert screen.text("request-sent").endswith('\n\n{\n  "price": 1.10\n}')
    screen.requests.selectRow(0)
    assert screen.text("request-sent") == f"GET {FIRST.url}\nAuthorization: Bearer ••••"
    assert screen.text("request-received") == (
        "429 · 214 ms · 31 bytes\nThe service asks to wait.\nRetry-After: 3\n\n"
        '{\n  "message": "Too many requests"\n}'
    )


def test_further_requests_follow_the_last_one_but_leave_a_chosen_one(screen: Screen) -> None:
    screen.view.show_exchanges([FIRST])
    screen.view.show_exchanges([FIRST, SECOND])
    assert screen.requests.currentIndex().row() == 1
    screen.requests.selectRow(0)
    screen.view.show_exchanges([FIRST, SECOND, LOST])
    assert screen.requests.currentIndex().row() == 0


def test_requests_of_another_run_start_at_the_last(screen: Screen) -> None:
    screen.view.show_exchanges([FIRST, SECOND, LOST])
    screen.requests.selectRow(0)
    screen.view.show_exchanges([SECOND, FIRST])
    assert screen.requests.currentIndex().row() == 1
    assert screen.text("request-received").startswith("429")


def test_requests_remain_in_sight_when_a_run_brought_no_bundles(screen: Screen) -> None:
    screen.view.clear("Nothing was found.")
    screen.view.show_exchanges([SECOND])
    assert screen.requests.isVisible()
    screen.view.show_tab("tree")
    assert screen.label("tree-hint").text() == "Nothing was found."
    screen.view.clear()
    screen.view.show_tab("request")
    assert screen.label("request-hint").isVisible()
    assert screen.text("request-sent") == ""


def test_a_long_body_shows_its_beginning(screen: Screen) -> None:
    body = "[" + ",".join("1" for _ in range(5000)) + "]"
    screen.view.show_exchanges(
        [Exchange(method="PUT", url="u", request_headers=(), request_body=body, attempt=1, sent_at=0)]
    )
    assert screen.text("request-sent").endswith("\n\nShowing the first 2,000 lines.")
