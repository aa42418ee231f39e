"""The commands about apps: listed, begun, checked."""

from pathlib import Path
from typing import Any

import msgspec

from core.integrator import CheckedApp, check_app, new_app, read_catalogue
from core.model.app import App
from core.model.errors import InvalidValues, TrunklineError
from core.model.fields import Field, kind_of
from core.model.module import Module
from core.terminal.output import print_json, say
from core.terminal.profile import Options


def apps(options: Options) -> int:
    """List the apps; what is wrong with an own app is said on standard error."""
    catalogue = read_catalogue(options.data_dir)
    if options.json:
        print_json([_app_as_json(app) for app in catalogue.apps()])
    else:
        for app in catalogue.apps():
            print(f"{app.id:<14} {app.label:<14} {app.summary}")
    for problem in catalogue.problems():
        say(problem)
    return 0


def modules(options: Options) -> int:
    """List modules with their fields."""
    try:
        catalogue = read_catalogue(options.data_dir)
        chosen = [catalogue.app(options.app)] if options.app else catalogue.apps()
        found = [module for app in chosen for module in catalogue.modules(app.id)]
    except TrunklineError as error:
        say(error)
        return error.exit_status
    if options.json:
        print_json([_module_as_json(module) for module in found])
    else:
        for module in found:
            print(f"{module.app + '.' + module.id:<38} {module.kind:<16} {module.label}")
    return 0


def begin_app(options: Options) -> int:
    """Write an app to start from, and say how to go on."""
    try:
        folder = new_app(options.id, options.data_dir, options.folder)
    except TrunklineError as error:
        say(error)
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
        say(error)
        return error.exit_status
    if options.json:
        print_json(_checked_as_json(checked, with_requests=options.show))
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
