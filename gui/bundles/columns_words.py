"""Columns in words: what is in one, and a path as somebody types it."""

from core.model.results import Column

_KINDS = (
    ("texts", "text"),
    ("dates", "date"),
    ("numbers", "number"),
    ("booleans", "yes/no"),
    ("arrays", "list"),
    ("objects", "object"),
    ("odd", "not JSON"),
)
_BLANKS = (("empty", "empty"), ("nulls", "null"), ("missing", "missing"))
_MOST_KINDS = 2

_Names = tuple[tuple[str, str], ...]
"""What a column counts, and the word for it."""


def holds(column: Column) -> str:
    """What is in a column, most of it first: "text · 2 % null", "text 60 % · number 40 %"."""
    kinds, blanks = _most_first(column, _KINDS), _most_first(column, _BLANKS)
    counts = kinds + blanks
    total = sum(count for _, count in counts)
    if len(counts) == 1:
        return counts[0][0]
    more = " …" if len(counts) > _MOST_KINDS else ""
    if len(kinds) == 1:
        blank, count = blanks[0]
        return f"{kinds[0][0]} · {_share(count, total)} {blank}{more}"
    return " · ".join(f"{word} {_share(count, total)}" for word, count in counts[:_MOST_KINDS]) + more


def holds_exactly(column: Column) -> str:
    """How many cells are of which kind, a line each."""
    return "\n".join(f"{word}: {count:,}" for word, count in _counts(column, _KINDS + _BLANKS))


def _most_first(column: Column, names: _Names) -> list[tuple[str, int]]:
    return sorted(_counts(column, names), key=lambda pair: -pair[1])


def _counts(column: Column, names: _Names) -> list[tuple[str, int]]:
    counts = ((word, int(getattr(column, name))) for name, word in names)
    return [(word, count) for word, count in counts if count]


def _share(count: int, total: int) -> str:
    share = 100 * count / total
    return "<1 %" if share < 1 else ">99 %" if 99 < share < 100 else f"{share:.0f} %"
