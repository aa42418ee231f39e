"""Forms as the list and the history show them."""

from collections.abc import Callable
from typing import Any

from core.sandbox.refiner.project import Project
from core.sandbox.refiner.records import Form

LISTS: dict[str, Callable[[Form], bool]] = {
    "all": lambda form: form.archived_at is None,
    "published": lambda form: form.archived_at is None and form.published_at is not None,
    "drafts": lambda form: form.archived_at is None and form.published_at is None,
    "archived": lambda form: form.archived_at is not None,
    "all_with_archived": lambda form: True,
}
"""What the parameter `list` may be, and which forms that means."""


def form_item(project: Project, form: Form, info: bool, config: bool) -> dict[str, Any]:
    """Return a form as the list shows it."""
    item: dict[str, Any] = {"uuid": form.uuid, "name": form.name}
    if info:
        item |= _info(project, form)
    if config:
        item["config"] = {"questions": [{"slug": slug} for slug in form.questions]}
    return item


def history(form: Form) -> list[dict[str, Any]]:
    """Return what happened to a form, oldest first."""
    moments = {"created": form.created_at, "published": form.published_at, "archived": form.archived_at}
    return [{"event": event, "date": moment} for event, moment in moments.items() if moment is not None]


def _info(project: Project, form: Form) -> dict[str, Any]:
    place = project.forms.index(form)
    received = [
        response.received_at
        for number in project.responses.rows()
        if (response := project.responses.get(number)).form == place
        and project.contacts.has(response.contact)
    ]
    return {
        "channels": ["web"],
        "published_at": form.published_at,
        "archived_at": form.archived_at,
        "created_at": form.created_at,
        "updated_at": form.archived_at or form.published_at or form.created_at,
        "first_form_view_at": min(received, default=None),
        "last_form_view_at": max(received, default=None),
        "responses_count": len(received),
        "views_count": 2 * len(received),
        "folder": None,
        "page_url": None,
    }
