"""Which columns the table shows: what was found, and what the person made of it."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QSettings, Signal

from core.model.results import Column, Steps
from gui.bundles.columns_asked import AskedColumns
from gui.bundles.columns_choice import (
    AS_FOUND,
    Choice,
    Layout,
    laid_out,
    with_order,
    with_pinned,
    with_shown,
    with_width,
)
from gui.bundles.columns_found import SAMPLE_BUNDLES, is_numeric, sampled
from gui.bundles.columns_kept import KeptColumns
from gui.bundles.decoded import Asked
from gui.bundles.table_lines import Lines
from gui.jobs import Jobs


class TableColumns(QObject):
    """Columns of one run after the other. Choices are kept by module."""

    changed = Signal()
    """The layout, or what is known of the columns, is another."""

    def __init__(self, look: QSettings | None, owner: QObject) -> None:
        super().__init__(owner)
        self._kept = KeptColumns(look)
        self._module = ""
        self._asked: AskedColumns | None = None
        self.choice = AS_FOUND
        self.found: Sequence[Column] = ()
        self.left_out = 0
        """What was found, and how many further columns cannot be told."""
        self.layout = Layout()
        """The columns that are shown."""

    def open(self, lines: Lines, asked: Asked | None, module: str) -> None:
        """Show the columns of these bundles, as they were chosen for the module."""
        self._module, self.choice = module, self._kept.recall(module)
        if asked is not None:
            self._asked = AskedColumns(asked, self)
            self._asked.found.connect(self._show)
        self.sample(lines)

    def sample(self, lines: Lines) -> None:
        """A first answer from the first bundles; then all of them are looked at."""
        total = len(lines.source)
        count = min(SAMPLE_BUNDLES, total)
        found = sampled(lines.line(bundle) for bundle in range(count)) if count else ()
        self._show(found, 0)
        self.look_at_all(total)

    def look_at_all(self, total: int) -> None:
        """Look at all bundles, `total` by now, if that was not done."""
        if self._asked is not None:
            self._asked.ask(total)

    def clear(self) -> None:
        """Stop looking, and show none."""
        if self._asked is not None:
            self._asked.close()
            self._asked.deleteLater()
            self._asked = None
        self._show((), 0)

    def jobs(self) -> list[Jobs]:
        """What may be under way."""
        return [self._asked.jobs] if self._asked is not None else []

    def of(self, path: Steps) -> Column | None:
        """What is known of a column."""
        return next((column for column in self.found if column.path == path), None)

    def numeric(self) -> frozenset[Steps]:
        """The columns that stand right."""
        return frozenset(column.path for column in self.found if is_numeric(column))

    def is_pinned(self, path: Steps) -> bool:
        """Whether a column stays in sight."""
        return path in self.layout.columns[: self.layout.pinned]

    # What the person does

    def choose(self, choice: Choice) -> None:
        """Show what was chosen."""
        self._keep(choice)
        self._lay_out()

    def hide(self, path: Steps) -> None:
        """Show a column no more."""
        self.choose(with_shown(self.choice, [path], False))

    def pin(self, path: Steps) -> None:
        """Keep a column in sight, or no longer so."""
        self.choose(with_pinned(self.choice, path, not self.is_pinned(path)))

    def reorder(self, order: Sequence[Steps]) -> None:
        """Put the columns that are shown in an order."""
        self.choose(with_order(self.choice, order))

    def set_width(self, path: Steps, width: int) -> None:
        """Remember how wide a column is."""
        self._keep(with_width(self.choice, path, width))

    def _keep(self, choice: Choice) -> None:
        self.choice = choice
        self._kept.keep(self._module, choice)

    def _show(self, found: Sequence[Column], left_out: int) -> None:
        self.found, self.left_out = found, left_out
        self._lay_out()

    def _lay_out(self) -> None:
        self.layout = laid_out(self.found, self.choice)
        self.changed.emit()
