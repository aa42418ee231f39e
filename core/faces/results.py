"""What is in the bundles of a run, as the window and the command line ask for it."""

import re
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from time import monotonic
from typing import TypeVar

import msgspec

from core.faces.face import Face
from core.model.errors import InvalidValues
from core.model.laid_out import LaidOut, LineStart, PagesFound
from core.model.results import (
    Answered,
    ColumnsEvent,
    ColumnsFound,
    Condition,
    Hit,
    HitsEvent,
    HitsFound,
    Level,
    Mistake,
    Node,
    Place,
    Progress,
    Rows,
    RowsEvent,
    RowsFound,
    SearchFor,
    SortKey,
    Steps,
    TextPart,
)
from core.results.numbers import HitsFile, RowsFile
from core.results.questions import (
    FilterRows,
    FindColumns,
    FindMistake,
    FindPages,
    FindPlace,
    LayOut,
    Question,
    ReadAt,
    ReadChildren,
    ReadText,
    ReadWhole,
    SearchBundles,
    SortRows,
    Source,
)
from core.results.told import HitsWritten, Told, Written

Event = TypeVar("Event")
Answer = TypeVar("Answer", Node, Level, TextPart, Place, Mistake, LaidOut)
Emit = Callable[[Event], None]


class ResultsFace(Face):
    """Columns, order, filters and search over all bundles of a run, and one large bundle level by level.

    `run` is the id of a run. Streams cover the bundles that are there when asked; leaving the iteration
    (`aclosing`) stops the work at once. `within` asks about the rows of another view only. All raise a
    `TrunklineError` with a sentence when the files cannot be read, when memory does not suffice, or when the
    process that answers has ended.
    """

    def columns(self, run: str) -> AsyncGenerator[ColumnsEvent]:
        """All columns with counts of what is in them: a first answer from a sample within milliseconds,
        better ones while all bundles are looked at, the right one before `Answered`."""

        async def work(emit: Emit[ColumnsEvent]) -> None:
            began = monotonic()

            def on_told(told: Told) -> None:
                if isinstance(told, Progress | ColumnsFound):
                    emit(told)

            await self._core.desk.ask(FindColumns(self._source(run)), on_told)
            emit(Answered(monotonic() - began))

        return self._home.stream(work)

    def order(
        self, run: str, keys: Sequence[SortKey], within: Rows | None = None
    ) -> AsyncGenerator[RowsEvent]:
        """Rows sorted by one or more columns, `Progress` until then. Equal ones keep their order, which is
        that of `within`."""

        async def work(emit: Emit[RowsEvent]) -> None:
            source, out = self._source(run, within), RowsFile(self._core.desk.new_file())
            await self._rows(SortRows(source, tuple(keys), str(out.path)), out, source, emit)

        return self._home.stream(work)

    def matching(
        self, run: str, conditions: Sequence[Condition], within: Rows | None = None
    ) -> AsyncGenerator[RowsEvent]:
        """Rows that meet all conditions, told as they are found, in the order of `within`.

        Raises `InvalidValues` by the number of the condition ("0") when one cannot be understood.
        """

        async def work(emit: Emit[RowsEvent]) -> None:
            from core.results.conditions import problem_in

            _refuse({str(number): problem_in(one) for number, one in enumerate(conditions)})
            source, out = self._source(run, within), RowsFile(self._core.desk.new_file())
            await self._rows(FilterRows(source, tuple(conditions), str(out.path)), out, source, emit)

        return self._home.stream(work)

    def search(self, run: str, wanted: SearchFor, within: Rows | None = None) -> AsyncGenerator[HitsEvent]:
        """Matches in names and values, told as they are found, in the order of the bundles (also `within`).

        Raises `InvalidValues` by field (`text`) for nothing to look for, and for an expression that is none.
        """

        async def work(emit: Emit[HitsEvent]) -> None:
            _refuse({"text": _problem_in_search(wanted)})
            began, out = monotonic(), HitsFile(self._core.desk.new_file())

            def on_told(told: Told) -> None:
                if isinstance(told, HitsWritten):
                    out.tell(told.kept)
                    emit(
                        HitsFound(
                            hits=out,
                            count=told.count,
                            in_bundles=told.in_bundles,
                            given_up=told.given_up,
                        )
                    )
                elif isinstance(told, Progress):
                    emit(told)

            question = SearchBundles(self._source(run, within), wanted, str(out.path))
            await self._core.desk.ask(question, on_told)
            emit(Answered(monotonic() - began))

        return self._home.stream(work)

    async def whole(self, run: str, bundle: int) -> Node:
        """A bundle as the node to begin with."""
        return await self._look_up(lambda source: ReadWhole(source, bundle), run, Node)

    async def children(
        self, run: str, bundle: int, node: Node, after: Level | None = None, most: int = 500
    ) -> Level:
        """Up to `most` children of a container, without decoding deeper; those after another level."""
        begin = after.after if after else None
        first = after.nodes[-1].number + 1 if after and after.nodes else 1
        return await self._look_up(
            lambda source: ReadChildren(source, bundle, node.start, node.end, begin, first, most), run, Level
        )

    async def at(self, run: str, bundle: int, steps: Steps) -> Node | None:
        """The value at a place of a bundle; None where there is none."""
        return await self._maybe(lambda source: ReadAt(source, bundle, steps), run, Node)

    async def text(
        self, run: str, bundle: int, node: Node, start: int | None = None, most: int = 100_000
    ) -> TextPart:
        """How a part of a long value reads: at most so many bytes of it, from a position within it on."""
        return await self._look_up(
            lambda source: ReadText(source, bundle, node.start, node.end, start, most), run, TextPart
        )

    async def place(self, run: str, hit: Hit) -> Place:
        """Where a match is: the way to its value, and the characters of it."""
        return await self._look_up(
            lambda source: FindPlace(source, hit.bundle, hit.start, hit.end), run, Place
        )

    async def mistake(self, run: str, bundle: int) -> Mistake | None:
        """Where a bundle stops being JSON; None for one that is."""
        return await self._maybe(lambda source: FindMistake(source, bundle), run, Mistake)

    def pages(self, run: str, bundle: int, node: Node, each: int) -> AsyncGenerator[PagesFound]:
        """Where every page of `each` children of a container begins, told as they are passed: what
        `children` takes as the end of the level before."""

        async def work(emit: Emit[PagesFound]) -> None:
            def on_told(told: Told) -> None:
                if isinstance(told, PagesFound):
                    emit(told)

            question = FindPages(
                source=self._source(run), bundle=bundle, start=node.start, end=node.end, each=each
            )
            await self._core.desk.ask(question, on_told)

        return self._home.stream(work)

    async def lay_out(
        self, run: str, bundle: int, begin: LineStart | int, most: int = 2_000, longest: int = 2_000
    ) -> LaidOut:
        """Up to `most` lines of a bundle's text, indented, from a line on; of each up to `longest`
        characters. Begin with `LineStart(position=0, depth=0)`, go on with what the answer ends with. A
        position gives the lines around it."""
        around = isinstance(begin, int)
        place = LineStart(position=begin, depth=0) if isinstance(begin, int) else begin
        return await self._look_up(
            lambda source: LayOut(
                source=source,
                bundle=bundle,
                position=place.position,
                depth=place.depth,
                most=most,
                longest=longest,
                around=around,
            ),
            run,
            LaidOut,
        )

    async def _rows(
        self, question: SortRows | FilterRows, out: RowsFile, source: Source, emit: Emit[RowsEvent]
    ) -> None:
        began = monotonic()

        def on_told(told: Told) -> None:
            if isinstance(told, Written):
                out.tell(told.count)
                emit(RowsFound(rows=out, count=told.count, bundles=source.count))
            elif isinstance(told, Progress):
                emit(told)

        await self._core.desk.ask(question, on_told)
        emit(Answered(monotonic() - began))

    async def _look_up(self, question: Callable[[Source], Question], run: str, kind: type[Answer]) -> Answer:
        found = await self._maybe(question, run, kind)
        if found is None:
            raise RuntimeError("the worker told nothing")
        return found

    async def _maybe(
        self, question: Callable[[Source], Question], run: str, kind: type[Answer]
    ) -> Answer | None:
        async def work() -> Answer | None:
            told = await self._core.desk.look_up(question(self._source(run)))
            assert told is None or isinstance(told, kind)
            return told

        return await self._home.call(work)

    def _source(self, run: str, within: Rows | None = None) -> Source:
        """The bundles that are there now. Raises `NotKnown`, `DataUnreadable`."""
        spool = self._core.store.spool
        source = Source(
            folder=str(spool.place(run)), count=spool.count(run), notes=str(self._core.desk.notes(run))
        )
        if within is None:
            return source
        assert isinstance(within, RowsFile), "rows come from here"
        return msgspec.structs.replace(source, rows=str(within.path), row_count=within.told)


def _refuse(problems: Mapping[str, str]) -> None:
    found = {field: problem for field, problem in problems.items() if problem}
    if found:
        raise InvalidValues(found)


def _problem_in_search(wanted: SearchFor) -> str:
    from core.results.pattern import compiled

    if not wanted.text:
        return "Fill in what to look for."
    if not wanted.pattern:
        return ""
    try:
        compiled(wanted)
    except re.error as error:
        place = f" at character {error.pos + 1}" if error.pos is not None else ""
        return f"This is no regular expression: {error.msg}{place}."
    except (RecursionError, OverflowError):
        return "This regular expression is too large."
    return ""
