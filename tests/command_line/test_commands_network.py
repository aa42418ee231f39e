"""How services are reached, which hosts were contacted and how much is left, in the terminal."""

from pathlib import Path

import pytest

from tests.command_line.commands import Command
from tests.leaks import input_file
from tests.sandboxes import RunningSandbox


def test_the_settings_are_shown_as_they_are_at_first(command: Command, options: list[object]) -> None:
    done = command(*options, "network")
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Proxy                as the system is set",
        "More certificates    none",
        "Client certificate   none",
        "Wait to connect      10 s",
        "Wait for answers     60 s",
    ]


def test_settings_are_changed_and_stay(command: Command, options: list[object], tmp_path: Path) -> None:
    password = input_file(tmp_path / "password", "not-for-anybody-7\n")
    proxy = ("--proxy", "http://127.0.0.1:3128", "--proxy-user", "ann", "--direct", "intra.example")
    done = command(
        *options, "network", *proxy, "--proxy-password-file", password, "--read", "90", "--connect", "5"
    )
    assert (done.status, done.err) == (0, "")
    shown = command(*options, "network").out
    assert shown == done.out
    assert "Proxy                http://127.0.0.1:3128 as ann but not for intra.example" in shown
    kept = command(*options, "network", "--json").json
    assert (kept["connect"], kept["read"]) == (5.0, 90.0)
    assert kept["proxy"]["kind"] == "manual"
    assert "not-for-anybody-7" not in shown + str(kept)
    assert command(*options, "network", "--proxy", "none").out.splitlines()[0] == "Proxy                none"


def test_a_connection_may_have_some_of_its_own(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    done = command(*connected, "network", "--connection", "Mine", "--proxy", "none")
    assert done.out.splitlines()[:2] == [
        "Proxy                none",
        "More certificates    as for all connections",
    ]
    assert command(*connected, "network", "--connection", "Books").out.count("as for all connections") == 5
    inherited = command(*connected, "network", "--connection", "Mine", "--inherit")
    assert inherited.out.count("as for all connections") == 5


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--proxy", "ftp://127.0.0.1"], "proxy.address: "),
        (["--ca-file", "nowhere.pem"], "ca_file: "),
        (["--direct", "intra.example"], "proxy: Say --proxy ADDRESS, too."),
        (["--test"], "test: Say which address: --test URL."),
        (["--client-certificate", "nowhere.pem"], "client_certificate.file: "),
    ],
)
def test_settings_that_cannot_be_used_are_named_and_not_kept(
    command: Command, options: list[object], arguments: list[str], told: str
) -> None:
    before = command(*options, "network").out
    done = command(*options, "network", *arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(told)
    assert command(*options, "network").out == before


def test_the_way_is_tried_step_by_step_and_nothing_is_kept(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    good = command(*connected, "network", "--proxy", "none", "--test", sandbox.address("refiner"))
    assert (good.status, good.err) == (0, "")
    assert len(good.out.splitlines()) >= 2
    own = command(*connected, "network", "--connection", "Mine", "--test")
    assert (own.status, own.err) == (0, "")
    bad = command(*connected, "network", "--proxy", "none", "--test", "http://127.0.0.1:1")
    assert bad.status == 5
    assert bad.err.startswith("The test ended early.\n")
    assert "as the system is set" in command(*connected, "network").out


def test_hosts_are_listed_with_what_they_were_contacted_for(
    command: Command, connected: list[object], sandbox: RunningSandbox
) -> None:
    command(*connected, "run", "refiner.list_contacts", "--connection", "Mine", "--set", "limit=3")
    command(*connected, "network", "--test", sandbox.address("refiner"))
    host = "127.0.0.1"
    lines = command(*connected, "hosts").out.splitlines()
    assert all(host in line for line in lines)
    assert {line.split(host)[1].strip() for line in lines} == {"Mine", "(not kept yet)", "(a test)"}
    kept = command(*connected, "hosts", "--json").json
    assert {one["host"] for one in kept} == {host}
    assert command(*connected, "hosts", "--forget").out == ""
    assert command(*connected, "hosts", "--json").json == []


def test_how_long_calls_have_to_wait_is_told(command: Command, connected: list[object]) -> None:
    told = command(*connected, "budget", "Mine", "--calls", "3400")
    limit, wait = told.out.splitlines()
    assert told.status == 0
    assert limit.endswith(" s at the most.")
    assert wait.startswith("3,400 calls: the last one may go out after ")
    found = command(*connected, "budget", "Mine", "--calls", "3400", "--json").json
    assert found["calls"] == 3400
    assert found["wait"] > 10
    assert command(*connected, "budget", "Nobody").status == 2
