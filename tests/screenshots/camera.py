"""Takes pictures of the window as it stands on the screen, with whatever lies over it."""

import asyncio
import contextlib
from collections import Counter
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from gui import theme
from gui.jobs import Jobs
from tests.journeys.program import Program

_SMALLEST = 1
"""Of a PNG the "quality" says how hard it is packed."""

PATIENCE = 2.0
"""Seconds that a picture waits for what is under way."""


class Camera:
    """Takes pictures of one program into a folder; their names end alike."""

    def __init__(self, program: Program, folder: Path, ending: str) -> None:
        self._program = program
        self._folder = folder
        self._ending = ending
        self.taken: list[Path] = []

    async def take(self, name: str, *, busy: bool = False) -> None:
        """Wait until nothing is under way (unless that is what is to be seen), and take a picture."""
        if not busy:
            await self._at_rest()
        await asyncio.sleep(0.15)  # what fades, is laid out or painted late
        file = self._folder / f"{name}-{self._ending}.png"
        picture = _with_few_colours(self._composed())
        if not picture.save(str(file), "PNG", _SMALLEST):
            raise SystemExit(f"{file} cannot be written.")
        self.taken.append(file)

    async def _at_rest(self) -> None:
        with contextlib.suppress(TimeoutError):  # what watches over something is never done
            async with asyncio.timeout(PATIENCE):
                for _ in range(3):  # what ends may have begun something
                    for jobs in self._program.window.findChildren(Jobs):
                        await jobs.idle()

    def _composed(self) -> QImage:
        """The window, and what lies over it where it lies."""
        window = self._program.window
        image = window.grab().toImage()
        painter = QPainter(image)
        for over in _over(window):
            place = over.mapToGlobal(QPoint()) - window.mapToGlobal(QPoint())
            if isinstance(over, QDialog):  # nobody puts it in the middle here
                place = window.rect().center() - over.rect().center()
            _frame(painter, over, place)
        painter.end()
        return image


def _with_few_colours(image: QImage) -> QImage:
    """The same in its 256 most frequent colours: an interface has few, and the file is much smaller."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(plain.constBits()).cast("I"))
    table = [colour for colour, _ in counted.most_common(256)]
    return plain.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.AvoidDither)


def _over(window: QWidget) -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not window]


def _frame(painter: QPainter, widget: QWidget, place: QPoint) -> None:
    """Offscreen there is no window manager: a line around a window stands for its frame."""
    picture = widget.grab()
    painter.drawPixmap(place, picture)
    painter.setPen(QPen(QColor(theme.color("border")), 1))
    painter.drawRect(QRect(place, widget.size()).adjusted(0, 0, -1, -1))
