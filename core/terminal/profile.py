"""The profile that a command works on: opened, and what went wrong said in words."""

import argparse
import json
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from core.integrator import Integrator, open_integrator
from core.model.errors import InvalidValues, NoKeyring, SecretsLocked, TrunklineError
from core.model.fields import Field
from core.rules.typed_text import values_by_key, values_from_pairs
from core.terminal.output import say

Options = argparse.Namespace


async def with_integrator(options: Options, work: Callable[[Integrator], Coroutine[Any, Any, None]]) -> int:
    """Open the profile, do the work, and say what went wrong in words."""
    try:
        passphrase = read_passphrase(options.passphrase_file)
        async with open_integrator(options.data_dir, passphrase=passphrase) as integrator:
            await work(integrator)
        return 0
    except InvalidValues as invalid:
        for path, sentence in invalid.by_field.items():
            print(f"{path}: {sentence}", file=sys.stderr)
        return invalid.exit_status
    except (NoKeyring, SecretsLocked) as error:
        say(error)
        print("On the command line: --passphrase-file FILE, a file that holds it.", file=sys.stderr)
        return error.exit_status
    except TrunklineError as error:
        say(error)
        return error.exit_status


def read_passphrase(file: Path | None) -> str | None:
    """The passphrase that a file holds, without the line's end; None for no file. Raises `TrunklineError`."""
    if file is None:
        return None
    try:
        text = file.read_text(encoding="utf-8-sig").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise TrunklineError("The passphrase file cannot be read.", str(file), "Check its path.") from error
    if not text:
        raise TrunklineError("The passphrase file is empty.", str(file), "Write the passphrase into it.")
    return text


def values_of(fields: tuple[Field, ...], options: Options) -> dict[str, Any]:
    """The values that were given with a command, by the keys of the fields. Raises `InvalidValues`."""
    from_file = values_by_key(fields, _read_object(options.values)) if options.values else {}
    return {**from_file, **values_from_pairs(fields, options.pairs)}


def _read_object(file: Path) -> dict[str, Any]:
    try:
        read = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidValues({str(file): f"This file of values cannot be read: {error}."}) from error
    if not isinstance(read, dict):
        raise InvalidValues({str(file): "The file of values must hold one JSON object."})
    return read
