"""Mistakes of meaning in triggers: hooks that nobody could call or check, polls without a moment."""

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from core.apps.field_checks import check_named
from core.apps.mistakes import Mistake, Place, one_of
from core.apps.reply_checks import check_bundles, names_in_bundles
from core.apps.request_checks import Known, check_names, check_request, names_in_request
from core.model.fields import DateField, Field, HookUrlField, IntegerField, SelectField
from core.model.request import Request
from core.model.trigger import (
    HOOK_ID,
    HOOK_SECRET,
    HOOK_URL,
    FollowUp,
    HmacSignature,
    Hook,
    PayloadRule,
    Poll,
    TokenSignature,
)
from core.rules.template import references

_HEADER = re.compile(r"[A-Za-z0-9_-]+")
_STARTS = ("now", "all", "date")
_NAMES_OF_ITS_OWN: dict[str | int, frozenset[str]] = {
    "attach": frozenset({HOOK_URL, HOOK_SECRET}),
    "detach": frozenset({HOOK_URL, HOOK_ID}),
    "find": frozenset({HOOK_URL}),
}


def check_hook(hook: Hook, place: Place, known: Known) -> Iterator[Mistake]:
    """A hook is attached by request or by hand, and each delivery can be checked and read."""
    yield from _check_ways(hook, place)
    yield from _check_addresses(hook, known.fields)
    yield from _check_requests(hook, place, known)
    yield from _check_signature(hook, (*place, "signature"), known.fields)
    if hook.payload.part and hook.payload.encoding != "form":
        yield Mistake((*place, "payload", "part"), "Only a form has parts.", "Write `encoding: form`.")
    yield from check_bundles(hook.payload.bundles, (*place, "payload", "bundles"), known.fields)
    for name, rules in (("counts", hook.counts), ("drops", hook.drops)):
        for nth, rule in enumerate(rules):
            yield from _check_count(rule, (*place, name, nth), known.fields)
    if hook.follow_up:
        yield from _check_follow_up(hook, hook.follow_up, (*place, "follow_up"), known)


def own_requests(hook: Hook) -> Iterator[tuple[Place, Request]]:
    """The requests that are made for a hook itself, with their places in it; those after a delivery aside."""
    if hook.attach:
        yield ("attach",), hook.attach
    if hook.detach:
        yield ("detach",), hook.detach
    if hook.find:
        yield ("find", "request"), hook.find.request


def names_listened_to(hook: Hook) -> set[str]:
    """The names of fields that a hook looks at when a delivery comes."""
    written = [rule.equals for rule in (*hook.counts, *hook.drops)]
    if isinstance(hook.signature, TokenSignature):
        written.append(hook.signature.value)
    after = names_in_request(hook.follow_up.request) if hook.follow_up else set()
    return {*references(written), *names_in_bundles(hook.payload.bundles), *after}


def check_poll(poll: Poll, place: Place, fields: Sequence[Field]) -> Iterator[Mistake]:
    """The fields that a poll names exist, and can say what is asked of them."""
    yield from check_named(poll.start_field, (*place, "start_field"), fields, (SelectField,))
    yield from check_named(poll.start_date_field, (*place, "start_date_field"), fields, (DateField,))
    if poll.settle_field:
        yield from check_named(poll.settle_field, (*place, "settle_field"), fields, (IntegerField,))
    for field in fields:
        if field.key == poll.start_field and isinstance(field, SelectField):
            for option in field.options:
                if option not in _STARTS:
                    suggestion = one_of(option, _STARTS)
                    yield Mistake((*place, "start_field"), f"`{option}` is no way to start.", suggestion)
    for name, path in (("at", poll.at), ("id_at", poll.id_at)):
        if not path:
            yield Mistake((*place, name), "A path in an entry is needed here.")
    if poll.overlap_days < 0:
        yield Mistake((*place, "overlap_days"), "Days that overlap are 0 or more.")


def names_polled(poll: Poll) -> set[str]:
    """The keys of the fields that a poll looks at."""
    return {poll.start_field, poll.start_date_field, poll.settle_field}


def _check_ways(hook: Hook, place: Place) -> Iterator[Mistake]:
    if hook.attach is None:
        if not hook.steps:
            yield Mistake(place, "A hook has `steps` for the person, or `attach`.")
        for name, part in (("detach", hook.detach), ("id_at", hook.id_at), ("find", hook.find)):
            if part:
                yield Mistake((*place, name), f"`{name}` belongs to `attach`.")
        return
    if not hook.id_at:
        yield Mistake((*place, "attach"), "`attach` needs `id_at`, the path of the hook's id in the reply.")
    if hook.detach is None:
        yield Mistake((*place, "attach"), "`attach` needs `detach`, which takes the hook away again.")


def _check_addresses(hook: Hook, fields: Sequence[Field]) -> Iterator[Mistake]:
    """The address is shown where a person has to copy it; the names that stand for a hook are its own."""
    count = sum(isinstance(field, HookUrlField) for field in fields)
    if hook.attach is None and count != 1:
        yield Mistake(
            ("fields",), "A hook without `attach` has one field of the kind `hook_url`, to copy from."
        )
    elif count > 1:
        yield Mistake(("fields",), "One field of the kind `hook_url` is enough.")
    for position, field in enumerate(fields):
        if field.key in (HOOK_URL, HOOK_SECRET, HOOK_ID) and not isinstance(field, HookUrlField):
            sentence = f"In a hook, `{field.key}` stands for something of its own."
            yield Mistake(("fields", position, "key"), sentence, "Choose another key.")


def _check_requests(hook: Hook, place: Place, known: Known) -> Iterator[Mistake]:
    for where, request in own_requests(hook):
        further = replace(known, more=_NAMES_OF_ITS_OWN[where[0]])
        yield from check_request(request, (*place, *where), further)
    if hook.attach is None:
        return
    told = names_in_request(hook.attach)
    if HOOK_URL not in told:
        sentence = "The request does not say which address to call."
        yield Mistake((*place, "attach"), sentence, f"Refer to `${HOOK_URL}`.")
    signed = isinstance(hook.signature, HmacSignature)
    if HOOK_SECRET in told and not signed:
        sentence = f"`{HOOK_SECRET}` is there only with a `signature` of the kind `hmac`."
        yield Mistake((*place, "attach"), sentence)
    if signed and HOOK_SECRET not in told:
        sentence = "The service is not told the secret that it signs with."
        yield Mistake((*place, "attach"), sentence, f"Refer to `${HOOK_SECRET}`.")


def _check_signature(hook: Hook, place: Place, fields: Sequence[Field]) -> Iterator[Mistake]:
    match hook.signature:
        case TokenSignature(header=header, value=value):
            yield from _check_header(header, (*place, "header"))
            yield from check_names(value, (*place, "value"), [field.key for field in fields])
            if not any(references(value)):
                sentence = "The value names no field that holds the token."
                yield Mistake((*place, "value"), sentence, "Write it as `Bearer {token}`.")
        case HmacSignature() as signature:
            if hook.attach is None:
                sentence = "Without `attach` the service is never told the secret that it signs with."
                yield Mistake(place, sentence)
            yield from _check_digest(signature, hook.payload.encoding, place)


def _check_digest(signature: HmacSignature, encoding: str, place: Place) -> Iterator[Mistake]:
    in_form = signature.given_in == "form"
    if in_form and encoding != "form":
        yield Mistake((*place, "given_in"), "The payload is no form.", "Write `encoding: form` there.")
    if signature.over and encoding != "form":
        yield Mistake((*place, "over"), "Only a form has fields.", "Leave it out for the whole body.")
    if in_form and signature.over in ("", signature.name):
        sentence = "A digest within the form cannot be one over itself: `over` names another field."
        yield Mistake((*place, "over" if signature.over else "given_in"), sentence)
    if in_form and not signature.name:
        yield Mistake((*place, "name"), "The digest needs the name of its field.")
    if not in_form:
        yield from _check_header(signature.name, (*place, "name"))


def _check_header(name: str, place: Place) -> Iterator[Mistake]:
    if not _HEADER.fullmatch(name):
        yield Mistake(place, f"`{name}` cannot be the name of a header.")


def _check_count(rule: PayloadRule, place: Place, fields: Sequence[Field]) -> Iterator[Mistake]:
    given = [bool(rule.words), bool(rule.equals), rule.filled is not None]
    if sum(given) != 1:
        yield Mistake(place, "A condition has exactly one of `words`, `equals` and `filled`.")
    if not all(word.strip() for word in rule.words):
        yield Mistake((*place, "words"), "A blank word stands in every text.")
    yield from check_names(rule.equals, (*place, "equals"), [field.key for field in fields])


def _check_follow_up(hook: Hook, follow_up: FollowUp, place: Place, known: Known) -> Iterator[Mistake]:
    """Its names may be those of the delivery, which nobody knows here."""
    if hook.attach is None and not hook.keeps_connection:
        sentence = "A request needs a connection, which this hook does not ask for."
        yield Mistake(place, sentence, "Write `keeps_connection: true`.")
    yield from check_request(follow_up.request, (*place, "request"), Known(bases=known.bases, open=True))
    yield from check_bundles(follow_up.bundles, (*place, "bundles"), None)
    if not 0 <= follow_up.again_for < float("inf"):
        yield Mistake((*place, "again_for"), "Seconds are 0 or more.")
