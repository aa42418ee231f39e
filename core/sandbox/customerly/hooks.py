"""Webhook deliveries as Customerly sends them. They are set up in its settings only: no call registers one.

Only that the contact is at `data.user.data`, and that nothing is signed, is known. The key `event`, its
values, and that only users are told of, are our own choice.
"""

from core.sandbox.answers import json_bytes
from core.sandbox.customerly.people import People
from core.sandbox.customerly.shapes import contact_item
from core.sandbox.service import HookRequest

EVENTS = ("contact_tagged", "contact_updated")


def build_hook(people: People, app_id: str, event: str, number: int) -> HookRequest:
    """Return delivery `number` of an event: it tells of the user in that place, the newest being 0."""
    if event not in EVENTS:
        raise ValueError(f"No such event: {event}. Known: {', '.join(EVENTS)}.")
    rows = people.rows("users")
    if not rows:
        raise ValueError("There is no user to tell of.")
    contact = people.get(rows[number % len(rows)])
    body = {"event": event, "data": {"user": {"data": contact_item(contact, app_id)}}}
    return HookRequest(json_bytes(body), {"Content-Type": "application/json"})
