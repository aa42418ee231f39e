"""Webhook deliveries as Refiner sends them. They are set up in its dashboard only: no call registers one."""

from typing import Any

from core.sandbox.answers import json_bytes
from core.sandbox.refiner.project import Project, response_times
from core.sandbox.refiner.records import Contact
from core.sandbox.refiner.selection import select_responses
from core.sandbox.refiner.traits import as_texts
from core.sandbox.service import HookRequest

EVENTS = {
    "completed_survey": "Completed Survey",
    # Our own choice of words from here on; no source shows them.
    "user_entered_segment": "User enters segment",
    "saw_survey": "Saw Survey",
    "dismissed_survey": "Dismissed Survey",
    "tag_added": "Tag added",
}
"""Events that can be delivered, and `triggered_event` of each."""


def build_hook(project: Project, event: str, number: int, token: str | None) -> HookRequest:
    """Return delivery `number` of an event, the newest being 0. A token goes into a Bearer header."""
    if event not in EVENTS:
        raise ValueError(f"No such event: {event}. Known: {', '.join(EVENTS)}.")
    body = (
        _segment_entry(project, number)
        if event == "user_entered_segment"
        else _survey(project, event, number)
    )
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return HookRequest(json_bytes(body), headers)


def _survey(project: Project, event: str, number: int) -> dict[str, Any]:
    rows = select_responses(project, {})
    if not rows:
        raise ValueError("There is no response to tell of.")
    response = project.responses.get(rows[number % len(rows)])
    contact = project.contacts.get(response.contact)
    form = project.forms[response.form]
    told = {**response_times(response), "data": response.data, "tags": response.tags}
    if event in ("saw_survey", "dismissed_survey"):
        told |= {"completed_at": None, "data": {}}
    if event == "dismissed_survey":
        told["dismissed_at"] = response.received_at
    if event == "tag_added" and not response.tags:
        told["tags"] = ["Follow up"]
    traits = {
        **contact.attributes,
        "form_submissions_count": contact.attributes.get("form_submissions_count", "0"),
        "form_views_count": "2",
        "last_form_view_at": response.received_at,
        **(told["data"] or {}),
    }
    return {
        **_contact(project, response.contact, contact, traits),
        "triggered_event": EVENTS[event],
        "form": {"uuid": form.uuid, "name": form.name},
        "response": told,
    }


def _segment_entry(project: Project, number: int) -> dict[str, Any]:
    members = [row for row in project.contacts.rows() if project.contacts.get(row).segments]
    if not members:
        raise ValueError("No contact is in a segment.")
    row = members[number % len(members)]
    contact = project.contacts.get(row)
    return {
        **_contact(project, row, contact, contact.attributes),
        "triggered_event": EVENTS["user_entered_segment"],
    }


def _contact(project: Project, number: int, contact: Contact, traits: dict[str, Any]) -> dict[str, Any]:
    item = project.contact_item(contact) | {"attributes": as_texts(traits)}
    item["project_uuid"] = project.uuid
    if contact.remote_id is None and contact.email is None:
        item["cookie_uuid"] = project.cookie_uuid(number)
    return item
