"""The event in the body of a delivery: from JSON or a form to a JSON text, and what stands in it.

The event stays the text that came, so that its numbers are those that were sent.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from core.model.trigger import Payload
from core.rules.envelope import NotJson
from core.rules.json_text import dump, one_line

Form = Mapping[bytes, Sequence[bytes]]
"""The fields of a form with their values in order, both decoded to the bytes that were meant."""

MOST_FIELDS = 1000
"""Fields of a form that is read; one of more is nobody's delivery."""

_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_OBJECT_OR_LIST = msgspec.json.Decoder(dict[str, msgspec.Raw] | list[msgspec.Raw])
_ANY = msgspec.json.Decoder()

_PERCENT = re.compile(rb"(?:%[0-9A-Fa-f]{2}){1,1000}")
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def read_form(body: bytes) -> Form:
    """The fields of an `application/x-www-form-urlencoded` body; none for a body that holds too many."""
    if body.count(b"&") >= MOST_FIELDS:
        return {}
    fields: dict[bytes, list[bytes]] = {}
    for pair in filter(None, body.split(b"&")):
        name, _, value = pair.partition(b"=")
        fields.setdefault(_decoded(name), []).append(_decoded(value))
    return fields


def read_event(payload: Payload, body: bytes, form: Form) -> bytes:
    """What was sent, as one line of JSON. Raises `NotJson` with a sentence."""
    if payload.encoding == "json":
        return _checked(body, "Its body")
    if not form:
        raise NotJson("Its body is no form.")
    if payload.part and (parts := form.get(as_bytes(payload.part))):
        return _checked(parts[0], f"'{payload.part}' in its form")
    fields = {text_of(name): [text_of(value) for value in given] for name, given in form.items()}
    return dump({name: given[0] if len(given) == 1 else given for name, given in fields.items()})


def slice_at(event: bytes, path: str) -> bytes | None:
    """The JSON text at a path of an event, "" the whole; None where nothing stands."""
    found = msgspec.Raw(event)
    try:
        for key in path.split(".") if path else ():
            found = _OBJECT.decode(found)[key]
    except (KeyError, msgspec.DecodeError, ValueError, RecursionError):
        return None
    return bytes(found)


def value_of(there: bytes) -> Any:
    """A JSON text as a value; one that Python cannot hold, such as 1e999, as its text."""
    try:
        return _ANY.decode(there)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return text_of(there)


def text_of(octets: bytes) -> str:
    """Bytes read as UTF-8; what is no character becomes U+FFFD."""
    return octets.decode("utf-8", "replace")


def as_bytes(text: str) -> bytes:
    """A text in UTF-8; what a header's text holds in place of broken bytes does not get in the way."""
    return text.encode("utf-8", "surrogatepass")


def _decoded(text: bytes) -> bytes:
    """A name or value of a form as the bytes that were meant."""
    # Anybody can send this, and it is read before a signature is looked at: run by run, as the standard
    # library's reading, sign by sign, takes half a minute for 50 MB of percent signs.
    return _PERCENT.sub(
        lambda run: bytes.fromhex(run[0].replace(b"%", b"").decode()), text.replace(b"+", b" ")
    )


def _checked(text: bytes, what: str) -> bytes:
    """A JSON object or list in UTF-8, on one line. Raises `NotJson` with a sentence."""
    whole = _in_whole_characters(text)
    if not whole:
        raise NotJson(f"{what} is empty.")
    try:
        _OBJECT_OR_LIST.decode(whole)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise NotJson(f"{what} is no JSON object.") from error
    return one_line(whole)


def _in_whole_characters(text: bytes) -> bytes:
    """JSON in UTF-8 from any of its encodings; what is no character, or half of one, becomes U+FFFD."""
    # In the text itself: decoding the whole and writing it anew would change numbers on the way.
    read = text.decode(json.detect_encoding(text), "replace").strip()
    if _HALF.search(read):
        read = _ESCAPE.sub(lambda found: r"\ufffd" if found["half"] else found[0], read)
    return read.encode()
