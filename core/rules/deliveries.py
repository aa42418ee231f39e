"""From what a service sends to an instant trigger to bundles: genuine, readable, one that counts.

Whatever is sent here, by whomever, is read, dropped or turned away; nothing is raised. The event stays the
text that came, so that its numbers are those that were sent.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from core.model.app import App
from core.model.errors import InvalidValues, TrunklineError
from core.model.http import Headers, HttpRequest
from core.model.trigger import Hook, Payload, PayloadRule
from core.rules.bundles import cut_bundles, with_added
from core.rules.envelope import NotJson, NotThere, Slices
from core.rules.json_text import dump, problem_in
from core.rules.payloads import read_event, read_form, slice_at, text_of, value_of
from core.rules.request import build_request
from core.rules.signatures import why_not_genuine
from core.rules.template import as_text, fill, references
from core.rules.values import is_filled

TEXT_KEY = "body"
"""Where a bundle holds a body that cannot be read, as text."""

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery that counts: answered with 200.

    `event` is what was sent, as one line of JSON: an object, or the list that a service sent in its place.
    `key` is the same for a repetition of it and never shows what it was made of; "" when nothing tells one.
    """

    bundles: Slices
    event: bytes
    key: str

    def __repr__(self) -> str:
        return f"Delivery({len(self.bundles)} bundles, {len(self.event)} bytes)"


class Dropped(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery that leads to nothing: answered with 200. `reason` is a sentence for the person."""

    reason: str


class TurnedAway(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery that is not believed: answered with 401. `reason` is a sentence for the person."""

    reason: str


def read_delivery(
    hook: Hook, values: Mapping[str, Any], secret: str, headers: Headers, body: bytes
) -> Delivery | Dropped | TurnedAway:
    """What a delivery is to a hook.

    `values` are the wire values of the module's form, `secret` is the hook's own ("" when it has none),
    `body` as it came, before anything was decoded.
    """
    form = read_form(body) if hook.payload.encoding == "form" else {}
    if reason := why_not_genuine(hook.signature, values, secret, headers, body, form):
        return TurnedAway(reason=reason)
    try:
        event = read_event(hook.payload, body, form)
    except NotJson as unreadable:
        return _unread(hook.payload, body, str(unreadable))
    if reason := _why_not_counted(hook, event, values):
        return Dropped(reason=reason)
    try:
        bundles = cut_bundles(hook.payload.bundles, event, values).items
    except (NotJson, NotThere):
        return _unread(hook.payload, body, f"It holds no bundles at '{hook.payload.bundles.at}'.")
    if not bundles:
        return Dropped(reason="It holds no entries.")
    return Delivery(bundles=bundles, event=event, key=_key(hook.dedupe, event))


def follow_up_request(
    app: App,
    hook: Hook,
    event: bytes,
    values: Mapping[str, Any],
    credentials: Mapping[str, Any],
    address: str,
) -> HttpRequest | None:
    """The request for what a delivery announces; None for a hook that asks for nothing more.

    It may refer to the form and to the event's own top-level keys, which never take the place of a value of
    the form or of the connection. `address` replaces the host of the app's base. Raises `TrunklineError` when
    the event does not hold what it takes, `InvalidValues` when the form or the connection does not.
    """
    if hook.follow_up is None:
        return None
    request = hook.follow_up.request
    ours = {*values, *credentials, *(field.key for field in app.connection.fields)}
    written = (request.path, request.query, request.headers, request.body)
    asked = {key for part in written for key in references(part)} - ours
    known = {**_told(event, asked), **values}
    try:
        return build_request(app, request, known, credentials, address)
    except InvalidValues as error:
        if not error.by_field.keys() <= asked:
            raise
        names = " and ".join(f"'{key}'" for key in error.by_field)
        raise TrunklineError(
            f"What {app.label} announced could not be asked for.",
            f"The delivery holds nothing at {names} that can be part of the request.",
            "Look at the delivery: the service may have changed what it sends.",
        ) from error


def followed(hook: Hook, event: bytes, reply_body: bytes, values: Mapping[str, Any]) -> Slices:
    """The bundles of what was fetched, each with the event beside it where the hook says so.

    A bundle that is no object, or holds something under that key itself, stays as it is. Without a follow-up
    the event is all there is. Raises `NotJson`, `NotThere` for a reply that does not hold the bundles.
    """
    follow_up = hook.follow_up
    if follow_up is None:
        return (event,)
    asked = set(references([follow_up.bundles.say, follow_up.bundles.add]))
    known = {**_told(event, asked), **values}
    bundles = cut_bundles(follow_up.bundles, reply_body, known).items
    if not follow_up.event_as:
        return bundles
    return [with_added(bytes(bundle), {follow_up.event_as: event}) for bundle in bundles]


def _unread(payload: Payload, body: bytes, reason: str) -> Delivery | Dropped:
    """What becomes of a body that cannot be read as it should be."""
    if not payload.keep_unreadable:
        return Dropped(reason=reason)
    kept = dump({TEXT_KEY: text_of(body)})
    return Delivery(bundles=(kept,), event=kept, key="")


def _why_not_counted(hook: Hook, event: bytes, values: Mapping[str, Any]) -> str:
    """Why an event does not count, as a sentence; "" when it does."""
    if any(_holds(rule, event, values) for rule in _in_force(hook.drops, values)):
        return "It tells of something that this trigger leaves out."
    counts = _in_force(hook.counts, values)
    if counts and not any(_holds(rule, event, values) for rule in counts):
        return "It tells of something else than this trigger waits for."
    return ""


def _in_force(rules: Iterable[PayloadRule], values: Mapping[str, Any]) -> list[PayloadRule]:
    """The conditions that ask for something: one that refers to a field left empty asks for nothing."""
    return [rule for rule in rules if not rule.equals or _wanted(rule, values)]


def _wanted(rule: PayloadRule, values: Mapping[str, Any]) -> Sequence[Any]:
    """The values one of which a condition asks for; a field of several offers each of them."""
    if not all(is_filled(values.get(key)) for key in references(rule.equals)):
        return ()
    wanted = fill(rule.equals, values)
    return wanted if isinstance(wanted, list | tuple) else (wanted,)


def _holds(rule: PayloadRule, event: bytes, values: Mapping[str, Any]) -> bool:
    there = slice_at(event, rule.at)
    value = None if there is None else value_of(there)
    if rule.filled is not None:
        return is_filled(value) is rule.filled
    if rule.equals:
        return there is not None and any(_is_same(one, there, value) for one in _wanted(rule, values))
    return _has_words(_as_words(value), rule.words)


def _is_same(wanted: Any, there: bytes, value: Any) -> bool:
    """Whether the service sent what is wanted: the same text, however it is typed, or the same number."""
    if isinstance(value, str):
        return as_text(wanted) == value
    if _is_number(value) and _is_number(wanted) and value == wanted:
        return True
    return value is not None and as_text(wanted) == text_of(there)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _as_words(value: Any) -> str:
    """A text, or the texts of a list, as what words are looked for in."""
    if isinstance(value, list):
        return " ".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _has_words(text: str, words: Iterable[str]) -> bool:
    """Whether all words stand in a text as words of their own, `surveyCompleted` and `survey_completed`
    included; in any case."""
    read = f"{text}\n{_HUMP.sub(' ', text)}".casefold()
    patterns = (rf"(?<![^\W_]){re.escape(word.strip().casefold())}(?![^\W_])" for word in words)
    return all(re.search(pattern, read) for pattern in patterns)


def _told(event: bytes, names: Iterable[str]) -> dict[str, Any]:
    """What an event holds under some names, as far as it can be sent on."""
    slices = {name: slice_at(event, name) for name in names}
    told = {name: value_of(there) for name, there in slices.items() if there is not None}
    return {name: value for name, value in told.items() if not problem_in(value)}


def _key(paths: Sequence[str], event: bytes) -> str:
    """A digest of what tells an event from others; "" unless all of it is there: rather one bundle twice
    than one of two lost."""
    slices = [slice_at(event, path) or b"null" for path in paths]
    if not slices or not all(is_filled(value_of(there)) for there in slices):
        return ""
    return hashlib.sha256(b"\n".join(slices)).hexdigest()
