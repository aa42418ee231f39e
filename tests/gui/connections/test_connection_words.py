"""What is said of a connection: states, uses, what it is found by."""

import datetime

import pytest

from core.model.connection import Connection, Use
from gui.connections.words import (
    account_line,
    free_name,
    in_order,
    in_short,
    is_found,
    searched,
    state_of,
    used_by,
)

NOW = datetime.datetime(2026, 11, 3, 14, 30).timestamp()


def at(day: int, hour: int, minute: int) -> float:
    return datetime.datetime(2026, 11, day, hour, minute).timestamp()


def shop(**more: object) -> Connection:
    return Connection(id="1", app="shop", name="My shop", **more)  # type: ignore[arg-type]


def form(module: str) -> Use:
    return Use(kind="form", app="shop", module=module)


def test_a_state_is_a_word_with_its_moment() -> None:
    assert state_of(shop(verified_at=at(3, 14, 5)), NOW).text == "Verified today 14:05"
    failing = shop(verified_at=at(1, 1, 1), failing_since=at(2, 9, 12))
    assert state_of(failing, NOW).text == "Failing since yesterday 09:12"
    assert state_of(shop(), NOW).text == "Never verified"
    assert state_of(shop(practice=True, verified_at=NOW), NOW).text == "Practice"


def test_a_practice_connection_that_fails_is_said_to_fail() -> None:
    assert state_of(shop(practice=True, failing_since=NOW), NOW).word == "Failing"


def test_every_state_has_a_sign_of_its_own() -> None:
    every = [shop(verified_at=1.0), shop(failing_since=1.0), shop(), shop(practice=True)]
    assert len({state_of(one, NOW).picture for one in every}) == len(every)


def test_uses_are_counted_by_their_kind() -> None:
    assert used_by(None) == ""
    assert used_by([]) == "Not used"
    assert used_by([form("a")]) == "1 form"
    assert used_by([form("a"), form("b")]) == "2 forms"


def test_long_lists_of_names_are_told_in_short() -> None:
    assert in_short([]) == ""
    assert in_short(["a"]) == "a"
    assert in_short(["a", "b"]) == "a and b"
    assert in_short(["a", "b", "c", "d", "e"]) == "a, b, c, d and e"
    assert in_short(["a", "b", "c", "d", "e", "f"]) == "a, b, c, d and 2 others"


@pytest.mark.parametrize("typed", ["my", "SHOP ann", "failing", "example shopping", ""])
def test_a_connection_is_found_by_name_app_account_and_state(typed: str) -> None:
    connection = shop(account="ann@example.com", failing_since=1.0)
    assert is_found(searched(connection, "Shopping"), typed)
    assert not is_found(searched(connection, "Shopping"), f"{typed} nowhere")


def test_the_states_are_found_by_the_words_that_are_shown() -> None:
    assert is_found(searched(shop(), "Shop"), "never verified")
    assert not is_found(searched(shop(verified_at=1.0), "Shop"), "never")
    assert is_found(searched(shop(practice=True, verified_at=1.0), "Shop"), "practice")


def test_numbers_in_names_are_sorted_as_numbers() -> None:
    assert sorted(["Shop 10", "shop 2", "Shop 1"], key=in_order) == ["Shop 1", "shop 2", "Shop 10"]


def test_a_copy_gets_a_name_that_is_free() -> None:
    assert free_name("Shop", ["Shop"]) == "Shop copy"
    assert free_name("Shop", ["Shop", "shop COPY", "Shop copy 2"]) == "Shop copy 3"


def test_an_account_without_a_label_is_told_by_its_app() -> None:
    assert account_line(shop(), "Shopping") == "Shopping"
    assert account_line(shop(account="Ann"), "Shopping") == "Shopping · Ann"
