"""From plain values to Structs: nothing is converted in silence, nothing unknown passes.

The decoder stops at the first mistake and names it in its own way; here it becomes a sentence with a place
and the nearest right word.
"""

import re
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from core.apps.mistakes import Mistake, Mistaken, Place, one_of

T = TypeVar("T", bound=msgspec.Struct)

_AT = re.compile(r" - at `\$(?P<way>.*)`$")
_STEP = re.compile(r"\.(?P<key>\w+)|\[(?P<index>\d+)\]|(?P<any>\[\.\.\.\])")
_UNKNOWN_KEY = re.compile(r"Object contains unknown field `(?P<key>.*)`")
_MISSING_KEY = re.compile(r"Object missing required field `(?P<key>.*)`")
_UNKNOWN_WORD = re.compile(r"Invalid (?:enum )?value '(?P<word>.*)'")
_WRONG_TYPE = re.compile(r"Expected `(?P<wanted>.*)`, got `(?P<found>.*)`")
_WRONG_LENGTH = re.compile(r"Expected `array` of length (?P<wanted>\d+), got (?P<found>\d+)")

_TYPE_WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "keys with values",
    "null": "nothing",
}


def decode(value: Any, kind: type[T]) -> T:
    """The Struct that a file's value describes. Raises Mistaken with the first mistake of form."""
    try:
        return msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        raise Mistaken(_mistake(str(error), value, kind)) from None


def _mistake(message: str, value: Any, kind: type) -> Mistake:
    at = _AT.search(message)
    place = _place(at["way"], message, value, kind) if at else ()
    said = message[: at.start()] if at else message
    if found := _UNKNOWN_KEY.fullmatch(said):
        key = found["key"]
        suggestion = _nearest(key, value, kind, place)
        return Mistake((*place, key), f"The key `{key}` is not known here.", suggestion)
    if found := _MISSING_KEY.fullmatch(said):
        return Mistake(place, f"The key `{found['key']}` is missing.")
    if found := _UNKNOWN_WORD.fullmatch(said):
        word = found["word"]
        return Mistake(place, f"`{word}` is not known here.", _nearest(word, value, kind, place))
    if found := _WRONG_TYPE.fullmatch(said):
        quotes = _quotes(found["wanted"], found["found"], value, kind, place)
        wanted, got = _type_words(found["wanted"]), _type_words(found["found"])
        return Mistake(place, f"Expected {wanted}, found {got}.", quotes)
    if found := _WRONG_LENGTH.fullmatch(said):
        return Mistake(place, f"Expected a list of {found['wanted']}, found {found['found']}.")
    return Mistake(place, f"{said}.")


def _place(way: str, message: str, value: Any, kind: type) -> Place:
    """`.lookups[...].items` as a place. Which entry is meant, the decoder does not say: it is tried out."""
    place: Place = ()
    for step in _STEP.finditer(way):
        if step["any"]:
            alone = ((key, _only(value, place, key)) for key in _at(value, place))
            key, value = next((key, rest) for key, rest in alone if _refusal(rest, kind) == message)
            place = (*place, key)
        else:
            place = (*place, step["key"] or int(step["index"]))
    return place


def _at(value: Any, place: Place) -> Any:
    for step in place:
        value = value[step]
    return value


def _only(value: Any, place: Place, key: str) -> Any:
    """The value with nothing but `key` left in the mapping at a place."""
    if not place:
        return {key: value[key]}
    changed = value.copy()
    changed[place[0]] = _only(value[place[0]], place[1:], key)
    return changed


def _refusal(value: Any, kind: type) -> str:
    try:
        msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        return str(error)
    return ""


def _type_words(types: str) -> str:
    return " or ".join(_TYPE_WORDS.get(name, name) for name in types.split(" | "))


def _nearest(word: str, value: Any, kind: type, place: Place) -> str:
    """The nearest of the words that may stand at a place: keys of an object, or values of a key."""
    import msgspec.inspect as look  # only wanted when something is wrong

    here = _type_at(place, value, kind)
    if isinstance(here, look.UnionType):
        return one_of(word, [str(branch.tag) for branch in _structs(here)])
    if isinstance(here, look.LiteralType):
        return one_of(word, [str(known) for known in here.values if known != ""])
    assert isinstance(here, look.StructType), "only objects have unknown keys"
    tag_field = [here.tag_field] if here.tag_field else []
    return one_of(word, tag_field + [field.encode_name for field in here.fields])


def _quotes(wanted: str, found: str, value: Any, kind: type, place: Place) -> str:
    """Whether quotes would make a text of what was found; of nothing only where `null` is a known word."""
    import msgspec.inspect as look

    if found != "null":
        return "Put it in quotes." if wanted == "str" else ""
    here = _type_at(place, value, kind)
    return "Put it in quotes." if isinstance(here, look.LiteralType) and "null" in here.values else ""


def _type_at(place: Place, value: Any, kind: type) -> Any:
    """The type of what stands at a place, or of what it chose its `kind` from, where it chose none."""
    import msgspec.inspect as look

    here: Any = look.type_info(kind)
    for step in place:
        here = _branch(here, value)
        if isinstance(here, look.UnionType):
            return here
        here = _below(here, step)
        value = value[step]
    return _branch(here, value)


def _below(here: Any, step: str | int) -> Any:
    """The type one step further in."""
    import msgspec.inspect as look

    if isinstance(here, look.VarTupleType):
        return here.item_type
    if isinstance(here, look.DictType):
        return here.value_type
    return next(field.type for field in here.fields if field.encode_name == step)


def _branch(here: Any, value: Any) -> Any:
    """Of several types the one that the value chose by its `kind`; all of them when it chose none."""
    import msgspec.inspect as look

    if not isinstance(here, look.UnionType):
        return here
    chosen = value.get("kind") if isinstance(value, dict) else None
    return next((branch for branch in _structs(here) if branch.tag == chosen), here)


def _structs(union: Any) -> Iterable[Any]:
    import msgspec.inspect as look

    return (branch for branch in union.types if isinstance(branch, look.StructType))
