"""From the files of an app's folder to values, or to every problem that they have.

<app>/app.yaml
<app>/icon.svg
<app>/modules/<module>.yaml
<app>/samples/<module>.json
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from core.apps.app_checks import check_app
from core.apps.checker import check_module
from core.apps.decode import decode
from core.apps.found import Modules, Problems
from core.apps.mistakes import Mistake, Mistaken, place_text
from core.apps.reply_checks import check_sample
from core.apps.yaml_reader import line_of, read_yaml
from core.model.app import App, AppFile, as_app
from core.model.errors import AppProblem
from core.model.module import Module, ModuleFile, ModuleKind, as_module
from core.model.request import Bundles

T = TypeVar("T", bound=msgspec.Struct)

_ID = re.compile(r"[a-z][a-z0-9_]*")

_ORDER: dict[ModuleKind, int] = {
    "trigger-instant": 0,
    "trigger-polling": 0,
    "action": 1,
    "search": 2,
    "api-call": 3,
}


def load_app(folder: Path, *, own: bool) -> App | Problems:
    """The app in a folder, without its modules."""
    read = _load(folder / "app.yaml", AppFile, check_app)
    problems = [*_name_problems(folder, folder.name), *_icon_problems(folder)]
    if isinstance(read, tuple):
        problems += read
    if isinstance(read, tuple) or problems:
        return tuple(problems)
    return as_app(read, id=folder.name, folder=str(folder), own=own)


def load_modules(app: App) -> Modules:
    """All modules of an app; a broken one does not hide the others."""
    folder = Path(app.folder) / "modules"
    usable: list[Module] = []
    broken: dict[str, Problems] = {}
    for file in _listed(folder, "*.yaml"):
        read = _load_module(file, app)
        if isinstance(read, tuple):
            broken[file.stem] = read
        else:
            usable.append(read)
    for file in _listed(folder, "*.yml"):
        broken.setdefault(file.stem, (_file_problem(file, f"Name this file {file.stem}.yaml."),))
    if not usable and not broken:
        broken[""] = (_file_problem(folder, "The app has no module yet. Put one here."),)
    usable.sort(key=lambda module: (_ORDER[module.kind], module.label.casefold()))
    return Modules(tuple(usable), broken)


def check_folder(folder: Path) -> Problems:
    """Every problem of one app's folder; none when all of it can be used."""
    app = load_app(folder, own=True)
    if isinstance(app, tuple):
        return app
    return tuple(problem for problems in load_modules(app).broken.values() for problem in problems)


def sample_file(app: App, module: str) -> Path:
    """Where the sample reply of a module lies."""
    return Path(app.folder) / "samples" / f"{module}.json"


def icon_file(folder: Path) -> Path:
    """Where the icon of an app lies."""
    return folder / "icon.svg"


def _load_module(file: Path, app: App) -> Module | Problems:
    read = _load(file, ModuleFile, lambda module: check_module(module, app))
    problems = _name_problems(file, file.stem)
    if isinstance(read, tuple):
        return (*problems, *read)
    bundles = read.hook.payload.bundles if read.hook else read.bundles
    problems += _sample_problems(sample_file(app, file.stem), bundles)
    return tuple(problems) or as_module(read, id=file.stem, app=app.id)


def _load(file: Path, kind: type[T], check: Callable[[T], Iterable[Mistake]]) -> T | Problems:
    """The Struct that a file describes, or all that is wrong with it."""
    text = ""
    try:
        text = _read(file).decode("utf-8-sig")
        value = decode(read_yaml(text), kind)
        if mistakes := tuple(check(value)):
            raise Mistaken(*mistakes)
    except Mistaken as error:
        problems = [_problem(mistake, file, text) for mistake in error.mistakes]
        return tuple(sorted(problems, key=lambda problem: problem.line))
    except UnicodeDecodeError:
        return (_file_problem(file, "The file is not UTF-8 text."),)
    return value


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise Mistaken(Mistake((), "The file is missing.", line=1)) from None
    except OSError as error:
        raise Mistaken(Mistake((), f"The file cannot be read: {error.strerror}.", line=1)) from None


def _problem(mistake: Mistake, file: Path, text: str) -> AppProblem:
    return AppProblem(
        file=str(file),
        line=mistake.line or line_of(text, mistake.place),
        place=place_text(mistake.place),
        sentence=mistake.sentence,
        suggestion=mistake.suggestion,
    )


def _file_problem(file: Path, sentence: str) -> AppProblem:
    return AppProblem(file=str(file), line=1, place="", sentence=sentence)


def _name_problems(file: Path, id: str) -> list[AppProblem]:
    if _ID.fullmatch(id):
        return []
    sentence = f"`{id}` cannot be an id. Name it with small letters, digits and `_`, a letter first."
    return [_file_problem(file, sentence)]


def _icon_problems(folder: Path) -> list[AppProblem]:
    icon = icon_file(folder)
    return [] if icon.is_file() else [_file_problem(icon, "The icon is missing.")]


def _sample_problems(file: Path, bundles: Bundles) -> list[AppProblem]:
    try:
        mistakes = tuple(check_sample(_read(file), bundles))
    except Mistaken as error:
        mistakes = error.mistakes
    return [_file_problem(file, mistake.sentence) for mistake in mistakes]


def _listed(folder: Path, pattern: str) -> list[Path]:
    """The files of a folder by name, hidden ones left out; none when there is no such folder."""
    return sorted(file for file in folder.glob(pattern) if not file.name.startswith("."))
