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
    `other_bases`. `encoding: form` sends the body as `application/x-www-form-urlencoded`. `keep_empty`: keys
    of the body that are sent as an empty object when nothing within them is filled.
    """

    method: Method
    path: str
    query: dict[str, Any] = {}
    headers: dict[str, str] = {}
    body: dict[str, Any] | None = None
    spread: tuple[str, ...] = ()
    base: str = ""
    encoding: Literal["json", "form"] = "json"
    keep_empty: tuple[str, ...] = ()


class AnyCall(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request that the person writes: each part names the field that holds it.

    `prefix`: put in front of a path that does not begin with it (a version that people forget).
    `empty_post`: what a POST without a body sends, for services that refuse one. `status_key`: under which
    name the bundle holds the status.
    """

    method: str
    path: str
    headers: str
    query: str
    body: str
    base: str = ""
    prefix: str = ""
    empty_post: str = ""
    status_key: Literal["statusCode", "status"] = "statusCode"


class NoPaging(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="none", tag_field="kind"
):
    """One reply holds everything. `limit_field`: how much of it is wanted."""

    limit_field: str = ""


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


class NextUrlPaging(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="next_url", tag_field="kind"
):
    """Each reply holds, at `at`, the address of the next page; none means the end.

    It is followed on the connection's own host only. `foreign_host: own` sends path and query of an address
    that names another host to the own one; `refuse` stops there.
    """

    at: str
    size: PageSize | None = None
    limit_field: str = ""
    foreign_host: Literal["refuse", "own"] = "refuse"


class DateWindows(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a list that is longer than its pages reach is taken apart: by days, halved until each part fits.

    `since` and `until` are the query parameters of a part's first and last day (YYYY-MM-DD); the paging sends
    them itself, also for a list that fits, from `since_field` and `until_field`. `at` is the path of the
    moment in an entry that they look at, `id_at` that of its id: an entry that two parts hold counts once.
    `days_more`: added to the last day of each part for a service that may leave it out; what then lies beyond
    the last day that was asked for is dropped here.
    """

    since: str
    until: str
    at: str
    id_at: str
    since_field: str = ""
    until_field: str = ""
    days_more: int = 0


class DayByDay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list that can be asked for one day only (`param`, YYYY-MM-DD): a request for each, newest first.

    The days go back to that of `from_field`, and where that is empty for `days_back` days; when these hold
    nothing, the list is asked for once without a day. `at`: the path of the moment that the entries of a day
    are put in order by, the latest first, for a service that orders them otherwise.
    """

    param: str
    from_field: str = ""
    days_back: int = 7
    at: str = ""


class OffsetPaging(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="offset", tag_field="kind"
):
    """Pages by the number of entries before them. With `rows_at`, the number of all entries, several pages
    are fetched at once; else one after another until one is shorter than asked for.

    `highest`: the highest offset that the service takes; what lies beyond is reached by `windows`.
    """

    param: str
    size: PageSize
    rows_at: str = ""
    limit_field: str = ""
    highest: int | None = None
    windows: DateWindows | None = None
    days: DayByDay | None = None


Paging = NoPaging | PagePaging | CursorPaging | NextUrlPaging | OffsetPaging


class Bundles(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the bundles are in a reply: a list gives one each, anything else one; "" is the whole body.

    `or_whole`: the body itself is taken where it is a list. `wrap`: a key under which an entry that is no
    object becomes one. `say`: the bundle of a reply that says nothing, written as in a request (`$key`);
    with `at`, only where nothing stands there.
    `add`: keys that a bundle gets, written likewise, where the reply leaves them out.
    """

    at: str = ""
    or_whole: bool = False
    wrap: str = ""
    say: dict[str, Any] | None = None
    add: dict[str, Any] = {}
