"""How Cliengo says no. Only two texts are known; shape, statuses and the other texts are our own choice.

No text repeats what the caller sent: callers look for words in it.
"""

from core.sandbox.answers import Refusal

TOO_OFTEN = {"error": "Too Many Requests", "message": "Too many requests"}
SERVER_ERROR = {"error": "Internal Server Error", "message": "Something went wrong"}
NO_SUCH_METHOD = {"error": "Method Not Allowed", "message": "Method not allowed"}
NO_SUCH_PATH = {"error": "Not Found", "message": "Path not found"}


def unauthorized() -> Refusal:
    """A missing or wrong key."""
    return Refusal(401, {"error": "Unauthorized", "message": "You couldn't be authenticated"})


def bad(text: str) -> Refusal:
    """A mistake in the request."""
    return Refusal(400, {"error": "Bad Request", "message": text})


def not_found(what: str) -> Refusal:
    """An id of nothing."""
    return Refusal(404, {"error": "Not Found", "message": f"{what} not found"})
