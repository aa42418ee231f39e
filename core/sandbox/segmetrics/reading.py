"""Reading a body of the Import API: what is missing, what has the wrong shape, and the values as kept."""

from collections.abc import Mapping
from typing import Any

from core.sandbox.answers import Refusal
from core.sandbox.moments import read_moment


def refuse(status: int, *errors: str) -> Refusal:
    """Return a refusal in the shape of the Import API."""
    return Refusal(status, {"status": "error", "errors": list(errors)})


class Reading:
    """Reads one body; notes every mistake, and `done` refuses them all at once. Unknown keys are ignored."""

    def __init__(self, body: Mapping[str, Any], inside: str = "") -> None:
        self._body = body
        self._inside = inside
        self.errors: list[str] = []

    def need(self, *names: str) -> None:
        """Note every name that is missing. Our own choice: so are null, an empty text and an empty list."""
        self.errors += [_missing(self._inside + name) for name in names if not self.has(name)]

    def need_one(self, first: str, second: str) -> None:
        """Note the first name as missing if neither is there (our own choice of which one to name)."""
        if not self.has(first) and not self.has(second):
            self.need(first)

    def has(self, name: str) -> bool:
        """Whether a name has a value."""
        return self._body.get(name) not in (None, "", [])

    def raw(self, name: str) -> Any:
        """Return a value as it came."""
        return self._body.get(name)

    def identifier(self, name: str) -> int | str | None:
        """Return an id: a number or a text."""
        value = self._body.get(name)
        if self.has(name) and (isinstance(value, bool) or not isinstance(value, (int, str))):
            self._wrong(name, "must be a number or a text")
            return None
        return value if self.has(name) else None

    def text(self, name: str) -> str | None:
        """Return a text; a number becomes one."""
        value = self.identifier(name)
        return None if value is None else str(value)

    def whole(self, name: str, least: int | None = None) -> int | None:
        """Return an integer. Money is in cents; our own choice: anything but a JSON integer is refused."""
        value = self._body.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong(name, "must be an integer")
            return None
        if least is not None and value < least:
            self._wrong(name, f"must be at least {least}")
        return value

    def moment(self, name: str) -> str | None:
        """Return a date-time as `2018-10-02 16:15:00`. Our own choice: UTC; an unreadable one is refused."""
        return self._date(name, "%Y-%m-%d %H:%M:%S")

    def day(self, name: str) -> str | None:
        """Return a date as `2018-10-03`."""
        return self._date(name, "%Y-%m-%d")

    def choice(self, name: str, allowed: tuple[Any, ...]) -> Any:
        """Return one of the allowed values. Our own choice: any other is refused."""
        value = self._body.get(name)
        if not self.has(name):
            return None
        if isinstance(value, (list, dict)) or value not in allowed:
            self._wrong(name, f"must be one of {', '.join(map(str, allowed))}")
        return value

    def done(self) -> None:
        """Refuse the body if anything was wrong with it."""
        if self.errors:
            raise refuse(400, *self.errors)

    def _date(self, name: str, shape: str) -> str | None:
        if not self.has(name):
            return None
        value = self._body[name]
        moment = read_moment(value) if isinstance(value, str) else None
        if moment is None:
            self._wrong(name, "is not a date")
            return None
        return moment.strftime(shape)

    def _wrong(self, name: str, what: str) -> None:
        self.errors.append(f"'{self._inside}{name}' {what}")


def _missing(name: str) -> str:
    return f"missing '{name}' field "
