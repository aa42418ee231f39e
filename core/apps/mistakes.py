"""What is wrong in an app's file, before it is known which file it is.

A place is the way from the top of a file to a value: `("fields", 0, "label")`, shown as `fields[0].label`.
"""

from collections.abc import Collection, Iterable

import msgspec

Place = tuple[str | int, ...]


class Mistake(msgspec.Struct, frozen=True):
    """One mistake. `line` is from 1; 0 means that it is the line of the place."""

    place: Place
    sentence: str
    suggestion: str = ""
    line: int = 0


class Mistaken(Exception):
    """A file cannot be used, for one mistake or more."""

    def __init__(self, *mistakes: Mistake) -> None:
        super().__init__(*mistakes)
        self.mistakes = mistakes


def place_text(place: Place) -> str:
    """A place as people read it; "" is the whole file."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return "".join(parts).removeprefix(".")


def parts_of(places: Iterable[Place], known: Collection[str]) -> set[str]:
    """The parts of a file that some places lie in; every known one where it cannot be said in which."""
    parts = {str(place[0]) if place else "" for place in places}
    return parts if parts <= set(known) else set(known)


def nearest(word: str, known: Collection[str]) -> str:
    """The known word that is most like another; "" when none is near."""
    import difflib  # only wanted when something is wrong

    return next(iter(difflib.get_close_matches(word, known, n=1)), "")


def did_you_mean(word: str, known: Collection[str]) -> str:
    """A question that offers the nearest known word; "" when none is near."""
    near = nearest(word, known)
    return f"Did you mean `{near}`?" if near else ""


def one_of(word: str, known: Collection[str]) -> str:
    """The nearest known word, or else all of them."""
    return did_you_mean(word, known) or (f"Use one of: {', '.join(known)}." if known else "")


def no_field(place: Place, name: str, known: Collection[str]) -> Mistake:
    """A name that no field has, with the nearest that one has."""
    return Mistake(place, f"There is no field `{name}`.", did_you_mean(name, known))
