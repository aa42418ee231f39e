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


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits before a repetition, where the service asks for none, as short as can be measured."""
    monkeypatch.setattr("core.rules.retry._FIRST_WAIT", 0.002)


@pytest.fixture
def cheap_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase vault that opens in a millisecond instead of half a second."""
    monkeypatch.setattr("core.store.sealing.SCRYPT_N", 2**8)
