"""Filling the values of a form into what an app file wrote.

A text that is exactly `$key` becomes the value with its type; `{key}` inside a text becomes its text;
`$$` at the beginning stands for a dollar sign. What refers to a value that was left out is left out too.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

_WHOLE = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")
_INSIDE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")

LEFT_OUT = msgspec.UNSET
"""What `fill` gives for something that has no place in the request."""


def fill(template: Any, values: Mapping[str, Any]) -> Any:
    """The template with its references replaced; `LEFT_OUT` when all it refers to was left out."""
    if isinstance(template, str):
        return _fill_text(template, values)
    if isinstance(template, Mapping):
        filled = {key: fill(part, values) for key, part in template.items()}
        kept = {key: part for key, part in filled.items() if part is not LEFT_OUT}
        return kept if kept or not template else LEFT_OUT
    if isinstance(template, list | tuple):
        parts = [part for part in (fill(part, values) for part in template) if part is not LEFT_OUT]
        return parts if parts or not template else LEFT_OUT
    return template


def references(template: Any) -> Iterator[str]:
    """The keys that a template refers to, in order, with repetitions."""
    if isinstance(template, str):
        whole = _WHOLE.fullmatch(template)
        yield from [whole[1]] if whole else _INSIDE.findall(template)
    elif isinstance(template, Mapping):
        for part in template.values():
            yield from references(part)
    elif isinstance(template, list | tuple):
        for part in template:
            yield from references(part)


def _fill_text(template: str, values: Mapping[str, Any]) -> Any:
    if whole := _WHOLE.fullmatch(template):
        return values.get(whole[1], LEFT_OUT)
    keys = _INSIDE.findall(template)
    if any(key not in values for key in keys):
        return LEFT_OUT
    text = template[1:] if template.startswith("$$") else template
    return _INSIDE.sub(lambda found: as_text(values[found[1]]), text)


def as_text(value: Any) -> str:
    """A value inside a text: texts as they are, everything else as JSON, null as nothing."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)
