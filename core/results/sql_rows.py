"""An answer as whoever asked sees it."""

import shutil
from pathlib import Path

from core.model.run import BundleSource
from core.results.lines import OFFSETS
from core.results.numbers import WIDTH, RowsFile
from core.results.questions import Source


class AnswerRows:
    """`core.model.sql.SqlAnswer` in a private folder."""

    def __init__(self, folder: Path, columns: tuple[str, ...], rows: BundleSource) -> None:
        self._folder = folder
        self._columns = columns
        self._rows = rows
        self.order: RowsFile | None = None
        """In which the rows go into files; None: as the query gave them. It belongs to whoever took it."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self._columns

    @property
    def rows(self) -> BundleSource:
        """The rows; more of them after `refresh()`."""
        return self._rows

    def source(self) -> Source:
        """The rows for a worker to read."""
        # Counted here, not by the reader: that belongs to the thread that looks at the rows.
        count = (self._folder / OFFSETS).stat().st_size // WIDTH
        if (order := self.order) is not None and order.path.exists():
            return Source(folder=str(self._folder), count=count, rows=str(order.path), row_count=order.told)
        return Source(folder=str(self._folder), count=count)

    def close(self) -> None:
        """Let go of the file, and remove it."""
        self._rows.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def private_folder(path: Path) -> Path:
    """A new folder that only its owner may read."""
    path.mkdir(mode=0o700)
    return path
