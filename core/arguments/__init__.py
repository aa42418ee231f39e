"""What each command may be told, by topic as in `core/terminal/`, which carries them out.

Nothing else of ours is imported: an answer to `--help` needs no core.
"""

from core.arguments import (
    apps,
    backups,
    connections,
    diagnostics,
    network,
    past,
    practice,
    runs,
)
from core.arguments.kinds import Command


def add_commands(command: Command) -> None:
    """Add all of them, in the order of the help."""
    for topic in (practice, apps, connections, backups, runs, past, network, diagnostics):
        topic.add(command)
