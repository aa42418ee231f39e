"""Questions are awaited, and never stop the rest."""

import asyncio

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QPushButton, QWidget

from gui.dialogs import ask, confirm

ANSWERS = [("press", True), ("Escape", False), ("Enter", True)]


async def shown_box(parent: QWidget) -> QMessageBox:
    """The question, once it is on the screen."""
    while True:
        box = parent.findChild(QMessageBox, "confirm")
        if box is not None and box.isVisible():
            return box
        await asyncio.sleep(0.005)


def answer(box: QMessageBox, way: str) -> None:
    button = box.findChild(QPushButton, "confirm-action")
    assert button is not None
    if way == "press":
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(box, Qt.Key.Key_Escape if way == "Escape" else Qt.Key.Key_Return)


async def test_the_answer_is_the_dialogs_result(qapp: QApplication) -> None:
    dialog = QDialog()
    asking = asyncio.ensure_future(ask(dialog))
    await asyncio.sleep(0)
    dialog.done(7)

    assert await asking == 7


async def test_other_work_goes_on_while_a_question_is_open(qapp: QApplication) -> None:
    dialog = QDialog()
    asking = asyncio.ensure_future(ask(dialog))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not asking.done()
    dialog.accept()

    assert await asking == QDialog.DialogCode.Accepted


async def test_a_dialog_dies_after_its_answer(qapp: QApplication) -> None:
    dialog = QDialog()
    asking = asyncio.ensure_future(ask(dialog))
    await asyncio.sleep(0)
    dialog.reject()
    await asking
    while shiboken6.isValid(dialog):  # noqa: ASYNC110 - Qt deletes it, and has no asyncio event for that
        await asyncio.sleep(0.005)


async def test_cancelling_the_question_closes_the_dialog(qapp: QApplication) -> None:
    dialog = QDialog()
    asking = asyncio.ensure_future(ask(dialog))
    await asyncio.sleep(0)
    closed: list[int] = []
    dialog.finished.connect(closed.append)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking

    assert closed == [QDialog.DialogCode.Rejected]


async def test_a_window_that_goes_with_its_question_leaves_nothing_behind(qapp: QApplication) -> None:
    window = QWidget()
    dialog = QDialog(window)
    asking = asyncio.ensure_future(ask(dialog))
    await asyncio.sleep(0)
    shiboken6.delete(window)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


@pytest.mark.parametrize(("way", "goes_on"), ANSWERS)
async def test_a_question_is_answered_by_mouse_or_key(qapp: QApplication, way: str, goes_on: bool) -> None:
    window = QWidget()
    asking = asyncio.ensure_future(confirm(window, "Run it again?", "It costs one call.", "Run again"))
    box = await shown_box(window)
    answer(box, way)

    assert await asking is goes_on


async def test_enter_does_no_damage(qapp: QApplication) -> None:
    window = QWidget()
    asking = asyncio.ensure_future(confirm(window, "Delete it?", "For ever.", "Delete", danger=True))
    box = await shown_box(window)
    assert (box.text(), box.informativeText()) == ("Delete it?", "For ever.")
    answer(box, "Enter")

    assert await asking is False
