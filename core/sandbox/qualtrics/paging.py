"""Lists: which page is meant, and the `nextPage` that leads to the one after it.

Newer lists page by `pageSize` and `skipToken`, older ones by `offset`; either stands in `nextPage`, an
absolute address of the host that was called.
"""

import bisect
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from core.sandbox.qualtrics.door import BASE
from core.sandbox.qualtrics.envelope import bad
from core.sandbox.seeded import mix, plain_number

PAGE = 100
LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class PageAsked:
    """A page as asked for: its length, and the row that it follows."""

    length: int
    after: int | None


def read_page(query: Mapping[str, str], default: int, refuse_oversize: bool) -> PageAsked:
    """Return the page asked for; more than 100 becomes 100, or is refused."""
    length = default
    if (text := query.get("pageSize")) is not None:
        number = plain_number(text)
        if number is None or number < 1 or (refuse_oversize and number > LARGEST_PAGE):
            raise bad(f"pageSize must be a number from 1 to {LARGEST_PAGE}.")
        length = min(number, LARGEST_PAGE)
    token = query.get("skipToken")
    return PageAsked(length, None if token is None else _read_token(token))


def cut(rows: Sequence[int], gone: Container[int], asked: PageAsked) -> tuple[list[int], bool]:
    """Return the rows of a page, and whether there are more. `rows` ascend; those `gone` do not count.

    A page goes on after a row, not at a place: rows that came or went meanwhile shift nothing.
    """
    start = 0 if asked.after is None else bisect.bisect_right(rows, asked.after)
    found = list(islice((row for row in _from(rows, start) if row not in gone), asked.length + 1))
    return found[: asked.length], len(found) > asked.length


def next_page(request: web.Request, asked: PageAsked, last: int) -> str:
    """Return the address of the page after row `last`: the same call, with size and token."""
    return _repeated(request, pageSize=str(asked.length), skipToken=_write_token(last))


def elements(
    request: web.Request, asked: PageAsked, page: tuple[list[int], bool], shown: Sequence[Any]
) -> dict[str, Any]:
    """Return a page as `result`: what is shown for each of its rows, and the way to the next."""
    rows, more = page
    return {"elements": shown, "nextPage": next_page(request, asked, rows[-1]) if more else None}


def by_offset(request: web.Request, items: Sequence[Any]) -> dict[str, Any]:
    """Return a page of an older list as `result`. Our own choice: its length cannot be chosen."""
    offset = plain_number(request.query.get("offset", "0"))
    if offset is None:
        raise bad("offset must be a number from 0.")
    end = offset + PAGE
    following = _repeated(request, offset=str(end)) if end < len(items) else None
    return {"elements": items[offset:end], "nextPage": following}


class ListPaths(Container[str]):
    """The paths of lists, whatever ids stand in them."""

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and _LISTS.fullmatch(path) is not None


_LISTS = re.compile(
    re.escape(BASE) + r"/(?:directories(?:/[^/]+/(?:contacts|mailinglists|mailinglists/[^/]+/contacts|samples"
    r"|transactionbatches))?|surveys|libraries(?:/[^/]+/messages)?|distributions(?:/sms)?|eventsubscriptions)"
)


def _from(rows: Sequence[int], start: int) -> Iterator[int]:
    return (rows[place] for place in range(start, len(rows)))


def _repeated(request: web.Request, **changed: str) -> str:
    kept = [(name, value) for name, value in request.query.items() if name not in _PLACE]
    query = urlencode([*kept, *changed.items()], errors="replace")
    return f"{request.scheme}://{request.host}{request.rel_url.raw_path}?{query}"


_PLACE = ("pageSize", "skipToken", "offset")

# Plus, slash and equals signs: a caller that does not encode its query loses the first of them.
_TOKEN = re.compile(r"([0-9a-f]{8})\+(-?\d{1,12})/=")


def _write_token(after: int) -> str:
    return f"{_check(after)}+{after}/="


def _read_token(token: str) -> int:
    match = _TOKEN.fullmatch(token)
    if match is None or match[1] != _check(int(match[2])):
        raise bad("skipToken is not valid.")
    return int(match[2])


def _check(after: int) -> str:
    return f"{mix(0x51, after) >> 32:08x}"
