"""Icons: the SVG files of `resources/icons`, drawn as vectors in the colours of the theme.

An icon asks for its colour each time it is painted, so it is crisp at any scale and follows dark mode.
"""

from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui import theme

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"

DISABLED_OPACITY = 0.45


@cache
def icon(name: str, token: str = "text") -> QIcon:
    """The icon of that name (a file of `resources/icons`) in a colour of the theme."""
    return QIcon(_TintedSvg(name, token))


class _TintedSvg(QIconEngine):
    """Draws one SVG file in the present colour of one token."""

    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name = name
        self._token = token
        _source(name)  # a name that does not exist shows here, not in a paint event

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw as vectors, in the largest square in the middle of `rect`."""
        side = min(rect.width(), rect.height())
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(rect).center())
        painter.save()
        if mode is QIcon.Mode.Disabled:
            painter.setOpacity(painter.opacity() * DISABLED_OPACITY)
        _renderer(self._name, theme.color(self._token).name()).render(painter, square)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The icon on a transparent ground; `size` is in pixels of the device."""
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        """A copy; Qt asks for one when an icon is changed."""
        copy = _TintedSvg(self._name, self._token)
        _copies.append(copy)
        return copy


_copies: list[QIconEngine] = []
# PySide6 6.11 hands an engine over to the QIcon made of it, but not one that `clone` returns: nobody
# would hold it, and the icon would draw with freed memory.


@cache
def _source(name: str) -> str:
    return (ICONS / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
