"""Folders and keyrings for the tests of the store."""

import gc
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.secret_service import LIMIT, SecretService, require_programs, secret_service_running


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
    _collect_what_failed_calls_left()


@pytest.fixture
def no_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which no keyring runs."""
    if not sys.platform.startswith("linux"):
        pytest.skip("the keyring of this system cannot be taken away")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nowhere'}")


def _collect_what_failed_calls_left() -> None:
    """keyring leaves its connection to the bus open when a call fails: not for a later test to stumble on."""
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join(LIMIT)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
