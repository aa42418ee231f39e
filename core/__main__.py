"""The same core without a window: `trunkline COMMAND`.

Exit status: 0 done, 1 something else, 2 invalid values, 3 refused by the service, 4 credentials rejected,
5 network, 130 interrupted. Standard output holds results only; what is said to people goes to standard error.
"""

import argparse
import contextlib
import errno
import io
import os
import signal
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, NoReturn

from core.results.command import WORKER_FLAG

INTERRUPTED = 130

_CANNOT_BE_PRINTED = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""What the disk that standard output goes to says, and a terminal that is gone."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit status."""
    if list(sys.argv[1:] if arguments is None else arguments) == [WORKER_FLAG]:
        from core.results.worker import main as answer_questions

        return answer_questions()
    _have_streams()
    parser = _parser()
    options = parser.parse_args(arguments)
    if broken := _not_text(options):
        key, is_pair, _ = broken.partition("=")  # a value may be a secret
        what = f"the value of {key!a}" if is_pair and _is_text(key) else f"{key!a}"
        parser.error(f"{what} is not text in this system's encoding")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A name that the terminal cannot show is spelled out, and is no failure.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status = int(options.command(options))
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has left
        _print_no_more()
        return 0
    except OSError as error:
        if error.filename is not None or error.errno not in _CANNOT_BE_PRINTED:
            raise
        _print_no_more()
        print(f"The output could not be written: {error.strerror}.", file=sys.stderr)
        return 1


def _not_text(options: argparse.Namespace) -> str | None:
    """The first value that holds bytes which are no characters. Paths may."""
    values = (
        one for value in vars(options).values() for one in (value if isinstance(value, list) else [value])
    )
    return next((one for one in values if isinstance(one, str) and not _is_text(one)), None)


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _have_streams() -> None:
    """A program without a terminal, or one with a closed output, has none: what it says goes nowhere, and no
    message among results."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            setattr(sys, name, open(nowhere, "w", encoding="utf-8", closefd=False))  # noqa: SIM115


def _print_no_more() -> None:
    """Keep the interpreter from flushing into nothing at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def default_data_dir() -> Path:
    """Where one person's data lie when nothing else is said. Where that is nowhere, the program ends."""
    from platformdirs import user_data_path

    try:
        return user_data_path("Trunkline", appauthor=False)
    except RuntimeError as error:  # neither HOME, nor an account of that number
        raise SystemExit(
            "There is no place for your data.\n"
            "The system names no home folder for this account.\n"
            "Set HOME, or name a folder with --data-dir."
        ) from error


def _parser() -> argparse.ArgumentParser:
    from core import arguments  # here: the window imports this file before its first paint

    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    add_profile_options(common)
    parser = argparse.ArgumentParser(
        prog="trunkline",
        description="Connect an account, run a module, look at the bundles. Without a command: the window.",
        parents=[common],
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(name: str, run: str, help: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help, description=help, parents=[common])
        added.set_defaults(command=lambda options: _carry_out(run, options))
        return added

    arguments.add_commands(command)
    return parser


def add_profile_options(parser: argparse.ArgumentParser) -> None:
    """The options that every command and the window share."""
    parser.add_argument("--data-dir", type=_place, metavar="DIR", help="a profile of its own in this folder")
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="opens the passphrase vault without a question"
    )


def _carry_out(name: str, options: argparse.Namespace) -> int:
    import asyncio  # here: the window, which asks this file for its options, is painted before

    from core import terminal

    options.data_dir = getattr(options, "data_dir", None) or default_data_dir()
    options.passphrase_file = getattr(options, "passphrase_file", None)
    work = getattr(terminal, name)(options)
    if isinstance(work, int):
        return work
    return asyncio.run(_until_stopped(work))


async def _until_stopped(work: Coroutine[Any, Any, int]) -> int:
    """Run a command; SIGTERM stops it as tidily as Ctrl-C does."""
    import asyncio

    task = asyncio.ensure_future(work)
    with contextlib.suppress(NotImplementedError):  # Windows
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        return INTERRUPTED


def _place(text: str) -> Path:
    """A path that holds wherever one stands: workers, which read the bundles, stand elsewhere."""
    if not text:
        raise argparse.ArgumentTypeError("no folder is named")
    with contextlib.suppress(OSError):
        return Path(text).absolute()
    raise argparse.ArgumentTypeError(f"'{text}' is in a folder that is gone")


def run_as_program() -> NoReturn:
    """Run and end the process with the status."""
    sys.exit(main())


if __name__ == "__main__":
    run_as_program()
