"""Copying several bundles or cells at once, in the form that somebody else reads."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QByteArray, QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from core.model.amounts import counted
from core.model.errors import TrunklineError
from core.model.export import TABLES, Copied, ExportForm, ExportOptions
from gui.bundles.look import named
from gui.bundles.offer import Offer, looked_up
from gui.jobs import Jobs

_FORMS: tuple[tuple[ExportForm, str, str], ...] = (
    ("json", "JSON", "JSON"),
    ("csv", "CSV", "CSV"),
    ("tsv", "Cells for a spreadsheet", "cells"),
    ("markdown", "Markdown table", "a Markdown table"),
)
"""Forms, their names in the menu, and in what is said afterwards."""

_PATIENCE = 300
"""Milliseconds until it is said that it takes a moment."""


class CopyAs(QObject):
    """Copies the chosen bundles; in tables, their chosen columns. Another process does the work."""

    said = Signal(object)
    """A short sentence: what was copied."""
    noted = Signal(object)
    """What was copied is not quite as received: a `Copied`, with its notes."""
    refused = Signal(object)
    """It could not be copied: a `TrunklineError`."""

    def __init__(self, offer: Callable[[], Offer | None], owner: QWidget) -> None:
        super().__init__(owner)
        self._offer = offer
        self.jobs = Jobs(self)
        self.menu = named(QMenu("Copy as", owner), "copy-as-menu")
        for form, label, words in _FORMS:
            action = QAction(label, self)
            action.setObjectName(f"copy-as-{form}")
            action.triggered.connect(lambda _=False, form=form, words=words: self.copy(form, words))
            self.menu.addAction(action)
        self._slow = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._slow.timeout.connect(self._say_slow)

    def _say_slow(self) -> None:
        if self.jobs.goes_on("copy"):
            self.said.emit("Copying…")

    def has_several(self) -> bool:
        """Whether more than one cell is chosen."""
        offer = self._offer()
        return offer is not None and offer.cells() > 1

    def copy_cells(self) -> None:
        """Copy the chosen cells as a spreadsheet takes them, without names of columns."""
        self.copy("tsv", "cells", header=False)

    def copy(self, form: ExportForm, words: str, *, header: bool = True) -> None:
        """Copy in a form."""
        offer = self._offer()
        if offer is None or not offer.chosen:
            self.said.emit("Choose a bundle first")
            return
        self._slow.start()
        self.jobs.start("copy", self._copy(offer, form, words, header))

    async def _copy(self, offer: Offer, form: ExportForm, words: str, header: bool) -> None:
        try:
            copied = await self._text(offer, form, header)
        except TrunklineError as error:
            self._slow.stop()
            self.refused.emit(error)
            return
        self._slow.stop()
        data = QMimeData()
        data.setData("text/plain", QByteArray(copied.text))
        QGuiApplication.clipboard().setMimeData(data)
        self._tell(copied, offer, form, words)

    async def _text(self, offer: Offer, form: ExportForm, header: bool) -> Copied:
        chosen: Sequence[int] = await looked_up(offer.chosen)
        return await offer.asked.integrator.copied(
            offer.asked.run,
            form,
            rows=chosen,
            columns=(offer.chosen_columns or offer.columns or None) if form in TABLES else None,
            options=ExportOptions(byte_order_mark=False, header=header),
        )

    def _tell(self, copied: Copied, offer: Offer, form: ExportForm, words: str) -> None:
        if copied.notes:
            self.noted.emit(copied)
        elif form == "tsv":
            self.said.emit(f"Copied {counted(offer.cells() or copied.rows, 'cell')}")
        else:
            self.said.emit(f"Copied {counted(copied.rows, 'bundle')} as {words}")
