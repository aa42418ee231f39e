"""What can be done with a connection just now, and why not."""

from gui.connections.connection_model import Entry

PRACTICE_STAYS = "It belongs to the practice workspace: it stays as it is, and goes when you leave practice."

_OF_ONE = (
    "verify_connection",
    "rename_connection",
    "edit_connection",
    "reenter_connection",
    "duplicate_connection",
    "replace_connection",
    "connection_network",
    "remove_connection",
)
"""The actions (`gui.actions`) that need a connection."""


def why_not(entry: Entry | None) -> dict[str, str]:
    """By the name of an action: why it cannot be used with this connection; "" when it can."""
    if entry is None:
        return dict.fromkeys(_OF_ONE, "Choose a connection first.")
    fixed = PRACTICE_STAYS if entry.connection.practice else ""
    no_app = "" if entry.has_app else f"The app “{entry.connection.app}” is not there any more."
    return {
        "verify_connection": no_app or ("It is being verified." if entry.is_busy else ""),
        "rename_connection": "",
        "edit_connection": fixed or no_app,
        "reenter_connection": fixed or no_app,
        "duplicate_connection": fixed,
        "replace_connection": _why_not_replace(entry),
        "connection_network": fixed,
        "remove_connection": fixed,
    }


def _why_not_replace(entry: Entry) -> str:
    if not entry.has_others:
        return f"There is no other {entry.app_label} connection that could take its place."
    return "It is not used anywhere." if entry.uses == () else ""
