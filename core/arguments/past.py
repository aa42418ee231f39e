"""What is there of runs: found again, written into files, asked, compared."""

import argparse
from pathlib import Path

from core.arguments.kinds import (
    Command,
    at_least_one,
    at_least_zero,
    give_examples,
    give_overwrite,
    moment,
    until,
)

_FORMS = ("csv", "jsonl", "json", "xlsx", "tsv", "markdown")
_MOST_ROWS = 1_000_000
_A_RUN = "its id, the beginning of it, or 'latest'"


def add(command: Command) -> None:
    """`history`, `export`, `sql`, `diff`."""
    _add_history(command)
    _add_export(command)
    _add_sql(command)
    _add_diff(command)


def _add_history(command: Command) -> None:
    history = command("history", "history", "Find runs again, newest first.")
    give_examples(
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
    history.add_argument("--since", type=moment, metavar="DAY", help="2026-11-03, or 2026-11-03T09:00")
    history.add_argument("--until", type=until, metavar="DAY", help="that day included")
    history.add_argument("--pinned", action="store_true", help="only those that are kept for good")
    history.add_argument(
        "--limit", type=at_least_zero, default=20, metavar="N", help="so many at most; else 20"
    )
    history.add_argument("--json", action="store_true", help="with all that is known of each")


def _add_export(command: Command) -> None:
    export = command("export", "export", "Write the bundles of a run into a file.")
    give_examples(
        export,
        "trunkline export latest contacts.xlsx",
        "trunkline export 4f1c --as csv --column email --column attributes.plan - | sort",
    )
    export.add_argument("run", metavar="RUN", help=_A_RUN)
    export.add_argument("file", type=Path, metavar="FILE", help="'-' for standard output")
    export.add_argument("--as", dest="form", choices=_FORMS, help="else the end of the name tells")
    export.add_argument(
        "--column", dest="columns", action="append", default=[], metavar="PATH", help="of tables; repeatable"
    )
    _give_table_options(export)
    give_overwrite(export)


def _add_sql(command: Command) -> None:
    sql = command("sql", "sql", "Ask about the bundles of any runs: each run is a table. It only reads.")
    give_examples(
        sql,
        "trunkline sql --tables",
        'trunkline sql "SELECT status, count(*) FROM list_contacts GROUP BY status"',
        "trunkline sql --output answer.csv - < query.sql",
    )
    sql.add_argument("query", nargs="?", default="", metavar="QUERY", help="'-' reads it from standard input")
    sql.add_argument("--tables", action="store_true", help="list the tables; with a name, its columns")
    sql.add_argument("--run", default="", metavar="RUN", help=f"is called bundles, too: {_A_RUN}")
    sql.add_argument("--as", dest="form", choices=("table", *_FORMS), help="table without it")
    sql.add_argument("--output", dest="file", type=Path, metavar="FILE", help="instead of standard output")
    sql.add_argument("--limit", type=at_least_one, default=_MOST_ROWS, metavar="N", help="rows at most")
    sql.add_argument("--json", action="store_true", help="with --tables")
    _give_table_options(sql)
    give_overwrite(sql)


def _add_diff(command: Command) -> None:
    diff = command("diff", "diff", "Say what is different between two runs.")
    give_examples(diff, "trunkline diff latest", "trunkline diff 4f1c 90ab --key email --ignore last_seen_at")
    diff.add_argument("run", metavar="RUN", help=_A_RUN)
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
    give_overwrite(diff)


def _give_table_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--separator", choices=(",", ";", "tab"), default=",", help="of CSV")
    command.add_argument(
        "--plain", action="store_true", help="CSV for programs: nothing is done for the sake of Excel"
    )
