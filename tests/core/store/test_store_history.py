"""Runs found again: by what they were asked, when, and how they ended; kept, and cleared away in time."""

import threading
from pathlib import Path

import pytest

from core.model.errors import DataUnreadable, InvalidValues, NotKnown
from core.model.history import HistoryFilter, Retention
from core.store.settings import UserSettings
from core.store.spool import Spool
from core.store.store import Store
from tests.core.store.samples import opened, run

DAY = 24 * 60 * 60.0
NOW = 1000 * DAY


async def kept(store: Store, id: str, *, size: int = 0, days: float = 0, **rest: object) -> None:
    """A run that ended, so many days ago, with files of about so many bytes."""
    await store.runs.begin(run(id, started_at=NOW - days * DAY, status="done", **rest))
    if size:
        writer = store.spool.writer(id)
        writer.append([b'"%s"' % (b"x" * (size - 2 - 1 - 8))])  # quotes, line break, offset
        writer.close()


def nameless(*_: str) -> str:
    return ""


async def ids(store: Store, wanted: HistoryFilter, **rest: object) -> list[str]:
    found, _ = await store.history.page(wanted, nameless, **rest)  # type: ignore[arg-type]
    return [one.record.id for one in found]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (HistoryFilter(), ["d", "c", "b", "a"]),
        (HistoryFilter(app="refiner"), ["d", "c", "a"]),
        (HistoryFilter(app="refiner", module="m"), ["d", "a"]),
        (HistoryFilter(connection="c9"), ["b"]),
        (HistoryFilter(statuses=("failed", "stopped")), ["d", "c"]),
        (HistoryFilter(since=2.0, until=4.0), ["c", "b"]),
        (HistoryFilter(text="ZOË smith"), ["a"]),
        (HistoryFilter(text="limit"), ["a"]),
        (HistoryFilter(text="refused key"), ["c"]),
        (HistoryFilter(text="nowhere"), []),
        (HistoryFilter(pinned=True), ["b"]),
    ],
)
async def test_runs_are_found_by_what_is_known_of_them(
    folder: Path, wanted: HistoryFilter, expected: list[str]
) -> None:
    problem = ("The service said no.", "The KEY was refused.", "Enter a new key.")
    async with opened(folder) as store:
        values = {"who": ["Zoë Smith"], "limit": 5}
        await store.runs.begin(run("a", module="m", started_at=1.0, values=values))
        await store.runs.begin(run("b", app="cliengo", connection="c9", started_at=2.0))
        await store.runs.begin(run("c", module="n", started_at=3.0, status="failed", problem=problem))
        await store.runs.begin(run("d", module="m", started_at=4.0, status="stopped"))
        await store.history.pin("b", True)
        with pytest.raises(NotKnown, match="This run is gone"):
            await store.history.pin("z", True)
        assert await ids(store, wanted) == expected


async def test_a_run_is_found_by_the_names_that_people_know(folder: Path) -> None:
    async with opened(folder) as store:
        called = {"a": "Other", "b": "My Refiner"}
        for id in called:
            await store.runs.begin(run(id, connection=id, values={"limit": 5}))
        for text in ("my refiner", "my 5 refiner"):
            found, _ = await store.history.page(
                HistoryFilter(text=text), lambda app, module, connection: called[connection]
            )
            assert [one.record.id for one in found] == ["b"]
        called |= {"a": "My Refiner", "b": "Other"}
        found, _ = await store.history.page(
            HistoryFilter(text="my refiner"), lambda app, module, connection: called[connection]
        )
        assert [one.record.id for one in found] == ["a"], "as they are called now"


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ('say"hi"', True),
        ("back\\slash", True),
        ("\\", True),
        ("größe", True),
        ("GRÖSSE", True),
        ("😀", True),
        ("1.5", True),
        ("true", True),
        ("tab", True),
        ("null", False),
        ("{", False),
        ('":', False),
        ("\\u00f6", False),
        ("nthe", False),
    ],
)
async def test_words_are_found_as_they_were_written_and_nothing_of_the_form_they_are_kept_in(
    folder: Path, text: str, is_found: bool
) -> None:
    values = {"note": 'say"hi" back\\slash Größe 😀 in\nthe\ttab', "n": [1.5, True, None], "inner": {"a": []}}
    async with opened(folder) as store:
        await store.runs.begin(run("a", values=values))
        assert await ids(store, HistoryFilter(text=text)) == (["a"] if is_found else [])


async def test_rows_are_read_again_only_when_something_has_changed_here_or_elsewhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    def texts(values: object) -> list[str]:
        threads.append(threading.current_thread().name)
        return [str(values)]

    monkeypatch.setattr("core.store.history._texts", texts)
    wanted = HistoryFilter(text="5")
    async with opened(folder) as here, opened(folder) as elsewhere:
        await here.runs.begin(run("a", values={"limit": 5}))
        assert await ids(here, wanted) == ["a"]
        assert threads == ["database"], "the loop goes on meanwhile"
        assert await ids(here, wanted) == ["a"]
        assert len(threads) == 1
        await elsewhere.runs.begin(run("b", values={"limit": 5}))
        assert await ids(here, wanted) == ["b", "a"]
        await here.history.pin("a", True)
        found, _ = await here.history.page(wanted, nameless)
        assert [one.pinned for one in found] == [False, True]
        assert await ids(here, HistoryFilter(text="5", pinned=True)) == ["a"]


@pytest.mark.parametrize("text", ["", "number"])
async def test_the_pages_of_the_history_together_are_all_of_it(folder: Path, text: str) -> None:
    async with opened(folder) as store:
        for number in range(1203):
            await store.runs.begin(run(f"r{number}", values={"number": number}))
        seen: list[str] = []
        before: int | None = None
        while True:
            found, before = await store.history.page(HistoryFilter(text=text), nameless, before, most=500)
            seen += [one.record.id for one in found]
            if before is None:
                break
        assert seen == [f"r{number}" for number in reversed(range(1203))]


async def test_a_page_that_is_just_full_has_nothing_after_it(folder: Path) -> None:
    async with opened(folder) as store:
        for id in "abc":
            await store.runs.begin(run(id))
        found, older = await store.history.page(HistoryFilter(), nameless, most=3)
        assert (len(found), older) == (3, None)


async def test_what_is_removed_goes_with_its_files_and_what_is_under_way_stays(folder: Path) -> None:
    async with opened(folder) as store:
        await kept(store, "old", size=100)
        await store.runs.begin(run("busy", status="running"))
        assert await store.history.remove(["old", "busy", "old", "never"]) == 1
        assert await store.runs.get("old") is None
        assert await store.runs.get("busy") is not None
        assert store.spool.size() == 0


@pytest.mark.parametrize(
    ("retention", "expected"),
    [
        (Retention(days=0, megabytes=0), []),
        (Retention(days=30, megabytes=0), [("oldest", True), ("old", True)]),
        (Retention(days=0, megabytes=3), [("oldest", False), ("new", False)]),
        (Retention(days=50, megabytes=3), [("oldest", True), ("new", False)]),
        (Retention(days=0, megabytes=1), [("oldest", False), ("new", False), ("newest", False)]),
    ],
)
async def test_retention_clears_away_what_is_too_old_and_then_what_is_too_much(
    folder: Path, retention: Retention, expected: list[tuple[str, bool]]
) -> None:
    """The oldest first, never a pinned one; a run without files takes no room."""
    async with opened(folder) as store:
        await kept(store, "oldest", size=1_000_000, days=90)
        await kept(store, "pinned", size=1_000_000, days=80)
        await kept(store, "old", days=40)
        await kept(store, "new", size=1_000_000, days=3)
        await kept(store, "newest", size=1_500_000, days=1)
        await store.history.pin("pinned", True)
        found, total = await store.history.outdated(retention, NOW)
        assert [(one.run.record.id, one.is_old) for one in found] == expected
        assert total == 4_500_000


async def test_retention_that_cannot_be_meant_is_refused(folder: Path) -> None:
    async with opened(folder) as store:
        with pytest.raises(InvalidValues) as refused:
            await store.settings.save(UserSettings(retention=Retention(days=-1, megabytes=10**9)))
        assert set(refused.value.by_field) == {"days", "megabytes"}
        assert (await store.settings.load()).retention == Retention()
        await store.settings.save(UserSettings(retention=Retention(days=7)))
        assert (await store.settings.load()).retention == Retention(days=7)


async def test_files_that_cannot_go_keep_no_others_from_going(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove = Spool.remove

    def refused(self: Spool, run_id: str) -> None:
        if run_id == "a":
            raise DataUnreadable("These files are in use.")
        remove(self, run_id)

    monkeypatch.setattr(Spool, "remove", refused)
    async with opened(folder) as store:
        for id in "abc":
            await kept(store, id, size=100)
        with pytest.raises(DataUnreadable):
            await store.history.remove(["a", "b", "c"])
        assert [store.spool.size_of(id) for id in "abc"] == [100, 0, 0]
