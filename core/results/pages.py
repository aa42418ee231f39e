"""Where the pages of a large container begin, so that any of its children can be reached at once."""

from core.model.laid_out import PagesFound
from core.results.lines import Lines
from core.results.pace import Pace
from core.results.questions import FindPages
from core.results.scan import Broken, members
from core.results.told import Tell

_BETWEEN = 4096
"""Children after which the clock is looked at."""

_EVERY = 0.3
"""Seconds between two tellings: a tree view lays out all its rows when there are more of them."""


def work(question: FindPages, tell: Tell) -> None:
    """Pass over all children without looking into them."""
    text = Lines(question.source).where_it_lies(question.bundle)
    starts: list[int] = []
    count, pace = 0, Pace(_EVERY)
    try:
        for member in members(text, question.start, question.end):
            if count and count % question.each == 0:
                named = member.name_end > member.name_start
                starts.append(member.name_start if named else member.start)
            count += 1
            if count % _BETWEEN == 0 and pace.due():
                tell(PagesFound(starts=tuple(starts), count=count, complete=False))
                starts.clear()
    except Broken:
        pass  # whoever opens the last page is told where and why
    tell(PagesFound(starts=tuple(starts), count=count, complete=True))
