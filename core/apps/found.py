"""What an app's folder holds, and what was found in it."""

from pathlib import Path

import msgspec

from core.model.errors import AppProblem
from core.model.module import Module

Problems = tuple[AppProblem, ...]


class Modules(msgspec.Struct, frozen=True):
    """The modules of one app: those that can be used, in the order of display, and the problems of others."""

    usable: tuple[Module, ...]
    broken: dict[str, Problems]


def sample_file(app: Path, module: str) -> Path:
    """Where the sample reply of a module lies."""
    return app / "samples" / f"{module}.json"


def icon_file(app: Path) -> Path:
    """Where the icon of an app lies."""
    return app / "icon.svg"
