"""The found place that is shown, and how each tab shows it."""

from core.model.results import Hit, Place, Steps
from gui.bundles.decoded import LARGE, Bundles
from gui.bundles.detail_pane import DetailPane
from gui.bundles.raw_view import RawView
from gui.bundles.table_page import TablePage
from gui.bundles.tree_places import positions
from gui.bundles.tree_view import MOST_LEVELS, BundleTree
from gui.bundles.values import one_line, path_text
from gui.bundles.view_tabs import RAW, TABLE, TREE

_LEFT_OUT = "The filters of the table leave out this bundle; the tree and the text show it."
_HIDDEN = "Found in {path}, a column that is hidden: choose it under Columns, or look in the tree."
_NO_COLUMN = "Found in {path}, for which the table has no column; the tree and the text show it."
_EARLIER = "Found in a name that was received more than once: the table shows its last value, the tree all."
_DEEP = "Found {depth:,} levels deep: the tree opens {most} of them by itself; the text shows it."
_LONGEST_PATH = 60


class FoundPlace:
    """Keeps the hit that was gone to last, for the tabs that are looked at afterwards."""

    def __init__(self, tree: BundleTree, table: TablePage, raw: RawView, detail: DetailPane) -> None:
        self._tree, self._table, self._raw, self._detail = tree, table, raw, detail
        self._found: tuple[Hit, Place] | None = None
        self._shown_in: set[int] = set()
        self._lacks_column = False

    def keep(self, hit: Hit, place: Place) -> None:
        """Show this one from now on."""
        self._found = (hit, place)
        self._shown_in.clear()
        self._detail.show_found(self._found)

    def forget(self) -> None:
        """Show none, and mark nothing any more."""
        self._found = None
        self._lacks_column = False
        self._tree.unmark()
        self._raw.unmark()
        self._detail.show_found(None)

    def show(self, tab: int, bundles: Bundles, current: int) -> str:
        """Show it in a tab, once, if it lies in the current bundle; gives what has to be said about it."""
        if self._found is None or self._found[0].bundle != current or tab in self._shown_in:
            return ""
        self._shown_in.add(tab)
        hit, place = self._found
        if tab == TREE:
            return self._show_in_tree(hit, place)
        if tab == TABLE:
            said = self._show_in_table(hit, place)
            return said or (_EARLIER if _is_hidden_by_another(bundles, hit, place) else "")
        return self._raw.show_hit(bundles, hit, place) if tab == RAW else ""

    def column_came(self) -> str | None:
        """Columns changed: go to the one that it lies in if that was missing; gives what is to be said of it
        from now on, None if nothing is different."""
        if not self._lacks_column or self._found is None:
            return None
        hit, place = self._found
        is_elsewhere = self._table.table.bundle() != hit.bundle
        return None if is_elsewhere or self._section(place) is None else self._show_in_table(hit, place)

    def _show_in_tree(self, hit: Hit, place: Place) -> str:
        self._tree.show_found(hit.bundle, place)
        depth = len(place.steps)
        return _DEEP.format(depth=depth, most=MOST_LEVELS) if depth > MOST_LEVELS else ""

    def _show_in_table(self, hit: Hit, place: Place) -> str:
        section = self._section(place)
        self._lacks_column = False
        if not self._table.table.go_to(hit.bundle, section):
            return _LEFT_OUT
        self._lacks_column = section is None
        if section is not None:
            return ""
        found = {column.path for column in self._table.columns.found}
        sentence = _HIDDEN if found.intersection(_around(place.steps)) else _NO_COLUMN
        path = one_line(path_text(place.steps), _LONGEST_PATH) or "the bundle itself"
        return sentence.format(path=path)

    def _section(self, place: Place) -> int | None:
        """The column that a place lies in; None where it is not shown."""
        columns = self._table.columns.layout.columns
        return next((columns.index(path) for path in _around(place.steps) if path in columns), None)


def _is_hidden_by_another(bundles: Bundles, hit: Hit, place: Place) -> bool:
    """Whether the path of a place leads to another value, of a name that was received twice."""
    if bundles.size(hit.bundle) > LARGE or bundles.is_deep(hit.bundle):
        return False  # finding out would be felt
    way = positions(bundles.value(hit.bundle), place.steps)
    return [position + 1 for position in way] != list(place.numbers)


def _around(steps: Steps) -> list[Steps]:
    """A place and all that it lies in within its bundle, from the inside out."""
    return [steps[:length] for length in range(len(steps), 0, -1)] or [()]
