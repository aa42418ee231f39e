#!/usr/bin/env python3
"""Work on Trunkline: run it, test it, check it, measure it.

    python3 packaging/dev.py              lists the commands
    python3 packaging/dev.py run --help   tells about one

Each command first makes sure that the machine has what it needs; nothing has to be installed before.
This file chooses the Python and keeps tracebacks away from people. What it imports stays readable to
older Pythons; the commands are imported once the version is known to fit.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable

INTERRUPTED = 130


def main(arguments: list[str]) -> int:
    """Do one command, with a Python that fits."""
    import console
    import python_versions

    version = sys.version_info[:3]
    if python_versions.is_suitable(version):
        import commands

        return commands.start(arguments)
    other = python_versions.another_python()
    if other is None:
        raise console.CannotContinueError(python_versions.no_suitable_python(version))
    return console.hand_over([other, __file__, *arguments])


def guarded(action: Callable[[list[str]], int], arguments: list[str]) -> int:
    """Call `action`; what a person can meet on any machine ends in a sentence, not in a traceback."""
    try:
        return action(arguments)
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone: give Python's own last flush somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(what_failed(error), file=sys.stderr)
    return 1


def what_failed(error: OSError) -> str:
    """A sentence for what the operating system refused."""
    if error.errno == errno.ENOSPC:
        return "The disk is full. Free some space, then start this command again."
    where = f" ({error.filename})" if error.filename else ""
    return f"The system refused: {error.strerror or error}{where}. Mend that, then start this command again."


def stop_on_signal(number: int, _frame: object) -> None:
    """End in order when the system asks: a raised exit lets every `finally` run."""
    sys.exit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop_on_signal)
    sys.exit(guarded(main, sys.argv[1:]))
