"""The development script: what it says, what it installs, and what it does when things go wrong.

Nothing here touches the network, the machine's packages or the checkout's own `.venv`: the parts of the
script are loaded from a copy, and the programs they would start are stood in for.
"""

import ast
import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

COMMANDS = ("run", "test", "check", "bench", "package", "screenshots")

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGING = CHECKOUT / "packaging"

Load = Callable[[str], ModuleType]


def imports_of(path: Path) -> set[str]:
    """The top-level names that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names


def parts_of_the_script() -> list[str]:
    """dev.py and every file beside it that it imports, by module name."""
    found, waiting = [], ["dev"]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            waiting += [
                other
                for other in imports_of(PACKAGING / f"{name}.py")
                if (PACKAGING / f"{other}.py").exists()
            ]
    return sorted(found)


PARTS = parts_of_the_script()


def call_script(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run dev.py itself, for the calls that set nothing up."""
    command = [sys.executable, str(PACKAGING / "dev.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


class Programs:
    """Stands in for `capture`: notes each command, and answers by the first word that fits."""

    def __init__(self, **answers: tuple[int, str]) -> None:
        self.calls: list[list[str]] = []
        self.answers = answers

    def __call__(self, command: list[Any], _environ: object = None) -> tuple[int, str]:
        words = [str(part) for part in command]
        self.calls.append(words)
        fitting = (answer for word, answer in self.answers.items() if word.replace("_", "-") in words)
        return next(fitting, (0, ""))


# The script as a file


def test_the_script_needs_the_standard_library_only() -> None:
    imported = set().union(*(imports_of(PACKAGING / f"{name}.py") for name in PARTS))
    assert imported - set(PARTS) - sys.stdlib_module_names == set()


def test_the_script_is_made_of_the_parts_we_think() -> None:
    assert {"dev", "commands", "console", "environment", "system_packages"} <= set(PARTS)


@pytest.mark.parametrize("name", ["dev", "console", "python_versions"])
def test_what_runs_before_the_version_is_known_is_readable_to_older_pythons(name: str) -> None:
    text = (PACKAGING / f"{name}.py").read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 7))
    assert "from __future__ import annotations" in text


def test_packaging_stays_without_an_init_file() -> None:
    # With one it would hide the library of that name, which pytest itself imports.
    assert not (PACKAGING / "__init__.py").exists()
    assert not (CHECKOUT / "tests" / "packaging" / "__init__.py").exists()


# Commands


@pytest.mark.parametrize("arguments", [[], ["--help"], ["help"]])
def test_without_a_command_the_list_is_printed(arguments: list[str]) -> None:
    answer = call_script(*arguments)
    assert answer.returncode == 0
    assert all(f"\n  {name} " in answer.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_tells_about_itself(name: str) -> None:
    answer = call_script(name, "--help")
    assert answer.returncode == 0
    assert answer.stdout.startswith(f"dev.py {name}")


def test_a_misspelt_command_is_met_with_the_nearest_one() -> None:
    answer = call_script("tset")
    assert answer.returncode == 2
    assert "Did you mean 'test'?" in answer.stderr


def test_check_takes_no_arguments() -> None:
    answer = call_script("check", "core")
    assert answer.returncode == 2
    assert "core" in answer.stderr


@pytest.mark.parametrize(
    ("failing", "status", "ending"),
    [
        ("", 0, "== check: ruff check passed, ruff format passed, mypy passed, boundaries passed"),
        ("mypy", 1, "== check: ruff check passed, ruff format passed, mypy FAILED, boundaries passed"),
    ],
)
def test_check_runs_every_step_and_tells_which_failed(
    load: Load,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failing: str,
    status: int,
    ending: str,
) -> None:
    commands = load("commands")
    monkeypatch.setattr(commands, "prepare", lambda *_, **__: None)
    monkeypatch.setattr(commands, "pass_through", lambda command, _: int(failing in command))
    assert commands.check([]) == status
    assert capsys.readouterr().out.splitlines()[-1] == ending


def test_arguments_reach_pytest_and_its_status_comes_back(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = load("commands")
    started: list[tuple[list[str], dict[str, str]]] = []

    def pass_through(command: list[Any], environ: dict[str, str]) -> int:
        started.append(([str(part) for part in command], environ))
        return 5

    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setattr(commands, "prepare", lambda *_, **__: None)
    monkeypatch.setattr(commands, "pass_through", pass_through)
    assert commands.start(["test", "--", "tests/core", "-k", "paging"]) == 5
    command, environ = started[0]
    assert command[1:] == ["-m", "pytest", "tests/core", "-k", "paging"]
    assert environ["QT_QPA_PLATFORM"] == "offscreen"
    commands.start(["test"])
    assert started[1][0][1:] == ["-m", "pytest", "--numprocesses", "auto"], "all of it takes every core"


def test_the_benchmarks_start_as_a_module_of_the_checkout(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Installed beside a checkout, only the program's own packages are found by themselves."""
    commands = load("commands")
    started: list[list[str]] = []

    def pass_through(command: list[Any], environ: dict[str, str]) -> int:
        started.append([str(part) for part in command])
        return 0

    monkeypatch.setattr(commands, "prepare", lambda *_, **__: None)
    monkeypatch.setattr(commands, "pass_through", pass_through)
    assert commands.start(["bench", "apps"]) == 0
    _, flag, module, *arguments = started[0]
    assert (flag, arguments) == ("-m", ["apps"])
    assert (CHECKOUT / Path(*module.split("."))).with_suffix(".py").is_file()


# What goes wrong on any machine


def interrupted(_: list[str]) -> int:
    raise KeyboardInterrupt


def disk_full(_: list[str]) -> int:
    raise OSError(errno.ENOSPC, "No space left on device", "/somewhere")


def not_permitted(_: list[str]) -> int:
    raise PermissionError(errno.EACCES, "Permission denied", "/somewhere")


@pytest.mark.parametrize(
    ("action", "status", "sentence"),
    [
        (interrupted, 130, "Stopped."),
        (disk_full, 1, "The disk is full."),
        (not_permitted, 1, "The system refused: Permission denied (/somewhere)."),
    ],
)
def test_what_a_person_can_meet_ends_in_a_sentence(
    load: Load,
    capsys: pytest.CaptureFixture[str],
    action: Callable[[list[str]], int],
    status: int,
    sentence: str,
) -> None:
    assert load("dev").guarded(action, []) == status
    said = capsys.readouterr().err
    assert sentence in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("version", "fits"), [((3, 10, 13), False), ((3, 11, 0), True), ((3, 13, 9), True), ((3, 14, 0), False)]
)
def test_the_versions_that_fit(load: Load, version: tuple[int, ...], fits: bool) -> None:
    assert load("python_versions").is_suitable(version) is fits


def test_the_versions_are_those_of_the_project_file(load: Load) -> None:
    versions = load("python_versions")
    oldest, after = versions.OLDEST[1], versions.NEWEST[1] + 1
    assert f'requires-python = ">=3.{oldest},<3.{after}"' in (CHECKOUT / "pyproject.toml").read_text("utf-8")


def test_a_python_that_does_not_fit_is_told_in_a_sentence(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = load("python_versions")
    monkeypatch.setattr(versions, "is_suitable", lambda _: False)
    monkeypatch.setattr(versions, "another_python", lambda: None)
    with pytest.raises(SystemExit) as stop:
        load("dev").guarded(load("dev").main, ["test"])
    here = ".".join(str(part) for part in sys.version_info[:3])
    assert str(stop.value).startswith(f"Trunkline needs Python 3.11 to 3.13, and this is Python {here}.")


@pytest.mark.skipif(os.name != "posix", reason="the stand-ins for other Pythons are shell scripts")
def test_a_python_on_the_path_is_taken_only_if_it_really_is_one(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {
        "python3.13": "echo not installed >&2; exit 127",
        "python3.12": "echo 12",
        "python3.11": "echo 11",
    }
    for name, answer in answers.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{answer}\n", encoding="ascii")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert load("python_versions").another_python() == str(tmp_path / "python3.12")


# System packages

DEBIAN_12 = (
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian\n'
)
DEBIAN_13 = 'VERSION_ID="13"\nVERSION_CODENAME=trixie\nID=debian\n'
UBUNTU_22 = 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="22.04"\nVERSION_CODENAME=jammy\nUBUNTU_CODENAME=jammy\n'
UBUNTU_24 = 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\nVERSION_CODENAME=noble\nUBUNTU_CODENAME=noble\n'
MINT_21 = 'ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_CODENAME=vera\nUBUNTU_CODENAME=jammy\n'
FEDORA = "ID=fedora\nVERSION_ID=43\n# ID_LIKE=debian\n"


@pytest.mark.parametrize(
    ("text", "glib"),
    [
        (DEBIAN_12, "libglib2.0-0"),
        (DEBIAN_13, "libglib2.0-0t64"),
        (UBUNTU_22, "libglib2.0-0"),
        (UBUNTU_24, "libglib2.0-0t64"),
        (MINT_21, "libglib2.0-0"),
    ],
)
def test_a_library_that_was_renamed_is_asked_for_by_the_name_of_the_release(
    load: Load, text: str, glib: str
) -> None:
    packages = load("system_packages")
    names = packages.named_for(packages.read_os_release(text), packages.QT)
    assert {name for name in names if name.startswith("libglib")} == {glib}
    assert {"libegl1", "libgl1", "libfontconfig1"} <= set(names)
    assert len(names) == len(packages.QT)


@pytest.mark.parametrize("text", [FEDORA, ""])
def test_systems_with_other_packages_are_left_alone(load: Load, text: str) -> None:
    packages = load("system_packages")
    assert packages.named_for(packages.read_os_release(text), packages.QT + packages.TESTS) == []


def test_a_package_counts_by_its_own_name_or_by_one_it_provides_once_it_is_wholly_installed(
    load: Load,
) -> None:
    listing = (
        "libglib2.0-0t64\tinstalled\tlibglib2.0-0 (= 2.84.4-3), libgio\n"
        "libgl1\thalf-configured\t\n"
        "xvfb\tconfig-files\t\n"
        "dbus\tinstalled\t\n"
    )
    assert load("system_packages").installed(listing) == {"libglib2.0-0t64", "libglib2.0-0", "libgio", "dbus"}


@pytest.fixture
def bare_debian(load: Load, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The package module on a Debian 12 where everything that is asked for is missing, and not as root."""
    packages = load("system_packages")
    monkeypatch.setattr(packages, "this_system", lambda: packages.read_os_release(DEBIAN_12))
    monkeypatch.setattr(packages, "missing", list)
    monkeypatch.setattr(packages, "as_root", lambda: None)
    return packages


def test_who_may_not_install_is_told_the_exact_command(bare_debian: ModuleType) -> None:
    with pytest.raises(SystemExit) as stop:
        bare_debian.provide(["libgl1", "libglib2.0-0"], ["xvfb"])
    command = (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends libgl1 libglib2.0-0 xvfb"
    )
    assert command in str(stop.value).splitlines()[1]


def test_what_only_some_tests_need_does_not_stop_the_rest(
    bare_debian: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    bare_debian.provide([], ["xvfb"])
    assert "sudo apt-get install -y --no-install-recommends xvfb" in capsys.readouterr().err


def test_root_installs_without_questions(bare_debian: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = Programs()
    monkeypatch.setattr(bare_debian, "capture", programs)
    monkeypatch.setattr(bare_debian, "as_root", list)
    bare_debian.provide(["libgl1"], ["xvfb"])
    assert [call[:2] for call in programs.calls] == [["env", "DEBIAN_FRONTEND=noninteractive"]] * 3
    assert "update" in programs.calls[1]
    assert programs.calls[2][2:8] == ["apt-get", "install", "-y", "--no-install-recommends", "libgl1", "xvfb"]


def test_a_failed_installation_says_why_and_what_to_do(
    bare_debian: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        bare_debian, "capture", Programs(install=(100, "E: Unable to locate package libgl1\n"))
    )
    monkeypatch.setattr(bare_debian, "as_root", list)
    with pytest.raises(SystemExit) as stop:
        bare_debian.provide(["libgl1"])
    assert "Unable to locate package libgl1" in str(stop.value)
    assert "sudo apt-get install" in str(stop.value)
