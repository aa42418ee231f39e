"""When something is said about a field: not while one types, but after a pause, on leaving it, or at Run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from gui.forms.row import FieldRow

PAUSE = 700
"""Milliseconds without typing after which a wrong value is told."""


class Speaker(Protocol):
    """The fields that are spoken about."""

    def rows(self) -> Mapping[str, FieldRow]:
        """The rows by key."""

    def problems(self) -> dict[str, str]:
        """Everything that keeps the values from being sent, by path."""

    def warnings(self) -> dict[str, str]:
        """Everything that deserves a thought, by key."""

    def replace_problem(self, path: str, old: str, new: str) -> None:
        """Where `old` is shown, show `new`; "" for nothing."""


class Feedback(QObject):
    """Speaks up, and takes back at once what is mended."""

    def __init__(self, speaker: Speaker, parent: QObject) -> None:
        super().__init__(parent)
        self._speaker = speaker
        self._waiting: FieldRow | None = None
        self._visited: set[str] = set()
        self._told: dict[str, str] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._pause_over)

    def changed(self, row: FieldRow, *, has_problem: bool) -> None:
        """A value may be another: what is mended is taken back now, what is wrong waits for a pause."""
        if has_problem:
            self._mend(row)
        if any(other.warning() for other in self._speaker.rows().values()):
            self._warn(only_less=True)
        self._waiting = row
        self._pause.start()

    def left(self, row: FieldRow) -> None:
        """The person has moved on: say at once what is wrong, or worth a thought."""
        if self._waiting is row:
            self._pause_over()
        else:
            self._visited.add(row.key)
            self._warn()

    def begin_anew(self) -> None:
        """Other values are shown: nothing was visited, nothing was told."""
        self.forget_pause()
        self._visited.clear()
        self._told.clear()

    def told(self, problems: Mapping[str, str]) -> None:
        """These problems of the form's own finding are shown now."""
        self._told = dict(problems)

    def warn_everywhere(self) -> None:
        """Show every warning: the form is about to be sent."""
        self._visited.update(self._speaker.rows())
        self._warn()

    def forget_pause(self) -> None:
        """Say nothing after the pause that goes on."""
        self._waiting = None
        self._pause.stop()

    def _mend(self, changed: FieldRow) -> None:
        found = self._speaker.problems()
        if changed.problem() and changed.problem() != found.get(changed.key):
            changed.show_problem(found.get(changed.key) or changed.editor.typed_problem())
        for path, sentence in self._told.items():
            if path != changed.key and sentence != found.get(path):
                self._speaker.replace_problem(path, sentence, found.get(path, ""))
        self._told = {path: found[path] for path in self._told if path in found}

    def _pause_over(self) -> None:
        row = self._waiting
        self.forget_pause()
        if row is not None:
            if not row.problem():
                row.show_problem(row.editor.typed_problem())
            self._visited.add(row.key)
            self._warn()

    def _warn(self, *, only_less: bool = False) -> None:
        """Show the warnings of the fields that were visited; or only take back what no longer holds."""
        rows = self._speaker.rows()
        due = self._due(self._speaker.warnings(), rows)
        for key, row in rows.items():
            if row.warning() or not only_less:
                row.show_warning(due.get(key, ""))

    def _due(self, found: Mapping[str, str], rows: Mapping[str, FieldRow]) -> dict[str, str]:
        """What is to be said where: a sentence about several fields once, below the last of them, and not
        before the person has been to each."""
        about: dict[str, list[str]] = {}
        for key in rows:
            if key in found and rows[key].is_shown:
                about.setdefault(found[key], []).append(key)
        return {keys[-1]: said for said, keys in about.items() if self._visited.issuperset(keys)}
