"""The commands: what `trunkline COMMAND` does and prints, by topic."""

from core.terminal.apps import apps, begin_app, look_at_app, modules
from core.terminal.backups import backup, restore
from core.terminal.connections import connect, connections, remove, rename, verify
from core.terminal.diagnostics import diagnostics
from core.terminal.diffs import diff
from core.terminal.history import history
from core.terminal.network import budget, hosts, network
from core.terminal.practice import sandbox
from core.terminal.profile import read_passphrase
from core.terminal.results import export, sql
from core.terminal.runs import go_on, run, runs
from core.terminal.self_test import self_test

__all__ = [
    "apps",
    "backup",
    "begin_app",
    "budget",
    "connect",
    "connections",
    "diagnostics",
    "diff",
    "export",
    "go_on",
    "history",
    "hosts",
    "look_at_app",
    "modules",
    "network",
    "read_passphrase",
    "remove",
    "rename",
    "restore",
    "run",
    "runs",
    "sandbox",
    "self_test",
    "sql",
    "verify",
]
