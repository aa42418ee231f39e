"""A delivery as Qualtrics sends it: a form, flat without a shared key, one signed text with it."""

import hashlib
import hmac
import json
from urllib.parse import urlencode

from core.sandbox.qualtrics.responses import Completed
from core.sandbox.service import HookRequest

FORM = "application/x-www-form-urlencoded"


def signature(message: str, shared_key: str) -> str:
    """Return the lower-case hexadecimal HMAC-SHA512 of a message."""
    return hmac.new(shared_key.encode(), message.encode(), hashlib.sha512).hexdigest()


def build_hook(completed: Completed, shared_key: str | None) -> HookRequest:
    """Return the delivery that tells of a response."""
    topic = f"{completed.brand}.{completed.topic}"
    told = {
        "Status": "Complete",
        "SurveyID": completed.survey,
        "ResponseID": completed.response,
        "CompletedDate": completed.completed,
        "BrandID": completed.brand,
    }
    if not shared_key:
        form = {"Topic": topic, **told}
    else:
        message = json.dumps(told, separators=(",", ":"))
        form = {"Topic": topic, "MSG": message, "HMAC": signature(message, shared_key)}
    return HookRequest(urlencode(form).encode(), {"Content-Type": FORM})
