"""What a person sends to whoever helps: all that is needed, and nothing of them."""

import logging
import re
import stat
import sys
from pathlib import Path

import pytest

from core.diagnostics import HardEnd, LogEntry
from core.faces.diagnosis import library_version, system, vault_words, worker_words
from core.faces.support_text import HOST, MAIL, NAME, Fact, Private, Section, support_text, without_private
from core.integrator import Integrator, NewConnection, open_integrator
from core.model.errors import TrunklineError
from tests.sandboxes import RunningSandbox
from tests.told import excused

ADA = Private(
    frozenset({"Main account", "Ada Ltd", "io"}), frozenset({"api.ada.test", "127.0.0.1", "proxy.ada.test"})
)


@pytest.fixture(autouse=True)
def _quick(short_waits: None, cheap_passphrase: None) -> None:
    """Nobody waits here for nothing."""


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Main account was refused", f"{NAME} was refused"),
        ("MAIN ACCOUNT", NAME),
        ("Main accountant", "Main accountant"),
        ("an io error", "an io error"),
        ("GET https://api.ada.test/v1/users?email=x", f"GET https://{HOST}/v1/users?[left out]"),
        ("GET https://me:pw@elsewhere.test:8443/v1", f"GET https://{HOST}/v1"),
        ("no answer from api.ada.test", f"no answer from {HOST}"),
        ("through socks5://proxy.ada.test:1080", f"through socks5://{HOST}"),
        ("http://127.0.0.1:4242/v1", "http://127.0.0.1:4242/v1"),
        ("http://me@127.0.0.1:4242/v1", f"http://{HOST}/v1"),
        ("ada@lab.test is not known", f"{MAIL} is not known"),
    ],
)
def test_names_hosts_and_addresses_are_left_out(text: str, sent: str) -> None:
    assert without_private(text, ADA) == sent


def test_the_text_has_a_part_for_each_thing() -> None:
    sections = [Section("Versions", (Fact("Python", "3.11"), Fact("System", "one\ntwo")))]
    log = [LogEntry("2026-11-03 09:12:40", "ERROR", "x", "failed for Ada Ltd")]
    text = support_text("2026-11-03 09:13", sections, log, HardEnd(0.0, "Fatal: Aborted\n"), ADA)
    assert text == (
        "Trunkline diagnostics, 2026-11-03 09:13\n\n"
        "Versions\n  Python  3.11\n  System  one\n          two\n\n"
        "Last unexpected end\nFatal: Aborted\n\n"
        f"Log\n2026-11-03 09:12:40 ERROR x: failed for {NAME}\n"
    )
    assert support_text("now", [], [], None, ADA).endswith("Log\nNothing went wrong.\n")


async def test_the_diagnosis_tells_versions_state_places_and_sizes(tmp_path: Path) -> None:
    broken = tmp_path / "profile" / "apps" / "broken"
    broken.mkdir(parents=True)
    (broken / "app.yaml").write_text("labl: x\n")
    async with open_integrator(tmp_path / "profile", passphrase="correct horse") as integrator:
        found = await integrator.diagnosis()
    versions = {fact.label: fact.text for fact in found.versions}
    assert versions.keys() == {"Trunkline", "Python", "PySide6", "httpx", "SQLite", "OpenSSL", "System"}
    assert all(text and text != "not known" for text in versions.values()), versions
    assert versions["Python"].startswith(".".join(map(str, sys.version_info[:3])))
    state = {fact.label: fact.text for fact in found.state}
    assert state["Secrets"] == "Open, with a passphrase"
    assert state["Apps"].startswith("5 built in, 0 of your own; ")
    assert state["Connections"] == "None"
    assert state["Worker processes"].startswith("None is running")
    assert state["Last unexpected end"] == "None is known"
    assert found.app_problems[0][0].startswith(str(broken))
    assert {place.key: place.path for place in found.places} == {
        "data": tmp_path / "profile",
        "runs": tmp_path / "profile" / "runs",
        "logs": tmp_path / "profile" / "logs",
        "apps": tmp_path / "profile" / "apps",
        "window": tmp_path / "profile" / "window.ini",
    }
    assert [fact.label for fact in found.sizes] == ["Database", "Runs", "Logs", "Free on that disk"]


async def connected(integrator: Integrator, sandbox: RunningSandbox) -> str:
    """An account called "Ada's shop", with an address of its own; gives its key."""
    values = sandbox.values("refiner")
    new = NewConnection(app="refiner", name="Ada's shop", values=values, address=sandbox.address("refiner"))
    await integrator.connect(new)
    return values["api_key"]


async def test_the_text_for_support_holds_no_secret_no_name_and_no_host(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    why = "only what is read again has lost it"
    async with open_integrator(tmp_path, passphrase="correct horse") as integrator:
        key = await connected(integrator, sandbox)
        (connection,) = await integrator.connections()
        log = logging.getLogger("some.library")
        with excused("a record of the log", why):
            log.warning("refused: %s for %s", key, "Ada's shop")
            log.error("no answer from https://data.ada.test/v1?key=%s, said ada@lab.test", key)
            integrator.report(RuntimeError(f"{key} of {connection.account} in {Path.home()}/x.json"))
        integrator._core.diagnostics.stop()
        text = await integrator.support_text([Fact("Qt", "6.11.3")])
    for private in (key, "Ada's shop", "data.ada.test", "ada@lab.test", str(Path.home()), "correct horse"):
        assert private not in text
    if connection.account:
        assert connection.account not in text
    assert "RuntimeError" in text
    assert "~/x.json" in text
    assert "Qt" in text
    assert re.search("Connections +1\n", text)


async def test_the_text_is_saved_whole_and_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "here" / "diagnostics.txt"
    async with open_integrator(tmp_path / "profile", passphrase="correct horse") as integrator:
        with pytest.raises(TrunklineError, match="no folder"):
            await integrator.save_support_text(file)
        file.parent.mkdir()
        await integrator.save_support_text(file)
        assert file.read_text(encoding="utf-8").startswith("Trunkline diagnostics, ")
        with pytest.raises(TrunklineError, match="already"):
            await integrator.save_support_text(file)
        file.write_text("before")
        await integrator.save_support_text(file, overwrite=True)
    assert file.read_text(encoding="utf-8").startswith("Trunkline diagnostics, ")
    assert list(file.parent.iterdir()) == [file]
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_running_workers_are_counted(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with open_integrator(tmp_path, passphrase="correct horse") as integrator:
        await connected(integrator, sandbox)
        assert integrator._core.desk.workers == ()
        state = {fact.label: fact.text for fact in (await integrator.diagnosis()).state}
    assert state["Worker processes"] == worker_words(0)
    assert state["Connections"] == "1"
    assert worker_words(2) == "2 running"


def test_words_are_plain() -> None:
    assert (
        vault_words("keyring", "SecretService") == "Open, with the key in the system keyring (SecretService)"
    )
    assert vault_words("new", "") == "Nothing is sealed yet; no system keyring works here"
    assert vault_words("locked", "").startswith("Locked")


def test_a_library_that_left_no_record_tells_its_version_itself() -> None:
    assert library_version("no-such-distribution", "PySide6.nothing") == "not known"
    assert library_version("no-such-distribution", "msgspec") == library_version("msgspec")


def test_the_name_of_the_computer_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import platform

    name = platform.node()
    assert name == "" or name not in system().split()


def test_the_command_prints_the_same(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    from core.__main__ import main

    file = tmp_path / "diagnostics.txt"
    assert main(["diagnostics", "--data-dir", str(tmp_path / "profile")]) == 0
    out = capfdbinary.readouterr().out.decode()
    assert out.startswith("Trunkline diagnostics, ")
    assert "\nPlaces\n" in out
    assert main(["diagnostics", "--data-dir", str(tmp_path / "profile"), "--file", str(file)]) == 0
    assert "\nPlaces\n" in file.read_text(encoding="utf-8")
    assert main(["diagnostics", "--data-dir", str(tmp_path / "profile"), "--file", str(file)]) == 1
    assert "already" in capfdbinary.readouterr().err.decode()
