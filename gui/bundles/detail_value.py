"""What a value is beyond how it is written: a date, a colour, a link, an image. Pure functions."""

import base64
import binascii
import calendar
import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor

from gui.bundles.columns_found import looks_like_date

LONGEST_LINK = 4_000
MOST_IMAGE = 8_000_000
"""Characters of a text that may be a link, or an image."""

_TIME_NAME = re.compile(
    r"(?i)(?:.*[_ -])?(?:at|on|date|time|timestamp|ts|since|until|created|updated|modified|expires|seen)"
    r"|.*(?:[a-z](?:At|On|Date|Time|Timestamp))"
)
_SECONDS, _MILLISECONDS = range(1_000_000_000, 4_102_444_800), range(1_000_000_000_000, 4_102_444_800_000)
"""From September 2001 up to the year 2100."""

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_RGB = re.compile(
    r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*(?:[,/]\s*([\d.]{1,6})(%?)\s*)?\)"
)
_ODD_IN_LINK = re.compile("[\x00-\x20\x7f-\xa0\u2000-\u206f\u3000\ufeff\ud800-\udfff\\\\]")
_DATA = re.compile(r"data:image/([a-z0-9.+-]{1,20})(?:;[a-z0-9=._-]{1,40})*;base64,", re.IGNORECASE)
_BASE64 = re.compile(r"(?:iVBORw0KGgo|/9j/|R0lGOD|UklGR)[A-Za-z0-9+/\s]{60,}={0,2}\s*")
_BEGINNING = 200
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0\ufdd1]"
)
"""Controls but tabs and line ends, marks that turn the direction, halves of characters, Qt's own marks."""


class Link(NamedTuple):
    """An address that can be opened in the browser, and the host that it really leads to."""

    address: str
    host: str


def legible(text: str) -> str:
    """A text with what cannot be seen, or would turn the direction of the rest, spelled out."""
    return _UNSEEN.sub(_spelled, text)


def _spelled(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else f"\\u{code:04x}"


def date_in_words(text: str) -> str:
    """An ISO date as people read it, in its own zone and in a further line in UTC; "" for what is none."""
    if not looks_like_date(text):
        return ""
    try:
        moment = datetime.fromisoformat(text.replace(" UTC", "+00:00").replace(" Z", "Z").replace(",", "."))
    except ValueError:
        return ""
    if len(text) <= len("2026-11-03"):
        return _day(moment)
    zone = moment.utcoffset()
    if zone is None:
        return f"{_moment(moment)}, no time zone given"
    if zone == timedelta():
        return f"{_moment(moment)} UTC"
    try:
        in_utc = moment.astimezone(UTC)
    except OverflowError:  # at the very end of the calendar
        return _moment(moment)
    return f"{_moment(moment)} at {moment:%Z}\n{_moment(in_utc)} UTC"


def time_stamp_in_words(digits: str, name: str) -> str:
    """A number of seconds or milliseconds since 1970 below a name that speaks of time; else ""."""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 13 and _TIME_NAME.fullmatch(name[:100])):
        return ""
    number = int(digits)
    if number in _SECONDS:
        return f"{_moment(datetime.fromtimestamp(number, UTC))} UTC, if these are seconds since 1970"
    if number in _MILLISECONDS:
        moment = datetime.fromtimestamp(number / 1000, UTC)
        return f"{_moment(moment)} UTC, if these are milliseconds since 1970"
    return ""


def _day(moment: datetime) -> str:
    weekday, month = calendar.day_name[moment.weekday()], calendar.month_name[moment.month]
    return f"{weekday}, {moment.day} {month} {moment.year}"


def _moment(moment: datetime) -> str:
    return f"{_day(moment)}, {moment:%H:%M:%S}"


def colour_in(text: str) -> QColor | None:
    """The colour that a text writes as #rgb, #rrggbb (with or without opacity), rgb() or rgba()."""
    if len(text) > 40:
        return None
    if _HEX.fullmatch(text):
        digits = text[1:] if len(text) > 5 else "".join(2 * digit for digit in text[1:])
        parts = [int(digits[at : at + 2], 16) for at in range(0, len(digits), 2)]
        return QColor(*parts)
    found = _RGB.fullmatch(text.lower())
    if not found or max(map(int, found.groups()[:3])) > 255:
        return None
    try:
        opacity = float(found[4] or 1) / (100 if found[5] else 1)
    except ValueError:
        return None
    return QColor(int(found[1]), int(found[2]), int(found[3]), round(255 * min(opacity, 1)))


def link_in(text: str) -> Link | None:
    """The web address that a text is; None for anything else, whatever it pretends to be."""
    if not text[:8].lower().startswith(("http://", "https://")) or len(text) > LONGEST_LINK:
        return None
    if _ODD_IN_LINK.search(text):
        return None
    url = QUrl(text, QUrl.ParsingMode.StrictMode)
    host = url.host(QUrl.ComponentFormattingOption.FullyEncoded)
    if not url.isValid() or not host or url.scheme() not in ("http", "https"):
        return None
    port = f":{url.port()}" if url.port() != -1 else ""
    return Link(text, host + port)


def is_image(text: str) -> bool:
    """Whether the beginning of a text is that of an image: a data: address, or base64 of a common format."""
    return _DATA.match(text[:_BEGINNING]) is not None or _BASE64.match(text[:_BEGINNING]) is not None


def image_in(text: str) -> bytes | None:
    """The bytes of the image that a text holds; None where there is none. Nothing is fetched."""
    if len(text) > MOST_IMAGE:
        return None
    head = _DATA.match(text[:_BEGINNING])
    if head is None and not _BASE64.fullmatch(text):
        return None
    if head is not None and head[1].lower().startswith("svg"):
        return None  # a drawing may name files to be loaded
    try:
        return base64.b64decode(text[head.end() :] if head else text)
    except (binascii.Error, ValueError):
        return None
