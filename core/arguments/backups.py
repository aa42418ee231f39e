"""Connections and presets, carried to another computer."""

from pathlib import Path

from core.arguments.kinds import Command, give_overwrite


def add(command: Command) -> None:
    """`backup`, `restore`."""
    backup = command(
        "backup", "backup", "Write connections and presets, with secrets, into an encrypted file."
    )
    backup.add_argument(
        "--connection", dest="connections", action="append", metavar="NAME", help="only this one; repeatable"
    )
    give_overwrite(backup)
    restore = command("restore", "restore", "Bring in what a backup holds: all of it, or nothing.")
    restore.add_argument("--preview", action="store_true", help="only show what it holds")
    restore.add_argument(
        "--on-clash", choices=["skip", "rename", "replace"], default="skip", help="where a name is taken here"
    )
    restore.add_argument("--json", action="store_true")
    for with_file in (backup, restore):
        with_file.add_argument("file", type=Path, metavar="FILE")
        with_file.add_argument(
            "--backup-passphrase-file",
            type=Path,
            metavar="FILE",
            help="holds its passphrase; else it is asked",
        )
