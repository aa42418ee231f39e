"""A folder to start an app from: a small app that has nothing wrong, with a word at each part."""

import shutil
from collections.abc import Collection
from pathlib import Path

from core.apps.loader import id_problem
from core.model.errors import DataUnreadable, NameTaken, NotKnown

SCHEMA_FOLDER = ".schema"
"""Beside the files of an app, so that an editor finds the schemas wherever the folder is taken."""

_LABEL = "New App"
"""What the template calls itself."""


def write_new_app(id: str, parent: Path, *, template: Path, schemas: Path, taken: Collection[str]) -> Path:
    """Write the folder of a new app into a folder, which is made where it is not there; gives its path.

    It is complete before it bears its name: nobody finds half of it. Raises `NotKnown` for an id that cannot
    be one, `NameTaken` for one of another app or a folder that is there, `DataUnreadable`.
    """
    if problem := id_problem(id):
        raise NotKnown("The app needs another id.", problem, _nearest_id(id))
    folder = parent / id
    if id in taken:
        raise NameTaken(f"Another app has the id `{id}`.", "", "Give yours a name of its own.")
    half = parent / f".{id}.half"
    try:
        if folder.exists():
            raise NameTaken(
                f"There is already {folder}.", "Nothing was written.", "Choose another id or folder."
            )
        parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(half, ignore_errors=True)
        _copy(template, half)
        _copy(schemas, half / SCHEMA_FOLDER)
        for file in half.rglob("*.yaml"):
            text = file.read_text(encoding="utf-8").replace(_LABEL, _label_of(id))
            file.write_text(text, encoding="utf-8", newline="\n")
        half.rename(folder)
    except OSError as error:
        shutil.rmtree(half, ignore_errors=True)
        raise DataUnreadable(
            "The app could not be written.",
            f"{folder}: {error.strerror or error}.",
            "Choose another folder with --folder.",
        ) from error
    return folder


def _copy(source: Path, target: Path) -> None:
    """Copy a folder, up to the first file that cannot be: `shutil.copytree` would list all of them."""
    target.mkdir()
    for file in sorted(source.rglob("*")):
        copy = target / file.relative_to(source)
        if file.is_dir():
            copy.mkdir()
        else:
            shutil.copyfile(file, copy)


def _label_of(id: str) -> str:
    return " ".join(word.capitalize() for word in id.split("_") if word)


def _nearest_id(wanted: str) -> str:
    """What was wanted, as an id may be written."""
    plain = "".join(char if char.isascii() and char.isalnum() else "_" for char in wanted.strip().lower())
    near = "_".join(filter(None, plain.split("_")))
    return "" if not near or id_problem(near) else f"Did you mean `{near}`?"
