"""The actions of the window as entries of the palette."""

from gui.actions import ACTIONS, CATEGORIES, Actions
from gui.actions.words import native
from gui.palette.entries import Entry

_NOT_HERE = "palette"
"""It is open already."""


def entries_of_actions(acts: Actions) -> list[Entry]:
    """Every action as it can be used now: those of the place where the person is come first."""
    acts.look()
    made = [
        _entry(name, category.label, acts)
        for category in CATEGORIES
        for group in category.groups
        for name in group
        if name != _NOT_HERE
    ]
    return sorted(made, key=lambda entry: ACTIONS[_name(entry)].place == "window")


def _entry(name: str, category: str, acts: Actions) -> Entry:
    words, action = ACTIONS[name], acts[name]
    return Entry(
        key=f"action:{name}",
        group="actions",
        label=words.label.rstrip("…"),
        do=action.trigger,
        about=category,
        icon=action.icon(),
        words=words.hint,
        keys=native(words.shortcut) if words.shortcut else "",
        why_not=acts.why_not(name),
    )


def _name(entry: Entry) -> str:
    return entry.key.partition(":")[2]
