"""What is wrong with a query, in words that help, and where."""

import difflib
import re
from collections.abc import Iterable, Sequence

import apsw

from core.model.sql_words import FUNCTIONS, KEYWORDS
from core.results.told import QueryRefused
from core.rules.sql_names import quoted

READS_ONLY = "Ask with SQL only reads."
_USUAL = "Often a comma or a word is missing before it, or one is too many."
_BEGIN_WITH_SELECT = "Begin with SELECT, or with WITH."

_WRITES = """
ALTER ANALYZE ATTACH BEGIN COMMIT CREATE DELETE DETACH DROP END INSERT PRAGMA REINDEX RELEASE REPLACE ROLLBACK
SAVEPOINT UPDATE VACUUM
"""
_WRITING = frozenset(_WRITES.split())
_SPACE = re.compile(r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?(?:\*/|$))*", re.DOTALL)
_TOKEN = re.compile(
    r"\"(?:[^\"]|\"\")*\"?|'(?:[^']|'')*'?|`[^`]*`?|\[[^\]]*\]?|[\w$]+(?:\.[\w$]+)*|\S", re.DOTALL
)
_UNCLOSED = {"'": "A text is not closed.", '"': "A name is not closed.", "`": "A name is not closed."}


class Names:
    """What there is to mean: the tables, and the columns of those that were opened."""

    def __init__(self, tables: Sequence[str]) -> None:
        self.tables = tables
        self.columns: dict[str, None] = {}


def refused_at_once(query: str) -> QueryRefused | None:
    """What is wrong with a query before SQLite sees it: there is none, or it would change something."""
    begin = _SPACE.match(query)
    start = begin.end() if begin else 0
    word = re.compile(r"\w*").match(query, start)
    first = word[0] if word else ""
    if not query[start:].strip("; \t\r\n"):
        return QueryRefused(title="There is no query here.", next_step=_BEGIN_WITH_SELECT)
    if first.upper() in _WRITING:
        return only_reads(first.upper(), start, start + len(first))
    return None


def only_reads(word: str, begin: int | None = None, end: int | None = None) -> QueryRefused:
    """A query that would do more than read."""
    said = f"{word} is not for reading; bundles stay as they were received." if word else ""
    return QueryRefused(title=READS_ONLY, reason=said, next_step=_BEGIN_WITH_SELECT, begin=begin, end=end)


def several() -> QueryRefused:
    """Two queries in one."""
    return QueryRefused(
        title="There is more than one query here.",
        reason="One query is asked at a time.",
        next_step="Select the one to run, or remove the others.",
    )


def refused(error: apsw.Error, query: str, names: Names) -> QueryRefused:
    """What SQLite does not accept."""
    said = str(error)
    if said.endswith("may not be modified"):
        return only_reads("")
    begin, end = _place(error, query)
    title, reason, next_step, named = _in_words(said, query[begin:end] if begin is not None else "", names)
    if begin is None and named:
        begin, end = _first(named, query)
    return QueryRefused(title=title, reason=reason, next_step=next_step, begin=begin, end=end)


def _in_words(said: str, token: str, names: Names) -> tuple[str, str, str, str]:
    """Title, reason and next step, and the name that is the cause."""
    kind, _, rest = said.partition(": ")
    rest = rest.removesuffix(" - should this be a string literal in single-quotes?")
    match kind:
        case "no such table":
            nearest = _nearest(rest.removeprefix("main."), names.tables)
            hint = nearest or "Tables are named after modules, the newest run first."
            return f"There is no table “{rest}”.", "", hint, rest
        case "no such column":
            return f"There is no column “{_bare(rest)}”.", "", _column_meant(rest, said, names), _bare(rest)
        case "no such function":
            return f"There is no function “{rest}”.", "", _nearest(rest, FUNCTIONS), rest
        case "ambiguous column name":
            hint = f"Write the table before it, as in a.{quoted(_bare(rest))}."
            return f"More than one table has “{_bare(rest)}”.", "", hint, _bare(rest)
        case "unrecognized token":
            title = _UNCLOSED.get(token[:1], "") if token else ""
            return title or f"SQL has no {rest.strip(chr(34))}.", "", "", ""
    return _in_other_words(said, token)


def _in_other_words(said: str, token: str) -> tuple[str, str, str, str]:
    if found := re.fullmatch(r'near "(.*)": syntax error', said, re.DOTALL):
        near = token or found[1]
        meant = _nearest(near.upper(), KEYWORDS) if near.upper() not in KEYWORDS else ""
        return f"The query cannot be read at “{near[:40]}”.", "", meant or _USUAL, ""
    if said == "incomplete input":
        return "The query is not complete.", "It ends where more must follow.", "", ""
    if found := re.fullmatch(r"wrong number of arguments to function (.*)\(\)", said):
        return f"{found[1]}() is given too few values, or too many.", "", "", found[1]
    if found := re.match(r"misuse of (?:aggregate|window)(?: function)?:? ?(.*?)\(\)", said):
        return (
            f"{found[1]}() cannot stand here.",
            "It looks at several rows.",
            "Use it after SELECT.",
            found[1],
        )
    if said == "malformed JSON":
        return "A value that is read as JSON is not JSON.", "", "Leave such rows out with json_valid(…).", ""
    if "too big" in said:
        return "A value becomes too large.", "SQLite holds texts up to a billion characters.", "", ""
    return "SQLite does not accept this query.", f"{said[:1].upper()}{said[1:]}.", "", ""


def _column_meant(rest: str, said: str, names: Names) -> str:
    name = _bare(rest)
    if said.endswith("single-quotes?") and not _like(name, names.columns):
        return f"If it is a text, write it in single quotes: '{name}'."
    table, _, column = name.partition(".")
    for meant, typed in ((name, quoted(name)), (column, f"{table}.{quoted(column)}")):
        if meant in names.columns and "." in meant:
            return f"A name with a dot is written in double quotes: {typed}."
    return _nearest(name, names.columns) or _nearest(name, KEYWORDS)


def _nearest(name: str, known: Iterable[str]) -> str:
    near = [one if one in KEYWORDS else quoted(one) for one in _like(name, known)]
    return f"Did you mean {' or '.join(near)}?" if near else ""


def _like(name: str, known: Iterable[str]) -> list[str]:
    """Up to three names that may have been meant: with the same end, or spelled alike."""
    by_folded = {one.casefold(): one for one in known}
    wanted = name.casefold()
    ends = [one for folded, one in by_folded.items() if folded.rpartition(".")[2] == wanted]
    if not ends and "." in wanted:
        ends = [one for folded, one in by_folded.items() if folded == wanted.rpartition(".")[2]]
    alike = difflib.get_close_matches(wanted, by_folded, n=3, cutoff=0.7)
    return list(dict.fromkeys((*ends, *(by_folded[one] for one in alike))))[:3]


def _bare(name: str) -> str:
    return name[1:-1].replace('""', '"') if name[:1] == '"' == name[-1:] and len(name) > 1 else name


def _place(error: apsw.Error, query: str) -> tuple[int | None, int | None]:
    offset = getattr(error, "error_offset", -1)
    if offset is None or offset < 0:
        return (
            (len(query.rstrip()), len(query.rstrip())) if str(error) == "incomplete input" else (None, None)
        )
    begin = len(query.encode()[:offset].decode("utf-8", "ignore"))
    token = _TOKEN.match(query, begin)
    return begin, token.end() if token else begin


def _first(name: str, query: str) -> tuple[int | None, int | None]:
    """Where a name stands for the first time."""
    found = re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", query, re.IGNORECASE)
    return (found.start(), found.end()) if found else (None, None)
