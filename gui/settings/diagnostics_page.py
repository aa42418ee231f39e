"""Help and diagnostics: how the program is doing, and one text for whoever helps."""

import time
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton

from core.integrator import Diagnosis, Fact, Integrator
from core.model.errors import TrunklineError
from gui import theme
from gui.files import FileKind, file_to_write, usual_folder
from gui.icons import icon
from gui.settings.diagnostics_facts import FactCard
from gui.settings.diagnostics_log import LogCard
from gui.settings.diagnostics_places import PlaceCard
from gui.settings.diagnostics_window import window_facts
from gui.settings.page import SettingsPage
from gui.settings.secrets_rows import Card, text_label

_LOOK_EVERY, _CONFIRMED_FOR = 1000, 2500
"""Milliseconds: between two looks at the log while the page is in sight; that a confirmation stays."""

_TEXTS = FileKind("Texts", "txt")

_LEFT_OUT = (
    "Everything on this page in one text. Left out are secrets, names of connections, accounts and hosts, "
    "and e-mail addresses; your home folder is written ~. It goes nowhere by itself."
)


class DiagnosticsPage(SettingsPage):
    """Versions, state, places, and the end of the log while it is being written."""

    name = "diagnostics"
    label = "Help and diagnostics"
    picture = "circle-help"
    sections: ClassVar[tuple[str, ...]] = (
        "Send it to somebody who helps",
        "How it is doing",
        "Log",
        "Versions",
        "Places on this computer",
        "Room",
    )

    def __init__(self, integrator: Integrator) -> None:
        super().__init__(
            "Help and diagnostics", "How this Trunkline is doing: for you, and for whoever helps you."
        )
        self._integrator = integrator
        self.copy = _button("copy-support", " Copy for support", "copy", "primary")
        self.copy.clicked.connect(lambda: self._start("copy"))
        self.save = _button("save-support", " Save for support…", "save")
        self.save.clicked.connect(lambda: self._start("save"))
        self.confirmation = text_label("", "caption", "support-confirmation")
        self._hush = QTimer(self, singleShot=True, interval=_CONFIRMED_FOR)
        self._hush.timeout.connect(self.confirmation.clear)
        self.state = FactCard("diagnostics-state", "How it is doing")
        self.end = _button("show-last-end", "Show how it ended…", "")
        self.end.clicked.connect(lambda: self.jobs.start("end", self._show_end()))
        self.end.hide()
        self.sizes = FactCard("diagnostics-sizes", "Room")
        self.versions = FactCard("diagnostics-versions", "Versions")
        self.places = PlaceCard()
        self.places.said.connect(self._confirm)
        self.log = LogCard()
        self._clock = QTimer(self, interval=_LOOK_EVERY)
        self._clock.timeout.connect(self._look_at_log)
        self._lay_out()

    async def load(self) -> None:
        """Read what is so now."""
        try:
            found = await self._integrator.diagnosis()
            entries = await self._integrator.log()
            end = await self._integrator.last_end()
        except TrunklineError as error:
            self.problem.show_error(error)
            return
        self.problem.clear()
        problems = tuple(Fact("Problem", f"{where}: {sentence}") for where, sentence in found.app_problems)
        self.state.show_facts((*found.state, *problems))
        self.end.setVisible(end is not None)
        self.sizes.show_facts(found.sizes)
        self.versions.show_facts(_all_versions(found))
        self.places.show_places(found.places)
        self.log.show_entries(entries)

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the log as long as somebody sees it."""
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Follow it no more."""
        super().hideEvent(event)
        self._clock.stop()

    def _look_at_log(self) -> None:
        if not self.jobs.is_running("log") and not self.jobs.is_running("load"):
            self.jobs.start("log", self._follow())

    async def _follow(self) -> None:
        self.log.show_entries(await self._integrator.log())

    def _start(self, what: str) -> None:
        if not self.jobs.is_running(what):
            self.jobs.start(what, self._copy() if what == "copy" else self._save())

    async def _copy(self) -> None:
        try:
            text = await self._integrator.support_text(window_facts())
        except TrunklineError as error:
            self.problem.show_error(error)
            return
        self.problem.clear()
        QApplication.clipboard().setText(text)
        self._confirm(f"Copied {len(text.splitlines()):,} lines")

    async def _save(self) -> None:
        proposed = usual_folder() / time.strftime("trunkline-diagnostics-%Y-%m-%d.txt")
        wanted = await file_to_write(self, "support-file", "Save for support", proposed, [_TEXTS])
        if wanted is None:
            return
        file = wanted.file
        try:
            await self._integrator.save_support_text(file, window_facts(), overwrite=wanted.replaces)
        except TrunklineError as error:
            self.problem.show_error(error)
            return
        self.problem.clear()
        self._confirm(f"Saved as {file.name}")

    async def _show_end(self) -> None:
        from gui.last_end_notice import show_last_end

        await show_last_end(self.window(), self._integrator)

    def _confirm(self, words: object) -> None:
        self.confirmation.setText(str(words))
        self._hush.start()

    def _lay_out(self) -> None:
        support = Card("diagnostics-support", "Send it to somebody who helps")
        support.body.addWidget(text_label(_LEFT_OUT, "muted", "support-words"))
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.save)
        buttons.addWidget(self.confirmation, 1)
        support.body.addLayout(buttons)
        self.state.body.addWidget(self.end, 0, Qt.AlignmentFlag.AlignLeft)
        for card in (support, self.state, self.log, self.versions, self.places, self.sizes):
            self.body.addWidget(card)
        self.body.addStretch(1)


def _all_versions(found: Diagnosis) -> tuple[Fact, ...]:
    """What the window knows better takes the place of what the core has found."""
    ours = window_facts()
    known = {fact.label for fact in ours}
    return (*(fact for fact in found.versions if fact.label not in known), *ours)


def _button(name: str, text: str, picture: str, role: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setProperty("role", role)
    if picture:
        button.setIcon(icon(picture, "accent_text" if role == "primary" else "text"))
    return button
