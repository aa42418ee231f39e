"""A real Secret Service of its own: a private message bus with GNOME's keyring on it."""

import gc
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon")
SERVICE = "org.freedesktop.secrets"
LIMIT = 10.0
"""Seconds that a program may take to start or to end."""

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class SecretService:
    """A running one. `address` is that of its bus."""

    def __init__(self, address: str, keyring: subprocess.Popen[bytes]) -> None:
        self.address = address
        self._keyring = keyring

    @property
    def library(self) -> Any:
        """What keyring itself speaks to it with; there on Linux only."""
        return pytest.importorskip("secretstorage")

    def lock(self) -> None:
        """Lock the keyring. Nobody is there to be asked for its password."""
        with closing(self.library.dbus_init()) as bus:
            self.library.get_default_collection(bus).lock()

    def count(self, service: str) -> int:
        """How many entries a program has."""
        with closing(self.library.dbus_init()) as bus:
            return len(list(self.library.get_default_collection(bus).search_items({"service": service})))

    def freeze(self) -> None:
        """From now on calls are taken and never answered, until `thaw` or the end."""
        self._keyring.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Calls are answered again, those first that were taken meanwhile."""
        self._keyring.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """Away without a word. Nobody starts it again."""
        self._keyring.kill()


@contextmanager
def secret_service_running() -> Iterator[SecretService]:
    """Start one with an unlocked, empty keyring. No other service is on its bus. Both are stopped at the
    end."""
    # Not below pytest's folder: the path of a socket may have some hundred characters only.
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ss-")))
        environment = _private_environment(home)
        address = stack.enter_context(_bus(home, environment))
        keyring = stack.enter_context(_keyring({**environment, "DBUS_SESSION_BUS_ADDRESS": address}))
        yield SecretService(address, keyring)


def collect_what_failed_calls_left() -> None:
    """keyring leaves its connection to the bus open when a call fails: not for a later test to stumble on."""
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join(LIMIT)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def require_programs() -> None:
    """Skip where the programs are missing; on a build machine they must be there."""
    missing = [program for program in PROGRAMS if not shutil.which(program)]
    if missing and os.environ.get("CI"):
        pytest.fail(f"The tests of the keyring need {', '.join(missing)}.")
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed")


def _private_environment(home: Path) -> dict[str, str]:
    folders = ("XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    return {"PATH": os.environ["PATH"], "HOME": str(home), **dict.fromkeys(folders, str(home))}


@contextmanager
def _bus(home: Path, environment: dict[str, str]) -> Iterator[str]:
    configuration = home / "bus.conf"
    configuration.write_text(_BUS.format(socket=home / "bus"))
    command = ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address"]
    with _running(command, environment) as bus:
        assert bus.stdout
        yield bus.stdout.readline().decode().strip()


@contextmanager
def _keyring(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
    with _running(command, environment) as keyring:
        assert keyring.stdin
        keyring.stdin.write(b"the password of this keyring")
        keyring.stdin.close()
        _wait_for_service(environment["DBUS_SESSION_BUS_ADDRESS"])
        yield keyring


def _wait_for_service(address: str) -> None:
    """Return as soon as the service is on the bus."""
    # Here, because it is there on Linux only.
    from jeepney import MatchRule, message_bus  # type: ignore[import-untyped]  # has no type hints
    from jeepney.io.blocking import (  # type: ignore[import-untyped]
        Proxy,
        open_dbus_connection,
    )

    appears = MatchRule(type="signal", interface=message_bus.interface, member="NameOwnerChanged")
    appears.add_arg_condition(0, SERVICE)
    with open_dbus_connection(address) as connection:
        bus = Proxy(message_bus, connection)
        bus.AddMatch(appears)
        with connection.filter(appears) as signals:
            if not bus.NameHasOwner(SERVICE)[0]:
                connection.recv_until_filtered(signals, timeout=LIMIT)


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()
            process.send_signal(signal.SIGCONT)  # it may be frozen
            process.wait(LIMIT)
