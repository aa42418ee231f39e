"""Secrets are put back where they stood, or not at all."""

from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.http import Exchange, HttpRequest
from core.rules.redact import Redactor
from core.rules.secrets_back import with_secrets
from core.rules.urls import add_query

KEY = "k3y th@t/nobody+may=see"
OTHER = "another-secret"
AUTH = (("Accept", "application/json"), ("Authorization", f"Bearer {KEY}"))


def request(url: str = "https://api.example.com/a", body: bytes | None = None) -> HttpRequest:
    return HttpRequest(method="POST", url=url, headers=AUTH, body=body)


def seen(sent: HttpRequest, *secrets: str) -> Exchange:
    return Redactor(secrets or [KEY]).request(sent, attempt=2, sent_at=5.0)


def keyed(url: str, key: str = KEY) -> str:
    return add_query(url, {"key": key})


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=4, max_size=30))
def test_what_was_sent_comes_back(secret: str) -> None:
    sent = request(add_query("https://api.example.com/a?page=3", {"key": secret}), f"<{secret}>".encode())
    assert with_secrets(seen(sent, secret), sent, [secret]) == sent


def test_a_further_page_gets_the_headers_and_the_body_of_the_first() -> None:
    built = request(body=f'{{"note":"{KEY}"}}'.encode())
    page = HttpRequest(method="POST", url="https://api.example.com/a?page=7", headers=AUTH, body=built.body)
    assert with_secrets(seen(page), built, [KEY]) == page


def test_a_key_in_the_address_of_a_further_page_comes_back() -> None:
    built = request(keyed("https://api.example.com/a"))
    page = request(keyed("https://api.example.com/a?page=7") + "&more=1")
    assert quote_plus(KEY) in page.url
    assert with_secrets(seen(page), built, [KEY, OTHER]) == page


@pytest.mark.parametrize(
    ("sent", "built"),
    [
        (
            request("https://api.example.com/a?key=x"),
            HttpRequest(method="GET", url="https://api.example.com/a"),
        ),
        (request(body=b"one"), request(body=b"two")),
        (request(keyed("https://api.example.com/a?page=2")), request()),
        (
            request(add_query(keyed("https://api.example.com/a?page=2"), {"other": OTHER})),
            request(add_query(keyed("https://api.example.com/a"), {"other": OTHER})),
        ),
    ],
    ids=["another method", "another body", "a secret that was not there", "two secrets"],
)
def test_what_is_not_certain_is_left_alone(sent: HttpRequest, built: HttpRequest) -> None:
    assert with_secrets(seen(sent, KEY, OTHER), built, [KEY, OTHER]) is None


def test_an_address_that_is_the_same_may_hold_several_secrets() -> None:
    sent = request(add_query(keyed("https://api.example.com/a"), {"other": OTHER}))
    assert with_secrets(seen(sent, KEY, OTHER), sent, [KEY, OTHER]) == sent
