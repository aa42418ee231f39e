"""Cells of bundles so large that they are not read by the window.

They are looked up where they lie, those that were asked for last first.
"""

from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable

from PySide6.QtCore import QObject

from core.model.errors import TrunklineError
from core.model.results import Level, Node, Steps
from gui.bundles.decoded import Asked
from gui.bundles.table_model import BundleTableModel
from gui.bundles.tree_deep import sentence
from gui.jobs import Jobs
from gui.sentences import in_words

FIRST_CHILDREN = 1_000
"""Children of a container that are read at once: the columns that are shown are most likely among them."""

_KEPT = 200
"""Levels that stay at hand."""


class LargeCells(QObject):
    """Fills in what a model wants. Gone with the model."""

    def __init__(self, model: BundleTableModel, asked: Asked) -> None:
        super().__init__(model)
        self._model, self._asked = model, asked
        self._levels: OrderedDict[tuple[int, Steps], tuple[Node, Level] | None] = OrderedDict()
        self.jobs = Jobs(self)
        model.wanted.connect(self._begin)
        self.jobs.busy_changed.connect(self._begin)  # something may have been wanted while a job ended

    def _begin(self) -> None:
        if self._model.has_wanted() and not self.jobs.is_running("cells"):
            self.jobs.start("cells", self._fill())

    async def _fill(self) -> None:
        while wanted := self._model.take_wanted():
            bundle = wanted[0][0]
            columns = [column for number, column in wanted if number == bundle]
            async for column, node in self._cells(bundle, columns):
                self._model.put(bundle, column, node)
            # The view asks again for what is still in sight.
            self._model.ask_again()

    async def _cells(self, bundle: int, columns: Iterable[Steps]) -> AsyncIterator[tuple[Steps, Node | None]]:
        for column in columns:
            try:
                yield column, await self._cell(bundle, column)
            except TrunklineError as error:
                yield column, sentence(in_words(error))

    async def _cell(self, bundle: int, column: Steps) -> Node | None:
        found = await self._level(bundle, column[:-1])
        if found is None:
            return None
        _, level = found
        same = [node for node in level.nodes if node.name == column[-1] and not node.name_cut]
        if same:
            return same[-1]
        if level.after is None:
            return None
        return await self._asked.integrator.at(self._asked.run, bundle, column)

    async def _level(self, bundle: int, path: Steps) -> tuple[Node, Level] | None:
        """The first children of the object there; None where there is none."""
        key = (bundle, path)
        if key not in self._levels:
            integrator, run = self._asked.integrator, self._asked.run
            node = await self._cell(bundle, path) if path else await integrator.whole(run, bundle)
            self._levels[key] = (
                (node, await integrator.children(run, bundle, node, None, FIRST_CHILDREN))
                if node is not None and node.kind == "object"
                else None
            )
            if len(self._levels) > _KEPT:
                self._levels.popitem(last=False)
        return self._levels[key]
