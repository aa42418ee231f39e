"""What is typed against the names of things."""

import pytest

from gui.palette.match import match

MODULES = [
    "List Contacts",
    "List Directory Contacts",
    "Create a Contact",
    "Get a User",
    "Create/Update a Lead",
    "Watch New Contacts",
    "Make an API Call",
    "Delete a Tag",
]


def best(query: str, names: list[str]) -> list[str]:
    """Names that fit, the best first."""
    found = [(fits.score, name) for name in names if (fits := match(query, name)) is not None]
    return [name for _, name in sorted(found, key=lambda one: -one[0])]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lc", "List Contacts"),
        ("ldc", "List Directory Contacts"),
        ("licon", "List Contacts"),
        ("list con", "List Contacts"),
        ("contacts list", "List Contacts"),
        ("gus", "Get a User"),
        ("update", "Create/Update a Lead"),
        ("API", "Make an API Call"),
        ("new cont", "Watch New Contacts"),
        ("tag", "Delete a Tag"),
        ("directoyr", "List Directory Contacts"),
        ("dierctory", "List Directory Contacts"),
        ("direktory", "List Directory Contacts"),
        ("wtach", "Watch New Contacts"),
    ],
)
def test_the_first_that_is_found_is_the_one_that_was_meant(typed: str, expected: str) -> None:
    assert best(typed, MODULES)[0] == expected


@pytest.mark.parametrize("typed", ["xyz", "list zebra", "tga", "contractor"])
def test_what_fits_nothing_finds_nothing(typed: str) -> None:
    assert best(typed, MODULES) == []


def test_the_letters_that_were_typed_are_marked() -> None:
    fits = match("lc", "List Contacts")
    assert fits is not None
    assert fits.places == {0, 5}
    fits = match("con li", "List Contacts")
    assert fits is not None
    assert fits.places == {0, 1, 5, 6, 7}


@pytest.mark.parametrize(
    ("typed", "name", "marked"),
    [
        ("zoe", "Zoë's list", {0, 1, 2}),
        ("ZOË", "zoe", {0, 1, 2}),
        ("strasse", "Straße 7", {0, 1, 2, 3, 4, 5}),
        ("łódź", "ŁÓDŹ", {0, 1, 2, 3}),
        ("анна", "Анна", {0, 1, 2, 3}),
        ("naive", "naïve", {0, 1, 2, 3, 4}),
    ],
)
def test_accents_and_capitals_make_no_difference(typed: str, name: str, marked: set[int]) -> None:
    fits = match(typed, name)
    assert fits is not None
    assert fits.places == marked


def test_a_word_may_stand_in_what_is_told_around_the_name() -> None:
    assert match("refiner list", "List Contacts") is None
    fits = match("refiner list", "List Contacts", "Refiner")
    assert fits is not None
    assert fits.places == {0, 1, 2, 3}, "of the name only what is in the name"


def test_the_name_counts_more_than_what_is_told_around_it() -> None:
    in_name, around = match("export", "Export"), match("export", "Copies", "export of connections")
    assert in_name is not None
    assert around is not None
    assert in_name.score > around.score


def test_short_words_forgive_no_slip() -> None:
    assert match("lsit", "List") is not None, "four letters do"
    assert match("tga", "Tag") is None


def test_of_two_that_fit_as_well_the_shorter_comes_first() -> None:
    assert best("contacts", ["Watch New Contacts", "Contacts"]) == ["Contacts", "Watch New Contacts"]


@pytest.mark.parametrize("typed", ["a" * 300, "ab" * 100, "\u0301", "  ", "", "((", "a b c d e f g"])
def test_nothing_that_is_typed_takes_long_or_fails(typed: str) -> None:
    match(typed, "a ab abc abcd abcde a b c d e f g h i j k l m n o p", "a" * 1000)
