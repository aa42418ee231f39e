"""Bundles and traces of runs: append-only files, one folder a run.

    runs/<run>/bundles.jsonl     one bundle a line, as received
               bundles.offsets   where each line ends: little-endian unsigned 64-bit numbers
               trace.jsonl       one exchange a line
               positions.jsonl   one milestone a page: where the next one begins

Lines are written before their offsets, and only what the offsets name is read: whatever was cut off, by a
full disk or a power cut, whole bundles remain. A milestone comes behind both, and says how many bundles there
were: when a run is gone on with, what arrived after it is known to be there, and comes no second time.
Nothing is held in memory but the operating system's cache.
"""

import json
import os
import re
import shutil
import sys
from array import array
from collections.abc import Callable, Sequence
from contextlib import closing
from io import FileIO
from itertools import accumulate
from pathlib import Path

import msgspec

from core.model.errors import DataUnreadable, NotKnown
from core.model.http import Exchange
from core.model.position import Milestone
from core.private_files import private_file
from core.store.disk import explained, private_folder
from core.store.spool_reader import BUNDLES, OFFSET, OFFSETS, SpoolReader

TRACE = "trace.jsonl"
POSITIONS = "positions.jsonl"

Line = bytes | memoryview | msgspec.Raw

_WITH_ITS_END = (1).__add__
"""The length of a line with the newline after it."""

_AT_ONCE = 1024
"""Pieces that the system gathers in one write."""

_DECODER = msgspec.json.Decoder(Milestone)
_RUN_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


class Spool:
    """The folder of all runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def writer(self, run_id: str) -> "SpoolWriter":
        """Make the files of a new run. DataUnreadable, NotKnown."""
        return SpoolWriter(self._ready(run_id), _new_file)

    def continued(self, run_id: str) -> "SpoolWriter":
        """Write on behind what a run has; nobody else may be writing it. DataUnreadable, NotKnown."""
        writer = SpoolWriter(self._ready(run_id), _old_file)
        try:
            writer.take_up()
        except BaseException:
            writer.close()
            raise
        return writer

    def milestones(self, run_id: str) -> tuple[Milestone, ...]:
        """The pages of a run that were kept, in order."""
        folder = self._of(run_id)
        with explained(folder):
            return _milestones(folder, self._whole(run_id))[0]

    def reader(self, run_id: str) -> "SpoolReader":
        """Read the bundles of a run, also while it is being written; a run without files has none."""
        return SpoolReader(self._of(run_id))

    def place(self, run_id: str) -> Path:
        """The folder of a run's files, for who reads them in a process of their own. NotKnown."""
        return self._of(run_id)

    def exchanges(self, run_id: str) -> tuple[Exchange, ...]:
        """The requests of a run, in the order in which they ended."""
        folder = self._of(run_id)
        with explained(folder):
            try:
                lines = (folder / TRACE).read_bytes().split(b"\n")
            except FileNotFoundError:
                return ()
        try:
            # What follows the last newline is nothing, or was cut off.
            return tuple(msgspec.convert(json.loads(line), Exchange) for line in lines[:-1])
        except (ValueError, msgspec.ValidationError) as error:
            raise DataUnreadable(
                "The requests of this run cannot be read.",
                f"The file {folder / TRACE} is damaged.",
                "The bundles of the run are not affected.",
            ) from error

    def count(self, run_id: str) -> int:
        """How many whole bundles a run has. DataUnreadable when there were some, and none is left."""
        count, folder = self._whole(run_id), self._of(run_id)
        if not count:
            with explained(folder):
                kept = _milestones(folder, sys.maxsize)[0]
            # Counted once more: who writes the run may have begun just now.
            if kept and kept[-1].bundles and not (count := self._whole(run_id)):
                raise DataUnreadable(
                    "The bundles of this run cannot be read.",
                    f"The file {folder / OFFSETS} is damaged, or gone.",
                    "Run the module again.",
                )
        return count

    def _whole(self, run_id: str) -> int:
        reader = self.reader(run_id)
        try:
            return len(reader)
        finally:
            reader.close()

    def size(self) -> int:
        """Bytes of all files."""
        with explained(self._folder):
            return sum(file.stat().st_size for file in self._folder.rglob("*") if file.is_file())

    def size_of(self, run_id: str) -> int:
        """Bytes of the files of a run."""
        folder = self._of(run_id)
        with explained(folder):
            try:
                with os.scandir(folder) as files:
                    return sum(file.stat().st_size for file in files)
            except FileNotFoundError:
                return 0

    def remove(self, run_id: str) -> None:
        """Take away the files of a run, if there are any."""
        folder = self._of(run_id)
        with explained(folder):
            if folder.exists():
                shutil.rmtree(folder)

    def _ready(self, run_id: str) -> Path:
        folder = self._of(run_id)
        with explained(self._folder):
            private_folder(self._folder)
        return folder

    def _of(self, run_id: str) -> Path:
        """The folder of a run; whatever is no run's id must not become a path."""
        if not _RUN_ID.fullmatch(run_id):
            raise NotKnown("There is no such run.", f"'{run_id}' is not the id of a run.")
        return self._folder / run_id


class SpoolWriter:
    """Appends to the files of one run. Synchronous: a page costs little more than its copy to the disk's
    cache. All methods raise DataUnreadable when the disk refuses; what was appended before stays."""

    def __init__(self, folder: Path, open_file: Callable[[Path], FileIO]) -> None:
        self._folder = folder
        with explained(folder):
            private_folder(folder)
            self._files = tuple(open_file(folder / name) for name in (BUNDLES, OFFSETS, TRACE, POSITIONS))
        self._bundles, self._offsets, self._trace, self._positions = self._files
        self._count = self._end = self._trace_end = self._positions_end = 0
        self.milestones: tuple[Milestone, ...] = ()
        """Those of the pages that were there when it was taken up."""

    @property
    def count(self) -> int:
        """How many bundles are written."""
        return self._count

    def take_up(self) -> None:
        """Go on behind what lies there whole; what was cut off behind that goes."""
        with explained(self._folder):
            with closing(SpoolReader(self._folder)) as there:
                self._count, self._end = len(there), there.end
            self._trace_end = (self._folder / TRACE).read_bytes().rfind(b"\n") + 1
            self.milestones, self._positions_end = _milestones(self._folder, self._count)
            # What is longer of the others is written over, and not read: it has no offset, or no newline.
            _cut(self._offsets, self._count * OFFSET.size)
            _cut(self._positions, self._positions_end)

    def append(self, items: Sequence[Line]) -> None:
        """Write the JSON texts of one page of bundles.

        Slices of a reply have lost their line breaks when they were cut; other texts lose them here.
        """
        if not items:
            return
        if type(items[0]) is not msgspec.Raw:
            items = [bytes(item).replace(b"\n", b" ") for item in items]
        ends = array("Q", accumulate(map(_WITH_ITS_END, map(len, items)), initial=self._end))
        end = ends[-1]
        with explained(self._folder):
            _write_lines(self._bundles, ends, items)
            if sys.byteorder == "big":
                ends.byteswap()
            _write_at(self._offsets, self._count * OFFSET.size, memoryview(ends)[1:].cast("B"))
        self._end, self._count = end, self._count + len(items)

    def trace(self, exchange: Exchange) -> None:
        """Write down one request and what became of it, secrets replaced."""
        try:
            line = msgspec.json.encode(exchange) + b"\n"
        except UnicodeEncodeError:  # half a character, which only the standard library writes down
            line = json.dumps(msgspec.to_builtins(exchange)).encode() + b"\n"
        with explained(self._folder):
            _write_at(self._trace, self._trace_end, line)
        self._trace_end += len(line)

    def mark(self, milestone: Milestone) -> None:
        """Write down where the next page begins, behind the page that told it."""
        line = msgspec.json.encode(milestone) + b"\n"
        with explained(self._folder):
            _write_at(self._positions, self._positions_end, line)
        self._positions_end += len(line)

    def close(self) -> None:
        """Let go of the files."""
        with explained(self._folder):
            for file in self._files:
                file.close()


def _new_file(path: Path) -> FileIO:
    return FileIO(path, "xb", opener=private_file)


def _old_file(path: Path) -> FileIO:
    os.close(private_file(str(path), os.O_CREAT | os.O_RDWR))  # a run may have ended before it had any
    return FileIO(path, "r+b")


def _cut(file: FileIO, size: int) -> None:
    """Make a file so short, if it is longer: a map of it, in another hand, would stand in the way."""
    if os.fstat(file.fileno()).st_size > size:
        file.truncate(size)


def _milestones(folder: Path, count: int) -> tuple[tuple[Milestone, ...], int]:
    """The milestones of a run that has so many bundles, and where in their file the last of them ends.

    What cannot be read was cut off by a crash, or damaged: it and what follows it count for nothing, and its
    pages are asked for again.
    """
    try:
        lines = (folder / POSITIONS).read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return (), 0
    found, end = [], 0
    for line in lines:
        try:
            milestone = _DECODER.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            break
        if milestone.bundles > count:
            break
        found.append(milestone)
        end += len(line) + 1
    return tuple(found), end


def _write_lines(file: FileIO, ends: "array[int]", lines: Sequence[Line]) -> None:
    """Write lines where they belong, gathered by the system: joining them first would touch a page's worth
    of new memory each time, which costs more than the write. `ends` has where the first begins and where
    each ends, its newline included."""
    if not hasattr(os, "writev"):  # Windows
        _write_at(file, ends[0], b"\n".join((*lines, b"")))
        return
    pieces: list[Line] = [b"\n"] * (2 * len(lines))
    pieces[::2] = lines
    file.seek(ends[0])
    for start in range(0, len(pieces), _AT_ONCE):
        part = pieces[start : start + _AT_ONCE]
        begin, end = ends[start // 2], ends[(start + len(part)) // 2]
        written = os.writev(file.fileno(), part)
        if written < end - begin:
            _write_at(file, begin + written, b"".join(part)[written:])


def _write_at(file: FileIO, position: int, data: bytes | memoryview) -> None:
    """Write all of the data at a position; a write that failed before left its torn end behind there."""
    file.seek(position)
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
