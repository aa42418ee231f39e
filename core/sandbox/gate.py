"""The gate that every request to a service passes: written down, delayed, or made to go wrong."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from core.sandbox.controls import Controls
from core.sandbox.faults import Fault
from core.sandbox.service import Service

Answering: TypeAlias = Callable[[], Awaitable[web.StreamResponse]]
"""Gives the right answer."""


def gate(controls: Controls) -> Middleware:
    """Return the middleware; what is for no service (the control calls) passes untouched."""

    @web.middleware
    async def pass_gate(request: web.Request, handler: Handler) -> web.StreamResponse:
        found = controls.split(request)
        if found is None:
            return await handler(request)
        service, path = found
        with controls.journal.answering():
            controls.journal.note(request, service.name, path, await request.read())

            async def answering() -> web.StreamResponse:
                if controls.latency and request.method == "GET" and path in service.list_paths:
                    await asyncio.sleep(controls.latency)
                return await handler(request)

            fault = controls.faults.strike(service.name, request.method, path)
            return await (_go_wrong(fault, service, request, answering) if fault else answering())

    return pass_gate


async def _go_wrong(
    fault: Fault, service: Service, request: web.Request, answering: Answering
) -> web.StreamResponse:
    match fault.kind:
        case "rate_limited":
            return service.too_often(fault.retry_after)
        case "server_error":
            return service.server_error()
        case "not_json":
            return web.Response(text=_HTML, content_type="text/html")
        case "hang":
            never: asyncio.Future[web.StreamResponse] = asyncio.get_running_loop().create_future()
            return await never
        case "slow":
            await asyncio.sleep(fault.delay)
            return await answering()
        case "broken_json":
            return _halved(await answering())
        case "cut_connection":
            return await _cut(await answering(), request)


def _body(response: web.StreamResponse) -> bytes:
    body = response.body if isinstance(response, web.Response) else None
    return body if isinstance(body, bytes) else b""


def _halved(response: web.StreamResponse) -> web.Response:
    body = _body(response)
    return web.Response(
        body=body[: len(body) // 2], status=response.status, content_type=response.content_type
    )


async def _cut(response: web.StreamResponse, request: web.Request) -> web.StreamResponse:
    body = _body(response)
    torn = web.StreamResponse(status=response.status)
    torn.content_type = response.content_type
    torn.content_length = len(body)
    await torn.prepare(request)
    await torn.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.abort()
    return torn


_HTML = "<!doctype html><title>Maintenance</title><p>We will be back soon.</p>"
