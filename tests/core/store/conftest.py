"""Folders and keyrings for the tests of the store."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.secret_service import (
    SecretService,
    collect_what_failed_calls_left,
    require_programs,
    secret_service_running,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A profile's folder that is not there yet."""
    return tmp_path / "profile"


@pytest.fixture
def secret_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    """A real keyring, unlocked and empty."""
    require_programs()
    with secret_service_running() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        yield service
    collect_what_failed_calls_left()


@pytest.fixture
def no_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which no keyring runs."""
    if not sys.platform.startswith("linux"):
        pytest.skip("the keyring of this system cannot be taken away")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nowhere'}")
