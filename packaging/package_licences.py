"""The licences of everything that a package holds, gathered into its folder `licenses`.

What was collected is traced to where it came from: a library of Python's with its own licence files, Python,
a package of the system's with its copyright file. Whatever has no licence stops the building.
"""

import importlib.metadata
import json
import re
import shutil
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from console import ROOT, CannotContinueError, capture

TEXTS = ROOT / "packaging" / "licences"
"""Licences that do not come with what they are for."""

NAMED_LIKE_A_LICENCE = re.compile(r"(licen[cs]e|copying|copyright|notice|authors)", re.IGNORECASE)

WITHOUT_THEIR_OWN = {
    "PySide6_Essentials": ("QT.txt", "LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("QT.txt", "LGPL-3.0.txt", "GPL-3.0.txt"),
}
"""Libraries whose distributions hold no licence, and which of our texts are theirs."""

SHARED = (Path("/usr"), Path("/usr/local"))
"""Folders where Python lies among everything else."""

ALWAYS = ("pyinstaller",)
"""Libraries that no collected file tells of: the program's first instructions are PyInstaller's."""


@dataclass(frozen=True)
class Component:
    """Something that is shipped: its name and version, and the texts of its licence by file name."""

    name: str
    version: str
    texts: Mapping[str, Path]


def gather(collected: Path, libraries: Path, python: Path, folder: Path) -> list[Component]:
    """Write the licences of what was collected into a folder, one folder each, with an overview.

    `libraries`: where installed libraries lie; `python`: the folder that Python itself was installed into.
    """
    sources = {Path(entry["source"]) for entry in json.loads(collected.read_text(encoding="utf-8"))}
    found = sorted(
        [*of_libraries(sources, libraries), *_of_the_rest(sources, libraries, python)],
        key=lambda one: one.name.lower(),
    )
    if absent := declared() - {_plain(one.name) for one in found}:
        raise CannotContinueError(
            f"The program needs {', '.join(sorted(absent))}, and the package is without. PyInstaller saw no "
            "import of it: name it in HIDDEN_MODULES of package_contents.py."
        )
    if nameless := [one.name for one in found if not one.texts]:
        raise CannotContinueError(
            f"No licence was found for: {', '.join(nameless)}. What has none must not be shipped: put its "
            f"text into {TEXTS.relative_to(ROOT)} and name it in package_licences.py, or leave it out."
        )
    shutil.rmtree(folder, ignore_errors=True)
    for one in found:
        for name, text in one.texts.items():
            place = folder / one.name / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(text, place)
    shutil.copyfile(TEXTS / "QT.txt", folder / "QT.txt")
    (folder / "README.txt").write_text(overview(found), encoding="utf-8")
    return found


def declared() -> set[str]:
    """The libraries that the program says it needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {_plain(re.split(r"[\s<>=!~;\[]", wanted)[0]) for wanted in project["dependencies"]}


def of_libraries(sources: Iterable[Path], libraries: Path) -> Iterator[Component]:
    """The libraries of Python's that some of the files belong to."""
    wanted = set(sources)
    for one in importlib.metadata.distributions(path=[str(libraries)]):
        files = [Path(str(one.locate_file(file))) for file in one.files or ()]
        if one.name in ALWAYS or wanted.intersection(files):
            yield Component(one.name, one.version, licence_files(one.name, files))


def licence_files(name: str, files: Iterable[Path]) -> dict[str, Path]:
    """The licence texts among the files of a library, or those of ours that are its own."""
    texts: dict[str, Path] = {}
    for file in files:
        parts = file.parts
        inside = next((at for at, part in enumerate(parts) if part.endswith(".dist-info")), None)
        if inside is not None and any(NAMED_LIKE_A_LICENCE.search(part) for part in parts[inside + 1 :]):
            texts["-".join(part for part in parts[inside + 1 :] if part != "licenses")] = file
    return texts or {text: TEXTS / text for text in WITHOUT_THEIR_OWN.get(name, ())}


def overview(components: Iterable[Component]) -> str:
    """The list of what is shipped, for people."""
    lines = [f"  {one.name} {one.version}".rstrip() for one in components]
    return "\n".join(
        [
            "Trunkline is under the MIT licence, in the folder Trunkline. It ships what is named below, each",
            "under the licence in the folder of its name. QT.txt tells how to replace the Qt libraries.",
            "",
            *lines,
            "",
        ]
    )


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def is_of_python(file: Path, python: Path) -> bool:
    """Whether a file came with the Python that was installed into a folder.

    A folder of its own, as on Windows and macOS, holds nothing else: Python's DLLs, OpenSSL among them.
    Where it shares one with the rest of the system, its files are told by their names.
    """
    if python not in SHARED and _within(file, (python, python.resolve())):
        return True
    in_its_folder = any(part.startswith("python3") for part in file.parts[:-1])
    return in_its_folder or re.match(r"(lib)?python3", file.name) is not None


def licence_of_python(python: Path) -> Path | None:
    """The licence in the folder that Python was installed into: at its top on Windows, else beside the
    standard library."""
    places = (python / "LICENSE.txt", *sorted(python.glob("lib/python3*/LICENSE.txt")))
    return next((place for place in places if place.is_file()), None)


def _of_the_rest(sources: Iterable[Path], libraries: Path, python: Path) -> Iterator[Component]:
    yield Component("Trunkline", "", {"LICENSE": ROOT / "LICENSE"})
    yield Component("Lucide icons", "", {"LICENSE": ROOT / "resources" / "icons" / "LICENSE"})
    # Also within the library cryptography, which has it built in.
    yield Component("OpenSSL", "", {"LICENSE": TEXTS / "Apache-2.0.txt"})
    inside = (libraries, ROOT)
    others = {source for source in sources if source.is_absolute() and not _within(source, inside)}
    of_python = {source for source in others if is_of_python(source, python)}
    yield Component("Python", "", _texts_of_python(of_python, python))
    packages: dict[str, dict[str, Path]] = {}
    for source in sorted(others - of_python):
        name, texts = _of_the_system(source)
        packages[name] = texts
    for name, texts in packages.items():
        yield Component(name, "", texts)


def _within(path: Path, folders: Iterable[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _texts_of_python(files: Iterable[Path], python: Path) -> dict[str, Path]:
    """Python's own text, or that of the system's package which it came in."""
    if text := licence_of_python(python):
        return {"LICENSE": text}
    return next((texts for texts in (_of_the_system(file)[1] for file in sorted(files)) if texts), {})


def _of_the_system(file: Path) -> tuple[str, dict[str, Path]]:
    """The system's package that a file belongs to, and its copyright file; else the file's name."""
    if not shutil.which("dpkg-query"):
        return file.name, {}
    # A library may be installed under /lib, which is a link to /usr/lib, or the other way round.
    for path in (
        file,
        file.resolve(),
        Path("/usr" + str(file)),
        Path(str(file.resolve()).removeprefix("/usr")),
    ):
        status, output = capture(["dpkg-query", "--search", path])
        if status == 0:
            package = output.split(":")[0]
            text = Path("/usr/share/doc", package, "copyright")
            return package, {"copyright": text} if text.is_file() else {}
    return file.name, {}
