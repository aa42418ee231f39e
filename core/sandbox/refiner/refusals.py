"""How Refiner says no. Status and shape of validation errors are our own choice; no source shows them."""

from core.sandbox.answers import Refusal

TOO_OFTEN = {"error": "You are doing this too often."}
SERVER_ERROR = {"message": "Server Error"}


def bad(text: str) -> Refusal:
    """A mistake in the request."""
    return Refusal(400, {"error": text})


def not_found(what: str) -> Refusal:
    """Something that does not exist. The text never speaks of the API key, which callers look for."""
    return Refusal(404, {"message": f"{what} not found"})
