"""What the palette shows, in which order."""

from collections.abc import Sequence

from gui.palette.entries import RECENT, Entry, Found, Group, Row, arranged


def entry(group: Group, label: str, about: str = "", why_not: str = "") -> Entry:
    """An entry that does nothing."""
    return Entry(f"{group}:{label}", group, label, lambda: None, about, why_not=why_not)


def told(rows: Sequence[Row]) -> list[str]:
    """Headings in capitals, entries as they are called."""
    return [row.upper() if isinstance(row, str) else row.entry.label for row in rows]


GROUPS: dict[Group, Sequence[Entry]] = {
    "modules": [entry("modules", "List Contacts", "Refiner"), entry("modules", "Track Event", "Refiner")],
    "connections": [entry("connections", "Contacts of Ana", "Cliengo")],
    "runs": [entry("runs", f"List Contacts {number}") for number in range(30)],
    "settings": [entry("settings", "Network")],
    "actions": [
        entry("actions", "Run", why_not="Open a module first."),
        entry("actions", "Run the query"),
        entry("actions", "Connections"),
    ],
}


def test_before_anything_is_typed_what_was_chosen_lately_comes_first() -> None:
    rows = arranged(GROUPS, "", ["settings:Network", "modules:gone", "modules:Track Event"])
    assert told(rows)[:3] == ["RECENT", "Network", "Track Event"]
    assert RECENT not in arranged(GROUPS, "", [])


def test_before_anything_is_typed_only_what_can_be_done_is_offered() -> None:
    rows = told(arranged(GROUPS, " "))
    assert "Run" not in rows
    assert rows[:3] == ["ACTIONS", "Run the query", "Connections"]
    assert rows[3] == "RUNS"
    assert len(rows[4:]) == 5


def test_a_recent_one_is_not_shown_twice() -> None:
    rows = told(arranged(GROUPS, "", ["actions:Connections"]))
    assert rows.count("Connections") == 1


def test_a_recent_one_that_cannot_be_done_now_waits() -> None:
    assert "Run" not in told(arranged(GROUPS, "", ["actions:Run"]))


def test_the_group_of_the_best_match_comes_first() -> None:
    assert told(arranged(GROUPS, "network"))[:2] == ["SETTINGS", "Network"]
    assert told(arranged(GROUPS, "track"))[:2] == ["MODULES", "Track Event"]


def test_of_many_in_a_group_the_best_eight_are_shown() -> None:
    rows = told(arranged(GROUPS, "list"))
    assert rows.index("RUNS") > 0
    assert len([row for row in rows if row.startswith("List Contacts ")]) == 8


def test_what_cannot_be_done_now_comes_after_what_can() -> None:
    rows = told(arranged(GROUPS, "run"))
    assert rows.index("Run the query") < rows.index("Run")


def test_what_cannot_be_done_now_is_found_by_its_name_only() -> None:
    groups: dict[Group, Sequence[Entry]] = {
        "actions": [entry("actions", "Rename", "Connection", "Go there first."), entry("actions", "Connect")]
    }
    assert told(arranged(groups, "conn")) == ["ACTIONS", "Connect"]
    assert told(arranged(groups, "rename")) == ["ACTIONS", "Rename"]


def test_what_was_chosen_lately_comes_before_what_fits_as_well() -> None:
    groups: dict[Group, Sequence[Entry]] = {"modules": [entry("modules", "Get A"), entry("modules", "Get B")]}
    assert told(arranged(groups, "get"))[1:] == ["Get A", "Get B"]
    assert told(arranged(groups, "get", ["modules:Get B"]))[1:] == ["Get B", "Get A"]


def test_found_letters_come_with_the_entry() -> None:
    (_, first, *_) = arranged(GROUPS, "tev")
    assert isinstance(first, Found)
    assert first.places == {0, 6, 7}


def test_what_fits_nothing_leaves_nothing() -> None:
    assert arranged(GROUPS, "zzzz") == []
