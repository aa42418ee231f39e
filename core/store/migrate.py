"""Bringing a database to the present shape, by numbered scripts, after a copy was made.

`0001_first.sql` makes version 1 of an empty database, `0002_….sql` version 2 of version 1, and so on. A
script runs whole or not at all, and in one process only, however many start at once.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from core.model.errors import DataTooNew
from core.private_files import private_file
from core.store.transaction import transaction

SCRIPTS = Path(__file__).with_name("migrations")


def migrate(connection: sqlite3.Connection, file: Path, scripts: Path = SCRIPTS) -> None:
    """Run the scripts that this database has not seen. `connection` is open on `file`, in autocommit.

    DataTooNew as `refuse_newer`.
    """
    numbered = _numbered(scripts)
    if _version(connection, file, newest=max(numbered)) == max(numbered):
        return
    with transaction(connection):
        # Asked again: another process may have migrated while this one waited to begin.
        version = _version(connection, file, newest=max(numbered))
        if 0 < version < max(numbered):
            _copy(file, version)
        for number in sorted(number for number in numbered if number > version):
            for statement in _statements(numbered[number].read_text(encoding="utf-8")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")


def refuse_newer(connection: sqlite3.Connection, file: Path, scripts: Path = SCRIPTS) -> None:
    """DataTooNew when a newer Trunkline has been here. Only looks."""
    _version(connection, file, newest=max(_numbered(scripts)))


def copy_of(file: Path, version: int) -> Path:
    """Where the copy lies that was made before a database of this version was migrated."""
    return file.with_name(f"{file.name}.version-{version}")


def _numbered(scripts: Path) -> dict[int, Path]:
    return {int(script.name.partition("_")[0]): script for script in scripts.glob("*.sql")}


def _version(connection: sqlite3.Connection, file: Path, newest: int) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > newest:
        raise DataTooNew(
            "Your data was written by a newer Trunkline.",
            f"The folder {file.parent} has data of version {version}; this Trunkline knows up to {newest}.",
            "Install the newest Trunkline. Nothing was changed.",
        )
    return version


def _copy(file: Path, version: int) -> None:
    """Copy what is committed, write-ahead log included; a reader of its own sees just that."""
    target = copy_of(file, version)
    with open(target, "wb", opener=private_file):
        pass  # made private before anything is in it
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _statements(script: str) -> Iterator[str]:
    """The statements of a script. `executescript` would commit before the first one."""
    statement = ""
    for part in script.split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement):  # not so inside a text, a comment or a trigger
            yield statement
            statement = ""
