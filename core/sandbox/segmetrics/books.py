"""What one SegMetrics integration holds."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from core.sandbox.moments import now
from core.sandbox.seeded import company, mix, person
from core.sandbox.segmetrics.tags import Mention, Tags

Id: TypeAlias = int | str

STARTING_CONTACTS = 20
"""Contacts that are there from the start, with the ids 1, 2 and so on. No call lists them."""


@dataclass(slots=True)
class Contact:
    """A contact. `tags` tells by tag id when each was applied; `details` are the optional attributes."""

    contact_id: Id
    email: str | None
    date_created: str
    last_updated: str
    status: str = "active"
    details: dict[str, str] = field(default_factory=dict)
    custom_fields: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)


class Books:
    """Contacts, orders, subscriptions, products and ad figures, by the text of their ids."""

    def __init__(self, seed: int) -> None:
        self.contacts: dict[str, Contact] = {}
        self.tags = Tags()
        self.products: dict[str, dict[str, Any]] = {}
        self.invoices: dict[str, dict[str, Any]] = {}
        self.subscriptions: dict[str, dict[str, Any]] = {}
        self.ads: dict[str, dict[str, Any]] = {}
        self.figures: dict[tuple[str, str], dict[str, Any]] = {}
        for number in range(1, STARTING_CONTACTS + 1):
            who = person(mix(seed, number), STARTING_CONTACTS)
            contact = self._add(number, f"{who.handle}.{number}@{company(who.company)[1]}")
            contact.details["first_name"], _, contact.details["last_name"] = who.name.partition(" ")

    def find(self, contact_id: Id | None, email: str | None) -> Contact | None:
        """Return the contact meant: `contact_id` decides; else the oldest one with that e-mail."""
        if contact_id is not None:
            return self.contacts.get(str(contact_id))
        return next(iter(self.with_email(email)), None) if email else None

    def with_email(self, email: str) -> list[Contact]:
        """Return all contacts with an e-mail (in any case), oldest first."""
        return [c for c in self.contacts.values() if c.email is not None and c.email.lower() == email.lower()]

    def find_or_create(self, contact_id: Id | None, email: str | None) -> Contact:
        """Return the contact to write to. An unknown id on a known e-mail re-keys that contact."""
        contact = self.find(contact_id, email)
        if contact is None and contact_id is not None and email is not None:
            contact = self.find(None, email)
            if contact is not None:
                self._rekey(contact, contact_id)
        return contact or self._add(self._next_id() if contact_id is None else contact_id, email)

    def set_tags(self, contact: Contact, mentions: list[Mention]) -> None:
        """Let a contact have these tags and no others."""
        contact.tags = {}
        self.add_tags(contact, mentions)

    def add_tags(self, contact: Contact, mentions: list[Mention]) -> None:
        """Give a contact tags. One that it has keeps its date, unless the request brings another."""
        for mention in mentions:
            tag = self.tags.find_or_create(mention)
            contact.tags[tag] = mention.date or contact.tags.get(tag) or moment()

    def remove_tags(self, contact: Contact, mentions: list[Mention]) -> None:
        """Take tags off a contact; those that it does not have are no mistake."""
        for mention in mentions:
            contact.tags.pop(self.tags.find(mention) or "", None)

    def note_product(self, product_id: Id, name: str | None) -> None:
        """Make an unknown product; a name that comes with a known one is taken over."""
        product = self.products.setdefault(str(product_id), {"id": product_id, "name": str(product_id)})
        if name is not None:
            product["name"] = name

    def remove_contacts(self, id_or_email: str) -> bool:
        """Remove the contact with that id, or all with that e-mail; orders stay. False if there is none."""
        found = [self.contacts[id_or_email]] if id_or_email in self.contacts else self.with_email(id_or_email)
        for contact in found:
            del self.contacts[str(contact.contact_id)]
        return bool(found)

    def _add(self, contact_id: Id, email: str | None) -> Contact:
        contact = Contact(contact_id, email, moment(), moment())
        self.contacts[str(contact_id)] = contact
        return contact

    def _next_id(self) -> int:
        return 1 + max((int(key) for key in self.contacts if key.isdecimal()), default=STARTING_CONTACTS)

    def _rekey(self, contact: Contact, contact_id: Id) -> None:
        before = contact.contact_id
        del self.contacts[str(before)]
        contact.contact_id = contact_id
        self.contacts[str(contact_id)] = contact
        # Our own choice: what was sold to the contact follows it.
        for sold in (*self.invoices.values(), *self.subscriptions.values()):
            if sold.get("contact_id") == before:
                sold["contact_id"] = contact_id


def moment() -> str:
    """Return the present moment as the service writes it."""
    return now().strftime("%Y-%m-%d %H:%M:%S")
