"""What is chosen in a table, as bundles and columns, however much it is."""

import pytest

from core.model.errors import TrunklineError
from gui.bundles.offer import Chosen, chosen_in, looked_up
from gui.bundles.table_view import Area
from tests.gui.bundles.export_screen import Turned


def test_overlapping_areas_name_each_bundle_once_and_in_order() -> None:
    areas = [Area(10, 12, 0, 1), Area(0, 1, 3, 3), Area(11, 15, 1, 1), Area(2, 2, 0, 0)]
    chosen, columns = chosen_in(areas, [("a",), ("b",), ("c",), ("d",)], None)
    assert list(chosen) == [0, 1, 2, 10, 11, 12, 13, 14, 15]
    assert columns == (("a",), ("b",), ("d",))
    assert chosen[2:5] == [2, 10, 11]


def test_in_a_sorted_table_the_bundles_of_the_rows_are_meant() -> None:
    chosen, _ = chosen_in([Area(0, 2, 0, 0), Area(9, 9, 0, 0)], [("a",)], Turned(10))
    assert list(chosen) == [9, 8, 7, 0]


def test_nothing_chosen_is_nothing() -> None:
    assert list(Chosen()) == []
    with pytest.raises(IndexError):
        Chosen()[0]


async def test_a_million_rows_are_chosen_at_once_and_looked_up_bit_by_bit() -> None:
    rows = Turned(1_000_000)
    chosen, _ = chosen_in([Area(0, 999_999, 0, 0)], [("a",)], rows)
    assert len(chosen) == 1_000_000
    found = await looked_up(chosen)
    assert (found[0], found[-1], len(found)) == (999_999, 0, 1_000_000)


async def test_a_view_that_is_left_meanwhile_is_said() -> None:
    rows = Turned(100_000)
    chosen, _ = chosen_in([Area(0, 99_999, 0, 0)], [("a",)], rows)
    rows.close()
    with pytest.raises(TrunklineError, match="not known any more"):
        await looked_up(chosen)
