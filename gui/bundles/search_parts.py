"""The buttons of the search bar."""

from PySide6.QtWidgets import QToolButton

from gui.bundles.look import named, with_keys
from gui.icons import icon


def toggle(name: str, words: str, hint: str) -> QToolButton:
    """A choice that is on or off."""
    button = named(QToolButton(), name)
    button.setText(words)
    button.setCheckable(True)
    button.setToolTip(hint)
    button.setAccessibleName(hint)
    return button


def doing(name: str, picture: str, label: str, keys: str) -> QToolButton:
    """Something to do, with the keys that do it too."""
    button = named(QToolButton(), name)
    button.setIcon(icon(picture, "muted"))
    button.setToolTip(with_keys(label, keys))
    button.setAccessibleName(label)
    return button
