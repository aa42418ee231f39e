"""The contacts as they are before anything was written: each follows from the seed and its number.

Contacts are numbered from 0, the newest, so the order by creation is the order of the numbers, and dates are
turned into numbers by halving. There are some 72 a day: a hundred thousand reach back almost four years.
"""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from core.sandbox.cliengo.clock import DAY, milliseconds, stamp
from core.sandbox.cliengo.company import Company
from core.sandbox.cliengo.hex_ids import HexIds
from core.sandbox.seeded import company, mix, person, pick, plain_number

LATEST = milliseconds(datetime(2025, 6, 1, tzinfo=UTC))
"""When the newest contact was created, about."""
STEP = 20 * 60 * 1000
"""Milliseconds between two contacts, about."""
LONGEST_LAG = 30 * DAY
"""The last update of a contact comes at most so much later than its creation."""
NOTHING_AFTER = LATEST + LONGEST_LAG
TWIN_EVERY = 25
"""Contact 25, 50, ... shares both dates with the one before it; a page of 50 ends between two such."""
BARE_EVERY, BARE_AT = 40, 5
"""Contact 5, 45, 85, ... has an id and dates only: a chat that went no further, until an update."""

_COMPANIES = 500
_STATUSES = ("NEW", "NEW", "NEW", "ACTIVE", "ACTIVE", "LONG_TERM", "CLIENT")
_SUB_STATUSES = {"NEW": "UNREAD", "ACTIVE": "CONTACTED", "LONG_TERM": "WAITING", "CLIENT": "SOLD"}
_METHODS = ("CHATBOT", "CHATBOT", "CHATBOT", "FORM", "WHATSAPP", "FB_LEADADS", "API", "ZAPIER")
_MEDIA = (
    ("organic", "Orgánico"), ("cpc", "Pago"), ("social", "Redes sociales"), ("referral", "Referido"),
)  # fmt: skip
_CITIES = (
    ("Buenos Aires", "CABA", "AR"), ("Córdoba", "Córdoba", "AR"), ("São Paulo", "SP", "BR"),
    ("Ciudad de México", "CDMX", "MX"), ("Santiago", "RM", "CL"), ("Málaga", "Andalucía", "ES"),
)  # fmt: skip
_MESSAGES = (
    "Hola, quiero saber el precio", "¿Hacen envíos a Córdoba? 🚚", "Preciso de um orçamento",
    "I'd like a demo", 'Me interesa el "Plan Pro"\n¿Tienen stock?', "ok",
)  # fmt: skip


class Facets(NamedTuple):
    """What lists are filtered by, besides dates and words."""

    website: str | None
    status: str | None
    assigned: str | None


class Generated:
    """All contacts of an account of `size` contacts, made up when asked for."""

    def __init__(self, seed: int, size: int, owner: Company) -> None:
        self.size = size
        self.company = owner
        self.ids = HexIds(seed, "contact")
        self._seed = seed

    def created(self, number: int) -> int:
        """Return when a contact was created; never later than that of a lower number."""
        return self._dates(number)[0]

    def updated(self, number: int) -> int:
        """Return when a contact was last updated: three in four were, after their creation."""
        created, lag = self._dates(number)
        return created if _is_bare(number) else created + lag

    def facets(self, number: int) -> Facets:
        """Return what a contact is filtered by; a bare one has nothing of it."""
        if _is_bare(number):
            return Facets(None, None, None)
        bits = mix(self._seed, number)
        users = self.company.user_ids
        return Facets(
            website=pick(self.company.site_ids, bits >> 28),
            status=pick(_STATUSES, bits >> 24),
            assigned=pick((*users, None, None), bits >> 32),
        )

    def words(self, number: int) -> dict[str, Any]:
        """Return the texts that a contact wrote about itself; some lack e-mail, phone or last name."""
        if _is_bare(number):
            return {}
        bits = mix(self._seed, number)
        who, lack = person(bits, _COMPANIES), bits >> 40 & 31
        first, _, last = who.name.partition(" ")
        words = {
            "name": first,
            "lastName": last if lack > 2 else None,
            "email": f"{who.handle}.{number}@{company(who.company)[1]}" if lack not in (2, 3, 4) else None,
            "phone": f"+54 11 {bits >> 45 & 4095:04d}-{bits >> 50 & 8191:04d}" if lack > 5 else None,
            "message": pick(_MESSAGES, bits >> 36),
        }
        return {name: word for name, word in words.items() if word is not None}

    def contact(self, number: int) -> dict[str, Any]:
        """Return a contact as the service shows it."""
        dates = {
            "id": self.ids.of(number),
            "creationDate": stamp(self.created(number)),
            "lastUpdateDate": stamp(self.updated(number)),
        }
        return dates if _is_bare(number) else dates | self.words(number) | self._rest(number, dates)

    def number_of_email(self, email: str) -> int | None:
        """Return the number that a contact with this e-mail, in lower case, would have."""
        number = plain_number(email.partition("@")[0].rpartition(".")[2])
        return None if number is None or self.words(number).get("email") != email else number

    def _rest(self, number: int, dates: dict[str, str]) -> dict[str, Any]:
        bits = mix(self._seed ^ 0x2E57, number)
        website, status, assigned = self.facets(number)
        site = self.company.sites[self.company.site_ids.index(website or "")]
        medium, translated = pick(_MEDIA, bits)
        city, state, country = pick(_CITIES, bits >> 4)
        rest: dict[str, Any] = {
            "accountId": self.company.id,
            "accountName": self.company.name,
            "websiteId": website,
            "websiteName": self.company.site_names[site["id"]],
            "status": status,
            "subStatus": _SUB_STATUSES[status or "NEW"],
            "rating": bits >> 8 & 3,
            "age": 18 + (bits >> 12) % 60,
            "entryMethod": pick(_METHODS, bits >> 20),
            "medium": medium,
            "mediumTranslate": translated,
            "duplicatedContact": bits >> 24 & 31 == 0,
            "geoip": {"city": city, "state": state, "country": country},
            "conversionUrl": f"{site['url']}/contacto",
            "landingUrl": f"{site['url']}/?utm_medium={medium}",
            "referalUrl": "https://search.example/",
            "utmCampaign": f"campaign-{bits >> 30 & 7}",
            "utmContent": "banner",
            "utmMedium": medium,
            "utmTerm": "precio",
            "leadFields": {"producto": f"SKU-{bits >> 40 & 255}"},
            "logs": [log("STATUS", dates["creationDate"], self.company.name, after="NEW")],
            "notes": [],
            "calls": [],
        }
        return rest if assigned is None else rest | {"assignedTo": assigned}

    def _dates(self, number: int) -> tuple[int, int]:
        # Twins look at the same number.
        first = number - 1 if number and number % TWIN_EVERY == 0 else number
        bits = mix(self._seed ^ 0xDA7E, first)
        lag = 0 if bits & 3 == 0 else (bits >> 2) % LONGEST_LAG
        return LATEST - first * STEP - (bits >> 34) % STEP, lag


def log(
    kind: str, at: str, creator: str, before: Any = None, after: Any = None, message: Any = None
) -> dict[str, Any]:
    """Return a line of a contact's log. Our own choice: it has the keys of the history call."""
    return {
        "type": kind,
        "from": before,
        "to": after,
        "message": message,
        "creator": creator,
        "creationDate": at,
    }


def _is_bare(number: int) -> bool:
    return number % BARE_EVERY == BARE_AT
