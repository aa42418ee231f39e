"""What a backup holds and what became of it, in words."""

from collections.abc import Iterator, Mapping, Sequence

from core.integrator import BackupEntry, BackupPreset, Clash, Restored, RestoredConnection, RestoredPreset
from core.model.amounts import counted
from core.model.connection import Connection

_AFTERWARDS = "Verify them under Connections before you rely on them."

LONGEST = 60
"""Characters of a name that are shown: a backup may be somebody else's."""


def shortened(text: str) -> str:
    """A text that fits into a row."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def app_in_words(entry: BackupEntry, app_labels: Mapping[str, str]) -> str:
    """What its app is called; said if that is not here."""
    return shortened(app_labels.get(entry.app, entry.app)) + ("" if entry.app_is_here else " (not here)")


def address_in_words(entry: BackupEntry, app_labels: Mapping[str, str]) -> str:
    """What an address of its own means."""
    app = shortened(app_labels.get(entry.app, entry.app))
    return f"Sends its secrets to {entry.address} instead of the address of {app}."


def addresses_in_words(entries: Sequence[BackupEntry]) -> tuple[str, str]:
    """Title and text of a warning about addresses; both "" where there are none."""
    count = sum(bool(entry.address) for entry in entries)
    if not count:
        return "", ""
    title = (
        "1 connection has an address of its own"
        if count == 1
        else f"{count} connections have addresses of their own"
    )
    return (
        title,
        "Whoever runs an address gets the secrets that are sent there. Import only what you recognize.",
    )


def choices_for(entry: BackupEntry) -> dict[Clash, str]:
    """What can become of a connection whose name is taken here, most careful first."""
    choices: dict[Clash, str] = {"skip": "Skip", "rename": "Keep both"}
    return choices | {"replace": "Replace"} if entry.may_replace else choices


def choice_in_words(entry: BackupEntry, choice: Clash) -> str:
    """What a choice means."""
    match choice:
        case "skip":
            return "There is one of that name here. It stays as it is."
        case "rename":
            return f"It comes as “{shortened(entry.renamed)}”."
        case "replace":
            return "Account and secrets of the one that is here are given up for these."


def proposal_for(entry: BackupEntry, here: Sequence[Connection]) -> Clash:
    """Skip the same account, which is here already; else keep both."""
    there = next((one for one in here if one.name == entry.clash), None)
    is_same = there is not None and (there.app, there.account) == (entry.app, entry.account)
    return "skip" if is_same else "rename"


def summary(restored: Sequence[Restored]) -> tuple[str, list[str]]:
    """A headline, a sentence for each connection, and some about presets."""
    connections = [one for one in restored if isinstance(one, RestoredConnection)]
    presets = [one for one in restored if isinstance(one, RestoredPreset)]
    what, count = "connection", _came(connections)
    afterwards = [_AFTERWARDS] if count else []
    if not count and _came(presets):
        what, count = "preset", _came(presets)
    title = f"{counted(count, f'{what} was', f'{what}s were')} imported"
    return title, [*map(_outcome, connections), *_of_presets(presets), *afterwards]


def presets_in_words(presets: Sequence[BackupPreset]) -> str:
    """What comes besides connections; "" where nothing does."""
    if not presets:
        return ""
    new = sum(not one.clash for one in presets)
    left = len(presets) - new
    return " ".join(filter(None, (_presets(new, "comes", "come") if new else "", _left_out(left))))


def _of_presets(presets: Sequence[RestoredPreset]) -> Iterator[str]:
    if came := _came(presets):
        yield _presets(came, "came", "came")
    if left := len(presets) - came:
        yield _left_out(left)


def _came(restored: Sequence[Restored]) -> int:
    return sum(one.outcome != "skipped" for one in restored)


def _presets(count: int, comes: str, come: str) -> str:
    return f"{counted(count, 'preset of a form', 'presets of forms')} {comes if count == 1 else come} along."


def _left_out(count: int) -> str:
    if not count:
        return ""
    why = "there is one of that name here" if count == 1 else "there are presets of those names here"
    return f"{counted(count, 'preset is', 'presets are')} left out: {why}."


def _outcome(one: RestoredConnection) -> str:
    original = f"“{shortened(one.original)}”"
    match one.outcome:
        case "added":
            return f"{original} is new here."
        case "renamed":
            return f"{original} came as “{shortened(one.name)}”."
        case "replaced":
            return f"{original} was replaced. What used it goes on with the account from the backup."
        case "skipped":
            return f"{original} was left out. The one that is here stays as it is."
