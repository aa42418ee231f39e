"""Kinds of values on a command line, and what adding commands takes."""

import argparse
import contextlib
import datetime
from collections.abc import Callable
from pathlib import Path

Command = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, what of `core.terminal` carries it out, and what it does in a sentence."""


def give_examples(command: argparse.ArgumentParser, *examples: str) -> None:
    """Have the help of a command end with these."""
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.epilog = "\n  ".join(("examples:", *examples))


def give_values(command: argparse.ArgumentParser) -> None:
    """Have a command take the values of a form."""
    command.add_argument(
        "--set", dest="pairs", action="append", default=[], metavar="KEY=VALUE", help="by key or by label"
    )
    command.add_argument("--values", type=Path, metavar="FILE", help="a JSON object of key to value")


def give_overwrite(command: argparse.ArgumentParser) -> None:
    """Have a command that writes a file say whether one that is there may go."""
    command.add_argument("--overwrite", action="store_true", help="replace a file that is there")


def at_least_zero(text: str) -> int:
    """A whole number."""
    if text.isdecimal():
        return int(text)
    raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 0 on")


def at_least_one(text: str) -> int:
    """A whole number."""
    if text.isdecimal() and int(text):
        return int(text)
    raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 on")


def until(text: str) -> float:
    """As `moment`; of a day, its end."""
    return moment(text, days=0 if "T" in text or " " in text else 1)


def moment(text: str, days: int = 0) -> float:
    """A moment in this computer's time zone, unless it names another; so many days later."""
    with contextlib.suppress(ValueError, OverflowError):
        return (datetime.datetime.fromisoformat(text) + datetime.timedelta(days)).timestamp()
    raise argparse.ArgumentTypeError(f"'{text}' is no day; write 2026-11-03, or 2026-11-03T09:00")


def port(text: str) -> int:
    """A port; 0 for any."""
    if text.isdecimal() and int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"'{text}' is not a number from 0 to 65535")


def seconds(text: str) -> float:
    """Seconds from 0 on."""
    with contextlib.suppress(ValueError):
        if 0 <= (number := float(text)) < float("inf"):
            return number
    raise argparse.ArgumentTypeError(f"'{text}' is not a number of seconds from 0 on")
