"""Calls about contacts: identify, track, list, show, remove, and manual segments."""

from collections.abc import Callable

from aiohttp import web

from core.sandbox.answers import answer
from core.sandbox.moments import now, stamp
from core.sandbox.refiner.door import parameters_of
from core.sandbox.refiner.identity import find, find_or_create, identify, seen_now, text_of
from core.sandbox.refiner.listing import Listing
from core.sandbox.refiner.project import Project
from core.sandbox.refiner.refusals import bad
from core.sandbox.refiner.selection import select_contacts


class PeopleCalls:
    """Handlers; `project` gives the project as it is now."""

    def __init__(self, project: Callable[[], Project], listing: Listing) -> None:
        self._project = project
        self._listing = listing

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [
            web.post("/v1/identify-user", self.identify_user),
            web.post("/v1/track-event", self.track_event),
            web.get("/v1/contacts", self.list_contacts),
            web.get("/v1/contact", self.show_contact),
            web.delete("/v1/contact", self.remove_contact),
            web.post("/v1/sync-segment", self.enter_segment),
            web.delete("/v1/sync-segment", self.leave_segment),
        ]

    async def identify_user(self, request: web.Request) -> web.Response:
        """Create or update. Our own choice: 201 both times."""
        contact = identify(self._project(), parameters_of(request))
        return answer({"message": "ok", "contact_uuid": contact.uuid}, 201)

    async def track_event(self, request: web.Request) -> web.Response:
        """Note an event of a contact, who may be new; other properties are dropped. Our own choice: 200."""
        project, parameters = self._project(), parameters_of(request)
        event = text_of(parameters, "event")
        if event is None:
            raise bad("event is required")
        number = find_or_create(project, parameters)
        contact = seen_now(project, number)
        project.write_contact(number, contact)
        project.events.append({"contact_uuid": contact.uuid, "event": event, "at": contact.last_seen_at})
        return answer({"message": "ok"})

    async def list_contacts(self, request: web.Request) -> web.Response:
        """Answer with a page of contacts."""
        project = self._project()
        return self._listing.answer(
            project,
            "contacts",
            parameters_of(request),
            select_contacts,
            lambda number: project.contact_item(project.contacts.get(number)),
        )

    async def show_contact(self, request: web.Request) -> web.Response:
        """Answer with one contact."""
        project = self._project()
        return answer(project.contact_item(project.contacts.get(find(project, parameters_of(request)))))

    async def remove_contact(self, request: web.Request) -> web.Response:
        """Remove a contact; its responses go with it."""
        project = self._project()
        project.contacts.remove(find(project, parameters_of(request)))
        project.changed()
        return answer({"message": "ok"})

    async def enter_segment(self, request: web.Request) -> web.Response:
        """Put a contact, who may be new, into a manual segment."""
        project = self._project()
        segment = _manual_segment(project, request)
        number = find_or_create(project, parameters_of(request))
        contact = project.contacts.get(number)
        contact.segments.setdefault(segment, stamp(now()))
        project.write_contact(number, contact)
        return answer({"message": "ok"})

    async def leave_segment(self, request: web.Request) -> web.Response:
        """Take a contact out of a manual segment."""
        project = self._project()
        segment = _manual_segment(project, request)
        number = find(project, parameters_of(request))
        contact = project.contacts.get(number)
        contact.segments.pop(segment, None)
        project.write_contact(number, contact)
        return answer({"message": "ok"})


def _manual_segment(project: Project, request: web.Request) -> int:
    uuid = text_of(parameters_of(request), "segment_uuid")
    if uuid is None:
        raise bad("segment_uuid is required")
    number = project.segment_number(uuid)
    if number is None:
        raise bad("segment_uuid does not exist")
    if not project.segments[number].is_manual:
        raise bad("Only manual segments can be changed")
    return number
