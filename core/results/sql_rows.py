"""An answer as whoever asked sees it."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from core.model.run import BundleSource
from core.results.export_trouble import rows_are_gone
from core.results.lent import Lent
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
        self._lent = Lent(self._remove)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self._columns

    @property
    def rows(self) -> BundleSource:
        """The rows; more of them after `refresh()`."""
        return self._rows

    @contextlib.contextmanager
    def source(self) -> Iterator[Source]:
        """The rows for a worker to read. Their files stay meanwhile, whoever closes them. Raises a sentence
        where they were closed before."""
        with contextlib.ExitStack() as used:
            if not used.enter_context(self._lent.used()):
                raise rows_are_gone()
            # Counted here, not by the reader: that belongs to the thread that looks at the rows.
            source = Source(folder=str(self._folder), count=(self._folder / OFFSETS).stat().st_size // WIDTH)
            if (order := self.order) is not None and used.enter_context(order.used()):
                source = msgspec.structs.replace(source, rows=str(order.path), row_count=order.told)
            yield source

    def close(self) -> None:
        """Let go of the file, and remove it once nobody reads it any more."""
        self._rows.close()
        self._lent.give_up()

    def _remove(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def private_folder(path: Path) -> Path:
    """A new folder that only its owner may read."""
    path.mkdir(mode=0o700)
    return path
