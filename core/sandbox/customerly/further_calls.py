"""Calls that no form has, for use with a free request: teammates, messages, attributes, companies.

Their replies are known only as far as `{"data": [...]}`. Every detail beyond that is our own choice.
"""

from collections import deque
from collections.abc import Callable
from typing import Any

from aiohttp import web

from core.sandbox.answers import answer
from core.sandbox.customerly.door import read_object
from core.sandbox.customerly.incoming import flat, identifier
from core.sandbox.customerly.people import People, this_second
from core.sandbox.customerly.records import Company, ContactKey
from core.sandbox.customerly.refusals import bad, not_found

TEAMMATES = ("ada@team.example", "grace@team.example", "zoë@team.example")
"""E-mails of the teammates; their ids are 1, 2 and so on."""
MOST_MESSAGES = 1_000


class FurtherCalls:
    """Handlers; `people` gives the project as it is now."""

    def __init__(self, people: Callable[[], People]) -> None:
        self._people = people
        self.forget()

    def forget(self) -> None:
        """Drop the messages sent, because the data begins anew."""
        self.messages: deque[dict[str, Any]] = deque(maxlen=MOST_MESSAGES)

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [
            web.get("/v1/accounts/", self.list_teammates),
            web.post("/v1/messages", self.send_message),
            web.post("/v1/users/unsubscribe/{user_id}", self.unsubscribe),
            web.post("/v1/users/add-attributes/{user_id}", self.add_attributes),
            web.post("/v1/users/add-to-company", self.add_to_company),
            web.post("/v1/company/add-attributes/{company_id}", self.add_company_attributes),
        ]

    async def list_teammates(self, _: web.Request) -> web.Response:
        """Answer with all teammates; there are no pages."""
        return answer({"data": [{"account_id": n, "email": email} for n, email in enumerate(TEAMMATES, 1)]})

    async def send_message(self, request: web.Request) -> web.Response:
        """Note a message; nobody gets it. It must be from a teammate or a contact, to a contact."""
        body = await read_object(request)
        content = body.get("content")
        if not isinstance(content, str) or not content:
            raise bad("content is required")
        sender, receiver = body.get("from"), body.get("to")
        if not isinstance(sender, dict) or not isinstance(receiver, dict):
            raise bad("from and to must be objects")
        if sender.get("type") != "admin":
            self._named(sender)
        elif identifier(sender.get("id")) not in [str(n) for n in range(1, len(TEAMMATES) + 1)]:
            raise not_found("Account")
        contact = self._people().get(self._named(receiver))
        told = {"to": contact.crmhero_user_id, "content": content, "timestamp": this_second()}
        self.messages.append(told)
        return answer({"data": {"timestamp": told["timestamp"]}})

    async def unsubscribe(self, request: web.Request) -> web.Response:
        """Unsubscribe a user, named by the caller's id or by Customerly's."""
        number = self._of_path(request)
        contact = self._people().get(number)
        contact.unsubscribe, contact.last_update = True, this_second()
        self._people().write(number, contact)
        return answer({"data": []})

    async def add_attributes(self, request: web.Request) -> web.Response:
        """Merge attributes into those of a user."""
        number = self._of_path(request)
        added = _attributes(await read_object(request))
        contact = self._people().get(number)
        contact.attributes, contact.last_update = contact.attributes | added, this_second()
        self._people().write(number, contact)
        return answer({"data": []})

    async def add_to_company(self, request: web.Request) -> web.Response:
        """Put a user into a company, which is made if it is new."""
        body = await read_object(request)
        company_id = identifier(body.get("company_id"))
        if company_id is None:
            raise bad("company_id is required")
        number = self._named(body)
        people = self._people()
        _write_company(people, company_id, body)
        contact = people.get(number)
        contact.companies = list(dict.fromkeys([*contact.companies, company_id]))
        contact.last_update = this_second()
        people.write(number, contact)
        return answer({"data": []})

    async def add_company_attributes(self, request: web.Request) -> web.Response:
        """Merge attributes into those of a company, which must be there, and rename it if a name is sent."""
        company_id = request.match_info["company_id"]
        body = await read_object(request)
        if self._people().company(company_id) is None:
            raise not_found("Company")
        _write_company(self._people(), company_id, body)
        return answer({"data": []})

    def _of_path(self, request: web.Request) -> int:
        given = request.match_info["user_id"]
        for key in ("user_id", "crmhero_user_id"):
            if (number := self._people().find(key, given, "users")) is not None:
                return number
        raise not_found("User")

    def _named(self, reference: dict[str, Any]) -> int:
        """Return the number of the contact that a body names; the first key sent decides."""
        keys: tuple[tuple[str, ContactKey], ...] = (
            ("internal_user_id", "crmhero_user_id"),
            ("user_id", "user_id"),
            ("email", "email"),
        )
        for name, key in keys:
            if (value := identifier(reference.get(name))) is not None:
                number = self._people().find(key, value)
                if number is not None:
                    return number
                break
        raise not_found("User")


def _attributes(body: dict[str, Any]) -> dict[str, Any]:
    try:
        return flat(body.get("attributes") or {})
    except ValueError as mistake:
        raise bad(str(mistake)) from mistake


def _write_company(people: People, company_id: str, body: dict[str, Any]) -> None:
    company = people.company(company_id) or Company(company_id, company_id)
    company.name = identifier(body.get("company_name")) or company.name
    company.attributes = company.attributes | _attributes(body)
    people.write_company(company)
