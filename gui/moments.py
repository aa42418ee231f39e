"""How moments are told, wherever they are, in this computer's time zone."""

import datetime

_DAYS = {0: "today", 1: "yesterday"}


def moment(at: float, now: float) -> str:
    """A moment as people say it, both in seconds since 1970: "today 14:05", "2026-11-03 09:12"."""
    then, today = local(at), local(now)
    told = _DAYS.get((today.date() - then.date()).days, f"{then:%Y-%m-%d}")
    return f"{told} {then:%H:%M}"


def day(at: float) -> str:
    """The day of a moment: "2026-11-03"."""
    return f"{local(at):%Y-%m-%d}"


def local(at: float) -> datetime.datetime:
    """A moment in this computer's time zone."""
    return datetime.datetime.fromtimestamp(at).astimezone()
