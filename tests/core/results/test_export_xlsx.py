"""Workbooks are read back value by value; what Excel cannot hold is said."""

import json
import zipfile
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.export import ExportOptions
from core.results import export_xlsx
from tests.core.results.bundle_runs import Raw, lines
from tests.core.results.exports import MISSING, cell_at, made, sheets_of, shows

SCALARS = st.none() | st.booleans() | st.text(max_size=10) | st.integers() | st.floats(allow_nan=False)


def sheet_of(bundles: list[Any], **options: Any) -> list[list[Any]]:
    """The rows of one sheet without its head."""
    chosen = ExportOptions(**options)
    done = made([json.dumps({"a": one}).encode() for one in bundles], "xlsx", [("a",)], options=chosen)
    return sheets_of(done.content)["Bundles"][1:]


def is_written(cell: Any, value: Any) -> bool:
    """Whether a cell of a workbook shows a value."""
    match value:
        case bool():
            return cell is value
        case Raw() if isinstance(cell, str):
            return cell == value
        case Raw():
            return float(value) == cell and Decimal(value) == Decimal(repr(cell))
        case "":
            return cell is None
        case _ if value is MISSING or value is None:
            return cell is None
        case _:
            return isinstance(cell, str) and shows(cell, value)


@settings(max_examples=60, deadline=None)
@given(
    lines(st.dictionaries(st.sampled_from("abc"), SCALARS | st.lists(SCALARS, max_size=2)).map(lambda d: d))
)
def test_every_value_is_read_back(bundles: list[bytes]) -> None:
    done = made(bundles, "xlsx", [("a",), ("b",), ("c",)])
    head, *rows = sheets_of(done.content)["Bundles"]
    assert head == ["a", "b", "c"]
    rows += [[None] * 3] * (len(bundles) - len(rows))  # the last rows may be blank
    for bundle, row in zip(bundles, rows, strict=True):
        assert all(is_written(cell, cell_at(bundle, (name,))) for cell, name in zip(row, head, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "{=1}",
        "https://example.com",
        "mailto:a@example.com",
        "internal:Sheet1!A1",
        "0123",
        "1e5",
        "2026-11-03",
        "<r>no rich text</r>",
        "<r></r>",
        "<r><rPr><b/></rPr>x</r>",
        "a\x00b\x07\x0b\x1f\x7f",
        "_x0041_",
        "\r\n\ttab\r",
        "  spaces  ",
        "\ufffe\uffff\u202e",
        "<b>&amp;</b>",
        "😀",
        "'quoted",
    ],
)
def test_texts_stay_texts_whatever_they_look_like(text: str) -> None:
    done = made([json.dumps({"a": text}).encode()], "xlsx", [("a",)])
    assert sheets_of(done.content)["Bundles"] == [["a"], [text]]
    assert done.notes == ()
    with zipfile.ZipFile(BytesIO(done.content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        assert not sheet.findall(".//{*}f")
        assert not sheet.findall(".//{*}hyperlink")


@pytest.mark.parametrize(
    ("digits", "cell"),
    [
        ("5", 5),
        ("-1.10", -1.1),
        ("0", 0),
        ("-0", 0),
        ("0.000", 0),
        ("999999999999999", 999999999999999),
        ("100000000000000000000", 1e20),
        ("0.123456789012345", 0.123456789012345),
        ("1E+10", 1e10),
    ],
)
def test_numbers_that_excel_keeps_are_numbers(digits: str, cell: float) -> None:
    done = made([b'{"a": %s}' % digits.encode()], "xlsx", [("a",)])
    assert sheets_of(done.content)["Bundles"][1] == [cell]
    assert done.notes == ()


@pytest.mark.parametrize(
    "digits", ["1234567890123456", str(2**70), "0.1234567890123456", "1e400", "-1e-400", "9" * 5_000]
)
def test_numbers_that_excel_would_change_are_texts_and_counted(digits: str) -> None:
    done = made([b'{"a": %s}' % digits.encode()] * 2, "xlsx", [("a",)])
    assert sheets_of(done.content)["Bundles"][1:] == [[digits], [digits]]
    assert done.notes == ("2 numbers were written as text: Excel keeps 15 digits, and would change them.",)


def test_long_texts_are_cut_between_characters_and_counted() -> None:
    done = made(
        [json.dumps({"a": text}).encode() for text in ("x" * 40_000, "😀" * 20_000, "y" * 32_767)], "xlsx"
    )
    assert [row[0] for row in sheets_of(done.content)["Bundles"][1:]] == [
        "x" * 32_767,
        "😀" * 16_383,
        "y" * 32_767,
    ]
    assert done.notes == ("2 texts are longer than the 32,767 characters that a cell holds and were cut.",)


def test_a_text_that_looks_like_marks_only_once_it_is_cut_stays_a_text() -> None:
    text = "<r><b>" + "x" * (32_767 - 10) + "</r>" + "more"
    done = made([json.dumps({"a": text}).encode()], "xlsx", [("a",)])
    assert sheets_of(done.content)["Bundles"][1] == [text[:32_767]]


def test_rows_beyond_a_sheet_go_on_in_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_xlsx, "ROWS", 11)
    done = made([b'{"n": %d}' % number for number in range(25)], "xlsx")
    sheets = sheets_of(done.content)
    assert list(sheets) == ["Bundles", "Bundles 2", "Bundles 3"]
    assert [len(rows) for rows in sheets.values()] == [11, 11, 6]
    assert [row[0] for rows in sheets.values() for row in rows[1:]] == list(range(25))
    assert all(rows[0] == ["n"] for rows in sheets.values())
    assert done.notes == ("The rows are on 3 sheets, because one holds 11.",)


def test_columns_beyond_a_sheet_are_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_xlsx, "COLUMNS", 3)
    done = made([b'{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}'], "xlsx")
    assert sheets_of(done.content)["Bundles"] == [["a", "b", "c"], [1, 2, 3]]
    assert done.notes == ("2 columns are left out, because a sheet holds 3.",)


def test_missing_null_and_empty_are_told_as_chosen() -> None:
    assert sheet_of([None, "", "x"]) == [[None], [None], ["x"]]
    assert sheet_of([None, "", "x"], null="null", empty="(empty)") == [["null"], ["(empty)"], ["x"]]


def test_half_characters_are_replaced_also_in_names() -> None:
    done = made([b'{"a\\ud800": "\\udc00"}'], "xlsx", [("a\ud800",)])
    assert sheets_of(done.content)["Bundles"] == [["`a\ufffd`"], ["\ufffd"]]


def test_a_run_without_bundles_gives_a_sheet_with_a_head() -> None:
    assert sheets_of(made([], "xlsx", [("a",), ("b",)]).content) == {"Bundles": [["a", "b"]]}


def test_nothing_but_the_workbook_stays_in_the_folder() -> None:
    done = made([b'{"a": 1}'], "xlsx")
    with zipfile.ZipFile(BytesIO(done.content)) as book:
        assert book.testzip() is None
