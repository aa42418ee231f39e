"""From plain values to Structs: nothing is converted in silence, nothing unknown passes.

The decoder stops at the first mistake and names it in its own way; here it becomes a sentence with a place
and the nearest right word, and so do those after it.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from core.apps.mistakes import Mistake, Mistaken, Place, nearest, one_of
from core.apps.shapes import fitting, words_at

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
    """The Struct that a file's value describes. Raises Mistaken with every mistake of form."""
    read = mend(value, kind)
    if read.value is None or read.mistakes:
        raise Mistaken(*read.mistakes)
    return read.value


class Mended(NamedTuple, Generic[T]):
    """What a file says once its mistakes of form are set right: as the suggestions say, else by something
    that only fits, and then what the file means is in doubt there.

    `value` None: it could not be mended, and more mistakes may hide behind the last. `renamed`: keys by the
    place that they have now, as they are written.
    """

    value: T | None
    mistakes: tuple[Mistake, ...] = ()
    doubtful: tuple[Place, ...] = ()
    renamed: Mapping[Place, str] = {}

    def as_written(self, place: Place) -> Place:
        """A place by the keys that stand in the file."""
        return tuple(self.renamed.get(place[: nth + 1], step) for nth, step in enumerate(place))


def mend(value: Any, kind: type[T]) -> Mended[T]:
    """Every mistake of form: the decoder stops at each, so it is set right and the decoder asked again."""
    done: Mended[T] = Mended(None)
    while True:
        try:
            return done._replace(value=msgspec.convert(value, kind, strict=True))
        except msgspec.ValidationError as error:
            wrong = _wrong(str(error), value, kind)
        mistake = msgspec.structs.replace(wrong.mistake, place=done.as_written(wrong.mistake.place))
        if mistake in done.mistakes:
            return done
        done = done._replace(
            mistakes=(*done.mistakes, mistake),
            doubtful=(*done.doubtful, *wrong.doubtful),
            renamed={**done.renamed, **wrong.renamed},
        )
        if wrong.value is None:
            return done
        value = wrong.value


class _Wrong(NamedTuple):
    """A mistake, and the file without it (None: that cannot be made): where it is in doubt now, and what was
    renamed."""

    mistake: Mistake
    value: Any
    doubtful: tuple[Place, ...] = ()
    renamed: Mapping[Place, str] = {}


def _wrong(message: str, value: Any, kind: type) -> _Wrong:
    at = _AT.search(message)
    place = _place(at["way"], message, value, kind) if at else ()
    said = message[: at.start()] if at else message
    if found := _UNKNOWN_KEY.fullmatch(said):
        return _unknown_key(found["key"], value, kind, place)
    if found := _MISSING_KEY.fullmatch(said):
        mistake = Mistake(place, f"The key `{found['key']}` is missing.")
        return _filled_in(mistake, (*place, found["key"]), value, kind)
    if found := _UNKNOWN_WORD.fullmatch(said):
        return _unknown_word(found["word"], value, kind, place)
    if found := _WRONG_TYPE.fullmatch(said):
        return _wrong_type(found["wanted"], found["found"], value, kind, place)
    if found := _WRONG_LENGTH.fullmatch(said):
        sentence = f"Expected a list of {found['wanted']}, found {found['found']}."
        return _filled_in(Mistake(place, sentence), place, value, kind)
    return _Wrong(Mistake(place, f"{said}."), None)


def _unknown_key(key: str, value: Any, kind: type, place: Place) -> _Wrong:
    here = _at(value, place)
    words = words_at(place, value, kind)
    mistake = Mistake((*place, key), f"The key `{key}` is not known here.", one_of(key, words))
    near = nearest(key, words)
    if not near:
        return _Wrong(mistake, _with(value, (*place, key), msgspec.UNSET), doubtful=((*place, key),))
    if near in here:
        return _Wrong(mistake, _with(value, (*place, key), msgspec.UNSET))
    renamed = {near if name == key else name: one for name, one in here.items()}
    return _Wrong(mistake, _with(value, place, renamed), renamed={(*place, near): key})


def _unknown_word(word: str, value: Any, kind: type, place: Place) -> _Wrong:
    words = words_at(place, value, kind)
    mistake = Mistake(place, f"`{word}` is not known here.", one_of(word, words))
    if near := nearest(word, words):
        return _Wrong(mistake, _with(value, place, near))
    return _filled_in(mistake, place, value, kind)


def _wrong_type(wanted: str, found: str, value: Any, kind: type, place: Place) -> _Wrong:
    words, written = words_at(place, value, kind), json.dumps(_at(value, place))
    quoted = wanted == "str" if found != "null" else written in words
    sentence = f"Expected {_type_words(wanted)}, found {_type_words(found)}."
    mistake = Mistake(place, sentence, "Put it in quotes." if quoted else "")
    if quoted and found not in ("array", "object") and (written in words or not words):
        return _Wrong(mistake, _with(value, place, written))
    return _filled_in(mistake, place, value, kind)


def _filled_in(mistake: Mistake, place: Place, value: Any, kind: type) -> _Wrong:
    """Something that fits in a place, whatever was meant there."""
    where, something = fitting(place, value, kind)
    return _Wrong(mistake, _with(value, where, something), doubtful=(where,))


def _place(way: str, message: str, value: Any, kind: type) -> Place:
    """`.lookups[...].items` as a place. Which entry is meant, the decoder does not say: it is tried out."""
    place: Place = ()
    for step in _STEP.finditer(way):
        if step["any"]:
            entries = _at(value, place)
            alone = ((key, _with(value, place, {key: entries[key]})) for key in entries)
            key, value = next((key, rest) for key, rest in alone if _refusal(rest, kind) == message)
            place = (*place, key)
        else:
            place = (*place, step["key"] or int(step["index"]))
    return place


def _at(value: Any, place: Place) -> Any:
    for step in place:
        value = value[step]
    return value


def _refusal(value: Any, kind: type) -> str:
    try:
        msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        return str(error)
    return ""


def _type_words(types: str) -> str:
    return " or ".join(_TYPE_WORDS.get(name, name) for name in types.split(" | "))


def _with(value: Any, place: Place, new: Any) -> Any:
    """The value with something else at a place; `UNSET` takes it away."""
    if not place:
        return new
    changed = value.copy()
    if len(place) > 1:
        changed[place[0]] = _with(value[place[0]], place[1:], new)
    elif new is msgspec.UNSET:
        del changed[place[0]]
    else:
        changed[place[0]] = new
    return changed
