"""What is said of runs: how they ended, when they were, how long they took."""

from collections.abc import Sequence
from typing import NamedTuple

from core.model.amounts import byte_size, counted, lasted
from core.model.history import HistoryEntry, OutputsSearched, RetentionPlan
from core.model.run import RunRecord, RunStatus
from gui.moments import day, moment


class Look(NamedTuple):
    """How a run ended: a word, an icon, and the colour of both."""

    word: str
    picture: str
    tone: str


LOOKS: dict[RunStatus, Look] = {
    "done": Look("Done", "circle-check", "success"),
    "failed": Look("Failed", "circle-x", "danger"),
    "stopped": Look("Stopped", "square", "muted"),
    "interrupted": Look("Interrupted", "unplug", "warning"),
    "running": Look("Running", "loader-circle", "accent"),
}
"""Every way, in the order in which they are offered."""

ENDED_EARLY: frozenset[RunStatus] = frozenset({"failed", "stopped", "interrupted"})
"""Those that may be gone on with."""

EXPLAINED: dict[RunStatus, str] = {
    "stopped": "You stopped it. What had arrived is here.",
    "interrupted": "Trunkline ended while it was under way. What had arrived is here.",
    "running": "It is under way. What has arrived so far is here.",
}
"""What the word alone does not say."""


def duration(record: RunRecord) -> str:
    """How long a run took: "340 ms", "2.3 s", "4 min 05 s"; "" while nobody knows."""
    if record.ended_at is None:
        return ""
    return lasted(max(0.0, record.ended_at - record.started_at))


def module_name(entry: HistoryEntry) -> str:
    """What the module of a run is called; its id when it is gone."""
    return entry.module_label or entry.record.module


def account(entry: HistoryEntry) -> str:
    """Which app, and which connection; once, where it is called as its app is."""
    app, connection = entry.app_label or entry.record.app, entry.connection_name or "connection removed"
    return app if connection == app else f"{app} · {connection}"


def spoken(entry: HistoryEntry, now: float) -> str:
    """A run in one sentence, for who hears it."""
    record = entry.record
    parts = [
        module_name(entry),
        account(entry).replace(" · ", ", "),
        moment(record.started_at, now),
        LOOKS[record.status].word.lower(),
        counted(record.bundles, "bundle"),
    ]
    return ", ".join([*parts, *(["pinned"] if entry.pinned else [])])


def facts(entry: HistoryEntry, requests: int | None, size: int | None) -> list[str]:
    """What a run amounts to, in a few words each; None is not known yet."""
    record = entry.record
    told = [counted(record.bundles, "bundle")]
    if record.status != "running":  # before that, nobody has counted pages
        told.append(counted(record.pages, "page"))
    if requests is not None:
        told.append(counted(requests, "request"))
    if took := duration(record):
        told.append(took)
    if size:
        told.append(byte_size(size))
    return told


def plan_in_words(plan: RetentionPlan) -> str:
    """What would go: "12 runs, 340.0 MB, would go; the oldest is from 2026-03-01."."""
    if not plan.removals:
        return "Nothing would go: all runs are within these limits."
    oldest = day(min(one.entry.record.started_at for one in plan.removals))
    count = len(plan.removals)
    is_from = "it is from" if count == 1 else "the oldest is from"
    return f"{counted(count, 'run')}, {byte_size(plan.freed)}, would go; {is_from} {oldest}."


def in_short(names: Sequence[str]) -> str:
    """Names in one sentence: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1] if names else "")))


def searched(seen: OutputsSearched, found: int) -> str:
    """How far a search in outputs is, in a sentence."""
    back = f", back to {day(seen.back_to)}" if seen.back_to is not None and not seen.is_complete else ""
    odd = f" {counted(seen.unreadable, 'run')} could not be read." if seen.unreadable else ""
    return f"Looked through the bundles of {counted(seen.runs, 'run')}{back}: found in {found:,}.{odd}"


def asked_before_removal(entries: Sequence[HistoryEntry]) -> tuple[str, str]:
    """What is asked before runs are removed: a question, and what goes with them."""
    bundles = counted(sum(entry.record.bundles for entry in entries), "bundle")
    pinned = sum(entry.pinned for entry in entries)
    if len(entries) == 1:
        title, kept = f"Remove this run of “{module_name(entries[0])}”?", "It is pinned."
    else:
        are = "One of them is" if pinned == 1 else f"{pinned:,} of them are"
        title, kept = f"Remove {counted(len(entries), 'run')}?", f"{are} pinned."
    text = f"What came back goes with it: {bundles}. The service keeps what it has."
    return title, f"{text} {kept}" if pinned else text
