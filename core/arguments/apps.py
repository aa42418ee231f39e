"""Apps and modules, and apps of one's own."""

from pathlib import Path

from core.arguments.kinds import Command


def add(command: Command) -> None:
    """`apps`, `modules`, `new-app`, `check-app`."""
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
