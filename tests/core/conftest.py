"""What the tests of client, runs and integrator share: the apps, and a sandbox to talk to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.apps.catalogue import Catalogue
from tests.sandboxes import RunningSandbox, running_sandbox

APPS = Path(__file__).resolve().parents[2] / "resources" / "apps"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The built-in apps."""
    return Catalogue([APPS])


@pytest.fixture(scope="session")
def small_sandbox() -> Iterator[RunningSandbox]:
    """One with 100 contacts, for the whole session."""
    with running_sandbox(contacts=100) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(small_sandbox: RunningSandbox) -> RunningSandbox:
    """The one with 100 contacts, back at its start."""
    small_sandbox.reset()
    return small_sandbox


@pytest.fixture(scope="session")
def session_long_list() -> Iterator[RunningSandbox]:
    """One with 10,500 contacts, for the whole session."""
    with running_sandbox(contacts=10_500) as sandbox:
        yield sandbox


@pytest.fixture
def long_list(session_long_list: RunningSandbox) -> RunningSandbox:
    """The one with 10,500 contacts: more than numbered pages are advised for."""
    session_long_list.reset()
    return session_long_list
