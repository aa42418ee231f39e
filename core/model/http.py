"""A request and its reply, as the client sends and reads them, and as people may see them."""

import msgspec

Headers = tuple[tuple[str, str], ...]


class HttpRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request ready to be sent. `url` and `headers` may hold credentials: never show them unredacted."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes | None = None

    def __repr__(self) -> str:
        return f"HttpRequest({self.method}, hidden)"


class HttpReply(msgspec.Struct, frozen=True, kw_only=True):
    """A whole reply. `seconds` from sending to the last byte."""

    status: int
    headers: Headers
    body: bytes
    seconds: float

    def header(self, name: str) -> str:
        """The first value of a header, whatever its case; "" if absent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One request and what became of it, secrets replaced: what the viewer shows and the trace keeps.

    `status` is 0 when no answer came, then `problem` says why. `reply_body` is kept only for replies that
    are no bundles, cut to a readable length. Times in seconds, `sent_at` since 1970, sizes in bytes.
    `revision` is that of the connection whose credentials it was sent with; None when it was not noted.
    """

    method: str
    url: str
    request_headers: Headers
    request_body: str
    attempt: int
    sent_at: float
    status: int = 0
    reply_headers: Headers = ()
    reply_body: str = ""
    reply_size: int = 0
    seconds: float = 0.0
    problem: str = ""
    revision: int | None = None
