"""Accounts, kept and looked after."""

from core.arguments.kinds import Command, give_values


def add(command: Command) -> None:
    """`connections`, `connect`, `verify`, `rename`, `remove`."""
    connections = command("connections", "connections", "List the connections.")
    connections.add_argument("--json", action="store_true")
    connect = command("connect", "connect", "Verify an account with its service and keep it.")
    connect.add_argument("app", metavar="APP")
    connect.add_argument("--name", required=True, help="what the connection is called here")
    connect.add_argument("--address", default="", metavar="URL", help="replaces the service's own host")
    connect.add_argument("--unverified", action="store_true", help="keep it without asking the service")
    give_values(connect)
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
