"""Runs are tested with waits that are short and passphrases that open at once."""

import pytest


@pytest.fixture(autouse=True)
def _quick(short_waits: None, cheap_passphrase: None) -> None:
    """Nobody waits here for nothing."""
