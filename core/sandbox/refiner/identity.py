"""Which contact a request means, and what an identify call makes of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.sandbox.moments import now, stamp
from core.sandbox.refiner.contacts import ContactKey
from core.sandbox.refiner.project import Project
from core.sandbox.refiner.records import Contact
from core.sandbox.refiner.refusals import bad, not_found
from core.sandbox.refiner.traits import read_traits

_NOT_TRAITS = ("id", "email", "account", "api_key")


def text_of(parameters: Mapping[str, Any], name: str) -> str | None:
    """Return a parameter as text (ids may be JSON numbers), None if it is missing or empty."""
    value = parameters.get(name)
    if isinstance(value, (dict, list, bool)):
        raise bad(f"{name} must be a text")
    return None if value is None or value == "" else str(value)


def find(project: Project, parameters: Mapping[str, Any]) -> int:
    """Return the number of the contact named by `uuid`, `id` or `email`; refuse if there is none."""
    keys: tuple[tuple[str, ContactKey], ...] = (("uuid", "uuid"), ("id", "remote_id"), ("email", "email"))
    given = [(key, value) for name, key in keys if (value := text_of(parameters, name)) is not None]
    if not given:
        raise bad("One of id, email or uuid is required")
    number = project.contacts.find(*given[0])
    if number is None:
        raise not_found("Contact")
    return number


def find_or_create(project: Project, parameters: Mapping[str, Any]) -> int:
    """Return the number of the contact named by `id` or `email`, made now if it was unknown.

    Our own choice: an unknown id goes to the contact of that e-mail if that one has no id yet.
    """
    remote_id, email = text_of(parameters, "id"), text_of(parameters, "email")
    if remote_id is None and email is None:
        raise bad("At least one of id or email is required")
    number = None if remote_id is None else project.contacts.find("remote_id", remote_id)
    if number is None and email is not None:
        owner = project.contacts.find("email", email)
        if owner is not None and (remote_id is None or project.contacts.get(owner).remote_id is None):
            number = owner
    if number is None:
        number = project.contacts.create(remote_id, email)
        project.changed()
    return number


def seen_now(project: Project, number: int) -> Contact:
    """Return the contact, last seen now; hand it to `write_contact`."""
    contact = project.contacts.get(number)
    contact.last_seen_at = stamp(now())
    return contact


def identify(project: Project, parameters: Mapping[str, Any]) -> Contact:
    """Create or update a contact; every key that does not name the contact or its account is a trait."""
    traits = read_traits({slug: value for slug, value in parameters.items() if slug not in _NOT_TRAITS})
    account = _read_account(parameters)
    number = find_or_create(project, parameters)
    contact = seen_now(project, number)
    contact.remote_id = text_of(parameters, "id") or contact.remote_id
    contact.email = text_of(parameters, "email") or contact.email
    contact.attributes = {**contact.attributes, **traits}
    if "name" in traits:
        contact.display_name = None if traits["name"] is None else str(traits["name"])
    if account is not None:
        contact.account = _write_account(project, *account)
    project.write_contact(number, contact)
    return contact


def _read_account(parameters: Mapping[str, Any]) -> tuple[str, dict[str, Any]] | None:
    account = parameters.get("account")
    if account is None:
        return None
    remote_id = text_of(account, "id") if isinstance(account, dict) else None
    if remote_id is None:
        raise bad("account.id is required")
    return remote_id, read_traits({slug: value for slug, value in account.items() if slug != "id"})


def _write_account(project: Project, remote_id: str, traits: dict[str, Any]) -> int:
    number, account = project.accounts.find_or_create(remote_id)
    name, domain = traits.pop("name", account.display_name), traits.pop("domain", account.domain)
    project.accounts.write(
        number,
        replace(
            account,
            display_name="" if name is None else str(name),
            domain=None if domain is None else str(domain),
            last_seen_at=stamp(now()),
            attributes={**account.attributes, **traits},
        ),
    )
    return number
