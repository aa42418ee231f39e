"""What the dialogs of backups are made of: pages one after the other, and the page that says how it went."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.icons import icon
from gui.jobs import Jobs
from gui.settings.secrets_rows import text_label

_SIGN = QSize(theme.XXL, theme.XXL)

RESULT_SIZE = QSize(560, 260)


class Page(QWidget):
    """One step: a title, what belongs to it, a bar while something goes on, and its buttons."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = text_label(title, "title")
        self.body = QVBoxLayout()
        """Where its parts go."""
        self.body.setSpacing(theme.M)
        self.bar = QProgressBar()
        self.bar.setObjectName("backup-progress")
        self.bar.setAccessibleName("In progress")
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        kept = self.bar.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(kept)
        self.bar.hide()
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.S)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(self.title)
        column.addLayout(self.body, 1)
        column.addWidget(self.bar)
        column.addLayout(self.buttons)


class Steps(QDialog):
    """Shows one page at a time."""

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.jobs = Jobs(self)
        self._stack = QStackedWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._stack)

    def go_to(self, page: Page, size: QSize) -> None:
        """Show a page, and no other: each has the size that it needs, if the screen has it."""
        former = self._stack.currentWidget()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if former is not None and former is not page:
            self._stack.removeWidget(former)  # it would keep the dialog as large as it is itself
        self._stack.updateGeometry()
        self._column.activate()  # now, not with the next events: it decides how small the dialog may be
        self.resize(size.boundedTo(self.screen().availableSize()))


def result_page(title: str, sentences: Sequence[str], done: QPushButton, *others: QPushButton) -> Page:
    """How it went: one sentence as the headline, more below it."""
    page = Page(title)
    page.title.setObjectName("backup-result")
    sign = QLabel()
    sign.setPixmap(icon("circle-check", "success").pixmap(_SIGN))
    words = QVBoxLayout()
    words.setSpacing(theme.S)
    for number, sentence in enumerate(sentences):
        said = text_label(sentence, "", f"backup-result-{number}")
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.addWidget(said)
    words.addStretch(1)
    row = QHBoxLayout()
    row.setSpacing(theme.M)
    row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    page.body.addLayout(row, 1)
    page.buttons.addStretch(1)
    for button in (*others, done):
        page.buttons.addWidget(button)
    done.setDefault(True)
    return page


def push_button(text: str, name: str, role: str = "") -> QPushButton:
    """A button with a name and a role. None of them is pressed by Enter unless it is made the default."""
    button = QPushButton(text)
    button.setObjectName(name)
    button.setProperty("role", role)
    button.setAutoDefault(False)
    return button
