"""The bundle viewer: one source, four tabs, one current bundle."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QMenu, QTabWidget, QVBoxLayout, QWidget

from core.integrator import Integrator
from core.model.http import Exchange
from core.model.run import BundleSource
from gui import theme
from gui.bundles.copy_bar import CopyBar
from gui.bundles.decoded import Bundles
from gui.bundles.look import named, with_keys
from gui.bundles.page import Page
from gui.bundles.raw_view import RawView
from gui.bundles.requests_view import RequestsView
from gui.bundles.spot import Spot
from gui.bundles.table_model import MOST_COLUMNS
from gui.bundles.table_view import BundleTable
from gui.bundles.tree_view import BundleTree
from gui.bundles.values import counted
from gui.icons import icon

_TREE, _TABLE, _RAW, _REQUEST = range(4)
_TABS = (
    ("tree", "Tree", "list-tree"),
    ("table", "Table", "table"),
    ("raw", "Raw", "braces"),
    ("request", "Request", "send"),
)
_SLIM = 105
"""Width in average characters below which the copy buttons lose their words, so that all tabs have room."""

_CROWDED = f"Showing {MOST_COLUMNS} fields; the tree has all of them."
_NO_BUNDLES = "No bundles yet."
_NO_REQUESTS = "No requests yet."


class BundleView(QWidget):
    """Tree, table and raw JSON of the bundles of one run, and the requests behind them.

    The view reads from the source that it was opened with, and closes it when it is opened with another one
    or cleared.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bundle-view")
        self._bundles: Bundles | None = None
        self._source: BundleSource | None = None
        self._current = 0
        self._has_exchanges = False
        self._table_is_filled = False
        self._tree, self._table = BundleTree(), BundleTable()
        self._raw, self._requests = RawView(), RequestsView()
        self.jobs = self._requests.curl.jobs
        self._crowded = named(QLabel(_CROWDED), "table-crowded", "caption")
        self._count = named(QLabel(), "bundle-count")
        self._copy = CopyBar(self._spot)
        self._pages = [
            Page(content, name)
            for content, (name, _, _) in zip(
                (self._tree, self._table_page(), self._raw, self._requests), _TABS, strict=True
            )
        ]
        self._tabs = self._make_tabs()
        self._lay_out()
        self._connect()
        self.clear()

    # Building

    def _table_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.XS)
        layout.addWidget(self._table)
        layout.addWidget(self._crowded)
        return page

    def _make_tabs(self) -> QTabWidget:
        tabs = QTabWidget()
        tabs.setObjectName("bundle-tabs")
        tabs.setAccessibleName("Views of the bundles")
        tabs.setDocumentMode(True)
        for number, (page, (_, label, picture)) in enumerate(zip(self._pages, _TABS, strict=True)):
            tabs.addTab(page, icon(picture, "muted"), label)
            tabs.setTabToolTip(number, with_keys(label, f"Ctrl+{number + 1}"))
        return tabs

    def _lay_out(self) -> None:
        self._header = QHBoxLayout()
        self._header.setSpacing(theme.M)
        self._header.addWidget(self._count)
        self._header.addStretch()
        self._header.addWidget(self._copy.confirmation)
        self._header.addWidget(self._copy)
        self._header.addStrut(self._copy.sizeHint().height())  # as high without it
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.S)
        layout.addLayout(self._header)
        layout.addWidget(self._tabs, 1)

    def _connect(self) -> None:
        self._tree.moved.connect(self._tree_moved)
        self._table.moved.connect(self._table_moved)
        self._table.crowded.connect(self._crowded.show)
        self._raw.stepped.connect(self.select)
        self._requests.curl.said.connect(self._copy.say)
        self._tabs.currentChanged.connect(self._tab_changed)
        for number, (name, _, _) in enumerate(_TABS):
            keys = QShortcut(QKeySequence(f"Ctrl+{number + 1}"), self)
            keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(lambda name=name: self._go_to_tab(name))
        opening = [QAction("Open all of this bundle", self), QAction("Close this bundle", self)]
        opening[0].triggered.connect(self._tree.open_bundle)
        opening[1].triggered.connect(self._tree.close_bundle)
        self._give_menu(self._tree, opening)
        self._give_menu(self._table, [])

    def _give_menu(self, view: QAbstractItemView, further: Sequence[QAction]) -> None:
        view.addActions(self._copy.copy_actions)
        menu = named(QMenu(view), f"{view.objectName()}-menu")
        menu.addActions(self._copy.copy_actions)
        if further:
            menu.addSeparator()
            menu.addActions(further)

        def pop_up(place: QPoint) -> None:
            if view.currentIndex().isValid():
                menu.popup(view.viewport().mapToGlobal(place))

        view.customContextMenuRequested.connect(pop_up)

    # What the screen around it uses

    def open(self, source: BundleSource) -> None:
        """Show what is there now."""
        source.refresh()
        self._take(source)
        self._show_count()

    def grow(self) -> None:
        """More bundles may have arrived: they are appended; what is open, current and in sight stays so."""
        if self._bundles is None:
            return
        total = self._bundles.refresh()
        self._tree.grow(total)
        if self._table_is_filled:
            self._table.grow(total)
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
        self._show_page(_REQUEST, self._has_exchanges, _NO_REQUESTS)

    def clear(self, hint: str = "") -> None:
        """Show nothing but a sentence."""
        self._take(None)
        self.show_exchanges(())
        self._count.hide()
        for number in (_TREE, _TABLE, _RAW):
            self._show_page(number, False, hint or _NO_BUNDLES)

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
        self._tabs.setCurrentIndex([tab for tab, _, _ in _TABS].index(name))

    # Keeping the tabs together

    def _take(self, source: BundleSource | None) -> None:
        old, self._source = self._source, source
        self._bundles = Bundles(source) if source is not None else None
        self._current = 0
        self._raw.forget()
        self._tree.set_bundles(self._bundles)
        self._table.set_bundles(None)
        self._table_is_filled = False
        if self._tabs.currentIndex() == _TABLE:
            self._fill_table()
        self._copy.set_bundles(self._bundles)
        if old is not None and old is not source:
            old.close()

    def _fill_table(self) -> None:
        """Finding the columns takes longer than the tree takes altogether: not before somebody looks."""
        if not self._table_is_filled:
            self._table_is_filled = True
            current = self._current
            self._table.set_bundles(self._bundles)
            self._current = current  # a new model goes to its first row by itself
            self._crowded.setVisible(self._table.is_crowded())

    def _show_count(self) -> None:
        count = self.count()
        self._count.setText(counted(count, "bundle"))
        self._count.show()
        for number in (_TREE, _TABLE, _RAW):
            self._show_page(number, count > 0, _NO_BUNDLES)
        if self._tabs.currentIndex() == _RAW:
            self._tab_changed(_RAW)

    def _show_page(self, number: int, has_content: bool, hint: str) -> None:
        if has_content:
            self._pages[number].show_content()
        else:
            self._pages[number].show_hint(hint)
        self._copy.set_ready(self.count() > 0 and self._tabs.currentIndex() != _REQUEST)

    def _tree_moved(self) -> None:
        bundle = self._tree.bundle()
        self._current = self._current if bundle is None else bundle

    def _table_moved(self) -> None:
        bundle = self._table.bundle()
        self._current = self._current if bundle is None else bundle

    def _tab_changed(self, tab: int) -> None:
        self._copy.setVisible(tab != _REQUEST)  # requests are copied beside what was sent
        self._copy.set_ready(self.count() > 0 and tab != _REQUEST)
        if self._bundles is None or not self.count():
            return
        if tab == _TREE:
            self._tree.select_bundle(self._current)
        elif tab == _TABLE:
            self._fill_table()
            self._table.select_bundle(self._current)
        elif tab == _RAW:
            self._raw.show_bundle(self._bundles, self._current)

    def _go_to_tab(self, name: str) -> None:
        self.show_tab(name)
        (self._tree, self._table, self._raw.editor, self._requests.list)[self._tabs.currentIndex()].setFocus()

    def _spot(self) -> Spot | None:
        """Where the person is, in the tab that is shown."""
        tab = self._tabs.currentIndex()
        if self._bundles is None or not self.count():
            return None
        if tab == _RAW:
            return Spot(self._current)
        return {_TREE: self._tree.spot, _TABLE: self._table.spot}[tab]() if tab != _REQUEST else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave room for the tabs."""
        super().resizeEvent(event)
        self._copy.set_slim(self.width() < _SLIM * self.fontMetrics().averageCharWidth())
