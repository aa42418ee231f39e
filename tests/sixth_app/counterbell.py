"""Counterbell, a ticket service that is not there: desks with agents, tickets with comments."""

from pathlib import Path
from typing import Any

from aiohttp import web

from tests.sixth_app.standing_in import StandIn

APP = Path(__file__).parent / "apps" / "counterbell"
"""The files of its app."""

KEY = "cb-4b8e1f0a77d2"

DESKS = {3: "Lamps", 4: "Bells"}
AGENTS = {31: ("Ann", "ann@counterbell.example", 3), 41: ("Bo", "bo@counterbell.example", 4)}
MOST = 50
"""Tickets on a page."""


class Counterbell(StandIn):
    """Desk 3 has 120 tickets, 1001 to 1120; the first of them has 45 comments."""

    def __init__(self) -> None:
        super().__init__(
            [
                web.get("/v2/account", self._account),
                web.get("/v2/desks", self._desks),
                web.get("/v2/desks/{desk}/agents", self._agents),
                web.get("/v2/tickets", self._tickets),
                web.post("/v2/tickets", self._create),
                web.patch("/v2/tickets/{id}", self._update),
                web.delete("/v2/tickets/{id}", self._delete),
                web.get("/v2/tickets/{id}/comments", self._comments),
            ]
        )
        self.application.middlewares.append(_guard)
        self.tickets: dict[int, dict[str, Any]] = {
            id: {"id": id, "subject": f"Lamp {id}", "state": "open", "desk": {"id": 3}, "due": "2026-01-01"}
            for id in range(1001, 1121)
        }

    async def _account(self, _: web.Request) -> web.Response:
        return web.json_response({"account": {"id": "a-1", "name": "North Office", "owner": "Ann"}})

    async def _desks(self, request: web.Request) -> web.Response:
        page = int(request.query["page"])
        desks = [{"id": id, "name": name} for id, name in DESKS.items()]
        return web.json_response({"desks": desks[page - 1 : page], "pages": len(desks)})  # one on each

    async def _agents(self, request: web.Request) -> web.Response:
        desk = int(request.match_info["desk"])
        agents = [
            {"id": id, "name": name, "email": email}
            for id, (name, email, theirs) in AGENTS.items()
            if theirs == desk
        ]
        return web.json_response({"agents": agents})

    async def _tickets(self, request: web.Request) -> web.Response:
        page, length = int(request.query["page"]), int(request.query["per_page"])
        if not 1 <= length <= MOST:
            return _no(422, "bad_page", "A page holds 1 to 50 tickets.")
        found = [
            ticket
            for ticket in self.tickets.values()
            if request.query.get("state", ticket["state"]) == ticket["state"]
            and request.query.get("desk", str(ticket["desk"]["id"])) == str(ticket["desk"]["id"])
        ]
        begin = (page - 1) * length
        pages = -(-len(found) // length)
        return web.json_response(
            {"tickets": found[begin : begin + length], "pages": pages, "total": len(found)}
        )

    async def _create(self, request: web.Request) -> web.Response:
        sent = await request.json()
        if int(sent["desk"]["id"]) not in DESKS:
            return _no(422, "no_desk", "There is no such desk.")
        id = max(self.tickets) + 1
        self.tickets[id] = {**sent, "id": id, "state": "open", "due": None}
        return web.json_response({"ticket": self.tickets[id]}, status=201)

    async def _update(self, request: web.Request) -> web.Response:
        id = int(request.match_info["id"])
        if id not in self.tickets:
            return _no(404, "no_ticket", f"Ticket {id} does not exist.")
        self.tickets[id].update(await request.json())
        return web.json_response({"ticket": self.tickets[id]})

    async def _delete(self, request: web.Request) -> web.Response:
        if self.tickets.pop(int(request.match_info["id"]), None) is None:
            return _no(404, "no_ticket", "That ticket does not exist.")
        return web.Response(status=204)

    async def _comments(self, request: web.Request) -> web.Response:
        begin, size = int(request.query.get("from", "0")), int(request.query.get("size", "20"))
        end = min(begin + size, 45)
        following = f"{self.address}{request.path}?from={end}&size={size}" if end < 45 else None
        comments = [{"id": id, "text": f"Comment {id}"} for id in range(begin, end)]
        return web.json_response({"comments": comments, "next": following})


@web.middleware
async def _guard(request: web.Request, handler: Any) -> web.StreamResponse:
    if request.headers.get("X-Desk-Key") != KEY:
        return _no(403, "bad_key", "This key opens no office.")
    answer: web.StreamResponse = await handler(request)
    return answer


def _no(status: int, code: str, text: str) -> web.Response:
    return web.json_response({"problem": {"code": code, "text": text}}, status=status)
