"""CSV is read back as it was received, whatever is in it; and Excel runs none of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.export import ExportOptions
from core.model.results import Steps
from core.results.told import ExportWritten
from tests.core.results.bundle_runs import PATIENT, TEXTS, VALUES, Pairs, lines
from tests.core.results.exports import PLAIN, cell_at, made, places_in, rows_of_csv, shows

PEOPLE = [
    b'{"id": 1, "attributes": {"plan": "pro", "mrr": 1.10}, "tags": ["a", {"b": 1}]}',
    b'{"id": 2, "attributes": {"plan": null}, "extra": true}',
    b'{"id": 3, "attributes": {}, "tags": []}',
    b'{"attributes": null, "id": ""}',
]

FEW_TEXTS = st.sampled_from(["a", "b", "", "ß", 'q"', "back\\slash", "line\nend", "\ud800"])
SMALL = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(FEW_TEXTS, inner), max_size=4).map(Pairs),
    max_leaves=6,
)
STEPS: st.SearchStrategy[Steps] = st.lists(FEW_TEXTS | st.integers(1, 3), min_size=1, max_size=3).map(tuple)


def test_columns_are_found_and_written_with_their_paths() -> None:
    done = made(PEOPLE, "csv")
    assert done.content.startswith(b"\xef\xbb\xbfid,attributes.plan,attributes.mrr,tags,extra\r\n")
    assert rows_of_csv(done.content)[1:] == [
        ["1", "pro", "1.10", '["a", {"b": 1}]', ""],
        ["2", "", "", "", "true"],
        ["3", "", "", "[]", ""],
        ["", "", "", "", ""],
    ]
    assert (done.rows, done.notes) == (4, ())
    assert done.progress[-1].done == done.progress[-1].total


def test_columns_and_rows_are_written_as_chosen_and_in_that_order() -> None:
    columns: list[Steps] = [("tags", 2, "b"), ("id",), ("attributes",), ("odd name", "x")]
    done = made(PEOPLE, "csv", columns, rows=[2, 0], options=PLAIN)
    assert rows_of_csv(done.content) == [
        ["tags[2].b", "id", "attributes", "`odd name`.x"],
        ["", "3", "{}", ""],
        ["1", "1", '{"plan": "pro", "mrr": 1.10}', ""],
    ]


@PATIENT
@given(lines(SMALL), st.data())
def test_every_value_is_written_as_it_was_received(bundles: list[bytes], data: st.DataObject) -> None:
    places = sorted({place for one in bundles for place in places_in(cell_at(one, ())) if place}, key=repr)
    known = st.sampled_from(places) if places else st.nothing()
    columns = data.draw(st.lists(known | STEPS, min_size=1, max_size=8))
    done = made(bundles, "csv", columns, options=PLAIN)
    rows = rows_of_csv(done.content)[1:]
    assert len(rows) == len(bundles) == done.rows
    for bundle, row in zip(bundles, rows, strict=True):
        for steps, cell in zip(columns, row, strict=True):
            assert shows(cell, cell_at(bundle, steps)), (bundle, steps, cell)


@PATIENT
@given(lines(SMALL))
def test_bundles_themselves_are_a_column_too(bundles: list[bytes]) -> None:
    rows = rows_of_csv(made(bundles, "csv", [()], options=PLAIN).content)
    assert rows[0] == ["Value"]
    assert all(shows(row[0], cell_at(one, ())) for one, row in zip(bundles, rows[1:], strict=True))


@PATIENT
@given(lines(SMALL))
def test_nothing_is_lost_where_columns_are_found(bundles: list[bytes]) -> None:
    head, *rows = rows_of_csv(made(bundles, "csv", options=PLAIN).content)
    assert len(set(head)) == len(head)
    for bundle, row in zip(bundles, rows, strict=True):
        value = cell_at(bundle, ())
        assert isinstance(value, Pairs | None) or shows(row[head.index("Value")], value)


def test_bundles_that_are_no_objects_have_a_column_beside_those_of_the_others() -> None:
    rows = rows_of_csv(made([b'{"id": 1}', b"[1, 2]", b'"text"', b"7"], "csv").content)
    assert rows == [["Value", "id"], ["", "1"], ["[1, 2]", ""], ["text", ""], ["7", ""]]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20A",
        "-",
        "+49 151 2345",
        "=",
        "--1",
    ],
)
def test_texts_that_begin_like_a_formula_are_defused_and_counted(text: str) -> None:
    lines = [json.dumps({"a": text, "=name": 1}).encode()] * 2
    done = made(lines, "csv", [("a",), ("=name",)])
    assert rows_of_csv(done.content) == [["a", "`=name`"], [f"'{text}", "1"], [f"'{text}", "1"]]
    (note,) = done.notes
    assert note.startswith("2 texts begin like a formula and were given an apostrophe in front")
    assert rows_of_csv(made(lines, "csv", [("a",)], options=ExportOptions(excel_safe=False)).content)[1] == [
        text
    ]


@pytest.mark.parametrize(
    "value", ["-5", "-5.25", "-1e-7", "5", "1E+10", '"-5"', '"-1.5e3"', '""', '"a=b"', '"\'=1"']
)
def test_numbers_and_harmless_texts_stay_as_they_are(value: str) -> None:
    done = made([b'{"a": %s}' % value.encode()], "csv", [("a",)])
    assert rows_of_csv(done.content)[1] == [value.strip('"')]
    assert done.notes == ()


@PATIENT
@given(st.lists(TEXTS | st.sampled_from(["=", "+1", "-1", "@x", "\t", "\r"]), min_size=1, max_size=20))
def test_no_cell_of_a_safe_file_begins_like_a_formula(texts: list[str]) -> None:
    done = made([json.dumps({"a": text}).encode() for text in texts], "csv", [("a",)])
    for [cell] in rows_of_csv(done.content):
        assert cell[:1] not in list("=+-@\t\r\n") or cell.lstrip("-").isdigit()


@pytest.mark.parametrize(
    ("options", "cells"),
    [
        (ExportOptions(), ["", "", "", "x"]),
        (ExportOptions(null="null"), ["", "null", "", "x"]),
        (
            ExportOptions(missing="(missing)", null="null", empty="(empty)"),
            ["(missing)", "null", "(empty)", "x"],
        ),
    ],
)
def test_missing_null_and_empty_are_told_as_chosen(options: ExportOptions, cells: list[str]) -> None:
    lines = [b'{"b": 1}', b'{"a": null}', b'{"a": ""}', b'{"a": "x"}']
    rows = rows_of_csv(made(lines, "csv", [("a",), ("b",)], options=options).content)
    assert [row[0] for row in rows[1:]] == cells


@pytest.mark.parametrize(("separator", "form"), [(";", "csv"), ("\t", "csv"), ("\t", "tsv")])
def test_the_separator_is_chosen_and_quoted_where_it_occurs(separator: str, form: str) -> None:
    options = ExportOptions(separator=separator if form == "csv" else ",", header=False)  # type: ignore[arg-type]
    text = 'a;b,c\td"e\nf\r\ng'
    done = made([json.dumps({"a": text, "b": 2}).encode()], form, [("a",), ("b",)], options=options)  # type: ignore[arg-type]
    assert rows_of_csv(done.content, separator) == [[text, "2"]]
    assert done.content.endswith(b"\r\n")


def test_half_characters_and_bundles_that_are_no_json_are_told() -> None:
    lines = [
        b'{"a": "\\ud800 x"}',
        b'{"a": 1, "b": NaN}',
        b"<p>Bad Gateway</p>",
        b'{"a": "cut',
        b'{"a": "\xff"}',
    ]
    done = made(lines, "csv", [("a",), ("b",)])
    assert [row[:2] for row in rows_of_csv(done.content)[1:]] == [
        ["\ufffd x", ""],
        ["1", "NaN"],
        ["", ""],
        ["", ""],
        ["\ufffd", ""],
    ]
    assert done.notes == (
        "3 bundles are not JSON; what could be read of them is there.",
        "1 text holds half a character, which is written as \ufffd.",
    )


def test_hostile_bundles_are_written_and_nothing_stops() -> None:
    deep = b'{"a": ' + b"[" * 10_000 + b"]" * 10_000 + b', "z": 1}'
    wide = json.dumps({f"k{number}": number for number in range(20_000)}).encode()
    long_key = json.dumps({"k" * 1_000_000: 5, "z": 2}).encode()
    doubled = b'{"z": 1, "z": 2, "z": 1180591620717411303424}'
    markup = json.dumps({"z": "<script>\x00\u202etxt.exe"}).encode()
    lines = [deep, wide, long_key, doubled, markup]
    rows = rows_of_csv(made(lines, "csv", [("a",), ("k" * 1_000_000,), ("k19999",), ("z",)]).content)
    assert rows[1:] == [
        ["[" * 10_000 + "]" * 10_000, "", "", "1"],
        ["", "", "19999", ""],
        ["", "5", "", "2"],
        ["", "", "", str(2**70)],
        ["", "", "", "<script>\x00\u202etxt.exe"],
    ]


def test_of_more_columns_than_can_be_told_a_note_says_how_many_are_not_there() -> None:
    wide = json.dumps({f"k{number}": number for number in range(2_003)}).encode()
    done = made([wide], "csv")
    assert len(rows_of_csv(done.content)[0]) == 2_000
    assert done.notes == ("3 further fields have no column; JSON holds all of them.",)


def test_a_column_that_turns_out_to_hold_all_kinds_is_right_in_every_batch() -> None:
    values = ["1", '"text"', "[1, 2]", '{"x": 1.50}', "null", "true", "-0", "0", "false", "1e400"]
    lines = [b'{"a": %s}' % values[number % 10].encode() for number in range(5_000)]
    rows = rows_of_csv(made(lines, "csv", [("a",)]).content)
    assert all(shows(row[0], cell_at(line, ("a",))) for row, line in zip(rows[1:], lines, strict=True))


def test_a_run_without_bundles_gives_a_head() -> None:
    assert made([], "csv", [("a",)]).content == b"\xef\xbb\xbfa\r\n"
    assert made([], "csv").content == b"\xef\xbb\xbfValue\r\n"


def test_long_cells_are_written_whole() -> None:
    long = "x" * 3_000_000
    rows = rows_of_csv(made([json.dumps({"a": long}).encode()], "csv", [("a",)]).content)
    assert rows[1] == [long]


def test_progress_goes_on_to_the_end_and_counts_twice_where_columns_are_to_be_found() -> None:
    lines = [b'{"a": %d}' % number for number in range(30_000)]
    for columns, rounds in (([("a",)], 1), (None, 2)):
        progress = made(lines, "csv", columns).progress
        assert all(one.total == 30_000 * rounds for one in progress)
        assert [one.done for one in progress] == sorted(one.done for one in progress)
        assert progress[-1].done == 30_000 * rounds


def test_what_is_told_crosses_to_whoever_asks() -> None:
    written = ExportWritten(rows=2, notes=("One note.",))
    from core.results.frames import frame, told_in

    assert told_in(frame(written)[4:]) == written
