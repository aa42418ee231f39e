"""Modules: the list on the left, the chosen one beside it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from gui import theme
from gui.empty_state import EmptyState
from gui.modules.module_list import ModuleList

if TYPE_CHECKING:
    from core.model.app import App
    from core.model.connection import Connection
    from core.model.module import Module
    from gui.modules.module_page import ModulePage

_LIST_WIDTH, _LEAST_LIST = 270, 144
_NOTHING_CHOSEN = (
    "A module is one thing that an app can do: list its contacts, add a tag, ask for a report. Open an app "
    "on the left, or type a few letters of what you want to do. Its form comes here, and beside it what the "
    "service answers."
)


class ModulesScreen(QSplitter):
    """Keeps a page for each module that was opened, with its form, its run and its bundles."""

    connect_wanted = Signal(object)
    connections_wanted = Signal()
    page_changed = Signal()
    """Another module is shown, or a run began or ended."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("modules-screen")
        self.setChildrenCollapsible(False)
        self._build: Callable[[Module], ModulePage] | None = None
        self._connections: tuple[Connection, ...] = ()
        self._pages: dict[tuple[str, str], ModulePage] = {}
        self._last_choice: dict[str, str] = {}
        self._shown: dict[str, _Shown] = {}
        self.list = ModuleList()
        self.list.setMinimumWidth(_LEAST_LIST)
        self.list.fold.changed.connect(self._fold_list)
        self.list.chosen.connect(self.open)
        self._stack = QStackedWidget()
        self._stack.addWidget(_nothing_chosen())
        self.addWidget(self.list)
        self.addWidget(self._stack)
        self.setStretchFactor(1, 1)
        self.setSizes([_LIST_WIDTH, 4 * _LIST_WIDTH])
        self._list_width = _LIST_WIDTH

    def show_modules(
        self,
        apps: "Sequence[tuple[App, Sequence[Module]]]",
        marks: Mapping[str, Path],
        build: "Callable[[Module], ModulePage]",
        broken: Collection[str] = (),
    ) -> None:
        """Fill the list; `build` makes the page of a module when it is first opened.

        Filled again, pages of what went are closed, and those of what changed keep what was filled in.
        `broken`: apps whose modules may be missing only for now.
        """
        self._build = build
        shown = {
            app.id: _Shown(app, _changed_at(marks[app.id]), {module.id: module for module in modules})
            for app, modules in apps
        }
        before, self._shown = self._shown, shown
        self._renew_pages(before, broken)
        if shown != before:
            self.list.show_modules(apps, marks)
            page = self.page()
            if page and page.module == self._now((page.module.app, page.module.id)):
                self.list.choose(page.module.app, page.module.id)

    def show_connections(self, connections: "Sequence[Connection]") -> None:
        """Connections came, went or changed."""
        self._connections = tuple(connections)
        self.list.show_connected({one.app for one in connections})
        for page in self._pages.values():
            self._give_connections(page)

    def prefer(self, connection: "Connection") -> None:
        """Choose this connection in the forms of its app: it was just made."""
        self._last_choice[connection.app] = connection.id
        for page in self._pages.values():
            if page.module.app == connection.app:
                page.connection.choose(connection.id)

    def open(self, module: "Module") -> None:
        """Show a module."""
        key = (module.app, module.id)
        if key not in self._pages:
            self._pages[key] = self._make_page(module)
            self._stack.addWidget(self._pages[key])
        elif self._pages[key].module != module and not self._pages[key].is_running():
            self._replace(key, module)  # it changed while it ran
        self._stack.setCurrentWidget(self._pages[key])
        self.page_changed.emit()

    def begin_with_search(self, app: str = "") -> None:
        """Open what lists something, ready to be run."""
        self.list.choose_first_search(app)
        if page := self.page():
            page.begin()

    def page(self) -> "ModulePage | None":
        """The page that is shown."""
        shown = self._stack.currentWidget()
        return next((page for page in self._pages.values() if page is shown), None)

    def pages(self) -> "tuple[ModulePage, ...]":
        """Every page that was opened."""
        return tuple(self._pages.values())

    def panes(self) -> list[QWidget]:
        """The parts that the focus goes round, beside the list."""
        page = self.page()
        return page.panes() if page else []

    def showEvent(self, event: QShowEvent) -> None:
        """Where no module is chosen yet, typing looks for one."""
        super().showEvent(event)
        if not (event.spontaneous() or self.page() or self.list.fold.is_folded()):
            self.list.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fold_list(self, is_folded: bool) -> None:
        """Leave only the button of the list, which stays where it is; or give the list its width back."""
        width = self.list.fold.sizeHint().width() + 2 * theme.S
        self.handle(1).setEnabled(not is_folded)  # a pull would be kept as the width of the list
        if is_folded:
            self._list_width = self.sizes()[0] if self.isVisible() else self._list_width
            self.list.setFixedWidth(width)
        else:
            width = self._list_width
            self.list.setMinimumWidth(_LEAST_LIST)
            self.list.setMaximumWidth(self.maximumWidth())
        self.setSizes([width, max(1, self.width() - width)])

    def _make_page(self, module: "Module") -> "ModulePage":
        assert self._build is not None  # the list was filled before one could be chosen
        page = self._build(module)
        page.connect_wanted.connect(self.connect_wanted)
        page.connections_wanted.connect(self.connections_wanted)
        page.running_changed.connect(self.page_changed)
        page.may_go_on_changed.connect(self.page_changed)
        self._give_connections(page)
        page.connection.choose(self._last_choice.get(module.app, ""))
        page.connection.combo.activated.connect(lambda: self._remember(page))
        return page

    def _renew_pages(self, before: "Mapping[str, _Shown]", broken: Collection[str]) -> None:
        """Bring the pages up to date; one whose run goes on is left alone."""
        for key, page in list(self._pages.items()):
            app, module = key[0], self._now(key)
            same_app = module is None or app not in before or self._shown[app][:2] == before[app][:2]
            missing_for_now = module is None and app in broken
            if not (module == page.module and same_app) and not missing_for_now and not page.is_running():
                self._replace(key, module)

    def _now(self, key: tuple[str, str]) -> "Module | None":
        """A module as it is now, by its app and its id."""
        app = self._shown.get(key[0])
        return app.modules.get(key[1]) if app else None

    def _replace(self, key: tuple[str, str], module: "Module | None") -> None:
        """Make the page of a module anew, or close it."""
        old = self._pages.pop(key)
        in_sight = self._stack.currentWidget() is old
        if module is not None:
            fresh = self._pages[key] = self._make_page(module)
            _fill_in_like(fresh, old)
            self._stack.addWidget(fresh)
        if in_sight:
            self._stack.setCurrentIndex(self._stack.count() - 1 if module else 0)
        old.view.clear()  # it lets go of its files
        self._stack.removeWidget(old)
        old.deleteLater()
        self.page_changed.emit()

    def _remember(self, page: "ModulePage") -> None:
        self._last_choice[page.module.app] = page.connection.chosen()

    def _give_connections(self, page: "ModulePage") -> None:
        page.show_connections([one for one in self._connections if one.app == page.module.app])


class _Shown(NamedTuple):
    """An app in the list, when its mark was changed (nanoseconds), and its modules by id."""

    app: "App"
    marked_at: int
    modules: "dict[str, Module]"


def _fill_in_like(page: "ModulePage", old: "ModulePage") -> None:
    """Fill a form in as that of the same module was before its files changed."""
    if old.jobs.is_running("recall"):
        return  # nothing was filled in yet, and the new page recalls by itself
    page.jobs.cancel("recall")
    before = {field.key: type(field) for field in old.module.fields}
    same = [field.key for field in page.module.fields if before.get(field.key) is type(field)]
    added = {key: value for key, value in page.form.values().items() if key not in before}
    values = old.form.values()
    page.form.set_values({**added, **{key: values[key] for key in same if key in values}})
    page.form.set_labels(
        {path: text for path, text in old.form.labels().items() if path.split(".")[0] in same}
    )
    page.connection.choose(old.connection.chosen())


def _changed_at(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:  # it went at this very moment: another look follows
        return 0


def _nothing_chosen() -> QWidget:
    nothing = EmptyState("no-module")
    nothing.say("blocks", "Choose a module", _NOTHING_CHOSEN)
    return nothing
