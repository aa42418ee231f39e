"""The bundle viewer: the bundles of one run in four tabs, one current bundle, a value in full beside them."""

from collections.abc import Sequence

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.integrator import Integrator
from core.model.http import Exchange
from core.model.results import Hit, Place
from core.model.run import BundleSource
from gui import theme
from gui.bundles.copy_bar import CopyBar
from gui.bundles.decoded import Asked, Bundles
from gui.bundles.detail_split import DetailSplit
from gui.bundles.offer import Offer
from gui.bundles.page import Page
from gui.bundles.raw_view import RawView
from gui.bundles.requests_view import RequestsView
from gui.bundles.search_bar import SearchBar
from gui.bundles.search_places import FoundPlace
from gui.bundles.spot import Spot
from gui.bundles.table_page import TablePage
from gui.bundles.takeaway import Takeaway, offered
from gui.bundles.tree_view import BundleTree
from gui.bundles.view_corner import ViewCorner
from gui.bundles.view_header import ViewHeader
from gui.bundles.view_menus import give_menu
from gui.bundles.view_tabs import RAW, REQUEST, TABLE, TABS, TREE, BundleTabs
from gui.icons import icon

_NO_BUNDLES = "No bundles yet."
_NO_REQUESTS = "No requests yet."


class BundleView(QWidget):
    """Tree, table and raw JSON of the bundles of one run, and the requests behind them.

    The view reads from the source that it was opened with, and closes it when it is opened with another one
    or cleared. What takes long is asked of the integrator; without one, bundles can only be looked at.
    """

    sql_wanted = Signal(object)
    """The person wants to ask about this run with SQL: its id."""

    def __init__(
        self,
        integrator: Integrator | None = None,
        look: QSettings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("bundle-view")
        self._integrator = integrator
        self._bundles: Bundles | None = None
        self._source: BundleSource | None = None
        self._asked: Asked | None = None
        self._module = ""
        self._current = 0
        self._has_exchanges = False
        self._table_is_filled = False
        self._tree, self._table_page = BundleTree(), TablePage(look)
        self._table = self._table_page.table
        self._raw, self._requests = RawView(), RequestsView()
        self.jobs = self._requests.curl.jobs
        self._search = SearchBar(self._spot)
        self._copy = CopyBar(self._spot)
        self.takeaway = Takeaway(self._offer, self._copy, self)
        """Export, and copies of several bundles."""
        self.header = ViewHeader(self._copy, self.takeaway.exporter.button())
        """How many there are, and what can be taken away."""
        self._corner = ViewCorner()
        self._pages = [
            Page(content, name)
            for content, (name, _, _) in zip(
                (self._tree, self._table_page, self._raw, self._requests), TABS, strict=True
            )
        ]
        self._tabs = BundleTabs(self._pages, self._corner)
        self._split = DetailSplit(self._tabs, look)
        self.detail = self._split.pane
        """One value in full."""
        self._found = FoundPlace(self._tree, self._table_page, self._raw, self.detail)
        self._lay_out()
        self._connect()
        self.clear()

    # Building

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.S)
        layout.addWidget(self.header)
        layout.addWidget(self._search)
        layout.addWidget(self._split, 1)
        layout.addWidget(self.takeaway.bar)
        self._corner.detail.setChecked(self._split.is_wanted())

    def _connect(self) -> None:
        self._tree.moved.connect(lambda: self._moved(self._tree.bundle()))
        self._table.moved.connect(lambda: self._moved(self._table.bundle()))
        self._table.detail_wanted.connect(self._split.focus_text)
        self._table_page.columns_changed.connect(self._say_columns)
        self._raw.stepped.connect(self.select)
        self._requests.curl.said.connect(self._copy.say)
        self._split.left.connect(lambda: self.pane().setFocus())
        self._split.wanted_changed.connect(self._show_detail)
        self._corner.columns.clicked.connect(self._table_page.toggle_panel)
        self._corner.detail.toggled.connect(self._show_detail)
        self._tabs.currentChanged.connect(self._tab_changed)
        parts = (self._tree, self._table_page, self.detail.jobs)
        for part in (*parts, self._raw.jobs, self._search.jobs, self._copy.jobs):
            part.failed.connect(self.takeaway.failed)
        self._search.listen_in(self)
        self._search.hit_chosen.connect(self._show_hit)
        self._search.closed.connect(self._leave_search)
        self._raw.said.connect(self._search.say)
        self._tree.detail_wanted.connect(self._split.focus_text)
        for number, (name, _, _) in enumerate(TABS):
            keys = QShortcut(QKeySequence(f"Ctrl+{number + 1}"), self)
            keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(lambda name=name: self._go_to_tab(name))
        self._give_menus()

    def _give_menus(self) -> None:
        tree = {
            "Show this value in full": self._split.focus_text,
            "Open all of this bundle": self._tree.open_bundle,
            "Close this bundle": self._tree.close_bundle,
        }
        opening = [QAction(words, self) for words in tree]
        for action in opening:
            action.triggered.connect(tree[action.text()])
        asking = QAction(icon("database"), "Ask with SQL", self)
        asking.triggered.connect(lambda: self.sql_wanted.emit(self.run()))
        copying = [*self._copy.copy_actions, self.takeaway.copy_as.menu.menuAction()]
        further = [asking] if self._integrator is not None else []
        for view, own in ((self._tree, opening), (self._table, self._table_page.cell_actions)):
            view.addActions(self._copy.copy_actions)
            give_menu(view, copying, own, further)

    # What the screen around it uses

    def open(self, source: BundleSource, run: str = "", module: str = "") -> None:
        """Show the bundles of a run, as they are now; `module` ("app/module") has columns of its own."""
        source.refresh()
        asked = Asked(self._integrator, run) if self._integrator is not None and run else None
        self._take(source, asked, module)
        self._show_count()

    def grow(self) -> None:
        """More bundles may have arrived: they are appended; what is open, current and in sight stays so."""
        if self._bundles is None:
            return
        total = self._bundles.refresh()
        self._tree.grow(total)
        if self._table_is_filled:
            self._table_page.grow()
        self._search.grown()
        self._show_count()

    def show_exchanges(
        self, exchanges: Sequence[Exchange], integrator: Integrator | None = None, run: str = ""
    ) -> None:
        """Show the requests that were sent, secrets replaced.

        They can be copied where it is said whose run they are of. `jobs` tells what fails at that.
        """
        self._has_exchanges = bool(exchanges)
        self._requests.show_exchanges(exchanges)
        self._requests.curl.set_origin(integrator, run)
        self._show_page(REQUEST, self._has_exchanges, _NO_REQUESTS)

    def clear(self, hint: str = "") -> None:
        """Show nothing but a sentence."""
        self._take(None, None, "")
        self.show_exchanges(())
        self.header.show_count(None)
        for number in (TREE, TABLE, RAW):
            self._show_page(number, False, hint or _NO_BUNDLES)

    async def leave(self) -> None:
        """Show nothing, and wait until nothing that was asked for is under way."""
        jobs = [*self._table_page.jobs(), self.detail.jobs, self._search.jobs, self._raw.jobs]
        jobs += [self._copy.jobs, *self._tree.all_jobs()]
        self.clear()
        await self.takeaway.leave()
        for one in jobs:
            await one.idle()

    def run(self) -> str:
        """The run that is shown; "" where it is not known."""
        return self._asked.run if self._asked else ""

    def count(self) -> int:
        """How many bundles are shown."""
        return len(self._bundles) if self._bundles is not None else 0

    def select(self, bundle: int) -> None:
        """Make a bundle (from 0) the current one, in every tab."""
        if 0 <= bundle < self.count():
            self._current = bundle
            self._tab_changed(self._tabs.currentIndex())

    def current(self) -> int:
        """The current bundle, from 0."""
        return self._current

    def show_tab(self, name: str) -> None:
        """Show "tree", "table", "raw" or "request"."""
        self._tabs.setCurrentIndex([tab for tab, _, _ in TABS].index(name))

    def pane(self) -> QWidget:
        """What has the keyboard in the tab that is shown."""
        return (self._tree, self._table, self._raw.editor, self._requests.list)[self._tabs.currentIndex()]

    # Keeping the tabs together

    def _take(self, source: BundleSource | None, asked: Asked | None, module: str) -> None:
        old, self._source = self._source, source
        self._asked, self._module = asked, module
        self._bundles = Bundles(source, asked) if source is not None else None
        self._current = 0
        self._search.set_run(asked)
        self._found.forget()
        self._raw.forget()
        self._tree.set_bundles(self._bundles)
        self._table_page.clear()
        self._table_is_filled = False
        self.detail.open(source, asked)
        if self._tabs.currentIndex() == TABLE:
            self._fill_table()
        self._copy.set_bundles(self._bundles)
        self._detail_follows()
        if old is not None and old is not source:
            old.close()

    def _fill_table(self) -> None:
        """Finding the columns takes longer than the tree takes altogether: not before somebody looks."""
        if not self._table_is_filled and self._source is not None:
            self._table_is_filled = True
            current = self._current
            self._table_page.open(self._source, self._asked, self._module)
            self._current = current  # a new model goes to its first row by itself

    def _show_count(self) -> None:
        count = self.count()
        self.header.show_count(count)
        for number in (TREE, TABLE, RAW):
            self._show_page(number, count > 0, _NO_BUNDLES)
        if self._tabs.currentIndex() == RAW:
            self._tab_changed(RAW)

    def _show_page(self, number: int, has_content: bool, hint: str) -> None:
        if has_content:
            self._pages[number].show_content()
        else:
            self._pages[number].show_hint(hint)
        self._show_what_fits()

    def _show_what_fits(self) -> None:
        """Buttons for what the tab that is shown can do."""
        tab, is_there = self._tabs.currentIndex(), self.count() > 0
        self._copy.setVisible(tab != REQUEST)  # requests are copied beside what was sent
        self._copy.set_ready(is_there and tab != REQUEST)
        is_asked = is_there and self._asked is not None
        self.takeaway.set_ready(is_asked, is_asked and tab != REQUEST)
        self._corner.show_for(table=is_there and tab == TABLE, values=is_there and tab in (TREE, TABLE))
        self._split.set_has_place(is_there and tab in (TREE, TABLE))

    def _say_columns(self) -> None:
        columns = self._table_page.columns
        if (said := self._found.column_came()) is not None:
            self._search.say(said)
        self._corner.say_columns(len(columns.layout.columns), len(columns.found) + columns.left_out)

    def _moved(self, bundle: int | None) -> None:
        self._current = self._current if bundle is None else bundle
        self._search.moved()
        self._detail_follows()

    def _tab_changed(self, tab: int) -> None:
        self._show_what_fits()
        if self._bundles is None or not self.count():
            return
        if tab == TREE:
            self._tree.select_bundle(self._current)
        elif tab == TABLE:
            self._fill_table()
            self._table_page.go_to(self._current)
        elif tab == RAW:
            self._raw.show_bundle(self._bundles, self._current)
        self._search.say(self._found.show(tab, self._bundles, self._current))
        self._detail_follows()

    def _show_hit(self, hit: Hit, place: Place) -> None:
        """Go to a hit, in the tab that is shown if that has bundles."""
        self._current = hit.bundle
        self._found.keep(hit, place)
        if self._tabs.currentIndex() == REQUEST:
            self.show_tab("tree")
        else:
            self._tab_changed(self._tabs.currentIndex())

    def _leave_search(self) -> None:
        self._found.forget()
        self.pane().setFocus()

    def _go_to_tab(self, name: str) -> None:
        self.show_tab(name)
        self.pane().setFocus()

    def _spot(self) -> Spot | None:
        """Where the person is, in the tab that is shown."""
        tab = self._tabs.currentIndex()
        if self._bundles is None or not self.count():
            return None
        if tab == RAW:
            return Spot(self._current)
        return {TREE: self._tree.spot, TABLE: self._table.spot}[tab]() if tab != REQUEST else None

    def _offer(self) -> Offer | None:
        """What can be exported, or copied together."""
        if self._asked is None or not self.count():
            return None
        at_table = self._tabs.currentIndex() == TABLE
        count = (self.count(), self._current)
        return offered(self._asked, self._module, count, self._table_page, at_table=at_table)

    # The detail

    def _detail_follows(self) -> None:
        """Show in full where the person is."""
        if self.detail.isVisible():
            self._split.follow(self._spot())

    def _show_detail(self, shown: bool) -> None:
        self._corner.detail.setChecked(shown)
        self._split.set_wanted(shown)
        self._detail_follows()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Buttons lose their words where there is no room for them."""
        super().resizeEvent(event)
        self.header.set_room(self.width())
