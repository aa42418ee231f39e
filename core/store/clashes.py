"""What becomes of something in a backup whose name is taken here."""

from collections.abc import Collection
from typing import Literal

Clash = Literal["skip", "rename", "replace"]
"""What shall become of it.

    skip      it stays in the backup
    rename    it comes beside the other one, with a number behind its name
    replace   what is in the other one becomes that of the backup; its id stays, and with it everything that
              is bound to it
"""

Outcome = Literal["added", "skipped", "renamed", "replaced"]


def numbered(name: str, taken: Collection[str]) -> str:
    """The name with the first number that is free. `taken` are names without regard to capitals."""
    number = 2
    while f"{name} ({number})".casefold() in taken:
        number += 1
    return f"{name} ({number})"
