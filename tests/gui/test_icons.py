"""Icons follow the theme and stay crisp."""

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from gui import theme
from gui.icons import ICONS, app_mark, icon

NAMES = sorted(path.stem for path in ICONS.glob("*.svg"))


def inks(image: QImage) -> set[str]:
    """The colours of the pixels that are fully covered."""
    colours = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {colour.name() for colour in colours if colour.alpha() == 255}


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_can_be_drawn(qapp: QApplication, name: str) -> None:
    assert QSvgRenderer(str(ICONS / f"{name}.svg")).isValid()
    assert inks(icon(name).pixmap(QSize(48, 48)).toImage())


def test_an_icon_has_the_colour_of_its_token_now(qapp: QApplication) -> None:
    for scheme, tokens in (("light", theme.LIGHT), ("dark", theme.DARK), ("light", theme.LIGHT)):
        theme.apply(qapp, scheme)
        image = icon("square", "danger").pixmap(QSize(48, 48)).toImage()
        assert QColor(tokens["danger"]).name() in inks(image)


def test_a_disabled_icon_is_fainter(qapp: QApplication) -> None:
    image = icon("square").pixmap(QSize(48, 48), QIcon.Mode.Disabled).toImage()

    assert not inks(image)


def test_an_icon_has_as_many_pixels_as_the_screen_asks_for(qapp: QApplication) -> None:
    pixmap = icon("play").pixmap(QSize(16, 16), 1.5)

    assert pixmap.size() == QSize(24, 24)


def test_an_icon_outlives_the_name_it_was_made_by(qapp: QApplication) -> None:
    copy = QIcon(icon("play"))
    copy.addPixmap(icon("x").pixmap(QSize(16, 16)))  # makes Qt clone the engine
    icon.cache_clear()
    gc.collect()

    assert inks(copy.pixmap(QSize(48, 48)).toImage())


def test_a_name_that_is_no_icon_is_told_where_it_is_asked_for(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")


def test_the_licence_lies_beside_the_icons() -> None:
    assert "ISC License" in (ICONS / "LICENSE").read_text(encoding="utf-8")


def test_the_mark_of_an_app_outlives_its_file(qapp: QApplication, tmp_path: Path) -> None:
    file = tmp_path / "icon.svg"
    file.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
        '<rect width="24" height="24" fill="red"/></svg>'
    )
    shown = app_mark(file)
    file.unlink()
    assert shown.pixmap(QSize(24, 24)).toImage().pixelColor(12, 12) == QColor("red")
    assert app_mark(file).isNull()
