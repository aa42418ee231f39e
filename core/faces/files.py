"""Files that a worker makes, each in a folder of its own until it is complete."""

import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from core.faces.face import Face
from core.home import in_thread
from core.model.export import Exported, ExportEvent
from core.model.results import Progress
from core.results.questions import ExportBundles, ExportDifferences
from core.results.told import ExportWritten, Told

if TYPE_CHECKING:
    from core.results.export_file import Workplace

Making = ExportBundles | ExportDifferences


class FilesFace(Face):
    """What all exports have in common. A disk that is slow keeps nobody waiting but who exports."""

    async def _export(
        self,
        file: Path,
        overwrite: bool,
        question_in: Callable[["Workplace"], Making],
        emit: Callable[[ExportEvent], None],
    ) -> None:
        """Have the file made and put in its place. `question_in` is called in another thread.

        Cancelled while the complete file is on its way to its place, it may still appear there, whole.
        """
        async with workplace(file, overwrite=overwrite) as place:
            written = await self._make(await in_thread(question_in, place), emit)
            await in_thread(place.deliver)
        emit(Exported(file=file, rows=written.rows, notes=written.notes))

    async def _make(self, question: Making, emit: Callable[[Progress], None]) -> ExportWritten:
        """Have the file written."""
        written: list[ExportWritten] = []

        def on_told(told: Told) -> None:
            if isinstance(told, Progress):
                emit(told)
            elif isinstance(told, ExportWritten):
                written.append(told)

        await self._core.desk.ask(question, on_told)
        return written[0]


@contextlib.asynccontextmanager
async def workplace(file: Path, *, overwrite: bool) -> AsyncIterator["Workplace"]:
    """As `core.results.export_file.workplace`, made and removed in another thread."""
    from core.results import export_file

    left = contextlib.ExitStack()
    try:
        yield await in_thread(left.enter_context, export_file.workplace(file, overwrite=overwrite))
    finally:
        await in_thread(left.close)
