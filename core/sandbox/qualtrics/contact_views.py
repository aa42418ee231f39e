"""Contacts as the calls show them: in the list, alone, and in a mailing list."""

from typing import Any

from core.sandbox.qualtrics.contacts import Contact
from core.sandbox.qualtrics.directories import Directory, Group
from core.sandbox.qualtrics.times import DAY
from core.sandbox.seeded import mix


def list_element(directory: Directory, number: int) -> dict[str, Any]:
    """Return a contact as an element of the directory's list."""
    contact = directory.contacts.get(number)
    return {
        "contactId": directory.contacts.ids.of(number),
        **contact.details,
        "unsubscribed": contact.unsubscribed,
        "embeddedData": contact.embedded,
    }


def single_contact(directory: Directory, number: int, owner: str, with_segments: bool) -> dict[str, Any]:
    """Return a contact as it is shown alone: opting out has another name here."""
    contact = directory.contacts.get(number)
    segments = directory.segments if with_segments else ()
    return {
        "contactId": directory.contacts.ids.of(number),
        "creationDate": contact.created,
        "lastModified": contact.modified,
        "firstName": contact.details["firstName"],
        "lastName": contact.details["lastName"],
        "email": contact.details["email"],
        "emailDomain": (contact.details["email"] or "").rpartition("@")[2] or None,
        "phone": contact.details["phone"],
        "extRef": contact.details["extRef"],
        "language": contact.details["language"],
        "embeddedData": contact.embedded,
        "skipped": None,
        "directoryUnsubscribed": bool(contact.unsubscribed),
        "directoryUnsubscribeDate": contact.unsubscribed_at,
        # Our own choice of keys inside.
        "stats": {"invitationsSent": 0, "remindersSent": 0, "responsesFinished": 0},
        "segmentMembership": {
            group.id: _membership(group, number, contact, owner, "unsubscribedDate")
            for group in segments
            if number in group.rows
        },
        "mailingListMembership": {
            group.id: _membership(group, number, contact, owner, "unsubscribeDate")
            for group in directory.lists
            if number in group.rows
        },
    }


def list_contact(directory: Directory, group: Group, number: int) -> dict[str, Any]:
    """Return a contact as an element of a mailing list, under the lookup id that it has there."""
    contact = directory.contacts.get(number)
    return {
        "contactId": directory.contacts.ids.of(number),
        **contact.details,
        "unsubscribed": contact.unsubscribed,
        "mailingListUnsubscribed": _left(group, number),
        "contactLookupId": group.lookup_id(number),
    }


def _membership(group: Group, number: int, contact: Contact, owner: str, date_key: str) -> dict[str, Any]:
    left = _left(group, number)
    return {
        "contactLookupId": group.lookup_id(number),
        "name": group.name,
        "unsubscribed": left,
        date_key: contact.created + DAY * 1000 if left else None,
        "ownerId": owner,
    }


def _left(group: Group, number: int) -> bool:
    """Whether a contact has opted out of one list: one in sixteen has."""
    return mix(group.created, number) & 15 == 0
