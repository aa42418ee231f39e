"""One value in full beside the table: what it is, what it means, all of it; nothing is fetched."""

import base64
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QSettings, Qt, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLabel, QSplitter, QToolButton
from table_screen import TableScreen, table_of

from gui.bundles.detail_pages import PAGE, JsonPages, TextPages
from gui.bundles.detail_value import (
    colour_in,
    date_in_words,
    image_in,
    is_image,
    legible,
    link_in,
    time_stamp_in_words,
)


def png(width: int, height: int) -> str:
    """An image as a data: address."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.data().data()).decode()


async def show(screen: TableScreen, row: int, heading: str) -> None:
    """Make a cell current, and wait until the detail shows it."""
    if not screen.find(QToolButton, "show-detail").isChecked():
        screen.click("show-detail")
    screen.table.setCurrentIndex(screen.index(row, heading))
    await screen.until(lambda: not screen.view.detail._soon.isActive())
    await screen.view.detail.jobs.idle()


async def test_a_long_text_is_shown_in_full(qapp: QApplication, tmp_path: Path) -> None:
    text = "first line\nsecond\tline with <b>marks</b> & more " + "x" * 1000
    async with table_of(tmp_path, [{"note": text}]) as screen:
        assert not screen.view.detail.isVisible()
        await show(screen, 0, "note")
        assert screen.text("detail-text") == text
        assert screen.text("detail-path") == "note"
        assert screen.text("detail-kind") == f"text · {len(text):,} characters · 1.1 kB"
        assert not screen.sees("detail-part")


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (b"1.10", "number", "1.10"),
        (b"1180591620717411303424", "number · 22 characters", "1180591620717411303424"),
        (b"true", "yes or no", "true"),
        (b"null", "null", "null"),
        (b'""', "empty text", ""),
        (b'{"b": 1.0, "a": [true, null]}', "object · 2 fields · 29 bytes", None),
        (b"[1, 2, 3]", "list · 3 items · 9 bytes", "[\n  1,\n  2,\n  3\n]"),
        (b"{}", "object · 0 fields · 2 bytes", "{}"),
        (
            b'"nul \\u0000 turn \\u202e half \\ud83d"',
            "text · 19 characters",
            "nul ␀ turn \\u202e half \\ud83d",
        ),
        (b"NaN", "number", "NaN"),
    ],
)
async def test_every_kind_of_value_says_what_it_is(
    qapp: QApplication, tmp_path: Path, value: bytes, kind: str, text: str | None
) -> None:
    async with table_of(tmp_path, [b'{"v": ' + value + b', "w": 1}', {"w": 2, "v": {"x": 1}}]) as screen:
        screen.page.columns.choose(type(screen.page.columns.choice)(others="all"))
        await show(screen, 0, "v")
        assert screen.text("detail-kind") == kind
        if text is None:
            text = '{\n  "b": 1.0,\n  "a": [\n    true,\n    null\n  ]\n}'
        assert screen.text("detail-text") == text


async def test_a_field_that_is_not_there_says_so(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, [{"a": 1}, {"b": 2}]) as screen:
        await show(screen, 0, "b")
        assert screen.text("detail-kind") == "no such field in this bundle"
        assert screen.text("detail-text") == ""


async def test_dates_colours_and_links_say_what_they_mean(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(
        "gui.bundles.detail_meanings.QDesktopServices.openUrl", lambda address: opened.append(address)
    )
    bundle = {
        "created_at": "2026-11-03T10:00:00+02:00",
        "colour": "#c20021",
        "link": "https://bank.example@evil.example:8443/x?y=1",
        "picture": "https://pictures.example/ada.png",
    }
    async with table_of(tmp_path, [bundle]) as screen:
        await show(screen, 0, "created_at")
        moment = "Tuesday, 3 November 2026, 10:00:00 at UTC+02:00\nTuesday, 3 November 2026, 08:00:00 UTC"
        assert screen.text("detail-moment") == moment
        assert screen.text("detail-text") == bundle["created_at"]
        await show(screen, 0, "colour")
        assert not screen.sees("detail-moment")
        assert screen.text("detail-colour") == "red 194, green 0, blue 33"
        swatch = screen.find(QLabel, "detail-swatch").pixmap().toImage()
        assert swatch.pixelColor(3, 3) == QColor("#c20021")
        await show(screen, 0, "link")
        assert not screen.sees("detail-swatch")
        assert screen.text("detail-host") == "Leads to evil.example:8443"
        assert opened == []
        screen.click("detail-open")
        assert [one.toString() for one in opened] == [bundle["link"]]
        await show(screen, 0, "picture")
        assert screen.sees("detail-open")
        assert not screen.sees("detail-picture")  # nobody but the services is asked for anything


async def test_an_image_in_the_data_is_shown_small(qapp: QApplication, tmp_path: Path) -> None:
    address = png(800, 400)
    bundles = [{"avatar": address}, {"avatar": address[:-40]}, {"avatar": "data:image/png;base64,bm9uZQ=="}]
    async with table_of(tmp_path, bundles) as screen:
        await show(screen, 0, "avatar")
        assert screen.sees("detail-picture")
        shown = screen.find(QLabel, "detail-picture").pixmap()
        assert shown.deviceIndependentSize().toTuple() == (240.0, 120.0)
        assert screen.text("detail-image").startswith("PNG, 800 x 400 pixels, ")
        assert screen.text("detail-text") == address
        await show(screen, 2, "avatar")
        assert not screen.sees("detail-picture")
        assert screen.text("detail-image") == "This image is damaged, or of a kind that is not shown here."


async def test_a_very_long_text_is_read_in_parts(qapp: QApplication, tmp_path: Path) -> None:
    text = "".join(f"{n:07}" for n in range(30_000))  # 210,000 characters
    async with table_of(tmp_path, [{"t": text}]) as screen:
        await show(screen, 0, "t")
        seen = [screen.text("detail-text")]
        assert screen.text("detail-part") == f"Characters 1 to {PAGE:,} of 210,000"
        assert not screen.find(QToolButton, "detail-previous").isEnabled()
        while screen.find(QToolButton, "detail-next").isEnabled():
            screen.click("detail-next")
            seen.append(screen.text("detail-text"))
        assert "".join(seen) == text
        screen.click("detail-previous")
        assert screen.text("detail-text") == seen[-2]


async def test_a_value_of_a_huge_bundle_is_read_where_it_lies(qapp: QApplication, tmp_path: Path) -> None:
    text = "".join(f"{n:07}" for n in range(300_000))  # 2.1 million characters
    async with table_of(tmp_path, [{"t": text, "small": "#fff", "list": [1, 2]}]) as screen:
        await show(screen, 0, "t")
        assert screen.text("detail-kind") == "text · 2.1 MB"
        seen = screen.text("detail-text")
        for _ in range(3):
            screen.click("detail-next")
            await screen.view.detail.jobs.idle()
            seen += screen.text("detail-text")
        assert text.startswith(seen)
        assert len(seen) > 3 * PAGE
        screen.click("detail-previous")
        await screen.view.detail.jobs.idle()
        assert seen.endswith(screen.text("detail-text") + seen[3 * PAGE :])
        await show(screen, 0, "small")
        assert screen.text("detail-text") == "#fff"
        assert screen.sees("detail-swatch")
        assert not screen.sees("detail-part")
        await show(screen, 0, "list")
        assert screen.text("detail-text") == "[1, 2]"


async def test_the_keyboard_goes_there_and_back(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, [{"a": "one"}, {"a": "two"}]) as screen:
        screen.table.setFocus()
        screen.press(Qt.Key.Key_Return)
        assert screen.view.focusWidget().objectName() == "detail-text"
        screen.press(Qt.Key.Key_Escape)
        assert screen.view.focusWidget() is screen.table
        screen.press(Qt.Key.Key_Down)
        await screen.until(lambda: screen.text("detail-text") == "two")
        screen.click("detail-close")
        assert not screen.view.detail.isVisible()


async def test_whether_it_is_wanted_and_its_room_are_remembered(qapp: QApplication, tmp_path: Path) -> None:
    look = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    async with table_of(tmp_path / "1", [{"a": "one"}], look=look) as screen:
        screen.click("show-detail")
        split = screen.find(QSplitter, "bundle-split")
        split.moveSplitter(500, 1)
        share = split.sizes()[1] / sum(split.sizes())
        screen.view.show_tab("raw")
        assert not screen.view.detail.isVisible()
    async with table_of(tmp_path / "2", [{"a": "one"}], look=look) as screen:
        assert screen.view.detail.isVisible()
        split = screen.find(QSplitter, "bundle-split")
        assert split.sizes()[1] / sum(split.sizes()) == pytest.approx(share, abs=0.03)
        screen.view.setMinimumWidth(400)  # as the page around it does
        screen.view.resize(430, 700)
        await screen.until(lambda: split.orientation() == Qt.Orientation.Vertical)


async def test_the_tree_has_the_detail_as_well(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, [{"list": [{"x": "deep inside"}]}]) as screen:
        screen.click("show-detail")
        screen.view.show_tab("tree")
        await screen.until(lambda: "deep inside" in screen.text("detail-text"))
        assert screen.text("detail-path") == "The whole bundle"
        assert screen.text("detail-text").splitlines()[0] == "{"


# Meanings


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-11-03", "Tuesday, 3 November 2026"),
        ("2026-11-03T10:00:00Z", "Tuesday, 3 November 2026, 10:00:00 UTC"),
        ("2026-11-03 10:00:00 UTC", "Tuesday, 3 November 2026, 10:00:00 UTC"),
        ("2026-11-03T10:00:00.123456789", "Tuesday, 3 November 2026, 10:00:00, no time zone given"),
        ("2026-02-30", ""),
        ("9999-12-31T23:59:59-05:00", "Friday, 31 December 9999, 23:59:59"),
        ("3 November", ""),
        ("", ""),
    ],
)
def test_dates_are_read_as_people_do(text: str, words: str) -> None:
    assert date_in_words(text) == words


def test_numbers_are_moments_only_where_their_name_says_so() -> None:
    said = "Tuesday, 14 November 2023, 22:13:20 UTC, if these are seconds since 1970"
    assert time_stamp_in_words("1700000000", "created_at") == said
    assert "milliseconds" in time_stamp_in_words("1700000000000", "lastSeenAt")
    assert time_stamp_in_words("1700000000", "id") == ""
    assert time_stamp_in_words("12", "created_at") == ""
    assert time_stamp_in_words("1.7e9", "created_at") == ""


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("#c20021", (194, 0, 33, 255)),
        ("#C02", (204, 0, 34, 255)),
        ("#c2002180", (194, 0, 33, 128)),
        ("rgb(1, 2, 3)", (1, 2, 3, 255)),
        ("rgba(1,2,3,0.5)", (1, 2, 3, 128)),
        ("rgb(1, 2, 300)", None),
        ("#12345", None),
        ("red", None),
    ],
)
def test_colours_are_recognized(text: str, colour: tuple[int, ...] | None) -> None:
    found = colour_in(text)
    assert (found.getRgb() if found else None) == colour


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://example.com/a", "example.com"),
        ("HTTP://EXAMPLE.com:81", "example.com:81"),
        ("https://a@b.example/", "b.example"),
        ("https://пример.example/", "xn--e1afmkfd.example"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("ftp://example.com", None),
        ("https://", None),
        ("https:///path", None),
        ("https://exa mple.com", None),
        ("https://example.com/\u202egnp.exe", None),
        ("https://example.com\\@evil.example", None),
        ("see https://example.com", None),
        ("https://example.com/" + "x" * 5000, None),
    ],
)
def test_only_web_addresses_can_be_opened(text: str, host: str | None) -> None:
    found = link_in(text)
    assert (found.host if found else None) == host


def test_images_are_those_that_the_data_holds() -> None:
    assert is_image(png(3, 3))
    assert image_in(png(3, 3)).startswith(b"\x89PNG")  # type: ignore[union-attr]
    assert image_in(png(30, 30).partition(",")[2]) is not None
    drawing = base64.b64encode(b'<svg><image href="http://x.example"/></svg>')
    assert image_in("data:image/svg+xml;base64," + drawing.decode()) is None
    assert image_in("https://pictures.example/a.png") is None
    assert image_in("data:image/png;base64,***") in (None, b"")
    assert image_in("data:image/png;base64," + "A" * 9_000_000) is None


def test_pages_lose_nothing() -> None:
    text = "x" * (3 * PAGE + 1)
    pages = TextPages(text)
    assert "".join(pages.page(number).text for number in range(4)) == text
    assert [pages.page(number).has_next for number in range(4)] == [True, True, True, False]
    line: Any = '{"a": "' + "y" * (2 * PAGE) + '", "b": [' + ",".join(["1"] * 9_000) + "]}"
    indented = JsonPages(line)
    first = indented.page(0)
    assert first.text.startswith('{\n  "a": "yyy'), "no page that holds next to nothing"
    assert first.has_next
    gathered, number = [], 0
    while True:
        page = indented.page(number)
        gathered.append(page.text)
        number += 1
        if not page.has_next:
            break
    assert "".join(gathered).replace("\n", "").replace(" ", "") == line.replace(" ", "")
    assert JsonPages("[]").page(0).words == ""


def test_what_cannot_be_seen_is_spelled_out() -> None:
    assert legible("a\0b\u202ec\nd\te") == "a␀b\\u202ec\nd\te"
