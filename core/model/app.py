"""An app as a value: how to connect, how to say who we are, how the service says no."""

from typing import Any, Literal

import msgspec

from core.model.fields import Field, Scalar
from core.model.request import NoPaging, Paging, Request

Meaning = Literal[
    "rate_limited", "auth", "not_allowed", "not_found", "invalid", "refused", "transient", "success"
]
"""What a reply means, whatever its status says."""


class HeaderAuth(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="header", tag_field="kind"
):
    """A header whose value is a text with `{key}` places, such as `Bearer {api_key}`."""

    name: str
    value: str


class QueryAuth(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="query", tag_field="kind"
):
    """A query parameter. The key is then part of the URL: every URL shown is redacted by value."""

    name: str
    value: str


Auth = HeaderAuth | QueryAuth


class Verify(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The request that proves a connection.

    `proof` is a path in the reply that must hold a text, `label` the path of the account's name.
    `label` may be written with places instead, such as `{name} ({email})`. `proof_is`: what stands there.
    `save_anyway` explains, where the proof itself is doubtful, why a failed check may be overruled;
    `not_proven` says what a good answer leaves open. `hint_at`: the path of a remark that the service adds
    to a good answer; it is kept with the connection.
    """

    request: Request
    proof: str = ""
    proof_is: Literal["text", "list"] = "text"
    label: str = ""
    hint_at: str = ""
    save_anyway: str = ""
    not_proven: str = ""


class ConnectionDefinition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person fills in to connect an account."""

    fields: tuple[Field, ...]
    auth: Auth
    verify: Verify


class ErrorRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule: when all its conditions hold, the reply `means` this. Rules are tried in order, on 200 too.

    `status`: a number or a class such as `4xx`. `text_at`: the path of the text that `contains`, `equals`
    or `differs_from` look at; without it they look at the reason the service gave. An absent text matches
    nothing. `json: false` asks for a body that is not JSON. `filled_at`: paths, at least one of which holds
    something; `absent_at`: a path that holds nothing.
    """

    means: Meaning
    status: int | str | tuple[int | str, ...] = ()
    text_at: str = ""
    contains: str = ""
    equals: str = ""
    differs_from: str = ""
    json: bool | None = None
    filled_at: tuple[str, ...] = ()
    absent_at: str = ""


class Lookup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list that the account holds. `label` paths are tried in order; entries without `value` are skipped.

    A label may be written with places, such as `{name} <{email}>`; it is taken when all of them are filled.
    Without `value`, an entry is itself the value. `skip`: entries that have one of these values are left out.
    `names_of`: a path to objects in the entries; the list is then the names of their values, each once.
    `search_param` is the query parameter that narrows the list to what was typed.
    """

    request: Request
    items: str
    value: str = ""
    label: tuple[str, ...] = ()
    skip: dict[str, Scalar] = {}
    names_of: str = ""
    search_param: str = ""
    paging: Paging = NoPaging()


class RateLimit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many requests the service takes within some seconds, for one connection."""

    requests: int
    seconds: float


class AppFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`app.yaml`, as written.

    `error_text`: paths of the reason in a failed reply, tried in order; a list there is joined.
    `other_bases`: further hosts by name, which a request may choose with `base`. `auth_help`: what to do
    when the credentials are refused, where that is special to the service.
    """

    label: str
    summary: str
    base_url: str
    connection: ConnectionDefinition
    other_bases: dict[str, str] = {}
    error_text: tuple[str, ...] = ()
    auth_help: str = ""
    errors: tuple[ErrorRule, ...] = ()
    lookups: dict[str, Lookup] = {}
    rate_limit: RateLimit | None = None


class App(AppFile, frozen=True, kw_only=True):
    """An app that is loaded: its file, its id (the folder's name) and where it was found."""

    id: str
    folder: str
    own: bool = False
    """True when it lies in the person's own apps folder."""


def as_app(file: AppFile, **more: Any) -> App:
    """Complete what the file says by what its place says."""
    return App(**{name: getattr(file, name) for name in AppFile.__struct_fields__}, **more)
