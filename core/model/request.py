"""How a request is written in an app file, and how a list is paged.

In a request, the text `$key` stands for the value of that field, with its type; a field that was left out
takes its place in the request with it. `{key}` inside a text is replaced by the value as text.
"""

from typing import Any, Literal

import msgspec

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One request, in the shape that it has on the wire.

    `body` is written in the shape of the body. `spread` names key-value fields whose pairs become
    top-level keys of the body; what the body names itself wins over them. `base` chooses one of the app's
    `other_bases`.
    """

    method: Method
    path: str
    query: dict[str, Any] = {}
    headers: dict[str, str] = {}
    body: dict[str, Any] | None = None
    spread: tuple[str, ...] = ()
    base: str = ""


class AnyCall(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request that the person writes: each part names the field that holds it."""

    method: str
    path: str
    headers: str
    query: str
    body: str
    base: str = ""


class NoPaging(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="none", tag_field="kind"
):
    """One reply holds everything."""


class PageSize(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The query parameter that asks for a page's length, and the most that the service takes."""

    param: str
    most: int


class CursorAbove(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where numbered pages give way to cursors: beyond so many rows, if the reply holds a cursor."""

    param: str
    at: str
    rows: int


class PagePaging(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="page", tag_field="kind"
):
    """Numbered pages. With `last_page_at`, several pages are fetched at once; else one after another
    until a page is empty or shorter than asked for. `rows_at`: the number of all rows, for the progress."""

    param: str
    first: int = 1
    size: PageSize | None = None
    last_page_at: str = ""
    rows_at: str = ""
    limit_field: str = ""
    cursor_above: CursorAbove | None = None


class CursorPaging(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="cursor", tag_field="kind"
):
    """Each reply holds, at `at`, the cursor of the next page; none means the end."""

    param: str
    at: str
    size: PageSize | None = None
    limit_field: str = ""


Paging = NoPaging | PagePaging | CursorPaging


class Bundles(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the bundles are in a reply: a list gives one each, anything else one; "" is the whole body."""

    at: str = ""
