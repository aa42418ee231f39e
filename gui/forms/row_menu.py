"""The menu of an optional field: leave it out, or clear it at the service.

Its button appears at the end of the label where the focus or the mouse is. The menu key, Shift+F10 and a
click with the right button on what has no menu of its own open it as well.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QHoverEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidget

from gui import theme
from gui.forms.clearing import offers
from gui.forms.editor import LEFT_OUT
from gui.forms.row import FieldRow
from gui.icons import icon

WIDTH, HEIGHT = 26, 20
"""Of the button, in device-independent pixels; it fits beside one line of text."""

RowOf = Callable[[QWidget | None], FieldRow | None]
"""The innermost field that a widget belongs to."""


class RowMenus(QObject):
    """The menus of all fields of one form, made when they are first wanted."""

    def __init__(self, form: QWidget, row_of: RowOf) -> None:
        super().__init__(form)
        self._form = form
        self._row_of = row_of
        self._focused: QWidget | None = None  # the input whose menu key is listened to
        self._button_at_focus: QToolButton | None = None
        self._button_at_mouse: QToolButton | None = None

    def focus_at(self, widget: QWidget | None) -> None:
        """The focus is on this widget of the form now; None when it is elsewhere."""
        if self._focused is not None and shiboken6.isValid(self._focused):
            self._focused.removeEventFilter(self)
        self._focused = widget
        if widget is not None:
            widget.installEventFilter(self)
        self._button_at_focus = self._instead_of(self._button_at_focus, self._row_of(widget))

    def follow_mouse(self) -> None:
        """The mouse has come into the form: show the button of the field that it is over, until it leaves."""
        self._form.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._form.installEventFilter(self)

    def open(self, row: FieldRow, at: QPoint) -> None:
        """Open the menu of a field, at a place of the screen."""
        if row.menu_label() is not None:
            menu = _menu(row, self._form)
            menu.popup(at)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The mouse over the form, and the menu key in the input that has the focus."""
        if isinstance(event, QHoverEvent):
            self._mouse_moved(event)
        elif isinstance(event, QContextMenuEvent) and event.reason() == QContextMenuEvent.Reason.Keyboard:
            row = self._row_of(watched) if isinstance(watched, QWidget) else None
            label = row.menu_label() if row is not None else None
            if row is not None and label is not None:
                self.open(row, label.mapToGlobal(label.rect().bottomLeft()))
                return True
        return super().eventFilter(watched, event)

    def _mouse_moved(self, event: QHoverEvent) -> None:
        is_leaving = event.type() == QEvent.Type.HoverLeave
        under = None if is_leaving else self._form.childAt(event.position().toPoint())
        row = self._row_of(under)
        self._button_at_mouse = self._instead_of(self._button_at_mouse, row)
        if is_leaving and shiboken6.isValid(self._form):  # it may be leaving for good
            self._form.removeEventFilter(self)

    def _instead_of(self, shown: QToolButton | None, row: FieldRow | None) -> QToolButton | None:
        """Show the button of a field, and the one that was shown before no longer."""
        label = row.menu_label() if row is not None else None
        button = self._button(row, label) if row is not None and label is not None else None
        if button is not shown:
            if button is not None:
                button.show()
            if shown is not None and shiboken6.isValid(shown):
                others = (self._button_at_focus, self._button_at_mouse)
                shown.setVisible(sum(one is shown for one in others) > 1)
        return button

    def _button(self, row: FieldRow, label: QLabel) -> QToolButton:
        button = label.findChild(QToolButton, f"menu-{row.key}")
        if button is None:
            button = _EndOfLabel(label, f"menu-{row.key}", f"Options of {row.field.label}")
            button.clicked.connect(lambda: self.open(row, label.mapToGlobal(label.rect().bottomRight())))
        return button


class _EndOfLabel(QToolButton):
    """A small button inside the right end of a label. Tab passes it by: the menu key does the same."""

    def __init__(self, label: QLabel, name: str, text: str) -> None:
        super().__init__(label)
        self.setObjectName(name)
        self.setToolTip(f"{text} (menu key)")
        self.setAccessibleName(text)
        self._label = label
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        margins = label.contentsMargins()
        label.setContentsMargins(0, margins.top(), WIDTH + theme.XS, margins.bottom())
        label.installEventFilter(self)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the end."""
        if event.type() == QEvent.Type.Resize:
            self._follow()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sign, on a ground of its own while the mouse is on it: a style would squeeze it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selection" if self.isDown() else "hover"))
            painter.drawRoundedRect(self.rect(), 5, 5)
        sign = QRect(0, 0, theme.L, theme.L)
        sign.moveCenter(self.rect().center())
        icon("ellipsis", "muted").paint(painter, sign)
        painter.end()

    def _follow(self) -> None:
        self.setGeometry(self._label.width() - WIDTH, 0, WIDTH, min(self._label.height(), HEIGHT))


def _menu(row: FieldRow, parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    menu.setObjectName("field-menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    is_left_out = row.value() is LEFT_OUT
    _add(menu, "leave-out", "Leave out", is_left_out, lambda: row.change_to(LEFT_OUT))
    for name, words, value in offers(row.field):
        is_on = row.is_cleared() and row.value() == value
        _add(menu, name, words, is_on, partial(row.change_to, value))
    return menu


def _add(menu: QMenu, name: str, words: str, is_on: bool, act: Callable[[], None]) -> QAction:
    action = menu.addAction(words)
    action.setObjectName(name)
    action.setCheckable(True)
    action.setChecked(is_on)
    action.triggered.connect(lambda: act())
    return action
