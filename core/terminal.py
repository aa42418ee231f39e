"""The commands: what `trunkline COMMAND` does and prints."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, aclosing, closing
from getpass import getpass
from pathlib import Path
from typing import Any

import msgspec

from core.integrator import (
    CheckedApp,
    Integrator,
    NewConnection,
    check_app,
    new_app,
    open_integrator,
    read_catalogue,
)
from core.model.app import App
from core.model.connection import Connection
from core.model.errors import (
    AuthRejected,
    InUse,
    InvalidValues,
    NoKeyring,
    NotKnown,
    SecretsLocked,
    TrunklineError,
)
from core.model.fields import Field, kind_of
from core.model.module import Module
from core.model.run import BundlesArrived, RetryScheduled, RunFailed, RunStarted
from core.rules.typed_text import values_by_key, values_from_pairs
from core.rules.values import with_defaults

Options = argparse.Namespace


def sandbox(options: Options) -> int:
    """Serve the sandbox until stopped."""
    from core.sandbox import SandboxOptions
    from core.sandbox.command import serve

    return serve(
        SandboxOptions(
            port=options.port,
            contacts=options.contacts,
            seed=options.seed,
            latency=options.latency,
            cursors=not options.no_cursors,
        )
    )


def apps(options: Options) -> int:
    """List the apps; what is wrong with an own app is said on standard error."""
    catalogue = read_catalogue(options.data_dir)
    if options.json:
        _print_json([_app_as_json(app) for app in catalogue.apps()])
    else:
        for app in catalogue.apps():
            print(f"{app.id:<14} {app.label:<14} {app.summary}")
    for problem in catalogue.problems():
        _say(problem)
    return 0


def modules(options: Options) -> int:
    """List modules with their fields."""
    try:
        catalogue = read_catalogue(options.data_dir)
        chosen = [catalogue.app(options.app)] if options.app else catalogue.apps()
        found = [module for app in chosen for module in catalogue.modules(app.id)]
    except TrunklineError as error:
        _say(error)
        return error.exit_status
    if options.json:
        _print_json([_module_as_json(module) for module in found])
    else:
        for module in found:
            print(f"{module.app + '.' + module.id:<38} {module.kind:<16} {module.label}")
    return 0


def begin_app(options: Options) -> int:
    """Write an app to start from, and say how to go on."""
    try:
        folder = new_app(options.id, options.data_dir, options.folder)
    except TrunklineError as error:
        _say(error)
        return error.exit_status
    print(f"Your app begins in {folder}")
    print(_NEXT_STEPS.format(folder=folder, id=options.id))
    if options.folder:
        print(f"It is used once it lies in {options.data_dir.resolve() / 'apps'}.")
    return 0


_NEXT_STEPS = """
It works as it is, for a service that is not there. To make it yours:
  1. app.yaml: the address of the service, what a connection asks for, how the service says no.
  2. modules/: a file for each thing that can be done. samples/: an answer to each, with made-up values.
  3. trunkline check-app "{folder}" --show
     says everything that is wrong, or which requests it makes.
  4. trunkline connect {id} --name Work --values key.json
     or connect it in the window, which shows each change at once.
"""


def look_at_app(options: Options) -> int:
    """Say everything that is wrong with an app's folder, or that nothing is: 2 or 0."""
    try:
        checked = check_app(options.folder)
    except TrunklineError as error:
        _say(error)
        return error.exit_status
    if options.json:
        _print_json(_checked_as_json(checked, with_requests=options.show))
    else:
        _print_checked(checked, with_requests=options.show)
    return InvalidValues.exit_status if checked.problems else 0


def _print_checked(checked: CheckedApp, *, with_requests: bool) -> None:
    for problem in checked.problems:
        place = f" {problem.place}:" if problem.place else ""
        said = f"{problem.sentence} {problem.suggestion}".strip()
        print(f"{_from_here(problem.file)}:{problem.line}:{place} {said}")
    if checked.problems:
        return
    count = len(checked.modules)
    print(f"No mistakes: {count} module{'' if count == 1 else 's'}")
    if with_requests:
        shown = {"connection": checked.verify, **checked.requests}
        labels = {module.id: module.label for module in checked.modules}
        for id, request in shown.items():
            print(f"\n--- {checked.id}.{id}  {labels.get(id, '')}".rstrip())
            print(request)


def _from_here(file: str) -> str:
    """A file's path as short as an editor or a terminal here understands it."""
    path = Path(file)
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def connections(options: Options) -> Coroutine[Any, Any, int]:
    """List the connections; of those that are not well it is said why."""

    async def work(integrator: Integrator) -> None:
        found = await integrator.connections()
        if options.json:
            _print_json([{**msgspec.to_builtins(one), "state": one.state} for one in found])
        else:
            for one in found:
                print(f"{one.name:<28} {one.app:<14} {one.account:<28} {_trouble(one)}".rstrip())

    return _with_integrator(options, work)


def connect(options: Options) -> Coroutine[Any, Any, int]:
    """Verify an account and keep it."""

    async def work(integrator: Integrator) -> None:
        app = read_catalogue(options.data_dir).app(options.app)
        fields = app.connection.fields
        values = with_defaults(fields, _values(fields, options))
        new = NewConnection(app=app.id, name=options.name, values=values, address=options.address)
        connection = await integrator.connect(new, unverified=options.unverified)
        account = f" ({connection.account})" if connection.account else ""
        print(f"Connected {app.label} as '{connection.name}'{account}.")
        for twin in await integrator.twins(connection.id):
            print(f"The same account is connected as '{twin.name}', too.", file=sys.stderr)

    return _with_integrator(options, work)


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

    return _with_integrator(options, work)


def rename(options: Options) -> Coroutine[Any, Any, int]:
    """Give a connection another name."""

    async def work(integrator: Integrator) -> None:
        renamed = await integrator.rename(options.name, options.new_name)
        print(f"'{options.name}' is now '{renamed.name}'.")

    return _with_integrator(options, work)


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

    return _with_integrator(options, work)


def _trouble(connection: Connection) -> str:
    """What is not well with a connection."""
    if connection.failing_since is None:
        return "" if connection.verified_at else "never verified"
    since = time.strftime("%Y-%m-%d %H:%M", time.localtime(connection.failing_since))
    return f"failing since {since}: {' '.join(filter(None, connection.why or ()))}"


def backup(options: Options) -> int | Coroutine[Any, Any, int]:
    """Write connections into an encrypted file; a line for each."""

    async def work(integrator: Integrator, passphrase: str) -> None:
        names = options.connections or None
        written = await integrator.write_backup(options.file, passphrase, names, overwrite=options.overwrite)
        for one in written:
            print(f"{one.name:<28} {one.app:<14} {one.account}".rstrip())
        strength = integrator.passphrase_strength(passphrase)
        if strength.level in ("weak", "fair"):
            print(f"About the passphrase: {strength.hint}", file=sys.stderr)

    return _with_backup(options, work, is_new=True)


def restore(options: Options) -> int | Coroutine[Any, Any, int]:
    """Bring in the connections of a backup, or only show them; a line for each."""

    async def work(integrator: Integrator, passphrase: str) -> None:
        if options.preview:
            preview = await integrator.preview_backup(options.file, passphrase)
            if options.json:
                _print_json(msgspec.to_builtins(preview))
            for entry in () if options.json else preview.entries:
                known = "" if entry.app_is_here else "(no such app here)"
                said = " ".join(filter(None, (entry.account, entry.address, known)))
                taken = "name is taken" if entry.clash else "new"
                print(f"{taken:<14} {entry.name:<28} {entry.app:<14} {said}".rstrip())
            return
        restored = await integrator.restore_backup(options.file, passphrase, otherwise=options.on_clash)
        if options.json:
            _print_json(msgspec.to_builtins(restored))
            return
        for one in restored:
            print(f"{one.outcome:<14} {one.name:<28} {one.app}")
        if any(one.outcome == "skipped" for one in restored):
            print("Names that are taken were skipped; see --on-clash.", file=sys.stderr)

    return _with_backup(options, work, is_new=False)


def _with_backup(
    options: Options, work: Callable[[Integrator, str], Coroutine[Any, Any, None]], *, is_new: bool
) -> int | Coroutine[Any, Any, int]:
    # The passphrase comes first, before any loop runs: Ctrl-C ends the question at once.
    try:
        passphrase = _backup_passphrase(options, twice=is_new)
    except TrunklineError as error:
        _say(error)
        return error.exit_status
    return _with_integrator(options, lambda integrator: work(integrator, passphrase))


def _backup_passphrase(options: Options, *, twice: bool) -> str:
    """From the file, else asked for."""
    given = read_passphrase(options.backup_passphrase_file)
    if given is not None:
        return given
    if not (sys.stdin and sys.stdin.isatty()):
        raise TrunklineError(
            "A backup has a passphrase of its own.",
            "There is no terminal here to ask for it.",
            "Say --backup-passphrase-file FILE, a file that holds it.",
        )
    typed = getpass("Passphrase of the backup: ")
    if twice and getpass("Once more: ") != typed:
        raise TrunklineError("The two passphrases differ.", "", "Try again.")
    return typed


def run(options: Options) -> Coroutine[Any, Any, int]:
    """Run a module: bundles to standard output as they arrive, one a line."""

    async def work(integrator: Integrator) -> None:
        app, dot, id = options.module.partition(".")
        if not dot:
            raise NotKnown(f"'{options.module}' names no module.", "", "Write it as APP.MODULE.")
        module = await integrator.module(app, id)
        values = with_defaults(module.fields, _values(module.fields, options))
        await _print_bundles(integrator, module, options.connection, values)

    return _with_integrator(options, work)


async def _print_bundles(
    integrator: Integrator, module: Module, connection: str, values: dict[str, Any]
) -> None:
    async with AsyncExitStack() as stack:
        events = await stack.enter_async_context(
            aclosing(integrator.run_module(connection, module.app, module.id, values))
        )
        async for event in events:
            match event:
                case RunStarted(run=run):
                    source = stack.enter_context(closing(integrator.bundles(run)))
                case BundlesArrived(first=first, count=count):
                    source.refresh()
                    lines = (source.raw(index) + b"\n" for index in range(first, first + count))
                    sys.stdout.buffer.writelines(lines)
                    sys.stdout.buffer.flush()
                case RetryScheduled(seconds=seconds, reason=reason):
                    print(f"Trying again in {seconds:.1f} s: {reason}", file=sys.stderr)
                case RunFailed(error=error):
                    raise error


async def _with_integrator(options: Options, work: Callable[[Integrator], Coroutine[Any, Any, None]]) -> int:
    """Open the profile, do the work, and say what went wrong in words."""
    try:
        passphrase = read_passphrase(options.passphrase_file)
        async with open_integrator(options.data_dir, passphrase=passphrase) as integrator:
            await work(integrator)
        return 0
    except InvalidValues as invalid:
        for path, sentence in invalid.by_field.items():
            print(f"{path}: {sentence}", file=sys.stderr)
        return invalid.exit_status
    except (NoKeyring, SecretsLocked) as error:
        _say(error)
        print("On the command line: --passphrase-file FILE, a file that holds it.", file=sys.stderr)
        return error.exit_status
    except TrunklineError as error:
        _say(error)
        return error.exit_status


def read_passphrase(file: Path | None) -> str | None:
    """The passphrase that a file holds, without the line's end; None for no file. Raises `TrunklineError`."""
    if file is None:
        return None
    try:
        text = file.read_text(encoding="utf-8-sig").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise TrunklineError("The passphrase file cannot be read.", str(file), "Check its path.") from error
    if not text:
        raise TrunklineError("The passphrase file is empty.", str(file), "Write the passphrase into it.")
    return text


def _values(fields: tuple[Field, ...], options: Options) -> dict[str, Any]:
    from_file = values_by_key(fields, _read_object(options.values)) if options.values else {}
    return {**from_file, **values_from_pairs(fields, options.pairs)}


def _read_object(file: Path) -> dict[str, Any]:
    try:
        read = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidValues({str(file): f"This file of values cannot be read: {error}."}) from error
    if not isinstance(read, dict):
        raise InvalidValues({str(file): "The file of values must hold one JSON object."})
    return read


def _say(error: TrunklineError) -> None:
    for part in (error.title, error.reason, error.next_step):
        if part:
            print(part, file=sys.stderr)


def _print_json(value: Any) -> None:
    # As bytes: JSON is UTF-8 whatever the terminal speaks.
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n")


def _app_as_json(app: App) -> dict[str, Any]:
    return {
        "id": app.id,
        "label": app.label,
        "summary": app.summary,
        "own": app.own,
        "connection": {"fields": [_field_as_json(field) for field in app.connection.fields]},
    }


def _checked_as_json(checked: CheckedApp, *, with_requests: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "app": checked.id,
        "mistakes": msgspec.to_builtins(checked.problems),
        "modules": [
            {"id": module.id, "label": module.label, "kind": module.kind} for module in checked.modules
        ],
    }
    if with_requests and checked.verify:
        found["connection"] = {"request": msgspec.to_builtins(checked.verify)}
        for module in found["modules"]:
            module["request"] = msgspec.to_builtins(checked.requests[module["id"]])
    return found


def _module_as_json(module: Module) -> dict[str, Any]:
    return {
        "app": module.app,
        "id": module.id,
        "label": module.label,
        "kind": module.kind,
        "effect": module.effect,
        "summary": module.summary,
        "fields": [_field_as_json(field) for field in module.fields],
    }


def _field_as_json(field: Field) -> dict[str, Any]:
    declared: dict[str, Any] = msgspec.to_builtins(field)
    shown = {"key": field.key, "label": field.label, "kind": kind_of(field), "required": field.required}
    more = ("help", "advanced", "options", "required_unless", "shown_when", "item")
    shown.update({name: declared[name] for name in more if declared.get(name)})
    if field.default is not msgspec.UNSET:
        shown["default"] = field.default
    for name in ("fields", "details"):
        if nested := getattr(field, name, ()):
            shown[name] = [_field_as_json(one) for one in nested]
    return shown
