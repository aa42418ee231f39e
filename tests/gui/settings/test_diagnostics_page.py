"""Help and diagnostics: what is shown, what is copied and saved, and the log while it is written."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from core.integrator import Fact, Integrator, LogEntry, Place, open_integrator
from core.model.errors import DataUnreadable
from gui.files import FileToWrite
from gui.settings.diagnostics_facts import FactCard
from gui.settings.diagnostics_log import LogCard
from gui.settings.diagnostics_page import DiagnosticsPage
from gui.settings.diagnostics_places import PlaceCard
from tests.sandboxes import until

ERROR = LogEntry("2026-11-03 09:12:41", "ERROR", "trunkline", "failed\nValueError: x")
WARNING = LogEntry("2026-11-03 09:12:40", "WARNING", "some.library", "watch out")


@pytest.fixture(autouse=True)
def _quick(cheap_passphrase: None) -> None:
    """Nobody waits here for nothing."""


@asynccontextmanager
async def page_on(folder: Path) -> AsyncIterator[tuple[DiagnosticsPage, Integrator]]:
    """The page in sight, with all that it shows."""
    async with open_integrator(folder, passphrase="correct horse") as integrator:
        page = DiagnosticsPage(integrator)
        page.resize(900, 560)
        page.show()
        await page.jobs.idle()
        try:
            yield page, integrator
        finally:
            page.hide()
            await page.leave()
            page.deleteLater()


def press(around: QWidget, name: str) -> None:
    button = around.findChild(QPushButton, name)
    assert button is not None
    assert button.isEnabled()
    button.click()


def said(around: QWidget, name: str) -> str:
    label = around.findChild(QLabel, name)
    assert label is not None
    return "" if label.isHidden() else label.text()


def open_one(kind: type[QWidget]) -> QWidget | None:
    return next(
        (one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()), None
    )


async def test_the_page_tells_versions_state_room_and_places(tmp_path: Path, qapp: QApplication) -> None:
    async with page_on(tmp_path) as (page, _):
        assert page.versions.text("Qt").startswith("6.")
        assert page.versions.text("Display") == "offscreen"
        assert page.state.text("Secrets") == "Open, with a passphrase"
        assert page.state.text("Last unexpected end") == "None is known"
        assert page.sizes.text("Free on that disk")
        assert said(page, "place-data").replace("\u200b", "") == str(tmp_path)
        assert page.end.isHidden()
        labels = [fact.label for fact in page.versions._facts]
        assert len(labels) == len(set(labels)), "nothing is told twice"


async def test_what_is_copied_is_one_text_without_secrets(tmp_path: Path, qapp: QApplication) -> None:
    async with page_on(tmp_path) as (page, integrator):
        integrator._core.diagnostics.learn_secrets(["secret-of-the-page"])
        logging.getLogger("some.library").warning("a harmless warning")
        integrator.report(ValueError("with secret-of-the-page in it"))
        await until(lambda: len(integrator._core.diagnostics.log()) == 2)
        press(page, "copy-support")
        await page.jobs.idle()
        text = QApplication.clipboard().text()
        assert text.startswith("Trunkline diagnostics, ")
        assert "\n  Qt " in text
        assert "a harmless warning" in text
        assert "ValueError: with " in text
        assert "secret-of-the-page" not in text
        assert said(page, "support-confirmation").startswith("Copied ")


async def test_it_is_saved_where_a_person_says_and_asked_before_anything_is_replaced(
    tmp_path: Path, qapp: QApplication
) -> None:
    file = tmp_path / "for-support.txt"
    async with page_on(tmp_path / "profile") as (page, _):
        for _turn in range(2):
            press(page, "save-support")
            await until(lambda: open_one(QFileDialog) is not None)
            dialog = open_one(QFileDialog)
            assert isinstance(dialog, QFileDialog)
            dialog.setFocus()  # what has the focus keeps what is typed there
            dialog.selectFile(str(file))
            dialog.accept()
            del dialog  # what Qt builds inside it goes when it likes
            await until(lambda: not page.jobs.is_running("save") or open_one(QMessageBox) is not None)
            if (question := open_one(QMessageBox)) is not None:
                assert file.read_text() == "before"
                press(question, "confirm-action")
                await page.jobs.idle()
            assert file.read_text(encoding="utf-8").startswith("Trunkline diagnostics, ")
            assert said(page, "support-confirmation") == "Saved as for-support.txt"
            file.write_text("before")


async def test_a_file_that_cannot_be_written_is_told_in_words(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with page_on(tmp_path) as (page, integrator):

        async def refuse(*given: object, **named: object) -> None:
            raise DataUnreadable("The disk is full.", "", "Free some space.")

        async def chosen(*given: object) -> FileToWrite:
            return FileToWrite(tmp_path / "x.txt", replaces=False)

        monkeypatch.setattr(integrator, "save_support_text", refuse)
        monkeypatch.setattr("gui.settings.diagnostics_page.file_to_write", chosen)
        press(page, "save-support")
        await page.jobs.idle()
        assert page.problem.text() == "The disk is full. Free some space."


async def test_the_log_is_followed_while_the_page_is_in_sight(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.settings.diagnostics_page._LOOK_EVERY", 10)
    async with page_on(tmp_path) as (page, _):
        assert page.log.text() == ""
        assert said(page.log, "log-empty").startswith("Nothing went wrong.")
        logging.getLogger("some.library").warning("while one looks")
        await until(lambda: "while one looks" in page.log.text())
        page.hide()
        await page.jobs.idle()
        assert not page._clock.isActive()


async def test_how_it_ended_last_time_is_shown(tmp_path: Path, qapp: QApplication) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "crash-20261103-091240.txt").write_text("Fatal Python error: Aborted\n")
    async with page_on(tmp_path) as (page, _):
        press(page, "show-last-end")
        await until(lambda: any(one.objectName() == "last-end-details" for one in qapp.topLevelWidgets()))
        (dialog,) = [one for one in qapp.topLevelWidgets() if one.objectName() == "last-end-details"]
        text = dialog.findChild(QPlainTextEdit)
        assert text is not None
        assert text.toPlainText() == "Fatal Python error: Aborted\n"
        press(dialog, "last-end-close")
        await page.jobs.idle()


def test_errors_are_told_from_warnings(qapp: QApplication) -> None:
    card = LogCard()
    card.show()
    card.show_entries((WARNING, ERROR))
    assert card.text() == f"{WARNING}\n{ERROR}"
    assert said(card, "log-count") == "1 error, 1 warning"
    press(card, "log-errors")
    assert card.text() == str(ERROR)
    card.show_entries((WARNING,))
    assert card.text() == ""
    assert said(card, "log-empty") == "No errors. Warnings are under “All”."
    press(card, "log-all")
    assert card.text() == str(WARNING)
    card.deleteLater()


def test_who_has_scrolled_up_is_left_there(qapp: QApplication) -> None:
    card = LogCard()
    card.resize(600, 400)
    card.show()
    many = tuple(LogEntry("2026-11-03 09:12:40", "WARNING", "x", str(number)) for number in range(100))
    card.show_entries(many)
    bar = card._text.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    card.show_entries((*many, ERROR))
    assert bar.value() == bar.maximum()
    bar.setValue(3)
    card.show_entries((*many, ERROR, ERROR))
    assert bar.value() == 3
    card.deleteLater()


def test_facts_are_replaced_in_place_and_laid_out_anew_only_when_others_come(qapp: QApplication) -> None:
    card = FactCard("facts", "Facts")
    card.show_facts([Fact("One", "1"), Fact("Two", "2")])
    before = list(card._values)
    card.show_facts([Fact("One", "11"), Fact("Two", "2")])
    assert card._values == before
    assert card.text("One") == "11"
    assert card._values[0].accessibleName() == "One: 11"
    card.show_facts([Fact("Three", "3")])
    assert card.text("Three") == "3"
    assert len(card._values) == 1
    card.deleteLater()


def test_a_place_is_opened_and_its_path_copied(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    works = [True]

    def open_url(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return works[0]

    monkeypatch.setattr("gui.settings.diagnostics_places.QDesktopServices.openUrl", open_url)
    card = PlaceCard()
    words: list[object] = []
    card.said.connect(words.append)
    card.show_places(
        [Place("data", "Data", tmp_path), Place("window", "Look of the window", tmp_path / "window.ini")]
    )
    press(card, "open-data")
    press(card, "open-window")
    assert opened == [str(tmp_path), str(tmp_path)], "a file is shown in its folder"
    assert said(card, "diagnostics-places-remark") == ""
    press(card, "copy-window")
    assert QApplication.clipboard().text() == str(tmp_path / "window.ini")
    assert words == ["Copied the path of Look of the window"]
    works[0] = False
    press(card, "open-data")
    assert said(card, "diagnostics-places-remark").startswith("It could not be opened here.")
    press(card, "open-window")
    assert said(card, "diagnostics-places-remark").startswith("It is not there yet.")
    card.deleteLater()
