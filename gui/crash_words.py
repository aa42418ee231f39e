"""What is said when the program itself went wrong: what is safe, and what to do next."""

from typing import NamedTuple

_TEXT = "That is our mistake, not yours."
_CONNECTIONS = "Connections: they and their sealed secrets are stored as before."


class Told(NamedTuple):
    """What the dialog says, and the labels of its two buttons: `close` is the one that Esc means."""

    title: str
    safe: tuple[str, ...]
    next_step: str
    close: str
    restart: str
    text: str = _TEXT


WHILE_RUNNING = Told(
    "Something went wrong inside Trunkline",
    (
        "Runs: every page that has arrived is kept. A run that goes on is not stopped by this.",
        "Forms: what you have typed is still there, and each form that ran is kept as it was.",
        _CONNECTIONS,
    ),
    "Go on. If something looks odd or no longer answers, restart: it takes a moment. A run that is under way "
    "then stops, with what has arrived; only what you typed and have not run is lost.",
    "Go on",
    "Restart Trunkline",
)

AT_THE_START = Told(
    "Trunkline could not start",
    (
        "Runs and forms: everything that was there is there still.",
        _CONNECTIONS,
    ),
    "Try again. If it does not start then either, copy the details and send them to us.",
    "Close",
    "Try again",
)

DETAILS = "The details say where it happened. They hold no secrets; send them to us, and we can mend it."

ENDED_TITLE = "Trunkline ended unexpectedly last time"
ENDED_TEXT = (
    "Nothing that was saved is lost: connections, forms as they last ran, and each run up to its last page. "
    "A run that was under way can be continued from the history. No result was opened again by itself."
)
ENDED_DETAILS = (
    "This is where the program was when it ended: names of files and functions, and nothing of yours."
)


def times_in_words(times: int) -> str:
    """How often it has happened; "" for once."""
    return {1: "", 2: "It has happened twice."}.get(times, f"It has happened {times:,} times.")
