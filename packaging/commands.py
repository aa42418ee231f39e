"""The commands of dev.py: what each is called, tells about itself and does."""

import difflib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import display
import environment
import package
import package_environment
import system_packages
import terminal_tour
from console import hand_over, pass_through, say

USAGE_ERROR = 2


@dataclass(frozen=True)
class Command:
    """One command: a line for the list, the text of its --help, and what it does with its arguments."""

    summary: str
    help: str
    action: Callable[[list[str]], int]


def run(arguments: list[str]) -> int:
    """Open the window in practice mode, or show the same in the terminal where there is no screen."""
    screen = display.answers(os.environ)
    x11 = system_packages.X11 if screen and sys.platform == "linux" else ()
    prepare(system_packages.QT + x11)
    if not screen:
        return terminal_tour.show(environment.program(), arguments)
    return hand_over([environment.program(), "--practice", *arguments])


def test(arguments: list[str]) -> int:
    """Run the test suite; needs no screen. All of it takes every core; what is named runs in order."""
    prepare(system_packages.QT, system_packages.X11 + system_packages.TESTS, development=True)
    chosen = arguments or ["--numprocesses", "auto"]
    return pass_through([environment.python(), "-m", "pytest", *chosen], without_screen())


def check(arguments: list[str]) -> int:
    """Lint, formatting, types and the borders between packages; every step runs."""
    if arguments:
        say(f"check takes no arguments, and was given: {' '.join(arguments)}")
        return USAGE_ERROR
    prepare(system_packages.QT, development=True)
    steps = {
        "ruff check": ["ruff", "check"],
        "ruff format": ["ruff", "format", "--check"],
        "mypy": ["mypy"],
        "boundaries": ["pytest", "tests/test_boundaries.py"],
    }
    results = {}
    for name, command in steps.items():
        print(f"== {name}", flush=True)
        results[name] = pass_through([environment.python(), "-m", *command], without_screen())
    outcomes = (f"{name} {'FAILED' if status else 'passed'}" for name, status in results.items())
    print(f"== check: {', '.join(outcomes)}", flush=True)
    return 1 if any(results.values()) else 0


def bench(arguments: list[str]) -> int:
    """Measure, beside the floors of this machine."""
    prepare(system_packages.QT, system_packages.MEASURES, development=True)
    return pass_through([environment.python(), "-m", "tests.bench.run", *arguments], without_screen())


def build_package(arguments: list[str]) -> int:
    """Build the program and what people install, for the system that this runs on."""
    if strange := [name for name in arguments if name not in package.kinds()]:
        say(f"package makes {' and '.join(package.kinds())} here, and was asked for: {' '.join(strange)}")
        return USAGE_ERROR
    if sys.platform == "linux":
        needed = (
            *system_packages.venv_package(),
            *system_packages.QT,
            *package_environment.system_packages(),
        )
        system_packages.provide(needed)
    return package.make(arguments)


def screenshots(arguments: list[str]) -> int:
    """Draw every main screen and state."""
    prepare(system_packages.QT, system_packages.TESTS, development=True)
    folder = arguments or ["docs/screenshots"]
    return pass_through([environment.python(), "-m", "tests.screenshots.draw", *folder], without_screen())


COMMANDS = {
    "run": Command(
        "open Trunkline in practice mode, with stand-ins for the services",
        "dev.py run [-- arguments for trunkline]\n\n"
        "Opens the window in practice mode: every app is connected to a local stand-in, nothing leaves\n"
        "this machine. Without a screen it shows a module's run in the terminal\n"
        "and draws the window into trunkline.png.",
        run,
    ),
    "test": Command(
        "run the tests",
        "dev.py test [arguments for pytest]\n\n"
        "Runs the whole suite, or what pytest's arguments choose: dev.py test tests/core -k paging.\n"
        "It needs no screen. `-n auto` spreads the tests over the processors.",
        test,
    ),
    "check": Command(
        "lint, formatting, types and import borders",
        "dev.py check\n\n"
        "Runs ruff check, ruff format --check, mypy and tests/test_boundaries.py, all of them even if\n"
        "one fails, and ends with a line that tells which did.",
        check,
    ),
    "bench": Command(
        "measure speed, beside the floors of this machine",
        "dev.py bench [arguments for tests/bench/run.py]\n\n"
        "Prints ratios to what the same machine can do at best, so that they compare between machines.",
        bench,
    ),
    "package": Command(
        "build what people install, for this system",
        "dev.py package [kinds]\n\n"
        "Builds the program into dist/Trunkline, has it test itself, and makes of it what people install:\n"
        "on Linux a .deb and a .tar.xz, on Windows an installer, on macOS a disk image (these two untried).\n"
        "Kinds, such as deb, choose among them. It uses an environment of its own in build/package.",
        build_package,
    ),
    "screenshots": Command(
        "draw every main screen and state",
        "dev.py screenshots [folder]\n\n"
        "Uses the program as a person does, light and dark, at 100 and 150 %, and draws what is to be seen\n"
        "into docs/screenshots, or the folder that is named. It needs no screen.",
        screenshots,
    ),
}


def overview() -> str:
    """The list of commands."""
    lines = [f"  {name:<11} {command.summary}" for name, command in COMMANDS.items()]
    return "\n".join(
        [
            "python3 packaging/dev.py COMMAND [arguments]",
            "",
            *lines,
            "",
            "COMMAND --help tells more about one.",
        ]
    )


def prepare(needed: Sequence[str], helpful: Sequence[str] = (), *, development: bool = False) -> None:
    """Bring the machine to where a command can start: system packages, then `.venv`."""
    if sys.platform == "linux":
        system_packages.provide([*system_packages.venv_package(), *needed], helpful)
    environment.set_up(development=development)


def without_screen() -> dict[str, str]:
    """The environment for programs whose windows are drawn in memory, unless the caller chose otherwise."""
    return {"QT_QPA_PLATFORM": "offscreen", **os.environ}


def start(arguments: list[str]) -> int:
    """Do one command; the exit status is its own, 2 for a call that makes no sense."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(overview())
        return 0
    name, rest = arguments[0], arguments[1:]
    if name not in COMMANDS:
        near = difflib.get_close_matches(name, COMMANDS, n=1)
        say(f"There is no command {name!r}." + (f" Did you mean {near[0]!r}?" if near else ""))
        say(overview())
        return USAGE_ERROR
    if rest[:1] in (["-h"], ["--help"]):
        print(COMMANDS[name].help)
        return 0
    return COMMANDS[name].action(rest[1:] if rest[:1] == ["--"] else rest)
