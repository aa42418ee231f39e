"""What a person gets to see, and to send, of a mistake of ours: enough to mend it, and no secret."""

import base64
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from core.diagnostics import Diagnostics
from core.rules.redact import HIDDEN
from gui.crash import CrashReporter

KEY = "k3y/of the=crash"


@pytest.fixture
def diagnostics(tmp_path: Path) -> Iterator[Diagnostics]:
    made = Diagnostics(tmp_path / "logs")
    made.start()
    made.learn_secrets([KEY])
    yield made
    made.stop()


@pytest.fixture
def reporter(diagnostics: Diagnostics, qtbot: QtBot) -> CrashReporter:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
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
                f"{key_in_address} {base64.b64encode(f'me:{KEY}'.encode()).decode()}"
            ) from error
    except RuntimeError as error:
        return error


def shown() -> QMessageBox:
    (box,) = [
        one for one in QApplication.topLevelWidgets() if one.objectName() == "crash" and one.isVisible()
    ]
    assert isinstance(box, QMessageBox)
    return box


def holds_no_key(text: str) -> bool:
    return not [
        form for form in (KEY, quote(KEY, safe=""), base64.b64encode(KEY.encode()).decode()) if form in text
    ]


def test_the_story_that_is_shown_and_copied_holds_no_secret(
    reporter: CrashReporter, tmp_path: Path, qtbot: QtBot
) -> None:
    reporter.report(bug())
    box = shown()
    assert "no secrets" in box.informativeText()
    story = box.detailedText()
    assert holds_no_key(story)
    assert story.count(HIDDEN) == 3
    assert "in bug" in story, "it says where"
    for button in box.findChildren(QPushButton):
        if button.text() in ("Show Details...", "Copy details"):
            button.click()
    assert any(story in one.toPlainText() for one in box.findChildren(QTextEdit))
    assert QApplication.clipboard().text() == story
    box.close()


def test_a_second_mistake_is_written_down_and_does_not_pile_up(
    reporter: CrashReporter, diagnostics: Diagnostics, tmp_path: Path
) -> None:
    reporter.report(bug())
    reporter.report(ValueError("the second"))
    shown().close()
    diagnostics.stop()
    log = (tmp_path / "logs" / "trunkline.log").read_text(encoding="utf-8")
    assert "ValueError: the second" in log
    assert holds_no_key(log)


def test_what_breaks_in_a_thread_is_told_on_standard_error_without_secrets(
    reporter: CrashReporter, capsys: pytest.CaptureFixture[str]
) -> None:
    thread = threading.Thread(target=lambda: reporter.report(bug()))
    thread.start()
    thread.join(10)
    told = capsys.readouterr().err
    assert "RuntimeError" in told
    assert holds_no_key(told)
