"""Calls about one list of contacts, users or leads: list, show, create or update, delete."""

from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from core.sandbox.answers import answer
from core.sandbox.customerly.door import read_object
from core.sandbox.customerly.incoming import RefusedRecord, is_scalar, read_record, take
from core.sandbox.customerly.listing import Listing
from core.sandbox.customerly.people import People
from core.sandbox.customerly.records import NOUNS, ContactKey, Kind
from core.sandbox.customerly.refusals import bad, not_found
from core.sandbox.customerly.shapes import contact_in_full, contact_item

NOT_ADDED = "refused_as_not_added"
"""A switch: refused records come back in `not_added`, as one caller reads it, and there is no `errors`."""
REPLACE_TAGS = "tags_replace"
"""A switch: the tags sent replace those of the contact instead of being added to them."""
KEYS: dict[Kind, tuple[ContactKey, ...]] = {"users": ("email", "user_id"), "leads": ("email",)}
"""What a contact is named by in a query. Our own choice: the first one sent decides."""


class ContactCalls:
    """Handlers of one list; `people` gives the project as it is now."""

    def __init__(
        self,
        kind: Kind,
        app_id: str,
        people: Callable[[], People],
        listing: Listing,
        switched_on: Callable[[str], bool],
    ) -> None:
        self._kind = kind
        self._app_id = app_id
        self._people = people
        self._listing = listing
        self._switched_on = switched_on

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [
            web.get(f"/v1/{self._kind}/list", self.show_page),
            web.get(f"/v1/{self._kind}", self.show),
            web.post(f"/v1/{self._kind}", self.write),
            web.delete(f"/v1/{self._kind}", self.delete),
        ]

    async def show_page(self, request: web.Request) -> web.Response:
        """Answer with a page."""
        people = self._people()
        numbers = self._listing.page(people, self._kind, request.query)
        items = [contact_item(people.get(number), self._app_id) for number in numbers]
        return answer({"data": {self._kind: items}})

    async def show(self, request: web.Request) -> web.Response:
        """Answer with one contact."""
        people = self._people()
        contact = people.get(self._named(request.query))
        return answer({"data": contact_in_full(contact, self._app_id, people)})

    async def write(self, request: web.Request) -> web.Response:
        """Create or update all contacts in the array, one by one, and count those taken."""
        records = (await read_object(request)).get(self._kind)
        if not isinstance(records, list):
            raise bad(f"{self._kind} must be an array")
        refused: list[tuple[int, Any, str]] = []
        for place, record in enumerate(records):
            try:
                take(self._people(), self._kind, read_record(record), self._switched_on(REPLACE_TAGS))
            except RefusedRecord as refusal:
                refused.append((place, record, str(refusal)))
        told: dict[str, Any] = {"inserted": len(records) - len(refused)}
        if self._switched_on(NOT_ADDED):
            told["not_added"] = [_scalars(record) for _, record, _ in refused]
        else:
            told["errors"] = [
                {"index": place, "email": _scalars(record).get("email"), "message": why}
                for place, record, why in refused
            ]
        return answer({"data": told})

    async def delete(self, request: web.Request) -> web.Response:
        """Delete a contact. Our own choice: an unknown one is an error."""
        self._people().remove(self._named(request.query))
        return answer({"data": []})

    def _named(self, query: Mapping[str, str]) -> int:
        for key in KEYS[self._kind]:
            if value := query.get(key):
                number = self._people().find(key, value, self._kind)
                break
        else:
            number = None
        if number is None:
            raise not_found(NOUNS[self._kind])
        return number


def _scalars(record: Any) -> dict[str, Any]:
    """Return the plain values of a refused record: what is nested in it is not repeated."""
    if not isinstance(record, dict):
        return {}
    return {key: value for key, value in record.items() if is_scalar(value)}
