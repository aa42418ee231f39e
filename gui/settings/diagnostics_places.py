"""Where the program keeps things: each place can be opened in the file manager, and its path copied."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QGridLayout, QPushButton

from core.integrator import Place
from gui import theme
from gui.forms.words import breakable
from gui.icons import icon
from gui.settings.diagnostics_facts import LABELS_WIDTH
from gui.settings.secrets_rows import Card, text_label

_NOT_OPENED = "It could not be opened here. Its path can be copied."
_NOT_THERE = "It is not there yet. The folder it will be in could not be opened either."


class PlaceCard(Card):
    """A row for each place."""

    said = Signal(object)
    """A word about what was done: a str."""

    def __init__(self) -> None:
        super().__init__("diagnostics-places", "Places on this computer")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.S)
        self._grid.setVerticalSpacing(theme.XS)
        self._grid.setColumnMinimumWidth(0, LABELS_WIDTH + theme.S)  # as in the cards above
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self._remark = text_label("", "remark", "diagnostics-places-remark")
        self._remark.hide()
        self.body.addWidget(self._remark)
        self._places: tuple[Place, ...] = ()

    def show_places(self, places: Sequence[Place]) -> None:
        """Show these; they stay the same as long as the program runs."""
        if self._places:
            return
        self._places = tuple(places)
        for row, place in enumerate(places):
            path = text_label(breakable(str(place.path)), "", f"place-{place.key}")
            path.setAccessibleName(f"{place.label}: {place.path}")
            path.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            opening = _button(f"open-{place.key}", "folder-open", f"Show {place.label} in the file manager")
            opening.clicked.connect(lambda _=False, at=place.path: self._open(at))
            copying = _button(f"copy-{place.key}", "copy", f"Copy the path of {place.label}")
            copying.clicked.connect(lambda _=False, at=place: self._copy(at))
            self._grid.addWidget(text_label(place.label, "muted"), row, 0)
            self._grid.addWidget(path, row, 1)
            self._grid.addWidget(opening, row, 2)
            self._grid.addWidget(copying, row, 3)

    def _open(self, path: Path) -> None:
        """The folder itself; for a file, or one that is not there yet, the one that it is in."""
        folder = path if path.is_dir() else path.parent
        opened = QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        self._remark.setText("" if opened else _NOT_OPENED if path.exists() else _NOT_THERE)
        self._remark.setVisible(not opened)

    def _copy(self, place: Place) -> None:
        QApplication.clipboard().setText(str(place.path))
        self.said.emit(f"Copied the path of {place.label}")


def _button(name: str, picture: str, words: str) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    button.setProperty("role", "icon")
    button.setIcon(icon(picture))
    button.setToolTip(words)
    button.setAccessibleName(words)
    return button
