"""How hard a passphrase is to guess: an estimate on the cautious side, and a hint."""

import pytest

from core.store.passphrases import FAIR, GOOD, MOST, STRONG, Level, strength_of


@pytest.mark.parametrize(
    ("passphrase", "level"),
    [
        ("", "weak"),
        ("a", "weak"),
        ("password", "weak"),
        ("P@ssw0rd2024!", "weak"),  # what every guesser tries first, with the usual ornaments
        ("12345678", "weak"),
        ("19850312", "weak"),
        ("12.03.1985", "weak"),
        ("qwertyuiop", "weak"),
        ("Tr0ub4dor&3", "weak"),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "weak"),
        ("0123456789" * 10, "weak"),
        ("lantern " * 10, "weak"),
        ("password password password password", "weak"),
        ("correct horse battery staple", "weak"),  # too well known to be one's own
        ("lantern puzzle orbit", "fair"),
        ("lantern puzzle orbit mango", "good"),
        ("lantern puzzle orbit mango gravel", "strong"),
        ("пароль лошадь скрепка кит ветер", "strong"),
        ("gT7#kP2!xQ9v%Lm4", "strong"),  # what a password manager makes
    ],
)
def test_a_passphrase_is_judged_with_caution(passphrase: str, level: Level) -> None:
    found = strength_of(passphrase)
    assert found.level == level
    assert bool(found.hint) == (level != "strong")
    assert 0 <= found.bits <= MOST
    assert found.level == (
        "strong" if found.bits >= STRONG else "good" if found.bits >= GOOD else
        "fair" if found.bits >= FAIR else "weak"
    )  # fmt: skip


def test_each_word_more_makes_it_stronger() -> None:
    words = ["lantern", "puzzle", "orbit", "mango", "gravel", "tuba", "nickel"]
    bits = [strength_of(" ".join(words[:count])).bits for count in range(len(words) + 1)]
    assert bits == sorted(set(bits))


def test_a_commonplace_word_hardly_counts_and_is_named_as_the_trouble() -> None:
    found = strength_of("Sunshine orbit mango")
    assert "tried first" in found.hint
    assert found.bits < strength_of("gravel orbit mango").bits
    assert strength_of("Tru5tno1").bits < strength_of("Gravtno1").bits


def test_capitals_and_signs_count_a_little() -> None:
    assert strength_of("lantern").bits < strength_of("Lantern").bits < strength_of("Lantern%").bits


@pytest.mark.parametrize(
    "odd",
    ["İİİİ password İ", "\0\n\t", "\ud83d half", "🔑" * 50, "ﬁﬁ password", "ß" * 9, "correct " * 20_000],
)
def test_no_text_is_too_odd_for_an_estimate(odd: str) -> None:
    assert 0 <= strength_of(odd).bits <= MOST


def test_an_estimate_says_nothing_of_the_passphrase() -> None:
    assert "lantern" not in repr(strength_of("lantern puzzle"))
