"""The contacts, tags and companies of a project: generated ones, and over them what was written."""

from collections.abc import Sequence
from dataclasses import replace

from core.sandbox.customerly.generated import NEWEST_ID, TAGS, Generated, first_company
from core.sandbox.customerly.records import Company, Contact, ContactKey, Kind
from core.sandbox.moments import now


def this_second() -> int:
    """Return the present moment as contacts keep it."""
    return int(now().timestamp())


class People:
    """Contacts by number; those created later have the numbers -1, -2, ...

    `version` grows with every write, so that an order once found can be kept.
    """

    def __init__(self, seed: int, size: int) -> None:
        self._generated = Generated(seed, size)
        self._created = 0
        self._written: dict[int, Contact] = {}
        self._left: set[int] = set()  # numbers of the start that are not in their list any more
        self._joined: dict[Kind, dict[int, None]] = {"users": {}, "leads": {}}  # oldest first
        self._numbers: dict[tuple[ContactKey, str], int] = {}
        self._lost_tags: set[str] = set()
        self._companies: dict[str, Company] = {}
        self.tags: dict[str, None] = dict.fromkeys(TAGS)
        self.version = 0

    def rows(self, kind: Kind) -> Sequence[int]:
        """Return the numbers of a list, newest first; a lead that became a user is a new user."""
        generated, joined = self._generated.rows(kind), self._joined[kind]
        if not joined and not self._left:
            return generated
        return [*reversed(joined), *(number for number in generated if number not in self._left)]

    def get(self, number: int) -> Contact:
        """Return a contact, to look at or to change; a change counts once it is handed to `write`."""
        written = self._written.get(number)
        if written is not None:
            return replace(written)
        contact = self._generated.contact(number)
        if self._lost_tags:
            contact.tags = [tag for tag in contact.tags if tag not in self._lost_tags]
        return contact

    def find(self, key: ContactKey, value: str, kind: Kind | None = None) -> int | None:
        """Return the number of the contact (of that list) with a value; e-mails match in any case."""
        if key == "email":
            value = value.lower()
        for number in (self._numbers.get((key, value)), self._generated.number(key, value)):
            if number is None or not self._has(number):
                continue
            contact = self.get(number)
            if _key(contact, key) == value and kind in (None, contact.kind):
                return number
        return None

    def create(self, kind: Kind, email: str) -> int:
        """Create a contact that is first seen now; return its number."""
        self._created += 1
        number, moment = -self._created, this_second()
        contact_id, is_user = NEWEST_ID + self._created, kind == "users"
        self.write(
            number,
            Contact(contact_id, None, email, None, is_user, moment, moment, moment, was_lead=not is_user),
        )
        self._joined[kind][number] = None
        return number

    def write(self, number: int, contact: Contact) -> None:
        """Keep what a contact has become; new tags become tags of the project."""
        self._written[number] = contact
        self.tags |= dict.fromkeys(contact.tags)
        for key in ("user_id", "email", "crmhero_user_id"):
            if (value := _key(contact, key)) is not None:
                self._numbers[key, value] = number
        self.version += 1

    def make_user(self, number: int, contact: Contact) -> None:
        """Move a lead into the list of users; hand it to `write` afterwards."""
        contact.is_user, contact.was_lead = True, True
        self._leave(number)
        self._joined["users"][number] = None

    def remove(self, number: int) -> None:
        """Take a contact away for good."""
        self._written.pop(number, None)
        self._leave(number)
        self.version += 1

    def remove_tag(self, name: str) -> None:
        """Take a tag off every contact and out of the project."""
        del self.tags[name]
        self._lost_tags.add(name)
        for contact in self._written.values():
            contact.tags = [tag for tag in contact.tags if tag != name]

    def company(self, company_id: str) -> Company | None:
        """Return a company, to look at or to change; a change counts once it is handed on."""
        written = self._companies.get(company_id)
        return replace(written) if written is not None else first_company(company_id)

    def write_company(self, company: Company) -> None:
        """Keep what a company has become."""
        self._companies[company.company_id] = company

    def written_companies(self) -> list[Company]:
        """Return the companies that were made or changed."""
        return list(self._companies.values())

    def _has(self, number: int) -> bool:
        return number in self._written or (self._generated.has(number) and number not in self._left)

    def _leave(self, number: int) -> None:
        for joined in self._joined.values():
            joined.pop(number, None)
        if self._generated.has(number):
            self._left.add(number)


def _key(contact: Contact, key: ContactKey) -> str | None:
    value = getattr(contact, key)
    if value is None:
        return None
    return str(value).lower() if key == "email" else str(value)
