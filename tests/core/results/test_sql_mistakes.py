"""A query that is wrong, or would do more than read: told in words, with its place."""

from pathlib import Path

import apsw
import pytest

from core.model.sql_words import FUNCTIONS, KEYWORDS, RESERVED
from core.results.told import QueryRefused
from tests.core.results.sql_runs import Refused, asked, lines_of

CONTACTS = lines_of([{"email": "a@example.com", "attributes": {"plan": "free"}, "from": 1}])


def refusal(query: str) -> QueryRefused:
    """What is said about a query over `contacts` and `orders`."""
    with pytest.raises(Refused) as caught:
        asked(query, contacts=CONTACTS, orders=CONTACTS)
    return caught.value.said


MISTAKES = {
    # query: the part that is marked, the title, and something of the next step
    "SELEC email FROM contacts": ("SELEC", "The query cannot be read at “SELEC”.", "Did you mean SELECT"),
    "SELECT * FORM contacts": ("FORM", "The query cannot be read at “FORM”.", "FROM"),
    "SELECT a b c FROM contacts": ("c", "The query cannot be read at “c”.", "comma"),
    "SELECT email\nFROM contacts WHERE (": ("", "The query is not complete.", ""),
    "SELECT 'é, email": ("'é, email", "A text is not closed.", ""),
    "SELECT 1 FROM contact": ("contact", "There is no table “contact”.", "Did you mean contacts?"),
    "SELECT é FROM contacts": ("é", "There is no column “é”.", ""),
    "SELECT 'é', emial FROM contacts": ("emial", "There is no column “emial”.", "Did you mean email?"),
    "SELECT form contacts": ("form", "There is no column “form”.", "FROM"),
    "SELECT plan FROM contacts": ("plan", "There is no column “plan”.", '"attributes.plan"'),
    "SELECT attributes.plan FROM contacts": (
        "attributes.plan",
        "There is no column “attributes.plan”.",
        'in double quotes: "attributes.plan".',
    ),
    "SELECT c.attributes.plan FROM contacts c": (
        "c.attributes.plan",
        "There is no column “c.attributes.plan”.",
        'in double quotes: c."attributes.plan".',
    ),
    'SELECT 1 FROM contacts WHERE email = "x"': ('"x"', "There is no column “x”.", "single quotes: 'x'"),
    "SELECT email FROM contacts, orders": ("email", "More than one table has “email”.", "a.email"),
    "SELECT cuont(*) FROM contacts": ("cuont", "There is no function “cuont”.", "count"),
    "SELECT lower() FROM contacts": ("lower", "lower() is given too few values, or too many.", ""),
    "SELECT 1 FROM contacts WHERE count(*) > 1": ("count", "count() cannot stand here.", ""),
    "SELECT 1 WHERE 1 = ?": (None, "A value is missing.", "Write the value itself."),
    "SELECT json_extract('a', '$')": (None, "A value that is read as JSON is not JSON.", "json_valid"),
    "SELECT 'a' REGEXP '('": (None, "“(” is no regular expression.", ""),
    "SELECT CAST(x'ff' AS TEXT)": (None, "The answer cannot be shown.", "hex"),
    "SELECT zeroblob(2000000000)": (None, "A value becomes too large.", ""),
}


@pytest.mark.parametrize("query", MISTAKES)
def test_a_mistake_is_told_in_words_at_its_place(query: str) -> None:
    place, title, hint = MISTAKES[query]
    said = refusal(query)
    assert said.title == title
    assert hint in said.next_step
    assert (None if said.begin is None else query[said.begin : said.end]) == place


@pytest.mark.parametrize("query", ["", "  ", "-- only a remark", "/* and", ";", "  ; "])
def test_nothing_is_no_query(query: str) -> None:
    assert refusal(query).title == "There is no query here."


def test_one_query_is_asked_at_a_time() -> None:
    assert refusal("SELECT 1; SELECT 2").title == "There is more than one query here."
    assert asked("SELECT 1; -- and that is all", contacts=CONTACTS).rows == [(1,)]


@pytest.mark.parametrize(
    "query",
    [
        "UPDATE contacts SET email = 1",
        "delete from contacts",
        "-- look\nINSERT INTO contacts (email) VALUES (1)",
        "WITH a AS (SELECT 1) DELETE FROM contacts",
        "WITH a AS (SELECT 1) UPDATE contacts SET email = 1",
        "DROP TABLE contacts",
        "CREATE TABLE t (a)",
        "CREATE TEMP TABLE t AS SELECT * FROM contacts",
        "CREATE VIRTUAL TABLE t USING fts5(a)",
        "ALTER TABLE contacts ADD COLUMN a",
        "ATTACH DATABASE '{file}' AS other",
        "EXPLAIN ATTACH DATABASE '{file}' AS other",
        "VACUUM INTO '{file}'",
        "PRAGMA journal_mode = WAL",
        "SELECT * FROM pragma_table_list",
        "BEGIN",
        "SAVEPOINT a",
        "REINDEX",
        "ANALYZE",
        "SELECT load_extension('{file}')",
        "SELECT fts3_tokenizer('simple', x'00')",
    ],
)
def test_what_would_do_more_than_read_is_refused(query: str, tmp_path: Path) -> None:
    said = refusal(query.format(file=tmp_path / "out.db"))
    assert said.title == "Ask with SQL only reads."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("function", ["readfile('/etc/passwd')", "writefile('out', 'text')", "edit('text')"])
def test_no_function_reaches_a_file(function: str) -> None:
    assert refusal(f"SELECT {function}").title.startswith("There is no function")


def test_the_words_are_those_of_sqlite() -> None:
    assert apsw.keywords == KEYWORDS
    assert RESERVED <= KEYWORDS
    known = {name for (name,) in apsw.Connection(":memory:").execute("SELECT name FROM pragma_function_list")}
    assert FUNCTIONS - {"regexp", "json_each", "json_tree"} <= known


@pytest.mark.parametrize("word", sorted(KEYWORDS - RESERVED))
def test_a_word_that_is_not_reserved_is_a_name_without_quotes(word: str) -> None:
    answer = asked(
        f"SELECT {word} FROM things WHERE {word} = 7 ORDER BY {word}", things=lines_of([{word: 7}])
    )
    assert answer.rows == [(7,)]
