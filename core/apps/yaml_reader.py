"""YAML, read as a plain and strict part of the language.

Text is what is not plainly something else: only `true` and `false` are yes and no, only `12` and `-3` are
whole numbers, only `1.5` is a decimal, and nothing is a date. A key is text and stands once. There are no
tags, so a file cannot ask for code, and no anchors, so it cannot grow.
"""

import re
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from core.apps.mistakes import Mistake, Mistaken, Place

DEEPEST = 40
"""Levels in a file. YAML's C library overflows the stack of the process at some thousand of them."""

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,99})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,99})\.[0-9]+")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}


def read_yaml(text: str) -> Any:
    """The value that a file holds. Raises Mistaken with every mistake up to the first that ends reading."""
    reader = _Reader(text)
    try:
        value = reader.document()
    except yaml.YAMLError as error:
        reader.mistakes.append(_syntax_mistake(error, text))
    finally:
        reader.close()
    if reader.mistakes:
        raise Mistaken(*reader.mistakes)
    return value


def line_of(text: str, place: Place) -> int:
    """The line, from 1, where a place of a readable file begins; of a key, the line of the key."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    line = 0
    for step in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            found = (node.value[step], node.value[step])
        else:
            found = None
        if found is None:
            break
        line, node = found[0].start_mark.line, found[1]
    return line + 1


def _plain(text: str) -> Any:
    """What text without quotes means."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text


class _Reader:
    """Builds values from the parser's events, and goes on after a mistake where it can."""

    def __init__(self, text: str) -> None:
        self._parser = yaml.CSafeLoader(text)
        self.mistakes: list[Mistake] = []

    def close(self) -> None:
        self._parser.dispose()

    def document(self) -> Any:
        """The one document of the file; None when it is empty."""
        self._next()  # the stream begins
        if isinstance(self._next(), StreamEndEvent):
            return None
        value = self._value(self._next(), ())
        while isinstance(event := self._next(), DocumentEndEvent):
            pass
        if not isinstance(event, StreamEndEvent):
            self._mistake(event, (), "A second document begins here; a file holds one.")
        return value

    def _next(self) -> Event:
        event = self._parser.get_event()
        assert event is not None, "no event is asked for after the end of the stream"
        return event

    def _mistake(self, event: Event, place: Place, sentence: str, suggestion: str = "") -> None:
        assert event.start_mark is not None, "the parser marks every event"
        self.mistakes.append(Mistake(place, sentence, suggestion, event.start_mark.line + 1))

    def _value(self, event: Event, place: Place) -> Any:
        if isinstance(event, AliasEvent):
            self._mistake(event, place, "References with `*` are not used here.", "Write the value out.")
            return None
        assert isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent)
        if event.tag is not None:
            self._mistake(event, place, f"Tags such as `{event.tag}` are not used here.", "Leave it out.")
        if isinstance(event, ScalarEvent):
            return _plain(event.value) if event.implicit[0] else event.value
        if len(place) >= DEEPEST:
            self._mistake(event, (), f"The file is nested more than {DEEPEST} levels deep.")
            raise Mistaken(*self.mistakes)
        return self._list(place) if isinstance(event, SequenceStartEvent) else self._mapping(place)

    def _list(self, place: Place) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self._next(), SequenceEndEvent):
            items.append(self._value(event, (*place, len(items))))
        return items

    def _mapping(self, place: Place) -> dict[str, Any]:
        pairs: dict[str, Any] = {}
        while not isinstance(event := self._next(), MappingEndEvent):
            key = self._value(event, place)
            if not isinstance(key, str):
                self._mistake(event, place, "A key must be text.", "Put it in quotes.")
            elif key in pairs:
                self._mistake(event, (*place, key), f"The key `{key}` stands here twice.")
            pairs[str(key)] = self._value(self._next(), (*place, str(key)))
        return pairs


def _syntax_mistake(error: yaml.YAMLError, text: str) -> Mistake:
    """What the parser could not read, in its words."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        line = error.problem_mark.line + 1
        problem = error.problem or "it cannot be read"
    else:
        line, problem = 1, str(getattr(error, "reason", error))
    lines = text.splitlines()
    tabbed = line <= len(lines) and "\t" in lines[line - 1]
    suggestion = "Indent with spaces, not with tabs." if tabbed else ""
    return Mistake((), f"The file is not readable YAML: {problem}.", suggestion, line)
