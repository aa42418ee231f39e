"""A slim bar in the viewer: how far an export is, and what came of it."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.model.amounts import counted
from core.model.errors import TrunklineError
from core.model.export import Exported, ExportEvent
from core.model.results import Progress
from gui import theme
from gui.bundles.look import named
from gui.icons import icon
from gui.sentences import why_and_what_next
from gui.spoken import announce

_STEPS = 1_000
"""Of the progress: more than anybody can see."""


class ExportBar(QFrame):
    """Hidden until there is something to tell. Nothing else waits for it."""

    cancel_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "export-bar", "banner")
        self._folder = Path()
        self._is_writing = False
        self._words = _line("export-words", "strong")
        self._notes = _line("export-notes", "caption")
        self._progress = named(QProgressBar(), "export-progress")
        self._progress.setRange(0, _STEPS)
        self._progress.setTextVisible(False)
        self._progress.setMaximumHeight(theme.XS)
        self._progress.setAccessibleName("Progress of the export")
        self._cancel = self._button("export-cancel", "Cancel", "x")
        self._cancel.clicked.connect(self.cancel_pressed)
        self._show = self._button("export-show", "Show in folder", "folder-open")
        self._show.clicked.connect(self._show_in_folder)
        self._close = self._button("export-close", "", "x")
        self._close.setAccessibleName("Close")
        self._close.setToolTip("Close")
        self._close.clicked.connect(self.hide)
        self._lay_out()
        self.hide()

    def _button(self, name: str, label: str, picture: str) -> QPushButton:
        return named(QPushButton(icon(picture), label), name, "quiet")

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(theme.XS)
        for widget in (self._words, self._progress, self._notes):
            words.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, theme.XS, theme.XS, theme.XS)
        row.setSpacing(theme.S)
        row.addLayout(words, 1)
        for button in (self._cancel, self._show, self._close):
            row.addWidget(button, alignment=Qt.AlignmentFlag.AlignVCenter)

    async def follow(self, events: AsyncGenerator[ExportEvent], file: Path, thing: str = "bundle") -> None:
        """Have a file written, and tell of it: of errors and of being cancelled as well."""
        try:
            done = await self._written(events, file)
        except TrunklineError as error:
            self.show_error(error)
        except asyncio.CancelledError:
            if shiboken6.isValid(self):
                self.show_cancelled()
            raise
        except Exception:
            self.hide()  # whoever started it tells what failed
            raise
        else:
            self.show_done(f"Exported {counted(done.rows, thing)} to {file.name}", done.notes, file.parent)

    async def _written(self, events: AsyncGenerator[ExportEvent], file: Path) -> Exported:
        """Show how far it is, until it is done."""
        self._is_writing, done = True, None
        try:
            self.begin(f"Exporting to {file.name}…")
            async with aclosing(events):
                async for event in events:
                    if isinstance(event, Progress):
                        self.show_progress(event)
                    else:
                        done = event
        finally:
            self._is_writing = False
        assert done is not None, "an export ends with what was written, or with an error"
        return done

    def begin(self, words: str) -> None:
        """Something has begun."""
        self._say("", words)
        self._progress.setRange(0, _STEPS)
        self._progress.setValue(0)

    def show_progress(self, progress: Progress) -> None:
        """So much is done; once all bundles are written, the file is still put together."""
        if progress.done == progress.total:
            self._progress.setRange(0, 0)
        else:
            self._progress.setRange(0, _STEPS)
            self._progress.setValue(_STEPS * progress.done // progress.total)

    def show_done(self, words: str, notes: Sequence[str] = (), folder: Path | None = None) -> None:
        """It is done; what could not be written as it is stands below."""
        self._say("success" if not notes else "warning", words, " ".join(notes))
        self._folder = folder or Path()
        self._show.setVisible(folder is not None)

    def show_error(self, error: TrunklineError) -> None:
        """It could not be done."""
        self._say("danger", error.title, why_and_what_next(error))

    def show_cancelled(self) -> None:
        """The person stopped it."""
        self._say("", "Export cancelled. Nothing was written.")

    def words(self) -> str:
        """What is said now, in one text; "" when nothing is."""
        return "" if self.isHidden() else f"{self._words.text()} {self._notes.text()}".strip()

    def _say(self, tone: str, words: str, notes: str = "") -> None:
        theme.set_flag(self, "tone", tone)
        self._words.setText(words)
        self._notes.setText(notes)
        self._notes.setVisible(bool(notes))
        # What else is said here meanwhile leaves the way to stop it.
        self._progress.setVisible(self._is_writing)
        self._cancel.setVisible(self._is_writing)
        self._show.hide()
        self._close.setVisible(not self._is_writing)
        self.setAccessibleName(words)
        self.setAccessibleDescription(notes)
        announce(self, f"{words} {notes}".strip(), urgent=tone == "danger")
        self.show()

    def _show_in_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


def _line(name: str, role: str) -> QLabel:
    label = named(QLabel(), name, role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return label
