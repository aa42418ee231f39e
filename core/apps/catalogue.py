"""All apps there are: the built-in ones and the person's own."""

from collections.abc import Collection, Sequence
from functools import cached_property
from pathlib import Path

import msgspec

from core.apps.cache import AppCache
from core.apps.found import Modules, Problems
from core.apps.mistakes import did_you_mean
from core.model.app import App
from core.model.errors import AppInvalid, AppProblem, NotKnown
from core.model.module import Module


class _Found(msgspec.Struct, frozen=True):
    """What lies in the folders: apps by id, and those that cannot be used."""

    apps: dict[str, App]
    broken: tuple[AppInvalid, ...]


class Catalogue:
    """Apps and their modules, read when they are first asked for and kept from then on."""

    def __init__(self, folders: Sequence[Path], cache: AppCache | None = None) -> None:
        """`folders`: the built-in apps first, then the person's own; none of them has to exist."""
        self._folders = tuple(folders)
        self._cache = cache or AppCache(None, Path())
        self._modules: dict[str, Modules] = {}

    def apps(self) -> tuple[App, ...]:
        """Every app that can be used, by label."""
        return tuple(sorted(self._found.apps.values(), key=lambda app: app.label.casefold()))

    def problems(self) -> tuple[AppInvalid, ...]:
        """What cannot be used, each with all its problems: apps, and modules of the apps opened so far."""
        opened = (
            AppInvalid(app, tuple(problem for problems in modules.broken.values() for problem in problems))
            for app, modules in self._modules.items()
            if modules.broken
        )
        return (*self._found.broken, *opened)

    def app(self, id: str) -> App:
        """One app. Raises NotKnown, or AppInvalid when its file is broken."""
        if id in self._found.apps:
            return self._found.apps[id]
        for broken in self._found.broken:
            if broken.app == id:
                raise AppInvalid(id, broken.problems)
        raise _not_known("app", id, self._found.apps)

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
        from core.apps.loader import sample_file

        file = sample_file(self.app(module.app), module.id)
        try:
            return file.read_bytes()
        except OSError as error:
            sentence = f"The sample cannot be read: {error.strerror}."
            problem = AppProblem(file=str(file), line=1, place="", sentence=sentence)
            raise AppInvalid(module.app, (problem,)) from error

    def icon(self, app: str) -> Path:
        """The app's icon, an SVG."""
        from core.apps.loader import icon_file

        return icon_file(Path(self.app(app).folder))

    @cached_property
    def _found(self) -> _Found:
        apps: dict[str, App] = {}
        broken: list[AppInvalid] = []
        seen: set[str] = set()
        for position, parent in enumerate(self._folders):
            for folder in _app_folders(parent):
                if folder.name in seen:
                    broken.append(_taken(folder))
                    continue
                seen.add(folder.name)
                read = self._load(folder, own=position > 0)
                if isinstance(read, tuple):
                    broken.append(AppInvalid(folder.name, read))
                else:
                    apps[read.id] = read
        return _Found(apps, tuple(broken))

    def _opened(self, app: str) -> Modules:
        if app not in self._modules:
            self._modules[app] = self._load_modules(self.app(app))
        return self._modules[app]

    # What reads YAML is imported when something has to be read anew: that is rare, and slow.

    def _load(self, folder: Path, *, own: bool) -> App | Problems:
        kept = self._cache.app(folder)
        if kept is not None and kept.own is own:
            return kept
        from core.apps.loader import load_app

        read = load_app(folder, own=own)
        if isinstance(read, App):
            self._cache.keep_app(read)
        return read

    def _load_modules(self, app: App) -> Modules:
        kept = self._cache.modules(app)
        if kept is not None:
            return Modules(kept, {})
        from core.apps.loader import load_modules

        read = load_modules(app)
        if not read.broken:
            self._cache.keep_modules(app, read.usable)
        return read


def _app_folders(parent: Path) -> list[Path]:
    if not parent.is_dir():
        return []
    return sorted(folder for folder in parent.iterdir() if folder.is_dir() and folder.name[0] not in "._")


def _taken(folder: Path) -> AppInvalid:
    sentence = f"Another app has the id `{folder.name}`. Give the folder a name of its own."
    return AppInvalid(folder.name, (AppProblem(file=str(folder), line=1, place="", sentence=sentence),))


def _not_known(what: str, id: str, known: Collection[str]) -> NotKnown:
    return NotKnown(f"There is no {what} `{id}`.", next_step=did_you_mean(id, known))
