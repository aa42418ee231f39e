"""From the files of an app's folder to values, or to every problem that they have.

<app>/app.yaml
<app>/icon.svg
<app>/modules/<module>.yaml
<app>/samples/<module>.json
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import msgspec

from core.apps.app_checks import check_app, surroundings
from core.apps.checker import check_module
from core.apps.decode import Mended, mend
from core.apps.field_checks import Surroundings
from core.apps.found import Modules, Problems, icon_file, sample_file
from core.apps.mistakes import Mistake, Mistaken, Place, parts_of, place_text
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
    read, problems = _read_app(folder)
    if problems or read.value is None:
        return problems
    return as_app(read.value, id=folder.name, folder=str(folder), own=own)


def load_modules(app: App) -> Modules:
    """All modules of an app; a broken one does not hide the others."""
    return _modules_in(Path(app.folder), surroundings(app))


def check_folder(folder: Path) -> Problems:
    """Every problem of one app's folder; none when all of it can be used.

    Where `app.yaml` is broken, modules are checked against what can be known of it.
    """
    read, problems = _read_app(folder)
    around = Surroundings() if read.value is None else surroundings(read.value, read.wrong)
    broken = _modules_in(folder, around).broken
    return (*problems, *(problem for problems in broken.values() for problem in problems))


def id_problem(id: str) -> str:
    """Why this cannot be the id of an app or a module; "" when it can."""
    if _ID.fullmatch(id):
        return ""
    return f"`{id}` cannot be an id. Name it with small letters, digits and `_`, a letter first."


def _read_app(folder: Path) -> "tuple[_Read[AppFile], Problems]":
    read = _read(folder / "app.yaml", AppFile, check_app)
    return read, (*_name_problems(folder, folder.name), *_icon_problems(folder), *read.problems)


def _modules_in(app: Path, around: Surroundings) -> Modules:
    folder = app / "modules"
    usable: list[Module] = []
    broken: dict[str, Problems] = {}
    for file in _listed(folder, "*.yaml"):
        read = _load_module(file, app, around)
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


def _load_module(file: Path, app: Path, around: Surroundings) -> Module | Problems:
    read = _read(file, ModuleFile, lambda module: check_module(module, around))
    bundles = Bundles()
    if read.value and parts_of(read.wrong, ModuleFile.__struct_fields__).isdisjoint(("bundles", "hook")):
        bundles = read.value.hook.payload.bundles if read.value.hook else read.value.bundles
    sample = _sample_problems(sample_file(app, file.stem), bundles)
    problems = (*_name_problems(file, file.stem), *read.problems, *sample)
    if problems or read.value is None:
        return problems
    return as_module(read.value, id=file.stem, app=app.name)


class _Read(NamedTuple, Generic[T]):
    """What a file says, all that is wrong with it, and in which places. None: nothing that could be read."""

    value: T | None
    problems: Problems
    wrong: tuple[Place, ...]


def _read(file: Path, kind: type[T], check: Callable[[T], Iterable[Mistake]]) -> _Read[T]:
    """Read a file and check all of it."""
    text = ""
    read: Mended[T] = Mended(None)
    meaning: tuple[Mistake, ...] = ()
    try:
        text = _bytes_of(file).decode("utf-8-sig")
        read = mend(read_yaml(text), kind)
        meaning = tuple(_of_meaning(read, check))
        mistakes = (*read.mistakes, *meaning)
    except Mistaken as error:
        mistakes = error.mistakes
    except UnicodeDecodeError:
        mistakes = (Mistake((), "The file is not UTF-8 text.", line=1),)
    problems = sorted((_problem(one, file, text) for one in mistakes), key=lambda problem: problem.line)
    return _Read(read.value, tuple(problems), read.doubtful or tuple(one.place for one in meaning))


def _of_meaning(read: Mended[T], check: Callable[[T], Iterable[Mistake]]) -> Iterator[Mistake]:
    """What is wrong with the meaning of a file, where its form leaves no doubt about it."""
    if read.value is None or read.doubtful:
        return
    for mistake in check(read.value):
        yield msgspec.structs.replace(mistake, place=read.as_written(mistake.place))


def _bytes_of(file: Path) -> bytes:
    try:
        if file.is_fifo():
            raise Mistaken(Mistake((), "This is a pipe, and no file.", line=1))
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
    sentence = id_problem(id)
    return [_file_problem(file, sentence)] if sentence else []


def _icon_problems(folder: Path) -> list[AppProblem]:
    icon = icon_file(folder)
    try:
        return [] if icon.is_file() else [_file_problem(icon, "The icon is missing.")]
    except OSError as error:
        return [_file_problem(icon, f"The icon cannot be read: {error.strerror}.")]


def _sample_problems(file: Path, bundles: Bundles) -> list[AppProblem]:
    try:
        mistakes = tuple(check_sample(_bytes_of(file), bundles))
    except Mistaken as error:
        mistakes = error.mistakes
    return [_file_problem(file, mistake.sentence) for mistake in mistakes]


def _listed(folder: Path, pattern: str) -> list[Path]:
    """The files of a folder by name, hidden ones left out; none when there is no such folder."""
    return sorted(file for file in folder.glob(pattern) if not file.name.startswith("."))
