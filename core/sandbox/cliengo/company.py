"""The account, its websites and its users: few, and made up from the seed alone."""

from typing import Any

from core.sandbox.cliengo.hex_ids import HexIds
from core.sandbox.seeded import mix, person

COMPANY_SINCE = "2020-01-15T00:00:00.000Z"
LEAD_LIMIT = 120_000
UNASSIGNED = "UNASSIGNED"
"""What stands for "nobody" when a contact is written."""

_SITES = (
    ("Tienda Río", "https://tienda-rio.example", False),
    ("Nordlys", "https://nordlys.example", False),
    (None, "https://landing.tienda-rio.example", False),
    ("Tienda vieja", "https://old.tienda-rio.example", True),
)
_USERS = (
    # privileges, deleted
    ("OWNER", False),
    ("ADMIN", False),
    ("AGENT", False),
    ("AGENT", True),
    ("AGENT", False),
)


class Company:
    """What belongs to an account besides its contacts. No call changes it."""

    def __init__(self, seed: int) -> None:
        self.id = HexIds(seed, "account").of(0)
        self.name = "Sandbox"
        sites, users = HexIds(seed, "site"), HexIds(seed, "user")
        self.site_ids = [sites.of(number) for number in range(len(_SITES))]
        self.user_ids = [users.of(number) for number in range(len(_USERS))]
        self.sites = [self._site(number) for number in range(len(_SITES))]
        self.users = [self._user(seed, number) for number in range(len(_USERS))]
        self.site_names = {site["id"]: site["title"] or site["url"] for site in self.sites}

    def account(self, contacts: int) -> dict[str, Any]:
        """Return the account; `contacts` is how many it has."""
        owner = self.users[0]
        return {
            "id": self.id,
            "email": owner["email"],
            "name": self.name,
            "contactName": owner["name"],
            "creationDate": COMPANY_SINCE,
            "taxId": "30-00000000-7",
            "phone": owner["phone"],
            "leadCount": contacts,
            "leadLimit": LEAD_LIMIT,
            "language": "es",
            "timeZone": "-03:00",
            "countryId": "AR",
            "planName": "Premium",
            "planType": "MONTHLY",
            "planPrice": 99.0,
            "userCount": sum(not user["deleted"] for user in self.users),
            "labs": {},
            "whiteLabelId": None,
        }

    def chatbot(self, site: dict[str, Any]) -> dict[str, Any]:
        """Return the chatbot of a website. Our own choice of keys: no source shows one."""
        return {
            "id": f"{site['id'][12:]}{site['id'][:12]}",
            "websiteId": site["id"],
            "name": f"Bot de {self.site_names[site['id']]}",
            "enabled": site["enableChat"],
        }

    def _site(self, number: int) -> dict[str, Any]:
        title, url, deleted = _SITES[number]
        return {
            "id": self.site_ids[number],
            "url": url,
            "title": title,
            "email": f"hola@{url.removeprefix('https://')}",
            "companyId": self.id,
            "creationDate": COMPANY_SINCE,
            "tags": [],
            "enableChat": not deleted,
            "labs": {},
            "deleted": deleted,
            "scriptInstalled": number < 2,
            "assignPriority": self.user_ids[:2],
            "autoAssign": [],
            "availableSmartTriggers": [],
            "isWhatsAppChat": number == 1,
            "type": "LANDING" if title is None else "WEBSITE",
        }

    def _user(self, seed: int, number: int) -> dict[str, Any]:
        who = person(mix(seed ^ 0x05E5, number), 1)
        privileges, deleted = _USERS[number]
        return {
            "id": self.user_ids[number],
            "name": who.name,
            "email": f"{who.handle}.{number}@sandbox.example",
            "phone": f"+54 11 4000-{1000 + number}",
            "companyId": self.id,
            "privileges": privileges,
            "permissions": ["CONTACTS"],
            "roles": [privileges],
            "allowedWebsiteIds": self.site_ids if number < 2 else self.site_ids[:1],
            "isSuperUser": False,
            "deleted": deleted,
            "language": "es",
            "creationDate": COMPANY_SINCE,
            "imageUrl": f"https://img.sandbox.example/{number}.png",
            "thumbnailUrl": f"https://img.sandbox.example/{number}.small.png",
            "isEmailVerified": not deleted,
        }
