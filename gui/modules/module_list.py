"""The searchable list of modules: apps, their kinds, their modules."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.fold import Fold
from gui.icons import app_mark, icon
from gui.search_sign import dress_search

if TYPE_CHECKING:
    from core.model.app import App
    from core.model.module import Module

_KINDS = {
    "trigger-instant": "Triggers",
    "trigger-polling": "Triggers",
    "action": "Actions",
    "search": "Searches",
    "api-call": "API",
}
_KIND_ICONS = {"Triggers": "zap", "Actions": "send", "Searches": "search", "API": "braces"}
_MODULE = Qt.ItemDataRole.UserRole
_APP = Qt.ItemDataRole.UserRole + 1


class ModuleList(QWidget):
    """All modules of all apps. Typing narrows it down; Enter or a click chooses one.

    Apps that have an account are open, the others closed, until the person opens or closes them.
    """

    chosen = Signal(object)
    """A `Module`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("modules")
        self.fold = Fold("fold-modules", "the list of modules", "fold_modules", is_kept=True)
        self.fold.changed.connect(self._show_parts)
        self.search = QLineEdit()
        self.search.setObjectName("module-search")
        self.search.setPlaceholderText("Find a module")
        self.search.setAccessibleName("Find a module")
        dress_search(self.search)
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self._choose_first)
        self.tree = QTreeWidget()
        self.tree.setObjectName("module-tree")
        self.tree.setAccessibleName("Modules")
        self.tree.setHeaderLabel("Module")  # unseen, and heard
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(theme.M)
        self.tree.setUniformRowHeights(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.tree.itemSelectionChanged.connect(self._selected)
        self.tree.setExpandsOnDoubleClick(False)
        self.tree.itemClicked.connect(self._clicked)
        self.tree.itemExpanded.connect(lambda item: self._toggled(item, is_open=True))
        self.tree.itemCollapsed.connect(lambda item: self._toggled(item, is_open=False))
        self._open: dict[str, bool] = {}
        self._connected: frozenset[str] = frozenset()
        self._entries: list[_Entry] = []
        self._nothing = QLabel("No module has these words.")
        self._nothing.setProperty("role", "muted")
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        top = QHBoxLayout()
        top.setSpacing(theme.XS)
        top.addWidget(self.fold)
        top.addWidget(self.search)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.S, theme.M, theme.S, theme.M)
        column.setSpacing(theme.S)
        column.addLayout(top)
        column.addWidget(self._nothing)
        column.addWidget(self.tree, 1)
        column.addStretch()

    def show_modules(self, apps: "Sequence[tuple[App, Sequence[Module]]]", icons: Mapping[str, Path]) -> None:
        """Show apps with their modules; `icons` holds the file of each app's mark."""
        self.tree.clear()
        self._entries.clear()
        for app, modules in apps:
            top = _heading(app.label, app_mark(icons[app.id]), app.summary)
            font = top.font(0)
            font.setWeight(font.Weight.DemiBold)
            top.setFont(0, font)
            top.setData(0, _APP, app.id)
            self.tree.addTopLevelItem(top)
            for kind, of_kind in _by_kind(modules).items():
                heading = _heading(kind, icon(_KIND_ICONS[kind], "muted"), "")
                heading.setForeground(0, theme.color("muted"))
                top.addChild(heading)
                for module in of_kind:
                    item = QTreeWidgetItem([module.label])
                    item.setData(0, _MODULE, module)
                    item.setToolTip(0, module.summary)
                    heading.addChild(item)
                    words = f"{app.label} {kind} {module.label} {module.summary} {module.id}"
                    self._entries.append(_Entry(top, heading, item, words.casefold()))
            self._open.setdefault(app.id, app.id in self._connected)
        self._narrow(self.search.text())

    def show_connected(self, apps: Collection[str]) -> None:
        """Open an app that got its first account, and close one that lost its last."""
        connected = frozenset(apps)
        changed = connected ^ self._connected
        self._connected = connected
        self._open.update({app: app in connected for app in changed})
        self._show_open()

    def choose(self, app: str, module: str) -> None:
        """Choose a module as a click would."""
        for entry in self._entries:
            held: Module = entry.item.data(0, _MODULE)
            if (held.app, held.id) == (app, module):
                self._choose(entry)
                return

    def choose_first_search(self, app: str = "") -> None:
        """Choose the first module that lists something, of that app if one is named; else the first one."""
        modules: list[Module] = [entry.item.data(0, _MODULE) for entry in self._entries]
        of_app = [module for module in modules if not app or module.app == app]
        for module in (*(one for one in of_app if one.kind == "search"), *of_app):
            self.choose(module.app, module.id)
            return

    def pane(self) -> QWidget:
        """What has the keyboard here."""
        return self.fold if self.fold.is_folded() else self.tree

    def focus_search(self) -> None:
        """Put the cursor into the search box, which is shown for that."""
        self.fold.set_folded(False)
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes from the search box into the list, Esc empties it."""
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.tree.setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() == Qt.Key.Key_Escape:
            self.search.clear()
        else:
            super().keyPressEvent(event)

    def _show_parts(self, is_folded: bool) -> None:
        if is_folded and (self.search.hasFocus() or self.tree.hasFocus()):
            self.fold.setFocus()
        self.search.setHidden(is_folded)
        self.tree.setHidden(is_folded)
        self._say_nothing()

    def _selected(self) -> None:
        for item in self.tree.selectedItems():
            if module := item.data(0, _MODULE):
                self.chosen.emit(module)

    def _choose_first(self) -> None:
        for entry in self._entries:
            if not entry.item.isHidden():
                self._choose(entry)
                return

    def _choose(self, entry: "_Entry") -> None:
        entry.top.setExpanded(True)
        entry.heading.setExpanded(True)
        self.tree.setCurrentItem(entry.item)

    def _clicked(self, item: QTreeWidgetItem) -> None:
        """A click anywhere on a heading opens or closes what lies under it."""
        if item.data(0, _MODULE) is None:
            item.setExpanded(not item.isExpanded())

    def _narrow(self, text: str) -> None:
        """Hide what does not have all the words, in its own texts, its app's or its kind's."""
        words = text.casefold().split()
        shown = [entry for entry in self._entries if all(word in entry.words for word in words)]
        headings = {id(one) for entry in shown for one in (entry.top, entry.heading)}
        for entry in self._entries:
            entry.item.setHidden(entry not in shown)
            for one in (entry.top, entry.heading):
                one.setHidden(id(one) not in headings)
        self._say_nothing()
        self._show_open()

    def _say_nothing(self) -> None:
        found = any(not entry.item.isHidden() for entry in self._entries)
        self._nothing.setVisible(bool(self.search.text().split()) and not found and not self.fold.is_folded())

    def _show_open(self) -> None:
        """Open what is to be open; while somebody searches, that is everything."""
        searching = bool(self.search.text().split())
        with QSignalBlocker(self.tree):
            self.tree.expandAll()  # a few dozen rows
            for place in range(self.tree.topLevelItemCount()):
                top = self.tree.topLevelItem(place)
                if top is not None:
                    top.setExpanded(searching or self._open.get(top.data(0, _APP), True))

    def _toggled(self, item: QTreeWidgetItem, *, is_open: bool) -> None:
        app = item.data(0, _APP)
        if app and not self.search.text().split():
            self._open[app] = is_open


class _Entry(NamedTuple):
    """A module's row, the rows that it lies under, and what it can be found by."""

    top: QTreeWidgetItem
    heading: QTreeWidgetItem
    item: QTreeWidgetItem
    words: str


def _by_kind(modules: "Sequence[Module]") -> "dict[str, list[Module]]":
    kinds: dict[str, list[Module]] = {}
    for module in modules:
        kinds.setdefault(_KINDS[module.kind], []).append(module)
    return kinds


def _heading(text: str, mark: QIcon, hint: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem([text])
    item.setIcon(0, mark)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled)
    item.setToolTip(0, hint)
    return item
