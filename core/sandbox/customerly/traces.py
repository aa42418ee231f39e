"""What a contact's visits have left: place, browser, origin, app. All of it follows from 64 bits."""

from typing import Any

from core.sandbox.seeded import pick

_PLACE = (
    "country", "country_code", "region", "region_code", "city", "postal_code", "continent",
    "continent_code", "timezone", "latitude", "longitude", "isp",
)  # fmt: skip
_PLACES: tuple[tuple[Any, ...], ...] = (
    ("Italy", "IT", "Lombardy", "25", "Milan", "20121", "Europe", "EU", "Europe/Rome", 45.4643, 9.1895,
     "Example Telecom"),
    ("United States", "US", "California", "CA", "San Francisco", "94107", "North America", "NA",
     "America/Los_Angeles", 37.7697, -122.3933, "Example Cable"),
    ("Brazil", "BR", "São Paulo", "SP", "São Paulo", None, "South America", "SA", "America/Sao_Paulo",
     -23.5475, -46.6361, None),
    ("Japan", "JP", "Tōkyō", "13", "東京", "100-0001", "Asia", "AS", "Asia/Tokyo", 35.6895, 139.6917,
     "Example Net"),
    ("Ireland", "IE", None, None, None, None, "Europe", "EU", "Europe/Dublin", 53.3338, -6.2488, None),
    (None,) * len(_PLACE),
)  # fmt: skip
_BROWSER = ("browser_name", "browser_version", "browser_language", "os", "os_version")
_BROWSERS: tuple[tuple[str | None, ...], ...] = (
    ("Chrome", "136.0.0", "en-us", "Windows", "10"),
    ("Safari", "18.4", "it-it", "OS X", "10.15"),
    ("Firefox", "138.0", "de", "Linux", None),
    ("Mobile Safari", "18.4", "ja-jp", "iOS", "18.4"),
)
_ORIGIN = ("referrer", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
_ORIGINS: tuple[tuple[str | None, ...], ...] = (
    (None,) * len(_ORIGIN),
    ("https://search.example/", None, None, None, None, None),
    ("https://news.example/", "newsletter", "email", "spring", None, "button"),
    ("https://ads.example/", "ads", "cpc", "brand", "live chat", "banner-2"),
)
_PAGES = ("https://shop.example/pricing", "https://shop.example/docs/überblick", "https://shop.example/")
_APP = ("app_name", "app_version", "device", "os_version", "session", "last_seen_at")
_VOTES = (None, None, None, 10, 9, 6)
_RATINGS = (None, None, None, None, 5, 4, 2)

NO_TRACES: dict[str, Any] = {
    "last_page_viewed_at": None,
    "last_page_viewed": None,
    "nps_vote": None,
    "rating": None,
    **dict.fromkeys(_ORIGIN),
    "ip_address": None,
    **dict.fromkeys(_PLACE),
    **dict.fromkeys(_BROWSER),
    "web_session": 0,
    **{f"{system}_{key}": None for system in ("android", "ios") for key in _APP},
}
"""What is shown of a contact that was never seen in a browser."""


def traces_of(bits: int, last_activity: int) -> dict[str, Any]:
    """Return what is shown of a contact that was last active at `last_activity`."""
    shown = {
        **NO_TRACES,
        "last_page_viewed_at": last_activity - (bits >> 7) % 600,
        "last_page_viewed": pick(_PAGES, bits >> 3),
        "nps_vote": pick(_VOTES, bits >> 22),
        "rating": pick(_RATINGS, bits >> 25),
        **dict(zip(_ORIGIN, pick(_ORIGINS, bits >> 9), strict=True)),
        "ip_address": f"192.0.2.{bits & 255}",
        **dict(zip(_PLACE, pick(_PLACES, bits >> 35), strict=True)),
        **dict(zip(_BROWSER, pick(_BROWSERS, bits >> 5), strict=True)),
        "web_session": 1 + (bits >> 28) % 90,
    }
    if bits >> 50 & 15 == 0:
        app = ("Shop", "4.2.1", "iPhone16,2", "18.4", 1 + bits % 30, last_activity - 3_600)
        shown |= {f"ios_{key}": value for key, value in zip(_APP, app, strict=True)}
    return shown
