"""Where the secrets' key lies, in words, and what can be done about it."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from core.integrator import VaultState
from core.model.errors import VaultError

Action = Literal[
    "look again", "lock", "unlock", "choose", "guard", "change", "to keyring", "forgotten", "anew"
]
"""What a person can do.

    look again   ask the keyring once more
    lock         forget the key now
    unlock       enter the passphrase
    choose       a first passphrase, where there is no keyring
    guard        take the key out of the keyring and lock it with a passphrase
    change       another passphrase
    to keyring   no passphrase any more
    forgotten    begin anew with another one, and give up what is sealed
    anew         the same where there is no passphrase yet
"""


class Standing(NamedTuple):
    """How things stand: a headline, a badge with its tone, a paragraph, and the ways on, likeliest first."""

    headline: str
    badge: str
    tone: str
    text: str
    actions: tuple[Action, ...]


def standing(
    state: VaultState, problem: VaultError | None, *, is_in_use: bool, auto_lock_minutes: int
) -> Standing:
    """How a vault stands. `problem` is why it cannot be had, where it cannot."""
    match state:
        case "new":
            return _NEW
        case "keyring":
            return _KEYRING
        case "passphrase":
            return _OPEN._replace(text=_until_when(auto_lock_minutes))
        case "locked":
            return _LOCKED
        case "no_keyring":
            return _without_keyring(problem, is_in_use)
        case "unreadable":
            return _UNREADABLE


def minutes_in_words(minutes: int) -> str:
    """A time as people say it: "1 hour", "90 minutes"."""
    if minutes and minutes % 60 == 0:
        hours = minutes // 60
        return "1 hour" if hours == 1 else f"{hours} hours"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def names_in_words(names: Sequence[str], most: int = 4) -> str:
    """Some names in one phrase: “A”, “B” and 3 more."""
    quoted = [f"“{name}”" for name in names]
    if len(names) > most:
        return f"{', '.join(quoted[: most - 1])} and {len(names) - most + 1} more"
    return " and ".join(filter(None, (", ".join(quoted[:-1]), *quoted[-1:])))


def what_is_lost(names: Sequence[str], state: VaultState) -> str:
    """What begins anew, for somebody who is about to: `names` are those of the connections here."""
    if not names:
        return "Nothing is lost: no account is connected."
    if len(names) == 1:
        lost = f"The credentials of 1 connection must be entered again: {names_in_words(names)}."
    else:
        lost = f"The credentials of {len(names)} connections must be entered again: {names_in_words(names)}."
    return f"{lost} {_AFTERWARDS[state == 'passphrase', state == 'no_keyring']}"


_AFTERWARDS = {
    (False, False): "What was sealed so far never opens again.",
    (True, False): "While they are open, you can export them before, and import them afterwards.",
    (False, True): "Should the keyring come back, what it guards opens again.",
}

_NEW = Standing(
    "Nothing to guard yet",
    "Not needed yet",
    "accent",
    "When you connect the first account, its secrets are encrypted, and the key to them goes into the system "
    "keyring.",
    ("guard",),
)
_KEYRING = Standing(
    "The key lies in the system keyring",
    "Open",
    "success",
    "Your keyring opens when you log in to this computer, so there is nothing to type here. Whoever sits at "
    "your unlocked computer can use your connections.",
    ("guard",),
)
_OPEN = Standing(
    "A passphrase guards the key", "Open", "success", "", ("lock", "change", "to keyring", "forgotten")
)
_LOCKED = Standing(
    "A passphrase guards the key",
    "Locked",
    "warning",
    "You are asked for the passphrase as soon as something needs your secrets.",
    ("unlock", "change", "to keyring", "forgotten"),
)
_UNREADABLE = Standing(
    "The key to your secrets is gone",
    "Not readable",
    "danger",
    "The key that is here does not open what is sealed, or was deleted. Enter the credentials of your "
    "connections again: they get a new key.",
    ("anew", "look again"),
)


def _without_keyring(problem: VaultError | None, is_in_use: bool) -> Standing:
    title = problem.title.rstrip(".") if problem else "The system keyring cannot be used"
    reason = problem.reason if problem else ""
    if is_in_use:
        text = f"{reason} Your secrets are safe. Start or unlock the keyring, then look again."
        return Standing(title, "Not reachable", "warning", text.strip(), ("look again", "anew"))
    text = f"{reason} Start it and look again, or guard your secrets with a passphrase."
    return Standing(title, "Not reachable", "warning", text.strip(), ("choose", "look again"))


def _until_when(minutes: int) -> str:
    if not minutes:
        return "Your secrets are open until you lock them or quit Trunkline."
    spell = minutes_in_words(minutes)
    return f"Your secrets are open. They are locked once nobody has used Trunkline for {spell}."
