"""Mistakes of meaning in paging: parameters that stand twice, fields that cannot say what is asked."""

from collections.abc import Collection, Iterator, Sequence

from core.apps.field_checks import check_named
from core.apps.mistakes import Mistake, Place
from core.model.fields import DateField, Field, FieldBase, IntegerField
from core.model.request import NoPaging, OffsetPaging, PagePaging, Paging


def check_paging(
    paging: Paging, place: Place, query: Collection[str], fields: Sequence[Field]
) -> Iterator[Mistake]:
    """Paging parameters stand in the paging alone, and once; fields and numbers fit."""
    seen: set[str] = set()
    for param in params_of(paging):
        if param in query:
            suggestion = "Leave it out of `query`."
            yield Mistake(place, f"The paging sets the parameter `{param}` itself.", suggestion)
        if param in seen:
            yield Mistake(place, f"The paging sets the parameter `{param}` twice.")
        seen.add(param)
    for here, name, kind in _fields(paging, place):
        yield from check_named(name, here, fields, (kind,))
    if not isinstance(paging, NoPaging) and paging.size and paging.size.most < 1:
        yield Mistake((*place, "size", "most"), "A page holds one entry or more.")
    if isinstance(paging, PagePaging):
        yield from _check_cursor_above(paging, place)
    if isinstance(paging, OffsetPaging):
        yield from _check_offsets(paging, place)


def params_of(paging: Paging) -> Iterator[str]:
    """The query parameters that a paging sets."""
    if isinstance(paging, NoPaging):
        return
    if param := getattr(paging, "param", ""):
        yield param
    if paging.size:
        yield paging.size.param
    if isinstance(paging, PagePaging) and paging.cursor_above:
        yield paging.cursor_above.param
    if isinstance(paging, OffsetPaging) and paging.windows:
        yield from (paging.windows.since, paging.windows.until)
    if isinstance(paging, OffsetPaging) and paging.days:
        yield paging.days.param


def fields_of_paging(paging: Paging) -> set[str]:
    """The keys of the fields that a paging looks at."""
    return {name for _, name, _ in _fields(paging, ())}


def _fields(paging: Paging, place: Place) -> Iterator[tuple[Place, str, type[FieldBase]]]:
    """The fields that a paging names, each with its place and the kind that fits."""
    named: list[tuple[Place, str, type[FieldBase]]] = [
        ((*place, "limit_field"), paging.limit_field, IntegerField)
    ]
    if isinstance(paging, OffsetPaging) and (windows := paging.windows):
        named.append(((*place, "windows", "since_field"), windows.since_field, DateField))
        named.append(((*place, "windows", "until_field"), windows.until_field, DateField))
    if isinstance(paging, OffsetPaging) and paging.days:
        named.append(((*place, "days", "from_field"), paging.days.from_field, DateField))
    return (entry for entry in named if entry[1])


def _check_cursor_above(paging: PagePaging, place: Place) -> Iterator[Mistake]:
    if paging.cursor_above and not paging.rows_at:
        sentence = "Cursors above a number of rows need `rows_at`, the place of that number."
        yield Mistake((*place, "cursor_above"), sentence)


def _check_offsets(paging: OffsetPaging, place: Place) -> Iterator[Mistake]:
    if paging.highest is not None and paging.highest < 1:
        yield Mistake((*place, "highest"), "The highest offset is 1 or more.")
    if paging.windows and paging.days:
        yield Mistake((*place, "days"), "`windows` and `days` exclude each other.")
    if paging.windows and not paging.rows_at:
        yield Mistake((*place, "windows"), "Windows need `rows_at`, the place of the number of all entries.")
    if paging.windows and paging.windows.days_more < 0:
        yield Mistake((*place, "windows", "days_more"), "Days are added, so this is 0 or more.")
    if paging.days and paging.days.days_back < 1:
        yield Mistake((*place, "days", "days_back"), "At least one day is asked for.")
