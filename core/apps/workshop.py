"""Making an app of one's own: a folder to start from, and a look at everything in it."""

import os
from pathlib import Path

import msgspec

from core.apps.catalogue import app_folders, taken
from core.apps.found import Problems
from core.apps.places import BUILT_IN_APPS, SCHEMAS, TEMPLATE, own_apps
from core.apps.shown import ShownRequest, show_module, show_verify
from core.model.app import App
from core.model.errors import NotKnown
from core.model.module import Module

# What reads YAML is imported when it is wanted.


class CheckedApp(msgspec.Struct, frozen=True, kw_only=True):
    """An app's folder, looked at: its modules and requests, or everything that is wrong with it."""

    id: str
    problems: Problems
    modules: tuple[Module, ...] = ()
    verify: ShownRequest | None = None
    requests: dict[str, ShownRequest] = {}
    """By the id of the module."""


def check_app(folder: Path) -> CheckedApp:
    """Look at all files of an app's folder. Raises `NotKnown` when there is no such folder."""
    from core.apps.loader import check_folder, load_app, load_modules

    folder = folder.resolve()
    if not os.path.isdir(folder):  # noqa: PTH112  Path's own raises where nobody may look
        raise NotKnown(
            "There is no such folder.",
            f"{folder} is none, or is closed to your account.",
            "Name the folder that holds app.yaml.",
        )
    problems = check_folder(folder)
    if folder.parent != BUILT_IN_APPS and folder.name in _ids(BUILT_IN_APPS):
        problems = (taken(folder), *problems)
    app = None if problems else load_app(folder, own=True)
    if not isinstance(app, App):
        return CheckedApp(id=folder.name, problems=problems)
    modules = load_modules(app).usable
    return CheckedApp(
        id=app.id,
        problems=(),
        modules=modules,
        verify=show_verify(app),
        requests={module.id: show_module(app, module) for module in modules},
    )


def new_app(id: str, data_dir: Path, parent: Path | None = None) -> Path:
    """Write an app to start from into the person's own apps folder, or another one; gives its path.

    Raises `NotKnown` for an id that cannot be one, `NameTaken`, `DataUnreadable`.
    """
    from core.apps.new_app import write_new_app

    own = own_apps(data_dir)
    ids = _ids(BUILT_IN_APPS) if parent is None else _ids(BUILT_IN_APPS) | _ids(own)
    return write_new_app(id, (parent or own).resolve(), template=TEMPLATE, schemas=SCHEMAS, taken=ids)


def _ids(parent: Path) -> set[str]:
    return {folder.name for folder in app_folders(parent)}
