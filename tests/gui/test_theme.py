"""Colours that can be read, in both schemes."""

import re
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from gui import theme

ON_GROUNDS = [
    ("text", ("window", "surface", "raised", "hover", "selection")),
    ("muted", ("window", "surface", "raised")),
    ("link", ("window", "surface", "raised")),
    ("danger", ("window", "surface", "danger_surface")),
    ("warning", ("window", "surface", "warning_surface")),
    ("success", ("window", "surface", "success_surface")),
    ("practice", ("window", "surface", "practice_surface")),
    ("accent_text", ("accent",)),
]


@pytest.fixture(autouse=True)
def _light_afterwards(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, "light")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21."""

    def luminance(colour: str) -> float:
        parts = QColor(colour).getRgbF()[:3]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "grounds"), ON_GROUNDS)
def test_text_can_be_read_on_its_grounds(tokens: dict[str, str], ink: str, grounds: tuple[str, ...]) -> None:
    for ground in grounds:
        assert contrast(tokens[ink], tokens[ground]) >= 4.5, ground


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_the_focus_ring_is_seen(tokens: dict[str, str]) -> None:
    for ground in ("window", "surface"):
        assert contrast(tokens["accent"], tokens[ground]) >= 3


def test_both_schemes_have_the_same_tokens() -> None:
    assert theme.LIGHT.keys() == theme.DARK.keys()


def test_the_scheme_changes_palette_tokens_and_sheet(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    light = qapp.styleSheet()
    assert not theme.is_dark()
    theme.apply(qapp, "dark")

    assert theme.is_dark()
    assert theme.color("window").name() == theme.DARK["window"]
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == theme.DARK["window"]
    assert qapp.styleSheet() != light


@pytest.fixture
def started_anew(qapp: QApplication) -> Iterator[None]:
    """As at the start of a program: nothing of ours has dressed the application."""

    def forget() -> None:
        shiboken6.delete(theme._look(qapp))
        theme._look.cache_clear()
        qapp.setPalette(QPalette())

    forget()
    yield
    forget()


def test_on_a_dark_system_the_first_window_is_dark_and_follows_the_system(
    qapp: QApplication, started_anew: None
) -> None:
    qapp.setPalette(QPalette(QColor("#222")))
    theme.apply(qapp, "system")
    assert theme.is_dark()
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert not theme.is_dark()
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.is_dark()


def test_what_the_person_chose_outlives_a_change_of_the_system(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert not theme.is_dark()
    theme.apply(qapp, "system")
    assert not theme.is_dark(), "the system itself is light here"


def test_without_a_dark_system_the_system_scheme_is_light(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    theme.apply(qapp, "system")

    assert not theme.is_dark()


def test_the_sheet_is_short_and_every_token_in_it_is_known(qapp: QApplication) -> None:
    template = (theme.THEMES / "trunkline.qss").read_text(encoding="utf-8")
    sheet = theme.style_sheet(theme.LIGHT, qapp.font())

    assert len(template.splitlines()) < 300
    assert "$" not in sheet
    assert not re.search(r"font-size:[^;]*px", sheet)  # sizes follow the system's font
    for picture in re.findall(r"url\(([^)]+)\)", template):
        assert (theme.THEMES / picture.removeprefix("$themes/")).is_file(), picture


def test_fonts_are_relative_to_the_systems(qapp: QApplication) -> None:
    size = qapp.font().pointSizeF()

    assert theme.title_font().pointSizeF() > theme.section_font().pointSizeF() > size
    assert theme.caption_font().pointSizeF() < size
    assert theme.mono_font().pointSizeF() == size


def test_there_is_a_font_at_all(qapp: QApplication) -> None:
    assert QFontDatabase.families()  # without one every letter is a box, and nothing else fails
