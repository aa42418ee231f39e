"""How the program is doing."""

from pathlib import Path

from core.arguments.kinds import Command, give_overwrite


def add(command: Command) -> None:
    """`diagnostics`, `self-test`."""
    diagnostics = command("diagnostics", "diagnostics", "Say how the program is doing, without secrets.")
    diagnostics.add_argument("--file", type=Path, metavar="FILE", help="write it there instead")
    give_overwrite(diagnostics)
    command("self-test", "self_test", "Try everything that the program needs on this computer.")
