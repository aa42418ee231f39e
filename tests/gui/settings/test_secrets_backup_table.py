"""What a backup holds, as a person looks at it before anything is changed."""

from collections.abc import Sequence

import pytest
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from core.integrator import BackupEntry, BackupPreset, RestoredConnection, RestoredPreset
from core.model.connection import Connection
from gui.settings.backup_table import BackupTable
from gui.settings.backup_words import (
    addresses_in_words,
    presets_in_words,
    proposal_for,
    shortened,
    summary,
)

LABELS = {"refiner": "Refiner"}
NEW = BackupEntry(name="Fresh", app="refiner", account="Ann's")
TAKEN = BackupEntry(
    name="Mine", app="refiner", account="Ann's", clash="mine", renamed="Mine (2)", may_replace=True
)
PRACTICE = BackupEntry(name="Practice", app="refiner", clash="Practice", renamed="Practice (2)")
LED_ASTRAY = BackupEntry(name="Bait", app="refiner", address="https://api.refiner.io.example.com")
UNKNOWN = BackupEntry(name="Bell", app="counterbell", app_is_here=False)


def here(account: str = "Ann's", app: str = "refiner") -> Connection:
    return Connection(id="c1", app=app, name="mine", account=account)


class Shown:
    """A table on the screen."""

    def __init__(
        self, qtbot: QtBot, entries: Sequence[BackupEntry], connections: Sequence[Connection] = ()
    ) -> None:
        self.table = BackupTable(entries, connections, LABELS)
        qtbot.addWidget(self.table)
        self.table.resize(800, 400)
        self.table.show()

    def text(self, name: str) -> str:
        found = self.table.findChild(QLabel, name)
        return found.text().replace("\u200b", "") if found is not None else ""

    def combo(self, number: int) -> QComboBox:
        found = self.table.findChild(QComboBox, f"import-{number}-choice")
        assert found is not None
        return found

    def offers(self, number: int) -> list[str]:
        combo = self.combo(number)
        return [combo.itemText(place) for place in range(combo.count())]


def test_a_new_connection_is_named_with_app_and_account(qtbot: QtBot) -> None:
    shown = Shown(qtbot, [NEW])
    assert [shown.text(f"import-0-{column}") for column in range(3)] == ["Fresh", "Refiner", "Ann's"]
    assert shown.text("import-0-new") == "New: it is added"
    assert shown.table.choices() == {}
    assert shown.table.coming() == 1


def test_where_a_name_is_taken_each_row_has_its_own_choice(qtbot: QtBot) -> None:
    shown = Shown(qtbot, [NEW, TAKEN, PRACTICE], [here("Bob's")])
    assert shown.offers(1) == ["Skip", "Keep both", "Replace"]
    assert shown.offers(2) == ["Skip", "Keep both"], "practice makes its own anew"
    assert shown.table.choices() == {"Mine": "rename", "Practice": "rename"}
    assert shown.text("import-1-meaning") == "It comes as “Mine (2)”."
    assert shown.table.replaced() == []

    shown.combo(1).setCurrentText("Replace")
    shown.combo(2).setCurrentText("Skip")
    assert shown.table.choices() == {"Mine": "replace", "Practice": "skip"}
    assert shown.table.coming() == 2
    assert shown.table.replaced() == ["mine"]
    assert "given up" in shown.text("import-1-meaning")
    assert shown.combo(1).accessibleName() == "What happens to Mine, whose name is taken here"


@pytest.mark.parametrize(
    ("there", "proposed"),
    [(here(), "skip"), (here("Bob's"), "rename"), (here(app="other"), "rename"), (None, "rename")],
)
def test_the_same_account_is_proposed_to_be_left_out(there: Connection | None, proposed: str) -> None:
    assert proposal_for(TAKEN, [there] if there else []) == proposed


def test_nothing_is_ever_proposed_to_be_replaced(qtbot: QtBot) -> None:
    assert Shown(qtbot, [TAKEN], [here()]).table.replaced() == []


def test_an_address_of_its_own_is_pointed_out_in_full(qtbot: QtBot) -> None:
    shown = Shown(qtbot, [NEW, LED_ASTRAY])
    assert "https://api.refiner.io.example.com instead of the address of Refiner" in shown.text(
        "import-1-address"
    )
    assert shown.text("import-0-address") == ""
    title, text = addresses_in_words([NEW, LED_ASTRAY])
    assert title == "1 connection has an address of its own"
    assert "gets the secrets" in text
    assert addresses_in_words([NEW]) == ("", "")


def test_an_app_that_is_not_here_is_said(qtbot: QtBot) -> None:
    assert Shown(qtbot, [UNKNOWN]).text("import-0-1") == "counterbell (not here)"


def test_a_very_long_name_cannot_push_the_rest_out_of_sight(qtbot: QtBot) -> None:
    shown = Shown(qtbot, [BackupEntry(name="x" * 5000, app="y" * 5000, account="z" * 5000)])
    assert len(shown.text("import-0-0")) == 60
    content = shown.table.widget()
    assert content is not None
    assert content.minimumSizeHint().width() <= shown.table.viewport().width()


def test_a_name_is_text_whatever_it_looks_like(qtbot: QtBot) -> None:
    shown = Shown(qtbot, [BackupEntry(name="<b>Bold</b>", app="refiner")])
    assert shown.text("import-0-0") == "<b>Bold</b>"


def test_the_summary_tells_what_became_of_each() -> None:
    def restored(original: str, outcome: str, name: str = "") -> RestoredConnection:
        return RestoredConnection(original=original, name=name or original, app="refiner", outcome=outcome)  # type: ignore[arg-type]

    title, sentences = summary(
        [
            restored("A", "added"),
            restored("B", "renamed", "B (2)"),
            restored("C", "replaced"),
            restored("D", "skipped"),
        ]
    )
    assert title == "3 connections were imported"
    assert sentences[:2] == ["“A” is new here.", "“B” came as “B (2)”."]
    assert "“C” was replaced" in sentences[2]
    assert "“D” was left out" in sentences[3]


@pytest.mark.parametrize(
    ("clashes", "before", "after"),
    [
        ([], "", []),
        ([""], "1 preset of a form comes along.", ["1 preset of a form came along."]),
        (
            ["Mine", "Other"],
            "2 presets are left out: there are presets of those names here.",
            ["2 presets are left out: there are presets of those names here."],
        ),
        (
            ["", "", "Mine"],
            "2 presets of forms come along. 1 preset is left out: there is one of that name here.",
            [
                "2 presets of forms came along.",
                "1 preset is left out: there is one of that name here.",
            ],
        ),
    ],
)
def test_presets_are_told_by_their_number(clashes: list[str], before: str, after: list[str]) -> None:
    presets = [BackupPreset(name="A", app="refiner", module="m", clash=clash) for clash in clashes]
    assert presets_in_words(presets) == before
    restored = [
        RestoredPreset(original="A", name="A", app="refiner", module="m", outcome=outcome)
        for outcome in ("skipped" if clash else "added" for clash in clashes)
    ]
    _, sentences = summary(restored)
    assert sentences == after


def test_a_short_name_stays_whole() -> None:
    assert shortened("x" * 60) == "x" * 60
    assert shortened("x" * 61) == "x" * 59 + "…"
