"""JSON and JSON Lines hold bundles byte for byte, and can be read by whoever reads JSON."""

import json
from typing import Any

import pytest
from hypothesis import given

from core.model.errors import TrunklineError
from tests.core.results.bundle_runs import PATIENT, lines
from tests.core.results.exports import made

ODD = [
    b'{"a": 1.10, "a": 1180591620717411303424}',
    b"\xef\xbb\xbf" + b'{"b":  1E400}',
    b'{"c": NaN}',
    b"<p>502 \xff</p>",
    b'{"d": "\\ud800"}',
    b"[" * 10_000 + b"]" * 10_000,
]
WRITTEN = [
    ODD[0],
    b'{"b":  1E400}',
    json.dumps('{"c": NaN}').encode(),
    json.dumps("<p>502 \ufffd</p>", ensure_ascii=False).encode(),
    ODD[4],
    ODD[5],
]
NOTE = "2 bundles are not JSON and were written as a text."


def as_json(bundle: bytes) -> bytes:
    """A bundle as it stands in a file: as received, if that is JSON and not Python's dialect of it."""
    strange: list[str] = []
    json.loads(bundle, parse_constant=strange.append, parse_int=str)
    return json.dumps(bundle.decode(), ensure_ascii=False).encode() if strange else bundle


@PATIENT
@given(lines())
def test_each_line_is_the_bundle_as_it_was_received(bundles: list[bytes]) -> None:
    done = made(bundles, "jsonl")
    assert done.content == b"".join(as_json(one) + b"\n" for one in bundles)
    assert done.rows == len(bundles)
    assert bool(done.notes) == any(as_json(one) != one for one in bundles)


@PATIENT
@given(lines())
def test_the_array_has_the_bundles_as_they_were_received(bundles: list[bytes]) -> None:
    content = made(bundles, "json").content
    assert content == (b"[\n" + b",\n".join(map(as_json, bundles)) + b"\n]\n" if bundles else b"[]\n")
    assert len(json.loads(content, parse_int=str)) == len(bundles)


def test_what_is_no_json_becomes_a_text_so_that_the_rest_can_be_read() -> None:
    done = made(ODD, "jsonl")
    assert done.content.split(b"\n") == [*WRITTEN, b""]
    assert done.notes == (NOTE,)
    array = made(ODD, "json")
    assert array.content == b"[\n" + b",\n".join(WRITTEN) + b"\n]\n"
    assert array.notes == (NOTE,)


def test_chosen_bundles_are_written_in_the_order_in_which_they_were_chosen() -> None:
    bundles = [b'{"n": %d}' % number for number in range(1_000)]
    chosen = [999, 0, 500]
    assert made(bundles, "jsonl", rows=chosen).content.splitlines() == [bundles[row] for row in chosen]
    assert made(bundles, "jsonl", rows=[]).content == b""
    assert made(bundles, "json", rows=[]).content == b"[]\n"


def test_many_bundles_are_written_batch_by_batch() -> None:
    bundles = [json.dumps({"n": number, "text": "é" * 50}).encode() for number in range(20_000)]
    found: list[Any] = json.loads(made(bundles, "json").content)
    assert [one["n"] for one in found] == list(range(20_000))


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_text_that_would_be_too_large_is_refused(form: Any) -> None:
    bundles = [b'{"n": "%s"}' % (b"x" * 1_000)] * 2_000
    assert made(bundles, form, most=10_000_000).rows == 2_000
    with pytest.raises(TrunklineError, match=r"too much to copy.*larger than 1 MB.*Export it to a file"):
        made(bundles, form, most=1_000_000)
