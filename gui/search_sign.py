"""A line to search with: a sign in front of it, a button at its end that empties it."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit

from gui.icons import icon


def dress_search(line: QLineEdit) -> None:
    """Give a line its sign and its button, each with a name: Qt leaves both nameless."""
    line.setProperty("role", "search")
    line.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition).setText("Search")
    add_clear_button(line)


def add_clear_button(line: QLineEdit) -> None:
    """Give a line the button that empties it, with a name."""
    line.setClearButtonEnabled(True)
    clear = line.findChild(QAction, "_q_qlineeditclearaction")
    if clear is not None:  # the name is Qt's own business
        clear.setText("Clear")
