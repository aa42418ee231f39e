"""Nothing is read or decoded that nobody looks at. Counted, not timed."""

import json
from pathlib import Path

import pytest
from bundle_screen import FileSource, Screen, painted

from gui.bundles import columns_found, decoded
from gui.bundles.decoded import Bundles, Recent

MANY = 100_000
SAMPLE = columns_found.SAMPLE_BUNDLES
ON_SCREEN = 60
"""More rows than the view of these tests has room for."""


class Counter:
    """Counts what a source is asked for."""

    def __init__(self, source: FileSource) -> None:
        self._source = source
        self.reads = 0
        self.numbers: set[int] = set()

    def __len__(self) -> int:
        return len(self._source)

    def refresh(self) -> int:
        return self._source.refresh()

    def size(self, index: int) -> int:
        return self._source.size(index)

    def raw(self, index: int) -> bytes:
        self.reads += 1
        self.numbers.add(index)
        return self._source.raw(index)

    def close(self) -> None:
        self._source.close()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> FileSource:
    """A hundred thousand bundles of some 600 bytes."""
    filler = {f"field_{n}": "v" * 24 for n in range(11)}
    folder: Path = tmp_path_factory.mktemp("many")
    lines = (
        json.dumps({"id": n, "email": f"c{n}@example.com", "attributes": filler, "tags": [n, n]}).encode()
        for n in range(MANY)
    )
    return FileSource(folder / "many.jsonl", lines)


def test_opening_reads_a_sample_and_what_is_painted(screen: Screen, many: FileSource) -> None:
    source = Counter(many)
    screen.view.open(source)
    painted(screen)
    assert screen.view.count() == MANY
    assert source.reads <= SAMPLE + ON_SCREEN
    assert max(source.numbers) < SAMPLE + ON_SCREEN


@pytest.mark.parametrize("tab", ["tree", "table", "raw"])
def test_a_jump_to_the_last_bundle_reads_what_is_painted_there(
    screen: Screen, many: FileSource, tab: str
) -> None:
    source = Counter(many)
    screen.view.open(source)
    screen.view.show_tab(tab)
    painted(screen)
    source.reads = 0
    screen.view.select(MANY - 1)
    painted(screen)
    assert MANY - 1 in source.numbers
    assert source.reads <= ON_SCREEN


def test_the_tree_is_told_of_no_more_rows_than_a_page_and_the_groups(
    screen: Screen, many: FileSource
) -> None:
    screen.view.open(Counter(many))
    assert screen.tree.model().rowCount() == 1000 + 99
    screen.view.select(MANY - 1)
    assert screen.tree.currentIndex().data() == "Bundle 100,000"
    assert screen.tree.model().rowCount(screen.tree.currentIndex().parent()) == 1000


def test_growing_reads_nothing_once_the_screen_is_full(screen: Screen, many: FileSource) -> None:
    source = Counter(many)
    many.visible = 500
    screen.view.open(source)
    painted(screen)
    source.reads = 0
    for many.visible in range(1000, 50_000, 7000):
        screen.view.grow()
        painted(screen)
    many.visible = MANY
    many.refresh()
    assert source.reads == 0


def test_scrolling_far_keeps_memory_to_what_was_used_last(screen: Screen, many: FileSource) -> None:
    bundles = Bundles(many)
    for number in range(3000):
        bundles.value(number)
    assert bundles.decoded == 3000
    before = bundles.decoded
    bundles.value(2999)
    assert bundles.decoded == before
    bundles.value(0)
    assert bundles.decoded == before + 1


def test_wide_bundles_are_painted_without_being_decoded(screen: Screen) -> None:
    wide = {f"key {n}": n for n in range(40_000)}
    source = Counter(screen.source([json.dumps(wide).encode()] * 30))
    screen.view.open(source)
    for tab in ("tree", "table"):
        screen.view.show_tab(tab)
        painted(screen)
    assert source.reads <= 30
    assert len(json.dumps(wide)) > decoded.LARGE


def test_what_was_used_last_is_kept_by_number_and_by_weight() -> None:
    recent: Recent[str] = Recent(count=3, weight=10)
    for number, weight in ((1, 2), (2, 2), (3, 2)):
        recent.put(number, str(number), weight)
    assert recent.get(1) == "1"  # used again, so 2 is the oldest
    recent.put(3, "3", 3)  # the same once more, not twice
    recent.put(4, "4", 5)
    assert (recent.get(1), recent.get(2), recent.get(3)) == ("1", None, "3")
    recent.put(5, "5", 50)
    assert len(recent) == 1
    assert recent.get(5) == "5"
    recent.clear()
    assert len(recent) == 0
