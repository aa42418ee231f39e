"""The found place that is shown, and how each tab shows it."""

from core.model.results import Hit, Place
from gui.bundles.decoded import Bundles
from gui.bundles.raw_view import RawView
from gui.bundles.table_page import TablePage
from gui.bundles.tree_view import BundleTree
from gui.bundles.view_tabs import RAW, TABLE, TREE

_LEFT_OUT = "The filters of the table leave out this bundle; the tree and the text show it."


class FoundPlace:
    """Keeps the hit that was gone to last, for the tabs that are looked at afterwards."""

    def __init__(self, tree: BundleTree, table: TablePage, raw: RawView) -> None:
        self._tree, self._table, self._raw = tree, table, raw
        self._found: tuple[Hit, Place] | None = None
        self._shown_in: set[int] = set()

    def keep(self, hit: Hit, place: Place) -> None:
        """Show this one from now on."""
        self._found = (hit, place)
        self._shown_in.clear()

    def forget(self) -> None:
        """Show none."""
        self._found = None

    def show(self, tab: int, bundles: Bundles, current: int) -> str:
        """Show it in a tab, once, if it lies in the current bundle; gives what has to be said about it."""
        if self._found is None or self._found[0].bundle != current or tab in self._shown_in:
            return ""
        self._shown_in.add(tab)
        hit, place = self._found
        if tab == TREE:
            self._tree.show_place(hit.bundle, place.steps)
        elif tab == RAW:
            self._raw.show_hit(bundles, hit, place)
        elif tab == TABLE and not self._table.table.go_to(hit.bundle, self._section(place)):
            return _LEFT_OUT
        return ""

    def _section(self, place: Place) -> int | None:
        """The column that a place lies in; None where it is not shown."""
        columns = self._table.columns.layout.columns
        for length in range(len(place.steps), -1, -1):
            if place.steps[:length] in columns:
                return columns.index(place.steps[:length])
        return None
