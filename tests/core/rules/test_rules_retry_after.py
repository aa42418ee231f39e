"""How long a service asks to wait, in seconds or until a date."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.errors import RateLimited, ServiceDown
from core.rules.reply import error_in, retry_after
from tests.core.rules.rules_samples import app, reply, shortly, unhurried

NOW = 1_700_000_000.0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("1.5", 1.5),
        ("2.", 2.0),
        ("9" * 50, 1e9),
        ("Tue, 14 Nov 2023 22:13:30 GMT", 10.0),
        ("Tue, 14 Nov 2023 22:13:30", 10.0),
        ("Tue, 14 Nov 2023 22:13:30 -0000", 10.0),
        ("Tuesday, 14-Nov-23 22:13:30 GMT", 10.0),
        ("Wed, 15 Nov 2023 00:13:30 +0200", 10.0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 1e9),
        ("", None),
        ("-5", None),
        ("soon", None),
        ("1e5", None),
        ("NaN", None),
        ("٣", None),
        ("120, 130", None),
        ("Tue, 14 Nov 2023 22:13:30 +9999", None),
        ("9" * 5000, None),
    ],
    ids=shortly,
)
def test_a_service_asks_to_wait_in_seconds_or_until_a_date(header: str, seconds: float | None) -> None:
    assert retry_after(reply(headers=(("retry-after", header),)), NOW) == seconds


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change its time zone")
def test_a_date_without_a_zone_is_in_utc_wherever_the_computer_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    try:
        monkeypatch.setenv("TZ", "America/New_York")
        time.tzset()
        assert retry_after(reply(headers=(("Retry-After", "Tue, 14 Nov 2023 22:13:30"),)), NOW) == 10.0
    finally:
        monkeypatch.undo()
        time.tzset()


def test_without_the_header_nobody_said_how_long() -> None:
    assert retry_after(reply(), NOW) is None


@pytest.mark.parametrize(("status", "kind"), [(429, RateLimited), (503, ServiceDown)])
def test_an_error_knows_how_long_to_wait(status: int, kind: type[RateLimited | ServiceDown]) -> None:
    found = error_in(app(), (), reply(status=status, headers=(("Retry-After", "7"),)), NOW)
    assert isinstance(found, kind)
    assert found.retry_after == 7.0


@unhurried
@given(header=st.text(st.characters(codec="latin-1"), max_size=40))
def test_whatever_the_header_says_the_wait_is_a_number_or_none(header: str) -> None:
    seconds = retry_after(reply(headers=(("Retry-After", header),)), NOW)
    assert seconds is None or 0 <= seconds <= 1e9
