"""Modules, run; and runs, gone on with."""

from core.arguments.kinds import Command, at_least_zero, give_values


def add(command: Command) -> None:
    """`run`, `continue`, `runs`."""
    run = command("run", "run", "Run a module; one bundle a line, as JSON.")
    run.add_argument("module", metavar="APP.MODULE")
    run.add_argument("--connection", required=True, metavar="NAME")
    run.add_argument("--preset", default="", metavar="NAME", help="begin with its values; --set goes first")
    give_values(run)
    go_on = command("continue", "go_on", "Go on with a run that ended before its end.")
    go_on.add_argument("run", nargs="?", default="", metavar="RUN", help="its id; else the latest run")
    go_on.add_argument("--all", action="store_true", help="print the bundles that are there already, too")
    runs = command("runs", "runs", "List the latest runs, newest first.")
    runs.add_argument("--limit", type=at_least_zero, default=20, metavar="N")
    runs.add_argument("--json", action="store_true")
