"""What an entry or an account is called: by a path in its JSON, or by a text with paths as places.

`name` and `owner.name` are paths, `{name} <{owner.email}>` is a text with places.
"""

import re
from collections.abc import Sequence
from typing import Any

from core.rules.envelope import value_at
from core.rules.template import as_text

_PLACE = re.compile(r"\{([^{}]+)\}")


def entry_label(entry: bytes, labels: Sequence[str]) -> str:
    """The first label whose path, or whose places all, hold something; "" when none does."""
    return next(filter(None, (_complete(entry, label) for label in labels)), "")


def account_label(reply: bytes, label: str) -> str:
    """The label of an account; where not all of its places are filled, what the first filled one holds."""
    return _complete(reply, label) or entry_label(reply, _PLACE.findall(label))


def _complete(body: bytes, label: str) -> str:
    if not label:
        return ""
    places = _PLACE.findall(label)
    texts = {path: _text_at(body, path) for path in places or [label]}
    if not all(texts.values()):
        return ""
    return _PLACE.sub(lambda found: texts[found[1]], label) if places else texts[label]


def _text_at(body: bytes, path: str) -> str:
    """A text or a number at a path, as text; "" for what is absent, blank or of another kind."""
    value: Any = value_at(body, path)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = as_text(value)
    return text if text.strip() else ""
