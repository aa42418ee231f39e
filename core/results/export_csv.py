"""Bundles as CSV (RFC 4180, in UTF-8), or separated by tabs: a row a bundle, a column a path."""

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence

from core.model.amounts import counted
from core.model.export import ExportOptions
from core.results.export_cells import Cells, CellsReader
from core.results.export_file import NewFile
from core.results.export_forms import Blanks, them, was, whole_characters

_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What a cell begins with that Excel and others take for a formula; in East Asia also the wide letters."""

_BEGINS_LIKE_ONE = re.compile(f"\0[{re.escape(''.join(_FORMULA))}]")
_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)


class Csv:
    """A text file of separated values, which Excel opens without running any of them."""

    def __init__(
        self, file: NewFile, reader: CellsReader, names: Sequence[str], options: ExportOptions, separator: str
    ) -> None:
        self._file = file
        self._reader = reader
        self._is_safe = options.excel_safe
        self._blanks = Blanks(options)
        self._rows = _Rows()
        self._writer = csv.writer(self._rows, delimiter=separator, lineterminator="\r\n")
        self._escaped = 0
        if options.byte_order_mark:
            file.write(BOM_UTF8)
        if options.header:
            self._writer.writerow(map(whole_characters, names))  # a path never begins like a formula

    def add(self, lines: Sequence[bytes]) -> None:
        """Append bundles."""
        columns = [self._written(cells) for cells in self._reader.read(lines)]
        self._writer.writerows(zip(*columns, strict=True))
        self._flush()

    def close(self) -> None:
        """All were added."""
        self._flush()
        self._file.close()

    def notes(self) -> Iterator[str]:
        """Tell of texts that got an apostrophe."""
        if escaped := self._escaped:
            begin = counted(escaped, "text begins", "texts begin")
            yield (
                f"{begin} like a formula and {was(escaped)} given an apostrophe in front, "
                f"so that Excel leaves {them(escaped)} alone."
            )

    def _flush(self) -> None:
        self._file.write("".join(self._rows.texts).encode())
        self._rows.texts.clear()

    def _written(self, cells: Cells) -> Cells:
        """The cells of one column as they stand in the file."""
        kinds = set(map(type, cells))
        if bool in kinds:
            cells = [("true" if cell else "false") if type(cell) is bool else cell for cell in cells]
        if str in kinds and self._is_safe and _may_harm(cells, kinds):
            cells = [self._harmless(cell) if type(cell) is str else cell for cell in cells]
        return self._blanks.filled(cells, kinds)

    def _harmless(self, text: str) -> str:
        if not self._is_safe or text[:1] not in _FORMULA or _PLAIN_NUMBER.fullmatch(text):
            return text
        self._escaped += 1
        return f"'{text}"


class _Rows:
    """What the writer has written: a list takes it faster than any file."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.write = self.texts.append


def _may_harm(cells: Cells, kinds: set[type]) -> bool:
    """Whether any text may begin like a formula: all of them looked at together, which is quickest."""
    texts = cells if len(kinds) == 1 else [cell for cell in cells if type(cell) is str]
    return _BEGINS_LIKE_ONE.search("\0" + "\0".join(texts)) is not None
