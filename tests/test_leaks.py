"""The search for secrets in what tests leave behind: it finds them, and a session in which it does fails."""

import base64
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.integrator import NewConnection, open_integrator
from tests.leaks import SHORTEST, Secrets, input_file, secrets_noted
from tests.sandboxes import running_sandbox

CHECKOUT = Path(__file__).resolve().parents[1]

KEY = "a k3y/with ödd=signs"


@pytest.fixture
def used() -> Secrets:
    """One secret was used."""
    used = Secrets()
    used.note("the key", KEY)
    return used


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (KEY, "as it is"),
        ("a%20k3y%2Fwith%20%C3%B6dd%3Dsigns", "percent-encoded"),
        ("a%20k3y%2fwith%20%c3%b6dd%3dsigns", "percent-encoded"),
        ("a+k3y%2Fwith+%C3%B6dd%3Dsigns", "percent-encoded"),
        ("a%20k3y/with%20%C3%B6dd%3Dsigns", "percent-encoded"),
        (json.dumps(KEY), "in JSON"),
        *(
            (encode(f"{before}{KEY}{behind}".encode()).decode(), "in base64")
            for encode in (base64.b64encode, base64.urlsafe_b64encode)
            for before in ("", "a", "ab", "abc")
            for behind in ("", ":")
        ),
    ],
)
def test_a_secret_is_found_however_it_is_written(tmp_path: Path, used: Secrets, text: str, form: str) -> None:
    file = tmp_path / "runs" / "1" / "trace.jsonl"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"\x00\xff before " + text.encode() + b" behind")
    (leak,) = used.leaks_in(tmp_path)
    assert (leak.file, leak.secret, leak.form) == (file, "the key", form)
    assert KEY not in str(leak)
    assert "test_a_secret_is_found_however_it_is_written" in str(leak)


def test_a_key_of_the_vault_is_found_as_it_is_and_as_a_keyring_keeps_it(tmp_path: Path) -> None:
    used, key = Secrets(), bytes(range(128, 160))
    used.note("a key of the vault", key)
    (tmp_path / "trunkline.db").write_bytes(b"SQLite" + key + b"rest")
    (tmp_path / "window.ini").write_bytes(b"key=" + base64.b64encode(key))
    assert [(leak.file.name, leak.form) for leak in used.leaks_in(tmp_path)] == [
        ("trunkline.db", "as it is"),
        ("window.ini", "in base64"),
    ]


def test_only_a_file_that_is_written_as_input_may_hold_a_secret(tmp_path: Path, used: Secrets) -> None:
    used.input_file(tmp_path / "values.json", json.dumps({"key": KEY}))
    assert list(used.leaks_in(tmp_path)) == []
    (tmp_path / "copy.json").write_bytes((tmp_path / "values.json").read_bytes())
    assert [leak.file.name for leak in used.leaks_in(tmp_path)] == ["copy.json"]


def test_what_is_too_short_to_be_told_from_chance_is_not_looked_for(tmp_path: Path) -> None:
    used = Secrets()
    used.note("short", "x" * (SHORTEST - 1))
    used.note("long enough", "y" * SHORTEST)
    (tmp_path / "file").write_text("x" * 100 + "y" * 100)
    assert [leak.secret for leak in used.leaks_in(tmp_path)] == ["long enough"]


async def test_what_the_program_gets_to_see_is_noted(tmp_path: Path, cheap_passphrase: None) -> None:
    used, lying, profile = Secrets(), tmp_path / "lying about", tmp_path / "profile"
    lying.mkdir()
    with secrets_noted(used), running_sandbox(contacts=1) as sandbox:
        values, address = sandbox.values("segmetrics"), sandbox.address("segmetrics")
        async with open_integrator(profile, passphrase="correct horse battery") as integrator:
            new = NewConnection(app="segmetrics", name="Mine", values=values, address=address)
            await integrator.connect(new)
    # This session's own search must not stumble over them.
    input_file(lying / "pass", "correct horse battery")
    for key, value in values.items():
        input_file(lying / key, value)
    assert {leak.file.name: leak.secret for leak in used.leaks_in(lying)} == {
        "pass": "a passphrase",
        "api_key": "api_key of the sandbox's segmetrics",
    }
    assert list(used.leaks_in(profile)) == [], "what is sealed is no leak"


LEAKING = """
import os

from core.diagnostics import Diagnostics
from tests.leaks import input_file


def test_that_leaks_into_a_log(tmp_path):
    key = os.environ["A_KEY"]
    Diagnostics(tmp_path / "logs").learn_secrets([key])
    input_file(tmp_path / "input.txt", key)
    (tmp_path / "trunkline.log").write_text(f"WARNING: {key}")


def test_that_is_good():
    pass
"""


@pytest.mark.parametrize("sharing", [("-p", "no:xdist"), ("-n", "2")], ids=["one process", "two processes"])
def test_a_session_that_leaves_a_secret_fails_and_names_it_without_showing_it(
    tmp_path: Path, sharing: Sequence[str]
) -> None:
    """A session of its own with the same set-up, and with a test that leaks."""
    key = secrets.token_hex()
    (tmp_path / "test_leaking.py").write_text(LEAKING)
    configured = ("-c", str(CHECKOUT / "pyproject.toml"), "--rootdir", str(tmp_path), "-p", "tests.conftest")
    options = (*configured, "-p", "no:cacheprovider", "--basetemp", str(tmp_path / "base"), *sharing)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *options, "test_leaking.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "A_KEY": key},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
    assert "2 passed, 1 error" in done.stdout
    assert "Secrets lie open in files that tests left:" in done.stdout
    assert "trunkline.log: a secret of a connection, as it is (seen first in test_leaking.py" in done.stdout
    assert "input.txt" not in done.stdout
    assert key not in done.stdout + done.stderr


def test_a_copy_of_a_file_of_the_program_is_no_leak(tmp_path: Path) -> None:
    used = Secrets()
    used.note("a word that is a secret somewhere", "whatever")
    own = CHECKOUT / "packaging" / "environment.py"
    assert b"whatever" in own.read_bytes()
    (tmp_path / "copy.py").write_bytes(own.read_bytes())
    assert list(used.leaks_in(tmp_path)) == []
    (tmp_path / "copy.py").write_bytes(own.read_bytes() + b"# whatever")
    assert len(list(used.leaks_in(tmp_path))) == 1
