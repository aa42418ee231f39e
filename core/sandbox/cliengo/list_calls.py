"""The list of contacts: newest creation first whatever is asked, in the envelope `results` + `paging`."""

from collections.abc import Callable, Mapping

from aiohttp import web

from core.sandbox.answers import answer
from core.sandbox.cliengo.contacts import Contacts
from core.sandbox.cliengo.refusals import bad
from core.sandbox.cliengo.selection import Selections, read_wanted

DEFAULT_PAGE = 50
LONGEST_PAGE = 100
"""Our own choice, both: a longer page is cut to this length without a word."""
OFFSET_CEILING = 1000
_TOO_MANY_DIGITS = 10
"""What is this long is beyond every bound, and int() may refuse it."""


class ListCalls:
    """The handler, and what was selected lately; `contacts` gives the contacts as they are now."""

    def __init__(self, contacts: Callable[[], Contacts], until_inclusive: Callable[[], bool]) -> None:
        self._contacts = contacts
        self._until_inclusive = until_inclusive
        self._selections = Selections()

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [web.get("/1.0/contacts", self.list_contacts)]

    async def list_contacts(self, request: web.Request) -> web.Response:
        """Answer with a page. It is page 1 every time, as `page` is a name that is not understood."""
        length = min(_whole(request.query, "limit", 1, DEFAULT_PAGE), LONGEST_PAGE)
        offset = _whole(request.query, "offset", 0, 0)
        if offset > OFFSET_CEILING:
            raise bad(f"Offset cannot be greater than {OFFSET_CEILING}")
        contacts = self._contacts()
        rows = self._selections.rows(contacts, read_wanted(request.query, self._until_inclusive()))
        results = [contacts.get(number) for number in rows[offset : offset + length]]
        return answer({"results": results, "paging": {"page": 1, "total": len(rows)}})


def _whole(query: Mapping[str, str], name: str, least: int, default: int) -> int:
    """Return a number of a query. Our own choice: one that is none, or too small, is refused."""
    text = query.get(name)
    if not text:
        return default
    if not (text.isascii() and text.isdecimal()):
        raise bad(f"{name} must be a whole number from {least}")
    digits = text.lstrip("0") or "0"
    number = int(digits) if len(digits) < _TOO_MANY_DIGITS else 10**_TOO_MANY_DIGITS
    if number < least:
        raise bad(f"{name} must be a whole number from {least}")
    return number
