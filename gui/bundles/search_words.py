"""What the search bar says, in words."""

from core.model.amounts import counted


def tally(number: int | None, count: int, in_bundles: int, *, done: float | None, stopped: bool) -> str:
    """ "12 of 3,481 hits in 950 bundles". `number` of the hit that is shown, from 1; `done` (0 to 1) while
    it is still being looked for."""
    if not count:
        return _searching(done) if done is not None else "Nothing found" + (" so far" if stopped else "")
    hits = counted(count, "hit")
    shown = f"{number:,} of {hits}" if number is not None else hits
    words = f"{shown} in {counted(in_bundles, 'bundle')}"
    if done is not None:
        return f"{words} so far, {done:.0%}"
    return f"{words}, stopped" if stopped else words


def _searching(done: float) -> str:
    return f"Searching, {done:.0%}"


def remark(given_up: int, count: int, kept: int) -> str:
    """What has to be known about the hits besides; "" mostly."""
    if given_up:
        return f"In {counted(given_up, 'bundle')} the expression took too long."
    return f"The first {kept:,} hits can be gone to." if kept < count else ""
