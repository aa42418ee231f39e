"""The line above the table: how much of it is shown, by which filters, what is being done, what is amiss."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from core.model.amounts import counted
from core.model.results import Condition
from gui import theme
from gui.bundles.filter_chips import FilterChips
from gui.bundles.look import named
from gui.bundles.table_rows import TableRows, Work
from gui.sentences import in_words

_BAR_WIDTH = 120


class TableStrip(QWidget):
    """Hidden while there is nothing to say."""

    stop_pressed = Signal()
    refresh_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("table-strip")
        self.chips = FilterChips()
        self._showing = _label("table-showing", "caption")
        self._doing = _label("table-doing", "caption")
        self._bar = named(QProgressBar(), "table-progress")
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(_BAR_WIDTH)
        self._stop = named(QPushButton("Stop"), "table-stop", "quiet")
        self._stop.clicked.connect(self.stop_pressed)
        self._note = _label("table-note", "caption")
        self._note.setWordWrap(True)
        self._refresh = named(QPushButton("Refresh"), "table-refresh", "quiet")
        self._refresh.clicked.connect(self.refresh_pressed)
        self._lay_out()
        for part in (
            self.chips,
            self._showing,
            self._doing,
            self._bar,
            self._stop,
            self._note,
            self._refresh,
        ):
            part.hide()
        self.hide()

    def _lay_out(self) -> None:
        said = QHBoxLayout()
        said.setSpacing(theme.S)
        said.addWidget(self._showing)
        said.addWidget(self._doing)
        said.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignVCenter)
        said.addWidget(self._stop)
        said.addWidget(self._note, 1)
        said.addWidget(self._refresh)
        said.addStretch(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.XS, 0, theme.XS)
        layout.setSpacing(theme.XS)
        layout.addWidget(self.chips)
        layout.addLayout(said)

    def show_conditions(self, conditions: Sequence[Condition]) -> None:
        """Show the filters that are on."""
        self.chips.show_conditions(conditions)
        self._show_or_hide()

    def show_rows(self, rows: TableRows | None, total: int, absent: int | None = None) -> None:
        """Say how much is shown, what is being done, and what the rows do not cover: `total` bundles are
        there now, and `absent` is the current one if it is not among the rows."""
        is_filtered = rows is not None and bool(rows.shown.conditions) and rows.rows is not None
        if is_filtered and rows is not None and rows.rows is not None:
            self._showing.setText(f"Showing {len(rows.rows):,} of {counted(total, 'bundle')}")
        self._showing.setVisible(is_filtered)
        self._show_work(rows.work if rows else None)
        note, offer = _note(rows, total) if rows else ("", "")
        if absent is not None and not note:
            note = f"Bundle {absent + 1:,} is filtered out."
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._refresh.setText(offer)
        self._refresh.setVisible(bool(offer))
        self._show_or_hide()

    def _show_work(self, work: Work | None) -> None:
        for widget in (self._doing, self._bar, self._stop):
            widget.setVisible(work is not None)
        if work is not None:
            self._doing.setText(f"{work.word}… {work.done:.0%}")
            self._bar.setValue(round(1000 * work.done))

    def _show_or_hide(self) -> None:
        parts = (self.chips, self._showing, self._doing, self._note)
        self.setVisible(any(not part.isHidden() for part in parts))


def _note(rows: TableRows, total: int) -> tuple[str, str]:
    """What is to be known about the rows, and the word on the button that does something about it."""
    if rows.problem is not None:
        return in_words(rows.problem), "Try again"
    if rows.work is not None or rows.covers is None:
        return "", ""
    what = " and ".join(
        word for word, is_so in (("Filtered", rows.shown.conditions), ("sorted", rows.shown.keys)) if is_so
    ).capitalize()
    if rows.is_partial:
        return "Stopped before all bundles were looked at.", "Go on"
    if rows.covers < total:
        more = total - rows.covers
        return f"{what} when there were {rows.covers:,}; {more:,} more came since.", "Refresh"
    return "", ""


def _label(name: str, role: str) -> QLabel:
    label = named(QLabel(), name, role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
