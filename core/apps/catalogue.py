"""All apps there are: the built-in ones and the person's own."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from core.apps.cache import AppCache
from core.apps.found import Modules, Problems, icon_file, sample_file
from core.apps.mistakes import did_you_mean
from core.model.app import App
from core.model.errors import AppInvalid, AppProblem, NotKnown
from core.model.module import Module


class _Read(msgspec.Struct, frozen=True):
    """What was read: apps by id, those that cannot be used, and the modules of the apps opened so far."""

    apps: dict[str, App]
    broken: tuple[tuple[str, Problems], ...]
    modules: dict[str, Modules]


class Catalogue:
    """Apps and their modules, read when they are first asked for and kept until they are refreshed."""

    def __init__(self, folders: Sequence[Path], cache: AppCache | None = None) -> None:
        """`folders`: the built-in apps first, then the person's own; none of them has to exist."""
        self._folders = tuple(folders)
        self._cache = cache or AppCache(None, Path())
        self._kept: _Read | None = None

    @property
    def own_folder(self) -> Path:
        """Where the person's own apps lie, or will."""
        return self._folders[-1]

    def refresh(self) -> bool:
        """Look at the folders again; tell whether anything is not as it was. What nobody asked for yet is not
        read now either."""
        before = self._kept
        if before is None:
            return False
        found = self._look()
        opened = [app for app in before.modules if app in found.apps]
        now = _Read(found.apps, found.broken, {app: self._load_modules(found.apps[app]) for app in opened})
        self._kept = now
        return now != before

    def apps(self) -> tuple[App, ...]:
        """Every app that can be used, by label."""
        return tuple(sorted(self._read.apps.values(), key=lambda app: app.label.casefold()))

    def problems(self) -> tuple[AppInvalid, ...]:
        """What cannot be used, each with all its problems: apps, and modules of the apps opened so far."""
        opened = (
            (app, tuple(problem for problems in modules.broken.values() for problem in problems))
            for app, modules in self._read.modules.items()
        )
        return tuple(AppInvalid(app, said) for app, said in (*self._read.broken, *opened) if said)

    def app(self, id: str) -> App:
        """One app. Raises NotKnown, or AppInvalid when its file is broken."""
        read = self._read
        if id in read.apps:
            return read.apps[id]
        for app, problems in read.broken:
            if app == id:
                raise AppInvalid(id, problems)
        raise _not_known("app", id, read.apps)

    def modules(self, app: str) -> tuple[Module, ...]:
        """The modules of an app that can be used: triggers, actions, searches, the API call; by label."""
        return self._opened(app).usable

    def module(self, app: str, id: str) -> Module:
        """One module. Raises NotKnown, or AppInvalid when its file is broken."""
        opened = self._opened(app)
        for module in opened.usable:
            if module.id == id:
                return module
        if id in opened.broken:
            raise AppInvalid(app, opened.broken[id])
        raise _not_known("module", id, [module.id for module in opened.usable])

    def sample(self, module: Module) -> bytes:
        """A made-up reply of the module as JSON; for a trigger, a payload."""
        file = sample_file(Path(self.app(module.app).folder), module.id)
        try:
            return file.read_bytes()
        except OSError as error:
            sentence = f"The sample cannot be read: {error.strerror}."
            problem = AppProblem(file=str(file), line=1, place="", sentence=sentence)
            raise AppInvalid(module.app, (problem,)) from error

    def icon(self, app: str) -> Path:
        """The app's icon, an SVG."""
        return icon_file(Path(self.app(app).folder))

    @property
    def _read(self) -> _Read:
        if self._kept is None:
            self._kept = self._look()
        return self._kept

    def _look(self) -> _Read:
        apps: dict[str, App] = {}
        broken: list[tuple[str, Problems]] = []
        seen: set[str] = set()
        for position, parent in enumerate(self._folders):
            for folder in app_folders(parent):
                if folder.name in seen:
                    broken.append((folder.name, (taken(folder),)))
                    continue
                seen.add(folder.name)
                read = self._load(folder, own=position > 0)
                if isinstance(read, tuple):
                    broken.append((folder.name, read))
                else:
                    apps[read.id] = read
        return _Read(apps, tuple(broken), {})

    def _opened(self, app: str) -> Modules:
        modules = self._read.modules
        if app not in modules:
            modules[app] = self._load_modules(self.app(app))
        return modules[app]

    # What reads YAML is imported when something has to be read anew: that is rare, and slow.

    def _load(self, folder: Path, *, own: bool) -> App | Problems:
        state = self._cache.app_state(folder)
        kept = self._cache.app(folder, state)
        if kept is not None and kept.own is own:
            return kept
        from core.apps.loader import load_app

        read = load_app(folder, own=own)
        if isinstance(read, App):
            self._cache.keep_app(read, state)
        return read

    def _load_modules(self, app: App) -> Modules:
        state = self._cache.modules_state(app)
        kept = self._cache.modules(app, state)
        if kept is not None:
            return Modules(kept, {})
        from core.apps.loader import load_modules

        read = load_modules(app)
        if not read.broken:
            self._cache.keep_modules(app, read.usable, state)
        return read


def app_folders(parent: Path) -> list[Path]:
    """The folders of apps in a folder, hidden ones left out; none when there is no such folder."""
    try:
        found = sorted(parent.iterdir())
    except OSError:
        return []
    # Path's own question raises where nobody may look, and all other apps would be gone with one link.
    return [one for one in found if one.name[0] not in "._" and os.path.isdir(one)]  # noqa: PTH112


def taken(folder: Path) -> AppProblem:
    """The problem of an app in a folder whose name is that of another app."""
    sentence = f"Another app has the id `{folder.name}`. Give the folder a name of its own."
    return AppProblem(file=str(folder), line=1, place="", sentence=sentence)


def _not_known(what: str, id: str, known: Collection[str]) -> NotKnown:
    return NotKnown(f"There is no {what} `{id}`.", next_step=did_you_mean(id, known))
