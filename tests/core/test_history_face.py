"""The past, as the window asks for it: found, searched, filled in again, compared."""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from core.integrator import Integrator, NewConnection, open_integrator
from core.model.diff import DiffBegan, Difference, DifferencesFound, KeysFound
from core.model.errors import DataUnreadable, InvalidValues, NotKnown, TrunklineError
from core.model.export import Exported
from core.model.history import EVERYTHING, FoundInOutput, HistoryFilter, OutputsSearched
from core.model.results import HitsEvent, SearchFor, Steps
from core.rules.redact import HIDDEN
from tests.core.past_runs import Past, connection, run
from tests.sandboxes import RunningSandbox

PEOPLE = [{"uuid": f"u{n}", "email": f"p{n}@example.com", "plan": "free"} for n in range(20)]


@pytest.fixture
def past(tmp_path: Path) -> Past:
    """A profile."""
    return Past(tmp_path / "profile")


async def outputs(
    integrator: Integrator, text: str, wanted: HistoryFilter = EVERYTHING, **rest: Any
) -> tuple[list[FoundInOutput], OutputsSearched]:
    """What is found in what came back, and the last that is told of the search."""
    found, last = [], OutputsSearched(runs=-1)
    async with aclosing(integrator.search_outputs(wanted, SearchFor(text), **rest)) as events:
        async for event in events:
            if isinstance(event, FoundInOutput):
                found.append(event)
            else:
                last = event
    return found, last


async def compared(
    integrator: Integrator, run: str, other: str, key: Steps | None, *ignoring: Steps
) -> tuple[DiffBegan, DifferencesFound]:
    """How a comparison began, and what it found."""
    async with aclosing(integrator.diff(run, other, key, ignoring)) as events:
        told = [event async for event in events]
    assert isinstance(told[0], DiffBegan)
    found = [event for event in told if isinstance(event, DifferencesFound)][-1]
    found.differences.refresh()
    for rows in found.kinds.values():
        rows.refresh()
    return told[0], found


async def test_names_are_those_that_people_know_and_what_is_gone_has_its_id(past: Past) -> None:
    await past.connect(connection())
    await past.add(run("a", 1.0), run("b", 2.0, app="gone", module="list", connection="c9"))
    async with open_integrator(past.folder) as integrator:
        gone, known = (await integrator.history()).entries
    assert (known.app_label, known.module_label, known.connection_name) == (
        "Refiner",
        "List Contacts",
        "My Refiner",
    )
    assert (gone.app_label, gone.module_label, gone.connection_name) == ("gone", "list", "")


async def test_a_pin_stays_and_a_removed_run_is_gone_with_its_bundles(past: Past) -> None:
    await past.add(run("a", 1.0), run("b", 2.0), bundles=PEOPLE)
    async with open_integrator(past.folder) as integrator:
        assert (await integrator.sizes(["a", "b"]))["a"] > 1000
        await integrator.pin_run("a")
        assert await integrator.remove_runs(["b"]) == 1
        assert await integrator.sizes(["b"]) == {"b": 0}
        with pytest.raises(NotKnown):
            await integrator.history_entry("b")
        with pytest.raises(NotKnown):
            await integrator.pin_run("b")
    async with open_integrator(past.folder) as integrator:
        (only,) = (await integrator.history()).entries
        assert (only.record.id, only.pinned) == ("a", True)


async def test_what_came_back_is_searched_newest_first(past: Past) -> None:
    changed = [*PEOPLE[:5], PEOPLE[5] | {"plan": "enterprise"}, PEOPLE[6] | {"plan": "Enterprise"}]
    await past.add(run("old", 1.0), bundles=changed)
    await past.add(run("none", 2.0))
    await past.add(run("new", 3.0), bundles=[PEOPLE[0] | {"enterprise": 1}])
    await past.add(run("other", 4.0, app="cliengo"), bundles=changed)
    async with open_integrator(past.folder, own_thread=True) as integrator:
        found, last = await outputs(integrator, "enterprise", HistoryFilter(app="refiner"))
    assert [(one.entry.record.id, one.hits, one.in_bundles, one.first.bundle) for one in found] == [
        ("new", 1, 1, 0),
        ("old", 2, 2, 5),
    ]
    assert [(one.steps, one.in_name, one.preview) for one in found] == [
        (("enterprise",), True, "enterprise"),
        (("plan",), False, "enterprise"),
    ]
    assert last == OutputsSearched(runs=3, back_to=1.0, is_complete=True)


async def test_a_search_in_outputs_has_an_end_and_says_that_there_are_more(past: Past) -> None:
    for number in range(5):
        await past.add(run(f"r{number}", float(number)), bundles=PEOPLE)
    async with open_integrator(past.folder) as integrator:
        found, last = await outputs(integrator, "p3@", most=3)
        assert [one.entry.record.id for one in found] == ["r4", "r3", "r2"]
        assert (last.runs, last.is_complete) == (3, False)
        found, last = await outputs(integrator, "p3@", most=5)
        assert (last.runs, last.is_complete) == (5, True)


@pytest.mark.parametrize(
    "error",
    [
        DataUnreadable("The bundles of this run cannot be read."),
        TrunklineError("There is not enough memory for this."),
    ],
    ids=["here", "in-the-worker"],
)
async def test_runs_that_cannot_be_searched_are_counted_and_passed_over(
    past: Past, monkeypatch: pytest.MonkeyPatch, error: TrunklineError
) -> None:
    await past.add(run("good", 1.0), run("bad", 2.0), bundles=PEOPLE)
    search = Integrator.search

    async def search_what_can_be_read(
        self: Integrator, run: str, wanted: SearchFor
    ) -> AsyncGenerator[HitsEvent]:
        if run == "bad":
            raise error
        async with aclosing(search(self, run, wanted)) as events:
            async for event in events:
                yield event

    monkeypatch.setattr(Integrator, "search", search_what_can_be_read)
    async with open_integrator(past.folder) as integrator:
        found, last = await outputs(integrator, "p3@")
    assert [one.entry.record.id for one in found] == ["good"]
    assert (last.runs, last.unreadable) == (2, 1)


async def test_nothing_to_look_for_is_refused(past: Past) -> None:
    await past.add(run("a", 1.0), bundles=PEOPLE)
    async with open_integrator(past.folder) as integrator:
        with pytest.raises(InvalidValues):
            await outputs(integrator, "")


async def test_a_search_in_outputs_can_be_left(past: Past) -> None:
    await past.add(*(run(f"r{n}", float(n)) for n in range(20)), bundles=PEOPLE)
    async with open_integrator(past.folder, own_thread=True) as integrator:
        async with aclosing(integrator.search_outputs(EVERYTHING, SearchFor("p3@"))) as events:
            first = await anext(events)
        assert isinstance(first, FoundInOutput)
        assert first.entry.record.id == "r19"


async def test_a_run_is_filled_in_again_without_what_was_secret(past: Past) -> None:
    values = {"limit": 7, "form_uuid": f"x{HIDDEN}", "gone_since": [1]}
    await past.connect(connection())
    await past.add(run("a", 1.0, values=values), run("b", 2.0, connection="c9"))
    async with open_integrator(past.folder) as integrator:
        again = await integrator.run_again("a")
        assert (again.app, again.module, again.connection) == ("refiner", "list_contacts", "c1")
        assert again.values == {"limit": 7}
        assert again.unknown == ("gone_since",)
        labels = {one.key: one.label for one in (await integrator.module("refiner", "list_contacts")).fields}
        assert again.left_out == (labels["form_uuid"],)
        assert (await integrator.run_again("b")).connection == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"app": "gone"}, "app of this run is gone"), ({"module": "gone"}, "module of this run is gone")],
)
async def test_what_is_gone_cannot_be_run_again(past: Past, changes: dict[str, Any], said: str) -> None:
    await past.add(run("a", 1.0, **changes))
    async with open_integrator(past.folder) as integrator:
        with pytest.raises(NotKnown, match=said):
            await integrator.run_again("a")


async def test_the_run_before_is_of_the_same_module_and_brought_something(past: Past) -> None:
    await past.add(run("a", 1.0, bundles=20))
    await past.add(run("b", 2.0, module="track_event", bundles=20), run("c", 3.0), run("d", 4.0))
    async with open_integrator(past.folder) as integrator:
        before = await integrator.run_before("d")
        assert before is not None
        assert before.record.id == "a"
        assert await integrator.run_before("a") is None


async def test_two_runs_are_compared_and_the_older_one_is_found_out(past: Past) -> None:
    await past.add(run("old", 1.0), bundles=PEOPLE)
    newer = [PEOPLE[1] | {"plan": "pro"}, *PEOPLE[2:], {"uuid": "u20", "email": "p20@example.com"}]
    await past.add(run("new", 2.0), bundles=newer)
    async with open_integrator(past.folder, own_thread=True) as integrator:
        async with aclosing(integrator.matching_keys("new", "old")) as keys:
            (found_keys,) = [event async for event in keys if isinstance(event, KeysFound)]
        assert found_keys.keys[0] == ("uuid",)
        began, found = await compared(integrator, "new", "old", ("uuid",))
        assert began == DiffBegan("old", "new")
        listed = [found.differences[number] for number in range(3)]
        assert listed == [
            Difference("removed", 0, None),
            Difference("changed", 1, 0),
            Difference("added", None, 19),
        ]
        assert {kind: [rows[row] for row in range(len(rows))] for kind, rows in found.kinds.items()} == {
            "removed": [0],
            "changed": [1],
            "added": [2],
        }
        pair = await integrator.side_by_side("old", "new", listed[1])
        assert [row.mark for row in pair.rows] == ["within", "same", "same", "changed"]
        _, ignoring = await compared(integrator, "new", "old", ("uuid",), ("plan",))
        assert ignoring.tally.changed == 0


async def test_of_a_kind_that_there_is_not_nothing_is_written(past: Past, tmp_path: Path) -> None:
    for id, at in (("old", 1.0), ("new", 2.0)):
        await past.add(run(id, at), bundles=[{"id": 1, "at": at}])
    async with open_integrator(past.folder) as us:
        _, found = await compared(us, "new", "old", ("id",))
        file, none = tmp_path / "none.jsonl", found.kinds["added"]
        stream = us.export_differences("old", "new", found.differences, file, "jsonl", rows=none)
        assert [event async for event in stream][-1] == Exported(file=file, rows=0)
        found.differences.close()
        stream = us.export_differences("old", "new", found.differences, file, "jsonl", overwrite=True)
        with pytest.raises(TrunklineError, match="The rows are not there any more"):
            _ = [event async for event in stream]


async def test_differences_are_written_into_files(past: Past, tmp_path: Path) -> None:
    await past.add(run("old", 1.0), bundles=[{"id": 1, "a": 1.10}, {"id": 2, "a": "=1+1"}, b"odd"])
    await past.add(run("new", 2.0), bundles=[{"id": 2, "a": "=2", "b": None}, {"id": 3, "a": "x"}, b"odder"])
    async with open_integrator(past.folder) as integrator:
        _, found = await compared(integrator, "new", "old", ("id",))
        written = []
        for form in ("jsonl", "csv"):
            file = tmp_path / f"differences.{form}"
            stream = integrator.export_differences("old", "new", found.differences, file, form, key=("id",))
            async with aclosing(stream) as events:
                done = [event async for event in events][-1]
            assert isinstance(done, Exported)
            written.append((done.rows, file.read_text("utf-8-sig").splitlines()))
        only = tmp_path / "only.jsonl"
        rows = found.kinds["added"]
        stream = integrator.export_differences("old", "new", found.differences, only, "jsonl", rows=rows)
        async with aclosing(stream) as events:
            assert [event async for event in events][-1] == Exported(file=only, rows=1)
    (count, lines), (rows_count, table) = written
    assert (count, rows_count) == (4, 5)
    assert [json.loads(line) for line in lines] == [
        {"difference": "removed", "older_bundle": 1, "key": 1, "bundle": {"id": 1, "a": 1.1}},
        {
            "difference": "changed",
            "older_bundle": 2,
            "newer_bundle": 1,
            "key": 2,
            "changes": [{"path": "a", "older": "=1+1", "newer": "=2"}, {"path": "b", "newer": None}],
        },
        {"difference": "added", "newer_bundle": 2, "key": 3, "bundle": {"id": 3, "a": "x"}},
        {
            "difference": "changed",
            "older_bundle": 3,
            "newer_bundle": 3,
            "changes": [{"path": "", "older": "odd", "newer": "odder"}],
        },
    ]
    assert table == [
        "Difference,Older bundle,Newer bundle,Key,Path,Older value,Newer value",
        'removed,1,,1,,"{""id"": 1, ""a"": 1.1}",',
        "changed,2,1,2,a,'=1+1,'=2",
        "changed,2,1,2,b,,",
        'added,,2,3,,,"{""id"": 3, ""a"": ""x""}"',
        "changed,3,3,,,odd,odder",
    ]


async def test_runs_of_a_service_are_found_again_after_a_restart(
    tmp_path: Path, sandbox: RunningSandbox, cheap_passphrase: None
) -> None:
    address, values = sandbox.address("refiner"), sandbox.values("refiner")
    async with open_integrator(tmp_path, passphrase="correct horse") as integrator:
        made = NewConnection(app="refiner", name="Account", values=values, address=address)
        account = await integrator.connect(made)
        async with aclosing(
            integrator.run_module(account.id, "refiner", "list_contacts", {"limit": 5})
        ) as events:
            async for _ in events:
                pass
    async with open_integrator(tmp_path) as integrator:
        (entry,) = (await integrator.history(HistoryFilter(text="contacts account"))).entries
        assert (entry.record.status, entry.record.bundles) == ("done", 5)
        again = await integrator.run_again(entry.record.id)
        assert (again.values, again.connection) == ({"limit": 5}, account.id)
