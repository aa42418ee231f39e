"""How a worker is started: the one place that knows the command."""

import sys
from pathlib import Path

WORKER_FLAG = "--results-worker"
"""With it the packaged program is a worker, and opens no window."""

ROOT = Path(__file__).resolve().parent.parent.parent
"""Where `core` lies."""


def worker_command() -> tuple[str, ...]:
    """The program and its arguments. To be started in `ROOT`."""
    if getattr(sys, "frozen", False):
        return (sys.executable, WORKER_FLAG)
    return (sys.executable, "-m", "core.results.worker")
