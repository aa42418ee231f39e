"""The stand-in of the services."""

from core.arguments.kinds import Command, at_least_zero, port, seconds


def add(command: Command) -> None:
    """`sandbox`."""
    sandbox = command("sandbox", "sandbox", "Serve a stand-in of the services on this machine, for practice.")
    sandbox.add_argument("--port", type=port, default=0, help="0 takes any free one")
    sandbox.add_argument("--contacts", type=at_least_zero, default=1000, metavar="N")
    sandbox.add_argument("--seed", type=at_least_zero, default=1, metavar="N")
    sandbox.add_argument("--latency", type=seconds, default=0.0, metavar="SECONDS", help="added to each page")
    sandbox.add_argument("--no-cursors", action="store_true", help="number the pages of long lists, too")
