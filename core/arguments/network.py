"""How services are reached, which hosts were, and how often they may be asked."""

from pathlib import Path

from core.arguments.kinds import Command, at_least_zero, seconds


def add(command: Command) -> None:
    """`network`, `hosts`, `budget`."""
    _add_network(command)
    hosts = command("hosts", "hosts", "List the hosts that were contacted.")
    hosts.add_argument("--forget", action="store_true", help="empty the list")
    hosts.add_argument("--json", action="store_true")
    budget = command("budget", "budget", "Say how long so many calls of a connection have to wait.")
    budget.add_argument("name", metavar="NAME")
    budget.add_argument("--calls", type=at_least_zero, default=1, metavar="N")
    budget.add_argument("--json", action="store_true")


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
    network.add_argument("--connect", type=seconds, metavar="SECONDS", help="until a connection stands")
    network.add_argument("--read", type=seconds, metavar="SECONDS", help="between pieces of an answer")
    network.add_argument(
        "--test", nargs="?", const="", metavar="URL", help="try it so, keep nothing; of one: its own service"
    )
    network.add_argument("--json", action="store_true")
