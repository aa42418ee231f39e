"""Cells of bundles, read where somebody looks: only the levels that a column needs are taken apart.

A line of JSON is split into its members, which stay undecoded; a member that is an object is split when a
column lies in it. What the quick decoder refuses (NaN, half a character, invalid bytes) is read by the
patient one. A line that would take long is left alone: its cells are asked for in another process.
"""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec import Raw

from core.model.amounts import byte_size, counted
from core.model.errors import TrunklineError
from core.model.results import Node, Steps
from core.model.run import BundleSource
from gui.bundles.decoded import Recent
from gui.bundles.tree_deep import is_sentence
from gui.bundles.values import (
    CELL_LENGTH,
    MISSING,
    Cell,
    Members,
    Number,
    Unopened,
    Unreadable,
    cell,
    decode,
    one_line,
    text_of,
)

LARGE = 1_000_000
"""Bytes from which a line is not read by the window: splitting it would be felt."""

PATIENT = 100_000
"""Bytes that may be read by the patient decoder, which takes fifty times as long."""

_COUNTED = 64_000
"""Bytes of an array or an object whose children are counted for its cell."""

_KEPT, _KEPT_BYTES = 512, 8_000_000
"""Bundles that stay at hand, and how many bytes of them. Of more of them the cells that were shown stay."""

_MEMBER = 120
"""Bytes of a member that lies undecoded, beside its text."""

_TURN = 0.012
"""Seconds of one turn of the loop that go into reading lines; the rest of the lines wait for the next."""

NO_FIELD = Cell("·", "no such field", muted=True)
"""The cell of a bundle that lacks the field."""

COMING = Cell("…", "not read yet", muted=True)
"""The cell of a bundle that is still to be read."""

_members = msgspec.json.Decoder(dict[str, Raw]).decode
_items = msgspec.json.Decoder(list[Raw]).decode
_text = msgspec.json.Decoder(str).decode
_Level = dict[str, Raw] | list[Raw] | None
_REFUSED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Line:
    """One bundle, asked for its cells by column. `ready` tells whether it can be: if not, it takes long."""

    def __init__(self, raw: bytes) -> None:
        self._levels: dict[Steps, _Level] = {}
        self._raw = Raw(raw)
        self._patient: tuple[Any] | None = None
        self.ready = True
        try:
            self._split()
        except _REFUSED:
            self._be_patient()

    @classmethod
    def saying(cls, sentence: str) -> "Line":
        """In the place of a bundle that cannot be read."""
        line = cls(b"null")
        line._patient = (Unreadable(sentence, ""),)
        return line

    def cell(self, column: Steps) -> Cell:
        """A cell, in one line."""
        found = self.undecoded(column)
        return NO_FIELD if found is MISSING else _cell(found)

    def weight(self) -> int:
        """Bytes that it takes, about: members that lie undecoded have a price of their own."""
        return len(self._raw) + _MEMBER * sum(len(level) for level in self._levels.values() if level)

    def value(self, column: Steps) -> Any:
        """A whole value, decoded; `MISSING` where there is none, `Unopened` where that would take long."""
        found = self.undecoded(column)
        if type(found) is Raw:
            return decode(bytes(found)) if len(found) <= PATIENT else Unopened(len(found))
        return found

    def members(self, column: Steps = ()) -> Iterator[tuple[str, Any]]:
        """The members of the object there, undecoded where that is possible; none where there is no other."""
        if self._patient is None:
            try:
                level = self._level(column)
                yield from level.items() if isinstance(level, dict) else ()
                return
            except _REFUSED:
                self._be_patient()
        value = self.undecoded(column)
        yield from dict(value).items() if type(value) is Members else ()

    def undecoded(self, steps: Steps = ()) -> Any:
        """A value as `msgspec.Raw`, or decoded where only the patient decoder reads this line; `MISSING`
        where there is none."""
        if self._patient is None:
            try:
                return self._raw_at(steps)
            except _REFUSED:
                self._be_patient()
        return _within(self._patient[0], steps) if self._patient else MISSING

    def _raw_at(self, steps: Steps) -> Any:
        if not steps:
            return self._raw
        level, step = self._level(steps[:-1]), steps[-1]
        if isinstance(step, str):
            return level.get(step, MISSING) if isinstance(level, dict) else MISSING
        is_there = isinstance(level, list) and 0 < step <= len(level)
        return level[step - 1] if is_there and isinstance(level, list) else MISSING

    def _split(self) -> None:
        """Take the bundle itself apart, or make sure that it is JSON."""
        if self._level(()) is None:
            msgspec.json.decode(self._raw)

    def _be_patient(self) -> None:
        if len(self._raw) <= PATIENT:
            self._patient = (decode(bytes(self._raw)),)
            # JSON that only lies too deep is looked into where it lies.
            self.ready = not getattr(self._patient[0], "is_json", False)
        else:
            self._patient = (Unopened(len(self._raw)),)
            self.ready = False

    def _level(self, path: Steps) -> _Level:
        """What is in the object or the array there; None where there is neither."""
        if path not in self._levels:
            raw = self._raw_at(path)
            match kind_of(raw):
                case "object":
                    self._levels[path] = _members(raw)
                case "array":
                    self._levels[path] = _items(raw)
                case _:
                    self._levels[path] = None
        return self._levels[path]


def kind_of(value: Any) -> str:
    """What a value is, decoded or not: text, number, boolean, null, object, array, missing or odd."""
    if type(value) is Raw:
        return _KINDS.get(bytes(memoryview(value)[:1]), "number")
    if value is MISSING:
        return "missing"
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    return _DECODED_KINDS.get(type(value), "odd")


_KINDS = {b'"': "text", b"{": "object", b"[": "array", b"t": "boolean", b"f": "boolean", b"n": "null"}
_DECODED_KINDS: dict[Any, str] = {str: "text", Number: "number", Members: "object", list: "array"}


def _within(value: Any, column: Steps) -> Any:
    """A value in a decoded bundle. Of a name that is there twice, the last one counts."""
    if isinstance(value, Unopened):
        return value
    for step in column:
        if isinstance(step, str):
            value = dict(value).get(step, MISSING) if type(value) is Members else MISSING
        else:
            is_there = type(value) is list and 0 < step <= len(value)
            value = value[step - 1] if is_there else MISSING
    return value


def _cell(found: Any) -> Cell:
    if type(found) is not Raw:
        return cell(found)
    match kind_of(found):
        case "text":
            return cell(text_in(found))
        case "object" | "array":
            return _container_cell(found)
        case "number":
            return cell(Number(bytes(found).decode("utf-8", "replace")))
        case _:
            return cell(msgspec.json.decode(found))


def text_in(raw: Raw) -> str:
    """A text that lies undecoded in its line."""
    try:
        return _text(raw)
    except _REFUSED:
        return str(json.loads(text_of(bytes(raw)), strict=False))


def _container_cell(raw: Raw) -> Cell:
    is_object = kind_of(raw) == "object"
    if len(raw) > _COUNTED:
        return _container(is_object, byte_size(len(raw)))
    try:
        count = len(_members(raw) if is_object else _items(raw))
    except _REFUSED:
        return cell(decode(bytes(raw)))
    return _container(is_object, counted(count, "field" if is_object else "item"))


def _container(is_object: bool, size: str) -> Cell:
    return Cell(size, f"{'object' if is_object else 'list'} of {size}", muted=True)


def node_cell(node: Node | None) -> Cell:
    """The cell of a value that was looked up where it lies."""
    if node is None:
        return NO_FIELD
    if is_sentence(node):
        return Cell(node.preview, node.preview, muted=True, italic=True)
    match node.kind:
        case "text" | "number":
            shown = cell(Number(node.preview) if node.kind == "number" else node.preview)
            if node.whole:
                return shown
            text = one_line(node.preview, CELL_LENGTH - 1).removesuffix("…") + "…"
            return msgspec.structs.replace(shown, text=text, said=text, whole=False)
        case "boolean" | "null":
            return cell({"true": True, "false": False}.get(node.preview))
        case "object" | "array":
            is_object = node.kind == "object"
            noun = "field" if is_object else "item"
            size = byte_size(node.end - node.start) if node.count is None else counted(node.count, noun)
            return _container(is_object, size)
    return cell(Unreadable("Not JSON", node.preview))


class Lines:
    """The bundles of a run by number, the ones used last at hand.

    `line` gives None for one that takes long (`is_large`); and between `begin_painting` and `end_painting`,
    when enough was read for one turn of the loop, for one that has to wait: `later` is called then, once.
    """

    def __init__(self, source: BundleSource, later: Callable[[], None]) -> None:
        self.source = source
        self.reads = 0
        """How often a line was read: the measure of how lazy the table is."""
        self._later = later
        self._left: float | None = None
        self._recent: Recent[Line] = Recent(_KEPT, _KEPT_BYTES)
        self._cells: Recent[dict[Steps, Cell]] = Recent(_KEPT)
        self._large: dict[int, int] = {}

    def begin_painting(self) -> None:
        """Read no longer than one turn of the loop has time for."""
        self._left = _TURN

    def end_painting(self) -> None:
        """Whoever asks now waits for what is asked for."""
        self._left = None

    def cell(self, bundle: int, column: Steps) -> Cell | None:
        """A cell, in one line; None where `line` gives none."""
        cells = self._cells.get(bundle)
        if cells is None:
            cells = self._cells.put(bundle, {})
        shown = cells.get(column)
        if shown is None and (line := self.line(bundle)) is not None:
            shown = cells[column] = line.cell(column)
        return shown

    def line(self, bundle: int) -> Line | None:
        """A bundle to look into."""
        held = self._recent.get(bundle)
        if held is not None and not held.ready:  # something odd came up deeper in it
            self._large[bundle] = self.source.size(bundle)
        if bundle in self._large:
            return None
        if held is not None:
            return held
        if self._left is None:
            return self._read(bundle)
        if self._left <= 0:
            self._later()
            return None
        began = time.perf_counter()
        line = self._read(bundle)
        self._left -= time.perf_counter() - began
        return line

    def is_large(self, bundle: int) -> bool:
        """Whether a bundle was found to take long."""
        return bundle in self._large

    def size(self, bundle: int) -> int:
        """Bytes of a bundle that takes long."""
        return self._large[bundle]

    def _read(self, bundle: int) -> Line | None:
        self.reads += 1
        try:
            size = self.source.size(bundle)
            if size <= LARGE:
                line = Line(self.source.raw(bundle))
                if line.ready:
                    return self._recent.put(bundle, line, line.weight())
        except (OSError, ValueError, IndexError, TrunklineError) as error:
            return self._recent.put(bundle, Line.saying(f"This bundle cannot be read any more: {error}"))
        self._large[bundle] = size
        return None
