"""Reading a JSON body. The first mistake refuses it; unknown keys are ignored, null is the same as absent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiohttp import web

from core.sandbox.parameters import UnreadableBody, read_json
from core.sandbox.qualtrics.envelope import Refused, bad
from core.sandbox.qualtrics.times import read_utc_text


async def read_body(request: web.Request) -> "Fields":
    """Return the body, which must be a JSON object."""
    try:
        body = await read_json(request)
    except UnreadableBody as unreadable:
        raise bad(f"{unreadable}.") from unreadable
    if not isinstance(body, dict):
        raise bad("The body must be a JSON object.")
    return Fields(body)


class Fields:
    """The keys of one JSON object; `place` says where it stands, for the words of a mistake."""

    def __init__(self, values: Mapping[str, Any], place: str = "") -> None:
        self.values = values
        self._place = place

    def has(self, name: str) -> bool:
        """Whether a key has a value."""
        return self.values.get(name) is not None

    def text(self, name: str, most: int | None = None) -> str | None:
        """Return a text of at most `most` characters, None if it is absent or empty."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise self.wrong(name, "must be a text")
        if most is not None and len(value) > most:
            raise self.wrong(name, f"must have at most {most} characters")
        return value

    def need(self, name: str, most: int | None = None) -> str:
        """Return a text that must be there."""
        value = self.text(name, most)
        if value is None:
            raise self.wrong(name, "is required")
        return value

    def moment(self, name: str) -> tuple[str, datetime] | None:
        """Return a moment as it was written and as it is meant."""
        text = self.text(name)
        if text is None:
            return None
        moment = read_utc_text(text)
        if moment is None:
            raise self.wrong(name, "must look like 2026-11-25T10:00:00Z")
        return text, moment

    def need_moment(self, name: str) -> tuple[str, datetime]:
        """Return a moment that must be there."""
        moment = self.moment(name)
        if moment is None:
            raise self.wrong(name, "is required")
        return moment

    def flag(self, name: str) -> bool | None:
        """Return true or false, None if absent."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(name, "must be true or false")
        return value

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """Return one of the allowed texts, in exactly that spelling."""
        value = self.need(name)
        if value not in allowed:
            raise self.wrong(name, f"must be one of {', '.join(allowed)}")
        return value

    def inside(self, name: str) -> "Fields":
        """Return the object under a key; an absent one is empty."""
        value = self.values.get(name)
        if value is None:
            return Fields({}, f"{self._place}{name}.")
        if not isinstance(value, dict):
            raise self.wrong(name, "must be an object")
        return Fields(value, f"{self._place}{name}.")

    def wrong(self, name: str, what: str) -> Refused:
        """Return the refusal of a key."""
        return bad(f"{self._place}{name} {what}.")
