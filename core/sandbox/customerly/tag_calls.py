"""Calls about tags. A tag is its name; our own choice: upper and lower case differ."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from core.sandbox.answers import answer
from core.sandbox.customerly.door import read_object
from core.sandbox.customerly.incoming import identifier
from core.sandbox.customerly.people import People, this_second
from core.sandbox.customerly.records import NOUNS, ContactKey, Kind
from core.sandbox.customerly.refusals import bad, not_found

_KEYS: tuple[ContactKey, ...] = ("email", "user_id")


class TagCalls:
    """Handlers; `people` gives the project as it is now."""

    def __init__(self, people: Callable[[], People]) -> None:
        self._people = people

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [
            web.get("/v1/tags", self.show_all),
            web.post("/v1/tags", self.change),
            web.delete("/v1/tags", self.delete),
        ]

    async def show_all(self, _: web.Request) -> web.Response:
        """Answer with all names; there are no pages."""
        return answer({"data": list(self._people().tags)})

    async def change(self, request: web.Request) -> web.Response:
        """Put a tag on contacts or take it off.

        Our own choice: at least one contact must be named, and if one of them is unknown, nothing changes.
        """
        body = await read_object(request)
        name, untag = _tag_name(body), body.get("untag")
        if untag is not None and not isinstance(untag, bool):
            raise bad("untag must be true or false")
        numbers = [*self._named(body, "users"), *self._named(body, "leads")]
        if not numbers:
            raise bad("users or leads is required")
        people = self._people()
        for number in numbers:
            contact = people.get(number)
            if untag:
                contact.tags = [tag for tag in contact.tags if tag != name]
            else:
                contact.tags = list(dict.fromkeys([*contact.tags, name]))
            contact.last_update = this_second()
            people.write(number, contact)
        return answer({"data": []})

    async def delete(self, request: web.Request) -> web.Response:
        """Remove the tag that the body names. Our own choice: an unknown one is an error."""
        name = _tag_name(await read_object(request))
        if name not in self._people().tags:
            raise not_found("Tag")
        self._people().remove_tag(name)
        return answer({})

    def _named(self, body: dict[str, Any], kind: Kind) -> list[int]:
        references = body.get(kind) or []
        if not isinstance(references, list):
            raise bad(f"{kind} must be an array")
        return [self._find(reference, kind) for reference in references]

    def _find(self, reference: Any, kind: Kind) -> int:
        if not isinstance(reference, dict):
            raise bad(f"{kind} must hold objects with email or user_id")
        for key in _KEYS:
            if (value := identifier(reference.get(key))) is not None:
                number = self._people().find(key, value, kind)
                if number is None:
                    raise not_found(NOUNS[kind])
                return number
        raise bad(f"{kind} must hold objects with email or user_id")


def _tag_name(body: dict[str, Any]) -> str:
    name = body.get("tag")
    if not isinstance(name, str) or not name:
        raise bad("tag is required")
    return name
