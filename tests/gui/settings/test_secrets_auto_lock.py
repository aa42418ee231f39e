"""After how many idle minutes the secrets lock themselves: chosen, typed, shown."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from gui.settings.secrets_auto_lock import AFTER, MINUTES, AutoLockCard


class Card:
    """The card, and what it was asked to keep."""

    def __init__(self, qtbot: QtBot) -> None:
        self.card = AutoLockCard()
        qtbot.addWidget(self.card)
        self.card.show()
        self.kept = QSignalSpy(self.card.changed)
        choice = self.card.findChild(QComboBox, f"field-{AFTER}")
        own = self.card.findChild(QLineEdit, f"field-{MINUTES}")
        words = self.card.findChild(QLabel, "auto-lock-words")
        assert choice is not None
        assert own is not None
        assert words is not None
        self.choice, self.own, self.words = choice, own, words

    def wished(self) -> list[int]:
        return [self.kept.at(place)[0] for place in range(self.kept.count())]

    def choose(self, label: str) -> None:
        self.choice.setCurrentText(label)


@pytest.fixture
def card(qtbot: QtBot) -> Card:
    return Card(qtbot)


def test_showing_what_is_kept_keeps_nothing_anew(card: Card) -> None:
    for minutes, label in ((0, "Never"), (15, "After 15 minutes"), (60, "After 1 hour")):
        card.card.show_minutes(minutes, matters=True)
        assert card.choice.currentText() == label
        assert not card.own.isVisible()
    card.card.show_minutes(7, matters=True)
    assert card.choice.currentText() == "After another time…"
    assert (card.own.isVisible(), card.own.text()) == (True, "7")
    assert card.wished() == []


def test_a_usual_time_is_kept_as_soon_as_it_is_chosen(card: Card) -> None:
    card.card.show_minutes(0, matters=True)
    card.choose("After 5 minutes")
    card.choose("Never")
    assert card.wished() == [5, 0]


def test_a_number_of_ones_own_is_kept_when_it_is_done(card: Card) -> None:
    card.card.show_minutes(0, matters=True)
    card.choose("After another time…")
    assert card.own.isVisible()
    card.card.show_minutes(0, matters=True)  # the page looks again meanwhile
    assert card.choice.currentText() == "After another time…", "what a person is changing stays"
    card.own.setFocus()
    QTest.keyClicks(card.own, "42")
    assert card.wished() == [], "4 was never meant"
    QTest.keyClick(card.own, Qt.Key.Key_Return)
    assert card.wished() == [42]


@pytest.mark.parametrize("typed", ["0", "1441", "soon", "1.5", ""])
def test_a_number_without_sense_is_said_below_it_and_not_kept(card: Card, typed: str) -> None:
    card.card.show_minutes(15, matters=True)
    card.choose("After another time…")
    card.own.setText(typed)
    QTest.keyClick(card.own, Qt.Key.Key_Return)
    assert card.wished() == []
    problem = card.card.findChild(QLabel, f"problem-{MINUTES}")
    assert problem is not None
    assert problem.text()


def test_it_says_that_it_matters_only_with_a_passphrase(card: Card) -> None:
    card.card.show_minutes(5, matters=False)
    assert not card.choice.isEnabled()
    assert "only with a passphrase" in card.words.text()
    card.card.show_minutes(5, matters=True)
    assert card.choice.isEnabled()
    assert "only with a passphrase" not in card.words.text()
