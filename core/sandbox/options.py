"""How a sandbox is to be started."""

from dataclasses import dataclass

from core.sandbox.faults import Fault


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    """Everything that can be chosen before the start. The same options give the same data, byte for byte.

    `port` 0 means any free port. `contacts` is the number of made-up contacts, `seed` decides what they
    are like. `latency` (seconds) is added to every page of a list. `rate_limit` False lets any number of
    requests in. `cursors` False: lists are paged by number only, no cursor is given out.
    `faults` are set from the start.
    """

    port: int = 0
    contacts: int = 1000
    seed: int = 1
    latency: float = 0.0
    rate_limit: bool = True
    cursors: bool = True
    faults: tuple[Fault, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise ValueError("A port is a number from 0 to 65535.")
        if self.contacts < 0:
            raise ValueError("The number of contacts cannot be negative.")
        if self.latency < 0:
            raise ValueError("The latency cannot be negative.")
