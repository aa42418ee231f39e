"""Asks for the children of deep containers, a page at a time, and hands them to the tree model."""

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.model.errors import TrunklineError
from core.model.laid_out import PagesFound
from core.model.results import Hit, Mistake, Node, Steps
from gui.bundles import tree_containers
from gui.bundles.decoded import Asked
from gui.bundles.tree_deep import is_opened, sentence
from gui.jobs import Jobs
from gui.sentences import in_words

if TYPE_CHECKING:
    from gui.bundles.tree_model import BundleTreeModel


class TreeLevels(QObject):
    """Asks for what a tree model wants to show, and gives it to the model. Gone with the model."""

    def __init__(self, model: "BundleTreeModel", asked: Asked) -> None:
        super().__init__(model)
        self._model = model
        self._integrator, self._run = asked.integrator, asked.run
        self._arrived: dict[int, asyncio.Event] = {}
        self._news = asyncio.Event()
        self.jobs = Jobs(self)
        model.wanted.connect(self._want)

    async def arrived(self, number: int) -> None:
        """Wait until the children of a container, or the page of a group, are there."""
        self._model.ask_for(number)
        await self._arrived[number].wait()

    async def reached(self, number: int, page: int) -> bool:
        """Wait until it is known where a page of a container begins; False if it has no such page, or if that
        could not be found out."""
        deep = self._model.deep(number)
        while page > len(deep.starts) and not (deep.complete or deep.trouble):
            await self._news.wait()
        return page <= len(deep.starts)

    async def name(self, bundle: int, node: Node) -> str:
        """The whole name of a member whose name is very long."""
        place = await self._integrator.place(self._run, Hit(bundle, node.start, node.start + 1))
        return str(place.steps[-1])

    async def position(self, bundle: int, steps: Steps) -> int | None:
        """Which child of its container the value at a place is (from 0)."""
        node = await self._integrator.at(self._run, bundle, steps)
        return None if node is None else node.number - 1

    def _want(self, number: int) -> None:
        self._arrived[number] = asyncio.Event()
        self.jobs.start(f"level {number}", self._load(number))

    async def _load(self, number: int) -> None:
        try:
            await self._ask(number)
        except TrunklineError as error:
            self._model.put(number, [sentence(in_words(error))])
        finally:
            self._arrived[number].set()

    async def _ask(self, number: int) -> None:
        model, most = self._model, tree_containers.PAGE
        bundle, page = model.bundle_and_page(number)
        deep = model.deep(number)
        node = deep.node
        if node is None:
            node = await self._integrator.whole(self._run, bundle)
            model.put_whole(number, node)
        if not is_opened(node):
            return
        before, room = deep.page_before(page), most
        while room:
            level = await self._integrator.children(self._run, bundle, node, before, room)
            room -= len(level.nodes)
            model.put(number, level.nodes)
            if level.mistake:
                self._put_mistake(number, level.mistake, page == 0 and not room)
            if level.after is None:
                break
            before = level
        if page:
            return
        if level.after is not None:
            self.jobs.start(f"pages {number}", self._find_pages(number, bundle, node))
        else:
            self._tell_pages(number, PagesFound(starts=(), count=most - room, complete=True))

    async def _find_pages(self, number: int, bundle: int, node: Node) -> None:
        try:
            async with aclosing(
                self._integrator.pages(self._run, bundle, node, tree_containers.PAGE)
            ) as events:
                async for event in events:
                    self._tell_pages(number, event)
        except TrunklineError as error:
            self._model.put_trouble(number, sentence(f"What follows is not known. {in_words(error)}"))
            self._tell_news()

    def _put_mistake(self, number: int, mistake: Mistake, is_full: bool) -> None:
        """Say where the text breaks: in a row of its own, in a group if there is no more room."""
        if is_full:
            self._model.put_pages(
                number, PagesFound(starts=(mistake.position,), count=tree_containers.PAGE, complete=False)
            )
        else:
            self._model.put(number, [sentence(f"Here it stops being JSON: {mistake.reason}")])

    def _tell_pages(self, number: int, found: PagesFound) -> None:
        self._model.put_pages(number, found)
        self._tell_news()

    def _tell_news(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
