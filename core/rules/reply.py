"""What a reply means: an error in the person's words, or bundles."""

import html
import re
from collections.abc import Mapping, Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from core.model.app import App, ErrorRule, Meaning
from core.model.errors import (
    AuthRejected,
    InvalidRequest,
    NotAllowed,
    NotFound,
    RateLimited,
    Refused,
    ServiceDown,
    ServiceError,
    UnreadableReply,
)
from core.model.http import HttpReply
from core.model.module import Module
from core.rules.bundles import cut_bundles
from core.rules.envelope import Cut, NotJson, NotThere, cut, is_json, value_at
from core.rules.json_text import dump
from core.rules.template import as_text

REASON_LENGTH = 300
"""Characters of a reply or of its reason that are shown."""

MOST_TOLD = 1e9
"""Seconds, some thirty years: a longer wait that a service asks for counts as this."""

_NO_VALUES: Mapping[str, Any] = {}
_DEEPEST_REASON = 8
_CHECK_CREDENTIALS = "Check them in the connection; they may have been revoked or belong to another account."
_NOTHING = (b"", b"{}", b"[]", b"null", b'""')
_MARKUP = re.compile(
    r"<(style|script)\b.*?(</\1>|\Z)|<!--.*?(-->|\Z)|<[^>]*(>|\Z)", re.DOTALL | re.IGNORECASE
)


def error_in(app: App, rules: Sequence[ErrorRule], reply: HttpReply, now: float) -> ServiceError | None:
    """The error that a reply means, or None when it is good.

    `rules` (a module's own) are tried first, then the app's, then the meaning that the status has by
    itself. `now`, in seconds since 1970, turns a `Retry-After` date into seconds.
    """
    reason = reason_in(app, reply)
    for rule in (*rules, *app.errors):
        if _applies(rule, reply, reason):
            return _error(app, rule.means, reply, reason, now)
    return _error(app, _by_status(reply.status), reply, reason, now)


def reason_in(app: App, reply: HttpReply) -> str:
    """The reason that the service gave, trimmed; the beginning of the body where it names none."""
    is_good = 200 <= reply.status < 300
    if is_good and len(reply.body) > 64_000:
        return ""  # a long good reply is bundles, not a reason
    for path in app.error_text:
        value = value_at(reply.body, path)
        text = "" if isinstance(value, bool) else _joined(value)  # `error: true` says nothing
        if text:
            return text
    if (is_good and is_json(reply.body)) or reply.body.strip() in _NOTHING:
        return ""
    return beginning_of(reply.body)


def beginning_of(body: bytes) -> str:
    """The first words of a body, without markup, to show where nothing better is there."""
    text = body[:4000].decode("utf-8", "replace").removeprefix("\ufeff")
    if text.lstrip()[:1] == "<":
        text = html.unescape(_MARKUP.sub(" ", text))
    return shortened(text)


def bundles_in(
    app: App,
    module: Module,
    reply: HttpReply,
    marks: tuple[str, ...] = (),
    *,
    values: Mapping[str, Any] = _NO_VALUES,
) -> Cut:
    """The bundles of a good reply, as slices. `values` are those of the form, as sent: what the module says
    or adds may refer to them. Raises `UnreadableReply`."""
    if module.any_call:
        return Cut(items=(_whole_reply(reply, module.any_call.status_key),), marks={})
    try:
        return cut_bundles(module.bundles, reply.body, values, marks)
    except NotJson as error:
        text = beginning_of(reply.body)
        instead = f"but is: “{text}”" if text else "but is empty"
        raise _unreadable(app, reply, f"It should be JSON, {instead}.") from error
    except NotThere as error:
        raise _unreadable(app, reply, f"It holds nothing at '{module.bundles.at}'.") from error


def retry_after(reply: HttpReply, now: float) -> float | None:
    """Seconds that the service asks to wait; None when it does not say."""
    text = reply.header("Retry-After").strip()
    if re.fullmatch(r"[0-9]{1,99}(\.[0-9]{0,99})?", text):
        return min(float(text), MOST_TOLD)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    in_utc = moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # a date without a zone is in UTC
    return min(max(0.0, in_utc.timestamp() - now), MOST_TOLD)


def _unreadable(app: App, reply: HttpReply, reason: str) -> UnreadableReply:
    return UnreadableReply(
        f"{app.label}'s answer could not be read.",
        reason,
        "Run it again. If it stays so, look at the request: the service may have changed, "
        "or something between you and it answers in its place.",
        status=reply.status,
    )


def _whole_reply(reply: HttpReply, status_key: str) -> bytes:
    try:
        body = bytes(cut(reply.body, "").items[0])
    except NotJson:
        body = dump(reply.body.decode("utf-8", "replace"))
    headers: dict[str, str] = {}
    for name, value in reply.headers:
        before = headers.get(name.lower())
        headers[name.lower()] = value if before is None else f"{before}, {value}"
    return b'{%b:%d,"headers":%b,"body":%b}' % (dump(status_key), reply.status, dump(headers), body)


def _joined(value: Any, depth: int = 0) -> str:
    """A reason as one text, whatever shape it has: lists and objects joined, yes and no as JSON has them."""
    if isinstance(value, str):
        return value.strip()
    if value is None or value is msgspec.UNSET or depth > _DEEPEST_REASON:
        return ""
    if isinstance(value, list):
        return "; ".join(filter(None, (_joined(part, depth + 1) for part in value)))
    if isinstance(value, Mapping):
        parts = ((key, _joined(part, depth + 1)) for key, part in value.items())
        return "; ".join(f"{key}: {text}" for key, text in parts if text)
    return as_text(value)


def shortened(text: str) -> str:
    """A text for one line on the screen: no control characters, cut where a word ends.

    A secret that a service repeats must not be cut in two: half of it would no longer be recognised.
    """
    text = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if len(text) <= REASON_LENGTH:
        return text
    whole_words = re.match(r".*(?=[\s,;:\"'<>{}&])", text[: REASON_LENGTH + 1])
    return (whole_words[0].rstrip() if whole_words and whole_words[0] else text[:REASON_LENGTH]) + "…"


def _applies(rule: ErrorRule, reply: HttpReply, reason: str) -> bool:
    statuses = rule.status if isinstance(rule.status, tuple) else (rule.status,)
    if statuses and not any(_has_status(reply.status, wanted) for wanted in statuses):
        return False
    if rule.json is not None and rule.json is not is_json(reply.body):
        return False
    if rule.filled_at and not any(_is_filled(value_at(reply.body, path)) for path in rule.filled_at):
        return False
    if rule.absent_at and _is_filled(value_at(reply.body, rule.absent_at)):
        return False
    if not (rule.contains or rule.equals or rule.differs_from):
        return True
    return _says(rule, value_at(reply.body, rule.text_at) if rule.text_at else reason)


def _says(rule: ErrorRule, value: Any) -> bool:
    """Whether what stands somewhere in a reply is what the rule looks for; what is absent never is."""
    text = _joined(value)
    if not text:
        return False
    return (
        (not rule.contains or rule.contains.casefold() in text.casefold())
        and (not rule.equals or _is_same(rule.equals, text, value))
        and (not rule.differs_from or not _is_same(rule.differs_from, text, value))
    )


def _is_same(wanted: str, text: str, value: Any) -> bool:
    """Whether a value is what a rule wrote: the same text, or the same number however it is written."""
    if wanted == text:
        return True
    if not _is_number(value):
        return False
    try:
        return bool(float(wanted) == value)
    except ValueError:
        return False


def _is_filled(value: Any) -> bool:
    """Whether a value says something: a number does, whichever it is."""
    return value is not msgspec.UNSET and (_is_number(value) or bool(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _has_status(status: int, wanted: int | str) -> bool:
    if isinstance(wanted, int):
        return status == wanted
    return str(status)[0] == wanted[0]  # "4xx"


def _by_status(status: int) -> Meaning:
    match status:
        case 401:
            return "auth"
        case 403:
            return "not_allowed"
        case 404 | 410:
            return "not_found"
        case 429:
            return "rate_limited"
        case 408 | 425:
            return "transient"
        case 402 | 409 | 423 | 451:
            return "refused"
        case _ if status < 300:
            return "success"
        case _ if status >= 500:
            return "transient"
        case _ if status >= 400:
            return "invalid"
        case _:
            return "refused"


def _error(app: App, means: Meaning, reply: HttpReply, reason: str, now: float) -> ServiceError | None:
    name = app.label
    short = shortened(reason)
    said = f"{name} says: “{short}”" if short else f"{name} gave no reason (status {reply.status})."
    status = reply.status
    match means:
        case "success":
            return None
        case "auth":
            return AuthRejected(
                f"{name} did not accept the credentials.",
                said,
                app.auth_help or _CHECK_CREDENTIALS,
                status=status,
            )
        case "not_allowed":
            return NotAllowed(
                f"{name} does not allow this.",
                said,
                "The account or its plan may lack this right; ask whoever manages it.",
                status=status,
            )
        case "not_found":
            return NotFound(f"{name} found nothing.", said, "Check the ids you entered.", status=status)
        case "invalid":
            return InvalidRequest(
                f"{name} found something wrong in the request.",
                said,
                "Correct the form and run it again.",
                status=status,
            )
        case "rate_limited":
            return RateLimited(
                f"{name} takes no more requests for now.",
                said,
                "Wait a little, then run it again.",
                status=status,
                retry_after=retry_after(reply, now),
            )
        case "transient":
            return ServiceDown(
                f"{name} has trouble of its own.",
                said,
                "Run it again in a few minutes.",
                status=status,
                retry_after=retry_after(reply, now),
            )
        case "refused":
            return _refused(name, said, reply)


def _refused(name: str, said: str, reply: HttpReply) -> Refused:
    if 300 <= reply.status < 400:
        said = f"It answered with a redirect (status {reply.status}), which is not followed."
        next_step = "Check the address: credentials are never carried to another place."
    else:
        next_step = "Read the reason; the service decides this by itself."
    return Refused(f"{name} declined the request.", said, next_step, status=reply.status)
