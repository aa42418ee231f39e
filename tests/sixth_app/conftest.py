"""An own app in a profile, and the service that it speaks to."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from core.integrator import Integrator, NewConnection, open_integrator
from tests.sixth_app.counterbell import APP, KEY, Counterbell
from tests.sixth_app.standing_in import standing_in


@pytest.fixture(autouse=True)
def _quick(short_waits: None, cheap_passphrase: None) -> None:
    """Nobody waits here for nothing."""


@pytest.fixture
def service() -> Iterator[Counterbell]:
    """Counterbell, as it is at its start."""
    service = Counterbell()
    with standing_in(service):
        yield service


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A data folder with the app among the person's own."""
    shutil.copytree(APP, tmp_path / "profile" / "apps" / "counterbell")
    return tmp_path / "profile"


@pytest.fixture
def connected(profile: Path, service: Counterbell) -> Callable[[], AbstractAsyncContextManager[Integrator]]:
    """Opens the profile with an account of the service, called "Office"."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Integrator]:
        async with open_integrator(profile, passphrase="correct horse battery") as integrator:
            await integrator.connect(
                NewConnection(app="counterbell", name="Office", values={"key": KEY}, address=service.address)
            )
            yield integrator

    return opened
