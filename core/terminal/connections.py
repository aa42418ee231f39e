"""The commands about connections: connected, looked after, removed."""

import sys
from collections.abc import Coroutine
from contextlib import aclosing
from typing import Any

import msgspec

from core.integrator import Integrator, NewConnection, read_catalogue
from core.model.connection import Connection
from core.model.errors import AuthRejected, InUse
from core.rules.values import with_defaults
from core.terminal.output import moment, print_json
from core.terminal.profile import Options, values_of, with_integrator


def connections(options: Options) -> Coroutine[Any, Any, int]:
    """List the connections; of those that are not well it is said why."""

    async def work(integrator: Integrator) -> None:
        found = await integrator.connections()
        if options.json:
            print_json([{**msgspec.to_builtins(one), "state": one.state} for one in found])
        else:
            for one in found:
                print(f"{one.name:<28} {one.app:<14} {one.account:<28} {_trouble(one)}".rstrip())

    return with_integrator(options, work)


def connect(options: Options) -> Coroutine[Any, Any, int]:
    """Verify an account and keep it."""

    async def work(integrator: Integrator) -> None:
        app = read_catalogue(options.data_dir).app(options.app)
        fields = app.connection.fields
        values = with_defaults(fields, values_of(fields, options))
        new = NewConnection(app=app.id, name=options.name, values=values, address=options.address)
        connection = await integrator.connect(new, unverified=options.unverified)
        account = f" ({connection.account})" if connection.account else ""
        print(f"Connected {app.label} as '{connection.name}'{account}.")
        for twin in await integrator.twins(connection.id):
            print(f"The same account is connected as '{twin.name}', too.", file=sys.stderr)

    return with_integrator(options, work)


def verify(options: Options) -> Coroutine[Any, Any, int]:
    """Ask the services anew whether they accept one connection, or each; a line for each."""

    async def work(integrator: Integrator) -> None:
        if options.name is not None:
            connection = await integrator.verify(options.name)
            print(f"{connection.name:<28} {connection.app:<14} verified")
            return
        known = {one.id: one for one in await integrator.connections()}
        problems = []
        async with aclosing(integrator.verify_all()) as outcomes:
            async for id, problem in outcomes:
                said = "verified" if problem is None else f"{problem.title} {problem.reason}".strip()
                print(f"{known[id].name:<28} {known[id].app:<14} {said}")
                problems += [problem] if problem else []
        if problems:  # refused credentials are what a person can do most about
            raise next((one for one in problems if isinstance(one, AuthRejected)), problems[0])

    return with_integrator(options, work)


def rename(options: Options) -> Coroutine[Any, Any, int]:
    """Give a connection another name."""

    async def work(integrator: Integrator) -> None:
        renamed = await integrator.rename(options.name, options.new_name)
        print(f"'{options.name}' is now '{renamed.name}'.")

    return with_integrator(options, work)


def remove(options: Options) -> Coroutine[Any, Any, int]:
    """Remove a connection, unless it is used and nothing was said about its uses."""

    async def work(integrator: Integrator) -> None:
        name = (await integrator.connection_values(options.name)).name
        if options.replace_by is not None:
            await integrator.replace(name, options.replace_by)
        try:
            await integrator.delete(name, forget_uses=options.forget_uses)
        except InUse as refused:
            refused.next_step = "Say --replace-by NAME, or --forget-uses to forget them with it."
            raise
        print(f"Removed '{name}'.")

    return with_integrator(options, work)


def _trouble(connection: Connection) -> str:
    """What is not well with a connection."""
    if connection.failing_since is None:
        return "" if connection.verified_at else "never verified"
    why = " ".join(filter(None, connection.why or ()))
    return f"failing since {moment(connection.failing_since)}: {why}"
