"""Filtering: the numbers of the bundles that meet all conditions, written as they are found."""

from array import array
from collections.abc import Sequence
from itertools import compress

from core.model.results import Progress
from core.results.cells import cells_reader
from core.results.conditions import Digits, cell_test
from core.results.lines import Lines
from core.results.numbers import NumbersOut
from core.results.pace import Pace
from core.results.questions import FilterRows
from core.results.told import Tell, Written


def work(question: FilterRows, tell: Tell) -> None:
    """Write the numbers of the bundles that match, in the order of the question."""
    lines = Lines(question.source)
    tests = [
        (cells_reader(condition.column, Digits), cell_test(condition)) for condition in question.conditions
    ]
    pace, told, done = Pace(), 0, 0
    with NumbersOut(question.out) as out:
        for numbers, texts in lines.batches():
            kept: Sequence[int] = numbers
            for read, test in tests:
                meets = list(map(test, read(texts)))
                kept = list(compress(kept, meets))
                texts = list(compress(texts, meets))
            out.append(array("Q", kept))
            done += len(numbers)
            if pace.due():
                tell(Progress(done, lines.total))
                if out.count != told:
                    told = out.count
                    tell(Written(told))
    tell(Progress(done, lines.total))
    tell(Written(out.count))
