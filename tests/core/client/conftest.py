"""The client is tested with waits that are short, and an account in the sandbox."""

import pytest

from core.apps.catalogue import Catalogue
from tests.core.client.client_calls import Account, account
from tests.sandboxes import RunningSandbox


@pytest.fixture(autouse=True)
def _short_waits(short_waits: None) -> None:
    """Nobody waits here for nothing."""


@pytest.fixture
def refiner(catalogue: Catalogue, sandbox: RunningSandbox) -> Account:
    """The account at Refiner in the sandbox."""
    return account(catalogue, sandbox)


@pytest.fixture
def segmetrics(catalogue: Catalogue, sandbox: RunningSandbox) -> Account:
    """The account at SegMetrics in the sandbox."""
    return account(catalogue, sandbox, "segmetrics")
