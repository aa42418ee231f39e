"""The program's icon in the forms that systems want, drawn from `resources/trunkline.svg`.

    python packaging/package_icons.py FOLDER

Run by the interpreter of the building environment, which has Qt.
"""

import struct
import sys
from pathlib import Path

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512, 1024)
OF_ICO = (16, 24, 32, 48, 64, 256)
OF_ICNS = {b"icp4": 16, b"icp5": 32, b"icp6": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}

SOURCE = Path(__file__).resolve().parent.parent / "resources" / "trunkline.svg"


def ico(pictures: dict[int, bytes]) -> bytes:
    """An icon file of Windows with PNG pictures of these sizes in pixels."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    at, entries, bodies = len(head) + 16 * len(pictures), b"", b""
    for size, png in pictures.items():
        side = size % 256  # 0 stands for 256
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(png), at + len(bodies))
        bodies += png
    return head + entries + bodies


def icns(pictures: dict[bytes, bytes]) -> bytes:
    """An icon file of macOS with PNG pictures by the names of their places."""
    body = b"".join(struct.pack(">4sI", name, 8 + len(png)) + png for name, png in pictures.items())
    return struct.pack(">4sI", b"icns", 8 + len(body)) + body


def draw(source: Path, size: int, picture: Path) -> bytes:
    """An SVG drawing as a square PNG picture, which is also given."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(source)).render(painter)
    painter.end()
    if not image.save(str(picture)):
        raise OSError(f"{picture} could not be written")
    return picture.read_bytes()


def write(folder: Path) -> None:
    """Write `SIZE.png` of each size, `trunkline.ico` and `trunkline.icns`."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {size: draw(SOURCE, size, folder / f"{size}.png") for size in SIZES}
    (folder / "trunkline.ico").write_bytes(ico({size: drawn[size] for size in OF_ICO}))
    (folder / "trunkline.icns").write_bytes(icns({name: drawn[size] for name, size in OF_ICNS.items()}))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
