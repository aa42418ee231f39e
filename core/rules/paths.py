"""How a place within a bundle is written."""

import re
from collections.abc import Sequence

_PLAIN_NAME = re.compile(r"[^\W\d]\w*")


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
