"""A small app, replies, and values of every sort, hostile ones too."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from core.model.app import App, ConnectionDefinition, HeaderAuth, QueryAuth, Verify
from core.model.fields import EmailField, Field, FieldBase, SecretField, TextField
from core.model.http import HttpReply, HttpRequest
from core.model.module import Module
from core.model.request import Request

unhurried = settings(deadline=None)
"""For properties: a busy machine is no failure."""

BEARER = HeaderAuth(name="Authorization", value="Bearer {api_key}")
IN_QUERY = QueryAuth(name="key", value="{api_key}")
KEY = "made-up-key"


def app(**changes: Any) -> App:
    """An app at `https://api.example.com/v1`, with a secret `api_key`."""
    given: dict[str, Any] = {
        "id": "demo",
        "folder": "apps/demo",
        "label": "Demo",
        "summary": "",
        "base_url": "https://api.example.com/v1",
        "connection": connection(changes.pop("auth", BEARER)),
    }
    return App(**{**given, **changes})


def connection(auth: HeaderAuth | QueryAuth = BEARER) -> ConnectionDefinition:
    """A connection of a key and an account."""
    return ConnectionDefinition(
        fields=(SecretField(key="api_key", label="API Key"), TextField(key="account", label="Account")),
        auth=auth,
        verify=Verify(request=Request(method="GET", path="/me")),
    )


def module(**changes: Any) -> Module:
    """A module that gets `/things`."""
    given: dict[str, Any] = {
        "id": "things",
        "app": "demo",
        "label": "Things",
        "kind": "search",
        "effect": "read",
        "summary": "",
        "fields": (),
    }
    return Module(**{**given, **changes})


def reply(body: bytes | str = b"", status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> HttpReply:
    """A reply that took a second."""
    return HttpReply(
        status=status, headers=headers, body=body.encode() if isinstance(body, str) else body, seconds=1.0
    )


def header(request: HttpRequest, name: str) -> list[str]:
    """All values of a header."""
    return [value for key, value in request.headers if key.lower() == name.lower()]


def text_field(key: str = "name", **more: Any) -> Field:
    """A line of text, labelled by its key."""
    return TextField(key=key, label=key.title(), **more)


def email_field(key: str = "email", **more: Any) -> Field:
    """An e-mail address, labelled by its key."""
    return EmailField(key=key, label=key.title(), **more)


def nested(depth: int, inside: Any = None) -> Any:
    """Lists within one another; deeper than Python can call, if asked."""
    value = inside
    for _ in range(depth):
        value = [value]
    return value


def shortly(value: Any) -> str:
    """A row's part in the name of its test; some of these values cannot even be written out."""
    match value:
        case FieldBase():
            return str(type(value).__struct_config__.tag)
        case str() | bytes():
            return ascii(value[:24])
        case bool() | float() | None:
            return str(value)
        case int() if abs(value) < 10**20:
            return str(value)
        case _:
            return type(value).__name__


any_text = st.text(st.characters(codec=None), max_size=30)
"""Text of every character, halves of characters (lone surrogates) included."""

json_numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)

json_values = st.recursive(
    st.none() | st.booleans() | json_numbers | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
"""What JSON can say."""

_ODD = [
    10**5000,
    -(10**309),
    1e308,
    float("nan"),
    float("inf"),
    Decimal("1.5"),
    b"bytes",
    date(2024, 5, 31),
    datetime(2024, 5, 31, tzinfo=UTC),
    object(),
    Ellipsis,
    int,
    {1, 2},
    "9" * 5000,
    "[" * 5000,
    '{"a": NaN}',
    nested(2000),
]

_odd = st.integers(0, len(_ODD) - 1).map(lambda position: _ODD[position])  # some cannot be written out

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text | st.binary(max_size=5) | _odd,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(any_text | st.integers() | st.booleans() | st.none(), inner, max_size=3)
    ),
    max_leaves=8,
)
"""Any Python value."""
