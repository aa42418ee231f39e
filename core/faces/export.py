"""Bundles written into files and for the clipboard, as the window and the command line ask for it."""

from array import array
from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.faces.files import FilesFace, workplace
from core.home import in_thread
from core.model.export import Copied, ExportEvent, ExportForm, ExportOptions
from core.model.results import Rows, Steps
from core.results.export_trouble import bundles_are_gone, rows_are_gone
from core.results.numbers import NumbersOut, RowsFile
from core.results.questions import ExportBundles, Source

if TYPE_CHECKING:
    from core.results.export_file import Workplace

MOST_TO_COPY = 20_000_000
"""Bytes of a text for the clipboard."""

Wanted = Rows | Sequence[int] | None
"""Bundles by number, in their order: a sorted or filtered view, some that were chosen, or None for all."""


class ExportFace(FilesFace):
    """Bundles of a run as files of several forms, or as text."""

    def export(
        self,
        run: str,
        file: Path,
        form: ExportForm,
        *,
        rows: Wanted = None,
        columns: Sequence[Steps] | None = None,
        options: ExportOptions | None = None,
        overwrite: bool = False,
    ) -> AsyncGenerator[ExportEvent]:
        """Write bundles into a file: `Progress`, then `Exported`. The file appears when it is complete;
        leaving the iteration (`aclosing`) stops at once, and leaves nothing.

        `columns` of a table are paths; None for all that are found, which takes a further look at all bundles
        (and `Progress` counts them twice). Only its owner may read the file. Raises a `TrunklineError` with
        a sentence for a disk that is full or closed, for a file that is open elsewhere, and for one that is
        there already, unless `overwrite`.
        """

        async def work(emit: Callable[[ExportEvent], None]) -> None:
            def question_in(place: "Workplace") -> ExportBundles:
                return self._question(run, place, form, rows, columns, options)

            await self._export(file, overwrite, question_in, emit)

        return self._home.stream(work)

    async def copied(
        self,
        run: str,
        form: ExportForm,
        *,
        rows: Wanted = None,
        columns: Sequence[Steps] | None = None,
        options: ExportOptions | None = None,
    ) -> Copied:
        """Bundles as a text, as `export` would write it. Raises a `TrunklineError` beyond `MOST_TO_COPY`."""

        async def work() -> Copied:
            from core.results.export_file import content_of

            async with workplace(self._core.desk.new_file(), overwrite=False) as place:
                question = await in_thread(
                    self._question, run, place, form, rows, columns, options, MOST_TO_COPY
                )
                written = await self._make(question, lambda event: None)
                text = await in_thread(content_of(place.folder).read_bytes)
            return Copied(text=text, rows=written.rows, notes=written.notes)

        return await self._home.call(work)

    def _question(
        self,
        run: str,
        place: "Workplace",
        form: ExportForm,
        rows: Wanted,
        columns: Sequence[Steps] | None,
        options: ExportOptions | None,
        most: int = 0,
    ) -> ExportBundles:
        return ExportBundles(
            source=self._wanted(run, rows, place),
            form=form,
            columns=None if columns is None else tuple(columns),
            options=options or ExportOptions(),
            folder=str(place.folder),
            file=str(place.file),
            most=most,
        )

    def _wanted(self, run: str, rows: Wanted, place: "Workplace") -> Source:
        """The bundles that are there now, or some of them. Raises `NotKnown`, `DataUnreadable`."""
        spool = self._core.store.spool
        if not spool.place(run).is_dir():  # or an empty file would take the place of a good one
            raise bundles_are_gone()
        folder, count = str(spool.place(run)), spool.count(run)
        if rows is None:
            return Source(folder=folder, count=count)
        if isinstance(rows, RowsFile):
            if not place.hold(rows.used()):
                raise rows_are_gone()
            path, row_count = rows.path, rows.told
        else:
            path, row_count = place.folder / "rows", len(rows)
            out = NumbersOut(str(path))
            out.append(array("Q", (rows[row] for row in range(row_count))))
            out.close()
        return Source(folder=folder, count=count, rows=str(path), row_count=row_count)
