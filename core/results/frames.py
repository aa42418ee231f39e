"""Questions, and what is told, as they cross between the program and a worker: frames of JSON."""

from typing import Any

import msgspec

from core.results.questions import Question
from core.results.told import Told

HEAD = 4
"""Bytes before each frame: the length of the rest, little-endian."""

_QUESTION: msgspec.json.Decoder[Question] = msgspec.json.Decoder(Question)
_TOLD: msgspec.json.Decoder[Told] = msgspec.json.Decoder(Told)


def frame(value: Question | Told) -> bytes:
    """A question, or what is told, as it crosses."""
    try:
        body = msgspec.json.encode(value)
    except UnicodeEncodeError:  # half a character in a name, which only the standard library writes down
        import json

        body = json.dumps(msgspec.to_builtins(value)).encode()
    return len(body).to_bytes(HEAD, "little") + body


def body_length(head: bytes | bytearray) -> int:
    """How many bytes follow a head."""
    return int.from_bytes(head, "little")


def question_in(body: bytes) -> Question:
    """The question in a frame."""
    question: Question = _read(_QUESTION, Question, body)
    return question


def told_in(body: bytes) -> Told:
    """What a frame tells."""
    told: Told = _read(_TOLD, Told, body)
    return told


def _read(decoder: "msgspec.json.Decoder[Any]", kind: Any, body: bytes) -> Any:
    try:
        return decoder.decode(body)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:  # half a character again
        import json

        return msgspec.convert(json.loads(body), kind)
