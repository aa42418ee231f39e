"""The end of the log, as it is written: what went wrong, without secrets."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from core.integrator import LogEntry
from gui import theme
from gui.icons import icon
from gui.settings.secrets_rows import Card, text_label

_HEIGHT = 220
_QUIET = "Nothing went wrong. Should something, it is written down here, without secrets."
_NO_ERRORS = "No errors. Warnings are under “All”."
_SIGN = 18


class LogCard(Card):
    """The records, newest last; all, or errors only. It stays where a person has scrolled to."""

    def __init__(self) -> None:
        super().__init__("diagnostics-log", "Log")
        self._entries: tuple[LogEntry, ...] = ()
        self._all = _choice("log-all", "All")
        self._errors = _choice("log-errors", "Errors only")
        self._levels = QButtonGroup(self)
        for button in (self._all, self._errors):
            self._levels.addButton(button)
        self._all.setChecked(True)
        self._levels.buttonToggled.connect(lambda _button, on: self._show() if on else None)
        self._text = QPlainTextEdit()
        self._text.setObjectName("log-text")
        self._text.setAccessibleName("Log")
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setFont(theme.mono_font())
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setFixedHeight(_HEIGHT)
        self._words = text_label("", "muted", "log-empty")
        self._count = text_label("", "caption", "log-count")
        self._count.setWordWrap(False)
        self._quiet = _quiet(self._words)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._text)
        self._stack.addWidget(self._quiet)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(self._all)
        head.addWidget(self._errors)
        head.addStretch(1)
        head.addWidget(self._count)
        self.body.addLayout(head)
        self.body.addWidget(self._stack)
        self._show()

    def show_entries(self, entries: tuple[LogEntry, ...]) -> None:
        """Show these, if anything is new."""
        if entries != self._entries:
            self._entries = entries
            self._show()

    def text(self) -> str:
        """What is shown."""
        return self._text.toPlainText() if self._stack.currentWidget() is self._text else ""

    def _show(self) -> None:
        shown = [one for one in self._entries if one.is_error or not self._errors.isChecked()]
        self._words.setText(_NO_ERRORS if self._entries else _QUIET)
        self._stack.setCurrentWidget(self._text if shown else self._quiet)
        self._stack.setFixedHeight(_HEIGHT if shown else self._quiet.sizeHint().height())
        self._count.setText(_counted(shown))
        text = "\n".join(map(str, shown))
        if text == self._text.toPlainText():
            return
        bar = self._text.verticalScrollBar()
        at, was_at_end = bar.value(), bar.value() == bar.maximum()
        self._text.setPlainText(text)
        bar.setValue(bar.maximum() if was_at_end else at)


def _counted(entries: Sequence[LogEntry]) -> str:
    errors = sum(one.is_error for one in entries)
    warnings = len(entries) - errors
    parts = [
        f"{errors} error{'' if errors == 1 else 's'}" if errors else "",
        f"{warnings} warning{'' if warnings == 1 else 's'}" if warnings else "",
    ]
    return ", ".join(filter(None, parts))


def _choice(name: str, label: str) -> QPushButton:
    button = QPushButton(label)
    button.setObjectName(name)
    button.setProperty("role", "filter")
    button.setCheckable(True)
    return button


def _quiet(words: QLabel) -> QWidget:
    """The words, with a sign that all is well before them."""
    around = QWidget()
    sign = QLabel()
    sign.setPixmap(icon("circle-check", "success").pixmap(_SIGN, _SIGN))
    row = QHBoxLayout(around)
    row.setContentsMargins(0, theme.S, 0, theme.S)
    row.setSpacing(theme.S)
    row.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
    row.addWidget(words, 1)
    return around
