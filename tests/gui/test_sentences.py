"""Texts in a row, and errors in words."""

import pytest

from core.model.errors import TrunklineError
from gui.sentences import in_words, sentences, why_and_what_next


def test_what_does_not_end_as_a_sentence_is_ended() -> None:
    assert sentences("It says: “gone”", "", "Try again.") == "It says: “gone”. Try again."
    assert sentences("It says: “Gone!”", "Why?") == "It says: “Gone!” Why?"


@pytest.mark.parametrize(
    ("error", "below_its_title"),
    [
        (TrunklineError("No answer.", "It took too long", "Try again."), "It took too long. Try again."),
        (TrunklineError("No answer.", "", "Try again."), "Try again."),
        (TrunklineError("No answer."), ""),
    ],
)
def test_no_part_of_an_error_is_left_out(error: TrunklineError, below_its_title: str) -> None:
    assert why_and_what_next(error) == below_its_title
    assert in_words(error) == f"No answer. {below_its_title}".strip()
