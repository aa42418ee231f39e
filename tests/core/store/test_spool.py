"""Bundles on disk: every whole line comes back, whatever happened to the rest."""

import json
import struct
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.errors import DataUnreadable, NotKnown
from core.model.http import Exchange
from core.model.position import AtEnd, Milestone
from core.store import spool as spool_module
from core.store.spool import TRACE, Spool
from core.store.spool_reader import BUNDLES, OFFSETS, SpoolReader
from tests.core.store.samples import ROOM, another_process, room_on_disk

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)
pages_of_values = st.lists(st.lists(json_values, max_size=5), max_size=4)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "runs")


def everything(reader: SpoolReader) -> list[bytes]:
    try:
        return [reader.raw(index) for index in range(len(reader))]
    finally:
        reader.close()


def written(spool: Spool, *pages: Sequence[bytes | memoryview | msgspec.Raw], run_id: str = "r1") -> None:
    writer = spool.writer(run_id)
    for page in pages:
        writer.append(page)
    writer.close()


@given(pages=pages_of_values, indent=st.none() | st.integers(0, 2))
def test_any_json_comes_back_equal(pages: list[list[Any]], indent: int | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        spool = Spool(Path(folder))
        written(spool, *([json.dumps(one, indent=indent).encode() for one in page] for page in pages))
        lines = everything(spool.reader("r1"))
    assert [json.loads(line) for line in lines] == [one for page in pages for one in page]
    assert not any(b"\n" in line for line in lines)


def test_items_may_be_slices_of_a_reply(spool: Spool) -> None:
    body = b'[{"a": 1}, {"b": 2}]'
    written(spool, [body[1:9], memoryview(body)[11:19], msgspec.Raw(b"3")])
    assert everything(spool.reader("r1")) == [b'{"a": 1}', b'{"b": 2}', b"3"]


def test_a_line_break_inside_an_item_becomes_a_space(spool: Spool) -> None:
    written(spool, [b'{\n"a":\n1}', b"2"], [b"3"])
    assert everything(spool.reader("r1")) == [b'{ "a": 1}', b"2", b"3"]


def test_the_files_are_what_the_page_says(spool: Spool, tmp_path: Path) -> None:
    written(spool, [b"1", b"22"], [b"333"])
    folder = tmp_path / "runs" / "r1"
    assert (folder / BUNDLES).read_bytes() == b"1\n22\n333\n"
    assert (folder / OFFSETS).read_bytes() == struct.pack("<3Q", 2, 5, 9)


def test_a_reader_sees_more_when_it_looks_again(spool: Spool) -> None:
    reader = spool.reader("r1")
    assert (len(reader), reader.refresh()) == (0, 0)  # not even begun
    writer = spool.writer("r1")
    assert reader.refresh() == 0
    for page in range(3):
        writer.append([b"%d" % page] * 1000)
        assert len(reader) == page * 1000
        assert reader.refresh() == len(reader) == writer.count == (page + 1) * 1000
        assert (reader.raw(0), reader.raw(len(reader) - 1)) == (b"0", b"%d" % page)
    writer.append([])
    assert reader.refresh() == 3000
    writer.close()
    reader.close()


def test_there_is_nothing_before_the_first_and_after_the_last(spool: Spool) -> None:
    written(spool, [b"1", b"2"])
    reader = spool.reader("r1")
    for index in (-1, 2):
        with pytest.raises(IndexError, match=f"no bundle {index}"):
            reader.raw(index)
    reader.close()
    with pytest.raises(IndexError):
        reader.raw(0)


@pytest.mark.parametrize(
    ("name", "cut", "whole"),
    [
        (BUNDLES, 1, 2),  # the last line lost its end
        (BUNDLES, 6, 1),  # and the one before as well
        (BUNDLES, 9, 0),
        (OFFSETS, 1, 2),  # half an offset
        (OFFSETS, 8, 2),  # a line without its offset
        (OFFSETS, 24, 0),
    ],
)
def test_what_was_cut_off_leaves_whole_lines(
    spool: Spool, tmp_path: Path, name: str, cut: int, whole: int
) -> None:
    written(spool, [b"11", b"22", b"33"])
    file = tmp_path / "runs" / "r1" / name
    file.write_bytes(file.read_bytes()[:-cut])
    assert everything(spool.reader("r1")) == [b"11", b"22", b"33"][:whole]
    assert spool.count("r1") == whole


WRITING_FOR_EVER = """if True:
    import itertools, pathlib, sys
    from core.store.spool import Spool

    writer = Spool(pathlib.Path(sys.argv[1])).writer("r1")
    for page in itertools.count():
        writer.append([b"%06d" % (page * 1000 + row) + b"x" * 600 for row in range(1000)])
        print(page, flush=True)
"""


def test_another_process_can_be_read_while_it_writes_and_after_it_was_killed(
    spool: Spool, tmp_path: Path
) -> None:
    with another_process(WRITING_FOR_EVER, tmp_path / "runs") as process:
        assert process.stdout
        reader = spool.reader("r1")
        for _ in range(20):
            pages = int(process.stdout.readline()) + 1
            assert reader.refresh() >= pages * 1000
            assert reader.raw(len(reader) - 1).startswith(b"%06d" % (len(reader) - 1))
    reader.refresh()
    assert len(reader) % 1000 == 0
    assert reader.raw(len(reader) - 1) == b"%06d" % (len(reader) - 1) + b"x" * 600
    reader.close()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_full_disk_is_told_and_the_next_page_is_whole(spool: Spool, tmp_path: Path) -> None:
    writer = spool.writer("r1")
    writer.append([b"1"])
    with room_on_disk(ROOM), pytest.raises(DataUnreadable, match="full") as caught:
        writer.append([b"x" * ROOM, b"y"])
    assert str(tmp_path / "runs" / "r1") in caught.value.reason
    assert writer.count == spool.count("r1") == 1
    writer.append([b"2"])
    writer.close()
    assert everything(spool.reader("r1")) == [b"1", b"2"]


def exchange(number: int, **changes: Any) -> Exchange:
    plain = {
        "method": "GET",
        "url": f"https://example.com/{number}",
        "request_headers": (("Accept", "*/*"),),
        "request_body": "",
        "attempt": 1,
        "sent_at": 1.5,
    }
    return Exchange(**{**plain, **changes})


def test_requests_come_back_in_order(spool: Spool) -> None:
    sent = (
        exchange(1, status=200, reply_headers=(("A", "b"),), reply_size=3, seconds=0.1),
        exchange(2, problem="No answer.", reply_body="two\nlines, and \ud800"),
    )
    writer = spool.writer("r1")
    for one in sent:
        writer.trace(one)
    assert spool.exchanges("r1") == sent  # while the run goes on
    writer.close()
    assert spool.exchanges("r2") == ()


def test_a_request_that_was_cut_off_hides_no_other(spool: Spool, tmp_path: Path) -> None:
    writer = spool.writer("r1")
    writer.trace(exchange(1))
    writer.trace(exchange(2))
    writer.close()
    file = tmp_path / "runs" / "r1" / TRACE
    file.write_bytes(file.read_bytes()[:-5])
    assert spool.exchanges("r1") == (exchange(1),)
    file.write_bytes(b"{not JSON}\n")
    with pytest.raises(DataUnreadable, match="bundles of the run are not affected"):
        spool.exchanges("r1")


@pytest.mark.parametrize(
    "run_id", ["", ".", "..", "../r1", "a/b", "a\\b", "/etc", "C:", "r1\n", "r\0", "é", "x" * 65]
)
def test_what_is_no_id_does_not_become_a_path(spool: Spool, run_id: str) -> None:
    for use in (spool.writer, spool.reader, spool.exchanges, spool.remove, spool.count):
        with pytest.raises(NotKnown):
            use(run_id)


def test_a_run_is_written_once(spool: Spool) -> None:
    written(spool, [b"1"])
    with pytest.raises(DataUnreadable):
        spool.writer("r1")
    assert spool.count("r1") == 1


def test_the_size_is_that_of_all_files_and_a_removed_run_is_gone(spool: Spool) -> None:
    assert spool.size() == 0
    written(spool, [b"1", b"22"])
    written(spool, [b"333"], run_id="r2")
    assert spool.size() == len(b"1\n22\n333\n") + 3 * 8
    spool.remove("r1")
    spool.remove("r1")
    assert spool.size() == len(b"333\n") + 8
    assert spool.count("r1") == 0


@pytest.mark.parametrize("damaged", [b"", b"\xff" * 20, None])
def test_bundles_whose_places_are_lost_do_not_pass_for_none(spool: Spool, damaged: bytes | None) -> None:
    writer = spool.writer("r1")
    writer.append([b"1", b"2"])
    writer.mark(Milestone(2, 1, AtEnd()))
    writer.close()
    offsets = spool.place("r1") / OFFSETS
    if damaged is None:
        offsets.unlink()
    else:
        offsets.write_bytes(damaged)
    with pytest.raises(DataUnreadable, match="cannot be read") as caught:
        spool.count("r1")
    assert str(offsets) in caught.value.reason
    assert spool.milestones("r1") == ()
    again = spool.continued("r1")
    again.append([b"3"])
    again.close()
    assert everything(spool.reader("r1")) == [b"3"]


def test_a_run_whose_first_page_comes_while_it_is_counted_is_whole(
    spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = spool.writer("r1")

    def milestones(folder: Path, count: int) -> tuple[tuple[Milestone, ...], int]:
        writer.append([b"1"])
        writer.mark(Milestone(1, 1, AtEnd()))
        return read(folder, count)

    read = spool_module._milestones
    monkeypatch.setattr(spool_module, "_milestones", milestones)
    assert spool.count("r1") == 1
    writer.close()


def test_a_reader_that_cannot_read_lets_go_of_what_it_opened(spool: Spool) -> None:
    written(spool, [b'{"a":1}'])
    bundles = spool.place("r1") / BUNDLES
    bundles.unlink()
    bundles.mkdir()  # the offsets can be opened, and the bundles cannot
    open_files = Path("/proc/self/fd")
    before = sorted(open_files.iterdir())
    with pytest.raises(DataUnreadable):
        spool.reader("r1")
    assert sorted(open_files.iterdir()) == before
