"""A picture of an image that a value holds, small and within limits. May run in any thread."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from core.model.amounts import byte_size

FORMATS = frozenset({"png", "jpeg", "jpg", "gif", "webp", "bmp", "ico"})
MOST_PIXELS = 40_000_000
"""An image that says it is larger is not drawn."""


class NotDrawnError(Exception):
    """Why there is no picture, in a sentence."""


def picture(data: bytes, side: int) -> tuple[QImage, str]:
    """The image, at most `side` pixels wide and high, and a few words about it. Raises `NotDrawnError`."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    kind, size = reader.format().toStdString(), reader.size()
    if kind not in FORMATS:
        raise NotDrawnError("This image is damaged, or of a kind that is not shown here.")
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        raise NotDrawnError("This image is too large to be shown here.")
    if size.width() > side or size.height() > side:
        reader.setScaledSize(size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise NotDrawnError("This image is damaged.")
    return image, f"{kind.upper()}, {size.width():,} x {size.height():,} pixels, {byte_size(len(data))}"
