"""Reading the bodies of writes. Names and required keys are the sheet's; all checks are our own choice.

A name that is not understood is ignored, as the service does with a misspelt one. An empty text or null
counts as no value.
"""

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

from aiohttp import web

from core.sandbox.cliengo.company import UNASSIGNED, Company
from core.sandbox.cliengo.refusals import bad
from core.sandbox.parameters import UnreadableBody, read_json

STATUSES = ("NEW", "ACTIVE", "LONG_TERM", "CLIENT")
SALES = ("ONE_TIME", "MONTHLY_SUSCRIPTION", "YEARLY_SUSCRIPTION", "OTHER_SELL_TYPE")
HIGHEST_RATING = 5
DEEPEST = 50
"""Lists and objects inside each other that a body may have: deeper ones could not be written again."""

CREATE_NAMES = (
    "websiteId", "name", "email", "phone", "lastName", "streetAddress", "streetNumber", "floor",
    "apartmentNumber", "zipCode", "city", "state", "country", "nationality", "organizationName",
    "internationalPhoneNumber", "gender", "age", "nationalIdentityNumber", "ip", "conversionUrl",
    "landingUrl", "message", "externalStatus", "assignedTo", "status", "customFields", "referalUrl",
    "referrer", "utmSource", "utmMedium", "utmCampaign", "gclid", "utmContent", "utmTerm", "utmAdGroup",
    "entryMethod",
)  # fmt: skip
"""Names that a new contact may bring; those that are only inferred are kept under the same key."""
UPDATE_NAMES = (
    "name", "email", "phone", "status", "subStatus", "rating", "assignedTo", "dueDate", "note",
    "scheduleStatusTo", "scheduleDate", "sellPrice", "sellSuscription", "cancelReason", "extraParams",
    "contactMethod",
)  # fmt: skip
"""Names that an update may bring. `sellSuscription` is the service's own spelling."""


async def read_body(request: web.Request) -> dict[str, Any]:
    """Return the JSON object that a request carries; refuse anything else."""
    try:
        body = await read_json(request)
    except UnreadableBody as unreadable:
        raise bad(str(unreadable)) from unreadable
    if not isinstance(body, dict):
        raise bad("The body must be a JSON object")
    if not _fits(body, DEEPEST):
        raise bad("The body is nested too deeply, or a number in it is too large")
    return body


async def read_text(request: web.Request, name: str) -> str:
    """Return the one text that a body must have."""
    value = (await read_body(request)).get(name)
    if not isinstance(value, str) or not value:
        raise bad(f"{name} is required")
    return value


def new_contact(body: Mapping[str, Any], company: Company) -> dict[str, Any]:
    """Return what a new contact has; `websiteId` is required, nothing else."""
    given = {name: value for name, value in _known(body, CREATE_NAMES, company).items() if value is not None}
    website = given.get("websiteId")
    if website is None:
        raise bad("websiteId is required")
    if website not in company.site_ids:
        raise bad("websiteId is unknown")
    return {
        "accountId": company.id,
        "accountName": company.name,
        "websiteName": company.site_names[website],
        "status": STATUSES[0],
        "entryMethod": "API",
        "geoip": {},
        "leadFields": {},
        "notes": [],
        "calls": [],
        **given,
    }


def changes(body: Mapping[str, Any], company: Company) -> dict[str, Any]:
    """Return what an update sets, and only that; None empties a key."""
    return _known(body, UPDATE_NAMES, company)


def read_status(value: Any, name: str) -> str:
    """Return a status in upper case, however it was written."""
    if not isinstance(value, str) or value.upper() not in STATUSES:
        raise bad(f"{name} must be one of {', '.join(STATUSES)}")
    return value.upper()


def _known(body: Mapping[str, Any], names: Iterable[str], company: Company) -> dict[str, Any]:
    return {name: _value(name, body[name], company) for name in names if name in body}


def _value(name: str, value: Any, company: Company) -> Any:
    if value is None or value == "":
        return None
    match name:
        case "websiteId" | "name" | "email" | "phone" | "lastName" | "message" | "note":
            if not isinstance(value, str):
                raise bad(f"{name} must be a text")
        case "status" | "scheduleStatusTo":
            return read_status(value, name)
        case "assignedTo":
            if value == UNASSIGNED:
                return None
            if value not in company.user_ids:
                raise bad(f"{name} must be the id of a user, or {UNASSIGNED}")
        case "rating":
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise bad(f"{name} must be a number")
            if not 0 <= value <= HIGHEST_RATING:
                raise bad(f"{name} must be between 0 and {HIGHEST_RATING}")
        case "sellSuscription":
            if value not in SALES:
                raise bad(f"{name} must be one of {', '.join(SALES)}")
    return value


def _fits(value: Any, levels: int) -> bool:
    if not isinstance(value, (dict, list)):
        return not isinstance(value, float) or isfinite(value)
    inside = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_fits(one, levels - 1) for one in inside)
