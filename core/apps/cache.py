"""Apps that were read and found right, kept as they were decoded: reading YAML costs a hundred times more.

    <cache>/<app>.app        what app.yaml says
            <app>.modules    what all its modules say

Each file begins with the state of the files that it was made from (name, size, time of change) and of the
schema that they were checked against. Whatever differs, or cannot be read, is read anew; a cache that cannot
be written is none. Broken apps are never kept: what is wrong with them is said each time.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from core.model.app import App
from core.model.module import Module
from core.private_files import private_file

T = TypeVar("T")

State = tuple[tuple[str, int, int], ...]
"""Files by their path within the app: size in bytes, time of change in nanoseconds."""


class _Kept(msgspec.Struct, Generic[T], frozen=True, array_like=True):
    state: State
    value: T


class AppCache:
    """Decoded apps in a folder, which is made when something is to be kept. None: nothing is kept."""

    def __init__(self, folder: Path | None, schema: Path) -> None:
        """`schema`: the folder of the exported schemas, which change whenever the model does."""
        self._folder = folder
        self._schema = schema

    def app_state(self, folder: Path) -> State:
        """What the app in a folder would be kept with. Taken before it is read: it may change meanwhile."""
        return self._state(folder, _app_files(folder))

    def app(self, folder: Path, state: State) -> App | None:
        """The app in a folder, if it was kept in this state."""
        return self._read(folder, "app", state, App)

    def keep_app(self, app: App, state: State) -> None:
        """Keep an app that was found right."""
        self._write(Path(app.folder), "app", state, app)

    def modules_state(self, app: App) -> State:
        """What the modules of an app would be kept with."""
        folder = Path(app.folder)
        return self._state(folder, _all_files(folder))

    def modules(self, app: App, state: State) -> tuple[Module, ...] | None:
        """The modules of an app, in the order of display, if they were kept in this state."""
        return self._read(Path(app.folder), "modules", state, tuple[Module, ...])

    def keep_modules(self, app: App, modules: tuple[Module, ...], state: State) -> None:
        """Keep the modules of an app that were all found right."""
        self._write(Path(app.folder), "modules", state, modules)

    def _read(self, folder: Path, what: str, state: State, kind: type[T]) -> T | None:
        if self._folder is None:
            return None
        try:
            data = self._place(folder, what).read_bytes()
            kept = msgspec.msgpack.decode(data, type=_Kept[kind])  # type: ignore[valid-type]
        except (OSError, msgspec.DecodeError):
            return None
        return kept.value if kept.state == state else None

    def _write(self, folder: Path, what: str, state: State, value: object) -> None:
        if self._folder is None:
            return
        place = self._place(folder, what)
        half = place.with_name(f"{place.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(half, "wb", opener=private_file) as opened:
                opened.write(msgspec.msgpack.encode(_Kept(state, value)))
            half.replace(place)

    def _place(self, folder: Path, what: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{folder.name}.{what}"

    def _state(self, folder: Path, files: list[Path]) -> State:
        if self._folder is None:
            return ()
        schemas = sorted(self._schema.glob("*.json"))
        return (*_states(self._schema.parent, schemas), *_states(folder.parent, files))


def _app_files(folder: Path) -> list[Path]:
    return [folder / "app.yaml", folder / "icon.svg"]


def _all_files(folder: Path) -> list[Path]:
    return [
        *_app_files(folder),
        *sorted((folder / "modules").glob("*")),
        *sorted((folder / "samples").glob("*")),
    ]


def _states(root: Path, files: list[Path]) -> Iterator[tuple[str, int, int]]:
    yield str(root), 0, 0
    for file in files:
        try:
            found = file.stat()
        except OSError:
            yield str(file.relative_to(root)), -1, 0
        else:
            yield str(file.relative_to(root)), found.st_size, found.st_mtime_ns
