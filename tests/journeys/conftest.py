"""What the journeys start from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from core.sandbox import SandboxOptions, SandboxThread
from gui import theme
from tests.secret_service import SecretService, require_programs, secret_service_running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A profile's folder that is not there yet."""
    return tmp_path / "profile"


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    """A real keyring, unlocked and empty."""
    require_programs()
    with secret_service_running() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        yield service


@pytest.fixture
def no_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which no keyring runs."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nowhere'}")


@pytest.fixture
def sandbox() -> Iterator[SandboxThread]:
    """The services, on this machine."""
    with SandboxThread(SandboxOptions(contacts=3000)) as running:
        yield running


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """The program's own look: sizes and visibility as people have them."""
    theme.apply(qapp, "light")
