"""What was found in an app's folder."""

import msgspec

from core.model.errors import AppProblem
from core.model.module import Module

Problems = tuple[AppProblem, ...]


class Modules(msgspec.Struct, frozen=True):
    """The modules of one app: those that can be used, in the order of display, and the problems of others."""

    usable: tuple[Module, ...]
    broken: dict[str, Problems]
