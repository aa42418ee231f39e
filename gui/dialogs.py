"""The only place that shows dialogs: they are awaited, and never stop the loop.

A question blocks its window, not the program. Problems belong in the panel, under the field; a dialog is
for a decision.
"""

import asyncio

import shiboken6
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from gui import theme
from gui.icons import icon


async def ask(dialog: QDialog) -> int:
    """Show a dialog and wait for its answer; other work goes on. The dialog dies afterwards.

    The answer is the dialog's result code; a message box gives its standard button.
    """
    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def answered(code: int) -> None:
        if not answer.done():
            answer.set_result(code)

    dialog.finished.connect(answered)
    dialog.open()
    try:
        return await answer
    finally:
        if shiboken6.isValid(dialog):  # its window may have been deleted meanwhile
            dialog.close()
            dialog.deleteLater()


async def confirm(
    parent: QWidget | None, title: str, text: str, action_label: str, *, danger: bool = False
) -> bool:
    """Ask whether to go on: True when the person pressed `action_label`, False otherwise (Esc as well).

    With `danger`, Enter means no, and the button says that it cannot be taken back.
    """
    box = QMessageBox(parent)
    box.setObjectName("confirm")
    box.setWindowTitle(title)
    box.setText(title)
    box.setInformativeText(text)
    sign = icon("triangle-alert", "danger") if danger else icon("circle-help", "accent")
    box.setIconPixmap(sign.pixmap(QSize(theme.XXL, theme.XXL), box.devicePixelRatioF()))
    go_on = box.addButton(action_label, QMessageBox.ButtonRole.AcceptRole)
    go_on.setObjectName("confirm-action")
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setEscapeButton(cancel)
    box.setDefaultButton(cancel if danger else go_on)
    theme.set_flag(go_on, "role", "danger" if danger else "primary")
    await ask(box)
    return box.clickedButton() is go_on
