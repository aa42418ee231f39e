"""Calls about surveys: forms, segments, responses, reporting. Replies nobody shows are our own choice."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web

from core.sandbox.answers import answer
from core.sandbox.moments import now, read_moment, stamp
from core.sandbox.refiner.door import parameters_of
from core.sandbox.refiner.forms import LISTS, form_item, history
from core.sandbox.refiner.identity import find_or_create, text_of
from core.sandbox.refiner.listing import Listing, flag, short_list
from core.sandbox.refiner.project import Project
from core.sandbox.refiner.records import Form, Response
from core.sandbox.refiner.refusals import bad, not_found
from core.sandbox.refiner.reporting import REPORTS, report
from core.sandbox.refiner.selection import select_responses
from core.sandbox.seeded import plain_number

_NOT_ANSWERS = ("form_uuid", "id", "email", "date", "prevent_duplicates", "api_key")


class SurveyCalls:
    """Handlers; `project` gives the project as it is now."""

    def __init__(self, project: Callable[[], Project], listing: Listing) -> None:
        self._project = project
        self._listing = listing

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [
            web.get("/v1/forms", self.list_forms),
            web.delete("/v1/forms", self.archive_form),
            web.post("/v1/forms/publish", self.publish_form),
            web.post("/v1/forms/duplicate", self.duplicate_form),
            web.get("/v1/forms/history", self.show_history),
            web.get("/v1/segments", self.list_segments),
            web.get("/v1/responses", self.list_responses),
            web.post("/v1/responses", self.add_response),
            web.post("/v1/responses/tags", self.tag_response),
            web.get("/v1/reporting", self.show_report),
        ]

    async def list_forms(self, request: web.Request) -> web.Response:
        """Answer with the forms of a list, by name. Our own choice: `list` is `all` if it is not sent."""
        project, parameters = self._project(), parameters_of(request)
        which = text_of(parameters, "list") or "all"
        if which not in LISTS:
            raise bad(f"list must be one of {', '.join(LISTS)}")
        chosen = sorted(filter(LISTS[which], project.forms), key=lambda form: form.name.casefold())
        info, config = flag(parameters, "include_info"), flag(parameters, "include_config")
        return short_list(parameters, [form_item(project, form, info, config) for form in chosen])

    async def archive_form(self, request: web.Request) -> web.Response:
        """Archive a form."""
        self._form(request).archived_at = stamp(now())
        self._project().changed()
        return answer({"message": "ok"})

    async def publish_form(self, request: web.Request) -> web.Response:
        """Publish a draft."""
        self._form(request).published_at = stamp(now())
        self._project().changed()
        return answer({"message": "ok"})

    async def duplicate_form(self, request: web.Request) -> web.Response:
        """Make a draft out of a form."""
        form = self._form(request)
        copy = self._project().add_form(f"Copy of {form.name}", form.questions, stamp(now()))
        return answer({"message": "ok", "uuid": copy.uuid})

    async def show_history(self, request: web.Request) -> web.Response:
        """Answer with what happened to a form."""
        return short_list(parameters_of(request), history(self._form(request)))

    async def list_segments(self, request: web.Request) -> web.Response:
        """Answer with the segments, by name."""
        segments = sorted(self._project().segments, key=lambda segment: segment.name.casefold())
        items = [{"uuid": s.uuid, "name": s.name, "is_manual": s.is_manual} for s in segments]
        return short_list(parameters_of(request), items)

    async def list_responses(self, request: web.Request) -> web.Response:
        """Answer with a page of responses."""
        project, parameters = self._project(), parameters_of(request)
        with_attributes = flag(parameters, "with_attributes")
        return self._listing.answer(
            project,
            "responses",
            parameters,
            select_responses,
            lambda number: project.response_item(project.responses.get(number), with_attributes),
        )

    async def add_response(self, request: web.Request) -> web.Response:
        """Add a response of a contact, who may be new; further keys are answers."""
        project, parameters = self._project(), parameters_of(request)
        form = self._form_number(parameters, "form_uuid")
        moment = read_moment(parameters.get("date")) if "date" in parameters else now()
        if moment is None:
            raise bad("date is not a date")
        contact = find_or_create(project, parameters)
        if flag(parameters, "prevent_duplicates"):
            for number in project.responses.rows():
                response = project.responses.get(number)
                if (response.contact, response.form) == (contact, form):
                    return answer({"message": "ok", "uuid": response.uuid})
        data = {slug: value for slug, value in parameters.items() if slug not in _NOT_ANSWERS}
        return answer({"message": "ok", "uuid": _write_response(project, form, contact, stamp(moment), data)})

    async def tag_response(self, request: web.Request) -> web.Response:
        """Add tags to a response; unknown names make new tags."""
        project, parameters = self._project(), parameters_of(request)
        number = project.responses.find(text_of(parameters, "uuid") or "")
        if number is None:
            raise not_found("Response")
        tags = parameters.get("tags")
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            raise bad("tags must be a list of texts")
        response = project.responses.get(number)
        project.responses.write(number, replace(response, tags=list(dict.fromkeys([*response.tags, *tags]))))
        project.changed()
        return answer(
            {"message": "ok", "tags": [{"uuid": project.tag_uuid(tag), "name": tag} for tag in tags]}
        )

    async def show_report(self, request: web.Request) -> web.Response:
        """Answer with a figure about the completed responses, of one form if `form_uuid` is sent."""
        project, parameters = self._project(), parameters_of(request)
        kind = text_of(parameters, "type")
        if kind not in REPORTS:
            raise bad(f"type must be one of {', '.join(REPORTS)}")
        rows = select_responses(project, parameters)
        return answer(report(kind, [project.responses.get(number) for number in rows]))

    def _form(self, request: web.Request) -> Form:
        return self._project().forms[self._form_number(parameters_of(request), "uuid")]

    def _form_number(self, parameters: Mapping[str, Any], name: str) -> int:
        uuid = text_of(parameters, name)
        if uuid is None:
            raise bad(f"{name} is required")
        number = self._project().form_number(uuid)
        if number is None:
            raise bad(f"{name} does not exist")
        return number


def _write_response(project: Project, form: int, contact: int, moment: str, data: dict[str, Any]) -> str:
    number, uuid = project.responses.next()
    project.responses.write(number, Response(uuid, form, contact, moment, moment, data))
    person = project.contacts.get(contact)
    submissions = (plain_number(str(person.attributes.get("form_submissions_count"))) or 0) + 1
    person.attributes = {
        **person.attributes,
        "form_submissions_count": str(submissions),
        "last_form_submission_at": moment,
    }
    project.write_contact(contact, person)
    return uuid
