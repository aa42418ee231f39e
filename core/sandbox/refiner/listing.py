"""List calls: reading which page is meant, and writing it in the envelope `items` + `pagination`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aiohttp import web

from core.sandbox.answers import answer, json_bytes
from core.sandbox.pages import Page, PageAsked, PageMemory, cut_page, read_cursor
from core.sandbox.refiner.identity import text_of
from core.sandbox.refiner.project import Project
from core.sandbox.refiner.refusals import bad
from core.sandbox.refiner.selection import Selections

LONGEST_PAGE = 1000
DEFAULT_PAGE = 50
"""Our own choice: three sources say 50, one 100."""
_PAGE_KEYS = ("page", "page_length", "page_cursor", "api_key")


def flag(parameters: Mapping[str, Any], name: str) -> bool:
    """Whether a boolean parameter is on: `1` in a query, `true` in JSON."""
    return parameters.get(name) in (True, 1, "1", "true")


def read_page(parameters: Mapping[str, Any]) -> PageAsked:
    """Return the page asked for. Our own choice: with `page_cursor`, `page` is ignored."""
    length = _number(parameters, "page_length", DEFAULT_PAGE)
    if not 1 <= length <= LONGEST_PAGE:
        raise bad(f"page_length must be between 1 and {LONGEST_PAGE}")
    cursor = text_of(parameters, "page_cursor")
    if cursor is None:
        number = _number(parameters, "page", 1)
        if number < 1:
            raise bad("page must be at least 1")
        return PageAsked(number, length)
    asked = read_cursor(cursor, length)
    if asked is None:
        raise bad("page_cursor is not valid")
    return asked


def short_list(parameters: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> web.Response:
    """Answer with a page of a list that has no cursor (forms, segments)."""
    asked = read_page(parameters)
    page = cut_page(range(len(items)), PageAsked(asked.number, asked.length))
    return answer(
        {
            "items": [items[row] for row in page.rows],
            "pagination": _pagination(page, len(items), asked.length),
        }
    )


class Listing:
    """The long lists (contacts, responses), with what was selected and rendered lately."""

    def __init__(self, cursors: bool) -> None:
        self._cursors = cursors
        self.forget()

    def forget(self) -> None:
        """Drop everything kept, because the data begins anew."""
        self._selections = Selections()
        self._pages = PageMemory()

    def answer(
        self,
        project: Project,
        what: str,
        parameters: Mapping[str, Any],
        select: Callable[[Project, Mapping[str, Any]], Sequence[int]],
        item: Callable[[int], Mapping[str, Any]],
    ) -> web.Response:
        """Answer with the page of `what` that `parameters` ask for."""
        key = (project.version, what, json_bytes(parameters))
        body = self._pages.get(key)
        if body is None:
            asked = read_page(parameters)
            chosen = {name: value for name, value in parameters.items() if name not in _PAGE_KEYS}
            rows = self._selections.rows(
                project.version, (what, json_bytes(chosen)), lambda: select(project, parameters)
            )
            page = cut_page(rows, asked)
            pagination = _pagination(page, len(rows), asked.length)
            pagination["next_page_cursor"] = page.cursor if self._cursors else None
            body = json_bytes({"items": [item(row) for row in page.rows], "pagination": pagination})
            self._pages.keep(key, body)
        return web.Response(body=body, content_type="application/json")


def _pagination(page: Page, count: int, length: int) -> dict[str, Any]:
    return {
        "items_count": count,
        "current_page": page.number,
        "last_page": page.last_number,
        "page_length": length,
    }


def _number(parameters: Mapping[str, Any], name: str, default: int) -> int:
    text = text_of(parameters, name)
    if text is None:
        return default
    if not text.lstrip("-").isdecimal():
        raise bad(f"{name} must be an integer")
    return int(text)
