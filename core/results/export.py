"""Writing bundles into a file."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from core.model.amounts import counted
from core.model.results import ColumnsFound, Progress, Steps
from core.results.columns import Survey
from core.results.export_cells import CellsReader
from core.results.export_csv import Csv
from core.results.export_file import NewFile, content_of
from core.results.export_forms import Form, them
from core.results.export_json import JsonArray, JsonLines
from core.results.export_markdown import Markdown
from core.results.export_trouble import rows_are_gone
from core.results.lines import Lines
from core.results.pace import Pace
from core.results.questions import ExportBundles
from core.results.told import ExportWritten, Tell
from core.rules.paths import path_text

_CELLS_AT_ONCE = 2_000
"""Cells that are made and written at the same time: few enough to stay in the processor's cache."""

_WHOLE = "Value"
"""The name of the column that shows bundles themselves."""


def work(question: ExportBundles, tell: Tell) -> None:
    """Write the file. Tells `Progress`, then `ExportWritten`."""
    lines = Lines(question.source)
    if lines.rows is not None and len(lines.rows) != question.source.row_count:
        raise rows_are_gone()
    job = _Job(question, lines, tell)
    if question.form in ("json", "jsonl"):
        job.write_json()
    else:
        job.write_table()


class _Job:
    """One export."""

    def __init__(self, question: ExportBundles, lines: Lines, tell: Tell) -> None:
        self._question = question
        self._lines = lines
        self._tell = tell
        self._pace = Pace()
        self._path = content_of(Path(question.folder))
        self._done, self._rounds = 0, 1

    def write_json(self) -> None:
        """JSON as it was received."""
        self._write(JsonArray(self._file()) if self._question.form == "json" else JsonLines(self._file()))

    def write_table(self) -> None:
        """A row a bundle."""
        notes: list[str] = []
        columns = self._question.columns
        if columns is None:
            self._rounds = 2
            found = self._found()
            columns = columns_to_write(found)
            if found.left_out:
                notes.append(_left_out(found.left_out))
        columns = columns or ((),)
        reader = CellsReader(columns, self._fraction())
        form = self._table(reader, [path_text(steps) or _WHOLE for steps in columns])
        self._write(form, max(1, _CELLS_AT_ONCE // len(columns)), notes, reader)

    def _found(self) -> ColumnsFound:
        """All columns of the bundles that are wanted."""
        survey = Survey()
        for _, texts in self._lines.batches():
            survey.add(texts)
            self._advance(len(texts))
        return survey.found()

    def _write(
        self,
        form: Form,
        at_once: int = 0,
        notes: Sequence[str] = (),
        reader: CellsReader | None = None,
    ) -> None:
        for _, texts in self._lines.batches():
            for part in _parts(texts, at_once or len(texts)):
                form.add(part)
                self._advance(len(part))
        self._tell(Progress(self._total, self._total))
        form.close()
        notes = (*notes, *form.notes(), *(_odd(reader) if reader else ()))
        self._tell(ExportWritten(rows=self._lines.total, notes=notes))

    def _fraction(self) -> type[str]:
        if self._question.form != "xlsx":
            return str
        from core.results.export_xlsx import Digits

        return Digits

    def _table(self, reader: CellsReader, names: Sequence[str]) -> Form:
        question = self._question
        options = question.options
        match question.form:
            case "xlsx":
                from core.results.export_xlsx import Xlsx

                return Xlsx(self._path, Path(question.file), reader, names, options)
            case "markdown":
                return Markdown(self._file(), reader, names, options)
            case form:
                return Csv(self._file(), reader, names, options, "\t" if form == "tsv" else options.separator)

    def _file(self) -> NewFile:
        return NewFile(self._path, Path(self._question.file), self._question.most)

    @property
    def _total(self) -> int:
        return self._lines.total * self._rounds

    def _advance(self, bundles: int) -> None:
        self._done += bundles
        if self._pace.due():
            self._tell(Progress(self._done, self._total))


def columns_to_write(found: ColumnsFound) -> tuple[Steps, ...]:
    """Of all columns those that hold something of their own: an object whose members have columns has not."""
    opened = {column.path[:-1] for column in found.columns if column.path}
    return tuple(
        column.path
        for column in found.columns
        if column.path not in opened or found.bundles > column.objects + column.nulls + column.missing
    )


def _parts(lines: Sequence[bytes], most: int) -> Iterator[Sequence[bytes]]:
    for first in range(0, len(lines), most):
        yield lines[first : first + most]


def _left_out(number: int) -> str:
    return f"{counted(number, 'further field has', 'further fields have')} no column; JSON holds all of them."


def _odd(reader: CellsReader) -> Iterator[str]:
    if odd := reader.unreadable:
        are = counted(odd, "bundle is", "bundles are")
        yield f"{are} not JSON; what could be read of {them(odd)} is there."
    if reader.halves:
        hold = counted(reader.halves, "text holds", "texts hold")
        yield f"{hold} half a character, which is written as \ufffd."
