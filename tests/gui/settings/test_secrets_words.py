"""Where the key is, in words, and what is offered about it."""

import pytest

from core.integrator import VaultState
from core.model.errors import NoKeyring, SecretsLocked
from gui.settings.secrets_words import (
    Standing,
    minutes_in_words,
    names_in_words,
    standing,
    what_is_lost,
)

AWAY = NoKeyring("The system keyring cannot be used.", "None is running here.", "Start it.")
SHUT = SecretsLocked("The system keyring is locked.", "Trunkline keeps the key there.", "Unlock it.")


def stands(state: VaultState, *, used: bool = True, minutes: int = 0, locked: bool = False) -> Standing:
    problem = SHUT if locked else AWAY if state == "no_keyring" else None
    return standing(state, problem, is_in_use=used, auto_lock_minutes=minutes)


@pytest.mark.parametrize(
    ("state", "badge", "first"),
    [
        ("new", "Not needed yet", "guard"),
        ("keyring", "Open", "guard"),
        ("passphrase", "Open", "lock"),
        ("locked", "Locked", "unlock"),
        ("unreadable", "Not readable", "anew"),
    ],
)
def test_each_state_has_a_badge_and_a_way_on(state: VaultState, badge: str, first: str) -> None:
    found = stands(state)
    assert (found.badge, found.actions[0]) == (badge, first)


def test_a_keyring_that_is_away_is_no_reason_to_give_up_what_it_guards() -> None:
    found = stands("no_keyring")
    assert found.headline == "The system keyring cannot be used"
    assert found.text.startswith("None is running here. Your secrets are safe.")
    assert found.actions == ("look again", "anew")


def test_a_locked_keyring_is_named_as_that() -> None:
    assert stands("no_keyring", locked=True).headline == "The system keyring is locked"


def test_without_a_keyring_and_without_secrets_a_passphrase_is_the_way_on() -> None:
    found = stands("no_keyring", used=False)
    assert found.actions == ("choose", "look again")
    assert "guard your secrets with a passphrase" in found.text


def test_an_open_vault_says_until_when() -> None:
    assert "until you lock them or quit" in stands("passphrase").text
    assert "nobody has used Trunkline for 15 minutes" in stands("passphrase", minutes=15).text


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "1 minute"), (5, "5 minutes"), (60, "1 hour"), (90, "90 minutes"), (1440, "24 hours")],
)
def test_minutes_are_said_as_people_say_them(minutes: int, words: str) -> None:
    assert minutes_in_words(minutes) == words


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["A"], "“A”"),
        (["A", "B"], "“A” and “B”"),
        (["A", "B", "C", "D"], "“A”, “B”, “C” and “D”"),
        (["A", "B", "C", "D", "E"], "“A”, “B”, “C” and 2 more"),
    ],
)
def test_names_are_listed_and_the_rest_counted(names: list[str], words: str) -> None:
    assert names_in_words(names) == words


def test_whoever_begins_anew_is_told_what_must_be_entered_again() -> None:
    assert what_is_lost([], "locked") == "Nothing is lost: no account is connected."
    said = what_is_lost(["A", "B", "C"], "locked")
    assert said.startswith("The credentials of 3 connections must be entered again: “A”, “B” and “C”.")
    assert "never opens again" in said
    assert "1 connection must" in what_is_lost(["A"], "locked")
    assert "export them before" in what_is_lost(["A"], "passphrase")
    assert "opens again" in what_is_lost(["A"], "no_keyring")
