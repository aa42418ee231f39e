"""The menu bar: the registry of actions, menu by menu."""

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QMenuBar

from gui.actions import CATEGORIES, Actions
from gui.actions.words import Words

_SCHEMES = ("system", "light", "dark")


def fill_menus(bar: QMenuBar, acts: Actions, scheme: str) -> None:
    """Fill the bar; `scheme` is the name of the colours that are chosen."""
    menus: dict[str, QMenu] = {}
    for category in CATEGORIES:
        if category.within:
            continue
        menu = menus[category.text] = bar.addMenu(category.text)
        menu.setObjectName(f"menu-{category.label.casefold()}")
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(acts.look)
        for number, group in enumerate(category.groups):
            if number:
                menu.addSeparator()
            menu.addActions([acts[name] for name in group])
    for category in CATEGORIES:
        if category.within:
            _add_inner(menus[category.within], category.text, category.groups, acts)
    _choose_one(acts, scheme)


def _add_inner(outer: QMenu, text: str, groups: tuple[dict[str, Words], ...], acts: Actions) -> None:
    """A menu in a menu, above its last group."""
    inner = QMenu(text, outer)
    inner.addActions([acts[name] for group in groups for name in group])
    last = [action for action in outer.actions() if action.isSeparator()][-1:]
    before = last[0] if last else None
    separator = outer.insertSeparator(before) if before else outer.addSeparator()
    outer.insertMenu(before, inner) if before else outer.addMenu(inner)
    assert separator is not None


def _choose_one(acts: Actions, scheme: str) -> None:
    schemes = QActionGroup(acts)
    for name in _SCHEMES:
        acts[name].setCheckable(True)
        acts[name].setChecked(name == scheme)
        schemes.addAction(acts[name])
