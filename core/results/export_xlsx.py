"""Bundles as a workbook of Excel, written as they pass: however many there are, memory stays small."""

import os
from collections.abc import Iterator, Sequence
from io import BufferedWriter, FileIO
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from core.model.amounts import counted
from core.model.export import ExportOptions
from core.private_files import private_file
from core.results.export_cells import Cells, CellsReader
from core.results.export_forms import Blanks, them, was, whole_characters
from core.results.export_trouble import explained

ROWS = 1_048_576
"""Rows of a sheet, its head included."""

COLUMNS = 16_384
"""Columns of a sheet."""

LONGEST = 32_767
"""Characters of a text in a cell, those beyond the first 65,536 of Unicode counted twice."""

DIGITS = 15
"""Digits of a number that Excel keeps."""

_NARROWEST, _WIDEST = 8, 60
"""Width of a column, in characters."""

_MEASURED = 50
"""Rows that a column's width is chosen by."""

_LARGEST, _SMALLEST = 9.99e307, 2.3e-308


class Digits(str):
    """A number as it was received."""

    __slots__ = ()


class Xlsx:
    """A workbook with a sheet, and further ones when it is full. Texts are texts, whatever they look like."""

    def __init__(
        self,
        path: Path,
        wanted: Path,
        reader: CellsReader,
        names: Sequence[str],
        options: ExportOptions,
    ) -> None:
        self._wanted = wanted
        self._reader = reader
        self._names = [whole_characters(name) for name in names[:COLUMNS]]
        self._left_out = max(0, len(names) - COLUMNS)
        self._has_head = options.header
        self._blanks = Blanks(options)
        with explained(wanted):
            self._file = BufferedWriter(FileIO(path, "xb", opener=private_file))
        self._book = xlsxwriter.Workbook(
            self._file,
            {
                "constant_memory": True,
                "tmpdir": str(path.parent),
                "use_zip64": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._bold = self._book.add_format({"bold": True})
        self._plain = self._book.add_format()
        self._sheet: Worksheet | None = None
        self._sheets = self._row = 0
        self._long_numbers = self._cut = 0

    def add(self, lines: Sequence[bytes]) -> None:
        """Append bundles."""
        columns = [self._filled(cells) for cells in islice(self._reader.read(lines), COLUMNS)]
        with explained(self._wanted):
            sheet = self._sheet or self._new_sheet(columns)
            for row in zip(*columns, strict=True):
                if self._row == ROWS:
                    sheet = self._new_sheet(columns)
                self._write(sheet, row)
                self._row += 1

    def close(self) -> None:
        """All were added: put the file together."""
        with explained(self._wanted):
            if self._sheet is None:
                self._new_sheet([()] * len(self._names))
            try:
                self._book.close()
            except FileCreateError as error:
                raise error.args[0] from error  # the disk's own word
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def notes(self) -> Iterator[str]:
        """Tell of what a sheet cannot hold."""
        if long := self._long_numbers:
            were = counted(long, "number was", "numbers were")
            yield f"{were} written as text: Excel keeps {DIGITS} digits, and would change {them(long)}."
        if self._cut:
            are = counted(self._cut, "text is", "texts are")
            yield f"{are} longer than the {LONGEST:,} characters that a cell holds and {was(self._cut)} cut."
        if self._sheets > 1:
            yield f"The rows are on {self._sheets} sheets, because one holds {ROWS:,}."
        if self._left_out:
            are = counted(self._left_out, "column is", "columns are")
            yield f"{are} left out, because a sheet holds {COLUMNS:,}."

    def _new_sheet(self, columns: Sequence[Cells]) -> Worksheet:
        self._sheets += 1
        name = "Bundles" if self._sheets == 1 else f"Bundles {self._sheets}"
        sheet = self._sheet = self._book.add_worksheet(name)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        for place, (title, cells) in enumerate(zip(self._names, columns, strict=True)):
            longest = max((len(str(cell)) for cell in (title, *cells[:_MEASURED])), default=0)
            sheet.set_column(place, place, min(max(longest + 2, _NARROWEST), _WIDEST))
        self._row = 0
        if self._has_head:
            sheet.freeze_panes(1, 0)
            for place, title in enumerate(self._names):
                self._write_text(sheet, place, title, self._bold)
            self._row = 1
        return sheet

    def _write(self, sheet: Worksheet, row: Sequence[Any]) -> None:
        for place, cell in enumerate(row):
            kind = type(cell)
            if kind is str:
                if cell:
                    self._write_text(sheet, place, cell, None)
            elif kind is bool:
                sheet.write_boolean(self._row, place, cell)
            else:
                self._write_number(sheet, place, str(cell))

    def _write_text(self, sheet: Worksheet, place: int, text: str, form: Any) -> None:
        if len(text) > LONGEST // 2:
            text = self._cut_to_fit(text)
        if text.startswith("<r>") and text.endswith("</r>"):
            # The library takes this for marks of its own, unless it makes the marks itself.
            sheet.write_rich_string(self._row, place, text[:1], self._plain, text[1:])
        else:
            sheet.write_string(self._row, place, text, form)

    def _cut_to_fit(self, text: str) -> str:
        units = text.encode("utf-16-le")
        if len(units) <= 2 * LONGEST:
            return text
        self._cut += 1
        return units[: 2 * LONGEST].decode("utf-16-le", "ignore")

    def _write_number(self, sheet: Worksheet, place: int, digits: str) -> None:
        if _is_kept(digits):
            sheet.write_number(self._row, place, float(digits))
        else:
            self._long_numbers += 1
            self._write_text(sheet, place, digits, None)

    def _filled(self, cells: Cells) -> Cells:
        return self._blanks.filled(cells, set(map(type, cells)))


def _is_kept(digits: str) -> bool:
    """Whether Excel keeps a number as it is."""
    mantissa = digits.lower().partition("e")[0].lstrip("-").replace(".", "")
    return len(mantissa.strip("0")) <= DIGITS and (
        not mantissa.strip("0") or _SMALLEST <= abs(float(digits)) <= _LARGEST
    )
