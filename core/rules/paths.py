"""How a place within a bundle is written."""

import re
from collections.abc import Sequence

_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
_STEP = re.compile(r"(?P<dot>\.)?(?:`(?P<quoted>(?:[^`]|``)*)`|(?P<name>[^.`\[\]]+))|\[(?P<item>\d*)\]")


def path_text(steps: Sequence[str | int]) -> str:
    """A place within a bundle as expressions write it: ``segments[1].name``, ``attributes.`Plan name` ``.

    Items count from 1; 0 stands for every item: ``segments[].name``.
    """
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step or ''}]"
        else:
            name = step if _PLAIN_NAME.fullmatch(step) else "`" + step.replace("`", "``") + "`"
            text += f".{name}" if text else name
    return text


def steps_of(text: str) -> tuple[str | int, ...] | None:
    """The place that a text writes, as `path_text` does; None for what is no place.

    Names of any characters but ``.`[]`` need no quotes here: people type them as they see them.
    """
    steps: list[str | int] = []
    place = 0
    while place < len(text):
        found = _STEP.match(text, place)
        if found is None or (found["item"] is None and bool(found["dot"]) != bool(steps)):
            return None
        if found["item"] is not None:
            steps.append(int(found["item"] or 0))
        else:
            steps.append(found["name"] if found["quoted"] is None else found["quoted"].replace("``", "`"))
        place = found.end()
    return tuple(steps) or None
