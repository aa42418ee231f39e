"""The contacts and accounts of a project: generated ones, and over them what was written."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from core.sandbox.moments import now, stamp
from core.sandbox.refiner.generated import NO_ACCOUNT, Generated
from core.sandbox.refiner.records import Account, Contact
from core.sandbox.seeded import plain_number

ContactKey: TypeAlias = Literal["uuid", "remote_id", "email"]


class Contacts:
    """Contacts by number. Those created later have the numbers -1, -2, ...: newest first is ascending."""

    def __init__(self, generated: Generated) -> None:
        self._generated = generated
        self._created = 0
        self._written: dict[int, Contact] = {}
        self._removed: set[int] = set()
        self._numbers: dict[tuple[ContactKey, str], int] = {}

    def get(self, number: int) -> Contact:
        """Return a contact. A change to it counts once it is handed to `write`."""
        return self._written.get(number) or self._generated.contact(number)

    def has(self, number: int) -> bool:
        """Whether the contact is there."""
        return -self._created <= number < self._generated.size and number not in self._removed

    def rows(self) -> Sequence[int]:
        """Return all numbers, newest first."""
        everybody = range(-self._created, self._generated.size)
        return [number for number in everybody if number not in self._removed] if self._removed else everybody

    def find(self, key: ContactKey, value: str) -> int | None:
        """Return the number of the contact with that uuid, own id or e-mail (in any case)."""
        if key != "remote_id":
            value = value.lower()
        for number in (self._numbers.get((key, value)), self._generated.contact_number(key, value)):
            if number is not None and self.has(number):
                found = getattr(self.get(number), key)
                if found is not None and value == (found if key == "remote_id" else found.lower()):
                    return number
        return None

    def create(self, remote_id: str | None, email: str | None) -> int:
        """Create a contact that is first seen now; return its number."""
        self._created += 1
        number, moment = -self._created, stamp(now())
        uuid = self._generated.contact_uuids.of(number)
        self.write(number, Contact(uuid, remote_id, email, None, moment, moment, {}, {}, NO_ACCOUNT))
        return number

    def write(self, number: int, contact: Contact) -> None:
        """Keep what a contact has become."""
        self._written[number] = contact
        self._numbers["uuid", contact.uuid] = number
        if contact.remote_id is not None:
            self._numbers["remote_id", contact.remote_id] = number
        if contact.email is not None:
            self._numbers["email", contact.email.lower()] = number

    def remove(self, number: int) -> None:
        """Take a contact away for good."""
        self._removed.add(number)
        self._written.pop(number, None)


class Accounts:
    """Accounts by number; new ones are numbered on from the generated ones."""

    def __init__(self, generated: Generated) -> None:
        self._generated = generated
        self._written: dict[int, Account] = {}
        self._numbers: dict[str, int] = {}

    def get(self, number: int) -> Account:
        """Return an account, to look at only."""
        return self._written.get(number) or self._generated.account(number)

    def find_or_create(self, remote_id: str) -> tuple[int, Account]:
        """Return number and a changeable copy of the account with that id; hand the copy to `write`."""
        number = self._find(remote_id)
        if number is not None:
            account = self.get(number)
            return number, replace(account, attributes=dict(account.attributes))
        number, moment = self._generated.accounts + len(self._numbers), stamp(now())
        self._numbers[remote_id] = number
        return number, Account(self._generated.account_uuids.of(number), remote_id, None, "", moment, moment)

    def write(self, number: int, account: Account) -> None:
        """Keep what an account has become."""
        self._written[number] = account

    def _find(self, remote_id: str) -> int | None:
        number = plain_number(remote_id.removeprefix("acc-"))
        if (
            number is not None
            and number < self._generated.accounts
            and self.get(number).remote_id == remote_id
        ):
            return number
        return self._numbers.get(remote_id)
