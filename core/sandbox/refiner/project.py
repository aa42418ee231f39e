"""One Refiner project: everything that the key gives access to, and how it is written as JSON."""

from collections import deque
from typing import Any

from core.sandbox.refiner.contacts import Accounts, Contacts
from core.sandbox.refiner.generated import Generated
from core.sandbox.refiner.records import Account, Contact, Form, Response
from core.sandbox.refiner.responses import Responses
from core.sandbox.seeded import Uuids

MOST_EVENTS = 1_000


class Project:
    """The state behind one key. `version` grows with every write, so that what was rendered can be kept."""

    name = "Sandbox"

    def __init__(self, seed: int, size: int) -> None:
        generated = Generated(seed, size)
        self.uuid = Uuids(seed, "project").of(0)
        self.contacts = Contacts(generated)
        self.accounts = Accounts(generated)
        self.responses = Responses(generated)
        self.forms = generated.forms()
        self.segments = generated.segments()
        self.events: deque[dict[str, str]] = deque(maxlen=MOST_EVENTS)
        self.tags: dict[str, str] = {}
        self.version = 0
        self._form_uuids = generated.form_uuids
        self._tag_uuids = Uuids(seed, "tag")
        self._cookie_uuids = Uuids(seed, "cookie")

    def changed(self) -> None:
        """Say that something was written."""
        self.version += 1

    def write_contact(self, number: int, contact: Contact) -> None:
        """Keep what a contact has become."""
        self.contacts.write(number, contact)
        self.changed()

    def form_number(self, uuid: str) -> int | None:
        """Return the place of the form with that uuid."""
        return next((place for place, form in enumerate(self.forms) if form.uuid == uuid), None)

    def segment_number(self, uuid: str) -> int | None:
        """Return the place of the segment with that uuid."""
        return next((place for place, segment in enumerate(self.segments) if segment.uuid == uuid), None)

    def add_form(self, name: str, questions: dict[str, tuple[Any, ...]], created_at: str) -> Form:
        """Add a draft."""
        form = Form(self._form_uuids.of(len(self.forms)), name, questions, created_at)
        self.forms.append(form)
        self.changed()
        return form

    def tag_uuid(self, name: str) -> str:
        """Return the uuid of a tag; an unknown name makes a new tag."""
        return self.tags.setdefault(name, self._tag_uuids.of(len(self.tags)))

    def cookie_uuid(self, number: int) -> str:
        """Return the uuid under which an anonymous contact is known in a browser."""
        return self._cookie_uuids.of(number)

    def contact_item(self, contact: Contact) -> dict[str, Any]:
        """Return a contact as every call shows it."""
        return {
            "uuid": contact.uuid,
            "remote_id": contact.remote_id,
            "email": contact.email,
            "display_name": contact.display_name,
            "first_seen_at": contact.first_seen_at,
            "last_seen_at": contact.last_seen_at,
            "attributes": contact.attributes,
            "segments": [
                {
                    "uuid": self.segments[place].uuid,
                    "name": self.segments[place].name,
                    "created_at": entered_at,
                    "updated_at": entered_at,
                }
                for place, entered_at in contact.segments.items()
            ],
            "account": account_item(self.accounts.get(contact.account)),
        }

    def response_item(self, response: Response, with_attributes: bool = False) -> dict[str, Any]:
        """Return a response as the list shows it."""
        contact = self.contacts.get(response.contact)
        account = self.accounts.get(contact.account)
        shown = {key: getattr(contact, key) for key in ("uuid", "remote_id", "email", "display_name")}
        if with_attributes:
            shown["attributes"] = contact.attributes
        shown["account"] = {
            key: getattr(account, key) for key in ("uuid", "remote_id", "display_name", "domain")
        }
        return {
            **response_times(response),
            "form": {"uuid": self.forms[response.form].uuid, "name": self.forms[response.form].name},
            "data": response.data,
            "contact": shown,
        }


def account_item(account: Account) -> dict[str, Any]:
    """Return an account as it stands inside a contact."""
    return {
        "uuid": account.uuid,
        "remote_id": account.remote_id,
        "domain": account.domain,
        "display_name": account.display_name,
        "first_seen_at": account.first_seen_at,
        "last_seen_at": account.last_seen_at,
        "attributes": account.attributes,
    }


def response_times(response: Response) -> dict[str, Any]:
    """Return uuid and moments of a response."""
    return {
        "uuid": response.uuid,
        "first_shown_at": response.received_at,
        "last_shown_at": response.received_at,
        "show_counter": 1 if response.completed_at else None,
        "first_data_reception_at": response.received_at,
        "last_data_reception_at": response.received_at,
        "completed_at": response.completed_at,
        "received_at": response.received_at,
        "dismissed_at": None,
    }
