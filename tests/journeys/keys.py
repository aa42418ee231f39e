"""Keys of the sandbox's Refiner that come and go while it runs, as they do in life."""

import importlib

import pytest

from core.sandbox.answers import Refusal

REFUSAL = "API key not valid or does not exist"


class Keys:
    """The keys that are accepted, and those that requests came with."""

    def __init__(self, *accepted: str) -> None:
        self.accepted = set(accepted)
        self.given: list[str] = []
        self._last: int | None = None

    def revoke_all_after(self, requests: int) -> None:
        """Take so many more requests; then accept no key any more, until `accept`."""
        self._last = len(self.given) + requests

    def accept(self, *keys: str) -> None:
        """From now on accept these and no others."""
        self.accepted, self._last = set(keys), None

    def check(self, given: str, _own: str) -> None:
        """Let a request in or not. The service's thread calls it."""
        self.given.append(given)
        is_over = self._last is not None and len(self.given) > self._last
        if is_over or given not in self.accepted:
            raise Refusal(404, {"message": REFUSAL})


def refiner_keys(monkeypatch: pytest.MonkeyPatch, *accepted: str) -> Keys:
    """Have the stand-in of Refiner accept these keys, for the length of a test."""
    keys = Keys(*accepted)
    # The package has a function of the module's own name.
    monkeypatch.setattr(importlib.import_module("core.sandbox.refiner.door"), "check_key", keys.check)
    return keys
