"""Bundles as a table of Markdown."""

from collections.abc import Iterator, Sequence
from typing import Any

from core.model.export import ExportOptions
from core.results.export_cells import Cells, CellsReader
from core.results.export_file import NewFile
from core.results.export_forms import Blanks, whole_characters
from core.rules.markdown import markdown_line, markdown_row


class Markdown:
    """A table that reads well as it is, too."""

    def __init__(
        self, file: NewFile, reader: CellsReader, names: Sequence[str], options: ExportOptions
    ) -> None:
        self._file = file
        self._reader = reader
        self._blanks = Blanks(options)
        head = (markdown_row(map(whole_characters, names)), markdown_line(len(names)), "")
        file.write("\n".join(head).encode())

    def add(self, lines: Sequence[bytes]) -> None:
        """Append bundles."""
        columns = [self._filled(cells) for cells in self._reader.read(lines)]
        rows = [markdown_row(map(_shown, row)) for row in zip(*columns, strict=True)]
        self._file.write("\n".join((*rows, "")).encode())

    def close(self) -> None:
        """All were added."""
        self._file.close()

    def notes(self) -> Iterator[str]:
        """All is there."""
        return iter(())

    def _filled(self, cells: Cells) -> Cells:
        return self._blanks.filled(cells, set(map(type, cells)))


def _shown(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell)
