"""The buttons beside the tabs: which columns are shown, and whether a value is seen in full."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from gui import theme
from gui.bundles.look import named
from gui.icons import icon


class ViewCorner(QWidget):
    """Shows the buttons that the tab has a use for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = _button("table-columns", "Columns", "columns-3", "Choose, order and pin columns")
        self.detail = _button("show-detail", "Detail", "panel-right", "Show the current value in full")
        self.detail.setCheckable(True)
        self._said = ""
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.setSpacing(theme.XS)
        layout.addWidget(self.columns)
        layout.addWidget(self.detail)

    def say_columns(self, shown: int, found: int) -> None:
        """How many columns are shown, of how many there are."""
        self._said = f"{shown:,} of {found:,}" if shown != found else f"{found:,}"
        self.columns.setText(f" Columns {self._said}")
        self.columns.setAccessibleDescription(f"{self._said} shown")

    def show_for(self, *, table: bool, values: bool) -> None:
        """Show the buttons for a table, and those for single values."""
        self.columns.setVisible(table)
        self.detail.setVisible(values)

    def set_slim(self, slim: bool) -> None:
        """Show the buttons as pictures only; their tooltips still say what they do."""
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if slim else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in (self.columns, self.detail):
            button.setToolButtonStyle(style)


def _button(name: str, words: str, picture: str, hint: str) -> QToolButton:
    button = named(QToolButton(), name)
    button.setText(f" {words}")
    button.setIcon(icon(picture))
    button.setToolTip(hint)
    button.setAccessibleName(words)
    return button
