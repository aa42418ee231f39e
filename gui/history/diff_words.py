"""What is said of differences: signs and words, how many there are, what to know before one trusts them."""

from typing import NamedTuple

from core.model.amounts import counted
from core.model.diff import DifferenceKind, Mark, Tally
from core.model.history import HistoryEntry
from core.model.results import Node, Steps
from gui.bundles.values import Cell, Number, cell, one_line, path_text


class Sign(NamedTuple):
    """A sign, a word, and the colours of the theme for them and for the ground."""

    picture: str
    word: str
    tone: str
    ground: str = ""


SIGNS: dict[Mark, Sign] = {
    "changed": Sign("equal-not", "Changed", "warning", "warning_surface"),
    "added": Sign("plus", "Added", "success", "success_surface"),
    "removed": Sign("minus", "Removed", "danger", "danger_surface"),
    "rewritten": Sign("pencil", "Written otherwise", "muted"),
    "ignored": Sign("eye-off", "Ignored", "muted"),
    "within": Sign("chevron-down", "Changed inside", "warning"),
    "same": Sign("", "", "muted"),
    "skipped": Sign("ellipsis", "", "muted"),
}

KINDS: tuple[DifferenceKind, ...] = ("changed", "added", "removed")
"""In the order in which they are offered."""

QUIET: frozenset[Mark] = frozenset({"same", "ignored", "skipped", "rewritten"})
"""Rows that are no differences."""


def key_name(key: Steps | None) -> str:
    """What bundles are matched by."""
    return "Position in the list" if key is None else one_line(path_text(key), 60)


def summed_up(tally: Tally) -> str:
    """How many there are of each kind, for who hears it."""
    return (
        f"{tally.changed:,} changed, {tally.added:,} added, {tally.removed:,} removed, "
        f"{tally.unchanged:,} unchanged"
    )


def remarks(tally: Tally, key: Steps | None) -> list[str]:
    """What to know about how bundles were matched."""
    if key is None:
        return []
    name, told = key_name(key), []
    if any(tally.repeated):
        told.append(
            f"{_in_both(tally.repeated)} the same {name} as an earlier one; "
            "those were compared in their order."
        )
    if any(tally.keyless):
        told.append(f"{_in_both(tally.keyless)} no {name}; those were compared in their order.")
    return told


def _in_both(counts: tuple[int, int]) -> str:
    """So many bundles of each run have."""
    told = [
        f"{counted(count, 'bundle')} of the {which} run"
        for count, which in zip(counts, ("older", "newer"), strict=True)
        if count
    ]
    return f"{' and '.join(told)} {'has' if sum(counts) == 1 else 'have'}"


def unlike(older: HistoryEntry, newer: HistoryEntry) -> str:
    """A sentence for runs that are not alike; "" for those that are."""
    if (older.record.app, older.record.module) != (newer.record.app, newer.record.module):
        return "These are runs of two different modules."
    if older.record.connection != newer.record.connection:
        return "These are runs with two different connections."
    if older.record.values != newer.record.values:
        return "The two runs were filled in differently."
    return ""


def node_cell(node: Node | None) -> Cell:
    """A value that nobody decoded, in one line."""
    if node is None:
        return Cell("", "nothing", muted=True)
    match node.kind:
        case "text":
            shown = cell(node.preview)
            return shown if node.whole else Cell(f"{shown.text}…", shown.said, whole=False)
        case "number":
            return cell(Number(node.preview))
        case "boolean" | "null":
            return cell({"true": True, "false": False, "null": None}.get(node.preview))
        case "object" | "array":
            noun = "field" if node.kind == "object" else "item"
            text = node.kind if node.count is None else counted(node.count, noun)
            return Cell(text, text, muted=True)
    return Cell(one_line(node.preview), f"no JSON: {node.preview}", italic=True)
