"""Regular expressions that take too long are stopped, bundle by bundle, and then altogether."""

import pytest

from core.model.errors import TrunklineError
from core.model.results import SearchFor
from core.results import pattern, search
from core.results.questions import SearchBundles
from core.results.told import HitsWritten
from tests.core.results.bundle_runs import hits_of, run_of

HARD = b'"' + b"a" * 64 + b'b"'
ENDLESS = SearchFor("(a|a)+$", pattern=True)


@pytest.fixture(autouse=True)
def _short_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pattern, "SECONDS", 0.02)


def test_a_bundle_that_takes_too_long_is_passed_over_and_counted() -> None:
    with run_of([b'"aaa"', HARD, b'{"a":"xaa"}', HARD]) as source:
        hits, last = hits_of(search.work, lambda out: SearchBundles(source, ENDLESS, out), source)
    assert hits == [(0, 1, 4), (2, 2, 3), (2, 7, 9)]
    assert last == HitsWritten(kept=3, count=3, in_bundles=2, given_up=2)


def test_an_expression_that_takes_too_long_everywhere_is_given_up_in_words() -> None:
    with run_of([HARD] * (pattern.MOST_GIVEN_UP + 1)) as source, pytest.raises(TrunklineError) as caught:
        hits_of(search.work, lambda out: SearchBundles(source, ENDLESS, out), source)
    assert caught.value.title == "This expression takes too long."
    assert "(a+)+" in caught.value.next_step


def test_a_long_text_is_looked_at_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pattern, "LONGEST_TEXT", 100)
    text = b'{"a":"' + b"x" * 250 + b"needle" + b"y" * 50 + b'"}'
    with run_of([text]) as source:
        wanted = SearchFor("need", pattern=True)
        hits, _ = hits_of(search.work, lambda out: SearchBundles(source, wanted, out), source)
    assert hits == [(0, 256, 260)]
