"""The search for secrets in what tests leave behind: it finds them, and a session in which it does fails."""

import base64
import html
import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.integrator import NewConnection, open_integrator
from core.model.errors import DataUnreadable, InvalidValues, NotKnown, WrongPassphrase
from core.model.network import ManualProxy, NetworkSettings
from tests.leaks import SHORTEST, Secrets, input_file, secrets_noted
from tests.sandboxes import running_sandbox
from tests.told import Told

CHECKOUT = Path(__file__).resolve().parents[1]

KEY = "a k3y/with <ödd>=signs"


@pytest.fixture
def used() -> Secrets:
    """One secret was used."""
    used = Secrets()
    used.note("the key", KEY)
    return used


however_written = pytest.mark.parametrize(
    ("text", "form"),
    [
        (KEY, "as it is"),
        ("a%20k3y%2Fwith%20%3C%C3%B6dd%3E%3Dsigns", "percent-encoded"),
        ("a%20k3y%2fwith%20%3c%c3%b6dd%3e%3dsigns", "percent-encoded"),
        ("a+k3y%2Fwith+%3C%C3%B6dd%3E%3Dsigns", "percent-encoded"),
        ("a%20k3y/with%20%3C%C3%B6dd%3E%3Dsigns", "percent-encoded"),
        (json.dumps(KEY), "in JSON"),
        (json.dumps(KEY).replace("/", r"\/"), "in JSON"),
        (json.dumps(KEY, ensure_ascii=False).replace("/", r"\/"), "in JSON"),
        (html.escape(KEY), "in HTML"),
        *(
            (encode(f"{before}{KEY}{behind}".encode()).decode(), "in base64")
            for encode in (base64.b64encode, base64.urlsafe_b64encode)
            for before in ("", "a", "ab", "abc")
            for behind in ("", ":")
        ),
    ],
)


@however_written
def test_a_secret_is_found_however_it_is_written(tmp_path: Path, used: Secrets, text: str, form: str) -> None:
    file = tmp_path / "runs" / "1" / "trace.jsonl"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"\x00\xff before " + text.encode() + b" behind")
    (leak,) = used.leaks_in(tmp_path)
    assert (leak.file, leak.secret, leak.form) == (file, "the key", form)
    assert KEY not in str(leak)
    assert "test_a_secret_is_found_however_it_is_written" in str(leak)


@however_written
def test_a_secret_is_found_however_it_was_told(used: Secrets, text: str, form: str) -> None:
    told = Told()
    told.tell(f"before {text} behind", "painted: text of a QLabel")
    told.tell("something else", "the clipboard")
    (leak,) = used.leaks_among(told.strings)
    assert (leak.telling.how, leak.secret, leak.form) == ("painted: text of a QLabel", "the key", form)
    assert KEY not in str(leak)
    assert str(leak).startswith("painted: text of a QLabel, in tests/test_leaks.py::test_a_secret_is_found")


def test_what_was_told_before_it_was_known_to_be_a_secret_counts_too() -> None:
    used, told = Secrets(), Told()
    told.tell(KEY, "a label")
    used.note("the key", KEY)
    told.tell(f"again: {KEY}", "a label")
    assert len(list(used.leaks_among(told.strings))) == 2


def test_what_is_shown_on_purpose_is_excused_as_long_and_as_far_as_was_said(used: Secrets) -> None:
    told = Told()
    with told.excused("the clipboard", "a person asked for it"):
        told.tell(KEY, "the clipboard")
        told.tell(f"2 {KEY}", "painted: text of a QLabel")
    told.tell(f"3 {KEY}", "the clipboard")
    assert [leak.telling.how for leak in used.leaks_among(told.strings)] == [
        "painted: text of a QLabel",
        "the clipboard",
    ]


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
    short, long_enough = "xyz" * SHORTEST, "zyx" * SHORTEST
    used.note("short", short[: SHORTEST - 1])
    used.note("long enough", long_enough[:SHORTEST])
    used.note("one letter", "a" * 40)
    used.note("a word of the program", "password")
    (tmp_path / "file").write_text(f"{short} {long_enough} {'a' * 100} password")
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


async def test_passphrases_and_passwords_are_noted_as_they_are_typed(
    tmp_path: Path, cheap_passphrase: None
) -> None:
    """Also those that are refused, and are sealed nowhere."""
    used, names = Secrets(), ("first-vault", "wrong-old", "second-vault", "backup-file", "other-backup")
    first, wrong, second, backup, other = (f"{name}-{secrets.token_hex(4)}" for name in names)
    password, key = f"proxy-{secrets.token_hex(4)}", f"keyfile-{secrets.token_hex(4)}"
    settings = NetworkSettings(proxy=ManualProxy(address="http://127.0.0.1:9", user="me"))
    with secrets_noted(used):
        async with open_integrator(tmp_path / "profile", passphrase=first) as integrator:
            with pytest.raises(WrongPassphrase):
                await integrator.change_passphrase(wrong, second)
            with pytest.raises(NotKnown):
                await integrator.write_backup(tmp_path / "backup", backup)
            with pytest.raises(DataUnreadable):
                await integrator.preview_backup(tmp_path / "nowhere", passphrase=other)
            with pytest.raises(InvalidValues):
                await integrator.change_network(
                    NetworkSettings(connect=-1.0), proxy_password=password, key_passphrase=key
                )
            await integrator.change_network(settings, proxy_password=password)
    told = Told()
    for text in (first, wrong, second, backup, other, password, key):
        told.tell(f"<{text}>", text)
    assert {leak.telling.how: leak.secret for leak in used.leaks_among(told.strings)} == {
        first: "a passphrase",
        wrong: "a passphrase",
        second: "a new passphrase",
        backup: "a passphrase",
        other: "a passphrase",
        password: "a proxy's password",
        key: "the passphrase of a certificate's key",
    }


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

SHOWING = """
import logging
import os
import subprocess
import sys

import pytest
from PySide6.QtGui import QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import *

from core.diagnostics import Diagnostics

KEY = os.environ["A_KEY"]


@pytest.fixture(autouse=True)
def known(tmp_path):
    Diagnostics(tmp_path).learn_secrets([KEY])


def show(qtbot, widget, name):
    widget.setObjectName(name)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.repaint()


class ByHand(QWidget):
    def paintEvent(self, event):
        with QPainter(self) as painter:
            painter.drawText(5, 15, "by hand " + KEY)


def rows(name):
    model = QStandardItemModel(1, 1)
    item = QStandardItem("a row of a " + name + KEY)
    item.setToolTip("on a row of a " + name + KEY)
    model.setItem(0, 0, item)
    model.setHorizontalHeaderLabels(["a heading of a " + name + KEY])
    return model


def test_that_shows(qtbot):
    show(qtbot, QLabel("a label " + KEY), "label")
    show(qtbot, QPushButton("a button " + KEY), "button")
    show(qtbot, QLineEdit("a line " + KEY), "line")
    show(qtbot, QPlainTextEdit("an editor " + KEY), "editor")
    show(qtbot, ByHand(), "by-hand")
    box = QComboBox()
    box.addItem("an entry " + KEY)
    show(qtbot, box, "box")
    for name, kind in {"table": QTableView, "tree": QTreeView, "list": QListView}.items():
        view, model = kind(), rows(name)
        view.setModel(model)
        show(qtbot, view, name)
        view.viewport().repaint()


def test_that_shows_beside(qtbot):
    widget = QWidget()
    widget.setWindowTitle("a title " + KEY)
    widget.setToolTip("in passing " + KEY)
    widget.setAccessibleName("to be heard " + KEY)
    widget.setAccessibleDescription("more to be heard " + KEY)
    show(qtbot, widget, "beside")
    line = QLineEdit()
    line.setPlaceholderText("an example " + KEY)
    show(qtbot, line, "empty-line")


def test_that_copies(qapp):
    program = os.environ["PYTHONPATH"] + "/gui/copying.py"
    code = compile("clipboard.setText('copied ' + key)", program, "exec")
    exec(code, {"clipboard": qapp.clipboard(), "key": KEY})


def test_that_copies_by_hand(qtbot):
    line = QLineEdit("selected " + KEY)
    show(qtbot, line, "line")
    line.setSelection(3, 100)
    line.copy()


def test_that_logs():
    logging.getLogger("some.library").warning("logged %s", KEY)
    try:
        raise ValueError("failed with " + KEY)
    except ValueError:
        logging.getLogger("another.library").exception("failed")


def test_that_prints(capsys):
    print("printed", KEY)
    print("complained", KEY, file=sys.stderr)
    capsys.readouterr()


def test_that_lets_another_process_print():
    program = [sys.executable, "-c", "import os; print('elsewhere', os.environ['A_KEY'])"]
    subprocess.run(program, stdout=subprocess.PIPE)


def test_that_shows_nothing(qtbot, tmp_path):
    hidden = QLineEdit(KEY)
    hidden.setEchoMode(QLineEdit.EchoMode.Password)
    show(qtbot, hidden, "hidden")
    QApplication.clipboard().setText("the test itself " + KEY)
"""

SHOWN = {  # how it was told (a blank at the end: once more), and by which test
    "text of a QLabel in 'label'": "test_that_shows",
    "text of a QPushButton in 'button'": "test_that_shows",
    "text of a QLineEdit in 'line'": "test_that_shows",
    "text of a QPlainTextEdit in 'editor'": "test_that_shows",
    "by the program's own hand": "test_that_shows",
    "text of a QComboBox in 'box'": "test_that_shows",
    "cell of a QTableView in 'table'": "test_that_shows",
    "cell of a QTreeView in 'tree'": "test_that_shows",
    "cell of a QListView in 'list'": "test_that_shows",
    "heading of a QHeaderView in 'table'": "test_that_shows",
    "title of a QWidget in 'beside'": "test_that_shows_beside",
    "tool tip of a QWidget in 'beside'": "test_that_shows_beside",
    "accessible name of a QWidget in 'beside'": "test_that_shows_beside",
    "accessible description of a QWidget in 'beside'": "test_that_shows_beside",
    "text of a QLineEdit in 'empty-line'": "test_that_shows_beside",
    "the clipboard": "test_that_copies",
    "the clipboard ": "test_that_copies_by_hand",
    "a record of the log of some.library": "test_that_logs",
    "a record of the log of another.library": "test_that_logs",
    "standard output": "test_that_prints",
    "standard error": "test_that_prints",
    "standard output ": "test_that_lets_another_process_print",
}


def session(folder: Path, tests: str, key: str, *sharing: str) -> subprocess.CompletedProcess[str]:
    """A session of its own with the same set-up. The tests know the key."""
    (folder / "test_leaking.py").write_text(tests)
    configured = ("-c", str(CHECKOUT / "pyproject.toml"), "--rootdir", str(folder), "-p", "tests.conftest")
    options = (*configured, "-p", "no:cacheprovider", "--basetemp", str(folder / "base"), *sharing)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *options, "test_leaking.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "A_KEY": key},
        capture_output=True,
        text=True,
        timeout=100,
    )


@pytest.mark.parametrize("sharing", [("-p", "no:xdist"), ("-n", "2")], ids=["one process", "two processes"])
def test_a_session_that_leaves_a_secret_fails_and_names_it_without_showing_it(
    tmp_path: Path, sharing: Sequence[str]
) -> None:
    key = secrets.token_hex()
    done = session(tmp_path, LEAKING, key, *sharing)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
    assert "2 passed, 1 error" in done.stdout
    assert "Secrets lie open in files that tests left:" in done.stdout
    assert "trunkline.log: a secret of a connection, as it is (seen first in test_leaking.py" in done.stdout
    assert "input.txt" not in done.stdout
    assert key not in done.stdout + done.stderr


def test_a_session_that_shows_or_tells_a_secret_fails_and_names_where(tmp_path: Path) -> None:
    key = secrets.token_hex()
    done = session(tmp_path, SHOWING, key, "-p", "no:xdist")
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
    assert "8 passed, 1 error" in done.stdout
    assert "Secrets were shown or told:" in done.stdout
    for how, test in SHOWN.items():
        assert re.search(
            rf"{re.escape(how.strip())}, in test_leaking.py::{test}: a secret of a conn", done.stdout
        ), how
    assert "test_that_shows_nothing:" not in done.stdout
    assert key not in done.stdout + done.stderr


def test_a_copy_of_a_file_of_the_program_is_no_leak(tmp_path: Path) -> None:
    used = Secrets()
    used.note("a word that is a secret somewhere", "system_packages")
    own = CHECKOUT / "packaging" / "environment.py"
    assert b"system_packages" in own.read_bytes()
    (tmp_path / "copy.py").write_bytes(own.read_bytes())
    assert list(used.leaks_in(tmp_path)) == []
    (tmp_path / "copy.py").write_bytes(own.read_bytes() + b"# system_packages")
    assert len(list(used.leaks_in(tmp_path))) == 1
