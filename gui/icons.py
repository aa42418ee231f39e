"""Icons: the SVG files of `resources/icons`, drawn as vectors in the colours of the theme.

An icon asks for its colour each time it is painted, so it is crisp at any scale and follows dark mode.
"""

from functools import cache, cached_property, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui import theme

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"

DISABLED_OPACITY = 0.45


@cache
def icon(name: str, token: str = "text") -> QIcon:
    """The icon of that name (a file of `resources/icons`) in a colour of the theme."""
    return QIcon(_TintedSvg(name, token))


def app_mark(file: Path) -> QIcon:
    """The mark of an app, in its own colours; an empty icon where there is none.

    Read at once: a person's own app may be taken away before its mark is painted.
    """
    try:
        return _mark(file, file.stat().st_mtime_ns)
    except OSError:
        return QIcon()


@cache
def _mark(file: Path, _changed_at: int) -> QIcon:
    """Kept for good: the garbage collector takes an engine away under its icon, if both lie in a cycle."""
    return QIcon(_Svg(QByteArray(file.read_bytes())))


class _Svg(QIconEngine):
    """Draws SVG as vectors."""

    def __init__(self, source: QByteArray) -> None:
        super().__init__()
        self._given = source

    @cached_property
    def _drawing(self) -> QSvgRenderer:
        return QSvgRenderer(self._given)

    def renderer(self) -> QSvgRenderer:
        """What draws it now."""
        return self._drawing

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw as vectors, in the largest square in the middle of `rect`."""
        side = min(rect.width(), rect.height())
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(rect).center())
        painter.save()
        if mode is QIcon.Mode.Disabled:
            painter.setOpacity(painter.opacity() * DISABLED_OPACITY)
        self.renderer().render(painter, square)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The icon on a transparent ground; `size` is in pixels of the device."""
        pixmap = QPixmap(size)
        pixmap.fill(QColor(0, 0, 0, 0))
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        """A copy; Qt asks for one when an icon is changed."""
        copy = self.copy()
        _copies.append(copy)
        return copy

    def copy(self) -> QIconEngine:
        """Another one of the same."""
        return _Svg(self._given)


class _TintedSvg(_Svg):
    """Draws one file of `resources/icons` in the present colour of one token."""

    def __init__(self, name: str, token: str) -> None:
        super().__init__(QByteArray())
        self._name = name
        self._token = token
        if name not in _names():  # shows here, not in a paint event; read it is when it is painted
            raise FileNotFoundError(_file(name))

    def renderer(self) -> QSvgRenderer:
        """The drawing in the colour of the moment."""
        return _renderer(self._name, theme.color(self._token).name())

    def copy(self) -> QIconEngine:
        """Another one of the same."""
        return _TintedSvg(self._name, self._token)


_copies: list[QIconEngine] = []
# PySide6 6.11 hands an engine over to the QIcon made of it, but not one that `clone` returns: nobody
# would hold it, and the icon would draw with freed memory.


@cache
def _names() -> frozenset[str]:
    return frozenset(file.stem for file in ICONS.glob("*.svg"))


def _file(name: str) -> Path:
    return ICONS / f"{name}.svg"


@cache
def _source(name: str) -> str:
    return _file(name).read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
