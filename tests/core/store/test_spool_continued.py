"""Runs that are written on: behind what lies there whole, and nothing of what was cut off."""

from contextlib import closing
from pathlib import Path

import pytest

from core.model.errors import DataUnreadable
from core.model.http import Exchange
from core.model.position import AtEnd, AtPage, Milestone
from core.store.spool import POSITIONS, TRACE, Spool
from core.store.spool_reader import BUNDLES, OFFSETS

FIRST = Exchange(method="GET", url="/first", request_headers=(), request_body="", attempt=1, sent_at=1.0)
SECOND = Exchange(method="GET", url="/second", request_headers=(), request_body="", attempt=1, sent_at=2.0)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    """One with a run of three bundles on two pages, and one request."""
    spool = Spool(tmp_path / "runs")
    with closing(spool.writer("r1")) as writer:
        writer.append([b'"one"', b'"two"'])
        writer.mark(Milestone(2, 1, AtPage(2)))
        writer.trace(FIRST)
        writer.append([b'"three"'])
        writer.mark(Milestone(3, 2, AtPage(3)))
    return spool


def bundles(spool: Spool) -> list[bytes]:
    with closing(spool.reader("r1")) as reader:
        return [reader.raw(index) for index in range(len(reader))]


def test_a_run_is_written_on_behind_what_is_there(spool: Spool) -> None:
    with closing(spool.continued("r1")) as writer:
        assert (writer.count, writer.milestones) == (3, spool.milestones("r1"))
        writer.append([b'"four"'])
        writer.mark(Milestone(4, 3, AtEnd()))
        writer.trace(SECOND)
    assert bundles(spool) == [b'"one"', b'"two"', b'"three"', b'"four"']
    assert spool.milestones("r1") == (
        Milestone(2, 1, AtPage(2)),
        Milestone(3, 2, AtPage(3)),
        Milestone(4, 3, AtEnd()),
    )
    assert spool.exchanges("r1") == (FIRST, SECOND)


def test_a_run_without_files_begins_anew(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "runs")
    with closing(spool.continued("r1")) as writer:
        assert (writer.count, writer.milestones) == (0, ())
        writer.append([b"1"])
    assert bundles(spool) == [b"1"]


def test_offsets_whose_bundles_are_lost_count_for_nothing(spool: Spool, tmp_path: Path) -> None:
    """Written on, the bundles reach as far again as those offsets, which would then name pieces of others."""
    lines = tmp_path / "runs" / "r1" / BUNDLES
    lines.write_bytes(lines.read_bytes()[:9])
    with closing(spool.continued("r1")) as writer:
        assert (writer.count, writer.milestones) == (1, ())
        writer.append([b'"something that is much longer than what was lost"'])
    assert bundles(spool) == [b'"one"', b'"something that is much longer than what was lost"']
    assert spool.milestones("r1") == ()


def test_milestones_beyond_the_bundles_are_taken_away(spool: Spool, tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "r1"
    (folder / OFFSETS).write_bytes((folder / OFFSETS).read_bytes()[:16])
    with closing(spool.continued("r1")) as writer:
        writer.append([b"3"])
    assert spool.milestones("r1") == (Milestone(2, 1, AtPage(2)),)


def test_what_was_cut_off_in_the_middle_of_a_line_is_written_over(spool: Spool, tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "r1"
    for name, torn in (
        (BUNDLES, b'{"torn'),
        (OFFSETS, b"\xff" * 5),
        (TRACE, b'{"x' * 900),
        (POSITIONS, b"[9"),
    ):
        with (folder / name).open("ab") as file:
            file.write(torn)
    with closing(spool.continued("r1")) as writer:
        writer.append([b"4"])
        writer.mark(Milestone(4, 3, AtEnd()))
        writer.trace(SECOND)
    assert bundles(spool)[3:] == [b"4"]
    assert spool.milestones("r1")[-1] == Milestone(4, 3, AtEnd())
    assert spool.exchanges("r1") == (FIRST, SECOND)


def test_a_reader_that_is_open_sees_what_is_written_on(spool: Spool) -> None:
    with closing(spool.reader("r1")) as reader, closing(spool.continued("r1")) as writer:
        writer.append([b"4"])
        assert reader.refresh() == 4
        assert reader.raw(2) == b'"three"'
        assert reader.raw(3) == b"4"


def test_a_disk_that_refuses_is_explained(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("no folder")
    with pytest.raises(DataUnreadable):
        Spool(tmp_path / "runs").continued("r1")
