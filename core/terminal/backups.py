"""The commands that carry connections to another computer: into an encrypted file, and back."""

import sys
from collections.abc import Callable, Coroutine
from getpass import getpass
from typing import Any

import msgspec

from core.integrator import Integrator, RestoredPreset
from core.model.errors import TrunklineError
from core.terminal.output import print_json, say
from core.terminal.profile import Options, read_passphrase, with_integrator


def backup(options: Options) -> int | Coroutine[Any, Any, int]:
    """Write connections and their presets into an encrypted file; a line for each connection."""

    async def work(integrator: Integrator, passphrase: str) -> None:
        names = options.connections or None
        written = await integrator.write_backup(options.file, passphrase, names, overwrite=options.overwrite)
        for one in written:
            print(f"{one.name:<28} {one.app:<14} {one.account}".rstrip())
        strength = integrator.passphrase_strength(passphrase)
        if strength.level in ("weak", "fair"):
            print(f"About the passphrase: {strength.hint}", file=sys.stderr)

    return _with_backup(options, work, is_new=True)


def restore(options: Options) -> int | Coroutine[Any, Any, int]:
    """Bring in the connections and presets of a backup, or only show them; a line for each."""

    async def work(integrator: Integrator, passphrase: str) -> None:
        if options.preview:
            preview = await integrator.preview_backup(options.file, passphrase)
            if options.json:
                print_json(msgspec.to_builtins(preview))
            for entry in () if options.json else preview.entries:
                known = "" if entry.app_is_here else "(no such app here)"
                said = " ".join(filter(None, (entry.account, entry.address, known)))
                taken = "name is taken" if entry.clash else "new"
                print(f"{taken:<14} {entry.name:<28} {entry.app:<14} {said}".rstrip())
            for preset in () if options.json else preview.presets:
                taken = "name is taken" if preset.clash else "new"
                print(f"{taken:<14} {preset.name:<28} preset of {preset.app}.{preset.module}")
            return
        restored = await integrator.restore_backup(options.file, passphrase, otherwise=options.on_clash)
        if options.json:
            print_json(msgspec.to_builtins(restored))
            return
        for one in restored:
            what = f"preset of {one.app}.{one.module}" if isinstance(one, RestoredPreset) else one.app
            print(f"{one.outcome:<14} {one.name:<28} {what}")
        if any(one.outcome == "skipped" for one in restored):
            print("Names that are taken were skipped; see --on-clash.", file=sys.stderr)

    return _with_backup(options, work, is_new=False)


def _with_backup(
    options: Options, work: Callable[[Integrator, str], Coroutine[Any, Any, None]], *, is_new: bool
) -> int | Coroutine[Any, Any, int]:
    # The passphrase comes first, before any loop runs: Ctrl-C ends the question at once.
    try:
        passphrase = _backup_passphrase(options, twice=is_new)
    except TrunklineError as error:
        say(error)
        return error.exit_status
    return with_integrator(options, lambda integrator: work(integrator, passphrase))


def _backup_passphrase(options: Options, *, twice: bool) -> str:
    """From the file, else asked for."""
    given = read_passphrase(options.backup_passphrase_file)
    if given is not None:
        return given
    if not (sys.stdin and sys.stdin.isatty()):
        raise TrunklineError(
            "A backup has a passphrase of its own.",
            "There is no terminal here to ask for it.",
            "Say --backup-passphrase-file FILE, a file that holds it.",
        )
    typed = getpass("Passphrase of the backup: ")
    if twice and getpass("Once more: ") != typed:
        raise TrunklineError("The two passphrases differ.", "", "Try again.")
    return typed
