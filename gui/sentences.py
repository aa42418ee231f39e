"""Texts as sentences in a row, and what went wrong in words: title, reason and next step, none left out."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.model.errors import TrunklineError


def as_sentence(text: str) -> str:
    """A text that ends as a sentence does: what a service says often does not."""
    return text if text.rstrip("”)")[-1:] in (".", "!", "?", "…") else f"{text}."


def sentences(*parts: str) -> str:
    """Those of the texts that say something, each ended as a sentence."""
    return " ".join(as_sentence(part) for part in parts if part)


def in_words(error: "TrunklineError") -> str:
    """All of an error, where one text has to tell it."""
    return sentences(error.title, error.reason, error.next_step)


def why_and_what_next(error: "TrunklineError") -> str:
    """All of an error but its title, for below that."""
    return sentences(error.reason, error.next_step)
