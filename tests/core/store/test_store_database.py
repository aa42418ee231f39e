"""The file itself: private, migrated with a copy, shared with other processes, honest when it is ill."""

import asyncio
import errno
import os
import shutil
import sqlite3
import stat
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from pathlib import Path

import pytest

from core.model.errors import DataTooNew, DataUnreadable
from core.store import database as database_module
from core.store.database import Database
from core.store.disk import private_folder
from core.store.migrate import SCRIPTS, copy_of, migrate
from core.store.store import DATABASE, Store
from tests.core.store.samples import ROOM, another_process, connection, opened, room_on_disk, rows, run

posix_only = pytest.mark.skipif(os.name != "posix", reason="permissions and limits of POSIX")


@asynccontextmanager
async def opened_database(folder: Path) -> AsyncIterator[Database]:
    private_folder(folder)
    database = Database(folder / DATABASE)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


def open_to_all(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o755)


def modes_below(folder: Path, chosen: Callable[[Path], bool]) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*")) if chosen(path)}


@contextmanager
def usual_here(umask: int) -> Iterator[None]:
    """What new files do not allow to others, where nothing else is said."""
    before = os.umask(umask)
    try:
        yield
    finally:
        os.umask(before)


@posix_only
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
async def test_everything_belongs_to_its_owner_alone(folder: Path, tmp_path: Path, umask: int) -> None:
    with usual_here(umask):
        open_to_all(folder)
        async with opened(folder) as store:
            await store.runs.begin(run())
            store.spool.writer("r1").close()
            assert all((folder / f"{DATABASE}{end}").exists() for end in ("", "-wal", "-shm"))
            assert modes_below(folder, Path.is_dir) == {0o700}
            assert modes_below(folder, Path.is_file) == {0o600}
        migrated(folder / DATABASE, later_scripts(tmp_path, "SELECT 1;"))
    assert copy_of(folder / DATABASE, NEWEST).exists()
    assert modes_below(folder, Path.is_file) == {0o600}


async def test_the_database_is_set_up_for_safety(folder: Path) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 1,  # NORMAL
        "foreign_keys": 1,
        "secure_delete": 1,
        "auto_vacuum": 2,  # INCREMENTAL
        "busy_timeout": 5000,
    }
    async with opened_database(folder) as database:
        found = {name: (await database.select(f"PRAGMA {name}"))[0][0] for name in wanted}
    assert found == wanted


async def test_a_step_that_fails_leaves_nothing_behind(folder: Path) -> None:
    def half(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO settings VALUES (1, 'half')")
        raise KeyError("the other half")

    async with opened_database(folder) as database:
        with pytest.raises(KeyError):
            await database.write(half)
        assert await database.select("SELECT * FROM settings") == []


async def test_what_was_asked_for_is_written_even_if_nobody_waits(folder: Path) -> None:
    async with opened_database(folder) as database:
        task = asyncio.create_task(database.execute("INSERT INTO settings VALUES (1, 'kept')"))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await database.select("SELECT document FROM settings") == [("kept",)]


async def test_a_mistake_of_ours_is_not_dressed_up(folder: Path) -> None:
    async with opened_database(folder) as database:
        with pytest.raises(sqlite3.OperationalError, match="syntax error"):
            await database.select("SELEKT")


async def test_a_closed_database_says_so(folder: Path) -> None:
    async with opened_database(folder) as database:
        await database.close()
        with pytest.raises(RuntimeError, match="closed"):
            await database.select("SELECT 1")


async def test_a_database_may_be_used_from_one_loop_after_another(folder: Path) -> None:
    store = await Store.open(folder)
    await asyncio.to_thread(asyncio.run, store.runs.begin(run()))
    assert await store.runs.get("r1") == run()
    await asyncio.to_thread(asyncio.run, store.close())


NEWEST = len(list(SCRIPTS.glob("*.sql")))
"""The version of a new database."""


def later_scripts(place: Path, next_one: str) -> Path:
    scripts = place / "scripts"
    shutil.copytree(SCRIPTS, scripts)
    (scripts / f"{NEWEST + 1:04}_next.sql").write_text(next_one)
    return scripts


def migrated(file: Path, scripts: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        migrate(connection, file, scripts)


async def test_an_older_database_is_migrated_and_a_copy_is_kept(folder: Path, tmp_path: Path) -> None:
    async with opened(folder) as store:
        await store.runs.begin(run())
    file = folder / DATABASE
    scripts = later_scripts(
        tmp_path,
        """
        -- A semicolon in a comment; and one in a text:
        ALTER TABLE runs ADD COLUMN note TEXT NOT NULL DEFAULT 'a;b';
        CREATE TRIGGER kept BEFORE DELETE ON runs BEGIN
            SELECT RAISE(ABORT, 'no');
        END;
        """,
    )
    for _ in range(2):  # the second time there is nothing to do
        migrated(file, scripts)
        assert rows(folder, "SELECT id, note FROM runs") == [("r1", "a;b")]
        assert rows(folder, "PRAGMA user_version") == [(NEWEST + 1,)]
    with closing(sqlite3.connect(copy_of(file, NEWEST))) as copy:
        assert copy.execute("SELECT id FROM runs").fetchall() == [("r1",)]
        assert copy.execute("PRAGMA user_version").fetchone() == (NEWEST,)
    with pytest.raises(DataTooNew, match="Install the newest"):
        await Store.open(folder)


async def test_a_migration_that_fails_changes_nothing(folder: Path, tmp_path: Path) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection(), {})
    scripts = later_scripts(tmp_path, "DROP TABLE runs; DELETE FROM connections; SELECT wrong;")
    with pytest.raises(sqlite3.OperationalError, match="wrong"):
        migrated(folder / DATABASE, scripts)
    async with opened(folder) as store:
        assert await store.connections.all() == (connection(),)
        assert await store.runs.latest() == ()


async def test_data_of_a_newer_version_is_refused_and_not_touched(folder: Path) -> None:
    async with opened(folder):
        pass
    rows(folder, "PRAGMA journal_mode = DELETE")  # which opening it would change
    rows(folder, "PRAGMA user_version = 99")
    before = (folder / DATABASE).read_bytes()
    with pytest.raises(DataTooNew, match=r"data of version 99.*Install the newest Trunkline"):
        await Store.open(folder)
    assert (folder / DATABASE).read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"not a database at all" * 100,
        lambda content: b"\xff" * 100 + content[100:],  # the header
        lambda content: content[: len(content) // 3],  # a copy that was cut off
    ],
)
async def test_a_damaged_database_is_told_in_a_sentence(
    folder: Path, damage: Callable[[bytes], bytes]
) -> None:
    async with opened(folder) as store:
        await store.runs.begin(run())
    file = folder / DATABASE
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(DataUnreadable, match="damaged") as caught:
        await Store.open(folder)
    assert str(file) in caught.value.reason


async def test_a_folder_that_cannot_be_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(DataUnreadable) as caught:
            await Store.open(folder)
        assert caught.value.reason == f"{folder} is a file, or lies in one."


@posix_only
async def test_a_full_disk_is_told_in_a_sentence_and_harms_nothing(folder: Path) -> None:
    async with opened(folder) as store:
        await store.runs.begin(run("before"))
        with room_on_disk(ROOM), pytest.raises(DataUnreadable) as caught:
            await store.runs.begin(run("large", values={"text": "x" * 3 * ROOM}))
        assert str(folder) in str(caught.value)
        await store.runs.begin(run("after"))
        assert {one.id for one in await store.runs.latest()} == {"before", "after"}


@posix_only
async def test_a_disk_without_room_for_the_index_of_the_log_is_told_as_full(folder: Path) -> None:
    async with opened(folder):
        pass
    with room_on_disk(1_000), pytest.raises(DataUnreadable, match="disk is full") as caught:
        await Store.open(folder)
    assert str(folder) in caught.value.reason
    async with opened(folder):
        pass


async def test_leaving_waits_for_nobody_who_is_writing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "BUSY_LIMIT", 600.0)
    async with opened(folder):
        other = sqlite3.connect(folder / DATABASE, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    other.close()


async def test_a_disk_that_became_read_only_keeps_nobody_from_leaving(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path, **_: bool) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    async with opened(folder):
        monkeypatch.setattr(Path, "unlink", refuse)


@posix_only
def test_a_folder_for_everybody_stays_so(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o1777)
    private_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o1777


@posix_only
async def test_the_file_that_the_system_refuses_is_named(folder: Path) -> None:
    private_folder(folder)
    (folder / DATABASE).mkdir()
    with pytest.raises(DataUnreadable) as caught:
        await Store.open(folder)
    assert caught.value.reason == f"The system says of {folder / DATABASE}: Is a directory."


async def test_a_database_that_stays_busy_is_told_in_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_LIMIT", 0.05)
    async with opened(folder) as store:
        with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DataUnreadable, match="in use"):
                await store.runs.begin(run())
        await store.runs.begin(run())


OPEN_AND_WRITE = """if True:
    import asyncio, pathlib, sys
    from core.model.run import RunRecord
    from core.store.store import Store

    async def main(folder, name):
        print("ready", flush=True)
        sys.stdin.readline()
        store = await Store.open(folder)
        for turn in range(30):
            record = RunRecord(id=f"{name}-{turn}", app="a", module="m", connection="c", started_at=1.0)
            await store.runs.begin(record)
            await store.runs.complete(record.id, status="done", pages=1, bundles=1, ended_at=2.0)
        await store.close()
        print("done", flush=True)

    asyncio.run(main(pathlib.Path(sys.argv[1]), sys.argv[2]))
"""


async def test_several_processes_may_make_and_use_a_folder_at_once(folder: Path) -> None:
    with ExitStack() as stack:
        others = [stack.enter_context(another_process(OPEN_AND_WRITE, folder, name)) for name in "abcd"]
        for other in others:
            assert other.stdout
            assert other.stdout.readline() == "ready\n"
        for other in others:
            assert other.stdin
            other.stdin.write("go\n")
            other.stdin.flush()
        assert [other.communicate(timeout=30)[0] for other in others] == ["done\n"] * 4
    async with opened(folder) as store:
        history = await store.runs.latest(limit=1000)
    assert len(history) == 120
    assert {one.status for one in history} == {"done"}
