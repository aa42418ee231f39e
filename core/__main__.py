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
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, NoReturn

from core.results.command import WORKER_FLAG

INTERRUPTED = 130

Command = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, what of `core.terminal` carries it out, and what it does in a sentence."""

_FORMS = ("csv", "jsonl", "json", "xlsx", "tsv", "markdown")
_MOST_ROWS = 1_000_000

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
        parser.error(f"{broken!a} is not text in this system's encoding")
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

    sandbox = command("sandbox", "sandbox", "Serve a stand-in of the services on this machine, for practice.")
    sandbox.add_argument("--port", type=_port, default=0, help="0 takes any free one")
    sandbox.add_argument("--contacts", type=_at_least_zero, default=1000, metavar="N")
    sandbox.add_argument("--seed", type=_at_least_zero, default=1, metavar="N")
    sandbox.add_argument(
        "--latency", type=_seconds, default=0.0, metavar="SECONDS", help="added to each page"
    )
    sandbox.add_argument("--no-cursors", action="store_true", help="number the pages of long lists, too")
    apps = command("apps", "apps", "List the apps.")
    apps.add_argument("--json", action="store_true")
    modules = command("modules", "modules", "List the modules of one app, or of all.")
    modules.add_argument("app", nargs="?", metavar="APP")
    modules.add_argument("--json", action="store_true")
    new_app = command("new-app", "begin_app", "Write an app of your own to start from.")
    new_app.add_argument("id", metavar="ID", help="the name of its folder: small letters, digits and _")
    new_app.add_argument("--folder", type=Path, metavar="DIR", help="instead of your own apps folder")
    check_app = command("check-app", "look_at_app", "Say everything that is wrong with an app's folder.")
    check_app.add_argument("folder", type=Path, metavar="FOLDER")
    check_app.add_argument("--show", action="store_true", help="the requests that its examples make, too")
    check_app.add_argument("--json", action="store_true")
    connections = command("connections", "connections", "List the connections.")
    connections.add_argument("--json", action="store_true")
    connect = command("connect", "connect", "Verify an account with its service and keep it.")
    connect.add_argument("app", metavar="APP")
    connect.add_argument("--name", required=True, help="what the connection is called here")
    connect.add_argument("--address", default="", metavar="URL", help="replaces the service's own host")
    connect.add_argument("--unverified", action="store_true", help="keep it without asking the service")
    verify = command("verify", "verify", "Ask the service anew whether it accepts a connection.")
    which = verify.add_mutually_exclusive_group(required=True)
    which.add_argument("name", nargs="?", metavar="NAME")
    which.add_argument("--all", action="store_true", help="every connection")
    rename = command("rename", "rename", "Give a connection another name.")
    rename.add_argument("name", metavar="NAME")
    rename.add_argument("new_name", metavar="NEW-NAME")
    remove = command("remove", "remove", "Remove a connection and its secrets.")
    remove.add_argument("name", metavar="NAME")
    uses = remove.add_mutually_exclusive_group()
    uses.add_argument("--replace-by", metavar="NAME", help="first have this one used in its place")
    uses.add_argument("--forget-uses", action="store_true", help="remove it even where it is used")
    backup = command("backup", "backup", "Write connections with their secrets into an encrypted file.")
    backup.add_argument(
        "--connection", dest="connections", action="append", metavar="NAME", help="only this one; repeatable"
    )
    backup.add_argument("--overwrite", action="store_true", help="replace a file that is there")
    restore = command("restore", "restore", "Bring in the connections of a backup: all of them, or none.")
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
    run = command("run", "run", "Run a module; one bundle a line, as JSON.")
    run.add_argument("module", metavar="APP.MODULE")
    run.add_argument("--connection", required=True, metavar="NAME")
    run.add_argument("--preset", default="", metavar="NAME", help="begin with its values; --set goes first")
    go_on = command("continue", "go_on", "Go on with a run that ended before its end.")
    go_on.add_argument("run", nargs="?", default="", metavar="RUN", help="its id; else the latest run")
    go_on.add_argument("--all", action="store_true", help="print the bundles that are there already, too")
    runs = command("runs", "runs", "List the latest runs, newest first.")
    runs.add_argument("--limit", type=_at_least_zero, default=20, metavar="N")
    runs.add_argument("--json", action="store_true")
    _add_past(command)
    _add_network(command)
    diagnostics = command("diagnostics", "diagnostics", "Say how the program is doing, without secrets.")
    diagnostics.add_argument("--file", type=Path, metavar="FILE", help="write it there instead")
    diagnostics.add_argument("--overwrite", action="store_true", help="replace a file that is there")
    command("self-test", "self_test", "Try everything that the program needs on this computer.")
    for with_values in (connect, run):
        with_values.add_argument(
            "--set", dest="pairs", action="append", default=[], metavar="KEY=VALUE", help="by key or by label"
        )
        with_values.add_argument("--values", type=Path, metavar="FILE", help="a JSON object of key to value")
    return parser


def _add_past(command: Command) -> None:
    """What is there of runs: found again, written into files, asked, compared."""
    a_run = "its id, the beginning of it, or 'latest'"
    history = command("history", "history", "Find runs again, newest first.")
    _give_examples(
        history,
        "trunkline history --status failed --since 2026-11-01",
        "trunkline history --in-bundles ann@example.com",
    )
    words = "what it was filled in with, what went wrong, or the names of app, module and connection have it"
    history.add_argument("words", nargs="*", metavar="WORD", help=words)
    history.add_argument("--in-bundles", action="store_true", help="look for the words in what runs brought")
    history.add_argument("--app", default="", metavar="APP", help="as `trunkline apps` names it")
    history.add_argument("--module", default="", metavar="[APP.]MODULE", help="as `trunkline modules` does")
    history.add_argument("--connection", default="", metavar="NAME", help="the account that it went through")
    ended = ("done", "failed", "stopped", "interrupted", "running")
    history.add_argument("--status", action="append", default=[], choices=ended, help="repeatable")
    history.add_argument("--since", type=_moment, metavar="DAY", help="2026-11-03, or 2026-11-03T09:00")
    history.add_argument("--until", type=_until, metavar="DAY", help="that day included")
    history.add_argument("--pinned", action="store_true", help="only those that are kept for good")
    history.add_argument(
        "--limit", type=_at_least_zero, default=20, metavar="N", help="so many at most; else 20"
    )
    history.add_argument("--json", action="store_true", help="with all that is known of each")
    export = command("export", "export", "Write the bundles of a run into a file.")
    _give_examples(
        export,
        "trunkline export latest contacts.xlsx",
        "trunkline export 4f1c --as csv --column email --column attributes.plan - | sort",
    )
    export.add_argument("run", metavar="RUN", help=a_run)
    export.add_argument("file", type=Path, metavar="FILE", help="'-' for standard output")
    export.add_argument("--as", dest="form", choices=_FORMS, help="else the end of the name tells")
    export.add_argument(
        "--column", dest="columns", action="append", default=[], metavar="PATH", help="of tables; repeatable"
    )
    sql = command("sql", "sql", "Ask about the bundles of any runs: each run is a table. It only reads.")
    _give_examples(
        sql,
        "trunkline sql --tables",
        'trunkline sql "SELECT status, count(*) FROM list_contacts GROUP BY status"',
        "trunkline sql --output answer.csv - < query.sql",
    )
    sql.add_argument("query", nargs="?", default="", metavar="QUERY", help="'-' reads it from standard input")
    sql.add_argument("--tables", action="store_true", help="list the tables; with a name, its columns")
    sql.add_argument("--run", default="", metavar="RUN", help=f"is called bundles, too: {a_run}")
    sql.add_argument("--as", dest="form", choices=("table", *_FORMS), help="table without it")
    sql.add_argument("--output", dest="file", type=Path, metavar="FILE", help="instead of standard output")
    sql.add_argument("--limit", type=_at_least_one, default=_MOST_ROWS, metavar="N", help="rows at most")
    sql.add_argument("--json", action="store_true", help="with --tables")
    diff = command("diff", "diff", "Say what is different between two runs.")
    _give_examples(
        diff, "trunkline diff latest", "trunkline diff 4f1c 90ab --key email --ignore last_seen_at"
    )
    diff.add_argument("run", metavar="RUN", help=a_run)
    diff.add_argument(
        "other", nargs="?", default="", metavar="RUN", help="else the run before of that module"
    )
    key = diff.add_mutually_exclusive_group()
    key.add_argument("--key", default="", metavar="PATH", help="match bundles by it; else it is found out")
    key.add_argument("--by-position", action="store_true", help="the first with the first, and so on")
    key.add_argument("--keys", action="store_true", help="only list what they may be matched by")
    diff.add_argument("--ignore", action="append", default=[], metavar="PATH", help="a field; repeatable")
    diff.add_argument("--summary", action="store_true", help="only how many")
    diff.add_argument("--as", dest="form", choices=("jsonl", "csv"), help="for programs; words without it")
    diff.add_argument(
        "--output",
        dest="file",
        type=Path,
        default=Path("-"),
        metavar="FILE",
        help="instead of standard output",
    )
    diff.add_argument("--json", action="store_true", help="only how many, as JSON")
    for with_table in (export, sql):
        with_table.add_argument("--separator", choices=(",", ";", "tab"), default=",", help="of CSV")
        with_table.add_argument(
            "--plain", action="store_true", help="CSV for programs: nothing is done for the sake of Excel"
        )
    for with_file in (export, sql, diff):
        with_file.add_argument("--overwrite", action="store_true", help="replace a file that is there")


def _give_examples(command: argparse.ArgumentParser, *examples: str) -> None:
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.epilog = "\n  ".join(("examples:", *examples))


def _add_network(command: Command) -> None:
    network = command("network", "network", "Show, change or try how services are reached.")
    network.add_argument("--connection", default="", metavar="NAME", help="for this one, not for all")
    network.add_argument("--inherit", action="store_true", help="with --connection: nothing of its own")
    network.add_argument("--proxy", default="", metavar="PROXY", help="system, none, or its address")
    network.add_argument("--proxy-user", default="", metavar="NAME")
    network.add_argument("--proxy-password-file", type=Path, metavar="FILE", help="holds the password")
    network.add_argument(
        "--direct", action="append", default=[], metavar="HOST", help="reached without the proxy; repeatable"
    )
    network.add_argument("--ca-file", metavar="FILE", help='more certificates to trust; "" for none')
    network.add_argument("--client-certificate", metavar="FILE", help='shown to services; "" for none')
    network.add_argument("--client-key", default="", metavar="FILE", help="its key, if in another file")
    network.add_argument("--key-passphrase-file", type=Path, metavar="FILE", help="opens the key")
    network.add_argument("--connect", type=_seconds, metavar="SECONDS", help="until a connection stands")
    network.add_argument("--read", type=_seconds, metavar="SECONDS", help="between pieces of an answer")
    network.add_argument(
        "--test", nargs="?", const="", metavar="URL", help="try it so, keep nothing; of one: its own service"
    )
    network.add_argument("--json", action="store_true")
    hosts = command("hosts", "hosts", "List the hosts that were contacted.")
    hosts.add_argument("--forget", action="store_true", help="empty the list")
    hosts.add_argument("--json", action="store_true")
    budget = command("budget", "budget", "Say how long so many calls of a connection have to wait.")
    budget.add_argument("name", metavar="NAME")
    budget.add_argument("--calls", type=_at_least_zero, default=1, metavar="N")
    budget.add_argument("--json", action="store_true")


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


def _at_least_zero(text: str) -> int:
    if text.isdecimal():
        return int(text)
    raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 0 on")


def _at_least_one(text: str) -> int:
    if text.isdecimal() and int(text):
        return int(text)
    raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 on")


def _until(text: str) -> float:
    return _moment(text, days=0 if "T" in text or " " in text else 1)


def _moment(text: str, days: int = 0) -> float:
    """A moment in this computer's time zone, unless it names another; so many days later."""
    import datetime  # the window imports this file before its first paint

    with contextlib.suppress(ValueError, OverflowError):
        return (datetime.datetime.fromisoformat(text) + datetime.timedelta(days)).timestamp()
    raise argparse.ArgumentTypeError(f"'{text}' is no day; write 2026-11-03, or 2026-11-03T09:00")


def _port(text: str) -> int:
    if text.isdecimal() and int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"'{text}' is not a number from 0 to 65535")


def _seconds(text: str) -> float:
    with contextlib.suppress(ValueError):
        if 0 <= (seconds := float(text)) < float("inf"):
            return seconds
    raise argparse.ArgumentTypeError(f"'{text}' is not a number of seconds from 0 on")


def run_as_program() -> NoReturn:
    """Run and end the process with the status."""
    sys.exit(main())


if __name__ == "__main__":
    run_as_program()
