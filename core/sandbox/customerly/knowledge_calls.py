"""The knowledge base, for use with a free request: collections, articles, writers.

Only the paths, the ids in them and that `data` is the array are known: all other keys are our own choice.
"""

from itertools import count
from typing import Any

from aiohttp import web

from core.sandbox.answers import answer
from core.sandbox.customerly.door import read_object
from core.sandbox.customerly.further_calls import TEAMMATES
from core.sandbox.customerly.incoming import is_scalar
from core.sandbox.customerly.refusals import bad, not_found

_COLLECTIONS = ({"title": "Getting started", "description": "First steps"}, {"title": "Häufige Fragen"})
_ARTICLES = (
    {"title": "Install the widget", "body": "<p>Copy the snippet.</p>", "knowledge_base_collection_id": 1},
    {"title": "料金について", "body": "<p>…</p>", "knowledge_base_collection_id": 2, "account_id": 2},
)


class Shelf:
    """Things of one sort: the keys that each has, and what they hold if nothing is sent."""

    def __init__(
        self, noun: str, id_key: str, blank: dict[str, Any], first: tuple[dict[str, Any], ...]
    ) -> None:
        self.noun = noun
        self._id_key = id_key
        self._blank = blank
        self._first = first
        self.forget()

    def forget(self) -> None:
        """Go back to the things of the start."""
        self.things: dict[str, dict[str, Any]] = {}
        self._ids = count(1)
        for sent in self._first:
            self.add(sent)

    def add(self, sent: dict[str, Any]) -> dict[str, Any]:
        """Make a thing; a title is needed."""
        if not isinstance(sent.get("title"), str) or not sent["title"]:
            raise bad("title is required")
        number = next(self._ids)
        self.things[str(number)] = {self._id_key: number, **self._blank, **self._known(sent)}
        return self.things[str(number)]

    def find(self, number: str) -> dict[str, Any]:
        """Return a thing; refuse if there is none."""
        if number not in self.things:
            raise not_found(self.noun)
        return self.things[number]

    def edit(self, number: str, sent: dict[str, Any]) -> dict[str, Any]:
        """Change what was sent of a thing."""
        thing = self.find(number)
        thing |= self._known(sent)
        return thing

    def _known(self, sent: dict[str, Any]) -> dict[str, Any]:
        return {key: sent[key] for key in self._blank if key in sent and is_scalar(sent[key])}


class KnowledgeCalls:
    """Handlers, and the knowledge base itself."""

    def __init__(self) -> None:
        self._shelves = {
            "collections": Shelf(
                "Collection",
                "knowledge_base_collection_id",
                {"title": "", "description": "", "slug": None, "icon": None},
                _COLLECTIONS,
            ),
            "articles": Shelf(
                "Article",
                "knowledge_base_article_id",
                {
                    "title": "",
                    "description": "",
                    "body": "",
                    "knowledge_base_collection_id": None,
                    "account_id": 1,
                    "status": "draft",
                },
                _ARTICLES,
            ),
        }

    def forget(self) -> None:
        """Go back to the data of the start."""
        for shelf in self._shelves.values():
            shelf.forget()

    def routes(self) -> list[web.RouteDef]:
        """Return what is served. The sources differ over the trailing slash of articles: both will do."""
        base = "/v1/knowledge/{shelf:collections|articles}"
        with_slash = "/v1/knowledge/{shelf:articles}/"
        return [
            web.get("/v1/knowledge/writers", self.list_writers),
            *(web.get(path, self.list_things) for path in (base, with_slash)),
            *(web.post(path, self.add_thing) for path in (base, with_slash)),
            web.get(f"{base}/{{number}}", self.show_thing),
            web.post(f"{base}/{{number}}", self.edit_thing),
            web.delete(f"{base}/{{number}}", self.delete_thing),
        ]

    async def list_writers(self, _: web.Request) -> web.Response:
        """Answer with those who write articles: the teammates."""
        return answer(
            {
                "data": [
                    {"account_id": number, "name": email.partition("@")[0].title(), "email": email}
                    for number, email in enumerate(TEAMMATES, 1)
                ]
            }
        )

    async def list_things(self, request: web.Request) -> web.Response:
        """Answer with all things of a sort."""
        return answer({"data": list(self._shelf(request).things.values())})

    async def add_thing(self, request: web.Request) -> web.Response:
        """Make a thing and answer with it."""
        return answer({"data": self._shelf(request).add(await read_object(request))})

    async def show_thing(self, request: web.Request) -> web.Response:
        """Answer with one thing."""
        return answer({"data": self._shelf(request).find(request.match_info["number"])})

    async def edit_thing(self, request: web.Request) -> web.Response:
        """Change a thing and answer with it."""
        sent = await read_object(request)
        return answer({"data": self._shelf(request).edit(request.match_info["number"], sent)})

    async def delete_thing(self, request: web.Request) -> web.Response:
        """Remove a thing."""
        shelf, number = self._shelf(request), request.match_info["number"]
        shelf.find(number)
        del shelf.things[number]
        return answer({"data": []})

    def _shelf(self, request: web.Request) -> Shelf:
        return self._shelves[request.match_info["shelf"]]
