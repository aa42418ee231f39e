"""Where passphrases are typed: what is said while one types, and what becomes of them."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from core.model.errors import InvalidValues, NoKeyring, WrongPassphrase
from gui.settings.passphrase_dialog import PassphraseDialog, Words
from gui.settings.passphrase_form import AGAIN, FORMER, PASSPHRASE, PassphraseForm

STRONG = "lantern puzzle orbit mango gravel"
WORDS = Words("Title", "Text.", "Go on", "Going on…")


def line(within: QWidget, key: str) -> QLineEdit:
    found = within.findChild(QLineEdit, f"field-{key}")
    assert found is not None
    return found


def said(within: QWidget, name: str) -> str:
    found = within.findChild(QLabel, name)
    return found.text() if found is not None else ""


@pytest.fixture
def form(qtbot: QtBot) -> PassphraseForm:
    form = PassphraseForm("New passphrase", is_new=True, former="Passphrase so far")
    qtbot.addWidget(form)
    form.show()
    return form


def test_the_strength_is_told_in_words_as_one_types(form: PassphraseForm) -> None:
    assert said(form, "passphrase-strength") == ""
    assert "Four or more words" in said(form, "passphrase-hint")
    QTest.keyClicks(line(form, PASSPHRASE), "password")
    assert said(form, "passphrase-strength") == "Weak"
    assert "tried first" in said(form, "passphrase-hint")
    line(form, PASSPHRASE).setText(STRONG)
    assert said(form, "passphrase-strength") == "Strong"
    line(form, PASSPHRASE).clear()
    assert said(form, "passphrase-strength") == ""


def test_the_hint_needs_no_more_room_when_it_comes(form: PassphraseForm) -> None:
    before = form.sizeHint().height()
    line(form, PASSPHRASE).setText("password")
    assert form.sizeHint().height() == before


def test_a_known_passphrase_is_not_judged(qtbot: QtBot) -> None:
    known = PassphraseForm()
    qtbot.addWidget(known)
    line(known, PASSPHRASE).setText("x")
    assert known.findChild(QLabel, "passphrase-strength") is None
    assert known.check()


def test_a_weak_passphrase_is_the_persons_own_choice(form: PassphraseForm) -> None:
    for key, text in ((FORMER, "any"), (PASSPHRASE, "password"), (AGAIN, "password")):
        line(form, key).setText(text)
    assert form.check()


@pytest.mark.parametrize(
    ("passphrase", "again", "key", "sentence"),
    [
        ("short", "short", PASSPHRASE, "Take at least 8 characters."),
        (STRONG + " ", STRONG + " ", PASSPHRASE, "It begins or ends with a space"),
        (STRONG, STRONG[:-1], AGAIN, "This differs from the passphrase above."),
        (STRONG, "", AGAIN, "Once more is mandatory."),
        ("", "", PASSPHRASE, "New passphrase is mandatory."),
    ],
)
def test_what_is_wrong_with_a_new_passphrase_stands_below_it(
    form: PassphraseForm, passphrase: str, again: str, key: str, sentence: str
) -> None:
    for field, text in ((FORMER, "any"), (PASSPHRASE, passphrase), (AGAIN, again)):
        line(form, field).setText(text)
    assert not form.check()
    assert said(form, f"problem-{key}").startswith(sentence)
    assert line(form, key).text() == {PASSPHRASE: passphrase, AGAIN: again}[key], "what was typed stays"


def test_a_difference_that_is_mended_is_taken_back_at_once(form: PassphraseForm) -> None:
    for key, text in ((FORMER, "any"), (PASSPHRASE, STRONG), (AGAIN, STRONG[:-1])):
        line(form, key).setText(text)
    assert not form.check()
    QTest.keyClicks(line(form, AGAIN), STRONG[-1])
    assert said(form, f"problem-{AGAIN}") == ""


def test_a_passphrase_is_taken_as_it_is_typed(qtbot: QtBot) -> None:
    """One that was made elsewhere may begin with a space."""
    known = PassphraseForm()
    qtbot.addWidget(known)
    line(known, PASSPHRASE).setText("  two spaces ")
    assert known.check()
    assert known.passphrase() == "  two spaces "


def test_dots_are_shown_until_the_eye_is_pressed(form: PassphraseForm) -> None:
    box = line(form, PASSPHRASE)
    box.setText(STRONG)
    assert box.displayText() == "●" * len(STRONG)
    eye = form.findChild(QToolButton, f"reveal-{PASSPHRASE}")
    assert eye is not None
    assert eye.accessibleName() == "Show New passphrase"
    eye.click()
    assert box.echoMode() == QLineEdit.EchoMode.Normal
    assert eye.accessibleName() == "Hide New passphrase"
    eye.click()
    assert box.echoMode() == QLineEdit.EchoMode.Password


def test_the_meter_is_told_to_a_screen_reader(form: PassphraseForm) -> None:
    line(form, PASSPHRASE).setText(STRONG)
    meter = form.findChild(QWidget, "passphrase-meter")
    assert meter is not None
    assert meter.accessibleName() == "Strength of the passphrase: strong"


# The dialog


class Asked:
    """A dialog, and the work that it does: it fails with what is put in `failures`, one after the other."""

    def __init__(self, parent: QWidget, *, is_new: bool = False) -> None:
        self.failures: list[Exception] = []
        self.got: list[str] = []
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.dialog = PassphraseDialog(WORDS, PassphraseForm(is_new=is_new), self._work, parent)
        self.dialog.open()

    async def _work(self, form: PassphraseForm) -> None:
        self.got.append(form.passphrase())
        await self.may_go_on.wait()
        if self.failures:
            raise self.failures.pop(0)

    async def press_enter(self, text: str) -> None:
        line(self.dialog, PASSPHRASE).setText(text)
        QTest.keyClick(line(self.dialog, PASSPHRASE), Qt.Key.Key_Return)
        await self.dialog.jobs.idle()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


async def test_a_wrong_passphrase_is_said_and_stays_to_be_mended(qapp: QApplication, window: QWidget) -> None:
    asked = Asked(window)
    asked.failures = [WrongPassphrase("That is not the passphrase.", "", "Try again.")]
    await asked.press_enter("the wrong one")
    assert asked.dialog.problem.text() == "That is not the passphrase. Try again."
    box = line(asked.dialog, PASSPHRASE)
    assert (box.text(), box.selectedText()) == ("the wrong one", "the wrong one")
    assert asked.dialog.isVisible()
    assert asked.dialog.go_on.isEnabled()

    await asked.press_enter("the right one")
    assert asked.got == ["the wrong one", "the right one"]
    assert asked.dialog.result() == PassphraseDialog.DialogCode.Accepted
    assert box.text() == "", "nothing typed outlives the dialog"


async def test_what_the_core_says_of_a_field_stands_below_it(qapp: QApplication, window: QWidget) -> None:
    asked = Asked(window)
    asked.failures = [InvalidValues({PASSPHRASE: "Enter another one."}), NoKeyring("No keyring.", "", "")]
    await asked.press_enter("any")
    assert said(asked.dialog, f"problem-{PASSPHRASE}") == "Enter another one."
    await asked.press_enter("any")
    assert asked.dialog.problem.text() == "No keyring."


async def test_while_it_works_the_button_says_so_and_enter_does_nothing(
    qapp: QApplication, window: QWidget
) -> None:
    asked = Asked(window)
    asked.may_go_on.clear()
    box = line(asked.dialog, PASSPHRASE)
    box.setText("any")
    for _ in range(2):
        QTest.keyClick(box, Qt.Key.Key_Return)
    await asyncio.sleep(0)
    assert (asked.dialog.go_on.text(), asked.dialog.go_on.isEnabled()) == ("Going on…", False)
    asked.may_go_on.set()
    await asked.dialog.jobs.idle()
    assert asked.got == ["any"]


async def test_leaving_forgets_what_was_typed(qapp: QApplication, window: QWidget) -> None:
    asked = Asked(window, is_new=True)
    for key in (PASSPHRASE, AGAIN):
        line(asked.dialog, key).setText(STRONG)
    QTest.keyClick(asked.dialog, Qt.Key.Key_Escape)
    assert not asked.dialog.isVisible()
    assert [line(asked.dialog, key).text() for key in (PASSPHRASE, AGAIN)] == ["", ""]
    assert asked.got == []
