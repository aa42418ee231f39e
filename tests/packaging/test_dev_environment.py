"""How the development script makes, repairs and trusts `.venv`, and shows Trunkline without a screen."""

import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

Load = Callable[[str], ModuleType]


class Workshop:
    """An environment module whose venv and pip are stood in for, with what they were asked."""

    def __init__(self, environment: ModuleType) -> None:
        self.environment = environment
        self.calls: list[str] = []
        self.pip: Callable[[], tuple[int, str]] = lambda: (0, "")

    def capture(self, command: list[Any], _environ: object = None) -> tuple[int, str]:
        words = [str(part) for part in command]
        self.calls.append(" ".join(words[1:]))
        if "venv" in words:
            self.make()
        if "install" in words:
            return self.pip()
        return 0, ""

    def make(self) -> None:
        """What venv leaves, and the program that pip adds."""
        venv = self.environment.VENV
        for path in (self.environment.python(), self.environment.program(), venv / "pyvenv.cfg"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()

    def set_up(self, *, development: bool = False) -> list[str]:
        """Set up, and tell what was done meanwhile."""
        self.calls.clear()
        self.environment.set_up(development=development)
        return [
            word
            for call in self.calls
            for word in ("venv", "run.txt", "dev.txt", "--editable")
            if word in call
        ]


@pytest.fixture
def workshop(load: Load, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """The environment module of the copied checkout."""
    made = Workshop(load("environment"))
    monkeypatch.setattr(made.environment, "capture", made.capture)
    return made


def test_a_first_set_up_makes_the_environment_and_installs_the_locked_libraries(workshop: Workshop) -> None:
    assert workshop.set_up() == ["venv", "run.txt", "--editable"]
    assert any("--require-hashes" in call for call in workshop.calls)


def test_a_second_set_up_starts_nothing_at_all(workshop: Workshop) -> None:
    workshop.set_up()
    workshop.set_up()
    assert workshop.calls == []


def test_development_libraries_come_when_they_are_first_needed_and_stay(workshop: Workshop) -> None:
    workshop.set_up()
    assert workshop.set_up(development=True) == ["run.txt", "dev.txt", "--editable"]
    assert workshop.set_up() == []
    assert workshop.set_up(development=True) == []


@pytest.mark.parametrize("changed", ["pyproject.toml", "packaging/requirements/run.txt"])
def test_a_changed_requirement_is_installed_into_what_is_there(
    workshop: Workshop, tmp_path: Path, changed: str
) -> None:
    workshop.set_up(development=True)
    with (tmp_path / changed).open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert workshop.set_up() == ["run.txt", "dev.txt", "--editable"]


def test_a_changed_development_requirement_does_not_hold_up_a_run(workshop: Workshop, tmp_path: Path) -> None:
    workshop.set_up(development=True)
    with (tmp_path / "packaging/requirements/dev.txt").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert workshop.set_up() == []
    assert workshop.set_up(development=True) == ["run.txt", "dev.txt", "--editable"]


def test_an_interrupted_installation_is_made_anew(workshop: Workshop) -> None:
    def interrupt() -> tuple[int, str]:
        raise KeyboardInterrupt

    workshop.pip = interrupt
    with pytest.raises(KeyboardInterrupt):
        workshop.set_up()
    workshop.pip = lambda: (0, "")
    assert workshop.set_up() == ["venv", "run.txt", "--editable"]
    assert workshop.set_up() == []


def test_an_installation_that_pip_refused_goes_on_from_there(workshop: Workshop) -> None:
    workshop.pip = lambda: (1, "ERROR: No matching distribution found for qasync==0.28.0\n")
    with pytest.raises(SystemExit, match="no build of a library for this system"):
        workshop.set_up()
    workshop.pip = lambda: (0, "")
    assert workshop.set_up() == ["run.txt", "--editable"]


def test_an_environment_without_its_interpreter_is_made_anew(workshop: Workshop) -> None:
    workshop.set_up()
    workshop.environment.python().unlink()
    assert workshop.set_up() == ["venv", "run.txt", "--editable"]


def test_an_environment_that_somebody_made_is_used_and_not_removed(workshop: Workshop) -> None:
    workshop.make()
    theirs = workshop.environment.VENV / "theirs.txt"
    theirs.touch()
    assert workshop.set_up() == ["run.txt", "--editable"]
    assert theirs.exists()


def test_a_moved_checkout_gets_a_new_environment(workshop: Workshop) -> None:
    workshop.set_up()
    environment = workshop.environment
    stamp = environment.STAMP.read_text(encoding="utf-8")
    environment.STAMP.write_text(stamp.replace(str(environment.VENV), "/before/.venv"), encoding="utf-8")
    assert workshop.set_up() == ["venv", "run.txt", "--editable"]


@pytest.mark.skipif(sys.platform == "win32", reason="the lock is a POSIX one")
def test_a_second_set_up_waits_for_the_first(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    environment = workshop.environment
    said: list[str] = []
    with environment.PROJECT.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        def say(text: str) -> None:
            said.append(text)
            held.close()

        monkeypatch.setattr(environment, "say", say)
        workshop.set_up()
    assert "waiting for another set-up" in said[0]
    assert environment.is_ready(development=False)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"run": 1}'])
def test_a_damaged_stamp_only_means_installing_again(workshop: Workshop, text: str) -> None:
    workshop.set_up()
    workshop.environment.STAMP.write_text(text, encoding="utf-8")
    assert workshop.set_up()[-2:] == ["run.txt", "--editable"]


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("WARNING: Retrying ... NewConnectionError\nERROR: No matching distribution", "could not be reached"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "not the file that was tested"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("something else", "could not be installed"),
    ],
)
def test_what_pip_prints_is_told_in_a_sentence(load: Load, output: str, sentence: str) -> None:
    assert sentence in load("environment").explain(output)


def test_a_library_that_qt_misses_is_named(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = workshop.environment
    said = "ImportError: libEGL.so.1: cannot open shared object file: No such file or directory\n"
    monkeypatch.setattr(environment, "capture", lambda _: (1, said))
    monkeypatch.setattr(environment, "this_system", lambda: {"ID": "fedora"})
    with pytest.raises(SystemExit) as stop:
        environment.try_qt()
    assert "the system library libEGL.so.1 is missing" in str(stop.value)
    assert "sudo dnf install '*/libEGL.so.1'" in str(stop.value)


# A screen


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these systems always have a screen")
@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"DISPLAY": ":4242"},
        {"DISPLAY": "nonsense"},
        {"WAYLAND_DISPLAY": "wayland-0"},
        {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/nowhere"},
    ],
)
def test_a_screen_that_does_not_answer_does_not_count(load: Load, environ: dict[str, str]) -> None:
    assert not load("display").answers(environ)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these systems always have a screen")
def test_a_screen_that_answers_counts_unless_qt_is_told_to_draw_elsewhere(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The path of a socket is limited to about 100 characters.
    monkeypatch.chdir(tmp_path)
    environ = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "."}
    with socket.socket(socket.AF_UNIX) as screen:
        screen.bind("wayland-0")
        screen.listen()
        assert load("display").answers(environ)
        assert not load("display").answers({**environ, "QT_QPA_PLATFORM": "offscreen"})


# The tour of the terminal

STAND_IN = """#!{python}
import json, pathlib, sys, time
words = sys.argv[1:]
def after(option):
    return words[words.index(option) + 1]
if words[0] == "sandbox":
    print("sandbox listening on http://127.0.0.1:1")
    values = {{"address": "http://127.0.0.1:1/refiner", "values": {{"api_key": "practice"}}}}
    print(json.dumps({{"apps": {{"refiner": values}}}}), flush=True)
    time.sleep(60)
elif words[0] == "connect":
    assert after("--address").endswith("/refiner") and after("--set") == "api_key=practice", words
    data = pathlib.Path(after("--data-dir"))
    data.mkdir()
    (data / "connected").write_text(pathlib.Path(after("--passphrase-file")).read_text())
elif words[0] == "run":
    assert (pathlib.Path(after("--data-dir")) / "connected").read_text(), words
    print(json.dumps({{"email": "ada@example.com", "traits": {{"a": 1}}, "account": None}}))
else:
    pathlib.Path(after("--picture")).write_bytes(b"a picture")
"""


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for the program is a script")
def test_without_a_screen_a_run_is_shown_and_the_window_is_drawn(
    load: Load, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "trunkline"
    program.write_text(STAND_IN.format(python=sys.executable), encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    tour = load("terminal_tour")
    assert tour.show(program, []) == 0
    out = capsys.readouterr().out
    assert "Refiner > List Contacts" in out
    assert "ada@example.com" in out
    assert str(tour.PICTURE) in out
    assert tour.PICTURE.read_bytes() == b"a picture"
    assert list(temporary.iterdir()) == []


# The script of the continuous integration


@pytest.mark.skipif(not shutil.which("bash"), reason="a bash script")
@pytest.mark.parametrize(("checks", "tests", "status"), [(0, 0, 0), (1, 0, 1), (0, 1, 1), (0, 5, 5)])
def test_the_integration_script_runs_both_and_fails_if_either_does(
    tmp_path: Path, checks: int, tests: int, status: int
) -> None:
    done = _integrated(tmp_path, checks=checks, package=0, tests=tests)
    assert done.returncode == status
    assert done.stdout.splitlines()[-1] == "closing line"


@pytest.mark.skipif(not shutil.which("bash"), reason="a bash script")
def test_the_integration_script_tests_from_source_where_no_package_can_be_built(tmp_path: Path) -> None:
    done = _integrated(tmp_path, checks=0, package=1, tests=0)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].startswith("No package could be built on this machine")
    assert done.stdout.splitlines()[-1] == "closing line"


def _integrated(tmp_path: Path, *, checks: int, package: int, tests: int) -> subprocess.CompletedProcess[str]:
    """The script, with a `dev.py` whose commands end so."""
    python = tmp_path / "bin" / "python3"
    python.parent.mkdir()
    package_or_tests = f"package) exit {package};; test) echo closing line; exit {tests};;"
    statuses = f"case $2 in check) exit {checks};; {package_or_tests} esac"
    python.write_text(f"#!/bin/sh\n[ $1 = packaging/dev.py ] || exit 9\n{statuses}\n", encoding="ascii")
    python.chmod(0o755)
    (tmp_path / ".ci").mkdir()
    script = shutil.copy(CHECKOUT / ".ci" / "run", tmp_path / ".ci" / "run")
    environ = {**os.environ, "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(["bash", script], env=environ, capture_output=True, text=True, check=False)
