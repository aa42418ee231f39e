"""Accounts are connected and listed, in profiles that do not mix."""

import json
from pathlib import Path

import platformdirs
import pytest

from core.__main__ import main
from tests.command_line.commands import Command, to
from tests.leaks import input_file
from tests.sandboxes import RunningSandbox


def test_an_account_is_connected_and_listed_without_its_secrets(
    command: Command, options: list[object], sandbox: RunningSandbox
) -> None:
    done = command(*options, "connect", "segmetrics", "--name", "Books", *to(sandbox, "segmetrics"))
    account = sandbox.values("segmetrics")["account_id"]
    assert (done.status, done.err) == (0, "")
    assert done.out == f"Connected SegMetrics as 'Books' ({account}).\n"
    (listed,) = command(*options, "connections", "--json").json
    assert (listed["app"], listed["name"], listed["account"]) == ("segmetrics", "Books", account)
    assert listed["values"].keys() == {"account_id", "integration_id"}
    plain = command(*options, "connections").out
    assert plain.split() == ["Books", "segmetrics", account]
    assert sandbox.values("segmetrics")["api_key"] not in json.dumps(listed) + plain + done.out


def test_a_key_may_come_from_a_file_so_that_nobody_sees_it_among_the_processes(
    command: Command, options: list[object], sandbox: RunningSandbox, tmp_path: Path
) -> None:
    key = json.dumps({"API Key": sandbox.values("refiner")["api_key"]})
    values = input_file(tmp_path / "values.json", f"\ufeff{key}")
    done = command(
        *options,
        "connect",
        "refiner",
        "--name",
        "Mine",
        "--values",
        values,
        "--address",
        sandbox.address("refiner"),
    )
    assert (done.status, done.out) == (0, "Connected Refiner as 'Mine' (Sandbox).\n")


def test_a_wrong_key_ends_with_4_and_keeps_nothing(
    command: Command, options: list[object], sandbox: RunningSandbox
) -> None:
    done = command(*options, "connect", "refiner", "--name", "Mine", *to(sandbox, api_key="0" * 40))
    assert (done.status, done.out) == (4, "")
    assert done.err.splitlines()[0] == "Refiner did not accept the credentials."
    assert "0" * 40 not in done.err
    assert command(*options, "connections", "--json").json == []


def test_a_host_that_is_not_there_ends_with_5(command: Command, options: list[object]) -> None:
    done = command(
        *options,
        "connect",
        "refiner",
        "--name",
        "Mine",
        "--set",
        "api_key=k",
        "--address",
        "http://127.0.0.1:1",
    )
    assert (done.status, done.out) == (5, "")
    assert done.err.splitlines()[0] == "The service could not be reached."


def test_every_mistake_is_one_line_on_standard_error(command: Command, options: list[object]) -> None:
    done = command(
        *options, "connect", "segmetrics", "--name", " ", "--address", "ftp://x", "--set", "account_id=5"
    )
    assert (done.status, done.out) == (2, "")
    assert {line.partition(": ")[0] for line in done.err.splitlines()} == {
        "connection_name", "api_address", "api_key", "integration_id",
    }  # fmt: skip


def test_a_name_that_is_taken_ends_with_2(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    done = command(*connected, "connect", "refiner", "--name", "MINE", *to(sandbox))
    assert done.status == 2
    assert "There is already a connection 'MINE'" in done.err


def test_an_account_may_be_kept_without_asking(
    command: Command, options: list[object], sandbox: RunningSandbox
) -> None:
    done = command(
        *options,
        "connect",
        "refiner",
        "--name",
        "Later",
        "--unverified",
        "--set",
        "api_key=nobody-asked-about-this-key-5",
    )
    assert (done.status, done.out) == (0, "Connected Refiner as 'Later'.\n")
    assert sandbox.requests() == []


def test_a_key_shows_in_no_output_and_in_no_file(
    command: Command, connected: list[object], sandbox: RunningSandbox, tmp_path: Path
) -> None:
    key = sandbox.values("refiner")["api_key"]
    shown = [
        command(*connected, "connect", "refiner", "--name", "Mine", *to(sandbox)),
        command(*connected, "connect", "refiner", "--name", "Other", *to(sandbox, api_kye=key)),
        command(*connected, "connect", "refiner", "--name", "Other", "--set", key),
        command(*connected, "connections", "--json"),
        command(
            *connected, "run", "refiner.make_api_call", "--connection", "Mine", "--set", "url=/v1/nothing",
            "--set", f"qs=token={key}", "--set", f"headers=X-Key={key}", "--set", f'body={{"k": "{key}"}}',
        ),
        command(*connected, "run", "refiner.list_contacts", "--connection", "Mine"),
    ]  # fmt: skip
    assert [done.status for done in shown] == [2, 2, 2, 0, 3, 0]
    assert not [done for done in shown if key in done.out + done.err]
    written = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert len(written) > 4
    assert not [file for file, content in written.items() if key.encode() in content]


def test_profiles_do_not_mix(
    command: Command, connected: list[object], tmp_path: Path, passphrase: Path
) -> None:
    assert len(command(*connected, "connections", "--json").json) == 2
    other = command("--data-dir", tmp_path / "other", "connections", "--json")
    assert (other.status, other.json) == (0, [])


def test_the_options_of_the_profile_stand_before_or_behind_the_command(
    command: Command, connected: list[object]
) -> None:
    behind = command("run", "refiner.list_contacts", "--connection", "Mine", "--set", "limit=2", *connected)
    between = command(*connected[:2], "run", "refiner.list_contacts", *connected[2:], "--connection", "Mine")
    assert (behind.status, len(behind.lines)) == (0, 2)
    assert (between.status, len(between.lines)) == (0, 10)


def test_a_wrong_passphrase_is_told(command: Command, connected: list[object], tmp_path: Path) -> None:
    wrong = input_file(tmp_path / "wrong", "incorrect horse")
    done = command(*connected[:2], "--passphrase-file", wrong, "connections")
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[0] == "That is not the passphrase."


def test_a_passphrase_that_is_missing_is_asked_for_by_its_option(
    command: Command, connected: list[object]
) -> None:
    done = command(*connected[:2], "run", "refiner.list_contacts", "--connection", "Mine")
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[0] == "The secrets are locked."
    assert "--passphrase-file FILE" in done.err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "The passphrase file cannot be read."),
        (b"\n", "The passphrase file is empty."),
        (b"\xff\xfe\x00", "The passphrase file cannot be read."),
    ],
)
def test_a_passphrase_file_that_is_of_no_use_is_told(
    command: Command, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    file = tmp_path / "passphrase"
    if content is not None:
        file.write_bytes(content)
    done = command("--data-dir", tmp_path / "profile", "--passphrase-file", file, "connections")
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[0] == sentence
    assert not (tmp_path / "profile").exists()


def test_a_folder_that_is_none_is_told(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = command("--data-dir", tmp_path / "file", "connections")
    assert done.status == 1
    assert "Trunkline's data folder cannot be made." in done.err
    assert "Traceback" not in done.err


def test_where_there_is_no_home_a_place_for_the_data_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nowhere(*_: object, **__: object) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr(platformdirs, "user_data_path", nowhere)
    with pytest.raises(SystemExit) as left:
        main(["connections"])
    assert "name a folder with --data-dir" in str(left.value.code)


def test_a_folder_without_a_name_is_refused(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = command("--data-dir", "", "connections")
    assert (done.status, done.err.splitlines()[-1]) == (
        2,
        "trunkline: error: argument --data-dir: no folder is named",
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "a\udcff", "a.csv"), "'a\\udcff'"),
        (("run", "a.b", "--connection", "c", "--set", "d=secret\udcff"), "the value of 'd'"),
        (("run", "a.b", "--connection", "c", "--set", "\udcff=secret"), "'\\udcff'"),
    ],
)
def test_what_is_no_text_is_refused_without_showing_a_value(
    command: Command, options: list[object], arguments: tuple[str, ...], said: str
) -> None:
    done = command(*options, *arguments)
    assert done.status == 2
    assert done.err.endswith(f"error: {said} is not text in this system's encoding\n")
