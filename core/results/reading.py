"""Answers about one bundle, read where it lies."""

from core.results import levels
from core.results.lines import Lines
from core.results.mistakes import first_mistake
from core.results.questions import FindMistake, FindPlace, ReadAt, ReadChildren, ReadText, ReadWhole
from core.results.told import Tell


def work(
    question: ReadWhole | ReadChildren | ReadAt | ReadText | FindPlace | FindMistake, tell: Tell
) -> None:
    """Tell what is asked about a bundle; nothing when it is not there."""
    text = Lines(question.source).where_it_lies(question.bundle)
    match question:
        case ReadWhole():
            tell(levels.whole(text))
        case ReadChildren(start=start, end=end, after=after, first=first, most=most):
            tell(levels.children(text, start, end, after, first, most))
        case ReadAt(steps=steps):
            if node := levels.at(text, steps):
                tell(node)
        case ReadText(start=start, end=end, begin=begin, most=most):
            tell(levels.text_part(text, start, end, begin, most))
        case FindPlace(start=start, end=end):
            tell(levels.place(text, start, end))
        case FindMistake():
            if mistake := first_mistake(text):
                tell(mistake)
