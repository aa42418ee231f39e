"""How Customerly says no: always `error` with `message` and `code`, never `data`.

A wrong token is a 500. The other statuses and texts are our own choice, except that of a missing user.
"""

from typing import Any

from core.sandbox.answers import Refusal


def error_body(message: str) -> dict[str, Any]:
    """Return the body of every error."""
    return {"error": {"message": message, "code": 0}}


TOO_OFTEN = error_body("Too many requests")
SERVER_ERROR = error_body("Internal server error")


def no_header() -> Refusal:
    """The token came in no form that is known, or not at all."""
    return Refusal(500, error_body("You must provide a valid header Authorization: Bearer <TOKEN>"))


def wrong_token() -> Refusal:
    """Nobody has this token."""
    return Refusal(500, error_body("Access token not found."))


def not_found(what: str) -> Refusal:
    """Something that does not exist, or was not even named."""
    return Refusal(404, error_body(f"{what} doesn't exist"))


def bad(text: str) -> Refusal:
    """A mistake in the request. The text never speaks of tokens, which callers look for."""
    return Refusal(400, error_body(text))
