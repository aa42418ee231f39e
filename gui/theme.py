"""One visual language: colours as named tokens, spacing, type scale, and the style sheet made of them.

    apply(app, scheme)      once at the start, and again when the person chooses another scheme
    color("accent")         a token as it is now; painted things ask each time they paint
    XS … XXL                the steps of the spacing, in device-independent pixels

Widgets say what they are with a dynamic property; the style sheet in `resources/themes` knows the rest:

    role   on a label: title, section, caption, muted, badge · on a button: primary, danger, quiet, icon
           on a frame: card, banner, sub_form
    tone   on a badge or a banner: success, warning, danger, practice, accent
    invalid  on an input: its value is not accepted
"""

import string
import sys
from functools import cache
from pathlib import Path
from typing import Literal

from PySide6 import QtCore
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

Scheme = Literal["system", "light", "dark"]

XS, S, M, L, XL, XXL = 4, 8, 12, 16, 24, 32
"""Spacing: inside a thing, between things, around groups, around panels."""

_HALF = 128
"""Of lightness, which goes to 255."""

THEMES = Path(__file__).resolve().parent.parent / "resources" / "themes"

LIGHT = {
    "window": "#f6f7f9",
    "surface": "#ffffff",
    "raised": "#ffffff",
    "hover": "#eaecf0",
    "text": "#1c2024",
    "muted": "#5c626c",
    "border": "#cfd3da",
    "accent": "#3558d4",
    "accent_hover": "#2b49b6",
    "accent_text": "#ffffff",
    "link": "#2f4fc0",
    "danger": "#b8262c",
    "danger_surface": "#fdeeed",
    "warning": "#7d5200",
    "warning_surface": "#fff4d9",
    "success": "#18704a",
    "success_surface": "#e6f6ed",
    "selection": "#dde6ff",
    "practice": "#7334a8",
    "practice_surface": "#f4ebfb",
}

DARK = {
    "window": "#191a1d",
    "surface": "#212327",
    "raised": "#2a2c31",
    "hover": "#32353b",
    "text": "#eceef0",
    "muted": "#a3a8b1",
    "border": "#43474f",
    "accent": "#4f6de0",
    "accent_hover": "#5f7cea",
    "accent_text": "#ffffff",
    "link": "#93a9ff",
    "danger": "#ff8f88",
    "danger_surface": "#3c1d20",
    "warning": "#f2c462",
    "warning_surface": "#382b11",
    "success": "#62d29c",
    "success_surface": "#15301f",
    "selection": "#2d3b69",
    "practice": "#cba0f5",
    "practice_surface": "#30203f",
}


class _Look(QObject):
    """What is chosen and what is on: lives as long as the application."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.scheme: Scheme = "system"
        # The palette is still the system's. To ask for its scheme would load Qt's enumerations too early.
        self._system_is_dark = app.palette().window().color().lightness() < _HALF
        app.styleHints().colorSchemeChanged.connect(self._system_changed)

    def choose(self, scheme: Scheme) -> None:
        before, self.scheme = self.scheme, scheme
        hints = QApplication.styleHints()
        # Window frames and native dialogs follow the hint where the platform can.
        if scheme != "system":
            schemes = QtCore.Qt.ColorScheme
            hints.setColorScheme(schemes.Dark if scheme == "dark" else schemes.Light)
        elif before != "system":
            hints.unsetColorScheme()
            if (told := hints.colorScheme()) != QtCore.Qt.ColorScheme.Unknown:
                self._system_is_dark = told == QtCore.Qt.ColorScheme.Dark
        self._show()

    def _system_changed(self, scheme: "QtCore.Qt.ColorScheme") -> None:
        if self.scheme == "system":
            self._system_is_dark = scheme == QtCore.Qt.ColorScheme.Dark
            self._show()

    def _show(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        dark = self.scheme == "dark" or (self.scheme == "system" and self._system_is_dark)
        _tokens.clear()
        _tokens.update(DARK if dark else LIGHT)
        app.setPalette(_palette())
        app.setStyleSheet(style_sheet(_tokens, app.font()))


_tokens: dict[str, str] = dict(LIGHT)


def arguments() -> list[str]:
    """What the application is made with: its name, and Qt's own style where the system has none.

    To set the style later would make Python's side of it, with all its enumerations, before the first paint.
    """
    return ["trunkline"] if sys.platform in ("win32", "darwin") else ["trunkline", "-style", "fusion"]


def apply(app: QApplication, scheme: Scheme) -> None:
    """Dress the application. With "system" it follows the system from now on, at once when that changes."""
    _look(app).choose(scheme)


@cache
def _look(app: QApplication) -> _Look:
    return _Look(app)


def color(name: str) -> QColor:
    """A token as it is now. Tokens are the keys of `LIGHT`."""
    return QColor(_tokens[name])


def is_dark() -> bool:
    """Whether the dark scheme is on."""
    return color("window").lightness() < _HALF


def title_font() -> QFont:
    """For the name of a screen: 1.35 of the system's size, half bold."""
    return _scaled(1.35, QFont.Weight.DemiBold)


def section_font() -> QFont:
    """For the heading of a part: 1.1 of the system's size, half bold."""
    return _scaled(1.1, QFont.Weight.DemiBold)


def caption_font() -> QFont:
    """For help and remarks: 0.92 of the system's size."""
    return _scaled(0.92, QFont.Weight.Normal)


@cache
def mono_font() -> QFont:
    """For code and data, at the size of the text around it."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(QApplication.font().pointSizeF())
    return font


def set_flag(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property that the style sheet looks at, and restyle the widget if that changed it."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def style_sheet(tokens: dict[str, str], font: QFont) -> str:
    """The style sheet of a set of tokens, with type sizes relative to the system's font."""
    size = font.pointSizeF()
    values = tokens | {
        "title_size": f"{size * 1.35:.2f}pt",
        "section_size": f"{size * 1.1:.2f}pt",
        "caption_size": f"{size * 0.92:.2f}pt",
        "themes": THEMES.as_posix(),
    }
    return string.Template(_template()).substitute(values)


@cache
def _template() -> str:
    return (THEMES / "trunkline.qss").read_text(encoding="utf-8")


def _scaled(factor: float, weight: QFont.Weight) -> QFont:
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * factor)
    font.setWeight(weight)
    return font


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for target, token in (
        (role.Window, "window"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "window"),
        (role.Text, "text"),
        (role.PlaceholderText, "muted"),
        (role.Button, "raised"),
        (role.ButtonText, "text"),
        (role.BrightText, "danger"),
        (role.ToolTipBase, "raised"),
        (role.ToolTipText, "text"),
        (role.Highlight, "selection"),
        (role.HighlightedText, "text"),
        (role.Accent, "accent"),
        (role.Link, "link"),
        (role.LinkVisited, "link"),
        (role.Light, "raised"),
        (role.Midlight, "hover"),
        (role.Mid, "border"),
        (role.Dark, "border"),
        (role.Shadow, "border"),
    ):
        palette.setColor(target, color(token))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, color("muted"))
    return palette
