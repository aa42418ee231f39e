"""What the actions of the window do, and what can be done just now."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from gui.actions import ACTIONS
from gui.actions.words import PLACES
from gui.panes import find, go_round

if TYPE_CHECKING:
    from gui.bundles.view import BundleView
    from gui.main_window import MainWindow
    from gui.modules.module_page import ModulePage

_TABS = {"view_tree": "tree", "view_table": "table", "view_raw": "raw", "view_requests": "request"}


def carry_out(window: "MainWindow") -> None:
    """Connect the actions."""
    acts = window.acts
    acts.look_in(window.stack.currentWidget)
    acts.carry("connect", lambda: window.wish("connect_app"))
    acts.carry("practice", window.start_practice)
    acts.carry("leave_practice", lambda: window.wish("leave_practice"))
    acts.carry("quit", window.close)
    acts.carry("system", lambda: window.choose_scheme("system"))
    acts.carry("light", lambda: window.choose_scheme("light"))
    acts.carry("dark", lambda: window.choose_scheme("dark"))
    acts.carry("palette", window.overlays.turn_palette)
    acts.carry("cheat_sheet", window.overlays.turn_cheat_sheet)
    acts.carry("modules", lambda: window.show_screen(window.modules))
    acts.carry("connections", lambda: window.show_screen(window.connections))
    acts.carry("history", lambda: window.show_screen(window.history))
    acts.carry("sql", window.show_sql)
    acts.carry("settings", window.show_settings)
    acts.carry("find", lambda: find(window))
    acts.carry("fold_modules", partial(_fold_modules, window))
    acts.carry("next_pane", lambda: go_round(window, 1))
    acts.carry("previous_pane", lambda: go_round(window, -1))
    acts.carry("run", partial(_with_page, window, lambda page: page.run()))
    acts.carry("continue", partial(_with_page, window, lambda page: page.go_on()))
    acts.carry("stop", partial(_with_page, window, lambda page: page.stop()))
    for name, tab in _TABS.items():
        acts.shows_keys_only(acts[name])
        acts.carry(name, partial(_show_tab, window, tab), partial(_why_no_bundles, window))
    acts.shows_keys_only(acts["find_in_bundles"])
    acts.carry(
        "find_in_bundles",
        partial(_find_in_bundles, window),
        lambda: _why_no_bundles(window) or ("" if _has_bundles(window) else "There are no bundles."),
    )
    for name, words in ACTIONS.items():
        if words.place == "connections":
            acts.allow(name, PLACES["connections"].way)
    acts.look()


def update(window: "MainWindow") -> None:
    """What can be done with the module in sight."""
    page, acts = window.page(), window.acts
    running = page is not None and page.is_running()
    if page is None:
        for name in ("run", "continue", "stop"):
            acts.allow(name, PLACES["modules"].way)
        return
    by_itself = "The service calls this trigger; it is not run." if page.module.hook else ""
    acts.allow("run", "It is running." if running else by_itself)
    acts.allow("continue", "" if page.runs.may_go_on() else "No run was left unfinished.")
    acts.allow("stop", "" if running else "Nothing is running.")


def _fold_modules(window: "MainWindow") -> None:
    """Fold the list away or show it again; from another screen, it is the list that is wanted."""
    if window.shows("modules"):
        window.modules.list.fold.click()
    else:
        window.modules.list.fold.set_folded(False)
        window.show_screen(window.modules)


def _with_page(window: "MainWindow", doing: Callable[["ModulePage"], None]) -> None:
    if (page := window.page()) is not None:
        doing(page)


def _viewer(window: "MainWindow") -> "BundleView | None":
    """The viewer of bundles in sight."""
    if (page := window.page()) is not None:
        return page.view
    if window.shows("history") and window.history.details.entry() is not None:
        view = window.history.details.view
        return view if view.isVisible() else None
    return None


def _why_no_bundles(window: "MainWindow") -> str:
    return "" if _viewer(window) is not None else PLACES["bundles"].way


def _has_bundles(window: "MainWindow") -> bool:
    view = _viewer(window)
    return view is not None and view.count() > 0 and bool(view.run())


def _show_tab(window: "MainWindow", tab: str) -> None:
    if (view := _viewer(window)) is not None:
        view.show_tab(tab)
        view.pane().setFocus()


def _find_in_bundles(window: "MainWindow") -> None:
    from gui.bundles.search_bar import SearchBar

    view = _viewer(window)
    bar = view.findChild(SearchBar) if view is not None else None
    if bar is not None:
        bar.appear()
