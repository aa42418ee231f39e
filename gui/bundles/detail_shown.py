"""What the detail shows of a value at hand. Pure functions."""

from typing import Any

import msgspec
from msgspec import Raw

from gui.bundles.detail_facts import (
    Facts,
    digits_of,
    facts_of_container,
    facts_of_number,
    facts_of_rest,
    facts_of_text,
)
from gui.bundles.detail_pages import JsonPages, TextPages
from gui.bundles.detail_value import legible
from gui.bundles.json_text import to_json
from gui.bundles.spot import Spot
from gui.bundles.table_lines import PATIENT, Line, kind_of, text_in
from gui.bundles.values import MISSING, Unopened, Unreadable, cell, decode, text_of

_SEVERAL = "one of several under this name"


class Shown(msgspec.Struct, frozen=True):
    """Facts and pages; `text`: what can be searched in it, of a text or a number."""

    facts: Facts
    pages: TextPages | JsonPages
    text: str = ""


def shown_of(line: Line, spot: Spot) -> Shown:
    """The value of a place in a bundle."""
    found = line.undecoded(spot.steps)
    if not _is_another(found, spot):
        return _shown(found, spot)
    shown = _shown(spot.value, spot)
    facts = msgspec.structs.replace(shown.facts, kind=f"{shown.facts.kind} · {_SEVERAL}")
    return msgspec.structs.replace(shown, facts=facts)


def _is_another(found: Any, spot: Spot) -> bool:
    """Whether the place names another value than the one that is meant: of a name that was received twice,
    a path leads to the last one."""
    if not spot.numbers or isinstance(spot.value, Unopened | Unreadable) or found is MISSING:
        return False
    if isinstance(found, Raw):
        if len(found) > PATIENT:
            return False
        found = decode(bytes(found))
    try:
        return type(found) is not type(spot.value) or found != spot.value
    except RecursionError:  # nested too deeply to be compared
        return False


def _shown(found: Any, spot: Spot) -> Shown:
    size = len(found) if isinstance(found, Raw) else 0
    match kind_of(found):
        case "text":
            text = text_in(found) if isinstance(found, Raw) else str(found)
            return Shown(facts_of_text(text, size or len(text)), TextPages(legible(text)), text)
        case "number":
            digits = digits_of(found)
            return Shown(facts_of_number(digits, spot.steps), TextPages(digits), digits)
        case "object" | "array":
            json = text_of(bytes(found)) if isinstance(found, Raw) else to_json(found)
            return Shown(facts_of_container(found, size or len(json)), JsonPages(json))
        case _:
            return rest_shown(msgspec.json.decode(found) if isinstance(found, Raw) else found)


def rest_shown(value: Any) -> Shown:
    """What is neither text nor number nor has anything in it."""
    if isinstance(value, Unreadable):
        text = f"{value.reason}\n{value.text}".rstrip()
        return Shown(facts_of_rest(value), TextPages(legible(text)))
    return Shown(facts_of_rest(value), TextPages("" if value is MISSING else cell(value).text))
