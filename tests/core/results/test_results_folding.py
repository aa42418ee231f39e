"""Letters with a case: all that Unicode knows."""

import sys

from core.results.folding import LONGEST_FOLD, letters_folding_to


def test_every_letter_with_a_case_is_known() -> None:
    for letter in map(chr, range(sys.maxunicode + 1)):
        folded = letter.casefold()
        if folded != letter:
            assert letter in letters_folding_to(folded), hex(ord(letter))
            assert len(folded) <= LONGEST_FOLD


def test_several_letters_may_fold_to_one_and_one_to_several() -> None:
    assert letters_folding_to("k") == ("K", "\u212a")
    assert letters_folding_to("ss") == ("\u00df", "\u1e9e")
    assert letters_folding_to("x") == ("X",)
    assert letters_folding_to("1") == ()
