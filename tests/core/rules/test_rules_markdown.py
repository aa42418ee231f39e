"""Tables in Markdown: what is in a cell reads as it is, and stays in its cell."""

import pytest

from core.rules.markdown import markdown_cell, markdown_line, markdown_row


def test_rows_and_the_line_below_the_head_make_a_table() -> None:
    lines = [markdown_row(["id", "name"]), markdown_line(2), markdown_row(["1", ""])]
    assert lines == ["| id | name |", "| --- | --- |", "| 1 |  |"]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("plain_text *stays*", "plain_text *stays*"),
        ("a|b", "a\\|b"),
        ("a\\|b", "a\\\\\\|b"),
        ("one\ntwo\r\nthree\rfour", "one<br>two<br>three<br>four"),
        ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
        ("&lt;", "&amp;lt;"),
    ],
)
def test_what_would_be_markup_is_written_so_that_it_reads_as_it_is(text: str, cell: str) -> None:
    assert markdown_cell(text) == cell
