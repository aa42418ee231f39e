"""Runs of modules against the sandbox: with a vault that opens at once, and without waits for nothing."""

import pytest


@pytest.fixture(autouse=True)
def _quick(short_waits: None, cheap_passphrase: None) -> None:
    """Nobody waits here for nothing."""
