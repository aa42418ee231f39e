"""What a person gets to see, and to send, of a mistake of ours: enough to mend it, and no secret."""

import asyncio
import base64
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.diagnostics import Diagnostics
from core.rules.redact import HIDDEN
from gui import crash, crash_words
from gui.crash import CrashReporter
from gui.crash_details import MOST_STORIES
from gui.crash_dialog import CrashDialog, EndDialog
from tests.sandboxes import until

KEY = "k3y/of the=crash"


@pytest.fixture
def diagnostics(tmp_path: Path) -> Iterator[Diagnostics]:
    made = Diagnostics(tmp_path / "logs")
    made.start()
    made.learn_secrets([KEY])
    yield made
    made.stop()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def reporter(diagnostics: Diagnostics, window: QWidget) -> CrashReporter:
    made = CrashReporter(diagnostics.report)
    made.belongs_to(window)
    return made


def bug() -> Exception:
    """A mistake in whose story the key stands in many ways."""
    key_in_address = f"https://x.io/?key={quote(KEY, safe='')}"
    try:
        try:
            raise KeyError(KEY)
        except KeyError as error:
            raise RuntimeError(
                f"{key_in_address} {base64.b64encode(f'me:{KEY}'.encode()).decode()} {Path.home()}/x"
            ) from error
    except RuntimeError as error:
        return error


def mistake(number: int = 0) -> Exception:
    """A mistake that is the same each time, in one of two places."""
    try:
        if number:
            raise ValueError("the second")
        raise LookupError("the first")
    except (ValueError, LookupError) as error:
        return error


def dialogs() -> list[CrashDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, CrashDialog) and one.isVisible()]


def shown() -> CrashDialog:
    (dialog,) = dialogs()
    return dialog


def count(dialog: CrashDialog) -> str:
    label = dialog.findChild(QLabel, "crash-count")
    assert label is not None
    return label.text() if not label.isHidden() else ""


def words(dialog: CrashDialog) -> list[str]:
    """The texts of its labels and buttons."""
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    return texts + [button.text() for button in dialog.findChildren(QPushButton)]


def press(dialog: QWidget, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    button.click()


def holds_no_key(text: str) -> bool:
    return not [
        form for form in (KEY, quote(KEY, safe=""), base64.b64encode(KEY.encode()).decode()) if form in text
    ]


def log_of(folder: Path) -> str:
    return (folder / "logs" / "trunkline.log").read_text(encoding="utf-8")


def test_the_story_that_is_shown_and_copied_holds_no_secret(reporter: CrashReporter) -> None:
    reporter.report(bug())
    dialog = shown()
    story = dialog.details.story()
    assert holds_no_key(story)
    assert story.count(HIDDEN) == 3
    assert "in bug" in story, "it says where"
    assert str(Path.home()) not in story
    assert " ~/x" in story
    text = dialog.findChild(QPlainTextEdit, "crash-details")
    assert text is not None
    assert text.toPlainText().strip() == story.strip()
    press(dialog, "crash-copy")
    assert QApplication.clipboard().text() == story
    dialog.close()


def test_the_dialog_says_what_is_safe_and_what_to_do(reporter: CrashReporter) -> None:
    reporter.report(bug())
    dialog = shown()
    said = " ".join(label.text() for label in dialog.findChildren(QLabel) if not label.isHidden())
    for promised in ("every page that has arrived is kept", "what you have typed", "Connections", "restart"):
        assert promised in said
    assert dialog.go_on.isDefault()
    dialog.close()


def test_details_are_folded_away_until_they_are_wanted(reporter: CrashReporter) -> None:
    reporter.report(bug())
    dialog = shown()
    text = dialog.findChild(QPlainTextEdit, "crash-details")
    assert text is not None
    assert text.isHidden()
    press(dialog, "crash-fold")
    assert not text.isHidden()
    press(dialog, "crash-fold")
    assert text.isHidden()
    dialog.close()


def test_the_same_mistake_again_is_counted_and_told_once(
    reporter: CrashReporter, diagnostics: Diagnostics, tmp_path: Path
) -> None:
    for _ in range(3):
        reporter.report(mistake())
    dialog = shown()
    assert count(dialog) == "It has happened 3 times."
    assert dialog.details.story().count("LookupError: the first") == 1
    for _ in range(7):
        reporter.report(mistake())
    dialog.close()
    diagnostics.stop()
    assert log_of(tmp_path).count("LookupError: the first") == 1
    assert "The same LookupError again, 10 times by now" in log_of(tmp_path)


def test_another_mistake_joins_the_dialog_that_is_open(
    reporter: CrashReporter, diagnostics: Diagnostics, tmp_path: Path
) -> None:
    reporter.report(bug())
    reporter.report(mistake(1))
    dialog = shown()
    assert count(dialog) == "2 different mistakes: the details have each."
    assert "RuntimeError" in dialog.details.story()
    assert "ValueError: the second" in dialog.details.story()
    dialog.close()
    diagnostics.stop()
    assert "ValueError: the second" in log_of(tmp_path)
    assert holds_no_key(log_of(tmp_path))


def test_the_details_do_not_grow_for_ever(window: QWidget) -> None:
    dialog = CrashDialog(window)
    for number in range(MOST_STORIES + 3):
        dialog.add(number, f"story {number}", 1)
    assert dialog.details.story().count("story") == MOST_STORIES
    assert count(dialog) == f"{MOST_STORIES + 3} different mistakes: the details have each."


def test_one_that_comes_with_every_painting_does_not_come_back_at_once(
    reporter: CrashReporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    monkeypatch.setattr("gui.crash.time.monotonic", lambda: clock[0])
    reporter.report(mistake())
    press(shown(), "crash-go-on")
    reporter.report(mistake())
    assert dialogs() == []
    reporter.report(mistake(1))
    press(shown(), "crash-go-on")
    clock[0] += crash.QUIET
    reporter.report(mistake())
    assert count(shown()) == "It has happened 3 times."
    shown().close()


def test_restarting_is_asked_for_by_its_button_alone(reporter: CrashReporter) -> None:
    wanted: list[bool] = []
    reporter.restart_wanted.connect(lambda: wanted.append(True))
    reporter.report(mistake())
    press(shown(), "crash-go-on")
    assert wanted == []
    reporter.report(mistake(1))
    press(shown(), "crash-restart")
    assert wanted == [True]
    assert dialogs() == []


async def test_what_breaks_in_a_thread_is_shown_by_the_window(
    reporter: CrashReporter, restored: None
) -> None:
    reporter.install(asyncio.get_running_loop())

    def fail() -> None:
        raise bug()

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join(10)
    assert dialogs() == [], "not before the window's own thread comes to it"
    await until(lambda: bool(dialogs()))
    assert "in fail" in shown().details.story()
    assert holds_no_key(shown().details.story())
    shown().close()


@pytest.fixture
def restored(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a reporter takes the place of is back afterwards."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    before = qInstallMessageHandler(None)
    qInstallMessageHandler(before)
    yield
    qInstallMessageHandler(before)


async def test_what_a_task_leaves_behind_is_shown(reporter: CrashReporter, restored: None) -> None:
    loop = asyncio.get_running_loop()
    reporter.install(loop)
    loop.call_soon(lambda: 1 / 0)
    await until(lambda: bool(dialogs()))
    assert "ZeroDivisionError" in shown().details.story()
    shown().close()
    loop.call_exception_handler({"message": "something without an exception"})
    assert "something without an exception" in shown().details.story()
    shown().close()


def test_before_there_is_a_window_it_is_told_on_standard_error_without_secrets(
    diagnostics: Diagnostics, capsys: pytest.CaptureFixture[str], qtbot: QtBot
) -> None:
    CrashReporter(diagnostics.report).report(bug())
    told = capsys.readouterr().err
    assert "RuntimeError" in told
    assert holds_no_key(told)


def test_before_the_core_is_there_a_story_says_where_and_nothing_else(
    window: QWidget, capsys: pytest.CaptureFixture[str]
) -> None:
    reporter = CrashReporter()
    reporter.report(bug())
    told = capsys.readouterr().err
    assert "in bug" in told
    assert "RuntimeError" in told
    assert "x.io" not in told
    assert holds_no_key(told)


def test_a_program_without_a_terminal_survives_it(
    diagnostics: Diagnostics, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    CrashReporter(diagnostics.report).report(mistake())


async def test_a_start_that_failed_says_so_and_waits_until_the_person_has_read_it(
    reporter: CrashReporter,
) -> None:
    wanted: list[bool] = []
    reporter.restart_wanted.connect(lambda: wanted.append(True))
    reporter.report(mistake(1))
    ending = asyncio.ensure_future(reporter.could_not_start(mistake()))
    await asyncio.sleep(0)
    assert not ending.done()
    assert "Trunkline could not start" in words(shown())
    assert "Go on" not in words(shown()), "it cannot"
    assert shown().details.story().count("the second") == 0, "that was before"
    press(shown(), "crash-go-on")
    await ending
    assert wanted == []


async def test_a_start_that_failed_can_be_tried_again(reporter: CrashReporter) -> None:
    wanted: list[bool] = []
    reporter.restart_wanted.connect(lambda: wanted.append(True))
    ending = asyncio.ensure_future(reporter.could_not_start(mistake()))
    await asyncio.sleep(0)
    press(shown(), "crash-restart")
    await ending
    assert wanted == [True]


def test_the_last_words_of_qt_are_written_down_at_once(
    reporter: CrashReporter, window: QWidget, caplog: pytest.LogCaptureFixture
) -> None:
    words: list[str] = []
    told = CrashReporter(on_fatal=words.append)
    told._from_qt(QtMsgType.QtFatalMsg, QMessageLogContext(), "no platform")
    told._from_qt(QtMsgType.QtWarningMsg, QMessageLogContext(), "watch out")
    assert words == ["no platform"]
    assert [(one.levelno, one.message) for one in caplog.records] == [
        (logging.ERROR, "no platform"),
        (logging.WARNING, "watch out"),
    ]


def test_how_it_ended_is_shown_and_copied(window: QWidget) -> None:
    dialog = EndDialog("Fatal Python error: Aborted\n", window)
    dialog.open()
    press(dialog, "last-end-copy")
    assert QApplication.clipboard().text() == "Fatal Python error: Aborted\n"
    text = dialog.findChild(QPlainTextEdit, "last-end-details")
    assert text is not None
    assert text.isVisible()
    press(dialog, "last-end-close")
    assert not dialog.isVisible()


def test_times_are_told_as_people_say_them() -> None:
    assert [crash_words.times_in_words(times) for times in (1, 2, 3, 1200)] == [
        "",
        "It has happened twice.",
        "It has happened 3 times.",
        "It has happened 1,200 times.",
    ]
