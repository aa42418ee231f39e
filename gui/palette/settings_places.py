"""The way to a part of the settings that has a heading of its own."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel

from gui import theme
from gui.panes import stops

if TYPE_CHECKING:
    from gui.main_window import MainWindow
    from gui.settings.page import SettingsPage


def show_section(window: "MainWindow", page_name: str, section: str) -> None:
    """Show a page of the settings, with one of its parts at the top and the keyboard in it."""
    window.show_settings(page_name)
    page = next((one for one in window.settings.pages() if one.name == page_name), None)
    if page is None:
        return
    QApplication.sendPostedEvents()  # its parts get their places now
    heading = next((one for one in page.findChildren(QLabel) if one.text() == section), None)
    if heading is None or not section:
        window.settings.topics.setFocus(Qt.FocusReason.OtherFocusReason)
        return
    _bring_up(page, heading)
    below = heading.mapTo(page, QPoint(0, 0)).y()
    inside = next((one for one in stops(page) if one.mapTo(page, QPoint(0, 0)).y() > below), None)
    if inside is not None:
        inside.setFocus(Qt.FocusReason.OtherFocusReason)
        _bring_up(page, heading)


def _bring_up(page: "SettingsPage", heading: QLabel) -> None:
    content = page.widget()
    assert content is not None, "every page has one"
    top = heading.mapTo(content, QPoint(0, 0)).y()
    page.verticalScrollBar().setValue(top - theme.XL)
