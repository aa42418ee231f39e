"""Two runs compared, as the window and the command line ask for it."""

from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from core.faces.files import FilesFace
from core.faces.results import Emit, ResultsFace
from core.model.diff import (
    DiffBegan,
    Difference,
    Differences,
    DifferencesFound,
    DiffEvent,
    DiffForm,
    KeysEvent,
    KeysFound,
    Pair,
)
from core.model.export import ExportEvent
from core.model.results import Answered, Progress, Rows, Steps
from core.results.diff_file import KINDS, DifferencesFile
from core.results.export_trouble import rows_are_gone
from core.results.numbers import RowsFile
from core.results.questions import ComparePair, CompareRuns, ExportDifferences, SuggestKeys
from core.results.told import DifferencesWritten, Told

if TYPE_CHECKING:
    from core.results.export_file import Workplace


class DiffFace(ResultsFace, FilesFace):
    """What is different between the bundles of two runs. Streams, errors and stopping as in `ResultsFace`.

    Two runs may be named in either order: the older one is found out.
    """

    def matching_keys(self, run: str, other: str) -> AsyncGenerator[KeysEvent]:
        """By what bundles of two runs may be matched: `Progress`, `KeysFound`, `Answered`."""

        async def work(emit: Emit[KeysEvent]) -> None:
            began = monotonic()
            older, newer = await self._by_age(run, other)

            def on_told(told: Told) -> None:
                if isinstance(told, Progress | KeysFound):
                    emit(told)

            await self._core.desk.ask(SuggestKeys(self._source(older), self._source(newer)), on_told)
            emit(Answered(monotonic() - began))

        return self._home.stream(work)

    def diff(
        self, run: str, other: str, key: Steps | None = None, ignoring: Sequence[Steps] = ()
    ) -> AsyncGenerator[DiffEvent]:
        """What is different, told as it is found: bundles matched by their values at `key`, or by position.

        What lies at a path of `ignoring` is not compared. Whoever takes the differences closes them.
        """

        async def work(emit: Emit[DiffEvent]) -> None:
            began, new_file = monotonic(), self._core.desk.new_file
            older, newer = await self._by_age(run, other)
            emit(DiffBegan(older, newer))
            differences = DifferencesFile(new_file())
            kinds = {kind: RowsFile(new_file()) for kind in KINDS}

            def on_told(told: Told) -> None:
                if isinstance(told, DifferencesWritten):
                    tally = told.tally
                    differences.tell(tally.differences)
                    for kind, rows in kinds.items():
                        rows.tell(getattr(tally, kind))
                    emit(DifferencesFound(differences=differences, kinds=kinds, tally=tally))
                elif isinstance(told, Progress):
                    emit(told)

            removed, changed, added = (str(rows.path) for rows in kinds.values())
            question = CompareRuns(
                older=self._source(older),
                newer=self._source(newer),
                key=key,
                ignoring=tuple(ignoring),
                out=str(differences.path),
                kinds=(removed, changed, added),
            )
            await self._core.desk.ask(question, on_told)
            emit(Answered(monotonic() - began))

        return self._home.stream(work)

    async def side_by_side(
        self, older: str, newer: str, difference: Difference, ignoring: Sequence[Steps] = ()
    ) -> Pair:
        """Both bundles of a difference, or the one that there is, value by value."""

        async def work() -> Pair:
            question = ComparePair(
                older=self._source(older),
                newer=self._source(newer),
                before=difference.older,
                after=difference.newer,
                ignoring=tuple(ignoring),
            )
            told = await self._core.desk.look_up(question)
            assert isinstance(told, Pair)
            return told

        return await self._home.call(work)

    def export_differences(
        self,
        older: str,
        newer: str,
        differences: Differences,
        file: Path,
        form: DiffForm,
        *,
        rows: Rows | None = None,
        key: Steps | None = None,
        ignoring: Sequence[Steps] = (),
        overwrite: bool = False,
    ) -> AsyncGenerator[ExportEvent]:
        """Write differences into a file, all or those of `rows`: `Progress`, then `Exported`. It appears when
        it is complete. `key` and `ignoring` are those that they were found with."""

        async def work(emit: Emit[ExportEvent]) -> None:
            assert isinstance(differences, DifferencesFile), "differences come from here"
            assert rows is None or isinstance(rows, RowsFile), "rows come from here"
            before, after = self._source(older), self._source(newer)

            def question_in(place: "Workplace") -> ExportDifferences:
                count = (differences if rows is None else rows).told
                if not all(place.hold(file.used()) for file in (differences, rows) if file is not None):
                    raise rows_are_gone()
                return ExportDifferences(
                    older=before,
                    newer=after,
                    key=key,
                    ignoring=tuple(ignoring),
                    differences=str(differences.path),
                    every=differences.told,
                    rows="" if rows is None else str(rows.path),
                    count=count,
                    form=form,
                    folder=str(place.folder),
                    file=str(place.file),
                )

            await self._export(file, overwrite, question_in, emit)

        return self._home.stream(work)

    async def _by_age(self, run: str, other: str) -> tuple[str, str]:
        """The older run and the newer one. Raises `NotKnown`."""
        places = {id: (await self._core.store.history.get(id)).place for id in (run, other)}
        return (run, other) if places[run] <= places[other] else (other, run)
