"""Where a text stops being JSON, and why."""

import re

import msgspec

from core.model.results import Mistake
from core.results.scan import Text, after_space, begin_of

_NUMBER = rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?(?![\w.+-])"
_INSIDE = rb'[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+'
_TOKEN = re.compile(
    rb'(?P<text>"' + _INSIDE + rb'")|(?P<value>' + _NUMBER + rb"|(?:true|false|null)(?!\w))|[\[\]{},:]"
)
_TEXT_SO_FAR = re.compile(rb'"' + _INSIDE)
_WORD = re.compile(rb"[\w.+-]{1,20}")

_PLAIN = msgspec.json.Decoder(msgspec.Raw).decode

_VALUE = "a value"
_VALUE_OR_END = "a value or ]"
_NAME = "a name in quotation marks"
_NAME_OR_END = "a name in quotation marks or }"
_COLON = "a colon"
_AFTER_MEMBER = "a comma or }"
_AFTER_ITEM = "a comma or ]"
_NOTHING = "nothing more"

# What is expected → what may come → what is expected next; None: as what is around it says.
_GRAMMAR: dict[str, dict[bytes, str | None]] = {
    _VALUE: {b"text": None, b"value": None, b"{": _NAME_OR_END, b"[": _VALUE_OR_END},
    _VALUE_OR_END: {b"text": None, b"value": None, b"{": _NAME_OR_END, b"[": _VALUE_OR_END, b"]": None},
    _NAME: {b"text": _COLON},
    _NAME_OR_END: {b"text": _COLON, b"}": None},
    _COLON: {b":": _VALUE},
    _AFTER_MEMBER: {b",": _NAME, b"}": None},
    _AFTER_ITEM: {b",": _VALUE, b"]": None},
    _NOTHING: {},
}


def first_mistake(text: Text) -> Mistake | None:
    """Where a text stops being JSON; None for one that is. However deep it is nested."""
    try:
        _PLAIN(text)
    except (msgspec.DecodeError, RecursionError):
        return _first_mistake(text)  # or none: half characters and great depth are JSON all the same
    return None


def _first_mistake(text: Text) -> Mistake | None:
    end = len(text)
    position = begin_of(text)
    around = bytearray()
    expected = _VALUE
    while position < end:
        found = _TOKEN.match(text, position, end)
        token = (found.lastgroup or "").encode() or found[0] if found else b""
        if found is None or token not in _GRAMMAR[expected]:
            return _explained(text, position, end, expected if found else "")
        if token in (b"{", b"["):
            around += token
        elif token in (b"}", b"]"):
            del around[-1]
        expected = _GRAMMAR[expected][token] or _after(around)
        position = after_space(text, found.end(), end)
    return None if expected == _NOTHING else Mistake(end, f"The text ends where {expected} is missing.")


def _after(around: bytearray) -> str:
    if not around:
        return _NOTHING
    return _AFTER_MEMBER if around[-1:] == b"{" else _AFTER_ITEM


def _explained(text: Text, position: int, end: int, expected: str) -> Mistake:
    if expected == _NOTHING:
        return Mistake(position, "The JSON ends here, and something follows it.")
    if expected:
        return Mistake(position, f"Here {expected} is missing.")
    so_far = _TEXT_SO_FAR.match(text, position, end)
    if so_far and so_far.end() == end:
        return Mistake(position, "The text that begins here has no end.")
    if so_far and text[so_far.end()] == 0x5C:
        return Mistake(so_far.end(), "JSON knows no such escape.")
    if so_far:
        return Mistake(so_far.end(), "A text holds a control character, which JSON writes as an escape.")
    word = _WORD.match(text, position, end)
    if word:
        return Mistake(position, f"{word[0].decode('utf-8', 'replace')} is no value in JSON.")
    return Mistake(position, "Nothing in JSON begins with this character.")
