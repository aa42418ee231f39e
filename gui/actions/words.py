"""How an action is told: its words, its keys, and where it can be used."""

from typing import Literal, NamedTuple

from PySide6.QtGui import QKeySequence

PlaceName = Literal[
    "window",
    "modules",
    "connections",
    "history",
    "compare",
    "sql",
    "bundles",
    "values",
    "raw",
    "requests",
]


class Place(NamedTuple):
    """A part of the window with actions of its own: its name, the way to it, and the parts that it is in."""

    label: str
    way: str
    within: tuple[PlaceName, ...]


PLACES: dict[PlaceName, Place] = {
    "window": Place("Everywhere", "", ()),
    "modules": Place("In a module", "Open a module first.", ("window",)),
    "connections": Place("In the connections", "Go to the connections first.", ("window",)),
    "history": Place("In the history", "Choose a run in the history first.", ("window",)),
    "compare": Place("Where runs are compared", "Compare two runs first.", ("window",)),
    "sql": Place("Beside a query", "Go to Ask with SQL first.", ("window",)),
    "bundles": Place("In the bundles of a run", "Look at what a run brought first.", ("modules", "history")),
    "values": Place("In the tree and the table", "Look at a tree or a table first.", ("bundles",)),
    "raw": Place("In the raw view", "Look at bundles in the raw view first.", ("bundles",)),
    "requests": Place("In the requests of a run", "Look at the requests of a run first.", ("bundles",)),
}


class Words(NamedTuple):
    """An action as people see it: text with mnemonic, keys, icon, what it does in a sentence.

    `presses` is the name of the button or action of a screen that does it; the screen has the keys then.
    `before` is an action whose keys mean this one in the place where this one is. `told`: what it presses
    tells what it would do now, and that is the text then ("Undo typing in Email").
    """

    text: str
    shortcut: str = ""
    icon: str = ""
    hint: str = ""
    place: PlaceName = "window"
    more: tuple[str, ...] = ()
    presses: str = ""
    before: str = ""
    told: bool = False

    @property
    def label(self) -> str:
        """The text without its mnemonic."""
        return self.text.replace("&", "")

    @property
    def shortcuts(self) -> tuple[str, ...]:
        """All keys, in Qt's portable writing."""
        return tuple(keys for keys in (self.shortcut, *self.more) if keys)


class Category(NamedTuple):
    """A menu: its text with mnemonic, its actions by name in groups, and the menu that it lies in."""

    text: str
    groups: tuple[dict[str, Words], ...]
    within: str = ""

    @property
    def label(self) -> str:
        """The text without its mnemonic."""
        return self.text.replace("&", "")


class ControlKeys(NamedTuple):
    """Keys that belong to a control: in which menu's part of the list they are told, and what they do."""

    category: str
    text: str
    keys: tuple[str, ...]


def native(keys: str) -> str:
    """Keys as this system writes them."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def tip(words: Words) -> str:
    """What it does, and its keys."""
    return f"{words.hint or words.label} ({native(words.shortcut)})" if words.shortcut else words.hint


def around(place: PlaceName) -> set[PlaceName]:
    """A place and all that it lies in."""
    found: set[PlaceName] = {place}
    for outer in PLACES[place].within:
        found |= around(outer)
    return found


def meet(one: PlaceName, other: PlaceName) -> bool:
    """Whether actions of both places can be used at the same moment."""
    return one in around(other) or other in around(one)
