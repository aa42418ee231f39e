"""How hard a passphrase is to guess: a small estimate, on the cautious side.

The text is cut into runs, and each run is worth so many bits:

    letters      4.7 each, but one word's worth (11, and 1.5 for each letter beyond the fourth) at most; a
                 digit between letters that looks like one counts as a letter
    digits       3.3 each; a year from 1900 to 2099 is worth 6
    all others   4 each; a blank 1
    capitals     1 more for a run that has any
    commonplace  a word or pattern from the list below: 4, however long, also with 0 for o and the like
    repetitions  characters that repeat the one before or go on a sequence (abc, 321, qwerty), and runs that
                 were there before, are left out, and worth as much together as it takes to say how many

It knows no dictionary: words taken from a song or a name of your own are worth less than it says.
"""

import math
import re
from typing import Literal

import msgspec

Level = Literal["weak", "fair", "good", "strong"]

FAIR, GOOD, STRONG = 38, 50, 64
"""Bits from which on. A guess costs 0.4 s and 128 MB here; somebody who steals the file and makes 10,000 a
second needs half a year for 38 bits, and 1,800 years for 50."""

MOST = 256
"""Bits of the key itself: beyond, a passphrase adds nothing."""


class PassphraseStrength(msgspec.Struct, frozen=True, kw_only=True):
    """An estimate. `bits` of guessing work; `hint` is a sentence on what to do, empty when it is strong."""

    bits: int
    level: Level
    hint: str = ""


_WORDS = """
password passphrase passwort contrasena motdepasse secret geheim letmein welcome willkommen admin
administrator root user login master access default changeme guest test testing hello hallo iloveyou
love sunshine princess football baseball basketball soccer hockey dragon monkey shadow superman
batman pokemon starwars charlie michael jordan jennifer thomas daniel george andrew joshua matthew
robert ashley jessica summer winter spring autumn sommer herbst january february march april june
july august september october november december monday tuesday wednesday thursday friday saturday
sunday trustno freedom whatever qwerty qwertz azerty asdf zxcv yxcv qazwsx computer internet company
trunkline correct horse battery staple
"""
_SEQUENCES = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm")
_LOOK_ALIKES = str.maketrans("@013457$!", "aoleastsi")
_COMMON_PATTERN = re.compile("|".join(sorted(_WORDS.split(), key=len, reverse=True)))
_RUNS = re.compile(r"[^\W\d_]+|\d+|[\W_]", re.DOTALL)
_DIGIT_IN_WORD = re.compile(r"(?<=[^\W\d_])[013457](?=[^\W\d_])")
_YEAR = re.compile(r"(?:19|20)\d\d")


def strength_of(passphrase: str) -> PassphraseStrength:
    """What a passphrase is worth, and how to better it."""
    rest, bits = _without_common(passphrase)
    has_common = rest != passphrase
    short = _without_repetitions(rest)
    runs = _RUNS.findall(_DIGIT_IN_WORD.sub(lambda found: found[0].translate(_LOOK_ALIKES), short))
    different = dict.fromkeys(runs)
    bits += sum(map(_worth, different))
    bits += math.log2(1 + len(rest) - len(short) + len(runs) - len(different))
    whole = round(min(bits, MOST))
    if whole >= STRONG:
        return PassphraseStrength(bits=whole, level="strong")
    level: Level = "good" if whole >= GOOD else "fair" if whole >= FAIR else "weak"
    return PassphraseStrength(bits=whole, level=level, hint=_hint(level, has_common))


def _hint(level: Level, has_common: bool) -> str:
    if level == "good":
        return "Good. One word more makes it strong."
    if has_common:
        return (
            "It holds words that are tried first. Take four or more that have nothing to do with each other."
        )
    if level == "fair":
        return "It would hold for a while. Add a word or two that nobody expects."
    return "This is quickly guessed. Take four or more words that have nothing to do with each other."


def _without_common(text: str) -> tuple[str, float]:
    """The text with a blank for each commonplace word, and what those words are worth."""
    plain = text.lower()
    # Where a small letter takes more room than its capital, places would not fit.
    alike = (plain if len(plain) == len(text) else text).translate(_LOOK_ALIKES)
    found = list(_COMMON_PATTERN.finditer(alike))
    ends = [0, *(word.end() for word in found)]
    starts = [*(word.start() for word in found), len(text)]
    pieces = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    return " ".join(pieces), 4.0 * len({word[0] for word in found})


def _without_repetitions(text: str) -> str:
    """Without characters that repeat the one before or go on a sequence."""
    plain = text.casefold() if len(text.casefold()) == len(text) else text
    kept = [
        character
        for place, character in enumerate(text)
        if not place or not _goes_on(plain[place - 1] + plain[place])
    ]
    return "".join(kept)


def _goes_on(pair: str) -> bool:
    return pair[0] == pair[1] or any(pair in row or pair[::-1] in row for row in _SEQUENCES)


def _worth(run: str) -> float:
    if run.isspace():
        return 1
    if run.isdigit():
        return 6 if _YEAR.fullmatch(run) else 3.3 * len(run)
    if not run.isalpha():
        return 4
    word = min(4.7 * len(run), 11 + 1.5 * max(0, len(run) - 4))
    return word + (run != run.lower())
