"""What leaves the viewer: files, and copies of several bundles."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from core.model.amounts import counted
from core.model.export import Copied
from core.model.results import Steps
from gui.bundles.copy_as import CopyAs
from gui.bundles.copy_bar import CopyBar
from gui.bundles.decoded import Asked
from gui.bundles.export_bar import ExportBar
from gui.bundles.export_flow import Exporter
from gui.bundles.offer import Offer, chosen_in
from gui.bundles.table_page import TablePage


def offered(asked: Asked, module: str, count: tuple[int, int], page: TablePage, *, at_table: bool) -> Offer:
    """What is there to be taken away. `module` ("app/module") gives its name to a file; `count` of all
    bundles, and which one is current; the selected cells of the table count only `at_table`."""
    total, current = count
    model = page.table.bundles
    columns = model.columns() if model is not None else ()
    chosen: tuple[Sequence[int], tuple[Steps, ...]] = ((current,), ())
    if at_table:
        chosen = chosen_in(page.table.areas(), columns, page.rows())
    return Offer(
        asked=asked,
        name=module.rpartition("/")[2].replace("_", " "),
        total=total,
        rows=page.rows(),
        columns=columns,
        chosen=chosen[0],
        chosen_columns=chosen[1],
    )


class Takeaway(QObject):
    """Export and "Copy as" of one viewer, with the bar that tells of both."""

    failed = Signal(object)
    """An exception that nobody handled."""

    def __init__(self, offer: Callable[[], Offer | None], copy: CopyBar, owner: QWidget) -> None:
        super().__init__(owner)
        self.bar = ExportBar(owner)
        self.exporter = Exporter(offer, self.bar, owner)
        self.copy_as = CopyAs(offer, owner)
        self.copy_as.said.connect(copy.say)
        self.copy_as.noted.connect(self._note)
        for one in (self.copy_as, copy):
            one.refused.connect(self.bar.show_error)
        for jobs in (self.exporter.jobs, self.copy_as.jobs):
            jobs.failed.connect(self.failed)
        copy.add_several(self.copy_as)

    def set_ready(self, to_export: bool, to_copy: bool) -> None:
        """Whether there are bundles, and whether some of them can be chosen here."""
        self.exporter.set_ready(to_export)
        self.copy_as.menu.menuAction().setEnabled(to_copy)

    async def leave(self) -> None:
        """Stop, and wait until nothing of it is left."""
        self.copy_as.jobs.cancel("copy")
        await self.copy_as.jobs.idle()
        await self.exporter.leave()

    def _note(self, copied: Copied) -> None:
        self.bar.show_done(f"Copied {counted(copied.rows, 'bundle')}", copied.notes)
