"""What starts a scenario: a service that calls us, or a list that is asked again and again.

Hook   attach / detach (or steps by hand), signature, payload, what counts, follow-up
Poll   which entries of a module's own list are new
"""

from typing import Literal

import msgspec

from core.model.request import Bundles, Request

HOOK_URL, HOOK_SECRET, HOOK_ID = "hook_url", "hook_secret", "hook_id"
"""What the requests of a hook may refer to besides the form: our address, a random secret made for this
hook, and what the service calls it."""


class TokenSignature(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="token", tag_field="kind"
):
    """A header that holds, as `value` is written, a field of the form. That left empty, nothing is asked."""

    header: str
    value: str


class HmacSignature(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="hmac", tag_field="kind"
):
    """A keyed digest over the body, or over one field of a form (`over`), keyed with the hook's secret.

    It stands in a header or in a field of the form. A delivery without it is refused.
    """

    algorithm: Literal["sha1", "sha256", "sha512"]
    given_in: Literal["header", "form"]
    name: str
    over: str = ""
    encoding: Literal["hex", "base64"] = "hex"


Signature = TokenSignature | HmacSignature


class Payload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a delivery is written.

    `part`: the field of a form that holds JSON, when it is there; else the fields themselves are the event.
    `keep_unreadable`: a body that cannot be read becomes a bundle as text.
    """

    encoding: Literal["json", "form"] = "json"
    part: str = ""
    bundles: Bundles = Bundles()
    keep_unreadable: bool = False


class PayloadRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A condition on a delivery. One of these is given. `words`: all stand in the text, in any order
    and case; `equals` may refer to the form (`$key`)."""

    at: str
    words: tuple[str, ...] = ()
    equals: str = ""
    filled: bool | None = None


class FollowUp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request for what a delivery only announces. It may refer to the delivery's own keys.

    `again_for`: seconds in which "not found" is tried again, for services that announce too early.
    `event_as`: the key under which the delivery stands beside what was fetched.
    """

    request: Request
    bundles: Bundles = Bundles()
    again_for: float = 0.0
    event_as: str = ""


class Find(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a hook of ours is found again when the answer to attaching it was lost."""

    request: Request
    items: str
    url_at: str
    id_at: str


class Hook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An instant trigger: the service calls us.

    `steps` tell the person what to do in the service, where it has no request for it. `attach` and
    `detach` do it otherwise; `id_at` is the path of the hook's id in the reply. `counts`: a delivery
    counts when one of these holds; without any, all do. `drops`: none of these may hold. The others are
    answered and dropped. `dedupe`: paths whose values together tell a repeated delivery. `answers_get`:
    the service looks whether the address answers. `keeps_connection`: the form asks for a connection
    although no request is made with it.
    """

    steps: tuple[str, ...] = ()
    attach: Request | None = None
    detach: Request | None = None
    id_at: str = ""
    find: Find | None = None
    signature: Signature | None = None
    payload: Payload = Payload()
    counts: tuple[PayloadRule, ...] = ()
    drops: tuple[PayloadRule, ...] = ()
    dedupe: tuple[str, ...] = ()
    follow_up: FollowUp | None = None
    answers_get: bool = False
    keeps_connection: bool = False


class Poll(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A polling trigger: which entries of the module's list are new.

    `at`: the path of the moment that moves on, `or_at` where an entry may lack it. `id_at`: the entry's id.
    The cursor is the latest moment that was handed on, with the ids at it. `dedupe`: what tells an entry
    from one that was handed on. `start_field` is a choice of `now`, `all` and `date`, `start_date_field`
    the day for the last; `settle_field` the minutes that a new entry is left alone. `overlap_days`: how far
    before the cursor the list is asked again.
    """

    at: str
    id_at: str
    or_at: str = ""
    dedupe: Literal["id", "id_and_moment"] = "id"
    start_field: str
    start_date_field: str
    settle_field: str = ""
    overlap_days: int = 1
