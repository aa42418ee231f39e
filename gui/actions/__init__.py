"""Every action of the window, once: menus, tool tips, the palette and the list of keys are made from here."""

from gui.actions.actions import Actions
from gui.actions.registry import ACTIONS, CATEGORIES
from gui.actions.words import tip

__all__ = ["ACTIONS", "CATEGORIES", "Actions", "tip"]
