"""What a command gives back, and how an account is named to it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.sandboxes import RunningSandbox


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """Standard output as bundles, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def json(self) -> Any:
        """Standard output as one document."""
        return json.loads(self.out)


Command = Callable[..., Done]


def to(sandbox: RunningSandbox, app: str = "refiner", **changed: str) -> list[str]:
    """The values and the address of an account, as options."""
    pairs = sandbox.values(app) | changed
    return [
        "--address",
        sandbox.address(app),
        *(part for key, value in pairs.items() for part in ("--set", f"{key}={value}")),
    ]
