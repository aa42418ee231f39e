"""The control calls: what a test or a person turns while the sandbox runs. All bodies are JSON.

=====================================  ====================================================================
call                                   body, and what it does
=====================================  ====================================================================
``POST   /_control/faults``            ``{"app": "refiner", "kind": "rate_limited", "path": "/v1/contacts",
                                       "method": "GET", "from_request": 3, "times": 1, "retry_after": 1,
                                       "delay": 0.5}``: only `app` and `kind` are needed; `times` null
                                       means for good; kinds and meanings in `faults.py`
``DELETE /_control/faults``            takes all faults away
``POST   /_control/latency``           ``{"seconds": 0.1}``: added to every page of a list
``POST   /_control/limit``             ``{"app": "refiner", "requests": 5, "seconds": 60}``; null: no limit
``POST   /_control/switch``            ``{"app": "segmetrics", "name": "plain_404_on_invoice", "on": true}``
``GET    /_control/switches``          all switches and how they stand
``POST   /_control/setting``           ``{"app": "qualtrics", "name": "response_lag_seconds", "value": 2}``
``GET    /_control/settings``          all settings and their numbers
``POST   /_control/reset``             back to the start: data, faults, latency, limits, switches, settings,
                                       journal
``GET    /_control/requests``          ``{"count", "in_flight", "peak_in_flight", "cancelled",
                                       "open_connections", "requests": [...]}``; the requests as in
                                       `journal.SeenRequest`, oldest first; ``?app=`` keeps those of one app.
                                       `open_connections` counts the connection of this very call, too
``GET    /_control/state/{app}``       what the service holds and has no call of its own to show
``POST   /_control/hooks/deliver``     ``{"app": "refiner", "event": "completed_survey",
                                       "url": "http://127.0.0.1:9000/hook", "token": "s3cret", "number": 0}``:
                                       sends a webhook to a receiver on this computer and answers its
                                       ``{"status", "body"}``; a repeated `number` repeats the delivery.
                                       Some services try again after anything but 200. Without `url` it
                                       goes to all who subscribed through the service itself, and the
                                       answer is ``{"deliveries": [{"subscription", "url", "statuses"}]}``
``GET    /_control``                   the description: addresses and accepted credentials
=====================================  ====================================================================

A mistake in a call answers 400 ``{"error": …}``; a receiver that cannot be reached 502.
"""

from collections.abc import Callable
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler

from core.sandbox.answers import Refusal, answer
from core.sandbox.controls import Controls
from core.sandbox.faults import Fault
from core.sandbox.parameters import UnreadableBody, read_json


def control_application(controls: Controls, describe: Callable[[], dict[str, Any]]) -> web.Application:
    """Return the routes of the control calls."""
    calls = _ControlCalls(controls)

    async def show_description(_: web.Request) -> web.Response:
        return answer(describe())

    application = web.Application(middlewares=[_door])
    application.add_routes(
        [
            web.get("", show_description),
            web.post("/faults", calls.add_fault),
            web.delete("/faults", calls.remove_faults),
            web.post("/latency", calls.set_latency),
            web.post("/limit", calls.set_limit),
            web.post("/switch", calls.switch),
            web.get("/switches", calls.show_switches),
            web.post("/setting", calls.set_number),
            web.get("/settings", calls.show_settings),
            web.post("/reset", calls.reset),
            web.get("/requests", calls.show_requests),
            web.get("/state/{app}", calls.show_state),
            web.post("/hooks/deliver", calls.deliver),
        ]
    )
    return application


@web.middleware
async def _door(request: web.Request, handler: Handler) -> web.StreamResponse:
    # A web page that happens to be open in a browser must not turn anything here.
    if "Origin" in request.headers:
        return answer({"error": "Control calls are not taken from web pages."}, 403)
    try:
        return await handler(request)
    except Refusal as refusal:
        return refusal.answer()
    except (ValueError, TypeError, UnreadableBody) as mistake:
        return answer({"error": str(mistake)}, 400)


class _ControlCalls:
    def __init__(self, controls: Controls) -> None:
        self._controls = controls

    async def add_fault(self, request: web.Request) -> web.Response:
        self._controls.add_fault(Fault(**await _body(request)))
        return answer({"ok": True})

    async def remove_faults(self, _: web.Request) -> web.Response:
        self._controls.faults.clear()
        return answer({"ok": True})

    async def set_latency(self, request: web.Request) -> web.Response:
        self._controls.set_latency(float((await _body(request, "seconds"))["seconds"]))
        return answer({"ok": True})

    async def set_limit(self, request: web.Request) -> web.Response:
        body = await _body(request, "app", "requests")
        self._controls.set_limit(body["app"], body["requests"], float(body.get("seconds", 60)))
        return answer({"ok": True})

    async def switch(self, request: web.Request) -> web.Response:
        body = await _body(request, "app", "name", "on")
        self._controls.switch(body["app"], body["name"], bool(body["on"]))
        return answer({"ok": True})

    async def show_switches(self, _: web.Request) -> web.Response:
        return answer({name: service.switches for name, service in self._controls.services.items()})

    async def set_number(self, request: web.Request) -> web.Response:
        body = await _body(request, "app", "name", "value")
        self._controls.set_number(body["app"], body["name"], float(body["value"]))
        return answer({"ok": True})

    async def show_settings(self, _: web.Request) -> web.Response:
        return answer({name: service.settings for name, service in self._controls.services.items()})

    async def reset(self, _: web.Request) -> web.Response:
        self._controls.reset()
        return answer({"ok": True})

    async def show_requests(self, request: web.Request) -> web.Response:
        shown = self._controls.journal.as_json() | {"open_connections": self._controls.open_connections()}
        if app := request.query.get("app"):
            shown["requests"] = [seen for seen in shown["requests"] if seen["app"] == app]
        return answer(shown)

    async def show_state(self, request: web.Request) -> web.Response:
        return answer(self._controls.state(request.match_info["app"]))

    async def deliver(self, request: web.Request) -> web.Response:
        body = await _body(request, "app", "event")
        if not isinstance(body.get("token"), str | None):
            raise ValueError("A token is a text.")
        if body.get("url") is None:
            done = await self._controls.publish(body["app"], body["event"], body.get("number"))
            return answer({"deliveries": [one.as_json() for one in done]})
        try:
            status, text = await self._controls.deliver(
                body["app"], body["event"], body["url"], body.get("token"), body.get("number")
            )
        except (aiohttp.ClientError, TimeoutError) as problem:
            raise Refusal(502, {"error": f"The receiver did not answer: {problem}"}) from problem
        return answer({"status": status, "body": text})


async def _body(request: web.Request, *needed: str) -> dict[str, Any]:
    body = await read_json(request)
    if not isinstance(body, dict):
        raise ValueError("A JSON object is needed.")
    if missing := [name for name in needed if name not in body]:
        raise ValueError(f"Missing: {', '.join(missing)}.")
    return body
